package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Without a target there is a chat behind the proxy, what is done is told, and an
// interruption ends everything.
func TestRunServesAChatOfItsOwn(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	from, to := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"-seed", "3", "-faults", "delay", "-length", "1h"}, to)
		to.Close()
		ended <- err
	}()
	lines := bufio.NewScanner(from)
	var url string
	for url == "" && lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "clients connect to "); ok {
			url, _, _ = strings.Cut(rest, " ")
		}
	}
	told := make(chan string)
	go func() {
		b, _ := io.ReadAll(from)
		told <- string(b)
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/chat/session", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Chat-Client", "test/1")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("a session was answered with %s", resp.Status)
	}
	interrupt()
	if err := <-ended; err != nil {
		t.Errorf("the interruption was answered with %v", err)
	}
	if all := <-told; !strings.Contains(all, "schedule of seed 3:") || !strings.Contains(all, "in force") {
		t.Errorf("it told only %s", all)
	}
}

// With a target it carries out as many schedules as are asked for, each with the next seed.
func TestRunCarriesOutRounds(t *testing.T) {
	var out strings.Builder
	err := run(t.Context(), []string{"-target", "127.0.0.1:1", "-seed", "5", "-rounds", "2", "-length", "20ms", "-rest", "1ms", "-v"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"in place of 127.0.0.1:1", "schedule of seed 5:", "schedule of seed 6:", "struck so far"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not tell %q: %s", want, &out)
		}
	}
}

func TestRunRefusesWhatItCannotDo(t *testing.T) {
	for _, args := range [][]string{
		{"-faults", "nonsense"}, {"-length", "0s"}, {"-target", "https://example.com"}, {"-target", "nonsense"}, {"extra"}, {"-listen", "nonsense"}, {"-x"},
	} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("%q was taken", args)
		}
	}
}
