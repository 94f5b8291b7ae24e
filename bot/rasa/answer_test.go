package rasa

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/rasa/rasatest"
	"github.com/chatmount/chatmount/chat"
)

// Each item of an answer becomes a message of the right parts.
func TestItems(t *testing.T) {
	var s rasatest.Server
	s.Then(rasatest.Say(
		rasatest.Response{Text: "one\n\ntwo", Image: "https://example.org/i.png"},
		rasatest.Response{Text: "Which?", Buttons: []rasatest.Button{{Title: "Yes", Payload: "/affirm"}, {Title: "No", Payload: "/deny"}}},
		rasatest.Response{Attachment: "https://example.org/a%20b.pdf?x=1"},
		rasatest.Response{Attachment: map[string]any{"type": "video", "payload": map[string]any{"src": "https://example.org/"}}},
		rasatest.Response{Attachment: "ask at the desk"},
		rasatest.Response{Custom: map[string]any{"fallback": "a map", "at": []int{1, 2}}},
		rasatest.Response{Custom: []int{1}},
	))
	rec, err := ask(t, serve(t, &s), bottest.Says("hello"))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]chat.Part{
		{chat.Text("one")},
		{chat.Text("two")},
		{{Type: chat.PartImage, URL: "https://example.org/i.png", Alt: "Image"}},
		{chat.Text("Which?"), chat.Choices(chat.Button{Title: "Yes", Value: "/affirm"}, chat.Button{Title: "No", Value: "/deny"})},
		{{Type: chat.PartFile, URL: "https://example.org/a%20b.pdf?x=1", Name: "a b.pdf"}},
		{{Type: chat.PartVideo, URL: "https://example.org/", Name: "example.org"}},
		{chat.Text("ask at the desk")},
		{{Type: PartCustom, Fallback: "a map", Extra: map[string]json.RawMessage{"custom": json.RawMessage(`{"at":[1,2],"fallback":"a map"}`)}}},
		{{Type: PartCustom, Fallback: "The assistant sent something that cannot be shown here.", Extra: map[string]json.RawMessage{"custom": json.RawMessage(`[1]`)}}},
	}
	var got [][]chat.Part
	for _, m := range rec.Messages() {
		got = append(got, m.Parts)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// One odd item, or an odd field of it, does not lose the rest of the answer, and
// nothing that a browser must not follow is passed on.
func TestOddItems(t *testing.T) {
	for body, want := range map[string]string{
		`[1, "a", null, [], {"text":"ok"}]`:                              "ok",
		`[{"text":7},{"text":"ok"},{"text":" "},{"text":null},{}]`:       "ok",
		`[{"text":"ok","image":"javascript:alert(1)"}]`:                  "ok",
		`[{"text":"ok","image":"data:image/png;base64,AAAA"}]`:           "ok",
		`[{"text":"ok","image":"/static/a.png"},{"image":{"a":1}}]`:      "ok",
		`[{"text":"ok","attachment":{"type":"video"}},{"attachment":3}]`: "ok",
		`[{"text":"ok","attachment":{"url":"file:///etc/passwd"}}]`:      "ok",
		`[{"text":"ok","attachment":"https:///nowhere"}]`:                "ok\nhttps:///nowhere",
		`[{"text":"ok","buttons":{"title":"x"}},{"buttons":[]}]`:         "ok",
		`[{"text":"ok","buttons":[1,{"payload":"/x"},{"title":"Yes","payload":"/y"},{"title":"No"},
		  {"title":"Bad","url":"javascript:x"},{"title":"Site","url":"https://example.org","payload":""}]}]`: "ok [Yes /y] [No No] [Site https://example.org]",
		`[{"recipient_id":"x","text":"a\ud800b\u0000"}]`: "a\ufffdb\x00",
		"[{\"text\":\"a\xffb\"}]":                        "a\ufffdb",
	} {
		var s rasatest.Server
		s.Then(rasatest.Body("application/json", body))
		rec, err := ask(t, serve(t, &s), bottest.Says("hello"))
		if err != nil {
			t.Errorf("%s: %v", body, err)
		}
		got := strings.Join(rec.Texts(), "|")
		for _, button := range rec.Buttons() {
			got += " [" + button.Title + " " + button.Value + button.URL + "]"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}

// At most 50 items and 50 buttons of an item are taken, and the log counts what
// is left out.
func TestCaps(t *testing.T) {
	var written logged
	var s rasatest.Server
	many := make([]rasatest.Button, 60)
	for i := range many {
		many[i] = rasatest.Button{Title: "t", Payload: "/p"}
	}
	responses := []rasatest.Response{{Text: "choose", Buttons: many}}
	for range 80 {
		responses = append(responses, rasatest.Response{Text: "x"})
	}
	s.Then(rasatest.Say(responses...))
	rec, err := ask(t, serve(t, &s, WithLogger(written.logger())), bottest.Says("hello"))
	if err != nil || len(rec.Messages()) != 50 || len(rec.Buttons()) != 50 {
		t.Errorf("%v: %d messages, %d buttons", err, len(rec.Messages()), len(rec.Buttons()))
	}
	if !strings.Contains(written.String(), "count=11") {
		t.Errorf("the log says %s", &written)
	}
}

// custom.handoff asks for a person, after everything is said.
func TestHandoff(t *testing.T) {
	for custom, want := range map[string]struct {
		reason string
		handed bool
	}{
		`{"handoff":true}`:                             {"", true},
		`{"handoff":"angry"}`:                          {"angry", true},
		`{"handoff":{"reason":"angry"}}`:               {"angry", true},
		`{"handoff":1,"reason":"angry"}`:               {"angry", true},
		`{"handoff":false,"fallback":"x"}`:             {"", false},
		`{"handoff":"","fallback":"x"}`:                {"", false},
		`{"handoff":null,"reason":"r","fallback":"x"}`: {"", false},
		`{"handoff":{},"fallback":"x"}`:                {"", false},
	} {
		var s rasatest.Server
		s.Then(rasatest.Body("application/json", `[{"text":"a"},{"custom":`+custom+`},{"text":"b"}]`))
		rec, err := ask(t, serve(t, &s), bottest.Says("hello"))
		if err != nil {
			t.Errorf("%s: %v", custom, err)
		}
		if reason, handed := rec.HandedOff(); handed != want.handed || reason != want.reason {
			t.Errorf("%s: handed off %v for %q", custom, handed, reason)
		}
		messages := 3
		if want.handed {
			messages = 2
		}
		if got := rec.Texts(); len(got) != messages || got[0] != "a" || got[messages-1] != "b" {
			t.Errorf("%s: said %q", custom, got)
		}
	}
	var s rasatest.Server
	s.Then(rasatest.Say(rasatest.Response{Custom: map[string]any{"handoff": true}}))
	rec, err := ask(t, serve(t, &s, WithEmptyReply("Hm?")), bottest.Says("hello"))
	if _, handed := rec.HandedOff(); err != nil || !handed || len(rec.Texts()) > 0 {
		t.Errorf("a handoff alone: %v, %v, %q", err, handed, rec.Texts())
	}
}
