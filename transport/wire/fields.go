package wire

import (
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// fields reads the members of one object by name and keeps the first problem.
// It walks through the object anew for each name: objects are short, and nothing
// has to be remembered.
type fields struct {
	object  value
	problem string // a sentence; empty: none so far
}

// get returns a member, nil when it is absent or null. Of several with one name
// it is the last.
func (f *fields) get(name string) (found value) {
	for w := f.object.walk(); w.member(); {
		if w.name.is(name) {
			found = w.value
		}
	}
	if found == nil || found.kind() == 'n' {
		return nil
	}
	return found
}

func (f *fields) fail(problem string) {
	if f.problem == "" {
		f.problem = problem
	}
}

// require returns a field, and fails when it is absent.
func (f *fields) require(name string) value {
	v := f.get(name)
	if v == nil {
		f.fail(`"` + name + `" is missing.`)
	}
	return v
}

// string returns a field that is absent or a string.
func (f *fields) string(name string) string { return f.stringOf(name, f.get(name)) }

func (f *fields) requiredString(name string) string { return f.stringOf(name, f.require(name)) }

func (f *fields) stringOf(name string, v value) string {
	if v == nil {
		return ""
	}
	s, ok := v.string()
	if !ok {
		f.fail(`"` + name + `" must be a string.`)
	}
	return s
}

// integer returns a field that is absent or an integer.
func (f *fields) integer(name string) int64 { return f.integerOf(name, f.get(name)) }

func (f *fields) integerOf(name string, v value) int64 {
	if v == nil {
		return 0
	}
	n, ok := v.integer()
	if !ok {
		f.fail(`"` + name + `" must be an integer, written without fraction and exponent.`)
	}
	return n
}

// boolean returns a field that is absent or a boolean.
func (f *fields) boolean(name string) bool { return f.booleanOf(name, f.get(name)) }

func (f *fields) booleanOf(name string, v value) bool {
	if v == nil {
		return false
	}
	if k := v.kind(); k != 't' && k != 'f' {
		f.fail(`"` + name + `" must be true or false.`)
	}
	return v.kind() == 't'
}

// array walks through a field that is absent or an array.
func (f *fields) array(name string, v value) walk {
	switch {
	case v == nil:
	case v.kind() != '[':
		f.fail(`"` + name + `" must be an array.`)
	default:
		return v.walk()
	}
	return value("[]").walk()
}

// objects returns the elements of a field that is absent or an array of objects.
func (f *fields) objects(name string, v value) []fields {
	var list []fields
	for w := f.array(name, v); w.element(); {
		if w.value.kind() != '{' {
			f.fail(`"` + name + `" must be an array of objects.`)
			return nil
		}
		list = append(list, fields{object: w.value})
	}
	return list
}

// strings returns the elements of a field that is absent or an array of strings.
func (f *fields) strings(name string) []string {
	var list []string
	for w := f.array(name, f.get(name)); w.element(); {
		s, ok := w.value.string()
		if !ok {
			f.fail(`"` + name + `" must be an array of strings.`)
			return nil
		}
		list = append(list, s)
	}
	return list
}

// key returns the field key, which is required.
func (f *fields) key() string {
	k := f.requiredString("key")
	if n := utf8.RuneCountInString(k); n < 1 || n > chat.MaxIDLength {
		f.fail(`"key" must have 1 to 64 characters.`)
		return ""
	}
	return k
}

// target returns the field event, which is required: an id or an offset.
func (f *fields) target() chat.Target {
	v := f.require("event")
	if v == nil {
		return chat.Target{}
	}
	if n, ok := v.integer(); ok && n > 0 {
		return chat.Target{Offset: n}
	}
	s, ok := v.string()
	if !ok || s == "" {
		f.fail(`"event" must be the id of an event, or its offset.`)
	}
	return chat.Target{ID: s}
}
