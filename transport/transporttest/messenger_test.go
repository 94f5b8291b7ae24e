package transporttest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport"
	"github.com/chatmount/chatmount/transport/transporttest"
)

// serve serves a chat at /chat over a loopback port until the test ends.
func serve(t *testing.T) (handler *transport.Server, url string) {
	t.Helper()
	store, log := memory.New(), slog.New(slog.DiscardHandler)
	engine, err := chat.New(chat.Options{Store: store, Logger: log, Limits: chat.Limits{Rate: 1e6, Burst: 1e6, Connections: 100}})
	if err != nil {
		t.Fatal(err)
	}
	handler = transport.Handler(engine, transport.Options{Logger: log})
	mux := http.NewServeMux()
	mux.Handle("/chat/", handler)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		if err := handler.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		server.Close()
		store.Close()
	})
	return handler, server.URL + "/chat"
}

// view is what a messenger has seen.
type view struct {
	mu         sync.Mutex // guards what follows
	texts      []string
	keys       map[string]int64 // of acks
	transports map[string]bool
}

func (v *view) observe(t *testing.T) transporttest.Observer {
	v.keys, v.transports = map[string]int64{}, map[string]bool{}
	locked := func(f func()) {
		v.mu.Lock()
		defer v.mu.Unlock()
		f()
	}
	return transporttest.Observer{
		Acked:     func(o transporttest.Outgoing, offset int64) { locked(func() { v.keys[o.Key] = offset }) },
		Seen:      func(f transporttest.Frame) { locked(func() { v.texts = append(v.texts, chat.PlainText(f.Parts)) }) },
		Reset:     func() { locked(func() { v.texts = nil }) },
		Connected: func(name string, _ bool) { locked(func() { v.transports[name] = true }) },
		Violated:  func(err error) { t.Error(err) },
	}
}

// What is said while transports change is there once and in order, in every view,
// also in that of a messenger that comes later.
func TestMessengerKeepsOrderAcrossTransports(t *testing.T) {
	const messages = 60
	handler, url := serve(t)
	g, err := handler.Sessions().Visit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	open := func(v *view) *transporttest.Messenger {
		m := transporttest.NewMessenger(transporttest.MessengerOptions{
			URL: func() string { return url }, Token: g.Token, Observer: v.observe(t),
			Backoff: func(int) time.Duration { return 0 },
		})
		t.Cleanup(m.Close)
		return m
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var v, late view
	m := open(&v)
	var want []string
	for i := range messages {
		want = append(want, fmt.Sprint(i))
		m.Say(want[i])
		if i%5 == 0 {
			if err := m.Reached(ctx, int64(i/2)); err != nil {
				t.Fatal(err)
			}
			m.Switch()
		}
	}
	if err := m.Outbox().Drained(ctx); err != nil {
		t.Fatalf("%d messages were not acknowledged: %v", m.Outbox().Len(), err)
	}
	for _, m := range []*transporttest.Messenger{m, open(&late)} {
		if err := m.Reached(ctx, messages); err != nil {
			t.Fatalf("got no further than %d of %d: %v", m.Offset(), messages, err)
		}
		m.Close()
	}
	if !slices.Equal(v.texts, want) || !slices.Equal(late.texts, want) {
		t.Errorf("the views are %q and %q", v.texts, late.texts)
	}
	if len(v.keys) != messages || len(v.transports) < 2 {
		t.Errorf("%d acks over %d transports", len(v.keys), len(v.transports))
	}
}

// A messenger whose session ends is sent away, and one that begins later too.
func TestMessengerEndsWithItsSession(t *testing.T) {
	handler, url := serve(t)
	for _, d := range transporttest.Clients() {
		g, err := handler.Sessions().Visit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		open := func() *transporttest.Messenger {
			m := transporttest.NewMessenger(transporttest.MessengerOptions{
				URL: func() string { return url }, Token: g.Token, Clients: []transporttest.Dialer{d},
			})
			t.Cleanup(m.Close)
			return m
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		m := open()
		m.Say("before")
		if err := m.Reached(ctx, 1); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if err := handler.Sessions().Revoke(ctx, g.Session.ID); err != nil {
			t.Fatal(err)
		}
		for _, m := range []*transporttest.Messenger{m, open()} {
			var refused *transporttest.Refusal
			if err := m.Reached(ctx, 2); !errors.As(err, &refused) {
				t.Errorf("%s: %v, want a refusal", d.Name, err)
			}
		}
	}
}
