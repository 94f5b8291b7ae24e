package call

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// Link notes how far a request came.
type Link struct {
	wanted atomic.Bool // a connection was asked for
	got    atomic.Bool // and there was one: the service may have read the request
}

// Traced returns a ctx under which a request notes how far it comes.
func Traced(ctx context.Context) (context.Context, *Link) {
	l := &Link{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { l.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { l.got.Store(true) },
	}), l
}

// Unsent reports whether a request that failed with err surely never left. A
// RoundTripper that does not trace proves it only by the error of a dial.
func (l *Link) Unsent(err error) bool {
	var op *net.OpError
	return !l.got.Load() && (l.wanted.Load() || errors.As(err, &op) && op.Op == "dial")
}
