package llm

import (
	"context"
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

type Shared struct {
	Lang string `json:"lang" enum:"de,en"`
}

type everything struct {
	Shared
	*Optional
	Title  string             `json:"title" description:"Words of the title."`
	Pages  int                `json:"pages,omitempty"`
	Price  *float64           `json:"price"`
	Used   bool               `json:"used,omitzero"`
	Tags   []string           `json:"tags"`
	Dates  map[string]uint8   `json:"dates"`
	When   time.Time          `json:"when"`
	Host   netip.Addr         `json:"host"`
	Raw    json.RawMessage    `json:"raw"`
	Any    any                `json:"any"`
	Bytes  []byte             `json:"bytes"`
	Inner  struct{ X [2]int } `json:"inner"`
	Plain  string
	hidden string
	Skip   string `json:"-"`
}

type Optional struct {
	Note string `json:"note"`
}

// The schema says what encoding/json reads into the struct, and what of it is required.
func TestSchema(t *testing.T) {
	f := Tool("t", "", func(_ context.Context, e everything) (string, error) { return e.hidden, nil })
	const want = `{"type":"object","properties":{` +
		`"Plain":{"type":"string"},"any":{},"bytes":{"type":"string","format":"byte"},` +
		`"dates":{"type":"object","additionalProperties":{"type":"integer"}},"host":{"type":"string"},` +
		`"inner":{"type":"object","properties":{"X":{"type":"array","items":{"type":"integer"}}},"required":["X"],"additionalProperties":false},` +
		`"lang":{"type":"string","enum":["de","en"]},"note":{"type":"string"},"pages":{"type":"integer"},"price":{"type":"number"},"raw":{},` +
		`"tags":{"type":"array","items":{"type":"string"}},"title":{"type":"string","description":"Words of the title."},"used":{"type":"boolean"},` +
		`"when":{"type":"string","format":"date-time"}},` +
		`"required":["lang","title","tags","dates","when","host","raw","any","bytes","inner","Plain"],"additionalProperties":false}`
	if string(f.Schema) != want {
		t.Errorf("got %s\nwant %s", f.Schema, want)
	}
	empty := Tool("t", "", func(context.Context, struct{}) (string, error) { return "", nil })
	if string(empty.Schema) != `{"type":"object","properties":{},"additionalProperties":false}` {
		t.Errorf("no arguments: %s", empty.Schema)
	}
}

type list struct{ Next *list }

type loops struct{ Self []loops }

type pointed *pointed

// What cannot be an argument is told, and no type makes the schema endless.
func TestSchemaRefuses(t *testing.T) {
	for name, bad := range map[string]any{
		"a string": "", "a time": time.Time{}, "a list": list{}, "a loop": loops{}, "a channel": struct{ C chan int }{}, "a function": struct{ F func() }{},
		"a map by number": struct{ M map[int]string }{}, "json's string": struct {
			N int `json:",string"`
		}{}, "an enum of numbers": struct {
			N int `enum:"1,2"`
		}{}, "a method set": struct{ E error }{}, "a pointer to itself": struct{ P pointed }{},
		"a loop by embedding": struct{ Looped }{}, "a complex": struct{ C []complex64 }{},
	} {
		if s, err := schemaOf(reflect.TypeOf(bad)); err == nil {
			t.Errorf("%s has the schema %+v", name, s)
		}
	}
}

type Looped struct{ *Looped }

// Arguments that fit arrive; others are told where they do not.
func TestDecode(t *testing.T) {
	type order struct {
		Size  string            `json:"size" enum:"s,m"`
		Items []struct{ N int } `json:"items"`
		Names map[string]Shared `json:"names,omitempty"`
		Free  any               `json:"free,omitempty"`
	}
	s, err := schemaOf(reflect.TypeFor[order]())
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{
		`{"size":"m","items":[{"N":1}],"names":{"a":{"lang":"de"}},"free":{"x":[1]}}`: "",
		`{"size":"xl","items":[]}`:                                      "arguments.size is none of s, m",
		`{"size":"s","items":[{"N":1},{}]}`:                             `arguments.items[1] has no "N"`,
		`{"size":"s","items":[{"N":1,"M":2}]}`:                          `arguments.items[0] has an unknown field "M"`,
		`{"size":"s","items":[],"names":{"a":{"lang":"fr"}}}`:           "arguments.names.a.lang is none of de, en",
		`{"size":"s","items":[{"N":1.5}]}`:                              "1.5",
		`{"size":"s","items":[{"N":1}]} {"size":"s"}`:                   "invalid character",
		`{"size":"s","items":[null]}`:                                   "arguments.items[0] is null",
		`{"size":"s","items":[],"names":null,"free":null}`:              "none",
		`{"size":"s","items":{"N":1}}`:                                  "items",
		`{"size":"s","items":[{"N":99999999999999999999999999999999}]}`: "99999",
	} {
		var o order
		err := decodeArgs(s, json.RawMessage(raw), &o)
		if want == "none" {
			if err != nil {
				t.Errorf("%s: %v", raw, err)
			}
			continue
		}
		if want == "" && (err != nil || o.Items[0].N != 1 || o.Names["a"].Lang != "de") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, %+v", raw, err, o)
		}
	}
}

// Whatever a model writes as arguments, nothing panics, and what arrives is complete.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{``, `null`, `{}`, `[]`, `{"title":"x","lang":"de"}`, `{"lang":"fr"}`, `{"inner":{"X":[1,2,3]}}`, `{"title":"a"} x`, "{\"title\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	s, err := schemaOf(reflect.TypeFor[everything]())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e everything
		if err := decodeArgs(s, raw, &e); err == nil && (e.Lang != "de" && e.Lang != "en" || !json.Valid(raw)) {
			t.Errorf("%q became %+v", raw, e)
		}
	})
}
