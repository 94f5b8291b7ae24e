package powercut

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// childVariable names what a child process does instead of running tests.
const childVariable = "POWERCUT_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		if err := child(task, os.Getenv("POWERCUT_PATH"), os.Getenv("POWERCUT_RUN")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}
