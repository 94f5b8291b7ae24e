package jsontext

import "encoding/json"

// MapStrings returns a valid value in which each string, names included, is what f
// makes of it. An escape that stands for no character is U+FFFD for f.
func MapStrings(value []byte, f func(string) string) []byte {
	mapped := make([]byte, 0, len(value))
	for i := 0; i < len(value); {
		if value[i] != '"' {
			mapped = append(mapped, value[i])
			i++
			continue
		}
		end := endOfString(value, i)
		var s string
		_ = json.Unmarshal(value[i:end], &s) // it is valid
		mapped = AppendString(mapped, f(s))
		i = end
	}
	return mapped
}

// endOfString returns where the string ends that begins at an index.
func endOfString(value []byte, begin int) int {
	i := begin + 1
	for i < len(value) && value[i] != '"' {
		if value[i] == '\\' {
			i++
		}
		i++
	}
	return min(i+1, len(value))
}
