package powercut

import (
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/chatmount/chatmount/store/bolt/powercut/disk"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// troubles are the ways in which a disk fails for a while.
var troubles = []struct {
	name string
	fail func(disk.Request) syscall.Errno // 0: it is carried out
}{
	{"full", func(r disk.Request) syscall.Errno { return errnoIf(r.Grows, syscall.ENOSPC) }},
	{"no writes", func(r disk.Request) syscall.Errno { return errnoIf(r.Kind == disk.Write, syscall.EIO) }},
	{"no syncs", func(r disk.Request) syscall.Errno { return errnoIf(r.Kind == disk.Sync, syscall.EIO) }},
	{"read-only", func(r disk.Request) syscall.Errno {
		return errnoIf(r.Kind != disk.Read && r.Kind != disk.Sync, syscall.EROFS)
	}},
	{"unplugged", func(disk.Request) syscall.Errno { return syscall.EIO }},
}

func errnoIf(fails bool, e syscall.Errno) syscall.Errno {
	if fails {
		return e
	}
	return 0
}

// While the disk fails, changes are refused as unavailable and nothing else. When
// it works again so does the store, by itself, and whoever repeats an event has
// it stored once. Then the power is cut: what was acknowledged before, in and
// after the trouble is there.
func TestTrouble(t *testing.T) {
	needMount(t)
	regime.Run(t, regime.Options{Name: "disk", Short: 20, Parallel: 4}, func(t *testing.T, r *regime.Round) {
		trouble := troubles[r.Rand.IntN(len(troubles))]
		from, failures := 1+r.Rand.IntN(150), int64(1+r.Rand.IntN(8))
		t.Logf("%s for %d requests from change %d on", trouble.name, failures, from)

		var failed atomic.Int64
		acked := make(map[place]int64)
		d := mounted(t, newDatabase(t), func(d *disk.Disk, path string) {
			d.SetFault(func(r disk.Request) error {
				e := trouble.fail(r)
				if e == 0 || r.Number < from || failed.Load() == failures {
					return nil
				}
				failed.Add(1)
				return e
			})
			p := start(t, persist, path, 0)
			after := 0
			p.onAck = func() {
				if failed.Load() < failures {
					return
				}
				if after++; after == 4*senders {
					_ = p.stdin.Close()
				}
			}
			p.collect(t)
			acked = p.acked
			r.Count("refused", p.refused)
		})
		folder := t.TempDir()
		if err := d.Survivors(r.Rand).Save(folder); err != nil {
			t.Fatal(err)
		}
		for _, err := range verify(t.Context(), filepath.Join(folder, database), acked) {
			t.Error(err)
		}
		r.Count(trouble.name, 1)
		r.Count("acknowledged", len(acked))
	})
}
