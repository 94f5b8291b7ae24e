package main

import (
	"embed"
	"html/template"
	"net/http"
)

var (
	//go:embed site
	files embed.FS

	pages = template.Must(template.ParseFS(files, "site/*.html"))
)

// shop is the site that shows the chat. Its policy allows the chat's script and
// frame, and nothing else of that origin.
func shop(chat string, u users) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page("shop.html", chat, "script-src 'self' "+chat+"; frame-src "+chat))
	mux.Handle("GET /inline", page("inline.html", chat, "script-src 'self' "+chat+"; frame-src "+chat))
	mux.HandleFunc("GET /token", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Write([]byte(u.token("Grace"))) // who is logged in here
	})
	mux.Handle("GET /site/", http.FileServerFS(files))
	return mux
}

// own is the chat's own site, whose page shows the chat in a frame too.
func own() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page("own.html", "", "frame-src 'self'"))
	mux.Handle("GET /site/", http.FileServerFS(files))
	return mux
}

// page serves one page, which is told where the chat is.
func page(name, chat, policy string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; connect-src 'self'; "+
			"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "+policy)
		if err := pages.ExecuteTemplate(w, name, chat); err != nil {
			panic(http.ErrAbortHandler) // the reader has left
		}
	})
}
