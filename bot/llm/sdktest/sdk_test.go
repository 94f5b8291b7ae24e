package sdktest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/chat"
)

// search is what the tool of these tests takes.
type search struct {
	Title string   `json:"title" description:"Words of the title."`
	Lang  string   `json:"lang,omitempty" enum:"de,en"`
	Tags  []string `json:"tags,omitempty"`
}

// everything are options that put all that we ever send into requests.
var everything = []llm.Option{
	llm.WithSystem("You help in a book shop."), llm.WithTemperature(0.5), llm.WithMaxTokens(500), llm.WithKey("key"), llm.WithHandoff("When asked."),
	llm.WithTools(llm.Tool("find_book", "Finds a book.", func(_ context.Context, s search) (string, error) { return s.Title + ": shelf 3", nil })),
	llm.WithLogger(slog.New(slog.DiscardHandler)),
}

// turn returns a turn with a history in which the bot spoke first.
func turn() chat.Turn {
	turn := bottest.Says("Have you got \"Dune\"? ä€👍")
	turn.History = func(context.Context, int) ([]chat.Event, error) {
		return []chat.Event{
			{Offset: 1, Kind: chat.KindMessage, Author: chat.Participant{Role: chat.RoleBot}, Parts: []chat.Part{chat.Markdown("Welcome!")}},
			{Offset: 2, Kind: chat.KindMessage, Author: turn.Visitor, Parts: []chat.Part{chat.Text("Hello")}},
		}, nil
	}
	return turn
}

// hear lets b answer a turn and holds it to what it should say.
func hear(t *testing.T, b chat.Bot, want ...string) *bottest.Recorder {
	t.Helper()
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), b, turn()); err != nil || !slices.Equal(rec.Texts(), want) {
		t.Errorf("got %v, %q, want %q", err, rec.Texts(), want)
	}
	return rec
}

// survives reads the body of a request into an SDK's type, which writes it again, and fails when
// something was lost or changed. The SDKs add what asks for a stream beside their types.
func survives(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(body, into); err != nil {
		t.Errorf("the SDK cannot read %s: %v", body, err)
		return
	}
	again, err := json.Marshal(into)
	if err != nil {
		t.Errorf("the SDK cannot write %s again: %v", body, err)
		return
	}
	sent, kept := decode(t, body), decode(t, again)
	delete(sent, "stream")
	if !reflect.DeepEqual(sent, kept) {
		t.Errorf("we sent    %s\nthe SDK has %s", body, again)
	}
}

func decode(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// encode returns what an SDK's type of response looks like on the wire.
func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// client returns an http.Client that reaches a stand-in.
func client(t *testing.T, s http.Handler) *http.Client {
	return &http.Client{Transport: bottest.Serve(t, s)}
}
