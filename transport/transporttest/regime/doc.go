// Package regime runs the randomised layers of the test suite: short in an
// ordinary go test, long before a release, and any round again from its seed.
//
// A layer is a test function that calls Run. The environment says how much of it
// is run:
//
//	CHATMOUNT_ROUNDS=n      n rounds, with seeds that are new each time
//	CHATMOUNT_SOAK=10m      as many rounds as begin within this time, likewise
//	CHATMOUNT_SEED=n        the round with this seed; with one of the above, that many from this seed on
//	CHATMOUNT_FIGURES=file  append the figures of each layer to this file (an absolute path) as a line of JSON
//
// Without any of them a layer runs Options.Short rounds, always with the same
// seeds; with go test -short a tenth of them. A run that is longer than ten
// minutes also needs go test -timeout.
//
// A seed decides everything that the layer draws from it. What the
// machine decides, as the order of goroutines and the ids that the server draws,
// it does not: a failure that hangs on these may take several replays.
package regime
