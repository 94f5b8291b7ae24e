package rasatest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Behavior is what a Server does with one message.
type Behavior func(w http.ResponseWriter, r *http.Request, m Message)

// Button is a choice in a Response.
type Button struct {
	Title   string `json:"title"`
	Payload string `json:"payload"`
}

// Response is something that the assistant utters. Rasa's REST channel renders it
// into items: the text, split at blank lines unless it has buttons, then one each
// for the custom payload, the image and the attachment.
type Response struct {
	Text       string
	Buttons    []Button
	Custom     any
	Image      string
	Attachment any
}

func (r Response) items(recipient string) []map[string]any {
	var items []map[string]any
	add := func(fields map[string]any) {
		fields["recipient_id"] = recipient
		items = append(items, fields)
	}
	switch {
	case len(r.Buttons) > 0:
		add(map[string]any{"text": r.Text, "buttons": r.Buttons})
	case r.Text != "":
		for text := range strings.SplitSeq(r.Text, "\n\n") {
			add(map[string]any{"text": text})
		}
	}
	if r.Custom != nil {
		add(map[string]any{"custom": r.Custom})
	}
	if r.Image != "" {
		add(map[string]any{"image": r.Image})
	}
	if r.Attachment != nil {
		add(map[string]any{"attachment": r.Attachment})
	}
	return items
}

// Say utters responses.
func Say(responses ...Response) Behavior { return Slowly(0, responses...) }

// Slowly utters responses with a pause before each. Only a stream and the callback
// channel show that: the answer in one piece comes when all is uttered.
func Slowly(pause time.Duration, responses ...Response) Behavior {
	return func(w http.ResponseWriter, r *http.Request, m Message) {
		if !m.utter(w, r, pause, responses) {
			return
		}
		if m.callback != nil {
			begin(w, "success")
		}
	}
}

// Crash utters responses, then an action raises an exception. The answer in one piece is a
// success all the same, with what was uttered before: often nothing. A stream never ends, and
// the callback channel answers 500.
func Crash(before ...Response) Behavior {
	return func(w http.ResponseWriter, r *http.Request, m Message) {
		m.utter(w, r, 0, before)
		switch {
		case m.callback != nil:
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		case m.streamed:
			begin(w, "")
			Hang(w, r, m)
		}
	}
}

// utter sends responses the way of the channel, and reports whether the client is
// still there.
func (m Message) utter(w http.ResponseWriter, r *http.Request, pause time.Duration, responses []Response) bool {
	items := []map[string]any{}
	for _, response := range responses {
		if !wait(r, pause) {
			return false
		}
		for _, item := range response.items(m.Sender) {
			switch {
			case m.callback != nil:
				_, _ = m.callback(r.Context(), item) // Rasa logs a refusal and goes on
			case m.streamed:
				begin(w, encode(item)+"\n")
			default:
				items = append(items, item)
			}
		}
	}
	if m.callback == nil && !m.streamed {
		writeJSON(w, items)
	}
	return true
}

// wait returns false when the client has gone before d is over.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func encode(item map[string]any) string {
	b, err := json.Marshal(item)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// After waits before it does the next.
func After(d time.Duration, next Behavior) Behavior {
	return func(w http.ResponseWriter, r *http.Request, m Message) {
		if wait(r, d) {
			next(w, r, m)
		}
	}
}

// Hang never answers. The handler returns when the client has gone.
func Hang(_ http.ResponseWriter, r *http.Request, _ Message) { <-r.Context().Done() }

// Drop closes the connection without an answer.
func Drop(http.ResponseWriter, *http.Request, Message) { panic(http.ErrAbortHandler) }

// Body answers 200 with any body.
func Body(contentType, body string) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Message) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body)) // the client may be gone
	}
}

// Truncate announces a longer body than it sends: the connection breaks after n bytes.
func Truncate(body string, n int) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Message) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		begin(w, body[:n])
		panic(http.ErrAbortHandler)
	}
}

// Stall sends the beginning of a body, then nothing more.
func Stall(body string) Behavior {
	return func(w http.ResponseWriter, r *http.Request, m Message) {
		begin(w, body)
		Hang(w, r, m)
	}
}

// begin sends the headers and the beginning of a body at once.
func begin(w http.ResponseWriter, body string) {
	_, _ = w.Write([]byte(body))
	_ = http.NewResponseController(w).Flush() // as with Write, the client may be gone
}

// Huge answers with a well-formed item of at least n bytes.
func Huge(n int) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, m Message) {
		b, err := json.Marshal([]map[string]string{{"recipient_id": m.Sender, "text": strings.Repeat("a", n)}})
		if err != nil {
			panic(err)
		}
		_, _ = w.Write(b) // the client stops reading
	}
}

// Status answers with a status, a body and headers, given as name and value in turn.
func Status(status int, body string, headers ...string) Behavior {
	return func(w http.ResponseWriter, _ *http.Request, _ Message) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client may be gone
	}
}
