package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest"
)

// soon is how long is waited for something that has to come.
const soon = 20 * time.Second

// browser is a visitor's browser as far as the server meets it: cookies, the
// page's stream, and a chat.
type browser struct {
	t       *testing.T
	url     string
	network *http.Transport

	mu      sync.Mutex // guards what follows
	cookies map[string]*http.Cookie
}

// visit opens the page in a browser of its own.
func visit(t *testing.T, url string) *browser {
	t.Helper()
	b := &browser{t: t, url: url, network: &http.Transport{}, cookies: map[string]*http.Cookie{}}
	t.Cleanup(b.network.CloseIdleConnections)
	if status, _ := b.ask(http.MethodGet, "/", ""); status != http.StatusOK {
		t.Fatalf("the page is answered with %d", status)
	}
	return b
}

// RoundTrip implements http.RoundTripper: it keeps and brings cookies.
func (b *browser) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.Header.Get("Authorization") == "Bearer " {
		r.Header.Del("Authorization") // the cookie counts
	}
	b.mu.Lock()
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	b.mu.Unlock()
	resp, err := b.network.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range resp.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return resp, nil
}

// ask makes a request as a page of the site does; 0 is the status of one that
// was cut off.
func (b *browser) ask(method, path, body string) (int, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Chat-Client", "patterns-test/1")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := (&http.Client{Transport: b}).Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(text)
}

// begin begins the session of the chat.
func (b *browser) begin() {
	b.t.Helper()
	if status, text := b.ask(http.MethodPost, "/chat/session", "{}"); status != http.StatusOK {
		b.t.Fatalf("the session is answered with %d: %s", status, text)
	}
}

// dial connects the chat.
func (b *browser) dial(by via) (transporttest.Client, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), soon)
	defer cancel()
	for _, d := range transporttest.Clients() {
		if d.Name == string(by) {
			return d.Dial(ctx, transporttest.Hello{URL: b.url + "/chat", Network: b})
		}
	}
	panic("no transport is called " + by)
}

// connect connects the chat, which has to be possible.
func (b *browser) connect(by via) transporttest.Client {
	b.t.Helper()
	c, err := b.dial(by)
	if err != nil {
		b.t.Fatalf("%s: %v", by, err)
	}
	b.t.Cleanup(c.Close)
	return c
}

// say says something and waits for the bot's answer.
func (b *browser) say(c transporttest.Client, key, text string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), soon)
	defer cancel()
	payload, err := json.Marshal([]any{map[string]any{"type": "send", "key": key, "parts": []any{map[string]string{"type": "text", "text": text}}}})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := c.Send(ctx, string(payload)); err != nil {
		b.t.Fatal(err)
	}
	for {
		got, err := c.Next(ctx)
		if err != nil {
			b.t.Fatalf("waiting for the answer to %q: %v", text, err)
		}
		if bytes.Contains(got, []byte(`"reply"`)) {
			return
		}
	}
}

// block closes ways, and opens the others.
func (b *browser) block(ways blocks) {
	b.t.Helper()
	body, err := json.Marshal(ways)
	if err != nil {
		b.t.Fatal(err)
	}
	if status, text := b.ask(http.MethodPut, "/blocks", string(body)); status != http.StatusNoContent {
		b.t.Fatalf("it is answered with %d: %s", status, text)
	}
}

// page is an open page: what its stream has told.
type page struct {
	t      *testing.T
	bell   chan struct{}
	closed chan struct{} // when the stream has ended

	mu    sync.Mutex // guards what follows
	state state
	notes []note
}

// open opens the page's stream.
func (b *browser) open() *page {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/traffic", http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		b.t.Fatalf("the stream is answered with %s", resp.Status)
	}
	p := &page{t: b.t, bell: make(chan struct{}, 1), closed: make(chan struct{})}
	go p.read(resp.Body)
	b.t.Cleanup(func() {
		cancel()
		<-p.closed
	})
	return p
}

func (p *page) read(stream io.ReadCloser) {
	defer close(p.closed)
	defer stream.Close()
	var name, data string
	for scanner := bufio.NewScanner(stream); scanner.Scan(); {
		if event, ok := strings.CutPrefix(scanner.Text(), "event: "); ok {
			name = event
		}
		if line, ok := strings.CutPrefix(scanner.Text(), "data: "); ok {
			data = line
		}
		if scanner.Text() == "" && data != "" { // what was cut off has no such end
			p.take(name, data)
			data = ""
		}
	}
}

func (p *page) take(name, data string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var news struct{ Notes []note }
	var err error
	if name == "state" {
		p.state = state{}
		err = json.Unmarshal([]byte(data), &p.state)
	} else if err = json.Unmarshal([]byte(data), &news); err == nil {
		p.notes = append(p.notes, news.Notes...)
	}
	if err != nil {
		p.t.Errorf("%s: %v: %s", name, err, data)
	}
	select {
	case p.bell <- struct{}{}:
	default:
	}
}

// until waits for what the stream has told to be what is wanted.
func (p *page) until(what string, wanted func(state, []note) bool) (state, []note) {
	p.t.Helper()
	late := time.After(soon)
	for {
		p.mu.Lock()
		s, notes := p.state, append([]note(nil), p.notes...)
		p.mu.Unlock()
		if wanted(s, notes) {
			return s, notes
		}
		select {
		case <-p.bell:
		case <-late:
			p.t.Fatalf("%s: not in time; %+v\n%+v", what, s, notes)
		}
	}
}

// noted waits for a note.
func (p *page) noted(what string, wanted func(note) bool) note {
	p.t.Helper()
	var found note
	p.until(what, func(_ state, notes []note) bool {
		for _, n := range notes {
			if wanted(n) {
				found = n
				return true
			}
		}
		return false
	})
	return found
}
