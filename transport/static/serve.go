package static

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

const (
	// cacheForEver is for names that change with the content.
	cacheForEver = "public, max-age=31536000, immutable"
	// cacheAndAsk lets caches keep the file and ask each time whether it has changed.
	cacheAndAsk = "public, no-cache"
)

// ServeHTTP serves the file that the request's path names, relative to the root
// of the files; strip the mount point before (http.StripPrefix).
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !f.Serve(w, r, strings.TrimPrefix(r.URL.Path, "/")) {
		http.NotFound(w, r)
	}
}

// Serve answers a request with the file of a name (widget.js) or of a permanent
// name (widget-<hash>.js), and reports whether there is one; if not, it has
// written nothing.
//
// An answer under a permanent name may be cached for ever. Under the hash of
// another version it is the file as it is now, to be asked for again: a page that
// a cache or another version of the program has made still gets a widget, unless
// its integrity attribute forbids it. Where the build itself has put the hash into the
// name there is no other version: such files belong together and are never mixed.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) bool {
	file, permanent := f.lookup(name)
	if file == nil {
		return false
	}
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "This is a file: GET it.", http.StatusMethodNotAllowed)
		return true
	}
	h.Set("Cache-Control", cacheAndAsk)
	if permanent {
		h.Set("Cache-Control", cacheForEver)
	}
	file.serve(w, r)
	return true
}

// serve sends the form that suits the request. http.ServeContent sees to
// If-None-Match, HEAD and Range.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	form := f.choose(r.Header.Values("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	// The files are public and the same for everyone: any site may embed them,
	// and module scripts and integrity attributes need CORS for it.
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Etag", form.etag)
	h.Set("Content-Length", form.length) // ServeContent leaves it out of coded forms
	if form.coding != "" {
		h.Set("Content-Encoding", form.coding)
	}
	if len(f.coded) > 0 {
		h.Add("Vary", "Accept-Encoding")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(form.body))
}
