package rasa

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// Engine is what Callback needs of a chat.Engine.
type Engine interface {
	Do(ctx context.Context, s chat.Session, cmd chat.Command) (chat.Ack, error)
}

// mailboxes are where callbacks go that belong to a turn under way.
type mailboxes struct {
	mu   sync.Mutex // guards open
	open map[string]*mailbox
}

// mailbox hands callbacks to a turn, one at a time.
type mailbox struct {
	in     chan delivery
	closed chan struct{}
}

type delivery struct {
	answer answer
	done   chan error
}

func (m *mailboxes) begin(conversation string) *mailbox {
	box := &mailbox{make(chan delivery), make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open == nil {
		m.open = map[string]*mailbox{}
	}
	m.open[conversation] = box
	return box
}

func (m *mailboxes) end(conversation string, box *mailbox) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open[conversation] == box {
		delete(m.open, conversation)
	}
	close(box.closed)
}

func (m *mailboxes) find(conversation string) *mailbox {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.open[conversation]
}

// deliver hands an answer to the turn, and reports whether it was still under way.
func (m *mailbox) deliver(ctx context.Context, a answer) (taken bool, err error) {
	d := delivery{a, make(chan error, 1)}
	select {
	case m.in <- d:
	case <-m.closed:
		return false, nil
	case <-ctx.Done():
		return true, ctx.Err()
	}
	select {
	case err := <-d.done:
		return true, err
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

// askCallback asks over the callback channel. While Rasa works it sends each message to
// Callback's handler, which hands it to this turn; Rasa answers when it has sent all.
func (b *Bot) askCallback(ctx, turn context.Context, t chat.Turn, body []byte, s *speech) error {
	box := b.turns.begin(t.Conversation)
	defer b.turns.end(t.Conversation, box)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	asked := make(chan error, 1)
	go func() {
		asked <- b.post(ctx, b.question(body), func(ctx context.Context, r *reply) error {
			_, err := readAll(ctx, r.Body)
			return err
		})
	}()
	var refused error
	for {
		select {
		case d := <-box.in:
			err := s.add(turn, d.answer)
			d.done <- err
			if err != nil && refused == nil {
				refused = err
				cancel()
			}
		case err := <-asked:
			if refused != nil {
				return refused
			}
			return err
		}
	}
}

// Callback returns the handler to which Rasa's callback channel posts what it says, for
// a Bot made with WithCallback. What comes during a turn of the conversation is said in
// it; anything else, such as a reminder, is said by e as chat.Say, unless a person answers.
// The channel does not name the question: what comes after its turn has ended, because of
// WithTimeout or a person in between, is said in the next turn or as chat.Say, too.
//
// Rasa proves itself with the secret, as a bearer token or as the parameter "token". In
// its credentials.yml:
//
//	callback:
//	  url: "https://example.org/rasa/callback"
//	  headers: {Authorization: "Bearer SECRET"}
//
// It panics without a secret of at least 16 characters: anybody could speak as the bot.
func (b *Bot) Callback(e Engine, secret string) http.Handler {
	if len(secret) < 16 {
		panic("rasa: the secret of the callback is too short: make one of 16 characters or more")
	}
	return &callback{bot: b, engine: e, secret: sha256.Sum256([]byte(secret))}
}

type callback struct {
	bot    *Bot
	engine Engine
	secret [sha256.Size]byte
}

// ServeHTTP takes one message of Rasa's.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if !c.knows(r) {
		http.Error(w, "The secret is missing or wrong.", http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "Only POST is answered here.", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if errors.As(err, new(*http.MaxBytesError)) {
		http.Error(w, "The message is too large.", http.StatusRequestEntityTooLarge)
		return
	}
	var to struct {
		Recipient string `json:"recipient_id"`
	}
	if err != nil || json.Unmarshal(body, &to) != nil || to.Recipient == "" {
		http.Error(w, "The body is no message of Rasa's callback channel.", http.StatusBadRequest)
		return
	}
	var a answer
	a.add(body)
	log := c.bot.log.With("conversation", to.Recipient)
	if a.odd > 0 {
		log.WarnContext(r.Context(), "rasa: left out what cannot be shown", "count", a.odd)
	}
	a.odd = 0 // it is told
	if err := c.take(r.Context(), to.Recipient, a); err != nil {
		log.WarnContext(r.Context(), "rasa: a callback was not said", "error", err)
		refuse(w, err)
		return
	}
	_, _ = io.WriteString(w, "ok") // Rasa may be gone
}

// knows reports whether a request has the secret; how long that takes tells
// nothing about it.
func (c *callback) knows(r *http.Request) bool {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		given = r.URL.Query().Get("token")
	}
	sum := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(sum[:], c.secret[:]) == 1
}

// take has an answer said, in its turn or between turns.
func (c *callback) take(ctx context.Context, conversation string, a answer) error {
	if box := c.bot.turns.find(conversation); box != nil {
		if taken, err := box.deliver(ctx, a); taken {
			return err
		}
	}
	for _, parts := range a.messages {
		if err := c.do(ctx, chat.Say{Conversation: conversation, Key: rand.Text(), Parts: parts}); err != nil {
			return err
		}
	}
	if !a.handoff {
		return nil
	}
	c.bot.pauseFor(ctx, conversation, c.bot.log.With("conversation", conversation))
	return c.do(ctx, chat.Handoff{Conversation: conversation, Key: rand.Text(), Reason: a.reason})
}

// do carries out a command, later when the engine asks for that.
func (c *callback) do(ctx context.Context, cmd chat.Command) error {
	for {
		_, err := c.engine.Do(ctx, chat.System(""), cmd)
		var busy *chat.Error
		if !errors.As(err, &busy) || busy.Code != chat.CodeRateLimited || !sleep(ctx, max(busy.RetryAfter, 100*time.Millisecond)) {
			return err
		}
	}
}

// statuses are what Rasa, which logs them, is answered.
var statuses = map[chat.Code]int{
	chat.CodeInvalid: http.StatusBadRequest, chat.CodeTooLarge: http.StatusRequestEntityTooLarge,
	chat.CodeNotFound: http.StatusNotFound, chat.CodeConflict: http.StatusConflict,
	chat.CodeRateLimited: http.StatusTooManyRequests, chat.CodeUnavailable: http.StatusServiceUnavailable,
}

func refuse(w http.ResponseWriter, err error) {
	var public *chat.Error
	if !errors.As(err, &public) || statuses[public.Code] == 0 {
		http.Error(w, "The message could not be said.", http.StatusInternalServerError)
		return
	}
	if public.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(public.RetryAfter/time.Second)+1))
	}
	http.Error(w, public.Message, statuses[public.Code])
}
