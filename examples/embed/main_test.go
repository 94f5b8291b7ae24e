package main

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What is wrong on the command line is said in one line.
func TestParse(t *testing.T) {
	for want, args := range map[string][]string{
		"-port": {"-port", "1"}, "unexpected argument": {"8080"}, `":8081" is not a host`: {"-shop", ":8081"}, `"8080" is not a host`: {"-chat", "8080"},
	} {
		if _, err := parse(args); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want one line with %s", args, err, want)
		}
	}
}

// An address that is taken is an error that says which flag chooses another one, and leaves nothing behind.
func TestAddressInUse(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken, file := listener.Addr().String(), filepath.Join(t.TempDir(), "embed.db")
	for want, c := range map[string]config{
		"-chat": {chat: taken, shop: "127.0.0.1:0", db: file},
		"-shop": {chat: "127.0.0.1:0", shop: taken, db: file},
	} {
		if err := run(t.Context(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it ends with %v, want %s", err, want)
		}
	}
}

// Only a token that the shop has signed says who somebody is.
func TestTokens(t *testing.T) {
	u := newUsers()
	good := u.token("Grace")
	if user, err := u.identify(nil, good); err != nil || user.ID != "Grace" {
		t.Errorf("a good token is %+v, %v", user, err)
	}
	name, rest, _ := strings.Cut(good, ".")
	until, sign, _ := strings.Cut(rest, ".")
	past := name + ".1700000000"
	for why, token := range map[string]string{
		"another key":        newUsers().token("Grace"),
		"another name":       "QWRh." + until + "." + sign,
		"another end":        name + ".99999999999." + sign,
		"expired":            past + "." + u.sign(past),
		"nothing":            "",
		"no signature":       name + "." + until,
		"an empty signature": name + "." + until + ".",
	} {
		if user, err := u.identify(nil, token); err == nil {
			t.Errorf("%s: it is taken for %+v", why, user)
		}
	}
}
