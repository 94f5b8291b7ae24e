package powercut

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/store/bolt/powercut/disk"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// cutsInARound is how often the power of one database is cut, each time under
// load and at a change of the disk that chance selects.
const cutsInARound = 3

// What the store has acknowledged is there once and in order when the power was
// cut at any write or sync of the disk, whatever has become of the pages that
// were not synced; the file is sound, and keys stand for what they stood for.
func TestPowerCut(t *testing.T) {
	needMount(t)
	regime.Run(t, regime.Options{Name: "powercut", Short: 20}, func(t *testing.T, r *regime.Round) {
		path, acked := newDatabase(t), make(map[place]int64)
		for cut := range cutsInARound {
			path = cutPower(t, r.Rand, path, cut, acked, nil)
			if path == "" {
				t.Fatalf("cut %d: the database is gone", cut+1)
			}
			for _, err := range verify(t.Context(), path, acked) {
				t.Errorf("after cut %d: %v", cut+1, err)
			}
			r.Count("cuts", 1)
			if t.Failed() {
				return
			}
		}
		r.Count("acknowledged", len(acked))
	})
}

// cutPower puts the database at path on a disk, has a process append to it until
// the power is cut, and returns the path of what is left, empty when nothing is.
// It adds to acked what was acknowledged.
//
// The process that is left behind on the dead disk is killed if it does not end
// soon, as its machine would be: a page fault that comes while bbolt holds its
// locks stops it.
func cutPower(t *testing.T, random *rand.Rand, path string, run int, acked map[place]int64, before disk.Fault) string {
	t.Helper()
	at := 1 + random.IntN(1+random.IntN(300)) // more often early, where little is stored
	d := mounted(t, path, func(d *disk.Disk, path string) {
		d.SetFault(func(r disk.Request) error {
			if r.Number == at && r.Kind != disk.Read {
				return disk.ErrCut
			}
			if before == nil {
				return nil
			}
			return before(r)
		})
		p := start(t, untilCut, path, run)
		go func() {
			select {
			case <-d.WaitCut():
				_ = p.stdin.Close() // for senders who wait to learn what became of their events
				p.killSoon()
			case <-p.ended:
			}
		}()
		p.collect(t)
		for at, offset := range p.acked {
			acked[at] = offset
		}
	})
	folder := t.TempDir()
	if err := d.Survivors(random).Save(folder); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(folder, database)
	if _, err := os.Stat(left); err != nil {
		return ""
	}
	return left
}

// The method notices a store that does not wait for the disk: on one that
// acknowledges syncs and does not make them, acknowledged events are lost.
func TestLyingDisk(t *testing.T) {
	needMount(t)
	random := rand.New(rand.NewPCG(1, 0))
	caught := 0
	const cuts = 8
	for range cuts {
		acked := make(map[place]int64)
		left := cutPower(t, random, newDatabase(t), 0, acked, func(r disk.Request) error {
			if r.Kind == disk.Sync {
				return disk.ErrLie
			}
			return nil
		})
		if wrong := verify(t.Context(), left, acked); len(wrong) > 0 {
			caught++
		}
	}
	t.Logf("%d of %d cuts of a disk that lies were noticed", caught, cuts)
	if caught < cuts/2 {
		t.Errorf("only %d of %d cuts of a disk that lies were noticed", caught, cuts)
	}
}
