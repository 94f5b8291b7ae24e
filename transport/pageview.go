package transport

import (
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chatmount/chatmount/chat"
)

// pageView is what the page without JavaScript shows. The template escapes all
// of it.
type pageView struct {
	Entries []pageEntry
	Earlier string // query of the page before; empty: there is none
	Later   string // query of the page after; empty: this is the newest
	Trouble string // why nothing was sent
	Text    string // what was written and not sent
	Once    string // makes this page's forms different from every other page's
	Proof   string
}

// pageEntry is an event of the conversation.
type pageEntry struct {
	Own    bool
	Author string
	At     time.Time
	Offset int64
	Parts  []pagePart
	Note   string // instead of a message: what has happened
}

// Time returns when it was, for people.
func (e pageEntry) Time() string { return e.At.UTC().Format("2 Jan 2006, 15:04 UTC") }

// Machine returns when it was, for programs.
func (e pageEntry) Machine() string { return e.At.UTC().Format(chat.TimeLayout) }

// pagePart is a part of a message with what the template needs to show it.
type pagePart struct {
	chat.Part
	Offset  int64 // of the message
	Chosen  string
	Answers []chat.Button // buttons with a value
	Links   []chat.Button // buttons with a URL
	Inside  []pagePart    // cards
}

// pageFuncs are what the templates may call.
var pageFuncs = template.FuncMap{
	"spans": spans, "plain": visible, "link": linkURL, "media": mediaURL, "size": size,
	"field": func(name string) string { return fieldPrefix + name },
	"inputType": func(kind string) string {
		if kind == "email" || kind == "tel" || kind == "number" {
			return kind
		}
		return "text"
	},
	"part": func(p pagePart, v pageView) partView { return partView{p, v} },
}

// partView is a part together with the page whose forms it may have.
type partView struct {
	Part pagePart
	Page pageView
}

// show fills in a page of a conversation.
func (v *pageView) show(c chat.Conversation, viewer string, events []chat.Event) {
	chosen := map[int64]string{}
	for _, e := range events {
		if offset, ok := e.Target.Resolve(c.ID); ok && e.Kind == chat.KindAction {
			chosen[offset] = e.Value
		}
	}
	for _, e := range events {
		entry := pageEntry{Own: e.Author.ID == viewer, Author: authorOf(e.Author), At: e.At, Offset: e.Offset, Note: note(e, c, events)}
		if e.Kind == chat.KindMessage {
			entry.Parts = partsOf(e.Parts, e.Offset, chosen[e.Offset])
		}
		if entry.Note != "" || len(entry.Parts) > 0 {
			v.Entries = append(v.Entries, entry)
		}
	}
	if len(events) == 0 {
		return
	}
	if first := events[0].Offset; first > 1 {
		v.Earlier = "?before=" + strconv.FormatInt(first, 10)
	}
	if last := events[len(events)-1].Offset; last < c.Head {
		v.Later = "?after=" + strconv.FormatInt(last, 10)
	}
}

// authorOf returns a name for people, without characters that would disguise it.
func authorOf(p chat.Participant) string {
	if name := visible(p.Name); name != "" {
		return name
	}
	return map[chat.Role]string{chat.RoleVisitor: "You", chat.RoleAgent: "Agent", chat.RoleBot: "Assistant"}[p.Role]
}

// note says what an event that is no message tells, "" for nothing.
func note(e chat.Event, c chat.Conversation, events []chat.Event) string {
	switch e.Kind {
	case chat.KindAction:
		return "You chose: " + title(e, c, events)
	case chat.KindJoined:
		return authorOf(e.Author) + " has joined."
	case chat.KindHandoff:
		return "A person was asked to answer."
	case chat.KindEnded:
		return "The conversation was ended. Write to go on with it."
	}
	return ""
}

// title returns the words on the button that was pressed; its value where the
// message is on another page.
func title(action chat.Event, c chat.Conversation, events []chat.Event) string {
	offset, _ := action.Target.Resolve(c.ID)
	i := slices.IndexFunc(events, func(e chat.Event) bool { return e.Offset == offset })
	if i < 0 {
		return visible(action.Value)
	}
	for _, p := range events[i].Parts {
		for _, holder := range append([]chat.Part{p}, p.Cards...) {
			for _, b := range holder.Buttons {
				if b.Value == action.Value {
					return visible(b.Title)
				}
			}
		}
	}
	return visible(action.Value)
}

func partsOf(parts []chat.Part, offset int64, chosen string) []pagePart {
	var all []pagePart
	for _, p := range parts {
		if p.Type == formAnswer {
			continue // the text beside it says the same
		}
		shown := pagePart{Part: p, Offset: offset, Chosen: chosen, Inside: partsOf(p.Cards, offset, chosen)}
		for _, b := range p.Buttons {
			if b.Value != "" {
				shown.Answers = append(shown.Answers, b)
			} else {
				shown.Links = append(shown.Links, b)
			}
		}
		all = append(all, shown)
	}
	return all
}

// span is a piece of a text, with where it leads if it is a link.
type span struct {
	Text string
	URL  template.URL
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"()\[\]]*[^\s<>"()\[\].,;:!?]`)

// spans splits a text into plain pieces and web addresses.
func spans(text string) []span {
	text = visible(text)
	var all []span
	end := 0
	for _, at := range webAddress.FindAllStringIndex(text, -1) {
		address := text[at[0]:at[1]]
		all = append(all, span{Text: text[end:at[0]]}, span{Text: address, URL: linkURL(address)})
		end = at[1]
	}
	return append(all, span{Text: text[end:]})
}

// linkURL returns where a link may lead: an absolute http, https, mailto or tel
// address, else "".
func linkURL(raw string) template.URL { return allowed(raw, "http", "https", "mailto", "tel") }

// mediaURL returns where a picture or a file may come from: an http or https
// address, or a path under files/, else "".
func mediaURL(raw string) template.URL {
	if strings.HasPrefix(raw, "files/") && !strings.ContainsAny(raw, "\\%?#") && !strings.Contains(raw, "..") {
		return template.URL(raw)
	}
	return allowed(raw, "http", "https")
}

// allowed returns an address if it is absolute and has one of the schemes. A
// name before the host (https://bank.example@evil.example) is only ever there to
// deceive.
func allowed(raw string, schemes ...string) template.URL {
	u, err := url.Parse(raw)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.User != nil {
		return ""
	}
	if web := u.Scheme == "http" || u.Scheme == "https"; web && u.Host == "" {
		return ""
	}
	return template.URL(u.String())
}

// visible takes control characters out of a text, and those that make it read in
// another order than it is written.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, text)
}

// size returns a number of bytes for people, "" when it is not known.
func size(bytes int64) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " bytes"
	case bytes < 1_000_000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " kB"
	}
	return strconv.FormatFloat(float64(bytes)/1_000_000, 'f', 1, 64) + " MB"
}
