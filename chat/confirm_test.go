package chat_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"unicode/utf16"

	"github.com/chatmount/chatmount/chat"
)

// A reader with Confirm that loses what it pulled, at random, and brings the cursor from before
// it, never has a hole in a growing text, knows each draft's end, and has the last state at the end.
func TestLostStateIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steps := make(chan string)
		e := start(t, chat.Options{Limits: fast, Bot: botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
			for text := range steps {
				s, err := r.Stream(ctx)
				if err != nil {
					return err
				}
				for range 5 {
					if err := s.Write(text); err != nil {
						return err
					}
					steps <- text
				}
				if text == "given up 😀" {
					return context.Canceled
				}
				if err := s.Close(ctx); err != nil {
					return err
				}
			}
			return nil
		})})
		v, ada := visitor("v"), agent("ada")
		ack := send(t, e, v, "k", "go on")
		sub, w := attach(t, e, v, chat.Attach{Confirm: true})
		r := &confirming{sub: sub, cursor: w.Cursor, random: rand.New(rand.NewPCG(1, 2)), drafts: map[string]string{}}
		for i, text := range []string{"a", "b 😀", "c", "given up 😀"} {
			steps <- text
			for range 5 {
				<-steps
				synctest.Wait()
				mustDo(t, e, ada, chat.Typing{Conversation: ack.Conversation, On: i%2 == 0})
				mustDo(t, e, ada, chat.Read{Conversation: ack.Conversation, Offset: int64(i + 1)})
				for range r.random.IntN(4) {
					r.poll(t, r.random.IntN(2) == 0)
				}
			}
		}
		close(steps)
		synctest.Wait()
		for range 3 {
			r.poll(t, false)
		}
		if r.lost < 5 || r.pieces < 5 {
			t.Fatalf("%d pulls were lost, %d pieces came: that shows nothing", r.lost, r.pieces)
		}
		if len(r.drafts) > 0 || r.typing || r.read != 4 {
			t.Errorf("in the end there are the drafts %q, typing is %v and read is %d; want none, false, 4", r.drafts, r.typing, r.read)
		}
	})
}

// confirming is a reader as a client that polls is one.
type confirming struct {
	sub    *chat.Subscription
	random *rand.Rand
	cursor string

	drafts       map[string]string
	typing       bool
	read         int64
	lost, pieces int
}

func (r *confirming) poll(t *testing.T, lost bool) {
	t.Helper()
	if taken, err := r.sub.Seek(t.Context(), r.cursor); err != nil || !taken {
		t.Fatalf("Seek: %v, %v", taken, err)
	}
	b, err := r.sub.Pull(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	if lost {
		r.lost++
		return
	}
	r.cursor = b.Cursor
	for _, d := range b.Deltas {
		have := r.drafts[d.Draft]
		if d.From != 0 && d.From != len(utf16.Encode([]rune(have))) {
			t.Errorf("a piece from %d does not fit to %q", d.From, have)
		}
		if d.From == 0 {
			have = ""
		}
		r.drafts[d.Draft] = have + d.Text
		r.pieces++
		if d.Done {
			delete(r.drafts, d.Draft)
		}
	}
	for _, s := range b.Typing {
		if s.Author.ID == "ada" {
			r.typing = s.On
		}
	}
	for _, m := range b.Reads {
		if m.Participant == "ada" {
			r.read = m.Offset
		}
	}
}
