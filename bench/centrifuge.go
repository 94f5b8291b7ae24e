package main

import (
	"context"
	"encoding/binary"
	"log"
	"net/http"

	"github.com/centrifugal/centrifuge"
	"go.etcd.io/bbolt"
)

// serveCentrifuge is what a Go developer would write with centrifuge: each
// publication goes through db.Batch, with its default delay, into a bucket of its
// conversation, from which its history can be read, before it is published.
func serveCentrifuge() http.Handler {
	db := openDB()
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelError})
	if err != nil {
		log.Fatal(err)
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials: &centrifuge.Credentials{UserID: "u"},
			// The load's clients answer no pings while they wait for the others to connect.
			PingPongConfig: &centrifuge.PingPongConfig{PingInterval: -1, PongTimeout: -1},
		}, nil
	})
	node.OnConnect(func(c *centrifuge.Client) {
		c.OnSubscribe(func(_ centrifuge.SubscribeEvent, cb centrifuge.SubscribeCallback) {
			cb(centrifuge.SubscribeReply{}, nil)
		})
		c.OnPublish(func(e centrifuge.PublishEvent, cb centrifuge.PublishCallback) {
			err := db.Batch(func(tx *bbolt.Tx) error {
				b, err := tx.Bucket(bucket).CreateBucketIfNotExists([]byte(e.Channel))
				if err != nil {
					return err
				}
				b.FillPercent = 1
				n, err := b.NextSequence()
				if err != nil {
					return err
				}
				return b.Put(binary.BigEndian.AppendUint64(nil, n), e.Data)
			})
			cb(centrifuge.PublishReply{}, err)
		})
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}
	return centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{})
}
