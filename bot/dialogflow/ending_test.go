package dialogflow

import (
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
)

// Live agent handoff asks for a person, after everything is said, and comes
// before an end.
func TestHandoff(t *testing.T) {
	response := fake.Response{Messages: []fake.Message{fake.Text("bye")}, Handoff: true, End: true, Metadata: object{"reason": "angry"}}
	for edition, name := range editions {
		var s fake.Server
		s.Then(fake.Answer(response), fake.Answer(fake.Response{Handoff: true, Metadata: object{"reason": 7}}))
		b := serve(t, &s, name, WithEnd(), WithEmptyReply("Hm?"))
		rec, err := ask(t, b, bottest.Says("hello"))
		reason, handed := rec.HandedOff()
		if err != nil || !handed || rec.Ended() || !slices.Equal(rec.Texts(), []string{"bye"}) || (reason == "angry") != (edition == "CX") {
			t.Errorf("%s: %v, handed off %v for %q, said %q", edition, err, handed, reason, rec.Texts())
		}
		rec, err = ask(t, b, bottest.Says("hello"))
		if reason, handed := rec.HandedOff(); err != nil || !handed || reason != "" || len(rec.Texts()) > 0 {
			t.Errorf("%s, a handoff alone: %v, %v, %q, %q", edition, err, handed, reason, rec.Texts())
		}
	}
}

// The end of an interaction ends the conversation only when that is wanted.
func TestEnd(t *testing.T) {
	for edition, name := range editions {
		for _, text := range []string{"bye", ""} {
			response := fake.Response{Messages: []fake.Message{fake.Text(text)}, End: true}
			var s fake.Server
			s.Then(fake.Answer(response), fake.Answer(response))
			if rec, err := ask(t, serve(t, &s, name, WithEnd(), WithEmptyReply("Hm?")), bottest.Says("hello")); err != nil || !rec.Ended() || strings.Join(rec.Texts(), "") != text {
				t.Errorf("%s, wanted: %v, ended %v after %q", edition, err, rec.Ended(), rec.Texts())
			}
			if rec, err := ask(t, serve(t, &s, name), bottest.Says("hello")); err != nil || rec.Ended() {
				t.Errorf("%s, by default: %v, ended %v", edition, err, rec.Ended())
			}
		}
	}
}

// A webhook that failed is an error in the log, with its code only. What the
// agent says all the same is said; when that is nothing, the visitor hears of it.
func TestWebhookFailures(t *testing.T) {
	for edition, name := range editions {
		var written logged
		var s fake.Server
		s.Then(fake.Answer(fake.Response{Webhook: 4, Messages: []fake.Message{fake.Text("Sorry.")}}),
			fake.Answer(fake.Response{Webhook: 14}), fake.Answer(fake.Response{Webhook: 777}),
			fake.Answer(fake.Response{Webhook: 200, Messages: []fake.Message{fake.Text("Fine.")}}))
		b := serve(t, &s, name, WithLogger(written.logger()), WithEmptyReply("Hm?"))
		rec, err := ask(t, b, bottest.Says("hello"))
		if err != nil || !slices.Equal(rec.Texts(), []string{"Sorry."}) || !strings.Contains(written.String(), "level=ERROR") || !strings.Contains(written.String(), "[DEADLINE_EXCEEDED]") {
			t.Errorf("%s, with a text: %v, %q, %s", edition, err, rec.Texts(), &written)
		}
		for _, code := range []string{"UNAVAILABLE", "UNKNOWN"} {
			rec, err = ask(t, b, bottest.Says("hello"))
			if !sameKind(err, bot.Failed) || !strings.Contains(err.Error(), code) || len(rec.Messages()) > 0 {
				t.Errorf("%s, without: %v, %q", edition, err, rec.Texts())
			}
		}
		before := strings.Count(written.String(), "level=ERROR")
		if _, err = ask(t, b, bottest.Says("hello")); err != nil || strings.Count(written.String(), "level=ERROR") != before {
			t.Errorf("%s, a success: %v, %s", edition, err, &written)
		}
		if strings.Contains(written.String(), "Webhook call failed") {
			t.Errorf("%s: the webhook's message is in the log", edition)
		}
	}
}
