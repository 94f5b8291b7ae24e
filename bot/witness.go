package bot

import (
	"context"

	"github.com/chatmount/chatmount/chat"
)

// witness is a Responder that notes what a bot does with it. As a Responder it is
// for one goroutine at a time, and it is looked at when the bot has returned.
type witness struct {
	chat.Responder
	spoke    bool // it has begun to, whether or not that was let through
	messages int  // said in full
	handoff  bool
	ended    bool
}

func (w *witness) Send(ctx context.Context, parts ...chat.Part) error {
	w.spoke = true
	return w.said(w.Responder.Send(ctx, parts...))
}

// said counts a message unless there is an error.
func (w *witness) said(err error) error {
	if err == nil {
		w.messages++
	}
	return err
}

func (w *witness) Stream(ctx context.Context) (chat.Stream, error) {
	w.spoke = true
	s, err := w.Responder.Stream(ctx)
	if err != nil {
		return nil, err
	}
	return &witnessedStream{s, w}, nil
}

func (w *witness) Handoff(ctx context.Context, reason string) error {
	w.spoke = true
	err := w.Responder.Handoff(ctx, reason)
	w.handoff = w.handoff || err == nil
	return err
}

func (w *witness) End(ctx context.Context) error {
	w.spoke = true
	err := w.Responder.End(ctx)
	w.ended = w.ended || err == nil
	return err
}

type witnessedStream struct {
	chat.Stream
	w *witness
}

func (s *witnessedStream) Close(ctx context.Context, parts ...chat.Part) error {
	return s.w.said(s.Stream.Close(ctx, parts...))
}
