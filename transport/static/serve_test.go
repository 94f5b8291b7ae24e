package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/transport/static"
)

type unreadable struct{}

func (unreadable) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

// request asks f for a path; headers are pairs of name and value.
func request(f *static.Files, method, target string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestServeSendsAFileWithTheHeadersOfAPublicFile(t *testing.T) {
	r := request(load(t), "GET", "/widget.js")
	if r.StatusCode != 200 || !bytes.Equal(body(t, r), script) {
		t.Fatalf("status %d, or another body", r.StatusCode)
	}
	for name, want := range map[string]string{
		"Content-Type":                 "text/javascript; charset=utf-8",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Resource-Policy": "cross-origin",
		"Access-Control-Allow-Origin":  "*",
		"Cache-Control":                "public, no-cache",
		"Content-Encoding":             "",
		"Content-Length":               "2100",
		"Vary":                         "Accept-Encoding",
		"Set-Cookie":                   "",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if etag := r.Header.Get("Etag"); !strings.HasPrefix(etag, `"`) {
		t.Errorf("entity tag %q is not a strong one", etag)
	}
}

func TestServeTakesTheContentTypeFromItsOwnTable(t *testing.T) {
	f := load(t)
	for name, want := range map[string]string{
		"chat.css":           "text/css; charset=utf-8",
		"locales/de.js":      "text/javascript; charset=utf-8",
		"archive.tar.js.map": "application/json",
		"sound.bin":          "application/octet-stream",
		"noextension":        "application/octet-stream",
	} {
		r := request(f, "GET", "/"+name)
		if got := r.Header.Get("Content-Type"); r.StatusCode != 200 || got != want {
			t.Errorf("%s: status %d, type %q, want %q", name, r.StatusCode, got, want)
		}
	}
}

func TestServeChoosesTheCodingByWeight(t *testing.T) {
	f := load(t)
	for _, c := range []struct{ accept, want string }{
		{"", ""},
		{"gzip, deflate, br", "br"},
		{"gzip, deflate", "gzip"},
		{"GZIP", "gzip"},
		{"x-gzip", "gzip"},
		{"br;q=0.5, gzip;q=0.8", "gzip"},
		{"br ; q=0.8 , gzip ; Q=0.8", "br"},
		{"br;q=0, gzip;q=0", ""},
		{"br;q=0, *", "gzip"},
		{"*", "br"},
		{"*;q=0", ""},
		{"*;q=0.5, identity", ""},
		{"identity;q=0.5, gzip;q=0.1", ""},
		{"identity;q=0, gzip;q=0.1", "gzip"},
		{"br;q=nonsense, gzip", "gzip"},
		{"br;q=7, gzip;q=0.1", "gzip"},
		{"br;q=-1", ""},
		{"zstd", ""},
		{"brr, gzipped", ""},
		{",;,=,;q=1,", ""},
	} {
		r := request(f, "GET", "/widget.js", "Accept-Encoding", c.accept)
		if got := r.Header.Get("Content-Encoding"); got != c.want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", c.accept, got, c.want)
		}
	}
	if r := request(f, "GET", "/widget.js", "Accept-Encoding", "zstd", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the second Accept-Encoding line was not read")
	}
}

func TestServeSendsTheCodedFormAsItWasBuilt(t *testing.T) {
	r := request(load(t), "GET", "/widget.js", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(plain, script) {
		t.Errorf("error %v, or another content", err)
	}
	if r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || r.Header.Get("Content-Length") == "" {
		t.Errorf("headers %v", r.Header)
	}
}

func TestServeLeavesOutACodingThatSavesNothing(t *testing.T) {
	r := request(load(t), "GET", "/chat.css", "Accept-Encoding", "gzip")
	if r.Header.Get("Content-Encoding") != "" || r.Header.Get("Vary") != "" {
		t.Errorf("the larger form was sent: %v", r.Header)
	}
}

func TestServeAnswers304ToTheEntityTagOfTheSameForm(t *testing.T) {
	f := load(t)
	tags := map[string]string{}
	for _, coding := range []string{"identity", "gzip", "br"} {
		tags[coding] = request(f, "GET", "/widget.js", "Accept-Encoding", coding).Header.Get("Etag")
	}
	if tags["identity"] == tags["gzip"] || tags["gzip"] == tags["br"] || tags["br"] == tags["identity"] {
		t.Fatalf("two forms share an entity tag: %v", tags)
	}
	for _, c := range []struct {
		accept, match string
		want          int
	}{
		{"br", tags["br"], 304},
		{"br", `"another", ` + tags["br"], 304},
		{"br", "W/" + tags["br"], 304},
		{"br", "*", 304},
		{"br", tags["gzip"], 200},
		{"identity", tags["identity"], 304},
		{"identity", `"another"`, 200},
		{"identity", "unquoted", 200},
	} {
		r := request(f, "GET", "/widget.js", "Accept-Encoding", c.accept, "If-None-Match", c.match)
		if r.StatusCode != c.want {
			t.Errorf("%s, If-None-Match %s: got %d, want %d", c.accept, c.match, r.StatusCode, c.want)
		}
		if c.want == 304 && (len(body(t, r)) != 0 || r.Header.Get("Etag") == "" || r.Header.Get("Vary") == "" || r.Header.Get("Cache-Control") == "") {
			t.Errorf("%s, If-None-Match %s: a body, or headers %v", c.accept, c.match, r.Header)
		}
	}
}

func TestServeAnswersHeadWithoutABodyAndRefusesOtherMethods(t *testing.T) {
	f := load(t)
	r := request(f, "HEAD", "/widget.js", "Accept-Encoding", "br")
	if r.StatusCode != 200 || len(body(t, r)) != 0 || r.Header.Get("Content-Length") != "26" || r.Header.Get("Content-Encoding") != "br" {
		t.Errorf("HEAD: status %d, headers %v", r.StatusCode, r.Header)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		r := request(f, method, "/widget.js")
		if r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, r.StatusCode, r.Header.Get("Allow"))
		}
	}
}

func TestServeLetsCachesKeepOnlyTheContentThatTheNameHolds(t *testing.T) {
	f := load(t)
	permanent := f.Permanent("widget.js")
	stale := "widget-0123456789abcdef" + path.Ext(permanent)
	for _, c := range []struct{ name, want string }{
		{permanent, "public, max-age=31536000, immutable"},
		{"widget.js", "public, no-cache"},
		{stale, "public, no-cache"},
	} {
		r := request(f, "GET", "/"+c.name)
		if got := r.Header.Get("Cache-Control"); r.StatusCode != 200 || got != c.want || !bytes.Equal(body(t, r), script) {
			t.Errorf("%s: status %d, Cache-Control %q, want %q, or another body", c.name, r.StatusCode, got, c.want)
		}
	}
}

// A page of another version asks for a part that is gone: it must not get this version's.
func TestServeNeverMixesFilesThatTheBuildHasGivenAHash(t *testing.T) {
	f := load(t)
	const name = "core-0123456789abcdef.js"
	if got := f.Permanent(name); got != name {
		t.Errorf("permanent name %q, want its own", got)
	}
	r := request(f, "GET", "/"+name)
	if got := r.Header.Get("Cache-Control"); r.StatusCode != 200 || got != "public, max-age=31536000, immutable" {
		t.Errorf("status %d, Cache-Control %q", r.StatusCode, got)
	}
	for _, other := range []string{"core-fedcba9876543210.js", "core.js"} {
		if r := request(f, "GET", "/"+other); r.StatusCode != 404 {
			t.Errorf("%s: got %d, want 404", other, r.StatusCode)
		}
	}
}

func TestServeKnowsNoOtherNames(t *testing.T) {
	f := load(t)
	for _, target := range []string{
		"/", "/missing.js", "/widget.js.br", "/widget.js.gz", "/widget", "/Widget.js", "/widget.js/", "//widget.js", "/./widget.js",
		"/locales", "/locales/", "/locales/../widget.js", "/../static.go", "/..%2fstatic.go", "/%2e%2e/static.go", "/..\\static.go",
		"/widget-0123456789abcde.js", "/widget+0123456789abcdef.js", "/widget-0123456789ABCDEF.js", "/missing-0123456789abcdef.js", "/-0123456789abcdef.js",
		"/widget.js%00", "/widget.js%0d%0aX:%20y",
	} {
		if r := request(f, "GET", target); r.StatusCode != 404 {
			t.Errorf("%s: got %d, want 404", target, r.StatusCode)
		}
	}
}

func TestServeWritesNothingForAMissingFile(t *testing.T) {
	w := httptest.NewRecorder()
	if load(t).Serve(w, httptest.NewRequest("GET", "/", nil), "missing.js") || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("a missing file was answered: %v %q", w.Header(), w.Body)
	}
}

func TestServeSendsAnEmptyFileAndAPart(t *testing.T) {
	f := load(t)
	if r := request(f, "GET", "/empty.js", "Accept-Encoding", "br"); r.StatusCode != 200 || len(body(t, r)) != 0 {
		t.Errorf("empty file: status %d", r.StatusCode)
	}
	r := request(f, "GET", "/widget.js", "Range", "bytes=0-6")
	if r.StatusCode != 206 || string(body(t, r)) != "console" || r.Header.Get("Content-Length") != "7" {
		t.Errorf("range: status %d, headers %v", r.StatusCode, r.Header)
	}
}
