package bolt

import (
	"fmt"
	"sync"
	"testing"

	"go.etcd.io/bbolt"
)

// The file holds little besides what was said: pages of the log are filled to
// the end, and the index takes about 12 bytes an event.
func TestFileSize(t *testing.T) {
	const senders, each = 64, 200
	s := mustOpen(t, newPath(t))
	defer mustClose(t, s)
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			newConversation(t, s, fmt.Sprint(i))
			for j := range each {
				mustAppend(t, s, fmt.Sprint(i), fmt.Sprint(j))
			}
		})
	}
	wg.Wait()
	err := s.read(func(tx *bbolt.Tx) error {
		stats := tx.Bucket(bucketLog).Stats()
		if fill := float64(stats.LeafInuse) / float64(stats.LeafAlloc); fill < 0.93 {
			t.Errorf("the pages of the log are %.0f %% full; want 93 at least", 100*fill)
		}
		if size := float64(tx.Size()) / (senders * each); size > 200+120 {
			t.Errorf("an event of 200 bytes takes %.0f in the file; want 320 at most", size)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
