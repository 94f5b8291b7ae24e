// Package longpoll carries connections over plain requests, for networks that
// let nothing else through: each poll says what arrived, by its cursor, and is
// held until there is something after it.
//
// Nothing is removed by being answered, so an answer that is lost or cut off is
// given again to the next poll with the same cursor. A newer poll of a
// connection supersedes an older one, which is answered with 204 at once; polls
// of different connections do not touch each other. Between two polls the
// connection keeps its place for a minute, or until its session needs it for a
// newer one.
package longpoll
