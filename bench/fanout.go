package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	listeners = 1000
	rounds    = 100
)

// fanOut measures the time until the last of many connections of one
// conversation has a message.
func fanOut(o options, t *table) error {
	systems := []string{ours, plainLoop, centrifugo}
	results := map[string][]fanned{}
	for range o.runs {
		for _, system := range systems {
			r, err := fanOutRun(o, system)
			if err != nil {
				return fmt.Errorf("%s: %w", system, err)
			}
			results[system] = append(results[system], r)
		}
	}
	mine := medianFanned(results[ours])
	for _, system := range systems {
		m, ratio := medianFanned(results[system]), ""
		switch system {
		case plainLoop:
			ratio = target("time", mine.time/m.time, 1.1, true)
		case centrifugo:
			ratio = target("time", mine.time/m.time, 1, true)
		}
		if system != ours {
			ratio += fmt.Sprintf("; CPU %.2f x", mine.cpu/m.cpu)
		}
		t.add(fmt.Sprintf("%d connections", listeners), system, fmt.Sprintf("%.1f ms to the last, %.1f µs CPU a delivery", m.time, m.cpu), ratio)
	}
	return nil
}

// fanned is what one message to all of them took.
type fanned struct {
	time float64 // milliseconds until the last has it
	cpu  float64 // server CPU microseconds a delivery
}

func medianFanned(rs []fanned) fanned {
	var times, cpus []float64
	for _, r := range rs {
		times, cpus = append(times, r.time), append(cpus, r.cpu)
	}
	return fanned{middle(times), middle(cpus)}
}

func fanOutRun(o options, system string) (fanned, error) {
	c, err := spawn(system)
	if err != nil {
		return fanned{}, err
	}
	defer c.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	d := dialects[system]
	sender, err := d.open(ctx, c.addr, "c", "")
	if err != nil {
		return fanned{}, err
	}
	defer sender.conn.CloseNow()
	all := make([]*client, listeners)
	for i := range all {
		if all[i], err = d.open(ctx, c.addr, "c", sender.token); err != nil {
			return fanned{}, err
		}
		defer all[i].conn.CloseNow()
	}
	before, err := c.cpu()
	if err != nil {
		return fanned{}, err
	}
	profiled := o.profiling(c, system+"-fanout")
	var times []float64
	for round := range rounds {
		var wg sync.WaitGroup
		errs := make(chan error, listeners)
		for _, l := range all {
			wg.Go(func() { errs <- l.until(ctx, d.delivered) })
		}
		begin := time.Now()
		if err := sender.write(ctx, d.message(sender, "c", fmt.Sprint(round))); err != nil {
			return fanned{}, err
		}
		wg.Wait()
		times = append(times, millis(time.Since(begin)))
		for range all {
			if err := <-errs; err != nil {
				return fanned{}, err
			}
		}
		if err := sender.until(ctx, d.acked); err != nil {
			return fanned{}, err
		}
	}
	after, err := c.cpu()
	cpu := float64((after - before).Microseconds()) / (rounds * listeners)
	return fanned{middle(times), cpu}, errors.Join(err, profiled())
}
