package testsite

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// Frame is a frame of the server, decoded.
type Frame map[string]any

// Frames decodes a payload, or fails the test.
func Frames(t *testing.T, payload []byte) []Frame {
	t.Helper()
	frames, err := Decode(payload)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

// Decode decodes a payload.
func Decode(payload []byte) ([]Frame, error) {
	var frames []Frame
	if err := json.Unmarshal(payload, &frames); err != nil {
		return nil, fmt.Errorf("payload %.200q: %w", payload, err)
	}
	return frames, nil
}

// Type returns the frame's type.
func (f Frame) Type() string { return f.Text("type") }

// Text returns a field that is a string, "" when it is not.
func (f Frame) Text(field string) string {
	s, _ := f[field].(string)
	return s
}

// Offset returns the field offset.
func (f Frame) Offset() int64 {
	n, _ := f["offset"].(float64)
	return int64(n)
}

// Types returns the types of frames, in order.
func Types(frames []Frame) []string {
	types := make([]string, len(frames))
	for i, f := range frames {
		types[i] = f.Type()
	}
	return types
}

// Find returns the first frame of a type, nil when there is none.
func Find(frames []Frame, name string) Frame {
	i := slices.IndexFunc(frames, func(f Frame) bool { return f.Type() == name })
	if i < 0 {
		return nil
	}
	return frames[i]
}
