package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// idle opens one connection and leaves it open.
type idle func(ctx context.Context, addr string, n int) (io.Closer, error)

// memory opens connections that say nothing and looks at what they cost the
// server, on top of what it holds before, once their sessions exist.
func memory(o options, t *table) error {
	rows := []struct {
		system, name string
		open         idle
		most         float64 // kB; 0: an alternative
	}{
		{ours, "WebSocket", idleSocket(ours), 18},
		{plainLoop, "WebSocket", idleSocket(plainLoop), 0},
		{centrifugo, "WebSocket", idleSocket(centrifugo), 0},
		{ours, "SSE", idleStream, 38},
		{ours, "long poll", idlePoll, 18},
	}
	for _, r := range rows {
		var kbs []float64
		for range o.runs {
			kb, err := memoryRun(o, r.system, r.open)
			if err != nil {
				return fmt.Errorf("%s %s: %w", r.system, r.name, err)
			}
			kbs = append(kbs, kb)
		}
		kb, verdict := middle(kbs), ""
		if r.most > 0 {
			verdict = fmt.Sprintf("target at most %g kB: %s", r.most, map[bool]string{true: "met", false: "**missed**"}[kb <= r.most])
		}
		t.add(r.name, r.system, fmt.Sprintf("%.1f kB", kb), verdict)
	}
	return nil
}

func memoryRun(o options, system string, open idle) (float64, error) {
	c, err := spawn(system)
	if err != nil {
		return 0, err
	}
	defer c.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var all []io.Closer
	defer func() {
		for _, c := range all {
			_ = c.Close()
		}
	}()
	connect := func(from, n int) error {
		for i := range n {
			conn, err := open(ctx, c.addr, from+i)
			if err != nil {
				return err
			}
			all = append(all, conn)
		}
		return nil
	}
	// The first ones warm pools and caches up.
	if err := connect(0, o.connections/10); err != nil {
		return 0, err
	}
	before, err := c.rss()
	if err != nil {
		return 0, err
	}
	if err := connect(o.connections/10, o.connections); err != nil {
		return 0, err
	}
	after, err := c.rss()
	return float64(after-before) / 1024 / float64(o.connections), err
}

func idleSocket(system string) idle {
	return func(ctx context.Context, addr string, n int) (io.Closer, error) {
		c, err := dialects[system].open(ctx, addr, fmt.Sprintf("c%d", n), "")
		if err != nil {
			return nil, err
		}
		return closer(c.conn.CloseNow), nil
	}
}

type closer func() error

func (c closer) Close() error { return c() }

// idleStream opens an event stream and reads its welcome.
func idleStream(ctx context.Context, addr string, _ int) (io.Closer, error) {
	token, err := session(ctx, addr)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+addr+"/chat/sse", nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET sse: %s", answer.Status)
	}
	_, err = answer.Body.Read(make([]byte, 4096))
	return answer.Body, err
}

// idlePoll makes a first poll and leaves a second one waiting.
func idlePoll(ctx context.Context, addr string, n int) (io.Closer, error) {
	token, err := session(ctx, addr)
	if err != nil {
		return nil, err
	}
	poll := func(ctx context.Context, body string) (string, error) {
		r, err := http.NewRequestWithContext(ctx, "POST", "http://"+addr+"/chat/poll", strings.NewReader(body))
		if err != nil {
			return "", err
		}
		r.Header = http.Header{"Content-Type": {"application/json"}, "Chat-Client": {"bench/1"}, "Authorization": {"Bearer " + token}}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return "", err
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		return string(b), err
	}
	first, err := poll(ctx, fmt.Sprintf(`{"connection":"c%d","first":true}`, n))
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(first, `"cursor","cursor":"`)
	cursor, _, _ := strings.Cut(rest, `"`)
	held, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = poll(held, fmt.Sprintf(`{"connection":"c%d","cursor":%q}`, n, cursor))
	}()
	return closer(func() error { cancel(); <-done; return nil }), nil
}
