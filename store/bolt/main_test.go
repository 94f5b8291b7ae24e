package bolt

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// childVariable names what a child process does instead of running tests.
const childVariable = "BOLT_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "append until killed" {
		appendUntilKilled(os.Getenv("BOLT_TEST_PATH"), os.Getenv("BOLT_TEST_RUN"))
	}
	goleak.VerifyTestMain(m)
}
