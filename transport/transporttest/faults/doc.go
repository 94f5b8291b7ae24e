// Package faults holds only tests: visitors and an agent talk over real sockets,
// each through a fault proxy with a schedule of its own, while tabs change their
// transport, are loaded anew, a session ends, and the server moves to another
// port, at times to a backup of its store. When everything is healed they have
// five seconds, and then the history has to be one that keeps the guarantee.
package faults
