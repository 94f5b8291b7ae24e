package dialogflow

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// Bot is a chat.Bot that asks an agent of Dialogflow. It is safe for concurrent use.
type Bot struct {
	agent    agent
	endpoint *url.URL
	unusable error // why the agent cannot be asked; nil: it can
	client   *http.Client
	language string
	change   func(chat.Turn, *Query)
	welcome  string
	idle     time.Duration // of a stream; 0: answers come in one piece
	end      bool
	text     string // the type of the part for a text
	cut      bool
	platform string
	empty    string
	timeout  time.Duration
	log      *slog.Logger
}

// New returns a bot that asks an agent through client, which adds the credentials
// to each request; google.DefaultClient of golang.org/x/oauth2/google makes one.
// The agent's resource name tells the edition and the region:
//
//	projects/P/locations/L/agents/A    CX, as the console's "Copy name" gives it
//	projects/P/agent                   ES
//	projects/P/locations/L/agent       ES in a region
//
// Behind each /environments/E may follow; without it the draft answers. With a
// name that is none or without a client each turn fails, and Check tells why.
func New(name string, client *http.Client, opts ...Option) *Bot {
	b := &Bot{language: "en", text: chat.PartText, timeout: 30 * time.Second, log: slog.Default()}
	for _, opt := range opts {
		opt(b)
	}
	a, err := parseAgent(name)
	if err != nil {
		b.unusable = err
	}
	if client == nil {
		b.unusable = errors.New("dialogflow: no client: give an *http.Client that adds credentials")
		return b
	}
	b.agent, b.client = a, noRedirects(client)
	if b.endpoint == nil {
		b.endpoint = a.endpoint()
	}
	return b
}

// noRedirects returns a copy of a client that follows no redirect: a question,
// and the credentials that its transport adds, go nowhere else.
func noRedirects(client *http.Client) *http.Client {
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// Reply asks the agent and says what it answers.
func (b *Bot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if b.unusable != nil {
		return bot.Unreached(b.unusable)
	}
	if t.Conversation == "" {
		return bot.Unreached(errors.New("dialogflow: the turn has no conversation, and Dialogflow would mix it with others of the kind"))
	}
	q := b.query(t)
	if b.change != nil {
		b.change(t, &q)
	}
	a := &answer{bot: b, responder: r, log: b.log.With("conversation", t.Conversation, "turn", t.ID)}
	if q.blank() {
		a.log.InfoContext(ctx, "dialogflow: not asked: the message has no text")
		return a.silence(ctx)
	}
	body, err := b.body(q)
	if err != nil {
		return err
	}
	c := newClock(ctx, b.timeout)
	defer c.stop()
	session := b.agent.session(t.Conversation)
	if b.welcomes(c.ctx, t, q, a.log) {
		if err := b.greet(ctx, c, session, q, a); err != nil {
			return err
		}
	}
	if !a.handoff { // which the greeting may be
		a.long = q.long()
		if err := b.ask(ctx, c, session, body, a); err != nil {
			return a.failed(err)
		}
	}
	return a.finish(ctx)
}
