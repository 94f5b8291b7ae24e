package dialogflow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// maxMessages is the most messages of a turn, and maxParts the most parts of a message.
const (
	maxMessages = 50
	maxParts    = 16
)

// answer is what the agent wants to be said and done in one turn. Responses are
// taken up one by one, and said as they come.
type answer struct {
	bot       *Bot
	responder chat.Responder
	log       *slog.Logger

	waiting [][]chat.Part // messages that are not said yet
	voice   []string      // what a telephone would say, for an answer of nothing else
	handoff bool
	reason  string
	end     bool

	acted    bool     // an earlier question of the turn was answered
	long     bool     // the question's text is one that an agent may refuse for its length
	said     int      // messages that the engine took
	seen     int      // and all that there were
	refused  error    // why it did not take the last one of the others
	odd      int      // how much could not be made a part
	failures []string // the codes of webhooks that failed
	partial  [][]byte // what partial responses had
}

// next begins another question of the same turn.
func (a *answer) next() {
	a.acted, a.end, a.partial = true, false, nil
}

var errNoResult = errors.New("dialogflow: the response has no queryResult")

// take takes up one response and says what it has. Whether more is to follow is
// reported: the response was a partial one.
func (a *answer) take(ctx context.Context, raw json.RawMessage) (partial bool, err error) {
	raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
	if a.bot.agent.cx {
		partial, err = a.takeCX(raw)
	} else {
		err = a.takeES(raw)
	}
	if err != nil {
		return false, bot.BadReply(err)
	}
	return partial, a.say(ctx)
}

// add adds a message of some parts, or several when one cannot have so many.
func (a *answer) add(parts ...chat.Part) {
	for chunk := range slices.Chunk(parts, maxParts) {
		if a.seen+len(a.waiting) >= maxMessages {
			a.odd++
			return
		}
		a.waiting = append(a.waiting, chunk)
	}
}

// attach adds a part to the message before it, where there is one, as choices
// belong to what they answer.
func (a *answer) attach(part chat.Part) {
	if last := len(a.waiting) - 1; last >= 0 && len(a.waiting[last]) < maxParts {
		a.waiting[last] = join(a.waiting[last], part)
		return
	}
	a.add(part)
}

// join appends a part to others; buttons after buttons become one part.
func join(parts []chat.Part, part chat.Part) []chat.Part {
	if last := len(parts) - 1; last >= 0 && part.Type == chat.PartButtons && parts[last].Type == chat.PartButtons &&
		len(parts[last].Buttons)+len(part.Buttons) <= maxNested {
		parts[last].Buttons = append(slices.Clip(parts[last].Buttons), part.Buttons...)
		return parts
	}
	return append(parts, part)
}

// addText adds a message of one text, unless it is blank.
func (a *answer) addText(text string) {
	if strings.TrimSpace(text) != "" {
		a.add(a.bot.textPart(text))
	}
}

func (b *Bot) textPart(text string) chat.Part { return chat.Part{Type: b.text, Text: text} }

// say says what waits. A message that the engine refuses is left out, and the
// rest is said.
func (a *answer) say(ctx context.Context) error {
	for _, parts := range a.waiting {
		err := a.responder.Send(ctx, parts...)
		a.seen++
		switch chat.CodeOf(err) {
		case "":
			a.said++
		case chat.CodeInvalid, chat.CodeTooLarge, chat.CodeForbidden:
			a.refused = err
			a.log.WarnContext(ctx, "dialogflow: left out a message that is refused", "error", err)
		default:
			return err
		}
	}
	a.waiting = a.waiting[:0]
	return nil
}

// finish does what is left when everything has come.
func (a *answer) finish(ctx context.Context) error {
	if a.seen == 0 {
		for _, text := range a.voice {
			a.addText(text)
		}
		if err := a.say(ctx); err != nil {
			return err
		}
	}
	a.report(ctx)
	switch {
	case a.handoff:
		return a.responder.Handoff(ctx, a.reason)
	case a.said == 0 && a.refused != nil:
		return bot.BadReply(a.refused)
	case a.said == 0 && len(a.failures) > 0:
		return bot.Failed(a.webhookError())
	case a.said == 0 && !a.ends():
		a.log.WarnContext(ctx, "dialogflow: the answer is empty: the agent has nothing to say to that")
		if err := a.silence(ctx); err != nil {
			return err
		}
	}
	if a.ends() {
		return a.responder.End(ctx)
	}
	return nil
}

// ends reports whether the conversation is to end with this answer.
func (a *answer) ends() bool { return a.end && a.bot.end }

// report logs what visitors do not see.
func (a *answer) report(ctx context.Context) {
	if len(a.failures) > 0 {
		a.log.ErrorContext(ctx, "dialogflow: a webhook of the agent failed; see its log", "codes", a.failures)
	}
	if a.odd > 0 {
		a.log.WarnContext(ctx, "dialogflow: left out what cannot be shown", "count", a.odd)
	}
}

func (a *answer) webhookError() error {
	return fmt.Errorf("dialogflow: nothing to say, because a webhook failed with %s", strings.Join(a.failures, ", "))
}

// silence follows the policy for empty answers.
func (a *answer) silence(ctx context.Context) error {
	if a.bot.empty == "" {
		return ctx.Err()
	}
	return a.responder.Send(ctx, chat.Text(a.bot.empty))
}

// failed returns the error of a turn whose question failed with err. What was
// asked before it in the turn had its effect.
func (a *answer) failed(err error) error {
	var e *bot.Error
	if a.acted && errors.As(err, &e) && !e.MayHaveActed {
		return &bot.Error{MayHaveActed: true, Err: e.Err}
	}
	return err
}
