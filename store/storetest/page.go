package storetest

import (
	"fmt"
	"math"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

var pageRules = []rule[Store]{
	{"Events pages forwards, backwards and from the newest", testPages},
	{"Events stops after the event that reaches Bytes, but returns one at least", testPageBytes},
	{"Events of an empty conversation is an empty page", testEmptyLog},
	{"Events of a conversation that does not exist is ErrNotFound", testEventsNowhere},
	{"Events has an answer for every number", testExtremePages},
}

// edges are offsets and limits at which a page may go wrong in a log of 150.
var edges = []int64{1, 2, 3, 49, 50, 51, 63, 64, 65, 66, 127, 128, 129, 130, 149, 150, 151, 152, 1000}

func testPages(t *testing.T, s Store) {
	newConversation(t, s, "before", "ann")
	newConversation(t, s, "c", "ann")
	newConversation(t, s, "behind", "ann")
	fill(t, s, "before", 70)
	log := fill(t, s, "c", 150)
	fill(t, s, "behind", 70)
	for _, limit := range append([]int64{0}, edges...) {
		pages := []chat.Page{{Limit: int(limit)}}
		for _, at := range edges {
			pages = append(pages, chat.Page{From: at, Limit: int(limit)}, chat.Page{Before: at, Limit: int(limit)})
		}
		for _, p := range pages {
			wantRecords(t, fmt.Sprintf("Events(%+v) of 150", p), mustEvents(t, s, "c", p), pageOf(log, p))
		}
	}
}

func testPageBytes(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	log := fill(t, s, "c", 100)
	for _, bytes := range []int{1, 2, 9, 10, 11, 55, 56, 100, 1 << 20} {
		for _, p := range []chat.Page{
			{Bytes: bytes},
			{Bytes: bytes, Limit: 100},
			{From: 1, Bytes: bytes},
			{From: 60, Bytes: bytes, Limit: 7},
			{Before: 101, Bytes: bytes},
			{Before: 66, Bytes: bytes, Limit: 100},
			{From: 100, Bytes: bytes},
			{Before: 2, Bytes: bytes},
		} {
			wantRecords(t, fmt.Sprintf("Events(%+v) of 100", p), mustEvents(t, s, "c", p), pageOf(log, p))
		}
	}
}

func testEmptyLog(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for _, p := range []chat.Page{{}, {From: 1}, {From: 2}, {Before: 1}, {Before: 9}, {Limit: 3, Bytes: 1}} {
		wantRecords(t, fmt.Sprintf("Events(%+v)", p), mustEvents(t, s, "c", p), nil)
	}
}

func testEventsNowhere(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	for _, id := range []string{"", "d", "C"} {
		_, err := s.Events(t.Context(), id, chat.Page{})
		wantError(t, fmt.Sprintf("Events of %q", id), err, chat.ErrNotFound)
	}
}

func testExtremePages(t *testing.T, s Store) {
	newConversation(t, s, "c", "ann")
	log := fill(t, s, "c", 5)
	for _, n := range []int64{math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1, -1} {
		limit := int(max(n, 0))
		for _, p := range []chat.Page{
			{From: n},
			{Before: n},
			{From: n, Limit: limit},
			{Before: n, Limit: limit},
			{Limit: limit, Bytes: limit},
			{From: 2, Limit: limit, Bytes: limit},
			{Before: 4, Limit: limit, Bytes: limit},
		} {
			wantRecords(t, fmt.Sprintf("Events(%+v) of 5", p), mustEvents(t, s, "c", p), pageOf(log, p))
		}
	}
}
