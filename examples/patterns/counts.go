package main

import (
	"context"
	"os"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/chat/session"
	"github.com/chatmount/chatmount/store/bolt"
)

// counts are what the database has of a visitor. Only the size is that of the
// whole file: how much others have said is nobody's business.
type counts struct {
	Conversations int   `json:"conversations"`
	Events        int64 `json:"events"`
	Sessions      int   `json:"sessions"`
	Bytes         int64 `json:"bytes"` // of the file
}

// counter counts what the database has.
type counter struct {
	db       *bolt.Store
	sessions *session.Manager
}

// of counts what a participant has; nobody has nothing.
func (c counter) of(ctx context.Context, participant string) (n counts, err error) {
	file, err := os.Stat(c.db.Path())
	if err != nil {
		return n, err
	}
	n.Bytes = file.Size()
	if participant == "" {
		return n, nil
	}
	rows, err := c.sessions.List(ctx, participant)
	if err != nil {
		return n, err
	}
	n.Sessions = len(rows)
	q := chat.Query{Visitor: participant, Limit: 100}
	for {
		page, err := c.db.Conversations(ctx, q)
		if err != nil {
			return n, err
		}
		for _, conversation := range page {
			n.Conversations++
			n.Events += conversation.Head // offsets have no holes
			q.Before = conversation.ID
		}
		if len(page) < q.Limit {
			return n, nil
		}
	}
}
