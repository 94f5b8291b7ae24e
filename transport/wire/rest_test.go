package wire

import (
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
)

func TestRESTBodiesAreReadByExactNames(t *testing.T) {
	if token, err := DecodeIdentify([]byte(` {"Token":5,"token":"jwt","later":[{}]} `)); token != "jwt" || err != nil {
		t.Errorf("DecodeIdentify = %q, %v", token, err)
	}
	if r, err := DecodeRead([]byte(`{"offset":9007199254740991,"OFFSET":"x"}`)); r.Offset != MaxInteger || err != nil {
		t.Errorf("DecodeRead = %+v, %v", r, err)
	}
	if c, err := DecodeChange([]byte(`{"key":"k","to":"ada"}`)); c != (Change{Key: "k", To: "ada"}) || err != nil {
		t.Errorf("DecodeChange = %+v, %v", c, err)
	}
	if c, err := DecodeChange([]byte(`{"key":null,"to":null}`)); c != (Change{}) || err != nil {
		t.Errorf("DecodeChange of nulls = %+v, %v", c, err)
	}
	if err := DecodeEmpty([]byte(`{"anything":1}`)); err != nil {
		t.Errorf("DecodeEmpty = %v", err)
	}
}

func TestRESTBodiesOfWrongTypesAreInvalid(t *testing.T) {
	decoders := map[string]func([]byte) error{
		"empty":    DecodeEmpty,
		"identify": func(b []byte) error { _, err := DecodeIdentify(b); return err },
		"read":     func(b []byte) error { _, err := DecodeRead(b); return err },
		"change":   func(b []byte) error { _, err := DecodeChange(b); return err },
		"send":     func(b []byte) error { _, err := DecodeSend(b); return err },
	}
	anywhere := []string{``, ` `, `null`, `5`, `"x"`, `[]`, `[{}]`, `{`, `{}x`, `{}{}`, "{\"a\":\"\xff\"}", strings.Repeat(`{"a":`, 20000)}
	for name, bodies := range map[string][]string{
		"empty":    nil,
		"identify": {`{"token":5}`, `{"token":{}}`, `{"token":[]}`, `{"token":true}`},
		"read":     {`{}`, `{"Offset":1}`, `{"offset":"1"}`, `{"offset":1.0}`, `{"offset":1e3}`, `{"offset":null}`, `{"offset":9007199254740992}`},
		"change":   {`{"key":5}`, `{"key":""}`, `{"to":5}`, `{"key":"` + strings.Repeat("k", 65) + `"}`},
		"send":     {`{}`, `{"key":"k"}`, `{"key":"k","parts":{}}`},
	} {
		for _, body := range append(bodies, anywhere...) {
			if err := decoders[name]([]byte(body)); chat.CodeOf(err) != chat.CodeInvalid {
				t.Errorf("%s: %.60s: error %v, want invalid", name, body, err)
			}
		}
	}
}
