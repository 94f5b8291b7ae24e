module github.com/chatmount/chatmount/examples/dialogflow

go 1.26.0

replace github.com/chatmount/chatmount => ../../

require (
	github.com/chatmount/chatmount v0.0.0-00010101000000-000000000000
	github.com/coder/websocket v1.8.15
	go.uber.org/goleak v1.3.0
	golang.org/x/oauth2 v0.37.0
)

require (
	cloud.google.com/go/compute/metadata v0.3.0 // indirect
	github.com/r3labs/sse/v2 v2.10.0 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.16.0 // indirect
	gopkg.in/cenkalti/backoff.v1 v1.1.0 // indirect
)
