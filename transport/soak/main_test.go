// Package soak has hundreds of connections come and go at a server that runs as
// a process of its own, politely and not, and checks that it is back to where it
// began afterwards: in goroutines, open files and memory, and that nobody who behaved
// was made to wait.
package soak

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// asServer holds the path of the database when the test binary runs as the server.
const asServer = "SOAK_SERVER_DB"

func TestMain(m *testing.M) {
	if path := os.Getenv(asServer); path != "" {
		if err := serve(path); err != nil {
			fmt.Fprintln(os.Stderr, "ERROR:", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}
