package webhook

import (
	"bytes"
	"errors"
	"io"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// The signature is what the package comment says, by an example that was computed by another
// program: printf '1767323045\nc1.7\n{"turn":"c1.7"}' | openssl dgst -sha256 -hmac 'a shared secret'
func TestSignature(t *testing.T) {
	const want = "v1=a63a2e3f5f0d52590b6050b9127f3bfd73c20ffb75f2fc46cf600c905d2920e3"
	if got := signature([]byte(secret), "1767323045", "c1.7", []byte(`{"turn":"c1.7"}`)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Verify takes what was signed with one of the secrets, within the window, and nothing that was
// changed.
func TestVerify(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
		good := signature([]byte(secret), now, "c.1", []byte("{}"))
		for name, c := range map[string]struct {
			signature, timestamp, turn, body string
			secrets                          []string
			want                             error
		}{
			"as it was sent":      {good, now, "c.1", "{}", []string{secret}, nil},
			"a new secret":        {good, now, "c.1", "{}", []string{"new", secret}, nil},
			"the new one only":    {good, now, "c.1", "{}", []string{"new"}, ErrSignature},
			"no secret":           {good, now, "c.1", "{}", nil, ErrSignature},
			"an empty secret":     {signature(nil, now, "c.1", []byte("{}")), now, "c.1", "{}", []string{""}, ErrSignature},
			"no signature":        {"", now, "c.1", "{}", []string{secret}, ErrSignature},
			"a cut signature":     {good[:20], now, "c.1", "{}", []string{secret}, ErrSignature},
			"upper case":          {strings.ToUpper(good), now, "c.1", "{}", []string{secret}, ErrSignature},
			"another body":        {good, now, "c.1", "{ }", []string{secret}, ErrSignature},
			"another turn":        {good, now, "c.2", "{}", []string{secret}, ErrSignature},
			"another time":        {good, at(time.Second), "c.1", "{}", []string{secret}, ErrSignature},
			"moved line feeds":    {good, now, "c.1\n{", "}", []string{secret}, ErrSignature},
			"at the window's end": {signature([]byte(secret), at(-Window), "c.1", nil), at(-Window), "c.1", "", []string{secret}, nil},
			"too old":             {signature([]byte(secret), at(-Window-time.Second), "c.1", nil), at(-Window - time.Second), "c.1", "", []string{secret}, ErrExpired},
			"too new":             {signature([]byte(secret), at(Window+time.Second), "c.1", nil), at(Window + time.Second), "c.1", "", []string{secret}, ErrExpired},
			"no time":             {signature([]byte(secret), "now", "c.1", nil), "now", "c.1", "", []string{secret}, ErrExpired},
			"the end of time":     {signature([]byte(secret), "9223372036854775807", "c.1", nil), "9223372036854775807", "c.1", "", []string{secret}, ErrExpired},
		} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(c.body))
			r.Header.Set(HeaderSignature, c.signature)
			r.Header.Set(HeaderTimestamp, c.timestamp)
			r.Header.Set(HeaderTurn, c.turn)
			body, err := Verify(r, c.secrets...)
			if !errors.Is(err, c.want) || err == nil && string(body) != c.body || err != nil && body != nil {
				t.Errorf("%s: %v, %q", name, err, body)
			}
		}
	})
	huge := httptest.NewRequestWithContext(t.Context(), "POST", "/", bytes.NewReader(make([]byte, MaxRequest+1)))
	if _, err := Verify(huge, secret); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a huge body: %v", err)
	}
	broken := httptest.NewRequestWithContext(t.Context(), "POST", "/", iotest.ErrReader(io.ErrClosedPipe))
	if _, err := Verify(broken, secret); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a body that breaks: %v", err)
	}
}
