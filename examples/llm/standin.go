package main

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
)

// standIn is a server for those who have no model at hand: it speaks the wire format, and
// chooses among a few answers by what words it finds.
type standIn struct {
	URL    string        // what would be -base-url
	pause  time.Duration // before each word
	server *http.Server
	ended  chan error
}

// startStandIn starts one on a port of the system's choice. The caller closes it.
func startStandIn(pause time.Duration) (*standIn, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &standIn{URL: "http://" + listener.Addr().String() + "/v1", pause: pause, ended: make(chan error, 1)}
	s.server = &http.Server{Handler: http.HandlerFunc(s.complete), ReadHeaderTimeout: 10 * time.Second}
	go func() { s.ended <- s.server.Serve(listener) }()
	return s, nil
}

// Close ends it, with the answers that are under way.
func (s *standIn) Close() error {
	err := s.server.Close()
	if served := <-s.ended; !errors.Is(served, http.ErrServerClosed) {
		return errors.Join(err, served)
	}
	return err
}

// complete answers a request for a completion.
func (s *standIn) complete(w http.ResponseWriter, r *http.Request) {
	var q openaitest.Request
	body := http.MaxBytesReader(w, r.Body, 1<<20)
	if err := json.NewDecoder(body).Decode(&q); err != nil || len(q.Messages) == 0 || !q.Stream {
		openaitest.Refuse(http.StatusBadRequest, "invalid_request_error")(w, r)
		return
	}
	last := q.Messages[len(q.Messages)-1]
	if last.Content == nil {
		openaitest.Refuse(http.StatusBadRequest, "invalid_request_error")(w, r)
		return
	}
	s.respond(last.Role, *last.Content)(w, r)
}

var number = regexp.MustCompile(`\d{1,4}`)

// respond chooses an answer to the last message: a visitor's, or what a tool told.
func (s *standIn) respond(role, said string) http.HandlerFunc {
	words := strings.ToLower(said)
	has := func(any ...string) bool {
		for _, w := range any {
			if strings.Contains(words, w) {
				return true
			}
		}
		return false
	}
	switch n := number.FindString(words); {
	case role == "tool":
		return s.speak("I have looked it up. " + said)
	case n != "":
		i, _ := strconv.Atoi(n) // has at most four digits
		return openaitest.Use("", openaitest.Calls("call_1", "repair_status", map[string]int{"number": i}))
	case has("person", "human", "mechanic"):
		return openaitest.Use("I get a mechanic for you.", openaitest.Calls("call_1", llm.HandoffTool, map[string]string{"reason": "asked for a person"}))
	case has("chain", "clean", "how do i"):
		return s.speak(advice)
	case has("open", "closed", "hours"):
		return s.speak("We are open from **Tuesday to Saturday**, 9:00 to 18:00.")
	default:
		return s.speak("I am only a stand-in for a language model, and know few words. Ask me *how to clean a chain*, or about repair 17.")
	}
}

// advice is long, so that one can watch it grow.
const advice = `Gladly. It takes a quarter of an hour, and your chain will last twice as long.

1. **Turn the bicycle over**, or hang it up, so that the cranks turn freely.
2. **Wipe the chain** with a dry cloth while you turn the cranks backwards, until the cloth stays clean.
3. **Brush the cassette** and the chainrings with an old toothbrush and a little soapy water. No high-pressure cleaner: it washes the grease out of the bearings.
4. **Let everything dry** for a while, or help with a second cloth.
5. **One drop of oil on each roller**, on the inside of the chain. Turn the cranks a few times so that it creeps in.
6. **Wipe off** what is too much: oil belongs into the chain and not onto it, where it only collects dust.

Do it every few hundred kilometres, and after each long ride in the rain. If the chain still skips, bring the bicycle in: we measure it while you wait.`

// speak says something word by word.
func (s *standIn) speak(text string) http.HandlerFunc {
	return openaitest.Slowly(s.pause, strings.SplitAfter(text, " ")...)
}
