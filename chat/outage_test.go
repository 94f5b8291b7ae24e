package chat_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// failing is a store that cannot be written for some writes.
type failing struct {
	chat.Store
	from, to int // the writes that fail, from 1, without to

	mu     sync.Mutex // guards writes
	writes int        // so far
}

func (f *failing) write() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writes++
	if f.writes >= f.from && f.writes < f.to {
		return &chat.Error{Code: chat.CodeUnavailable, Message: "The disk is full."}
	}
	return nil
}

func (f *failing) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	if err := f.write(); err != nil {
		return chat.Appended{}, err
	}
	return f.Store.Append(ctx, a)
}

func (f *failing) SetTurn(ctx context.Context, conversation string, offset int64, s chat.TurnState) error {
	if err := f.write(); err != nil {
		return err
	}
	return f.Store.SetTurn(ctx, conversation, offset, s)
}

// Whichever writes fail while a bot answers, the message has its answer soon
// after the store can be written again, without a restart: by the rules that
// hold for a crash.
func TestStoreFailsAtEveryPointOfATurn(t *testing.T) {
	for _, again := range []bool{true, false} {
		for from := 2; from <= 9; from++ { // the first is the visitor's message
			for _, writes := range []int{1, 3, 7} {
				t.Run(fmt.Sprintf("repeatable=%t/from=%d/writes=%d", again, from, writes), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { outage(t, from, writes, again) })
				})
			}
		}
	}
}

func outage(t *testing.T, from, writes int, again bool) {
	db := memory.New()
	defer db.Close()
	bot := &verbose{asked: map[string]int{}}
	var asked chat.Bot = bot
	if again {
		asked = repeatable{bot.Reply}
	}
	e := start(t, chat.Options{Store: &failing{Store: db, from: from, to: from + writes}, Bot: asked})
	ack := send(t, e, visitor("v"), "a", "a")
	time.Sleep(2 * time.Minute)
	synctest.Wait()
	if turns, err := db.Turns(t.Context()); err != nil || len(turns) > 0 {
		t.Fatalf("open turns: %v, %v", turns, err)
	}
	stop(t, e)
	verifyAnswers(t, "after the outage", logOf(t, db, ack.Conversation), []string{"a"}, again)
	if bot.asked["a"] > 1 && !again {
		t.Errorf("the bot was asked %d times", bot.asked["a"])
	}
}

// A reader who was away while an answer failed and was begun again is told the second
// text from its beginning, whether that is shorter, as long, or longer by then.
func TestDraftThatBeganAgainIsToldAnew(t *testing.T) {
	for _, second := range []string{"Hi.", "About nine o'clock.", "The answer is another one now."} {
		synctest.Test(t, func(t *testing.T) { beginsAgain(t, "The first attempt..", second) })
	}
}

func beginsAgain(t *testing.T, first, second string) {
	db := memory.New()
	defer db.Close()
	said := first
	bot := repeatable{botFunc(func(ctx context.Context, _ chat.Turn, r chat.Responder) error {
		stream, err := r.Stream(ctx)
		if err != nil {
			return err
		}
		if err := stream.Write(said); err != nil {
			return err
		}
		said = second
		time.Sleep(10 * time.Second)
		return stream.Close(ctx)
	})}
	e := start(t, chat.Options{Store: &failing{Store: db, from: 2, to: 3}, Bot: bot})
	reader, _ := attach(t, e, visitor("v"), chat.Attach{})
	defer reader.Close()
	send(t, e, visitor("v"), "k", "hello")
	for _, text := range []string{first, second} {
		time.Sleep(5 * time.Second)
		b, err := reader.Pull(t.Context(), 1<<20)
		if err != nil || len(b.Deltas) != 1 || b.Deltas[0].From != 0 || b.Deltas[0].Text != text {
			t.Fatalf("the reader is told %+v, %v; want %q", b.Deltas, err, text)
		}
		time.Sleep(7 * time.Second) // the store fails, and the bot is asked again
	}
}

// forgetful is a store whose first answers to each append are lost.
type forgetful struct {
	chat.Store
	lost int

	mu    sync.Mutex     // guards asked
	asked map[string]int // by key
}

func (f *forgetful) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	done, err := f.Store.Append(ctx, a)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked[a.Key]++; f.asked[a.Key] <= f.lost && err == nil {
		return chat.Appended{}, context.DeadlineExceeded
	}
	return done, err
}

// An event whose append the store does not know the outcome of is told to its
// readers, and answered, like any other; where the store goes on not to know, as
// soon as it does.
func TestLostAnswerOfAnAppend(t *testing.T) {
	for lost := range 4 {
		synctest.Test(t, func(t *testing.T) { lostAnswers(t, lost) })
	}
}

func lostAnswers(t *testing.T, lost int) {
	store := memory.New()
	t.Cleanup(func() { store.Close() })
	echo := repeatable{botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		return r.Send(ctx, chat.Text("re: "+turn.Text))
	})}
	e := start(t, chat.Options{Store: &forgetful{Store: store, lost: lost, asked: map[string]int{}}, Bot: echo})
	reader, _, err := e.Attach(t.Context(), visitor("v"), chat.Attach{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ack, err := e.Do(t.Context(), visitor("v"), chat.Send{Key: "k", Parts: []chat.Part{chat.Text("hello")}})
	if known := lost < 2; (err == nil) != known || known && (ack.Offset != 1 || ack.Repeat) {
		t.Errorf("with %d answers lost: %+v, %v", lost, ack, err)
	}
	time.Sleep(time.Minute)
	b, err := reader.Pull(t.Context(), 1<<20)
	if err != nil || len(b.Records) != 2 || b.Records[1].Author == "v" {
		t.Errorf("with %d answers lost the reader was told %d events, %v; want the message and its answer", lost, len(b.Records), err)
	}
}
