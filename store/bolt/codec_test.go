package bolt

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
)

// What is encoded is decoded again, whatever its parts are.
func TestEncodings(t *testing.T) {
	times := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC()
	})
	offsets := rapid.Int64Range(0, 1<<62)
	rapid.Check(t, func(t *rapid.T) {
		sequence := rapid.Uint64Min(2).Draw(t, "sequence")
		want := entry{
			conversation: rapid.Uint64().Draw(t, "conversation"),
			offset:       offsets.Draw(t, "offset"),
			previous:     rapid.Uint64Range(0, sequence-1).Draw(t, "previous"),
			author:       rapid.SliceOf(rapid.Byte()).Draw(t, "author"),
			key:          rapid.SliceOf(rapid.Byte()).Draw(t, "key"),
			data:         rapid.SliceOf(rapid.Byte()).Draw(t, "data"),
		}
		body := newUnsealed(string(want.author), string(want.key), want.data)
		for range 2 { // a second attempt of a batch seals it anew
			got, err := decodeEntry(sequence, body.seal(want.conversation, want.offset, sequence, want.previous))
			if err != nil || got.conversation != want.conversation || got.offset != want.offset || got.previous != want.previous ||
				!got.is(string(want.author), string(want.key)) || !bytes.Equal(got.data, want.data) {
				t.Fatalf("the entry is %+v, %v; want %+v", got, err, want)
			}
		}

		var places []place
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "places"), 0))
		for range blockSize {
			sequence += random.Uint64() >> random.IntN(64)
			places = append(places, place{sequence, random.Uint64()})
		}
		block, err := decodeBlock(nil, encodeBlock(places))
		if err != nil || len(block) != len(places) {
			t.Fatalf("the block has %d places, %v", len(block), err)
		}
		for i := range places {
			if block[i] != places[i] {
				t.Fatalf("place %d is %+v; want %+v", i, block[i], places[i])
			}
		}

		row := session.Row{
			ID:          rapid.String().Draw(t, "id"),
			Participant: chat.Participant{ID: rapid.String().Draw(t, "id"), Name: rapid.String().Draw(t, "name"), Role: chat.RoleAgent},
			Created:     times.Draw(t, "created"), Used: times.Draw(t, "used"), Identified: rapid.Bool().Draw(t, "identified"),
		}
		if got, err := decodeRow([]byte(row.ID), encodeRow(row)); err != nil || got != row {
			t.Fatalf("the row is %+v, %v; want %+v", got, err, row)
		}
	})
}

// Whatever bytes are stored, decoding them ends with a value or with errDamaged.
func FuzzDecode(f *testing.F) {
	f.Add(newUnsealed("ann", "key", []byte("data")).seal(1, 2, 300, 4))
	f.Add(encodeBlock(make([]place, blockSize)))
	f.Add(encodeDescription(chat.Conversation{ID: "c"}, []byte(`{"version":1}`)))
	f.Add(encodeHead(head{1, 2}))
	f.Add(encodeRow(session.Row{ID: "s"}))
	f.Fuzz(func(t *testing.T, v []byte) {
		if e, err := decodeEntry(9, v); err == nil && e.offset < 0 {
			t.Errorf("the entry has the offset %d", e.offset)
		}
		if places, err := decodeBlock(nil, v); err == nil && len(places) != blockSize {
			t.Errorf("the block has %d places", len(places))
		}
		_, _ = decodeDescription(v)
		_, _ = decodeRow(nil, v)
		if offset, err := decodeMark(v); err == nil && offset < 0 {
			t.Errorf("the mark is %d", offset)
		}
	})
}

// A key's hash depends on the author, on the key, on where one ends and the other
// begins, and on the secret; 0 is kept for events without a key.
func TestHashes(t *testing.T) {
	h, other := hasher{make([]byte, secretSize)}, hasher{bytes.Repeat([]byte{1}, secretSize)}
	seen := make(map[uint64]bool)
	for _, n := range []uint64{h.hash("a", "bc"), h.hash("ab", "c"), h.hash("", "abc"), h.hash("a", "b"), other.hash("a", "bc")} {
		if n == 0 || seen[n] {
			t.Errorf("the hash %d is 0 or not the only one", n)
		}
		seen[n] = true
	}
	again := hasher{make([]byte, secretSize)}
	if again.hash("a", "bc") != h.hash("a", "bc") || h.hash("a", "") != 0 {
		t.Errorf("the hash is not the same for the same secret, or an event without a key has one")
	}
}
