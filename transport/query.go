package transport

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// query reads the parameters of a request as strictly as package wire reads
// frames. Parameters that nobody asks for are ignored.
type query url.Values

func parseQuery(r *http.Request) (query, error) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("The query of the URL is malformed.")
	}
	return query(v), nil
}

func (q query) has(name string) bool { return len(q[name]) > 0 }

// text returns a parameter, "" when it is absent.
func (q query) text(name string) (string, error) {
	switch v := q[name]; len(v) {
	case 0:
		return "", nil
	case 1:
		return v[0], nil
	}
	return "", invalid(`"` + name + `" is there twice.`)
}

// integer returns a parameter that is there: decimal digits of a number that is
// at least least. One beyond every offset counts as the greatest.
func (q query) integer(name string, least int64) (int64, error) {
	s, err := q.text(name)
	if err != nil {
		return 0, err
	}
	digits := s != "" && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
	n, _ := strconv.ParseInt(s, 10, 64) // of digits it only fails by being too large, with the largest n
	if !digits || n < least {
		return 0, invalid(`"` + name + `" must be an integer of at least ` + strconv.FormatInt(least, 10) + `.`)
	}
	return min(n, wire.MaxInteger), nil
}

// limit returns how many entries a page may have.
func (q query) limit() (int, error) {
	if !q.has("limit") {
		return defaultPage, nil
	}
	n, err := q.integer("limit", 1)
	return int(min(n, longestPage)), err
}

func invalid(message string) error { return &chat.Error{Code: chat.CodeInvalid, Message: message} }
