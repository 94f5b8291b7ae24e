package transport

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/widgetjs"
)

// router is a mux that leaves no trace in the request, as many do.
type bareRouter map[string]http.Handler

func (b bareRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for prefix, h := range b {
		if strings.HasPrefix(r.URL.Path, prefix) {
			h.ServeHTTP(w, r)
			return
		}
	}
	http.NotFound(w, r)
}

func onMux(patterns ...string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("the host's page")) })
		for _, p := range patterns {
			mux.Handle(p, h)
		}
		return mux
	}
}

// mounts are ways to mount a handler, with the path that comes of it.
var mounts = []struct {
	name, path string
	mount      func(http.Handler) http.Handler
}{
	{"as the whole server", "/", func(h http.Handler) http.Handler { return h }},
	{"at the root", "/", onMux("/")},
	{"under a path", "/chat/", onMux("/chat/")},
	{"under a long path", "/a/b/chat/", onMux("/a/b/chat/")},
	{"for each method", "/chat/", onMux("GET /chat/", "POST /chat/", "DELETE /chat/")},
	{"with and without a slash", "/chat/", onMux("/chat/", "/chat")},
	{"for one host", "/chat/", onMux("127.0.0.1/chat/")},
	{"under a wildcard", "/t/acme/chat/", onMux("/t/{tenant}/chat/")},
	{"by a wildcard for the rest", "/chat/", onMux("/chat/{rest...}")},
	{"stripped", "/chat/", func(h http.Handler) http.Handler {
		return onMux("/chat/")(http.StripPrefix("/chat", h))
	}},
	{"stripped with the slash", "/chat/", func(h http.Handler) http.Handler {
		return onMux("/chat/")(http.StripPrefix("/chat/", h))
	}},
	{"in a mux in a mux", "/api/chat/", func(h http.Handler) http.Handler {
		return onMux("/api/")(onMux("/api/chat/")(h))
	}},
	{"in a stripped mux", "/api/chat/", func(h http.Handler) http.Handler {
		return onMux("/api/")(http.StripPrefix("/api", onMux("/chat/")(h)))
	}},
	{"in another router in a mux", "/api/chat/", func(h http.Handler) http.Handler {
		return onMux("/api/")(bareRouter{"/api/chat/": h})
	}},
	{"in another router", "/v1/chat/", func(h http.Handler) http.Handler { return bareRouter{"/v1/chat/": h} }},
	{"under the name of a resource", "/conversations/", onMux("/conversations/")},
	{"so in another router", "/conversations/", func(h http.Handler) http.Handler { return bareRouter{"/conversations/": h} }},
}

func TestHandlerWorksWhereverItIsMounted(t *testing.T) {
	for _, m := range mounts {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			r := mounted(t, m.mount, m.path)
			p := r.visitor()
			id := r.conversation(p)
			for path, status := range map[string]int{
				"session": 200, "conversations": 200, "conversations/" + id: 200, "conversations/" + id + "/events": 200,
				"ws": 426, "sse": 200, "openapi.json": 200, "widget.js": 200, "nothing": 404, "conversations/c_none": 404,
			} {
				a := r.send("GET", r.url+path, "", p.as)
				if a.StatusCode != status || status == 404 && a.code() != chat.CodeNotFound {
					t.Errorf("GET %s: %d %.100s, want %d", path, a.StatusCode, a.body, status)
				}
			}
			r.do("DELETE", "session", "", p.as).want(t, 204)
		})
	}
}

// mounted is a rig that is mounted otherwise.
func mounted(t *testing.T, mount func(http.Handler) http.Handler, path string) *rig {
	t.Helper()
	r := &rig{t: t, store: memory.New(), logs: &lockedBuffer{}}
	var err error
	if r.engine, err = chat.New(chat.Options{Store: r.store}); err != nil {
		t.Fatal(err)
	}
	r.chat = Handler(r.engine, Options{})
	server := httptest.NewServer(mount(r.chat))
	r.serve(server)
	r.url = server.URL + path
	return r
}

// Whoever forgets the slash gets to the mount, and nobody in circles.
func TestThePathWithoutASlash(t *testing.T) {
	for _, m := range mounts {
		if m.path == "/" || m.name == "in a stripped mux" { // whose own redirect does not know what was stripped
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			r := mounted(t, m.mount, m.path)
			a := r.send("GET", strings.TrimSuffix(r.url, "/"), "")
			if to := a.Header.Get("Location"); a.StatusCode/100 == 3 && to != m.path {
				t.Errorf("it leads to %q, want %q", to, m.path)
			} else if a.StatusCode/100 != 3 && a.StatusCode != 404 {
				t.Errorf("status %d", a.StatusCode)
			}
			if a := r.send("GET", r.url, ""); a.StatusCode != 404 {
				t.Errorf("the mount itself: status %d, want 404", a.StatusCode)
			}
		})
	}
}

// What it costs to find no file does not depend on how many segments a path has.
func TestALongPathNamesFewFiles(t *testing.T) {
	path := strings.Repeat("/a", 100_000)
	r := &http.Request{URL: mustParse("/")}
	r.URL.Path = path
	var tried []string
	for name := range names(r, 2) {
		tried = append(tried, name)
	}
	if !slices.Equal(tried, []string{"a/a", "a"}) {
		t.Fatalf("it tries %d names", len(tried))
	}
	s := newRig(t, Options{}).chat
	request := httptest.NewRequest(http.MethodGet, "/chat"+path, http.NoBody)
	allocated := testing.AllocsPerRun(1, func() {
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, request); w.Code != http.StatusNotFound {
			t.Errorf("status %d, want 404", w.Code)
		}
	})
	if allocated > 1000 {
		t.Errorf("it takes %v allocations to find nothing", allocated)
	}
}

// Each file of the widget and of the pages is found below the mount, however deep
// its folder.
func TestEachFileIsServed(t *testing.T) {
	s := newRig(t, Options{}).chat
	for _, files := range []fs.FS{widgetjs.Dist(), styles()} {
		err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
				return err
			}
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a/b/c/chat/"+name, http.NoBody)); w.Code != http.StatusOK {
				t.Errorf("GET %s: %d", name, w.Code)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRouterFindsWhatAPathNames(t *testing.T) {
	rs := newRouter(routes)
	for _, c := range []struct{ pattern, path, want, id string }{
		{"/chat/", "/chat/conversations/anything/events", "conversations/{id}/events", "anything"},
		{"/chat/", "/chat/conversations/sse", "conversations/{id}", "sse"},
		{"/conversations/", "/conversations/sse", "sse", ""},
		{"", "/conversations/sse", "sse", ""},
		{"/", "/conversations/sse", "conversations/{id}", "sse"},
		{"", "/x/conversations/sse", "sse", ""},
		{"", "/x/conversations/c_1", "conversations/{id}", "c_1"},
		{"", "/x/conversations/", "", ""},
		{"", "/x/conversations//events", "", ""},
		{"/chat/*", "/chat/session/identify", "session/identify", ""}, // as chi writes it
		{"POST a.example/{x}/", "/chat/session", "session", ""},
		{"/chat", "/chat", "", ""},
		{"/chat/{$}", "/chat/", "", ""},
		{"bad", "/chat/session", "session", ""},
		{"/chat/a/", "/chat/session", "session", ""},
		{"", "", "", ""},
		{"", "session", "session", ""}, // stripped with its slash
	} {
		r := &http.Request{URL: mustParse("/"), Pattern: c.pattern}
		r.URL.Path = c.path
		found, id := rs.find(r)
		got := ""
		if found != nil {
			got = strings.Join(found.segments, "/")
		}
		if got != c.want || id != c.id {
			t.Errorf("%q under %q: %q %q, want %q %q", c.path, c.pattern, got, id, c.want, c.id)
		}
	}
}
