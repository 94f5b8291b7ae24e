package transporttest

import (
	"fmt"
	"sync"

	"github.com/chatmount/chatmount/chat"
)

func repeat(s *suite) {
	b := s.open(s.visitor())
	b.send(text("k1", "first"))
	first := b.ack("k1")
	b.send(text("k1", "first"))
	b.send(text("k1", "something else"), text("k2", "second"))
	for range 2 {
		if again := b.ack("k1"); again.Offset != first.Offset || again.ID != first.ID || again.At != first.At {
			s.Errorf("the repeat was acked with %+v, first with %+v", again, first)
		}
	}
	b.ack("k2")
	if got := b.messages(2); got[0] != "first" || got[1] != "second" {
		s.Errorf("the log has %v, want each key once", got)
	}
}

func repeatAtOnce(s *suite) {
	l := s.visitor()
	tabs := make([]*tab, 8)
	for i := range tabs {
		tabs[i] = s.open(l)
	}
	const keys = 10
	var all sync.WaitGroup
	for _, b := range tabs {
		all.Go(func() {
			for k := range keys {
				if err := b.client.Send(b.context(), mustJSON([]any{text(fmt.Sprint("k", k), fmt.Sprint(k))})); err != nil {
					s.Error(err)
				}
			}
		})
	}
	all.Wait()
	for k := range keys {
		first := tabs[0].ack(fmt.Sprint("k", k))
		for _, b := range tabs[1:] {
			if again := b.ack(fmt.Sprint("k", k)); again.ID != first.ID {
				s.Errorf("key k%d was acked as %s and as %s", k, first.ID, again.ID)
			}
		}
	}
	seen := map[string]bool{}
	for _, m := range tabs[0].messages(keys) {
		if seen[m] {
			s.Errorf("message %s is in the log twice", m)
		}
		seen[m] = true
	}
	tabs[0].usable()
	for _, f := range tabs[0].unread {
		if f.Kind == chat.KindMessage {
			s.Errorf("there is more in the log: %+v", f)
		}
	}
}

func refusedInOrder(s *suite) {
	b := s.open(s.visitor())
	b.send(text("k1", "1"))
	b.ack("k1")
	b.send(text("k2", "2"), text("k3", "3"), text("k1", "1"), text("k4", "4"), map[string]any{
		"type": "action", "key": "k5", "event": 1, "value": "x",
	}, text("k2", "2"))
	b.ack("k2")
	b.ack("k1") // a repeat among the refused still gets its ack
	b.ack("k2")
	first := b.until("error", withKey("k3"))
	if first.Code != "rate_limited" || first.RetryAfter <= 0 || first.Message == "" && b.dialer.Name == "websocket" {
		s.Errorf("beyond the rate: %+v, want rate_limited and retry_after", first)
	}
	for _, key := range []string{"k4", "k5"} {
		if later := b.until("error", withKey(key)); later.Code != first.Code || later.RetryAfter != first.RetryAfter {
			s.Errorf("%s was refused with %+v, want it like %+v", key, later, first)
		}
	}
	b.usable()
}
