package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/coder/websocket"
	"go.etcd.io/bbolt"
)

// serveSmallest is what is left when everything but the way of a message is
// taken away: a WebSocket, one append-only log with group commit in which each
// conversation's messages can be found again, and a write to everyone in the
// conversation. No sessions, no checks, no keys, no limits.
func serveSmallest() http.Handler { return newHub(openLog()) }

// servePlain is the same without storing anything.
func servePlain() http.Handler { return newHub(nil) }

type frame struct {
	Conversation string `json:"c"`
	Key          string `json:"k,omitempty"`
	Text         string `json:"t,omitempty"`
	Offset       uint64 `json:"o,omitempty"`
	Type         string `json:"y,omitempty"`
}

type hub struct {
	log *groupLog

	mu    sync.Mutex // guards rooms
	rooms map[string]map[*websocket.Conn]struct{}
}

func newHub(l *groupLog) *hub {
	return &hub{log: l, rooms: map[string]map[*websocket.Conn]struct{}{}}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	room := r.URL.Query().Get("conversation")
	h.join(room, c)
	defer h.leave(room, c)
	ctx := context.Background()
	for {
		_, b, err := c.Read(ctx)
		if err != nil {
			return
		}
		var f frame
		if json.Unmarshal(b, &f) != nil {
			return
		}
		f.Conversation = room
		if h.log != nil {
			f.Offset = h.log.append(room, b)
		}
		f.Type = "event"
		event, _ := json.Marshal(f)
		for _, to := range h.members(room) {
			_ = to.Write(ctx, websocket.MessageText, event)
		}
		ack, _ := json.Marshal(frame{Type: "ack", Key: f.Key, Offset: f.Offset})
		_ = c.Write(ctx, websocket.MessageText, ack)
	}
}

func (h *hub) join(room string, c *websocket.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[room] == nil {
		h.rooms[room] = map[*websocket.Conn]struct{}{}
	}
	h.rooms[room][c] = struct{}{}
}

func (h *hub) leave(room string, c *websocket.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.rooms[room], c)
}

func (h *hub) members(room string) []*websocket.Conn {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*websocket.Conn, 0, len(h.rooms[room]))
	for c := range h.rooms[room] {
		out = append(out, c)
	}
	return out
}

// groupLog appends to one key range of a bbolt file; one goroutine commits
// whatever waits. Each entry begins with the sequence of the one before it in its
// conversation, and a conversation's head is the sequence of its newest.
type groupLog struct {
	db    *bbolt.DB
	queue chan entry
	seq   uint64
	heads map[string]uint64
}

type entry struct {
	conversation string
	data         []byte
	done         chan uint64
}

var bucket, heads = []byte("log"), []byte("heads")

func openDB() *bbolt.DB {
	db, err := bbolt.Open(database(), 0o600, &bbolt.Options{
		Timeout: time.Second, FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20,
	})
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error {
			_, err1 := tx.CreateBucketIfNotExists(bucket)
			_, err2 := tx.CreateBucketIfNotExists(heads)
			return errors.Join(err1, err2)
		})
	}
	if err != nil {
		log.Fatal(err)
	}
	return db
}

func openLog() *groupLog {
	l := &groupLog{db: openDB(), queue: make(chan entry, 4096), heads: map[string]uint64{}}
	go l.run()
	return l
}

func (l *groupLog) append(conversation string, b []byte) uint64 {
	e := entry{conversation, b, make(chan uint64, 1)}
	l.queue <- e
	return <-e.done
}

func (l *groupLog) run() {
	for first := range l.queue {
		for waiting, i := -1, 0; len(l.queue) != waiting && i < 16; i++ {
			waiting = len(l.queue)
			runtime.Gosched()
		}
		batch := []entry{first}
		for len(l.queue) > 0 {
			batch = append(batch, <-l.queue)
		}
		from := l.seq
		if err := l.db.Update(func(tx *bbolt.Tx) error { return l.write(tx, batch) }); err != nil {
			log.Fatal(err)
		}
		for i, e := range batch {
			e.done <- from + uint64(i) + 1
		}
	}
}

func (l *groupLog) write(tx *bbolt.Tx, batch []entry) error {
	entries, heads := tx.Bucket(bucket), tx.Bucket(heads)
	entries.FillPercent = 1
	moved := map[string]struct{}{}
	for _, e := range batch {
		l.seq++
		value := append(binary.BigEndian.AppendUint64(nil, l.heads[e.conversation]), e.data...)
		if err := entries.Put(binary.BigEndian.AppendUint64(nil, l.seq), value); err != nil {
			return err
		}
		l.heads[e.conversation] = l.seq
		moved[e.conversation] = struct{}{}
	}
	for conversation := range moved {
		if err := heads.Put([]byte(conversation), binary.BigEndian.AppendUint64(nil, l.heads[conversation])); err != nil {
			return err
		}
	}
	return nil
}
