package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"

	"github.com/chatmount/chatmount/chat"
)

// Function is a tool that a model may call; Tool makes one from a Go function.
type Function struct {
	Name        string          // 1 to 64 letters, digits, underscores and hyphens
	Description string          // tells the model what it does and when to use it
	Schema      json.RawMessage // the JSON Schema of its arguments: an object
	// Call carries out one call with arguments that are a JSON object and else
	// unchecked. It may be called concurrently, also within one turn, and returns soon
	// after ctx has ended.
	Call func(ctx context.Context, args json.RawMessage) (string, error)

	mistake error
}

// Tool returns a Function that decodes its arguments into Args, a struct, and calls f.
//
// The schema comes from Args: bool, numbers, strings, structs, slices, maps with string
// keys, time.Time, json.RawMessage, any, and pointers to them, with the names that
// encoding/json uses. Tags add to it: `description:"..."` tells the model what a field
// is, `enum:"a,b"` lists the values of a string. A field is required unless it is a
// pointer or has omitempty or omitzero. Types that contain themselves, are nested over 8
// levels deep, or have json's string option cannot be arguments.
//
// What a model writes is untrusted: arguments over 64 KiB, of another type, without a
// required field, with an unknown one or a value that is not listed never get to f, and
// the model is told. What f must check itself is whether this visitor may do this; TurnOf
// tells who it is.
//
// The model reads the string that f returns, up to 64 KiB, or, for an error with a
// *chat.Error in its chain, that one's Message. Of any other error and of a panic it
// learns only that the tool failed; the log has the rest.
func Tool[Args any](name, description string, f func(ctx context.Context, args Args) (string, error)) Function {
	s, err := schemaOf(reflect.TypeFor[Args]())
	if err != nil {
		return Function{Name: name, mistake: fmt.Errorf("the tool %q: %w", name, err)}
	}
	encoded, err := json.Marshal(s)
	return Function{
		Name: name, Description: description, Schema: encoded, mistake: err,
		Call: func(ctx context.Context, raw json.RawMessage) (string, error) {
			var args Args
			if err := decodeArgs(s, raw, &args); err != nil {
				return "", err
			}
			return f(ctx, args)
		},
	}
}

// decodeArgs decodes what a model wrote into a pointer to a struct of schema s.
func decodeArgs(s *schema, raw json.RawMessage, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return badArgs(err)
	}
	if _, ok := value.(map[string]any); !ok {
		return badArgs(errNoObject)
	}
	if err := s.check("arguments", value); err != nil {
		return badArgs(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return badArgs(err)
	}
	return nil
}

func badArgs(err error) error {
	return &chat.Error{Code: chat.CodeInvalid, Message: "These arguments do not fit: " + err.Error() + ".", Err: errArgs}
}

var (
	errArgs     = errors.New("llm: the arguments do not fit the tool")
	errNoObject = fmt.Errorf("they are no JSON object of at most %d bytes", maxArgs)
)

var toolName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// checkTools returns what is wrong with the application's tools.
func checkTools(tools []Function) error {
	seen := map[string]bool{}
	for _, f := range tools {
		switch {
		case f.mistake != nil:
			return f.mistake
		case !toolName.MatchString(f.Name):
			return fmt.Errorf("the tool %q needs a name of 1 to 64 letters, digits, underscores and hyphens", f.Name)
		case seen[f.Name]:
			return fmt.Errorf("two tools are called %q", f.Name)
		case !isObject(f.Schema):
			return fmt.Errorf("the schema of the tool %q is no JSON object", f.Name)
		case f.Name == HandoffTool:
			return fmt.Errorf("%q is the name of the tool of WithHandoff", HandoffTool)
		case f.Call == nil:
			return fmt.Errorf("the tool %q has no function to call", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

func isObject(raw json.RawMessage) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(raw, &fields) == nil && fields != nil
}

// HandoffTool is the name of the tool of WithHandoff.
const HandoffTool = "handoff_to_person"

type handoffArgs struct {
	Reason string `json:"reason,omitempty" description:"What it is about, in one sentence, for the person who takes over."`
}

// handoffTool returns the tool that asks for a person; it has no Call, because the
// Bot carries it out itself.
func handoffTool(when string) Function {
	f := Tool(HandoffTool, "Hands this conversation over to a person. "+when, func(context.Context, handoffArgs) (string, error) { return "", nil })
	f.Call = nil
	return f
}

type turnKey struct{}

func withTurn(ctx context.Context, t chat.Turn) context.Context {
	return context.WithValue(ctx, turnKey{}, t)
}

// TurnOf returns the turn in which a tool is called, from the ctx that the tool gets.
func TurnOf(ctx context.Context) (chat.Turn, bool) {
	t, ok := ctx.Value(turnKey{}).(chat.Turn)
	return t, ok
}
