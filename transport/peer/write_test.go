package peer

import (
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// What another site's page or form can send is refused: it cannot name a
// client, and its bodies are not JSON.
func TestCheckWriteTakesOnlyWhatAChatClientSends(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	for _, c := range []struct {
		name                      string
		client, contentType, body string
		coding, origin            string
		want                      error
	}{
		{"a chat client", "widget/1.0", "application/json", "{}", "", "", nil},
		{"with parameters", "widget/1.0", "Application/JSON; charset=utf-8", "{}", "", "", nil},
		{"without a body", "widget/1.0", "", "", "", "", nil},
		{"no client", "", "application/json", "{}", "", "", errForbidden},
		{"no version", "widget", "application/json", "{}", "", "", errForbidden},
		{"empty version", "widget/", "application/json", "{}", "", "", errForbidden},
		{"empty name", "/1", "application/json", "{}", "", "", errForbidden},
		{"endless name", strings.Repeat("x", 200) + "/1", "application/json", "{}", "", "", errForbidden},
		{"a foreign page", "widget/1.0", "application/json", "{}", "", "https://evil.example", errForeign},
		{"a form", "widget/1.0", "application/x-www-form-urlencoded", "{}", "", "", ErrMediaType},
		{"plain text", "widget/1.0", "text/plain", "{}", "", "", ErrMediaType},
		{"no type", "widget/1.0", "", "{}", "", "", ErrMediaType},
		{"malformed type", "widget/1.0", "application/json;;", "{}", "", "", ErrMediaType},
		{"a coded body", "widget/1.0", "application/json", "{}", "gzip", "", ErrMediaType},
	} {
		q := httptest.NewRequest("POST", "http://chat.example/send", strings.NewReader(c.body))
		for name, value := range map[string]string{
			"Chat-Client": c.client, "Content-Type": c.contentType, "Content-Encoding": c.coding, "Origin": c.origin,
		} {
			if value != "" {
				q.Header.Set(name, value)
			}
		}
		err := r.host.CheckWrite(q)
		if c.want == errForbidden && chat.CodeOf(err) == chat.CodeForbidden && !errors.Is(err, errForeign) {
			continue
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

var errForbidden = errors.New("any error with CodeForbidden")

func TestReadBodyKeepsToTheLimit(t *testing.T) {
	r := newRig(t, chat.Options{Limits: chat.Limits{Payload: 100}}, Options{})
	for _, c := range []struct {
		name string
		body io.Reader
		want error
	}{
		{"the most", strings.NewReader(strings.Repeat("x", 100)), nil},
		{"one more, announced", strings.NewReader(strings.Repeat("x", 101)), ErrTooLarge},
		{"one more, not announced", io.MultiReader(strings.NewReader(strings.Repeat("x", 101))), ErrTooLarge},
	} {
		got, err := r.host.ReadBody(httptest.NewRecorder(), httptest.NewRequest("POST", "/", c.body))
		if !errors.Is(err, c.want) || err == nil && len(got) != 100 {
			t.Errorf("%s: %d bytes, error %v", c.name, len(got), err)
		}
	}
	broken := httptest.NewRequest("POST", "/", iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := r.host.ReadBody(httptest.NewRecorder(), broken); chat.CodeOf(err) != chat.CodeInvalid {
		t.Errorf("a body that breaks off: %v", err)
	}
}

// deadlines is a ResponseWriter that takes down its read deadlines.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Duration // from now; 0: none
}

func (d *deadlines) SetReadDeadline(at time.Time) error {
	after := time.Duration(0)
	if !at.IsZero() {
		after = time.Until(at).Round(time.Second)
	}
	d.set = append(d.set, after)
	return nil
}

// A body that trickles in cannot hold a request for ever; a request that is
// held after its body has no read deadline any more.
func TestReadBodyBoundsTheTimeOfTheBodyOnly(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{WriteTimeout: 7 * time.Second})
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	if _, err := r.host.ReadBody(w, httptest.NewRequest("POST", "/", bytes.NewReader([]byte("{}")))); err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{7 * time.Second, 0}; !slices.Equal(w.set, want) {
		t.Errorf("the read deadlines are %v, want %v", w.set, want)
	}
}
