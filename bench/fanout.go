package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	listeners = 1000
	rounds    = 20
)

// fanOut measures the time until the last of many connections of one
// conversation has a message.
func fanOut(o options, t *table) error {
	systems := []string{ours, plainLoop, centrifugo}
	results := map[string][]float64{}
	for range o.runs {
		for _, system := range systems {
			ms, err := fanOutRun(system)
			if err != nil {
				return fmt.Errorf("%s: %w", system, err)
			}
			results[system] = append(results[system], ms)
		}
	}
	mine := middle(results[ours])
	for _, system := range systems {
		ms, ratio := middle(results[system]), ""
		switch system {
		case plainLoop:
			ratio = target("time", mine/ms, 1.1, true)
		case centrifugo:
			ratio = target("time", mine/ms, 1, true)
		}
		t.add(fmt.Sprintf("%d connections", listeners), system, fmt.Sprintf("%.1f ms to the last", ms), ratio)
	}
	return nil
}

func fanOutRun(system string) (float64, error) {
	c, err := spawn(system)
	if err != nil {
		return 0, err
	}
	defer c.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	d := dialects[system]
	sender, err := d.open(ctx, c.addr, "c", "")
	if err != nil {
		return 0, err
	}
	defer sender.conn.CloseNow()
	all := make([]*client, listeners)
	for i := range all {
		if all[i], err = d.open(ctx, c.addr, "c", sender.token); err != nil {
			return 0, err
		}
		defer all[i].conn.CloseNow()
	}
	var times []float64
	for round := range rounds {
		var wg sync.WaitGroup
		errs := make(chan error, listeners)
		for _, l := range all {
			wg.Go(func() { errs <- l.until(ctx, d.delivered) })
		}
		begin := time.Now()
		if err := sender.write(ctx, d.message(sender, "c", fmt.Sprint(round))); err != nil {
			return 0, err
		}
		wg.Wait()
		times = append(times, millis(time.Since(begin)))
		for range all {
			if err := <-errs; err != nil {
				return 0, err
			}
		}
		if err := sender.until(ctx, d.acked); err != nil {
			return 0, err
		}
	}
	return middle(times), nil
}
