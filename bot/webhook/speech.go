package webhook

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// speech is what a service says in one turn.
type speech struct {
	ctx       context.Context // the turn's
	responder chat.Responder
	log       *slog.Logger
	stream    chat.Stream     // the message that grows; nil: none
	text      strings.Builder // its text
	count     int             // messages
	said      int             // of them, not refused
	refused   error           // the last refusal
}

var (
	errMany = errors.New("webhook: the answer has over 50 messages")
	errFull = errors.New("webhook: a message grows too long")
)

// say says and does what an answer wants, in the order of the protocol.
func (s *speech) say(a answer) error {
	for _, m := range a.Messages {
		if err := s.message(m); err != nil {
			return err
		}
	}
	if a.Delta == nil {
		if err := s.message(a.message); err != nil {
			return err
		}
	} else if err := s.grow(a); err != nil {
		return err
	}
	switch {
	case a.Handoff != nil:
		return s.leave(func() error { return s.responder.Handoff(s.ctx, *a.Handoff) })
	case a.End:
		return s.leave(func() error { return s.responder.End(s.ctx) })
	case a.Done:
		return s.finish()
	}
	return nil
}

// message says a message, if it has something.
func (s *speech) message(m message) error {
	var parts []chat.Part
	if strings.TrimSpace(m.Text) != "" {
		parts = append(parts, chat.Markdown(m.Text))
	}
	parts = append(parts, m.Parts...)
	if len(parts) == 0 {
		return nil
	}
	if err := s.complete(); err != nil {
		return err
	}
	if err := s.counted(); err != nil {
		return err
	}
	_, err := s.heard(s.responder.Send(s.ctx, parts...))
	return err
}

// counted counts one more message.
func (s *speech) counted() error {
	if s.count == maxMessages {
		return bot.BadReply(errMany)
	}
	s.count++
	return nil
}

// heard reports whether a message was taken. Err is why it was not, unless only this
// message is refused.
func (s *speech) heard(err error) (taken bool, failure error) {
	switch chat.CodeOf(err) {
	case "":
		s.said++
		return true, nil
	case chat.CodeInvalid, chat.CodeTooLarge, chat.CodeForbidden:
		s.refused = err
		s.log.WarnContext(s.ctx, "webhook: left out a message that is refused", "error", err)
		return false, nil
	}
	return false, err
}

// grow adds to the message that grows, and completes it when there are parts. A text
// in the same object comes before.
func (s *speech) grow(a answer) error {
	if err := s.message(message{Text: a.Text}); err != nil {
		return err
	}
	if *a.Delta != "" {
		if err := s.write(*a.Delta); err != nil {
			return err
		}
	}
	if len(a.Parts) == 0 {
		return nil
	}
	if s.stream == nil {
		return s.message(message{Parts: a.Parts})
	}
	return s.complete(a.Parts...)
}

func (s *speech) write(delta string) error {
	if s.stream == nil {
		if err := s.counted(); err != nil {
			return err
		}
		stream, err := s.responder.Stream(s.ctx)
		if err != nil {
			return err
		}
		s.stream = stream
		s.text.Reset()
	}
	err := s.stream.Write(delta)
	if chat.CodeOf(err) == chat.CodeTooLarge || err == nil && s.text.Len() > maxBody {
		return bot.BadReply(errors.Join(errFull, err))
	}
	s.text.WriteString(delta)
	return err
}

// complete ends the message that grows, if there is one. Parts that are refused do not take
// its text with them.
func (s *speech) complete(parts ...chat.Part) error {
	if s.stream == nil {
		return nil
	}
	stream := s.stream
	s.stream = nil
	taken, err := s.heard(stream.Close(s.ctx, parts...))
	if err != nil || taken || len(parts) == 0 {
		return err
	}
	return s.message(message{Text: s.text.String()})
}

// leave completes what grows, and then leaves the conversation to others.
func (s *speech) leave(do func() error) error {
	if err := s.complete(); err != nil {
		return err
	}
	return do()
}

// finish completes what grows. When all that was said is refused, there is no answer.
func (s *speech) finish() error {
	if err := s.complete(); err != nil {
		return err
	}
	switch {
	case s.said > 0:
		return nil
	case s.refused != nil:
		return bot.BadReply(s.refused)
	}
	return s.ctx.Err()
}
