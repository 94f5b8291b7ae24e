package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/chatmount/chatmount/bot/rasa"
	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/peer"
)

// config is what the command line says.
type config struct {
	addr    string
	db      string
	rasa    string
	origins []string
}

// parse reads the command line. Asked for help it prints that, and returns flag.ErrHelp.
func parse(args []string) (config, error) {
	var c config
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints errors, in one line
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flags.StringVar(&c.db, "db", "chat.db", "`file` that keeps the conversations")
	flags.StringVar(&c.rasa, "rasa", "", "`URL` of a Rasa server that answers instead of the built-in bot")
	flags.Func("origins", "other `origins` that may use the chat, separated by commas", func(s string) error {
		for origin := range strings.SplitSeq(s, ",") {
			c.origins = append(c.origins, strings.TrimSpace(origin))
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(os.Stdout)
			flags.PrintDefaults()
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unexpected argument %q; see -help", flags.Arg(0))
	}
	if u, err := url.Parse(c.rasa); c.rasa != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return config{}, fmt.Errorf("-rasa %q is not a URL like http://localhost:5005", c.rasa)
	}
	for _, origin := range c.origins {
		if _, ok := peer.ParseOrigin(origin); !ok {
			return config{}, fmt.Errorf("-origins %q is not an origin like https://example.com", origin)
		}
	}
	return c, nil
}

// bot returns who answers the visitors.
func (c config) bot() chat.Bot {
	if c.rasa != "" {
		return rasa.New(c.rasa)
	}
	return faq()
}
