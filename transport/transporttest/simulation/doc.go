// Package simulation holds only tests: whole sites in virtual time. Visitors in
// several tabs, agents and a bot talk for ten minutes over the real handler, the
// real transports and the reference client, while the network, the server and
// its store go through storms that the seed has drawn: connections that are cut,
// in the middle of a frame too, or swallow what they carry; answers that are
// lost, posts that come twice, readers that are slow, processes that are killed
// or restarted, pages that are reloaded, sessions that are revoked. The history
// has to be one that keeps the guarantee.
package simulation
