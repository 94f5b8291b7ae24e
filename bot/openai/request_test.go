package openai

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/chatmount/chatmount/bot/llm"
)

// Arguments that are no JSON object go back as an empty one: servers that read them would refuse the request.
func TestOddArgumentsGoBackEmpty(t *testing.T) {
	for args, want := range map[string]string{`{"n":1}`: `{"n":1}`, `{"n": 1`: "{}", "": "{}", "null": "{}", `"x"`: "{}"} {
		m := encode(llm.Message{Role: llm.Assistant, Calls: []llm.Call{{ID: "1", Name: "t", Args: json.RawMessage(args)}}})
		if got := m[0].ToolCalls[0].Function.Arguments; got != want {
			t.Errorf("%q goes back as %q, want %q", args, got, want)
		}
	}
}

// Calls are told apart by their index, where that is the same by their id, and without ids by their names.
func TestCallsOfOneIndex(t *testing.T) {
	for name, chunks := range map[string][]string{
		"indexes": {`{"index":0,"id":"1","function":{"name":"a"}}`, `{"index":0,"function":{"arguments":"{}"}}`, `{"index":1,"id":"2","function":{"name":"b","arguments":"{}"}}`},
		"ids":     {`{"index":0,"id":"1","function":{"name":"a","arguments":"{}"}}`, `{"index":0,"id":"2","function":{"name":"b","arguments":"{}"}}`},
		"names":   {`{"index":0,"function":{"name":"a","arguments":"{}"}}`, `{"index":0,"function":{"name":"b","arguments":"{}"}}`},
	} {
		c := completion{byIndex: map[int]*building{}}
		for _, chunk := range chunks {
			var r reply
			if err := json.Unmarshal([]byte(`{"choices":[{"delta":{"tool_calls":[`+chunk+`]}}]}`), &r); err != nil {
				t.Fatal(err)
			}
			if err := c.add(r); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, call := range c.answer().Message.Calls {
			got = append(got, call.Name+string(call.Args))
		}
		if !slices.Equal(got, []string{"a{}", "b{}"}) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
