package llm

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"unicode"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// maxText is the most bytes of one answer.
const maxText = 64 << 10

// maxPiece is the most bytes that are written at once: a message that has no room for a piece
// keeps those before.
const maxPiece = 1 << 10

// errFull is the error of a text that the message has no room for.
var errFull = errors.New("llm: the answer is too long")

// speech is what a bot says in one turn: a message that begins with the first
// word and that is truncated unless it is finished.
type speech struct {
	ctx       context.Context // the turn's, also after the Bot's own time is over
	responder chat.Responder
	stream    chat.Stream // nil before the first word
	gap       bool        // a blank line comes before the next word
	size      int
	acted     bool // tools were called
}

// write says text, but for white space that begins the message or a paragraph.
func (s *speech) write(text string) error {
	if s.stream == nil || s.gap {
		if text = strings.TrimLeftFunc(text, unicode.IsSpace); text == "" {
			return nil
		}
	}
	if s.stream == nil {
		stream, err := s.responder.Stream(s.ctx)
		if err != nil {
			return err
		}
		s.stream = stream
	} else if s.gap {
		text = "\n\n" + text
	}
	s.gap = false
	for len(text) > 0 {
		piece := cut(text, min(maxPiece, maxText-s.size))
		if piece == "" {
			return errFull
		}
		err := s.stream.Write(piece)
		if chat.CodeOf(err) == chat.CodeTooLarge {
			return errFull
		}
		if err != nil {
			return err
		}
		s.size += len(piece)
		text = text[len(piece):]
	}
	return nil
}

// paragraph puts a blank line before what is said next.
func (s *speech) paragraph() { s.gap = s.stream != nil }

// finish completes the message; without a word there is no answer.
func (s *speech) finish(ctx context.Context) error {
	if s.stream == nil {
		return bot.BadReply(errEmpty)
	}
	return s.stream.Close(ctx)
}

// handOff completes what was said, and asks for a person.
func (s *speech) handOff(ctx context.Context, reason string) error {
	if s.stream != nil {
		if err := s.stream.Close(ctx); err != nil {
			return err
		}
	}
	return s.responder.Handoff(ctx, reason)
}

// breakOff leaves the message open, which marks it as truncated.
func (s *speech) breakOff(end End, log *slog.Logger) error {
	switch {
	case s.stream == nil && end == Filtered:
		return bot.BadReply(errFilter)
	case s.stream == nil && end == Broken:
		return bot.Failed(errBroken)
	case s.stream == nil:
		return bot.BadReply(errTokens)
	}
	log.WarnContext(s.ctx, "llm: the answer broke off; it is kept, marked as truncated", "filtered", end == Filtered, "by the service", end == Broken)
	return nil
}

// blamed returns err so that it tells what the whole turn did: after words and tools,
// asking again is not harmless, whatever the service says.
func (s *speech) blamed(err error) error {
	var told *bot.Error
	if !errors.As(err, &told) || told.MayHaveActed || s.stream == nil && !s.acted {
		return err
	}
	return &bot.Error{MayHaveActed: true, Err: told.Err}
}
