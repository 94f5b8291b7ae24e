// Command faultproxy tests a chat client in any language: it stands between the
// client and a chat server and breaks connections, in an order that comes from a
// seed, with times of rest in which the client has to catch up.
//
//	go run github.com/chatmount/chatmount/transport/transporttest/cmd/faultproxy -seed 7
//
// Without -target it serves a chat of its own, kept in memory, whose bot repeats
// what is said.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest/faultproxy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "faultproxy:", err)
		stop()
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	target, listen string
	seed           uint64
	kinds          []faultproxy.Kind
	length, rest   time.Duration
	rounds         int
	heartbeat      time.Duration
	verbose        bool
}

func parse(args []string, out io.Writer) (s settings, err error) {
	f := flag.NewFlagSet("faultproxy", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&s.target, "target", "", "the server, as http://host:port; empty: a chat of its own")
	f.StringVar(&s.listen, "listen", "127.0.0.1:0", "the address for clients; port 0 is a free one")
	f.Uint64Var(&s.seed, "seed", 0, "of the first schedule, the next ones count on; 0: drawn, and printed")
	f.DurationVar(&s.length, "length", 10*time.Second, "of a schedule of faults")
	f.DurationVar(&s.rest, "rest", 5*time.Second, "without faults after each schedule")
	f.IntVar(&s.rounds, "rounds", 0, "schedules to carry out; 0: until it is interrupted")
	f.DurationVar(&s.heartbeat, "heartbeat", 5*time.Second, "of a chat of its own")
	f.BoolVar(&s.verbose, "v", false, "tell each time a fault strikes")
	f.Func("faults", "kinds of faults, separated by commas; all: "+kinds(), func(list string) error {
		for name := range strings.SplitSeq(list, ",") {
			k, err := faultproxy.ParseKind(name)
			if err != nil {
				return err
			}
			s.kinds = append(s.kinds, k)
		}
		return nil
	})
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if s.length <= 0 || s.rest < 0 || f.NArg() > 0 {
		return s, errors.New("-length must be positive, -rest not negative, and there are no arguments besides the flags")
	}
	if s.seed == 0 {
		s.seed = uint64(rand.Uint32())
	}
	return s, nil
}

func kinds() string {
	var names []string
	for _, k := range faultproxy.Kinds() {
		names = append(names, k.String())
	}
	return strings.Join(names, ",")
}

// run works until ctx has ended or the rounds are done.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	s, err := parse(args, out)
	if err != nil {
		return err
	}
	if s.target == "" {
		own, err := serve(s.heartbeat)
		if err != nil {
			return err
		}
		defer own.close()
		s.target = own.url
		fmt.Fprintf(out, "a chat of its own is mounted at %s/chat/\n", s.target)
	}
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	p, err := faultproxy.New(s.target, faultproxy.Options{
		Seed: s.seed, Listen: s.listen, Logger: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	fmt.Fprintf(out, "clients connect to %s in place of %s\n", p.URL(), s.target)
	for round := 0; s.rounds == 0 || round < s.rounds; round++ {
		schedule := faultproxy.NewSchedule(s.seed+uint64(round), s.length, s.kinds...)
		fmt.Fprintln(out, schedule)
		schedule.Steps = append(schedule.Steps, faultproxy.Step{At: s.length + s.rest})
		if p.Run(ctx, schedule) != nil {
			break // interrupted
		}
		fmt.Fprintln(out, struck(p))
	}
	return nil
}

// struck tells what has happened so far.
func struck(p *faultproxy.Proxy) string {
	var told []string
	for _, k := range faultproxy.Kinds() {
		if n := p.Struck(k); n > 0 {
			told = append(told, fmt.Sprintf("%v %d", k, n))
		}
	}
	return "struck so far: " + strings.Join(told, ", ")
}
