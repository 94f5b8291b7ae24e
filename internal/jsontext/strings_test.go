package jsontext

import (
	"encoding/json"
	"strings"
	"testing"
)

// Each string is mapped, names too, and nothing else changes.
func TestMapStrings(t *testing.T) {
	upper := strings.ToUpper
	for value, want := range map[string]string{
		`1.50e3`:                          `1.50e3`,
		`"a\"b\\"`:                        `"A\"B\\"`,
		`{"a":["b",true,null,{"c":"d"}]}`: `{"A":["B",true,null,{"C":"D"}]}`,
		`{"\u0061" : "\ud800"}`:           "{\"A\" : \"\ufffd\"}",
		`["\ud83d\ude00","\u0007"]`:       `["😀","\u0007"]`,
		`""`:                              `""`,
	} {
		if got := string(MapStrings([]byte(value), upper)); got != want {
			t.Errorf("%s became %s, want %s", value, got, want)
		}
	}
}

// A valid value stays valid, and is the same when nothing is changed.
func FuzzMapStrings(f *testing.F) {
	for _, seed := range []string{`{"a":"\\"}`, `["\"",1,"\ud800x"]`, `"\u0000"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		var before, after any
		if json.Unmarshal(value, &before) != nil {
			return
		}
		mapped := MapStrings(value, func(s string) string { return s })
		if err := json.Unmarshal(mapped, &after); err != nil {
			t.Fatalf("%q became %q: %v", value, mapped, err)
		}
		was, _ := json.Marshal(before)
		is, _ := json.Marshal(after)
		if string(was) != string(is) {
			t.Errorf("%s became %s", was, is)
		}
	})
}
