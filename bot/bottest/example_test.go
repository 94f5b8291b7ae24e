package bottest_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// parrot is a bot of somebody who tests it.
type parrot struct{}

func (parrot) Reply(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if t.Event.Kind == chat.KindAction {
		return r.Handoff(ctx, "pressed "+t.Text)
	}
	return r.Send(ctx, chat.Text(t.Text+"!"), chat.Choices(chat.Button{Title: "A person", Value: "person"}))
}

func ExampleRun() {
	_ = func(t *testing.T) { // func TestContract(t *testing.T)
		bottest.Run(t, bottest.Adapter{
			Bot:           func(testing.TB) chat.Bot { return parrot{} },
			Deterministic: true,
		})
	}
}

func ExampleRecorder() {
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), parrot{}, bottest.Says("hello"))
	fmt.Println(rec.Texts(), rec.Buttons()[0].Title, err)
	// Output: [hello!] A person <nil>
}

func ExamplePresses() {
	var rec bottest.Recorder
	err := rec.Ask(context.Background(), parrot{}, bottest.Presses("person"))
	reason, ok := rec.HandedOff()
	fmt.Println(reason, ok, err)
	// Output: pressed person true <nil>
}

func ExampleServe() {
	_ = func(t *testing.T) { // in a test, also within synctest.Test
		client := http.Client{Transport: bottest.Serve(t, http.NotFoundHandler())}
		resp, err := client.Get("http://any.host/")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
}
