package chat

import (
	"context"
	"strings"
)

// stopAnswer ends the answer under way in a conversation.
func (e *Engine) stopAnswer(ctx context.Context, s Session, stop Stop) error {
	c, err := e.allowed(ctx, s, verbStop, stop.Conversation)
	if err != nil {
		if stop.Conversation == "" && CodeOf(err) == CodeNotFound {
			return nil // nothing is said there yet
		}
		return err
	}
	l := e.directory.find(c.ID)
	if l == nil {
		return nil
	}
	l.mu.Lock()
	t := l.turn
	l.mu.Unlock()
	if t == nil || t.responder == nil || !stop.means(t.responder) {
		return nil
	}
	t.cancel(errStopped)
	return t.responder.finish(context.WithoutCancel(ctx), false)
}

// means reports whether a turn's answer is the one to end.
func (s Stop) means(r *responder) bool {
	return (s.Offset == 0 || s.Offset == r.offset) && (s.Draft == "" || strings.HasPrefix(s.Draft, r.drafts()))
}
