package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// value is one JSON value without space around it. It is part of a text that
// json.Valid has accepted, so that its methods only tell types apart.
type value []byte

// kind returns the value's first byte, with '0' for any number.
func (v value) kind() byte {
	if c := v[0]; c != '-' && (c < '0' || c > '9') {
		return c
	}
	return '0'
}

// string returns a string's text; a lone surrogate becomes U+FFFD.
func (v value) string() (s string, ok bool) {
	if v.kind() != '"' {
		return "", false
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1]), true
	}
	return v.unescape()
}

func (v value) unescape() (s string, ok bool) {
	err := json.Unmarshal(v, &s)
	return s, err == nil
}

// is reports whether a string has this text. Escapes only make it longer.
func (v value) is(text string) bool {
	inside := v[1 : len(v)-1]
	if len(inside) <= len(text) || bytes.IndexByte(inside, '\\') < 0 {
		return string(inside) == text
	}
	s, _ := v.string()
	return s == text
}

// integer returns a number that is written without fraction and exponent and
// that every client can hold.
func (v value) integer() (n int64, ok bool) {
	if v.kind() != '0' || len(v) > len("-9007199254740991") {
		return 0, false
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil && n <= MaxInteger && n >= -MaxInteger
}

// walk goes through an array or an object.
type walk struct {
	in          value
	next        int   // where the next element or member begins
	name, value value // the current one; an element has no name
}

func (v value) walk() walk { return walk{in: v, next: skipSpace(v, 1)} }

// element goes to the next element of an array and reports whether there is one.
func (w *walk) element() bool {
	if w.in[w.next] == ']' {
		return false
	}
	end := valueEnd(w.in, w.next)
	w.value = w.in[w.next:end]
	w.next = skipComma(w.in, end)
	return true
}

// member goes to the next member of an object and reports whether there is one.
func (w *walk) member() bool {
	if w.in[w.next] == '}' {
		return false
	}
	end := valueEnd(w.in, w.next)
	w.name = w.in[w.next:end]
	w.next = skipSpace(w.in, skipSpace(w.in, end)+1) // behind the colon
	return w.element()
}

func skipSpace(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r' {
		i++
	}
	return i
}

// skipComma returns where the next element starts, or the closing bracket.
func skipComma(b []byte, i int) int {
	if i = skipSpace(b, i); b[i] == ',' {
		i = skipSpace(b, i+1)
	}
	return i
}

// valueEnd returns the end of the value that starts at i.
func valueEnd(b []byte, i int) int {
	switch b[i] {
	case '"':
		return stringEnd(b, i)
	case '{', '[':
		return bracketEnd(b, i)
	}
	for i < len(b) {
		switch b[i] {
		case ',', ']', '}', ' ', '\t', '\n', '\r':
			return i
		}
		i++
	}
	return i
}

// stringEnd returns the end of the string that starts at i. It looks for quotes
// only, which is much faster than looking at every byte.
func stringEnd(b []byte, i int) int {
	for {
		i += 1 + bytes.IndexByte(b[i+1:], '"')
		escapes := 0
		for b[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

func bracketEnd(b []byte, i int) int {
	depth := 0
	for {
		switch b[i] {
		case '"':
			i = stringEnd(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
}
