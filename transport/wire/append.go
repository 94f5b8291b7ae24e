package wire

import (
	"strconv"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/internal/jsontext"
)

func (f Welcome) appendTo(b []byte) []byte {
	b = append(b, `{"type":"welcome","v":`...)
	b = strconv.AppendInt(b, int64(f.V), 10)
	b = append(b, `,"session":`...)
	b = jsontext.AppendString(b, f.Session)
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
	b = jsontext.AppendString(b, f.Key)
	b = append(b, `,"conversation":`...)
	b = jsontext.AppendString(b, f.Conversation)
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, f.Offset, 10)
	b = append(b, `,"id":`...)
	b = jsontext.AppendString(b, f.ID)
	b = append(b, `,"at":"`...)
	b = f.At.UTC().AppendFormat(b, chat.TimeLayout)
	return append(b, `"}`...)
}

func (f Error) appendTo(b []byte) []byte {
	b = append(b, `{"type":"error","code":`...)
	b = jsontext.AppendString(b, string(f.Code))
	b = append(b, `,"message":`...)
	b = jsontext.AppendString(b, f.Message)
	if f.Key != "" {
		b = append(b, `,"key":`...)
		b = jsontext.AppendString(b, f.Key)
	}
	return append(appendRetry(b, f.RetryAfter), '}')
}

func (f Delta) appendTo(b []byte) []byte {
	b = append(b, `{"type":"delta","draft":`...)
	b = jsontext.AppendString(b, f.Draft)
	b = append(b, `,"author":`...)
	b = appendParticipant(b, f.Author)
	b = append(b, `,"from":`...)
	b = strconv.AppendInt(b, int64(f.From), 10)
	b = append(b, `,"text":`...)
	b = jsontext.AppendString(b, f.Text)
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
	b = jsontext.AppendString(b, f.Participant)
	b = append(b, `,"online":`...)
	return append(strconv.AppendBool(b, f.Online), '}')
}

func (f Cursor) appendTo(b []byte) []byte {
	b = append(b, `{"type":"cursor","cursor":`...)
	return append(jsontext.AppendString(b, f.Cursor), '}')
}

func (f Reset) appendTo(b []byte) []byte {
	b = append(b, `{"type":"reset"`...)
	return append(appendPlace(b, f.Conversation, f.Head, f.Cursor), '}')
}

func (f Bye) appendTo(b []byte) []byte {
	b = append(b, `{"type":"bye","code":`...)
	b = jsontext.AppendString(b, string(f.Code))
	b = append(b, `,"reason":`...)
	b = jsontext.AppendString(b, f.Reason)
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
		b = jsontext.AppendString(b, *conversation)
	}
	b = append(b, `,"head":`...)
	b = strconv.AppendInt(b, head, 10)
	b = append(b, `,"cursor":`...)
	return jsontext.AppendString(b, cursor)
}

func appendRetry(b []byte, after Seconds) []byte {
	if after <= 0 {
		return b
	}
	return after.appendTo(append(b, `,"retry_after":`...))
}

func appendParticipant(b []byte, p chat.Participant) []byte {
	b = append(b, `{"id":`...)
	b = jsontext.AppendString(b, p.ID)
	b = append(b, `,"name":`...)
	b = jsontext.AppendString(b, p.Name)
	b = append(b, `,"role":`...)
	b = jsontext.AppendString(b, string(p.Role))
	return append(b, '}')
}

// appendRead appends the inside of a read mark and its closing bracket.
func appendRead(b []byte, participant string, offset int64) []byte {
	b = append(b, `"participant":`...)
	b = jsontext.AppendString(b, participant)
	b = append(b, `,"offset":`...)
	return append(strconv.AppendInt(b, offset, 10), '}')
}
