package rasa

import (
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
)

// PartCustom is the type of the part that carries a custom payload.
const PartCustom = "x-rasa"

// maxButtons is the most buttons of one message.
const maxButtons = 50

func readText(raw json.RawMessage) ([]chat.Part, bool) {
	text, ok := stringOf(raw)
	if strings.TrimSpace(text) == "" {
		return nil, ok
	}
	return []chat.Part{chat.Text(text)}, true
}

func readImage(raw json.RawMessage) ([]chat.Part, bool) {
	link, _ := stringOf(raw)
	return media(chat.PartImage, link)
}

// readAttachment takes a URL, a text, or an object that names a URL the way
// messengers do: {"type": "video", "payload": {"src": "https://..."}}.
func readAttachment(raw json.RawMessage) ([]chat.Part, bool) {
	if text, ok := stringOf(raw); ok {
		if parts, ok := media(chat.PartFile, text); ok {
			return parts, true
		}
		return readText(raw)
	}
	payload := field(raw, "payload")
	link := firstString(field(raw, "url"), field(raw, "src"), field(payload, "url"), field(payload, "src"))
	kind := firstString(field(raw, "type"))
	if !slices.Contains([]string{chat.PartImage, chat.PartAudio, chat.PartVideo}, kind) {
		kind = chat.PartFile
	}
	return media(kind, link)
}

// media returns a part of a kind for a URL that browsers may load.
func media(kind, link string) ([]chat.Part, bool) {
	u, ok := webURL(link, "http", "https")
	if !ok {
		return nil, false
	}
	if kind == chat.PartImage {
		return []chat.Part{{Type: kind, URL: link, Alt: "Image"}}, true
	}
	name := path.Base(u.Path)
	if strings.Trim(name, "./ ") == "" {
		name = u.Host
	}
	return []chat.Part{{Type: kind, URL: link, Name: name}}, true
}

// webURL parses a link, and reports whether it is one of the schemes.
func webURL(link string, schemes ...string) (*url.URL, bool) {
	u, err := url.Parse(link)
	if err != nil || len(link) > 2048 || !slices.Contains(schemes, u.Scheme) {
		return nil, false
	}
	return u, u.Host != "" || !strings.HasPrefix(u.Scheme, "http")
}

func (a *answer) readButtons(raw json.RawMessage) ([]chat.Part, bool) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, false
	}
	var buttons []chat.Button
	for _, item := range list {
		button, ok := readButton(item)
		if !ok || len(buttons) == maxButtons {
			a.odd++
			continue
		}
		buttons = append(buttons, button)
	}
	if len(buttons) == 0 {
		return nil, true
	}
	return []chat.Part{chat.Choices(buttons...)}, true
}

// readButton takes a title with a payload or a link. Without either, pressing it says
// its title.
func readButton(raw json.RawMessage) (chat.Button, bool) {
	title := firstString(field(raw, "title"))
	if title == "" {
		return chat.Button{}, false
	}
	if payload := firstString(field(raw, "payload")); payload != "" {
		return chat.Button{Title: title, Value: payload}, true
	}
	if link := firstString(field(raw, "url")); link != "" {
		_, ok := webURL(link, "http", "https", "mailto", "tel")
		return chat.Button{Title: title, URL: link}, ok
	}
	return chat.Button{Title: title, Value: title}, true
}

// field returns a field of an object, nil when there is none.
func field(raw json.RawMessage, name string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	return fields[name]
}

// stringOf returns the string that raw is, and whether it is one.
func stringOf(raw json.RawMessage) (string, bool) {
	var s *string
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil || s == nil {
		return "", false
	}
	return *s, true
}

// firstString returns the first of some values that is a string with something in it.
func firstString(values ...json.RawMessage) string {
	for _, raw := range values {
		if s, ok := stringOf(raw); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}
