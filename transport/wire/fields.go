package wire

import (
	"slices"
	"unicode/utf8"

	"github.com/chatmount/chatmount/chat"
)

// fields reads the members of one object by name and keeps the first problem.
type fields struct {
	members []member
	problem string // a sentence; empty: none so far
}

type member struct{ name, value value }

func fieldsOf(v value) fields {
	f := fields{members: make([]member, 0, 4)}
	for w := v.walk(); w.member(); {
		f.members = append(f.members, member{w.name, w.value})
	}
	return f
}

// get returns a member, nil when it is absent or null.
func (f *fields) get(name string) value {
	for _, m := range slices.Backward(f.members) {
		if !m.name.is(name) {
			continue
		}
		if m.value.kind() == 'n' {
			return nil
		}
		return m.value
	}
	return nil
}

func (f *fields) fail(problem string) {
	if f.problem == "" {
		f.problem = problem
	}
}

// require reports whether a field is there, and fails when it is not.
func (f *fields) require(name string) bool {
	if f.get(name) != nil {
		return true
	}
	f.fail(`"` + name + `" is missing.`)
	return false
}

// string returns a field that is absent or a string.
func (f *fields) string(name string) string {
	v := f.get(name)
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
func (f *fields) integer(name string) int64 {
	v := f.get(name)
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
func (f *fields) boolean(name string) bool {
	v := f.get(name)
	if v == nil {
		return false
	}
	if k := v.kind(); k != 't' && k != 'f' {
		f.fail(`"` + name + `" must be true or false.`)
	}
	return v.kind() == 't'
}

// array walks through a field that is absent or an array.
func (f *fields) array(name string) walk {
	v := f.get(name)
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
func (f *fields) objects(name string) []fields {
	var list []fields
	for w := f.array(name); w.element(); {
		if w.value.kind() != '{' {
			f.fail(`"` + name + `" must be an array of objects.`)
			return nil
		}
		list = append(list, fieldsOf(w.value))
	}
	return list
}

// strings returns the elements of a field that is absent or an array of strings.
func (f *fields) strings(name string) []string {
	var list []string
	for w := f.array(name); w.element(); {
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
	f.require("key")
	k := f.string("key")
	if n := utf8.RuneCountInString(k); n < 1 || n > chat.MaxIDLength {
		f.fail(`"key" must have 1 to 64 characters.`)
		return ""
	}
	return k
}

// target returns the field event, which is required: an id or an offset.
func (f *fields) target() chat.Target {
	if !f.require("event") {
		return chat.Target{}
	}
	v := f.get("event")
	if n, ok := v.integer(); ok && n > 0 {
		return chat.Target{Offset: n}
	}
	s, ok := v.string()
	if !ok || s == "" {
		f.fail(`"event" must be the id of an event, or its offset.`)
	}
	return chat.Target{ID: s}
}
