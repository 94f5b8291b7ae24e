package chat

import (
	"strconv"
	"strings"
)

// A cursor reads "epoch.conversation.offset"; the conversation is empty while
// the visitor has none. Clients take it as opaque.
type cursor struct {
	epoch        string
	conversation string
	offset       int64
}

func (c cursor) String() string {
	return c.epoch + "." + c.conversation + "." + strconv.FormatInt(c.offset, 10)
}

func parseCursor(s string) (cursor, bool) {
	if len(s) > MaxCursorLength {
		return cursor{}, false
	}
	epoch, rest, _ := strings.Cut(s, ".")
	conversation, place, ok := strings.Cut(rest, ".")
	offset, err := strconv.ParseInt(place, 10, 64)
	c := cursor{epoch, conversation, offset}
	return c, ok && err == nil && offset >= 0 && c.String() == s && (conversation != "" || offset == 0)
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
