// Command mutants breaks the guarantee on purpose, in one way after the other,
// and sees whether the tests notice: each mutant is a defect that this kind of
// software is known for, made by replacing a few lines, and is to be caught by the
// layer of tests that is named beside it.
//
//	go run ./transport/transporttest/mutants            all of them
//	go run ./transport/transporttest/mutants nosync     those whose name contains this
//
// Run it in the root of the repository. Nothing in the tree is changed: the Go
// tool and the tests of the client get the changed files in place of the real
// ones. Before its first mutant a layer is run with nothing changed, and has to pass.
package main
