// Package static serves files that were built before the program was: the
// widget's scripts and styles. Everything about them (types, hashes, the
// compressed forms beside them) is worked out once, when they are loaded, and a
// request is one look-up in a map, so that no path can lead out of them.
package static
