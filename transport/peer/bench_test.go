package peer_test

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/memory"
	"github.com/chatmount/chatmount/transport/peer"
)

// BenchmarkMessage is the way of a message without the network and the disk:
// received, checked, appended, acked and encoded for the sender and for a second
// connection.
func BenchmarkMessage(b *testing.B) {
	for _, conversations := range []int{1, 1000} {
		b.Run(fmt.Sprint(conversations, "conversations"), func(b *testing.B) { benchmarkMessage(b, conversations) })
	}
}

func benchmarkMessage(b *testing.B, conversations int) {
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	store := memory.New()
	defer store.Close()
	sessions, err := session.New(store, session.Options{})
	if err != nil {
		b.Fatal(err)
	}
	engine, err := chat.New(chat.Options{Store: store, Logger: log, Limits: chat.Limits{Rate: 1e9, Burst: 1e9}})
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Shutdown(ctx)
	host := peer.NewHost(engine, peer.Options{Credentials: sessions, Logger: log})
	attach := func(i int) *peer.Peer {
		id := fmt.Sprint("v", i)
		s := chat.Session{ID: "s_" + id, Participant: chat.Participant{ID: id, Name: "Visitor", Role: chat.RoleVisitor}}
		p, err := host.Attach(ctx, s, chat.Attach{Ring: func() {}})
		if err != nil {
			b.Fatal(err)
		}
		return p
	}
	var senders, readers []*peer.Peer
	for i := range conversations {
		senders, readers = append(senders, attach(i)), append(readers, attach(i))
		defer senders[i].Close()
		defer readers[i].Close()
	}
	next := func(p *peer.Peer) {
		out, err := p.Next(ctx)
		if err != nil || out.JSON == nil {
			b.Fatal(out, err)
		}
		out.Free()
	}
	text := `","parts":[{"type":"text","text":"` + strings.Repeat("A visitor asks something. ", 6) + `"}]}]`
	payload := make([]byte, 0, 512)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		payload = append(payload[:0], `[{"type":"send","key":"`...)
		payload = strconv.AppendInt(payload, int64(i), 10)
		payload = append(payload, text...)
		p := senders[i%conversations]
		answer := p.Receive(ctx, payload)
		if !strings.Contains(string(answer.JSON[:20]), "ack") {
			b.Fatal(string(answer.JSON))
		}
		answer.Free()
		next(p)
		next(readers[i%conversations])
	}
}
