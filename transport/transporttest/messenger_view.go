package transporttest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// read applies payloads until the connection has ended. It calls welcomed once
// the connection works.
func (l *link) read(ctx context.Context, welcomed func()) error {
	for {
		silent, cancel := context.WithTimeout(ctx, l.heartbeat+l.messenger.o.Grace)
		payload, err := l.client.Next(silent)
		cancel()
		if err != nil {
			return l.messenger.refused(err)
		}
		frames, err := decode(payload)
		if err != nil {
			return err
		}
		before := l.worked
		for _, f := range frames {
			if err := l.apply(ctx, f); err != nil {
				return err
			}
		}
		if l.worked && !before {
			welcomed()
		}
	}
}

func (l *link) apply(ctx context.Context, f Frame) error {
	m := l.messenger
	switch f.Type {
	case "welcome":
		return l.welcome(ctx, f)
	case "reset":
		return l.reload(ctx, f)
	case "event":
		return m.event(f)
	case "cursor":
		m.cursor = f.Cursor
	case "ack", "error":
		l.answer(f)
	case "bye":
		return l.bye(f)
	}
	return nil
}

// welcome begins where the cursor was, or without one with the whole log. What
// comes of a cursor that was not taken says the reset that follows.
func (l *link) welcome(ctx context.Context, f Frame) error {
	m := l.messenger
	l.worked = true
	l.heartbeat = time.Duration(f.Heartbeat * float64(time.Second))
	m.o.Observer.Connected(l.transport, f.Recovered)
	if m.cursor == "" {
		return l.reload(ctx, f)
	}
	return nil
}

// event applies an event if it is the next one.
func (m *Messenger) event(f Frame) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f.Offset != m.offset+1 {
		return violated("after offset %d came %d", m.offset, f.Offset)
	}
	m.o.Observer.Seen(f)
	m.moved(f.Offset)
	return nil
}

// moved notes the last event. m.mu is held.
func (m *Messenger) moved(offset int64) {
	m.offset = offset
	close(m.changed)
	m.changed = make(chan struct{})
}

// answer hands an ack or an error to send. Where that has not taken the one
// before, nobody waits for it.
func (l *link) answer(f Frame) {
	select {
	case <-l.answers:
	default:
	}
	l.answers <- f
}

// bye takes in why the server ends the connection.
func (l *link) bye(f Frame) error {
	l.pause = time.Duration(f.RetryAfter * float64(time.Second))
	switch f.Code {
	case "restart", "overloaded", "superseded":
		return nil
	}
	return l.messenger.away(chat.Code(f.Code))
}

// reload replaces what was seen by the log up to the head of a welcome or a
// reset, and goes on from its cursor. It changes nothing unless it has it all.
func (l *link) reload(ctx context.Context, f Frame) error {
	m := l.messenger
	if f.Head == nil {
		return violated("%s has no head: %+v", f.Type, f)
	}
	var all []Frame
	for int64(len(all)) < *f.Head {
		page, err := l.page(ctx, f.conversation(), len(all))
		if err != nil {
			return err
		}
		for _, e := range page {
			if int64(len(all)) == *f.Head {
				break // the log has grown meanwhile
			}
			if e.Offset != int64(len(all))+1 {
				return violated("in the log, %d comes after %d", e.Offset, len(all))
			}
			all = append(all, e)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cursor != "" {
		m.o.Observer.Reset()
	}
	for _, e := range all {
		m.o.Observer.Seen(e)
	}
	m.cursor = f.Cursor
	m.moved(*f.Head)
	return nil
}

// page reads some of the events after an offset.
func (l *link) page(ctx context.Context, conversation string, after int) ([]Frame, error) {
	ctx, cancel := context.WithTimeout(ctx, l.messenger.o.Answer)
	defer cancel()
	where := fmt.Sprintf("%s/conversations/%s/events?after=%d&limit=100", l.hello.URL, url.PathEscape(conversation), after)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+l.hello.Token)
	resp, err := l.http.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp)
	}
	defer resp.Body.Close()
	var page struct{ Events []Frame }
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		return nil, err
	}
	if len(page.Events) == 0 {
		return nil, violated("the log ends at %d, before its head", after)
	}
	return page.Events, nil
}
