// Command bench measures Chatmount beside named alternatives in the same run,
// and prints ratios: absolute figures drift with the machine. It is a module of
// its own, so that who imports Chatmount does not get what it is compared with.
//
// Every system under test runs in a child process, so that its CPU time and
// memory are its own and not the load generator's. Everything listens on
// loopback, is bounded in count and time, and is removed at the end.
package main
