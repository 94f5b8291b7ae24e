package llm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/bot/internal/past"
	"github.com/chatmount/chatmount/chat"
)

// perMessage is how many tokens a message costs beside its text.
const perMessage = 4

// eventsPerMessage is how many events are read for one message: some say nothing.
const eventsPerMessage = 2

// window returns what the model is shown: the newest messages before the turn that fit,
// oldest first, and what the visitor says now.
func (b *Bot) window(ctx context.Context, t chat.Turn, asked string) ([]Message, error) {
	s := &b.settings
	shown := []Message{{Role: User, Text: asked}}
	if s.messages == 0 || s.tokens == 0 {
		return shown, nil
	}
	events, err := t.History(ctx, s.messages*eventsPerMessage)
	if err != nil {
		return nil, fmt.Errorf("llm: the history cannot be read: %w", err)
	}
	before := remembered(events)
	left := s.tokens - s.count(asked) - perMessage
	for i := len(before) - 1; i >= 0 && len(shown) <= s.messages; i-- {
		if left -= s.count(before[i].Text) + perMessage; left < 0 {
			break
		}
		shown = append(shown, before[i])
	}
	slices.Reverse(shown)
	return alternate(shown), nil
}

// greeting stands where the visitor has not said anything before the bot.
const greeting = "(The visitor opens the chat.)"

// alternate joins neighbours of one role and has the user begin: the templates of many
// models take nothing else.
func alternate(said []Message) []Message {
	var turns []Message
	if said[0].Role != User {
		turns = append(turns, Message{Role: User, Text: greeting})
	}
	for _, m := range said {
		if last := len(turns) - 1; last >= 0 && turns[last].Role == m.Role {
			turns[last].Text += "\n\n" + m.Text
			continue
		}
		turns = append(turns, m)
	}
	return turns
}

// remembered returns what events say now.
func remembered(events []chat.Event) []Message {
	var said []Message
	for _, e := range past.Said(events) {
		m := Message{Role: Assistant, Text: describe(e.Parts)}
		if e.Author.Role == chat.RoleVisitor {
			m.Role = User
		}
		if e.Kind == chat.KindAction {
			m.Text = strings.TrimSpace(e.Value)
		}
		if m.Text != "" && e.Author.Role != chat.RoleSystem {
			said = append(said, m)
		}
	}
	return said
}

// question returns what the visitor says in a turn: the text as it is in the Turn,
// which middleware may have changed, and what stands beside it.
func question(t chat.Turn) string {
	beside := []chat.Part{chat.Text(t.Text)}
	for _, p := range t.Event.Parts {
		if p.Type != chat.PartText && p.Type != chat.PartMarkdown {
			beside = append(beside, p)
		}
	}
	return describe(beside)
}

// describe puts parts into words: texts as they are, and in brackets what a
// visitor sees beside them.
func describe(parts []chat.Part) string {
	var lines []string
	for _, p := range parts {
		if line := strings.TrimSpace(describePart(p)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func describePart(p chat.Part) string {
	switch p.Type {
	case chat.PartText, chat.PartMarkdown:
		return p.Text
	case chat.PartImage:
		return bracketed("image", p.Alt)
	case chat.PartFile, chat.PartAudio, chat.PartVideo:
		return bracketed(p.Type, p.Name)
	case chat.PartButtons:
		return bracketed("buttons", titles(p.Buttons))
	case chat.PartCard:
		return strings.Join([]string{bracketed("card", p.Title), p.Text, titles(p.Buttons)}, "\n")
	case chat.PartCarousel:
		var cards []string
		for _, card := range p.Cards {
			cards = append(cards, bracketed("card", card.Title), card.Text, titles(card.Buttons))
		}
		return strings.Join(cards, "\n")
	case chat.PartForm:
		return bracketed("form", p.Submit)
	}
	return p.Fallback
}

func bracketed(what, name string) string {
	if name == "" {
		return "[" + what + "]"
	}
	return "[" + what + ": " + name + "]"
}

func titles(buttons []chat.Button) string {
	var all []string
	for _, b := range buttons {
		all = append(all, b.Title)
	}
	return strings.Join(all, " | ")
}
