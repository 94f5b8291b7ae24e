package chat_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// What a visitor may say, and how a refusal is coded.
func TestVisitorParts(t *testing.T) {
	e := start(t, chat.Options{Limits: fast})
	long := strings.Repeat("é", e.Limits().Text)
	for name, c := range map[string]struct {
		parts string
		code  chat.Code
	}{
		"text":                        {`[{"type":"text","text":"hi"}]`, ""},
		"markdown":                    {`[{"type":"markdown","text":"*hi*"}]`, ""},
		"longest text":                {`[{"type":"text","text":"` + long + `"}]`, ""},
		"own type":                    {`[{"type":"x-map","fallback":"A map","lat":1.5,"deep":{"a":[1]}}]`, ""},
		"unknown field":               {`[{"type":"text","text":"hi","color":"red"}]`, ""},
		"too long":                    {`[{"type":"text","text":"` + long + `x"}]`, chat.CodeTooLarge},
		"too many parts":              {"[" + strings.Repeat(`{"type":"text","text":"x"},`, 16) + `{"type":"text","text":"x"}]`, chat.CodeTooLarge},
		"no parts":                    {`[]`, chat.CodeInvalid},
		"empty text":                  {`[{"type":"text","text":""}]`, chat.CodeInvalid},
		"blank text":                  {`[{"type":"text","text":" \n "}]`, chat.CodeInvalid},
		"only control characters":     {`[{"type":"text","text":"\u0000\u0007"}]`, chat.CodeInvalid},
		"no type":                     {`[{"text":"hi"}]`, chat.CodeInvalid},
		"unknown type":                {`[{"type":"video3d"}]`, chat.CodeInvalid},
		"own type without name":       {`[{"type":"x-","fallback":"x"}]`, chat.CodeInvalid},
		"own type, no fallback":       {`[{"type":"x-map"}]`, chat.CodeInvalid},
		"own type, huge":              {`[{"type":"x-map","fallback":"m","d":"` + strings.Repeat("x", 9000) + `"}]`, chat.CodeTooLarge},
		"own type, as deep as may be": {`[{"type":"x-map","fallback":"m","d":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}]`, ""},
		"own type, deeper":            {`[{"type":"x-map","fallback":"m","d":` + strings.Repeat("[", 33) + strings.Repeat("]", 33) + `}]`, chat.CodeInvalid},
		"own type, number that no reader can hold": {`[{"type":"x-map","fallback":"m","n":1e400}]`, chat.CodeInvalid},
		"image":              {`[{"type":"image","url":"https://a.example/i.png"}]`, chat.CodeForbidden},
		"buttons":            {`[{"type":"buttons","buttons":[{"title":"a","value":"b"}]}]`, chat.CodeForbidden},
		"system":             {`[{"type":"system","text":"I am the system"}]`, chat.CodeForbidden},
		"file":               {`[{"type":"file","url":"files/x","name":"x"}]`, chat.CodeForbidden},
		"one bad among good": {`[{"type":"text","text":"hi"},{"type":"text","text":""}]`, chat.CodeInvalid},
	} {
		var parts []chat.Part
		if err := json.Unmarshal([]byte(c.parts), &parts); err != nil {
			t.Fatal(err)
		}
		_, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: name, Parts: parts})
		if got := chat.CodeOf(err); got != c.code {
			t.Errorf("%s: code %q (%v), want %q", name, got, err, c.code)
		}
	}
}

// What agents and bots say is checked for what would not work or would be
// dangerous to show.
func TestAuthoredParts(t *testing.T) {
	e := start(t, chat.Options{Limits: fast})
	id := send(t, e, visitor("v"), "1", "hi").Conversation
	for parts, code := range map[string]chat.Code{
		`[{"type":"image","url":"https://a.example/i.png","alt":"a"}]`:                                                       "",
		`[{"type":"image","url":"files/abc"}]`:                                                                               "",
		`[{"type":"image","url":"javascript:alert(1)"}]`:                                                                     chat.CodeInvalid,
		`[{"type":"image","url":"data:text/html,x"}]`:                                                                        chat.CodeInvalid,
		`[{"type":"image","url":"//a.example/i.png"}]`:                                                                       chat.CodeInvalid,
		`[{"type":"image","url":"files/../session"}]`:                                                                        chat.CodeInvalid,
		`[{"type":"image","url":"files/%2e%2E/session"}]`:                                                                    chat.CodeInvalid,
		`[{"type":"image","url":"files/.%2e/session"}]`:                                                                      chat.CodeInvalid,
		`[{"type":"image","url":"files/.\t./session"}]`:                                                                      chat.CodeInvalid,
		`[{"type":"image","url":"files/\\..\\session"}]`:                                                                     chat.CodeInvalid,
		`[{"type":"image","url":"files/%zz"}]`:                                                                               chat.CodeInvalid,
		`[{"type":"image","url":"files/a","width":-1}]`:                                                                      chat.CodeInvalid,
		`[{"type":"image","url":"files/b","height":-1}]`:                                                                     chat.CodeInvalid,
		`[{"type":"x-a\u0007","fallback":"f"}]`:                                                                              chat.CodeInvalid,
		`[{"type":"file","url":"https://a.example/f","name":"f","size":1,"media_type":"text/plain"}]`:                        "",
		`[{"type":"file","url":"https://a.example/f"}]`:                                                                      chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a","value":"b"},{"title":"c","url":"tel:+1"}]}]`:                            "",
		`[{"type":"buttons","buttons":[]}]`:                                                                                  chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a"}]}]`:                                                                     chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a","value":"b","url":"https://a.example"}]}]`:                               chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":" ","value":"b"}]}]`:                                                         chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a","url":"javascript:alert(1)"}]}]`:                                         chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a","url":" javascript:alert(1)"}]}]`:                                        chat.CodeInvalid,
		`[{"type":"buttons","buttons":[{"title":"a","url":"java\nscript:alert(1)"}]}]`:                                       chat.CodeInvalid,
		`[{"type":"card","title":"t","text":"x","image":"https://a.example/i","buttons":[]}]`:                                "",
		`[{"type":"card","text":"x"}]`:                                                                                       chat.CodeInvalid,
		`[{"type":"carousel","cards":[{"title":"t"},{"type":"card","title":"u"}]}]`:                                          "",
		`[{"type":"carousel","cards":[]}]`:                                                                                   chat.CodeInvalid,
		`[{"type":"carousel","cards":[{"type":"carousel","cards":[]}]}]`:                                                     chat.CodeInvalid,
		`[{"type":"form","id":"f","fields":[{"name":"n","label":"N","kind":"text"}],"submit":"Go"}]`:                         "",
		`[{"type":"form","id":"f","fields":[{"name":"n","label":"N","kind":"file"}],"submit":"Go"}]`:                         chat.CodeInvalid,
		`[{"type":"form","id":"f","fields":[],"submit":"Go"}]`:                                                               chat.CodeInvalid,
		`[{"type":"buttons","buttons":[` + strings.Repeat(`{"title":"a","value":"b"},`, 60) + `{"title":"a","value":"b"}]}]`: chat.CodeTooLarge,
	} {
		var ps []chat.Part
		if err := json.Unmarshal([]byte(parts), &ps); err != nil {
			t.Fatal(err)
		}
		_, err := e.Do(t.Context(), agent("a"), chat.Send{Conversation: id, Key: keyOf(parts), Parts: ps})
		if got := chat.CodeOf(err); got != code {
			t.Errorf("%.90s: code %q (%v), want %q", parts, got, err, code)
		}
	}
}

func keyOf(s string) string { return s[max(0, len(s)-chat.MaxIDLength):] }

// Control characters are removed from what is stored, and lone surrogates become
// U+FFFD, at any depth; else a type of the application's own keeps its fields.
func TestStoredText(t *testing.T) {
	e := start(t, chat.Options{})
	var parts []chat.Part
	in := `[{"type":"text","text":"a\u0000b\u001b[31m\tc\nd\u0085e\ud800"},{"type":"x-map","fallback":"A map","lat":1.5,"more":{"a":[1,2]}},` +
		`{"type":"x-odd","fallback":"f","b":{"c\u0007":["\ud800\u0000x"]},"ty\u0007pe":1}]`
	if err := json.Unmarshal([]byte(in), &parts); err != nil {
		t.Fatal(err)
	}
	ack := mustDo(t, e, visitor("v"), chat.Send{Key: "k", Parts: parts})
	records, err := e.Events(t.Context(), visitor("v"), ack.Conversation, chat.Page{})
	if err != nil || len(records) != 1 {
		t.Fatal(err)
	}
	var stored struct {
		At    string
		Parts json.RawMessage
		Key   *string
	}
	if err := json.Unmarshal(records[0].Data, &stored); err != nil {
		t.Fatal(err)
	}
	want := `[{"type":"text","text":"ab[31m\tc\nde` + "\ufffd" + `"},{"fallback":"A map","lat":1.5,"more":{"a":[1,2]},"type":"x-map"},` +
		`{"b":{"c":["` + "\ufffd" + `x"]},"fallback":"f","type":"x-odd"}]`
	if string(stored.Parts) != want {
		t.Errorf("stored %s\nwant   %s", stored.Parts, want)
	}
	if stored.Key != nil {
		t.Error("the key is kept beside the event, not in what everyone reads")
	}
}

// Any parts are either refused with a code or can be stored and read again.
func FuzzParts(f *testing.F) {
	for _, s := range []string{`[{"type":"text","text":"hi"}]`, `[{"type":"x-a","fallback":"b","c":[{}]}]`, `[{"type":"carousel","cards":[{"cards":[{}]}]}]`, `[null]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var parts []chat.Part
		if json.Unmarshal([]byte(s), &parts) != nil {
			return
		}
		e := start(t, chat.Options{Limits: fast})
		send(t, e, visitor("v"), "0", "hi")
		a, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k", Parts: parts})
		if code := chat.CodeOf(err); code == chat.CodeInternal {
			t.Fatalf("internal error: %v", err)
		} else if code != "" {
			return
		}
		records, err := e.Events(t.Context(), visitor("v"), a.Conversation, chat.Page{From: 2})
		if err != nil || len(records) != 1 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		if _, err := records[0].Event(a.Conversation); err != nil {
			t.Fatal(err)
		}
	})
}

// A message that names no conversation is not said twice because the visitor has
// begun another one before it was repeated.
func TestRepeatAfterAnotherConversationBegan(t *testing.T) {
	e := start(t, chat.Options{})
	first := send(t, e, visitor("v"), "k", "hello")
	if _, err := e.Do(t.Context(), visitor("v"), chat.Open{}); err != nil {
		t.Fatal(err)
	}
	again := send(t, e, visitor("v"), "k", "hello")
	if !again.Repeat || again.Conversation != first.Conversation || again.Offset != first.Offset {
		t.Errorf("the first was %+v, its repeat %+v", first, again)
	}
	if other := send(t, e, visitor("v"), "k2", "hello again"); other.Conversation == first.Conversation || other.Offset != 1 {
		t.Errorf("the next message went to %+v", other)
	}
}
