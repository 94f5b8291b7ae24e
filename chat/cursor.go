package chat

import (
	"strconv"
	"strings"
)

// A cursor reads "epoch.conversation.offset"; the conversation is empty while
// the visitor has none. Behind it stands, where a poll was answered with some of
// the state, the number of that answer. Clients take it as opaque.
type cursor struct {
	epoch        string
	conversation string
	offset       int64
	answer       int64 // 0: none
}

func (c cursor) String() string {
	s := c.epoch + "." + c.conversation + "." + strconv.FormatInt(c.offset, 10)
	if c.answer > 0 {
		s += "." + strconv.FormatInt(c.answer, 10)
	}
	return s
}

func parseCursor(s string) (cursor, bool) {
	if len(s) > MaxCursorLength {
		return cursor{}, false
	}
	epoch, rest, _ := strings.Cut(s, ".")
	conversation, place, ok := strings.Cut(rest, ".")
	place, answer, answered := strings.Cut(place, ".")
	c := cursor{epoch: epoch, conversation: conversation}
	var err, errAnswer error
	c.offset, err = strconv.ParseInt(place, 10, 64)
	if answered {
		c.answer, errAnswer = strconv.ParseInt(answer, 10, 64)
	}
	ok = ok && err == nil && errAnswer == nil && c.offset >= 0 && c.answer >= 0
	return c, ok && c.String() == s && (conversation != "" || c.offset == 0)
}

// place returns the offset after which a reader with this cursor goes on in a
// conversation whose log ends at head, and whether the cursor can be taken. The
// cursor of a visitor who had no conversation yet stands before the first event.
func (e *Engine) place(s, conversation string, head int64) (int64, bool) {
	c, ok := parseCursor(s)
	if !ok || c.epoch != e.epoch || c.offset > head {
		return head, false
	}
	if c.conversation != "" && c.conversation != conversation {
		return head, false
	}
	return c.offset, true
}
