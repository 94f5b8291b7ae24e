package transport

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/transport/peer"
)

// state is what a visitor could have changed.
func (r *rig) state(p person) string {
	r.t.Helper()
	var b strings.Builder
	list := r.do("GET", "conversations", "", p.as).want(r.t, 200)
	b.Write(list.body)
	var conversations struct{ Conversations []placeJSON }
	list.into(r.t, &conversations)
	for _, c := range conversations.Conversations {
		b.Write(r.do("GET", "conversations/"+c.ID+"/events", "", p.as).want(r.t, 200).body)
	}
	count := 0
	if _, err := r.store.Sweep(r.t.Context(), func(session.Row) bool { count++; return false }); err != nil {
		r.t.Fatal(err)
	}
	return b.String() + strings.Repeat("s", count)
}

// writes sends every request that could change something, with edits, and fails
// the test unless each gets the status and none changes anything.
func (r *rig) writes(p person, id string, status int, edits ...edit) {
	r.t.Helper()
	before := r.state(p)
	for _, rt := range routes {
		if rt.method == http.MethodGet || rt.needs == form {
			continue // page_test.go has the rules of forms
		}
		fill := func(s string) string { return strings.ReplaceAll(s, "{id}", id) }
		cell := matrix[rt.method+" "+rt.path]
		body := cell.body
		if body == "" {
			body = "{}"
		}
		a := r.do(rt.method, fill(rt.path), fill(body), append([]edit{p.as}, edits...)...)
		if a.StatusCode != status {
			r.t.Errorf("%s %s: status %d, want %d: %s", rt.method, rt.path, a.StatusCode, status, a.body)
		}
	}
	if after := r.state(p); after != before {
		r.t.Errorf("something has changed:\n%s\n%s", before, after)
	}
}

// A page of another site must not act for a visitor, whatever door it takes.
func TestForeignOriginsAreRefused(t *testing.T) {
	r := newRig(t, Options{Origins: []string{"https://shop.example", "http://localhost:3000"}})
	p := r.visitor()
	id := r.conversation(p)
	own := strings.TrimSuffix(r.url, "/chat/")
	for _, origin := range []string{
		"null", "https://evil.example", "https://shop.example.evil.example", "https://notshop.example", "http://shop.example",
		"https://shop.example:8443", "https://shop.example/", "https://shop.example@evil.example", "http://localhost", "http://localhost:3001",
		"http://LOCALHOST:3000.evil.example", "https://xn--shop-example", strings.Replace(own, "http:", "https:", 1), own + "0", own + ".evil.example",
		"*", " ", "https://", "file://", "chrome-extension://abc",
	} {
		t.Run(origin, func(t *testing.T) {
			r.t = t
			r.writes(p, id, 403, header("Origin", origin))
			for _, path := range []string{"ws", "sse"} {
				r.do("GET", path, "", p.as, header("Origin", origin)).want(t, 403)
			}
		})
	}
	r.t = t
	for _, origin := range []string{"", own, "https://shop.example", "http://localhost:3000"} {
		r.do("POST", "conversations", "{}", p.as, header("Origin", origin)).want(t, 201)
		r.do("GET", "sse", "", p.as, header("Origin", origin)).want(t, 200)
	}
}

// Forms cannot send this header, and foreign scripts only after a preflight.
func TestWritesWithoutTheClientsNameAreRefused(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.conversation(p)
	for _, name := range []string{"", "test", "/1", "test/"} {
		r.writes(p, id, 403, header("Chat-Client", name))
	}
}

// What a form can send is not JSON.
func TestBodiesThatAreNoJSONAreRefused(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.conversation(p)
	for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", "json", ";"} {
		r.writes(p, id, 415, header("Content-Type", media))
	}
	for _, coding := range []string{"gzip", "br", "zstd"} {
		r.writes(p, id, 415, header("Content-Encoding", coding))
	}
	r.do("POST", "conversations", "{}", p.as, header("Content-Type", "Application/JSON; charset=UTF-8")).want(t, 201)
	r.do("POST", "conversations", "", p.as).want(t, 201) // no body, no type
}

func TestBodiesHaveALimit(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.conversation(p)
	limit := r.engine.Limits().Payload
	fits := `{"offset":1` + strings.Repeat(" ", limit-len(`{"offset":1}`)) + `}`
	path := "conversations/" + id + "/read"
	r.do("POST", path, fits, p.as).want(t, 204)
	r.do("POST", path, fits+" ", p.as).want(t, 413, "too_large")
	unannounced := func(r *http.Request) { r.ContentLength = -1 }
	r.do("POST", path, fits, p.as, unannounced).want(t, 204)
	r.do("POST", path, fits+" ", p.as, unannounced).want(t, 413, "too_large")
	for _, rt := range routes {
		if rt.method == http.MethodPost && rt.needs != form {
			r.do("POST", strings.ReplaceAll(rt.path, "{id}", id), strings.Repeat(" ", limit+1), p.as).want(t, 413, "too_large")
		}
	}
}

// A client of one request to a connection, such as a proxy that speaks HTTP/1.0,
// sees why it was refused, and not a connection that was reset.
func TestARefusalReachesAClientThatStillSends(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	body := strings.Repeat(" ", r.engine.Limits().Payload)
	for range 30 {
		r.do("POST", "conversations", body, p.as, header("Content-Type", "text/plain")).want(t, 415)
		r.do("POST", "conversations", body).want(t, 401)
		r.do("POST", "nowhere", body, p.as).want(t, 404)
		r.do("PUT", "conversations", body, p.as).want(t, 405)
	}
}

// A transport that is mounted alone refuses a client that keeps its body back, too,
// and is not held by it.
func TestATransportAloneRefusesAHalfRequest(t *testing.T) {
	r := newRig(t, Options{WriteTimeout: 100 * time.Millisecond})
	for _, tr := range []peer.Transport{r.chat.websocket, r.chat.sse, r.chat.longpoll} {
		t.Run(tr.Name(), func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(tr.Serve))
			defer server.Close()
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: chat\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf")
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("it is not answered: %v", err)
			}
			defer answer.Body.Close()
			if answer.StatusCode/100 != 4 {
				t.Errorf("it is answered by %s", answer.Status)
			}
		})
	}
}

func TestMalformedBodiesAreInvalid(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	id := r.conversation(p)
	before := r.state(p)
	for _, rt := range routes {
		if rt.method != http.MethodPost || rt.needs == form {
			continue
		}
		for _, body := range []string{"{", "nonsense", `"text"`, "5", "null", "{}{}", "[{}", `{"a":"` + "\xff" + `"}`, strings.Repeat(`{"a":`, 9000)} {
			if rt.path == "send" && body == "{}{}" {
				continue
			}
			r.do("POST", strings.ReplaceAll(rt.path, "{id}", id), body, p.as).want(t, 400, "invalid")
		}
	}
	for path, bodies := range map[string][]string{
		"session/identify":              {`{"token":5}`, `{"token":["a"]}`},
		"conversations/" + id + "/read": {`{}`, `{"offset":"1"}`, `{"offset":1.0}`, `{"offset":1e0}`, `{"offset":-1}`, `{"offset":99}`, `{"Offset":1}`},
		"conversations/" + id + "/end":  {`{"key":5}`, `{"key":""}`, `{"key":"` + strings.Repeat("k", 65) + `"}`},
		"send":                          {`{}`, `{"type":"ping"}`},
		"conversations/" + id + "/messages": {
			`{}`, `{"key":"k"}`, `{"key":"k","parts":[]}`, `{"key":"k","parts":{}}`, `{"key":"k","parts":[{}]}`, `{"key":"k","parts":["hi"]}`,
			`{"key":"","parts":[{"type":"text","text":"x"}]}`, `{"key":5,"parts":[{"type":"text","text":"x"}]}`,
			`{"KEY":"k","parts":[{"type":"text","text":"x"}]}`, `{"key":"k","parts":[{"type":"text","text":5}]}`,
			`{"key":"k","parts":[{"type":"text","text":" "}]}`, `{"key":"k","parts":[{"type":"bogus"}]}`,
		},
	} {
		for _, body := range bodies {
			r.do("POST", path, body, p.as).want(t, 400, "invalid")
		}
	}
	if after := r.state(p); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
}

// GET changes nothing: pages of other sites can have browsers send it.
func TestGetChangesNothing(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	id := r.conversation(p)
	before := r.state(p)
	for _, rt := range routes {
		if rt.method != http.MethodGet {
			continue
		}
		path := strings.ReplaceAll(rt.path, "{id}", id)
		for _, as := range []edit{p.as, header("Accept", "*/*")} {
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				a := r.send(method, r.url+path+"?token=x&method=DELETE", `{}`, as)
				if cookies := a.Cookies(); len(cookies) > 0 {
					t.Errorf("%s %s sets %v", method, path, cookies)
				}
			}
		}
	}
	if after := r.state(p); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
}

// differs lists the headers that the pages have otherwise than all other answers.
var differs = map[string]map[string]string{
	"GET embed": {"Cross-Origin-Resource-Policy": "cross-origin", "Content-Security-Policy": "frame-ancestors 'self'"},
	"GET page":  {"Referrer-Policy": "same-origin"},
}

// Nothing personal may stay in a cache or be taken for something else, refusals
// included.
func TestHeadersOfEveryAnswer(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	id := r.conversation(p)
	for _, rt := range routes {
		cell := matrix[rt.method+" "+rt.path]
		path := strings.ReplaceAll(rt.path+cell.query, "{id}", id)
		for _, method := range []string{rt.method, "PUT", "OPTIONS"} {
			for _, as := range []edit{p.as, header("Accept", "*/*")} {
				if rt.method == "DELETE" && method == "DELETE" {
					as = r.visitor().as
				}
				a := r.send(method, r.url+path, strings.ReplaceAll(cell.body, "{id}", id), as)
				h := a.Header
				cache := h.Get("Cache-Control")
				if rt.path == "openapi.json" && method == "GET" {
					if cache != "public, no-cache" {
						t.Errorf("%s %s: Cache-Control %q", method, path, cache)
					}
				} else if !strings.Contains(cache, "no-store") || strings.Contains(cache, "public") {
					t.Errorf("%s %s: Cache-Control %q", method, path, cache)
				}
				vary := strings.Join(h.Values("Vary"), ", ")
				for _, name := range []string{"Origin", "Cookie", "Authorization"} {
					if !strings.Contains(vary, name) {
						t.Errorf("%s %s: Vary %q lacks %s", method, path, vary, name)
					}
				}
				for name, want := range map[string]string{
					"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
					"Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": "frame-ancestors 'none'",
				} {
					if other, ok := differs[method+" "+rt.path][name]; ok && a.StatusCode == http.StatusOK {
						want = other
					}
					if !strings.Contains(h.Get(name), want) {
						t.Errorf("%s %s: %s %q", method, path, name, h.Get(name))
					}
				}
			}
		}
	}
}

func TestWidgetFilesMayBeCachedAndEmbedded(t *testing.T) {
	r := newRig(t, Options{})
	a := r.send("GET", r.url+"widget.js", "").want(t, 200)
	if a.Header.Get("Cache-Control") == "no-store" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("widget.js comes with %v", a.Header)
	}
	if !bytes.Contains(a.body, []byte("widget")) || len(a.Cookies()) > 0 {
		t.Errorf("widget.js: %.100s, cookies %v", a.body, a.Cookies())
	}
	core := regexp.MustCompile(`core-[0-9a-f]{16}\.js`).Find(a.body)
	a = r.send("GET", r.url+string(core), "").want(t, 200)
	if !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s, which widget.js loads, comes with %v", core, a.Header)
	}
}

// Pages of an allowed origin, and of no other, may read answers.
func TestAllowedOriginsMayReadAnswers(t *testing.T) {
	const shop = "https://shop.example"
	r := newRig(t, Options{Origins: []string{shop}})
	p := r.visitor()
	id := r.conversation(p)
	for _, rt := range routes {
		path := strings.ReplaceAll(rt.path, "{id}", id)
		body := strings.ReplaceAll(matrix[rt.method+" "+rt.path].body, "{id}", id)
		as := p.as
		if rt.method == "DELETE" {
			as = r.visitor().as
		}
		for origin, allow := range map[string]string{shop: shop, "https://evil.example": "", "null": ""} {
			h := r.do(rt.method, path, body, as, header("Origin", origin)).Header
			if got := h.Get("Access-Control-Allow-Origin"); got != allow {
				t.Errorf("%s %s for %s allows %q, want %q", rt.method, path, origin, got, allow)
			}
			if got := h.Get("Access-Control-Allow-Credentials"); (got == "true") != (allow != "") {
				t.Errorf("%s %s for %s: credentials %q", rt.method, path, origin, got)
			}
		}
	}
}

func TestPreflights(t *testing.T) {
	const shop = "https://shop.example"
	r := newRig(t, Options{Origins: []string{shop}})
	for _, found := range newRouter(routes) {
		path := strings.ReplaceAll(strings.Join(found.segments, "/"), "{id}", "c_1")
		ask := []edit{header("Access-Control-Request-Method", found.routes[0].method), header("Access-Control-Request-Headers", "chat-client,content-type"), header("Chat-Client", "")}
		a := r.send("OPTIONS", r.url+path, "", append(ask, header("Origin", shop))...).want(t, 204)
		for _, rt := range found.routes {
			if !slices.Contains(strings.Split(a.Header.Get("Access-Control-Allow-Methods"), ", "), rt.method) {
				t.Errorf("%s: methods %q lack %s", path, a.Header.Get("Access-Control-Allow-Methods"), rt.method)
			}
		}
		for _, name := range []string{"Authorization", "Chat-Client", "Chat-Token", "Content-Type"} {
			if !strings.Contains(a.Header.Get("Access-Control-Allow-Headers"), name) {
				t.Errorf("%s: headers %q lack %s", path, a.Header.Get("Access-Control-Allow-Headers"), name)
			}
		}
		for _, origin := range []string{"https://evil.example", "null"} {
			a := r.send("OPTIONS", r.url+path, "", append(ask, header("Origin", origin))...).want(t, 403)
			for name := range a.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s for %s: %s", path, origin, name)
				}
			}
		}
	}
}
