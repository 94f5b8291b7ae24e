package main

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed site desk
var files embed.FS

// Each page may load its own files and speak with its own chat, and nothing else;
// no other site may show the desk in a frame.
const (
	strict = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
	sitePolicy = strict + "; img-src 'self' https:"
	deskPolicy = strict
)

// page serves the files of a folder with a policy.
func page(folder, policy string) http.Handler {
	pages, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder is compiled in
	}
	server := http.FileServerFS(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		server.ServeHTTP(w, r)
	})
}
