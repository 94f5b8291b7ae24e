package transporttest

import (
	"strings"
)

// payloads are what clients get wrong; key is the one that the error names.
var payloads = []struct{ payload, key string }{
	{``, ""},
	{`null`, ""},
	{`{}`, ""},
	{`"x"`, ""},
	{`[`, ""},
	{`[{"type":"ping"}`, ""},
	{`[] []`, ""},
	{`{"type":"ping"}`, ""},
	{"[{\"type\":\"send\",\"key\":\"k\",\"parts\":[{\"type\":\"text\",\"text\":\"\xff\"}]}]", ""},
	{strings.Repeat("[", 12000) + strings.Repeat("]", 12000), ""},
	{`[1]`, ""},
	{`[null]`, ""},
	{`[[]]`, ""},
	{`[{}]`, ""},
	{`[{"type":1,"key":"bad"}]`, "bad"},
	{`[{"TYPE":"ping"}]`, ""},
	{`[{"type":"send","parts":[{"type":"text","text":"a"}]}]`, ""},
	{`[{"type":"send","key":"","parts":[{"type":"text","text":"a"}]}]`, ""},
	{`[{"type":"send","key":7,"parts":[{"type":"text","text":"a"}]}]`, ""},
	{`[{"type":"send","key":"` + strings.Repeat("k", 65) + `","parts":[{"type":"text","text":"a"}]}]`, ""},
	{`[{"type":"send","key":"bad"}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":null}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":{}}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":["a"]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"text"}]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"text","text":""}]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"text","text":1}]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"nope","text":"a"}]}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"text","text":"a"}],"reply":1.5}]`, "bad"},
	{`[{"type":"send","key":"bad","parts":[{"type":"text","text":"a"}],"reply":"1"}]`, "bad"},
	{`[{"type":"action","key":"bad","value":"x"}]`, "bad"},
	{`[{"type":"action","key":"bad","event":1}]`, "bad"},
	{`[{"type":"typing"}]`, ""},
	{`[{"type":"typing","on":"yes"}]`, ""},
	{`[{"type":"stop","draft":5}]`, ""},
	{`[{"type":"read"}]`, ""},
	{`[{"type":"read","offset":"1"}]`, ""},
	{`[{"type":"read","offset":1.5}]`, ""},
	{`[{"type":"read","offset":1000}]`, ""},
	{`[{"type":"read","offset":-1}]`, ""},
}

func malformed(s *suite) {
	b := s.open(s.visitor())
	b.send(text("good", "hello"))
	b.ack("good")
	for _, p := range payloads {
		b.sendRaw(p.payload)
		refused := b.until("error")
		if refused.Code != "invalid" || refused.Key != p.key {
			s.Errorf("%.80q: code %q for key %q, want invalid for key %q", p.payload, refused.Code, refused.Key, p.key)
		}
		b.usable()
	}
	b.send(text("last", "still here"))
	if ack := b.ack("last"); b.messages(2)[1] != "still here" || ack.Offset != b.offset {
		s.Error("something else was appended")
	}
}

func unknown(s *suite) {
	b := s.open(s.visitor())
	b.sendRaw(`[{"type":"future","key":1,"parts":"x"},{"type":"welcome"},{"type":"Send","key":"k"},` +
		`{"type":"send","key":"k1","parts":[{"type":"text","text":"a","new":1}],"new":{"a":[]}},{"type":"ping","on":1}]`)
	b.ack("k1")
	b.until("pong")
	for _, f := range b.unread {
		if f.Type == "error" {
			s.Errorf("something unknown was refused: %+v", f)
		}
	}
}

func lateHello(s *suite) {
	b := s.open(s.visitor())
	b.sendRaw(`[{"type":"hello","v":1},{"type":"ping"}]`)
	if refused := b.until("error"); refused.Code != "invalid" {
		s.Errorf("another hello was answered with %+v, want invalid", refused)
	}
	b.until("pong")
	b.usable()
}
