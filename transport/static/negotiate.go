package static

import (
	"strconv"
	"strings"
)

// choose returns the form that an Accept-Encoding header prefers (RFC 9110,
// section 12.5.3): of the acceptable codings the one with the highest weight, the densest
// among equals. Where nothing is acceptable it is the plain form, which every
// client can read.
func (f *file) choose(acceptEncoding []string) *form {
	if len(f.coded) == 0 || len(acceptEncoding) == 0 {
		return &f.plain
	}
	best, most := &f.plain, 0
	for i := range f.coded {
		if q := weight(acceptEncoding, f.coded[i].coding); q > most {
			best, most = &f.coded[i], q
		}
	}
	if weight(acceptEncoding, "identity") > most {
		return &f.plain
	}
	return best
}

// weight returns the weight of a coding in thousandths, 0 when it is not
// acceptable or not named.
func weight(acceptEncoding []string, coding string) int {
	rest := 0 // the weight of "*"
	for _, line := range acceptEncoding {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, coding), coding == "gzip" && strings.EqualFold(name, "x-gzip"):
				return thousandths(params)
			case name == "*":
				rest = thousandths(params)
			}
		}
	}
	return rest
}

// thousandths reads "q=0.5" as 500. No weight means the highest, a weight that is
// malformed none.
func thousandths(params string) int {
	key, value, _ := strings.Cut(strings.TrimSpace(params), "=")
	if !strings.EqualFold(strings.TrimSpace(key), "q") {
		return 1000
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return int(q * 1000)
}
