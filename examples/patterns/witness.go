package main

import (
	"context"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

// witness tells visitors' pages what happens in the engine, the store and the bot.
type witness struct {
	visitors *visitors
	db       *bolt.Store
}

// of returns the visitor whose conversation it is, nil when that is nobody we know.
func (w witness) of(ctx context.Context, conversation string) *visitor {
	c, err := w.db.Conversation(ctx, conversation)
	if err != nil {
		return nil // then there is nobody to tell
	}
	return w.visitors.as(c.Visitor)
}

// event is the engine's hook.
func (w witness) event(ctx context.Context, e chat.Event) {
	if v := w.of(ctx, e.Conversation); v != nil {
		v.tell(note{What: event, Kind: string(e.Kind), Role: string(e.Author.Role), Offset: e.Offset})
	}
}

// bot puts a witness around a bot.
func (w witness) bot(next chat.Bot) chat.Bot {
	return bot.Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) error {
		v := w.visitors.as(t.Visitor.ID)
		if v == nil {
			return next.Reply(ctx, t, r)
		}
		start := time.Now()
		v.tell(note{What: turn, Offset: t.Event.Offset})
		err := next.Reply(ctx, t, r)
		v.tell(note{What: answered, Offset: t.Event.Offset, Took: milliseconds(start), Failed: err != nil})
		return err
	})
}

// timedStore is a store that tells how long it took until a change was on the disk.
type timedStore struct {
	*bolt.Store
	witness witness
}

// Append implements chat.Store.
func (s timedStore) Append(ctx context.Context, a chat.Append) (chat.Appended, error) {
	start := time.Now()
	done, err := s.Store.Append(ctx, a)
	took := milliseconds(start)
	if err != nil || done.Repeat {
		return done, err
	}
	if v := s.witness.of(ctx, a.Conversation); v != nil {
		v.tell(note{What: stored, Offset: done.Offset, Bytes: len(a.Data), Took: took})
	}
	return done, nil
}

// Create implements chat.Store.
func (s timedStore) Create(ctx context.Context, c chat.Conversation, onlyFirst bool) (chat.Conversation, bool, error) {
	start := time.Now()
	c, created, err := s.Store.Create(ctx, c, onlyFirst)
	took := milliseconds(start)
	if v := s.witness.visitors.as(c.Visitor); v != nil && created {
		v.tell(note{What: stored, Took: took})
	}
	return c, created, err
}

func milliseconds(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}
