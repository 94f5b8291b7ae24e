// Package behavior has what HTTP services do, and the ways in which they fail, for
// stand-ins of the services behind bots: an http.HandlerFunc each, and a Script that
// says which comes next.
package behavior
