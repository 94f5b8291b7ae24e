package chat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

var (
	errTurnOver = misuse{&Error{Code: CodeConflict, Message: "The turn is over: a bot speaks only until its Reply returns."}}
	errTooMuch  = misuse{&Error{Code: CodeTooLarge, Message: "The bot has said too much in one turn."}}
)

// misuse is a refusal that tells who wrote the bot what is wrong with what it says. Where
// the bot returns it, it is nothing for visitors.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// responder is what one turn of the bot says. Everything goes through with the
// fence under which the turn began, so that a late answer is refused by the
// store.
type responder struct {
	engine       *Engine
	live         *live
	conversation Conversation
	offset       int64         // of the event that is answered
	again        bool          // some of the answer may be in the log from an earlier attempt
	spoke        chan struct{} // has a token when something was said; has room for one

	mu      sync.Mutex // guards what follows
	said    int        // messages begun
	refused int        // calls
	typed   int        // calls of Typing
	over    bool
	streams []*stream // not closed
	lost    error     // why something said could not be stored
}

// next returns the key of the turn's next message: the same in each attempt.
func (r *responder) next() (string, error) { return r.count(r.engine.limits.TurnMessages) }

// count is next for something that may come when fewer than most were counted.
func (r *responder) count(most int) (string, error) {
	r.mu.Lock()
	var err error
	switch {
	case r.over:
		err = errTurnOver
	case r.lost != nil:
		err = fail(r.lost) // so that nothing is said after a hole
	case r.said >= most:
		err = errTooMuch
	default:
		r.said++
	}
	n := r.said
	r.mu.Unlock()
	if err != nil {
		return "", r.refuse(err)
	}
	return r.key(n), nil
}

// A bot that does not listen to refusals is told of them slowly, so that its insisting
// costs nothing.
const (
	freeRefusals  = 20
	refusalsPause = 100 * time.Millisecond
)

// refuse returns err, after a pause once there were many.
func (r *responder) refuse(err error) error {
	r.mu.Lock()
	r.refused++
	many := r.refused > freeRefusals
	r.mu.Unlock()
	if many {
		time.Sleep(refusalsPause)
	}
	return err
}

// key returns the key of the turn's n-th message.
func (r *responder) key(n int) string { return fmt.Sprintf("turn.%d.%d", r.offset, n) }

// stored reports whether something is in the log under a key of an author.
func (r *responder) stored(ctx context.Context, author, key string) (bool, error) {
	_, err := r.engine.store.Lookup(ctx, r.conversation.ID, author, key)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, r.noted(err)
}

// noted returns err, for bots, and remembers when it means that something could
// not be stored: a bot may not pass it on.
func (r *responder) noted(err error) error {
	if CodeOf(err) == CodeUnavailable {
		r.mu.Lock()
		r.lost = err
		r.mu.Unlock()
	}
	return fail(err)
}

// unstored returns why something that was said could not be stored, or nil.
func (r *responder) unstored() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// Send says one message.
func (r *responder) Send(ctx context.Context, parts ...Part) error {
	parts, err := r.engine.checkParts(RoleBot, parts)
	if err != nil {
		return misuse{err}
	}
	key, err := r.next()
	if err != nil {
		return err
	}
	return r.say(ctx, Event{Key: key, Parts: parts}, nil)
}

func (r *responder) say(ctx context.Context, ev Event, d *draft) error {
	ev.Kind, ev.Author, ev.Reply = KindMessage, r.engine.bot.who, r.offset
	if d != nil {
		ev.Draft = d.id
	}
	_, err := r.engine.appendTelling(ctx, r.conversation.ID, &ev, Append{Fence: r.conversation.State.Fence}, telling{completes: d})
	select {
	case r.spoke <- struct{}{}:
	default:
	}
	return r.noted(err)
}

// Typing shows or hides the typing indicator.
func (r *responder) Typing(on bool) {
	r.mu.Lock()
	over := r.over
	r.typed++
	many := r.typed > freeTyping
	r.mu.Unlock()
	if many {
		time.Sleep(typingPause)
	}
	if !over {
		r.live.setTyping(r.engine.bot.who, on, nil)
	}
}

// freeTyping is how often a bot may show or hide that it types in one turn without a
// pause, so that its readers are not flooded.
const freeTyping = 50

// Handoff asks for a person and ends the turn.
func (r *responder) Handoff(ctx context.Context, reason string) error {
	return r.leave(ctx, "handoff", func(state *State, ev *Event) {
		state.Waiting = true
		ev.Kind, ev.Reason = KindHandoff, cleanReason(reason)
	})
}

// End ends the conversation, and with it the turn.
func (r *responder) End(ctx context.Context) error {
	return r.leave(ctx, "end", func(state *State, ev *Event) {
		state.Ended = true
		ev.Kind = KindEnded
	})
}

// leave changes who answers, unless somebody else has already. It has a place of its
// own behind the messages: whoever has said too much needs a person all the more.
func (r *responder) leave(ctx context.Context, how string, set func(*State, *Event)) error {
	if _, err := r.count(r.engine.limits.TurnMessages + 1); err != nil {
		return err
	}
	if err := r.completeOpen(ctx); err != nil { // after it they would be refused
		return err
	}
	ev := Event{Author: r.engine.bot.who, Key: fmt.Sprintf("turn.%d.%s", r.offset, how)}
	for range attempts {
		c, err := r.engine.store.Conversation(ctx, r.conversation.ID)
		if err != nil {
			return r.noted(err)
		}
		_, err = r.engine.move(ctx, c, ev, r.conversation.State.Fence, set)
		if !errors.Is(err, ErrConflict) || c.State.Fence != r.conversation.State.Fence {
			return r.noted(err)
		}
	}
	return ErrConflict
}

// Stream begins a message that grows. One that an earlier attempt has completed
// is not shown to grow again.
func (r *responder) Stream(ctx context.Context) (Stream, error) {
	key, err := r.next()
	if err != nil {
		return nil, err
	}
	if r.again {
		if there, err := r.stored(ctx, r.engine.bot.who.ID, key); err != nil || there {
			return said{}, err
		}
	}
	s := &stream{responder: r, key: key, draft: &draft{
		id: r.drafts() + key[strings.LastIndexByte(key, '.')+1:], author: r.engine.bot.who,
	}}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.streams = append(r.streams, s)
	return s, nil
}

// drafts is what the ids of the turn's drafts begin with.
func (r *responder) drafts() string { return EventID(r.conversation.ID, r.offset) + "." }

// said is the Stream of a message that is in the log already.
type said struct{}

func (said) Write(string) error                   { return nil }
func (said) Close(context.Context, ...Part) error { return nil }

// finish ends the turn: what the bot left open is closed with what it has, or
// given up.
func (r *responder) finish(ctx context.Context, giveUp bool) error {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	if !giveUp {
		return r.completeOpen(ctx)
	}
	for _, s := range r.takeOpen() {
		s.abandon()
	}
	return nil
}

// completeOpen closes what the bot left open with what it has.
func (r *responder) completeOpen(ctx context.Context) error {
	var errs []error
	for _, s := range r.takeOpen() {
		errs = append(errs, s.complete(ctx, true))
	}
	return errors.Join(errs...)
}

func (r *responder) takeOpen() []*stream {
	r.mu.Lock()
	defer r.mu.Unlock()
	open := r.streams
	r.streams = nil
	return open
}

// stream is a message that grows while it is made.
type stream struct {
	responder *responder
	key       string
	draft     *draft

	mu     sync.Mutex // guards what follows
	text   strings.Builder
	rest   string // the begin of a character whose end has not come yet
	closed bool
}

// Write appends markdown text.
func (s *stream) Write(text string) error {
	if err := s.write(text); err != nil {
		return s.responder.refuse(err)
	}
	return nil
}

func (s *stream) write(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errTurnOver
	}
	text = s.rest + text
	whole := len(text) - incomplete(text)
	text, s.rest = clean(text[:whole]), text[whole:]
	if s.text.Len()+len(text) > s.responder.engine.limits.Text*authoredText {
		return errTooMuch
	}
	if text == "" {
		return nil
	}
	s.text.WriteString(text)
	s.responder.live.grow(s.draft, text)
	return nil
}

// incomplete returns how many bytes at the end of s begin a character that is
// not complete.
func incomplete(s string) int {
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if b := s[len(s)-n:]; utf8.RuneStart(b[0]) {
			if utf8.FullRuneInString(b) {
				return 0
			}
			return n
		}
	}
	return 0
}

// Close completes the message, durably.
func (s *stream) Close(ctx context.Context, parts ...Part) error {
	return s.complete(ctx, false, parts...)
}

// abandon ends the stream without a message.
func (s *stream) abandon() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.responder.live.abandon(s.draft)
}

func (s *stream) complete(ctx context.Context, truncated bool, parts ...Part) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		if truncated {
			return nil
		}
		return errTurnOver
	}
	s.closed = true
	text := s.text.String()
	s.mu.Unlock()
	if strings.TrimSpace(text) != "" {
		parts = append([]Part{Markdown(text)}, parts...)
	}
	if len(parts) == 0 {
		s.responder.live.abandon(s.draft)
		return nil
	}
	parts, err := s.responder.engine.checkParts(RoleBot, parts)
	if err != nil {
		err = misuse{err}
	} else {
		err = s.responder.say(ctx, Event{Key: s.key, Parts: parts, Truncated: truncated}, s.draft)
	}
	if err != nil {
		s.responder.live.abandon(s.draft)
	}
	return err
}
