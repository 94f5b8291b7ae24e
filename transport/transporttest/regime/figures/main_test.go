package main

import (
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Runs of one layer are one line of the table.
func TestPrint(t *testing.T) {
	var out strings.Builder
	if err := print(&out, strings.NewReader(`{"layer":"kill","rounds":2,"failed":0,"figures":{"kills":2,"messages":9},"seconds":1.5}
{"layer":"disk","rounds":1,"failed":1,"figures":{},"seconds":1}
{"layer":"kill","rounds":3,"failed":0,"figures":{"kills":3},"seconds":2.6}
`)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| kill | 5 | 0 | kills 5, messages 9 | 4 s |", "| disk | 1 | 1 |  | 1 s |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	if print(&out, strings.NewReader("x\n")) == nil {
		t.Error("a file of something else was taken")
	}
}
