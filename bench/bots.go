package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/bolt"
	"github.com/chatmount/chatmount/transport"
)

// withBot is our server with a bot that takes thinking for each answer, and never
// returns from what is asked as hang.
const (
	withBot  = "chatmount with a bot"
	thinking = 2 * time.Second
	hang     = "hang"
)

func serveBot() http.Handler {
	db, err := bolt.Open(database())
	if err != nil {
		log.Fatal(err)
	}
	limits := unlimited
	limits.TurnTimeout = 2 * thinking
	e, err := chat.New(chat.Options{Store: db, Limits: limits, Bot: bot.Func(slow)})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/chat/", transport.Handler(e, transport.Options{}))
	mux.HandleFunc("/chat/_bench/goroutines", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, runtime.NumGoroutine())
	})
	return mux
}

func slow(ctx context.Context, t chat.Turn, r chat.Responder) error {
	if t.Text == hang {
		select {}
	}
	select {
	case <-time.After(thinking):
		return r.Send(ctx, chat.Text("You said: "+t.Text))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answered is what one run with a bot measured.
type answered struct {
	kb, goroutines float64 // of a turn under way
	p50, p99       float64 // milliseconds from a message to its answer, without the bot's own time
}

// bots has a bot that takes its time answer many conversations at once, and again
// while some calls of it hang for ever.
func bots(o options, t *table) error {
	for _, hanging := range []int{0, o.bots / 50} {
		var runs []answered
		for range o.runs {
			a, err := botRun(o.bots, hanging)
			if err != nil {
				return err
			}
			runs = append(runs, a)
		}
		of := func(f func(answered) float64) float64 {
			var vs []float64
			for _, r := range runs {
				vs = append(vs, f(r))
			}
			return middle(vs)
		}
		what := fmt.Sprintf("%d conversations, the bot takes %v", o.bots, thinking)
		if hanging > 0 {
			what += fmt.Sprintf(", and hangs in %d more", hanging)
		}
		t.add(what, ours, fmt.Sprintf("%.1f kB and %.1f goroutines a turn; p50 %.0f ms, p99 %.0f ms on top of the bot's own time",
			of(func(a answered) float64 { return a.kb }), of(func(a answered) float64 { return a.goroutines }),
			of(func(a answered) float64 { return a.p50 }), of(func(a answered) float64 { return a.p99 })), "")
	}
	return nil
}

func botRun(conversations, hanging int) (answered, error) {
	c, err := spawn(withBot)
	if err != nil {
		return answered{}, err
	}
	defer c.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	clients := make([]*client, conversations+hanging)
	for i := range clients {
		if clients[i], err = openOurs(ctx, c.addr, "", ""); err != nil {
			return answered{}, err
		}
		defer clients[i].conn.CloseNow()
	}
	idle, err1 := c.load()
	for _, stuck := range clients[conversations:] {
		err1 = cmp.Or(err1, stuck.write(ctx, says(hang)))
	}
	if err1 != nil {
		return answered{}, err1
	}
	var busy load
	took, err := ask(ctx, clients[:conversations], func() (err error) { busy, err = c.load(); return err })
	if err != nil {
		return answered{}, err
	}
	slices.Sort(took)
	turns := float64(len(clients))
	return answered{
		kb: float64(busy.rss-idle.rss) / 1024 / turns, goroutines: float64(busy.goroutines-idle.goroutines) / turns,
		p50: millis(took[len(took)/2]), p99: millis(took[len(took)*99/100]),
	}, nil
}

func says(text string) string {
	return fmt.Sprintf(`[{"type":"send","key":"1","parts":[{"type":"text","text":%q}]}]`, text)
}

// ask sends a message from each client at once, calls meanwhile while the bot is at
// work, and returns what each answer took on top of the bot's own time.
func ask(ctx context.Context, clients []*client, meanwhile func() error) ([]time.Duration, error) {
	var wg sync.WaitGroup
	took, errs := make([]time.Duration, len(clients)), make([]error, len(clients))
	for i, c := range clients {
		wg.Go(func() {
			begin := time.Now()
			errs[i] = cmp.Or(c.write(ctx, says("hello")), c.until(ctx, contains("You said: ")))
			took[i] = time.Since(begin) - thinking
		})
	}
	time.Sleep(thinking * 3 / 4)
	err := meanwhile()
	wg.Wait()
	return took, cmp.Or(err, cmp.Or(errs...))
}

// load is what a child holds.
type load struct{ rss, goroutines int }

func (c *child) load() (load, error) {
	r, err := http.Get("http://" + c.addr + "/chat/_bench/goroutines")
	if err != nil {
		return load{}, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return load{}, err
	}
	goroutines, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return load{}, err
	}
	rss, err := c.rss()
	return load{rss, goroutines}, err
}
