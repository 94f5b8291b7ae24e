package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
)

// The environment variables with what must not be seen among the flags of a program.
const (
	secretVariable = "RASA_CALLBACK_SECRET"
	tokenVariable  = "RASA_TOKEN"
	leastSecret    = 16 // bytes
)

// config is what the command line and the environment say.
type config struct {
	addr, db, url          string
	greet, stream, tracker bool
	token                  string // of Rasa's HTTP API
	secret                 string // of the callback channel; empty: the REST channel is used
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string, environment func(string) string) (config, error) {
	c := config{token: environment(tokenVariable)}
	var callback bool
	flags := flag.NewFlagSet("rasa", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "rasa.db", "`file` that keeps the conversations")
	flags.StringVar(&c.url, "url", "http://localhost:5005", "`URL` of the Rasa server")
	flags.BoolVar(&c.greet, "greet", false, "tell Rasa where a conversation begins, so that it may greet")
	flags.BoolVar(&c.stream, "stream", false, "show each message as soon as Rasa utters it")
	flags.BoolVar(&c.tracker, "tracker", false, "pause Rasa while a person answers; Rasa runs with --enable-api")
	flags.BoolVar(&callback, "callback", false, "use Rasa's callback channel, so that reminders arrive; it posts to /rasa/callback")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
			fmt.Printf("  %s (environment)\n    \tsecret of -callback, of %d characters or more\n", secretVariable, leastSecret)
			fmt.Printf("  %s (environment)\n    \tRasa's --auth-token, for -tracker\n", tokenVariable)
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	if u, err := url.Parse(c.url); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return config{}, fmt.Errorf("-url %q is not a URL like http://localhost:5005", c.url)
	}
	if callback {
		if c.secret = environment(secretVariable); len(c.secret) < leastSecret {
			return config{}, fmt.Errorf("-callback needs a secret of %d characters or more in %s", leastSecret, secretVariable)
		}
	}
	return c, nil
}
