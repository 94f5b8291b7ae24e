package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest"
	"github.com/chatmount/chatmount/transport/transporttest/history"
)

// guest is a visitor of the site, whose tabs tell a history what they live
// through. The first tab is the one that speaks.
type guest struct {
	*login
	url     func() string // of the chat's mount
	history *history.History
	acked   chan<- struct{} // told of each ack
	tabs    []*transporttest.Messenger

	mu           sync.Mutex // guards what follows
	conversation string     // once it is known
	acks         []ack
}

type ack struct {
	key    string
	offset int64
}

// login is a visitor's session.
type login struct {
	Token       string
	Participant chat.Participant
}

// visit begins the session of a new visitor.
func visit(ctx context.Context, url string) (*login, error) {
	var l login
	err := request(ctx, http.MethodPost, url+"/session", "", &l)
	return &l, err
}

// request makes a request of a chat client and decodes its answer. Nothing of it
// is left when it returns.
func request(ctx context.Context, method, url, token string, answer any) error {
	r, err := http.NewRequestWithContext(ctx, method, url, nil) // a POST without a body is one with {}
	if err != nil {
		return err
	}
	r.Header.Set("Chat-Client", "quickstart-test/1")
	if token == "" {
		r.Header.Set("Chat-Token", "bearer")
	} else {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", method, url, resp.Status, body)
	}
	return json.Unmarshal(body, answer)
}

// open opens a tab, which takes each of its connections over a transport that
// random draws.
func (g *guest) open(t *testing.T, random *rand.Rand) {
	viewer := fmt.Sprintf("%s/%d", g.Participant.ID, len(g.tabs))
	g.tabs = append(g.tabs, transporttest.NewMessenger(transporttest.MessengerOptions{
		URL: g.url, Token: g.Token, Rand: random,
		Backoff: func(int) time.Duration { return time.Duration(random.Int64N(int64(20 * time.Millisecond))) },
		Observer: transporttest.Observer{
			Sent:     func(o transporttest.Outgoing) { g.history.Sent(g.Participant.ID, "", o.Key, history.Body(o.Text)) },
			Acked:    g.wasAcked,
			Seen:     func(f transporttest.Frame) { g.saw(viewer, f) },
			Reset:    func() { g.history.Reset(viewer, g.where()) },
			Violated: func(err error) { t.Errorf("%s: %v", viewer, err) },
		},
	}))
}

func (g *guest) wasAcked(o transporttest.Outgoing, offset int64) {
	g.mu.Lock()
	g.acks = append(g.acks, ack{o.Key, offset})
	g.mu.Unlock()
	g.acked <- struct{}{}
}

func (g *guest) saw(viewer string, f transporttest.Frame) {
	g.mu.Lock()
	if f.Conversation != nil {
		g.conversation = *f.Conversation
	}
	conversation := g.conversation
	g.mu.Unlock()
	g.history.Seen(viewer, conversation, f.Offset, f.Key, f.Author.ID, history.Body(said(f.Parts)))
}

func (g *guest) where() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.conversation
}

// close closes the guest's tabs.
func (g *guest) close() {
	for _, tab := range g.tabs {
		tab.Close()
	}
}

// entry is an event of the guest's log as far as these tests go.
type entry struct {
	Offset int64
	Key    string
	At     time.Time
	Author chat.Participant
	Reply  int64
	Parts  []chat.Part
}

// said returns the texts of a message, or of a note.
func said(parts []chat.Part) string {
	var texts []string
	for _, p := range parts {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n")
}

// log reads the conversation by REST.
func (g *guest) log(ctx context.Context) ([]entry, error) {
	var all []entry
	for {
		var page struct{ Events []entry }
		where := fmt.Sprintf("%s/conversations/%s/events?after=%d&limit=100", g.url(), g.where(), len(all))
		if err := request(ctx, http.MethodGet, where, g.Token, &page); err != nil {
			return nil, err
		}
		if len(page.Events) == 0 {
			return all, nil
		}
		all = append(all, page.Events...)
	}
}

// settled reads the log until it is what is wanted. It returns what it has read
// last, when ctx has ended; the error is that of a log that could not be read.
func (g *guest) settled(ctx context.Context, wanted func([]entry) bool) (last []entry, err error) {
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		log, failed := g.log(ctx)
		switch {
		case failed == nil && wanted(log):
			return log, nil
		case failed == nil:
			last, err = log, nil
		case last == nil:
			err = failed
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return last, err
		}
	}
}
