module github.com/chatmount/chatmount/store/bolt/powercut

go 1.26.0

replace github.com/chatmount/chatmount => ../../../

require (
	github.com/chatmount/chatmount v0.0.0-00010101000000-000000000000
	github.com/hanwen/go-fuse/v2 v2.12.1
	go.uber.org/goleak v1.3.0
)

require (
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)
