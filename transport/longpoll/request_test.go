package longpoll

import (
	"strings"
	"testing"
	"time"

	"github.com/chatmount/chatmount/chat"
)

func TestDecodeReadsEachField(t *testing.T) {
	const id = `"connection":"a"`
	for _, c := range []struct {
		body string
		want request
	}{
		{`{` + id + `}`, request{name: "a", wait: 25 * time.Second}},
		{" \n" + `{"connection":"tab","first":true,"conversation":"c","cursor":"e.c.1","wait":2.5} `, request{"tab", true, "c", "e.c.1", 2500 * time.Millisecond}},
		{`{` + id + `,"wait":0}`, request{name: "a"}},
		{`{` + id + `,"wait":26}`, request{name: "a", wait: 25 * time.Second}},
		{`{` + id + `,"wait":1e300}`, request{name: "a", wait: 25 * time.Second}},
		{`{` + id + `,"wait":null,"cursor":null,"conversation":null,"first":null}`, request{name: "a", wait: 25 * time.Second}},
		{`{` + id + `,"WAIT":"x","Cursor":5,"later":{"a":[]}}`, request{name: "a", wait: 25 * time.Second}},
		{`{"connection":"` + strings.Repeat("ü", 64) + `"}`, request{name: strings.Repeat("ü", 64), wait: 25 * time.Second}},
	} {
		got, err := decode([]byte(c.body), 25*time.Second)
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %+v, error %v\nwant %+v", c.body, got, err, c.want)
		}
	}
}

func TestDecodeRefusesWhatItCannotRead(t *testing.T) {
	for _, body := range []string{
		``, ` `, `null`, `[]`, `"a"`, `5`, `{`, `{"connection":"a"}}`, `{"connection":"a"} x`, "{\"connection\":\"\xff\"}",
		`{}`, `{"connection":null}`, `{"connection":""}`, `{"connection":5}`, `{"connection":["a"]}`, `{"Connection":"a"}`,
		`{"connection":"` + strings.Repeat("a", 65) + `"}`,
		`{"connection":"a","wait":-1}`, `{"connection":"a","wait":-0.001}`, `{"connection":"a","wait":"5"}`, `{"connection":"a","wait":true}`,
		`{"connection":"a","wait":1e999}`, `{"connection":"a","wait":NaN}`,
		`{"connection":"a","first":"yes"}`, `{"connection":"a","first":1}`,
		`{"connection":"a","cursor":5}`, `{"connection":"a","cursor":{}}`, `{"connection":"a","conversation":5}`,
		strings.Repeat("[", 20000),
	} {
		if q, err := decode([]byte(body), 25*time.Second); chat.CodeOf(err) != chat.CodeInvalid {
			t.Errorf("%.60s: got %+v, error %v, want invalid", body, q, err)
		}
	}
}

func TestAPollGreetsTheFirstTimeAndWithoutACursor(t *testing.T) {
	for body, want := range map[string]bool{
		`{"connection":"a"}`:                               true,
		`{"connection":"a","cursor":""}`:                   true,
		`{"connection":"a","cursor":"e.c.1"}`:              false,
		`{"connection":"a","cursor":"e.c.1","first":true}`: true,
	} {
		if q, err := decode([]byte(body), time.Second); err != nil || q.greets() != want {
			t.Errorf("%s: greets %v, error %v", body, q.greets(), err)
		}
	}
}
