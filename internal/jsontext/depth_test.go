package jsontext

import "testing"

// Depth counts arrays and objects within one another, and not what stands in texts.
func TestDepth(t *testing.T) {
	for value, want := range map[string]int{
		`1`: 0, `"[{"`: 0, `[]`: 1, `[1,[2],{"a":[]}]`: 3, `{"[":"]","\\\"[":[[]]}`: 3, `["\\",[]]`: 2, `["\"",[[]],[]]`: 3, ` [ [ ] ] `: 2,
	} {
		if got := Depth([]byte(value)); got != want {
			t.Errorf("%s nests %d deep, want %d", value, got, want)
		}
	}
}
