// Package exampletest has what the tests of the examples share: a run of the
// program within the test, and visitors who speak with it over the wire.
package exampletest
