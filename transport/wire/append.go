package wire

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

func (f Welcome) appendTo(b []byte) []byte {
	b = append(b, `{"type":"welcome","v":`...)
	b = strconv.AppendInt(b, int64(f.V), 10)
	b = append(b, `,"session":`...)
	b = appendString(b, f.Session)
	b = appendPlace(b, f.Conversation, f.Head, f.Cursor)
	b = append(b, `,"recovered":`...)
	b = strconv.AppendBool(b, f.Recovered)
	b = append(b, `,"heartbeat":`...)
	b = f.Heartbeat.appendTo(b)
	b = append(b, `,"limits":`...)
	b = f.Limits.appendTo(b)
	b = append(b, `,"participants":[`...)
	for i, p := range f.Participants {
		b = appendParticipant(appendComma(b, i), p)
	}
	b = append(b, `],"reads":[`...)
	for i, r := range f.Reads {
		b = append(appendComma(b, i), '{')
		b = appendRead(b, r.Participant, r.Offset)
	}
	return append(b, `]}`...)
}

func (l Limits) appendTo(b []byte) []byte {
	b = append(b, `{"connections":`...)
	b = strconv.AppendInt(b, int64(l.Connections), 10)
	b = append(b, `,"rate":`...)
	b = strconv.AppendFloat(b, l.Rate, 'f', -1, 64)
	b = append(b, `,"burst":`...)
	b = strconv.AppendInt(b, int64(l.Burst), 10)
	b = append(b, `,"payload":`...)
	b = strconv.AppendInt(b, int64(l.Payload), 10)
	b = append(b, `,"text":`...)
	b = strconv.AppendInt(b, int64(l.Text), 10)
	b = append(b, `,"parts":`...)
	b = strconv.AppendInt(b, int64(l.Parts), 10)
	return append(b, '}')
}

func (f Ack) appendTo(b []byte) []byte {
	b = append(b, `{"type":"ack","key":`...)
	b = appendString(b, f.Key)
	b = append(b, `,"conversation":`...)
	b = appendString(b, f.Conversation)
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, f.Offset, 10)
	b = append(b, `,"id":`...)
	b = appendString(b, f.ID)
	b = append(b, `,"at":"`...)
	b = f.At.UTC().AppendFormat(b, chat.TimeLayout)
	return append(b, `"}`...)
}

func (f Error) appendTo(b []byte) []byte {
	b = append(b, `{"type":"error","code":`...)
	b = appendString(b, string(f.Code))
	b = append(b, `,"message":`...)
	b = appendString(b, f.Message)
	if f.Key != "" {
		b = append(b, `,"key":`...)
		b = appendString(b, f.Key)
	}
	return append(appendRetry(b, f.RetryAfter), '}')
}

func (f Delta) appendTo(b []byte) []byte {
	b = append(b, `{"type":"delta","draft":`...)
	b = appendString(b, f.Draft)
	b = append(b, `,"author":`...)
	b = appendParticipant(b, f.Author)
	b = append(b, `,"from":`...)
	b = strconv.AppendInt(b, int64(f.From), 10)
	b = append(b, `,"text":`...)
	b = appendString(b, f.Text)
	b = append(b, `,"done":`...)
	return append(strconv.AppendBool(b, f.Done), '}')
}

func (f TypingState) appendTo(b []byte) []byte {
	b = append(b, `{"type":"typing","author":`...)
	b = appendParticipant(b, f.Author)
	b = append(b, `,"on":`...)
	b = strconv.AppendBool(b, f.On)
	b = append(b, `,"ttl":`...)
	return append(f.TTL.appendTo(b), '}')
}

func (f ReadState) appendTo(b []byte) []byte {
	b = append(b, `{"type":"read",`...)
	return appendRead(b, f.Participant, f.Offset)
}

func (f PresenceState) appendTo(b []byte) []byte {
	b = append(b, `{"type":"presence","participant":`...)
	b = appendString(b, f.Participant)
	b = append(b, `,"online":`...)
	return append(strconv.AppendBool(b, f.Online), '}')
}

func (f Cursor) appendTo(b []byte) []byte {
	b = append(b, `{"type":"cursor","cursor":`...)
	return append(appendString(b, f.Cursor), '}')
}

func (f Reset) appendTo(b []byte) []byte {
	b = append(b, `{"type":"reset"`...)
	return append(appendPlace(b, f.Conversation, f.Head, f.Cursor), '}')
}

func (f Bye) appendTo(b []byte) []byte {
	b = append(b, `{"type":"bye","code":`...)
	b = appendString(b, string(f.Code))
	b = append(b, `,"reason":`...)
	b = appendString(b, f.Reason)
	return append(appendRetry(b, f.RetryAfter), '}')
}

func (Pong) appendTo(b []byte) []byte { return append(b, `{"type":"pong"}`...) }

// appendTo rounds up, so that who waits so long has waited long enough.
func (s Seconds) appendTo(b []byte) []byte {
	ms := (time.Duration(s) + time.Millisecond - 1) / time.Millisecond
	return strconv.AppendFloat(b, float64(ms)/1000, 'f', -1, 64)
}

func appendComma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

// appendPlace appends a place in a conversation that may not exist yet.
func appendPlace(b []byte, conversation *string, head int64, cursor string) []byte {
	b = append(b, `,"conversation":`...)
	if conversation == nil {
		b = append(b, "null"...)
	} else {
		b = appendString(b, *conversation)
	}
	b = append(b, `,"head":`...)
	b = strconv.AppendInt(b, head, 10)
	b = append(b, `,"cursor":`...)
	return appendString(b, cursor)
}

func appendRetry(b []byte, after Seconds) []byte {
	if after <= 0 {
		return b
	}
	return after.appendTo(append(b, `,"retry_after":`...))
}

func appendParticipant(b []byte, p chat.Participant) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, p.ID)
	b = append(b, `,"name":`...)
	b = appendString(b, p.Name)
	b = append(b, `,"role":`...)
	b = appendString(b, string(p.Role))
	return append(b, '}')
}

// appendRead appends the inside of a read mark and its closing bracket.
func appendRead(b []byte, participant string, offset int64) []byte {
	b = append(b, `"participant":`...)
	b = appendString(b, participant)
	b = append(b, `,"offset":`...)
	return append(strconv.AppendInt(b, offset, 10), '}')
}

const hex = "0123456789abcdef"

// appendString appends a JSON string. It escapes what JSON demands and no more,
// which keeps a payload on one line; invalid UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			b = appendEscape(append(b, s[start:i]...), c)
			start = i + 1
		}
		i++
	}
	return append(append(b, s[start:]...), '"')
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
}
