package soak

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/chatmount/chatmount/transport/transporttest"
)

// visit begins the session of a new visitor and returns its token.
func visit(ctx context.Context, url string) (token string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/session", nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("Chat-Client", "soak/1")
	r.Header.Set("Chat-Token", "bearer")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var session struct{ Token string }
	err = json.NewDecoder(resp.Body).Decode(&session)
	return session.Token, err
}

// member is somebody of the crowd: what it does until it leaves.
type member func(ctx context.Context, url, token string, random *mathrand.Rand) error

// passerby connects over some transport, says something, waits for the ack, stays
// a while, and leaves, with or without a word.
func passerby(ctx context.Context, url, token string, random *mathrand.Rand) error {
	d := transporttest.Clients()[random.IntN(3)]
	l := newLine()
	c, err := d.Dial(ctx, transporttest.Hello{URL: url, Token: token, Network: l})
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name, err)
	}
	defer c.Close()
	began := time.Now()
	if err := say(ctx, c, "Hello"); err != nil {
		return fmt.Errorf("%s: %w", d.Name, err)
	}
	if took := time.Since(began); took > slowest {
		return fmt.Errorf("%s: the ack took %v", d.Name, took)
	}
	pause(ctx, random, time.Second)
	if random.IntN(2) == 0 {
		l.cut()
	}
	return nil
}

// say says something and waits for the ack.
func say(ctx context.Context, c transporttest.Client, text string) error {
	key := rand.Text()
	payload, err := json.Marshal([]any{map[string]any{
		"type": "send", "key": key, "parts": []any{map[string]string{"type": "text", "text": text}},
	}})
	if err != nil {
		return err
	}
	if err := c.Send(ctx, string(payload)); err != nil {
		return err
	}
	for {
		payload, err := c.Next(ctx)
		if err != nil {
			return err
		}
		var frames []transporttest.Frame
		if err := json.Unmarshal(payload, &frames); err != nil {
			return err
		}
		for _, f := range frames {
			switch {
			case f.Key != key || f.Type == "event":
			case f.Type == "ack":
				return nil
			default:
				return fmt.Errorf("%s was answered by %s %s", key, f.Type, f.Code)
			}
		}
	}
}

// deserter polls, and is gone before the poll is answered.
func deserter(ctx context.Context, url, token string, random *mathrand.Rand) error {
	l := newLine()
	c, err := transporttest.Clients()[2].Dial(ctx, transporttest.Hello{URL: url, Token: token, Network: l})
	if err != nil {
		return err
	}
	pause(ctx, random, time.Second)
	l.cut()
	c.Close()
	return nil
}

// dawdler reads nothing any more once it is connected.
func dawdler(ctx context.Context, url, token string, random *mathrand.Rand) error {
	l := newLine()
	c, err := transporttest.Clients()[random.IntN(3)].Dial(ctx, transporttest.Hello{URL: url, Token: token, Network: l})
	if err != nil {
		return err
	}
	l.stall()
	<-ctx.Done()
	l.cut()
	c.Close()
	return nil
}

// stutterer sends half of something, and leaves.
func stutterer(ctx context.Context, url, token string, random *mathrand.Rand) error {
	c, err := stutter(url, token, halves[random.IntN(len(halves))])
	if err != nil {
		return err
	}
	pause(ctx, random, time.Second)
	return c.Close()
}

// halves are what clients have sent when they fall silent: HOST and TOKEN stand
// for those.
var halves = []string{
	"",
	"POST /chat/poll HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bear",
	"POST /chat/send HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nChat-Client: x/1\r\n" +
		"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n[{\"type\"",
	upgrade,
	upgrade + "\x81",
	upgrade + hello,
}

// upgrade and hello open a WebSocket whose client is never heard of again. The
// hello is masked by zeros, and its length is that of a token like ours.
const (
	upgrade = "GET /chat/ws HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chatmount.v1\r\n\r\n"
	hello = "\x81HELLO"
)

// stutter connects and sends a half.
func stutter(url, token, half string) (net.Conn, error) {
	host := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/chat")
	frame := fmt.Sprintf(`[{"type":"hello","v":1,"token":%q}]`, token)
	masked := string([]byte{0x80 | byte(len(frame)), 0, 0, 0, 0}) + frame
	half = strings.NewReplacer("HOST", host, "TOKEN", token, "HELLO", masked).Replace(half)
	c, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	if _, err := c.Write([]byte(half)); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// pause waits for a random time, at most until ctx has ended.
func pause(ctx context.Context, random *mathrand.Rand, most time.Duration) {
	t := time.NewTimer(time.Duration(random.Int64N(int64(most))))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
