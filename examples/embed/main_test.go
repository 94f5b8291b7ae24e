package main

import (
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each site has to know by which host browsers find the other.
func TestAnAddressWithoutAHost(t *testing.T) {
	file := filepath.Join(t.TempDir(), "embed.db")
	for _, c := range []struct{ chat, shop, says string }{
		{":0", "localhost:0", "-chat"},
		{"localhost:0", ":0", "-shop"},
		{"localhost:0", "localhost:0/path", "-shop"},
	} {
		if err := run(t.Context(), c.chat, c.shop, file); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("with the chat at %q and the shop at %q: %v, want what is wrong with %s", c.chat, c.shop, err, c.says)
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
