// Package session is the session manager: it makes a session when a visitor
// first asks for one, knows its bearer by an opaque random token in a cookie or
// a header, and ends it.
//
// A token is 256 random bits and means nothing by itself. Only its hash is
// stored, as the session's ID, so neither the database nor a log can give a
// session away, and ending one is deleting a row: nothing caches it.
//
// A token does not change while its session lives. It is replaced when the
// visitor turns out to be a user of the host (Manager.Identify), because what
// was known about the anonymous session must not open the user's.
package session
