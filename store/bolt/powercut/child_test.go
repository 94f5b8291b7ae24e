package powercut

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
)

// What a child process is told to do, at most until its standard input ends.
const (
	untilCut = "append until the first error"
	persist  = "append, repeating what is refused"
	create   = "create a database"
	compact  = "compact the database"
	restore  = "restore the database from itself"
)

const senders = 8

var conversations = []string{"a", "b", "c"}

// child is the process of a store. It prints a line for each acknowledgement, and
// for each event that a reader has seen, in one write each, and ends without an
// error when the disk does.
func child(task, path, run string) error {
	switch task {
	case compact:
		_ = bolt.Compact(context.Background(), path) // the power is cut during that
		return nil
	case restore:
		_ = bolt.Restore(context.Background(), path, path)
		return nil
	}
	s, err := bolt.Options{Logger: slog.New(slog.DiscardHandler)}.Open(path)
	if err != nil {
		return nil // the power was cut during that
	}
	if task == create {
		_ = s.Close()
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	load := &load{store: s, stop: cancel, persist: task == persist}
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		if load.persist {
			load.ending.Store(true)
		} else {
			cancel()
		}
	}()
	var wg, viewers sync.WaitGroup
	for _, id := range conversations {
		viewers.Go(func() { load.view(ctx, id) })
	}
	failures := make([]error, senders)
	for i := range senders {
		wg.Go(func() {
			failures[i] = load.send(ctx, conversations[i%len(conversations)], fmt.Sprintf("%s.%d", run, i))
		})
	}
	wg.Wait()
	cancel()
	viewers.Wait()
	_ = s.Close() // of a dead disk; what counts is that it returns
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

// load is senders who append, one event after the other.
type load struct {
	store   *bolt.Store
	stop    context.CancelFunc
	persist bool
	ending  atomic.Bool
}

// send appends as an author. An error is one that a store must not return.
func (l *load) send(ctx context.Context, conversation, author string) error {
	for n := 0; !l.ending.Load(); n++ {
		refused := 0
		for {
			got, err := l.store.Append(ctx, event(conversation, author, n))
			if err == nil {
				fmt.Fprintf(os.Stdout, "%s %s %d %d %d\n", conversation, author, n, got.Offset, refused)
				break
			}
			if code := chat.CodeOf(err); code != chat.CodeUnavailable && ctx.Err() == nil {
				return fmt.Errorf("Append: %w; want CodeUnavailable", err)
			}
			if !l.persist {
				l.stop() // for those who wait to learn what became of theirs
				return nil
			}
			refused++
			time.Sleep(5 * time.Millisecond) // the pace of a client that tries again
		}
	}
	return nil
}

// view reads a log as it grows. What it has seen it may have shown to somebody, as
// if it were acknowledged.
func (l *load) view(ctx context.Context, conversation string) {
	for from := int64(1); ctx.Err() == nil; {
		records, err := l.store.Events(ctx, conversation, chat.Page{From: from})
		for _, r := range records {
			fmt.Fprintf(os.Stdout, "%s %s %s %d 0\n", conversation, r.Author, r.Key, r.Offset)
			from = r.Offset + 1
		}
		if err != nil || len(records) == 0 {
			time.Sleep(100 * time.Microsecond) // so that it looks at any moment of a commit
		}
	}
}

// event is the n-th event of an author. Its data says whose it is, and has a
// length of its own.
func event(conversation, author string, n int) chat.Append {
	key := fmt.Sprint(n)
	hash := fnv.New32a()
	fmt.Fprint(hash, conversation, author, n)
	size := int(hash.Sum32() % 700)
	if n%16 == 0 {
		size *= 20
	}
	data := bytes.Repeat([]byte(strings.Join([]string{conversation, author, key, ""}, " ")), 1+size/16)
	return chat.Append{Conversation: conversation, Author: author, Key: key, Data: data, Turn: n%8 == 0}
}
