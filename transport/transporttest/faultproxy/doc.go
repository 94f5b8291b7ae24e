// Package faultproxy stands between a client and a server and does to their
// connections what networks, proxies and load balancers do: it delays, throttles,
// cuts, resets, swallows, holds back and repeats.
//
//	p, err := faultproxy.New("http://127.0.0.1:8080", faultproxy.Options{Seed: 7})
//	...
//	defer p.Close()
//	client := connect(p.URL()) // in place of the server's
//	p.Set(faultproxy.Fault{Kind: faultproxy.LostAnswer})
//	...
//	p.Heal()
//
// One Fault is in force at a time, for every connection. A Schedule changes it
// over time, drawn from a seed, and heals at the end:
//
//	s := faultproxy.NewSchedule(7, 10*time.Second)
//	log.Print(s) // what will be done, and when
//	err = p.Run(ctx, s)
//
// The proxy relays TCP and changes no byte. It follows HTTP/1.1 only as far as
// is needed to know where a request ends and an answer begins, so anything that a
// client speaks over HTTP/1.1 may pass, WebSocket too; TLS may not.
//
// What is healed: from then on new connections are as good as the network, and
// what was held back of the old ones flows on, late but complete. A connection that
// was cut stays cut, and one that is dead or forgotten stays so: its client has to
// notice.
//
// The command in cmd/faultproxy is the same for clients in any language.
package faultproxy
