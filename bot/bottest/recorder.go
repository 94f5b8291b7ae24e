package bottest

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/chatmount/chatmount/chat"
)

// Op is something that a bot does with its chat.Responder or chat.Stream.
type Op string

// What a bot can do.
const (
	OpSend    Op = "Send"
	OpStream  Op = "Stream"
	OpWrite   Op = "Write"
	OpClose   Op = "Close"
	OpTyping  Op = "Typing"
	OpHandoff Op = "Handoff"
	OpEnd     Op = "End"
)

// Message is what a bot said at once.
type Message struct {
	Parts    []chat.Part
	Streamed bool // it grew in a Stream
	Open     bool // the bot left its Stream open
}

// Text returns what the message's text and markdown parts say.
func (m Message) Text() string { return chat.PlainText(m.Parts) }

// Recorder is a chat.Responder that writes down what a bot says in one turn. It
// keeps the engine's rules: it refuses parts that the engine refuses, and
// everything once the conversation is handed off or ended. The zero value is
// ready; it is used for one turn. Its methods may be called concurrently, except
// that a bot which does so with those of chat.Responder breaks the contract, as Faults tells.
type Recorder struct {
	// Hook, when set, is called before each Op with the ctx that the bot gave (for
	// Write and Typing: the turn's). Its error refuses the Op.
	Hook func(ctx context.Context, op Op) error

	mu       sync.Mutex // guards all below
	ctx      context.Context
	end      context.CancelFunc
	asked    bool
	returned bool
	busy     bool
	closed   error
	ops      []Op
	messages []*Message
	reasons  []string
	ended    bool
	faults   []string
}

// Ask lets b answer a turn, and returns what it returns. As in the engine, the
// bot's ctx ends when it hands off or ends the conversation.
func (r *Recorder) Ask(ctx context.Context, b chat.Bot, t chat.Turn) error {
	r.mu.Lock()
	if r.asked {
		r.mu.Unlock()
		panic("bottest: a Recorder is for one turn")
	}
	r.asked = true
	r.ctx, r.end = context.WithCancel(ctx)
	ctx = r.ctx
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.returned = true
		r.end()
	}()
	return b.Reply(ctx, t, r)
}

// Messages returns what the bot said, in order.
func (r *Recorder) Messages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ms []Message
	for _, m := range r.messages {
		ms = append(ms, *m)
	}
	return ms
}

// Texts returns the texts of the messages, in order.
func (r *Recorder) Texts() []string {
	var texts []string
	for _, m := range r.Messages() {
		texts = append(texts, m.Text())
	}
	return texts
}

// Buttons returns the buttons that the messages offer, in order.
func (r *Recorder) Buttons() []chat.Button {
	var bs []chat.Button
	for _, m := range r.Messages() {
		for _, p := range m.Parts {
			bs = append(bs, p.Buttons...)
			for _, card := range p.Cards {
				bs = append(bs, card.Buttons...)
			}
		}
	}
	return bs
}

// Ops returns what the bot did, in order, refused or not.
func (r *Recorder) Ops() []Op {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Op(nil), r.ops...)
}

// HandedOff returns the reason of the handoff, and whether there was one.
func (r *Recorder) HandedOff() (reason string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.reasons, ""), len(r.reasons) > 0
}

// Ended reports whether the bot ended the conversation.
func (r *Recorder) Ended() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// Faults returns how the bot broke the contract of chat.Responder: used it after
// Reply had returned, or from two goroutines at once.
func (r *Recorder) Faults() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.faults...)
}

// do runs one operation: the hook without the lock, then what it changes with it.
func (r *Recorder) do(ctx context.Context, op Op, change func() error) error {
	if err := r.begin(op); err != nil {
		return err
	}
	err := ctx.Err()
	if err == nil && r.Hook != nil {
		err = r.Hook(ctx, op)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.busy = false
	if err != nil {
		return err
	}
	if r.returned {
		r.faults = append(r.faults, fmt.Sprintf("%s was still at work after Reply had returned", op))
		return errOver
	}
	return change()
}

// begin notes an operation and refuses one that comes too late.
func (r *Recorder) begin(op Op) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ops = append(r.ops, op)
	if r.returned {
		r.faults = append(r.faults, fmt.Sprintf("%s was called after Reply had returned", op))
		return errOver
	}
	if r.busy {
		r.faults = append(r.faults, fmt.Sprintf("%s was called while another call was at work", op))
	}
	if r.closed != nil {
		return r.closed
	}
	r.busy = true
	return nil
}
