package bolt

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/chatmount/chatmount/chat"
)

const descriptionVersion = 1

// encodeDescription returns the value of bucketConversations: all of a
// conversation but its head, which changes more often. The state, as the last
// part, is JSON, because it may get more fields.
func encodeDescription(c chat.Conversation, state []byte) []byte {
	b := []byte{descriptionVersion}
	b = appendText(b, c.ID)
	b = appendText(b, c.Visitor)
	b = appendTime(b, c.Created)
	return append(b, state...)
}

func encodeState(s chat.State) ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("store/bolt: encode a conversation's state: %w", err)
	}
	return b, nil
}

func decodeDescription(v []byte) (chat.Conversation, error) {
	d := decoder{rest: v}
	d.version(descriptionVersion)
	c := chat.Conversation{ID: d.text(), Visitor: d.text(), Created: d.time()}
	if d.err != nil {
		return chat.Conversation{}, d.err
	}
	if err := json.Unmarshal(d.rest, &c.State); err != nil {
		return chat.Conversation{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return c, nil
}

// head is the end of a conversation's chain in the log.
type head struct {
	offset   int64  // of its last event; 0: there is none
	sequence uint64 // of that event
}

func encodeHead(h head) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(h.offset)), h.sequence)
}

// headOf returns a conversation's head; a conversation without events has none stored.
func headOf(tx *bbolt.Tx, conversation uint64) (head, error) {
	v := tx.Bucket(bucketHeads).Get(numberKey(conversation))
	if v == nil {
		return head{}, nil
	}
	d := decoder{rest: v}
	h := head{offset: d.offset(), sequence: d.uvarint()}
	return h, d.err
}

// numberOf returns the number of the conversation with an id, or ErrNotFound.
func numberOf(tx *bbolt.Tx, id string) (uint64, error) {
	v := tx.Bucket(bucketIDs).Get([]byte(id))
	if v == nil {
		return 0, chat.ErrNotFound
	}
	d := decoder{rest: v}
	n := d.uvarint()
	return n, d.err
}

// conversationAt returns the conversation with a number.
func conversationAt(tx *bbolt.Tx, number uint64) (chat.Conversation, error) {
	c, err := decodeDescription(tx.Bucket(bucketConversations).Get(numberKey(number)))
	if err != nil {
		return chat.Conversation{}, err
	}
	h, err := headOf(tx, number)
	c.Head = h.offset
	return c, err
}
