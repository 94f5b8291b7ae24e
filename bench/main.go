package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// options bound a run.
type options struct {
	runs          int
	time          time.Duration
	conversations []int
	connections   int
	messages      int
	bots          int
	profile       string
}

func (o *options) setConversations(list string) error {
	o.conversations = nil
	for _, word := range strings.Split(list, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of conversations", word)
		}
		o.conversations = append(o.conversations, n)
	}
	return nil
}

func main() {
	raiseFileLimit()
	if system := os.Getenv(serveEnv); system != "" {
		serve(system)
		return
	}
	leaveFirst()
	o := options{conversations: []int{1, 100, 1000}}
	run := flag.String("run", "", "only the suites whose name matches this expression")
	flag.IntVar(&o.runs, "runs", 3, "runs of each measurement; medians are printed")
	flag.DurationVar(&o.time, "time", 4*time.Second, "length of a timed run")
	flag.Func("conversations", "numbers of conversations that exchange messages at once, for example 100,1000", o.setConversations)
	flag.IntVar(&o.connections, "connections", 2000, "idle connections whose memory is measured")
	flag.IntVar(&o.messages, "messages", 1_000_000, "messages in the large database")
	flag.IntVar(&o.bots, "bots", 1000, "conversations that a slow bot answers at once")
	flag.StringVar(&o.profile, "profile", "", "folder for CPU profiles of the end-to-end runs")
	flag.Parse()
	only, err := regexp.Compile(*run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "-run:", err)
		os.Exit(2)
	}
	if o.profile != "" {
		if err := os.MkdirAll(o.profile, 0o755); err != nil {
			fmt.Fprintln(os.Stderr, "-profile:", err)
			os.Exit(2)
		}
	}
	fmt.Printf("%s, %d processors, %s\n", runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	for _, s := range []struct {
		name, title string
		run         func(options, *table) error
	}{
		{"endtoend", "A message: sent, durable, acked and delivered to a second connection", endToEnd},
		{"memory", "Memory of an idle connection, with its session and subscription", memory},
		{"fanout", "One message to 1,000 connections", fanOut},
		{"bots", "A bot that takes its time", bots},
		{"store", "The store with many messages in it", large},
	} {
		if !only.MatchString(s.name) {
			continue
		}
		t := &table{title: s.title}
		err := s.run(o, t)
		t.print(os.Stdout)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", s.name, err)
			os.Exit(1)
		}
	}
}
