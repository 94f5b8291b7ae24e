package bottest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

var (
	errOver  = &chat.Error{Code: chat.CodeConflict, Message: "The turn is over."}
	errTaken = &chat.Error{Code: chat.CodeConflict, Message: "The conversation belongs to somebody else now."}
	errMany  = &chat.Error{Code: chat.CodeTooLarge, Message: "The bot says too much in one turn."}
)

// Send notes a message.
func (r *Recorder) Send(ctx context.Context, parts ...chat.Part) error {
	return r.do(ctx, OpSend, func() error {
		if err := checkParts(parts); err != nil {
			return err
		}
		return r.add(&Message{Parts: parts})
	})
}

// add notes a message; r.mu is held.
func (r *Recorder) add(m *Message) error {
	if len(r.messages) >= chat.DefaultLimits().TurnMessages {
		return errMany
	}
	r.messages = append(r.messages, m)
	return nil
}

// drop forgets a streamed message that was not completed; r.mu is held.
func (r *Recorder) drop(m *Message) {
	r.messages = slices.DeleteFunc(r.messages, func(other *Message) bool { return other == m })
}

// Typing is noted in Ops only.
func (r *Recorder) Typing(bool) {
	_ = r.do(r.turnCtx(), OpTyping, func() error { return nil }) // Typing has nobody to tell of a refusal
}

// Handoff notes the reason, ends the turn's ctx and refuses what comes later.
func (r *Recorder) Handoff(ctx context.Context, reason string) error {
	return r.do(ctx, OpHandoff, func() error {
		r.reasons, r.closed = append(r.reasons, reason), errTaken
		r.end()
		return nil
	})
}

// End notes the end, ends the turn's ctx and refuses what comes later.
func (r *Recorder) End(ctx context.Context) error {
	return r.do(ctx, OpEnd, func() error {
		r.ended, r.closed = true, errOver
		r.end()
		return nil
	})
}

// Stream begins a message that is noted at once and grows.
func (r *Recorder) Stream(ctx context.Context) (chat.Stream, error) {
	m := &Message{Streamed: true, Open: true, Parts: []chat.Part{chat.Markdown("")}}
	if err := r.do(ctx, OpStream, func() error { return r.add(m) }); err != nil {
		return nil, err
	}
	return &stream{r, m}, nil
}

// turnCtx returns the ctx of the turn, for operations that bring none.
func (r *Recorder) turnCtx() context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx == nil {
		return context.Background()
	}
	return r.ctx
}

// stream is a message that grows in a Recorder.
type stream struct {
	r *Recorder
	m *Message
}

var errClosed = errors.New("bottest: the stream is closed")

func (s *stream) Write(text string) error {
	return s.r.do(s.r.turnCtx(), OpWrite, func() error {
		if !s.m.Open {
			return errClosed
		}
		// A fresh slice, because Messages has handed out the old one.
		s.m.Parts = []chat.Part{chat.Markdown(s.m.Parts[0].Text + text)}
		return nil
	})
}

func (s *stream) Close(ctx context.Context, parts ...chat.Part) error {
	return s.r.do(ctx, OpClose, func() error {
		if !s.m.Open {
			return errClosed
		}
		all := append([]chat.Part(nil), s.m.Parts...)
		if strings.TrimSpace(all[0].Text) == "" {
			all = nil
		}
		all = append(all, parts...)
		s.m.Open = false
		if len(all) == 0 {
			s.r.drop(s.m)
			return nil
		}
		if err := checkParts(all); err != nil {
			s.r.drop(s.m)
			return err
		}
		s.m.Parts = all
		return nil
	})
}
