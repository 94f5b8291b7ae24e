package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"log"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/coder/websocket"
	"go.etcd.io/bbolt"
)

// serveSmallest is what is left when everything but the way of a message is
// taken away: a WebSocket, one append-only bucket with group commit, and a
// write to everyone in the conversation. No sessions, no history, no limits.
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
			f.Offset = h.log.append(b)
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
// whatever waits.
type groupLog struct {
	db    *bbolt.DB
	queue chan entry
	seq   uint64
}

type entry struct {
	data []byte
	done chan uint64
}

var bucket = []byte("log")

func openDB() *bbolt.DB {
	db, err := bbolt.Open(database(), 0o600, &bbolt.Options{
		Timeout: time.Second, FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20,
	})
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucketIfNotExists(bucket)
			return err
		})
	}
	if err != nil {
		log.Fatal(err)
	}
	return db
}

func openLog() *groupLog {
	l := &groupLog{db: openDB(), queue: make(chan entry, 4096)}
	go l.run()
	return l
}

func (l *groupLog) append(b []byte) uint64 {
	e := entry{b, make(chan uint64, 1)}
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
		err := l.db.Update(func(tx *bbolt.Tx) error {
			b := tx.Bucket(bucket)
			b.FillPercent = 1
			for i, e := range batch {
				if err := b.Put(binary.BigEndian.AppendUint64(nil, from+uint64(i)+1), e.data); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
		l.seq += uint64(len(batch))
		for i, e := range batch {
			e.done <- from + uint64(i) + 1
		}
	}
}
