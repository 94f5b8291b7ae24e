package rasa

import (
	"errors"
	"net"
	"net/http"
	"time"
)

// idleConn is how long an idle connection is kept: less than the five seconds after
// which Sanic, the server inside Rasa, may close it just when a question is sent.
const idleConn = 4 * time.Second

// newClient returns a client that takes no longer than it must to learn that
// nobody is there. How long an answer takes is bounded by the ctx of a request.
func newClient() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		CheckRedirect: sameServer,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           100,
			MaxIdleConnsPerHost:    100,
			IdleConnTimeout:        idleConn,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

var errTooManyRedirects = errors.New("rasa: the server redirects in circles")

// sameServer follows a redirect only within the server, and only one that asks
// the same way: a question goes to nobody else and never becomes a GET.
func sameServer(req *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > 3 {
		return errTooManyRedirects
	}
	if req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme || req.Method != first.Method {
		return http.ErrUseLastResponse
	}
	return nil
}
