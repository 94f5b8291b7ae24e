package storetest_test

import (
	"context"
	"runtime"
	"time"

	"github.com/chatmount/chatmount/chat/session"
)

// resurrector touches by reading and writing.
type resurrector struct{ intact }

func (s resurrector) TouchSession(ctx context.Context, id string, used time.Time) error {
	r, err := s.intact.Session(ctx, id)
	if err != nil {
		return err
	}
	for range 100 {
		runtime.Gosched()
	}
	r.Used = used
	return s.intact.PutSession(ctx, r)
}

type lowering struct{ intact }

func (s lowering) TouchSession(ctx context.Context, id string, used time.Time) error {
	r, err := s.intact.Session(ctx, id)
	if err != nil {
		return err
	}
	r.Used = used
	return s.intact.PutSession(ctx, r)
}

// ruthless sweeps what was stale, whatever it has become since.
type ruthless struct{ intact }

func (s ruthless) Sweep(ctx context.Context, stale func(session.Row) bool) (int, error) {
	n := 0
	var dead []string
	if _, err := s.intact.Sweep(ctx, func(r session.Row) bool {
		if stale(r) {
			dead = append(dead, r.ID)
		}
		return false
	}); err != nil {
		return 0, err
	}
	for _, id := range dead {
		if err := s.intact.DeleteSession(ctx, id); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
