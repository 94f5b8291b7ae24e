// Package session is the session manager: it makes sessions when a visitor
// first writes, knows them by an opaque random token in a cookie or a bearer
// header, and ends them.
package session
