// Package powercut holds the tests of the bolt store on a disk that loses power,
// lies, fails or is full. The disk is the package disk; the store runs on it in a
// process of its own, as it would on a machine, and what it has acknowledged is
// compared with what is left. It is a module of its own so that the core does
// not depend on FUSE.
//
// The tests need /dev/fuse and the right to mount; without these they are skipped
// and say so. How many rounds are run, and from which seed, is said in package
// regime.
package powercut
