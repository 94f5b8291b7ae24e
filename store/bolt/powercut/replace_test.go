package powercut

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/store/bolt/powercut/disk"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// A database that is created, compacted or restored is there as it was or as it
// will be, whole, when the power is cut on the way.
func TestPowerCutWhileReplaced(t *testing.T) {
	needMount(t)
	filled := newDatabase(t)
	acked := make(map[place]int64)
	mounted(t, filled, func(d *disk.Disk, path string) {
		p := start(t, untilCut, path, 0)
		p.onAck = func() {
			if len(p.acked) == 300 {
				_ = p.stdin.Close()
			}
		}
		p.collect(t)
		acked = p.acked
		if err := d.Save(filepath.Dir(filled)); err != nil {
			t.Fatal(err)
		}
	})
	regime.Run(t, regime.Options{Name: "replace", Short: 20, Parallel: 2}, func(t *testing.T, r *regime.Round) {
		task := []string{create, compact, restore}[r.Rand.IntN(3)]
		at := 1 + r.Rand.IntN(40)
		d, folder := disk.New(), t.TempDir()
		if task != create {
			if err := d.Load(database, filled); err != nil {
				t.Fatal(err)
			}
		}
		unmount, err := disk.Mount(d, folder)
		if err != nil {
			t.Fatal(err)
		}
		d.SetFault(func(r disk.Request) error {
			if r.Number == at && r.Kind != disk.Read {
				return disk.ErrCut
			}
			return nil
		})
		start(t, task, filepath.Join(folder, database), 0).collect(t)
		if err := unmount(); err != nil {
			t.Error(err)
		}
		left := t.TempDir()
		if err := d.Survivors(r.Rand).Save(left); err != nil {
			t.Fatal(err)
		}
		r.Count(task, 1)
		path := filepath.Join(left, database)
		if task == create {
			wantCreated(t, path)
			return
		}
		for _, err := range verify(t.Context(), path, acked) {
			t.Errorf("%s, cut at change %d: %v", task, at, err)
		}
	})
}

// wantCreated fails the test unless there is a database at path, or nothing.
func wantCreated(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		if err := bolt.Check(t.Context(), path); err != nil {
			t.Error(err)
		}
	}
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
