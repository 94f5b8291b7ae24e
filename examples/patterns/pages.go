package main

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed site
var files embed.FS

// policy allows the page its own files and the chat what it needs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// site serves the page and what it loads. Who opens the page becomes a visitor.
func site(vs *visitors) http.Handler {
	pages, err := fs.Sub(files, "site")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	server := http.FileServerFS(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cache-Control", "no-cache")
		if r.URL.Path == "/" {
			if _, err := vs.welcome(w, r); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		server.ServeHTTP(w, r)
	})
}
