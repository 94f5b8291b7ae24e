module github.com/chatmount/chatmount

go 1.26.0

require (
	github.com/coder/websocket v1.8.15 // transport/websocket: a small, maintained WebSocket that works behind wrapped ResponseWriters
	github.com/r3labs/sse/v2 v2.10.0 // transport/sse: the event stream of a connection
	go.etcd.io/bbolt v1.5.0 // store/bolt: one file, transactions, no second service
	go.uber.org/goleak v1.3.0 // tests: each test binary fails on a leaked goroutine
	golang.org/x/time v0.16.0 // chat, transport: token buckets of the rate limits
	pgregory.net/rapid v1.3.0 // tests: stores beside a model, in random order
)

require (
	golang.org/x/net v0.62.0 // indirect; raised above what sse asks for, which has known vulnerabilities
	golang.org/x/sys v0.49.0 // indirect
	gopkg.in/cenkalti/backoff.v1 v1.1.0 // indirect
)
