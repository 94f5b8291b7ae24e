package dialogflow

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
	"github.com/chatmount/chatmount/chat"
)

// What Dialogflow gets: the session, the text with its language, ids as payload,
// and what the application adds.
func TestRequest(t *testing.T) {
	for edition, name := range editions {
		var s fake.Server
		add := func(turn chat.Turn, q *Query) {
			q.Payload["name"], q.TimeZone = turn.Visitor.Name, "Europe/Paris"
			if name == cxAgent {
				q.Parameters = map[string]any{"page": "/prices"}
			}
		}
		b := serve(t, &s, name, WithLanguage("de"), WithLanguage(""), WithQuery(add))
		if _, err := ask(t, b, bottest.Says("hello")); err != nil {
			t.Fatal(err)
		}
		got := s.Questions()[0]
		got.Body, got.Host = nil, ""
		want := fake.Question{
			CX: name == cxAgent, Agent: name, Session: SessionID("conversation-1"), Text: "hello", Language: "de", TimeZone: "Europe/Paris",
			Payload: map[string]any{"turn": "conversation-1.2", "visitor": "visitor-1", "name": "Vera"},
		}
		if want.CX {
			want.Parameters = map[string]any{"page": "/prices"}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", edition, got, want)
		}
	}
}

// The value of a button is an event, digits or a text; what is typed is a text.
func TestInputs(t *testing.T) {
	a1 := map[string]any{"a": 1.0}
	for edition, name := range editions {
		for value, want := range map[string]fake.Question{
			"yes":                              {Text: "yes"},
			"event:BUY":                        {Event: "BUY"},
			`event:BUY {"parameters":{"a":1}}`: {Event: "BUY", Parameters: a1},
			`event:BUY {"languageCode":"fr"}`:  {Event: "BUY", Language: "fr"},
			`event:BUY {not JSON`:              {Event: `BUY {not JSON`},
			"event:":                           {Text: "event:"},
			"event: ":                          {Text: "event: "},
			"dtmf:":                            {Text: "dtmf:"},
			"text:event:BUY":                   {Text: "event:BUY"},
			"text:text:x":                      {Text: "text:x"},
		} {
			var s fake.Server
			if _, err := ask(t, serve(t, &s, name), bottest.Presses(value)); err != nil {
				t.Errorf("%s, %q: %v", edition, value, err)
				continue
			}
			got := s.Questions()[0]
			if want.Language == "" {
				want.Language = "en"
			}
			if got.Text != want.Text || got.Event != want.Event || got.Language != want.Language || !reflect.DeepEqual(got.Parameters, want.Parameters) {
				t.Errorf("%s: pressing %q asked %s", edition, value, got.Body)
			}
			typed := serve(t, &s, name)
			if _, err := ask(t, typed, bottest.Says(value)); err != nil || s.Questions()[1].Text != value {
				t.Errorf("%s: typing %q asked %s, %v", edition, value, s.Questions()[1].Body, err)
			}
		}
	}
	var s fake.Server
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Presses("dtmf:12#")); err != nil || s.Questions()[0].DTMF != "12#" {
		t.Errorf("digits: %v, %+v", err, s.Questions())
	}
}

// Texts and events make values that come back as what they were.
func TestValuesComeBack(t *testing.T) {
	for _, text := range []string{"yes", "event:x", "dtmf:1", "text:x", "text:event:x", ""} {
		var q Query
		if q.press(textValue(text)); q.Text != text || q.Event+q.DTMF != "" {
			t.Errorf("the text %q comes back as %+v", text, q)
		}
	}
	for _, d := range []eventDetails{{}, {LanguageCode: "fr"}, {Parameters: map[string]any{"a": "{ }"}}} {
		var q Query
		if q.press(eventValue("an event", d)); q.Event != "an event" || q.Language != d.LanguageCode || !reflect.DeepEqual(q.Parameters, d.Parameters) {
			t.Errorf("%+v comes back as %+v", d, q)
		}
	}
}

// What cannot be asked is not: Dialogflow hears nothing of it.
func TestNotAsked(t *testing.T) {
	var s fake.Server
	nobody := bottest.Says("hello")
	nobody.Conversation = ""
	change := func(f func(*Query)) Option { return WithQuery(func(_ chat.Turn, q *Query) { f(q) }) }
	for name, c := range map[string]struct {
		b    *Bot
		turn chat.Turn
	}{
		"no conversation":   {serve(t, &s, cxAgent), nobody},
		"unreadable":        {serve(t, &s, cxAgent, change(func(q *Query) { q.Payload["f"] = func() {} })), bottest.Says("hello")},
		"digits for ES":     {serve(t, &s, esAgent), bottest.Presses("dtmf:1")},
		"parameters for ES": {serve(t, &s, esAgent, change(func(q *Query) { q.Parameters = map[string]any{"a": 1} })), bottest.Says("hello")},
		"no client":         {New(cxAgent, nil), bottest.Says("hello")},
		"a bad endpoint":    {serve(t, &s, cxAgent, WithEndpoint("ftp://host")), bottest.Says("hello")},
		"a query":           {serve(t, &s, cxAgent, WithEndpoint("http://host?key=secret")), bottest.Says("hello")},
	} {
		rec, err := ask(t, c.b, c.turn)
		if err == nil || bot.MayHaveActed(err) || len(rec.Texts()) > 0 || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := s.Questions(); len(got) > 0 {
		t.Errorf("Dialogflow was asked %+v", got)
	}
}

// ES takes 256 characters. A visitor who writes more is asked to be brief, or the
// text is cut at the end of a word; CX gets all of it.
func TestLongTexts(t *testing.T) {
	words := strings.Repeat("äbcd ", 60) // 300 characters
	var s fake.Server
	_, err := ask(t, serve(t, &s, esAgent), bottest.Says(words))
	var public *chat.Error
	if !errors.As(err, &public) || public.Code != chat.CodeTooLarge || !strings.Contains(public.Message, "256") || bot.MayHaveActed(err) || len(s.Questions()) > 0 {
		t.Errorf("by default: %v", err)
	}
	for text, want := range map[string]string{
		words:                                   strings.TrimSpace(strings.Repeat("äbcd ", 51)),
		strings.Repeat("ä", 300):                strings.Repeat("ä", 256),
		strings.Repeat("ä", 256):                strings.Repeat("ä", 256),
		strings.Repeat("ä", 256) + " x":         strings.Repeat("ä", 256),
		strings.Repeat("abc ", 64) + "efg":      strings.TrimSpace(strings.Repeat("abc ", 64)),
		strings.Repeat("abc ", 63) + "abcd efg": strings.Repeat("abc ", 63) + "abcd",
		"a " + strings.Repeat("ä", 300):         "a " + strings.Repeat("ä", 254),
		strings.Repeat("\xff ", 100):            strings.Repeat("\ufffd ", 100),
	} {
		if _, err := ask(t, serve(t, &s, esAgent, WithCutText()), bottest.Says(text)); err != nil {
			t.Errorf("%.20q: %v", text, err)
			continue
		}
		if got := s.Questions()[len(s.Questions())-1].Text; got != want {
			t.Errorf("%.20q of %d bytes was cut to %q", text, len(text), got)
		}
	}
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Says(words)); err != nil || s.Questions()[len(s.Questions())-1].Text != words {
		t.Errorf("CX: %v", err)
	}
	refuse := fake.Fail(400, "INVALID_ARGUMENT", "")
	s.Then(refuse, refuse)
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Says(words)); chat.CodeOf(err) != chat.CodeTooLarge || bot.MayHaveActed(err) {
		t.Errorf("CX that refuses a long text: %v", err)
	}
	if _, err := ask(t, serve(t, &s, cxAgent), bottest.Says("short")); !sameKind(err, bot.Unreached) {
		t.Errorf("CX that refuses a short text: %v", err)
	}
}
