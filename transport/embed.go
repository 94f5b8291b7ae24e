package transport

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/chatmount/chatmount/transport/peer"
)

var (
	//go:embed pages
	pageFiles embed.FS
	//go:embed styles
	styleFiles embed.FS

	// pages are the templates of the pages that the gateway makes.
	pages = template.Must(template.New("").Funcs(pageFuncs).ParseFS(pageFiles, "pages/*.html"))
)

// styles returns the style sheets of the pages.
func styles() fs.FS {
	files, err := fs.Sub(styleFiles, "styles")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return files
}

// embedPolicy is the Content-Security-Policy of the page for frames: the files
// and connections of this server, and what bots and agents show. The sources
// of frame-ancestors follow.
const embedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: http:; media-src 'self' https: http:; " +
	"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'self'"

// hosts are the origins whose pages may show the chat in a frame, besides the
// chat's own.
type hosts []string

// newHosts reads Options.FrameAncestors. It panics at what is no origin, for
// that is a mistake in the program.
func newHosts(list []string) hosts {
	all := make(hosts, len(list))
	for i, s := range list {
		origin, ok := peer.ParseOrigin(s)
		if !ok || !strings.HasPrefix(origin, "http://") && !strings.HasPrefix(origin, "https://") {
			panic(fmt.Sprintf("transport: Options.FrameAncestors: %q is not the origin of a page; write https://host or https://host:port, without a path", s))
		}
		all[i] = origin
	}
	return all
}

// embed answers GET embed: the chat as a page of its own, for a frame in
// another page. It is the same for everybody.
func (s *Server) embed(w http.ResponseWriter, r *http.Request, _ call) error {
	sources := strings.Join(s.hosts, " ")
	h := w.Header()
	h.Set("Content-Security-Policy", strings.TrimSpace(embedPolicy+" "+sources))
	// The frame says by itself who may show it. A page that isolates itself
	// (COEP) asks for this too.
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return answerPage(w, http.StatusOK, "embed.html", struct{ Hosts string }{sources})
}

// answerPage sends a page made from a template.
func answerPage(w http.ResponseWriter, status int, name string, data any) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("transport: make %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who has left needs no answer
	return nil
}
