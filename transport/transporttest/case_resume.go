package transporttest

import (
	"fmt"
	"slices"
	"strings"
)

func resume(s *suite) {
	l := s.visitor()
	a := s.open(l)
	said := 0
	say := func(n int) (want []string) {
		for range n {
			said++
			s.say(l, fmt.Sprint("k", said), fmt.Sprint(said))
			want = append(want, fmt.Sprint(said))
		}
		return want
	}
	say(3)
	a.messages(3)
	for _, d := range s.others {
		cursor := a.cursor
		a.client.Close()
		missed := say(4)
		a = s.openBy(d, l, at(cursor))
		if !a.welcome.Recovered || a.welcome.Cursor != cursor {
			s.Errorf("%s: the cursor %q was not taken: %+v", d.Name, cursor, a.welcome)
		}
		if got := a.messages(4); !slices.Equal(got, missed) {
			s.Errorf("%s: resumed with %v, want what was missed, %v", d.Name, got, missed)
		}
		if now := say(1); !slices.Equal(a.messages(1), now) {
			s.Errorf("%s: after resuming something else came", d.Name)
		}
	}
}

func resumeFromNothing(s *suite) {
	l := s.visitor()
	b := s.open(l)
	cursor := b.cursor
	b.client.Close()
	s.say(l, "k1", "from elsewhere")
	b = s.open(l, at(cursor))
	if !b.welcome.Recovered || b.messages(1)[0] != "from elsewhere" {
		s.Errorf("the cursor from before the conversation was not taken: %+v", b.welcome)
	}
}

func reset(s *suite) {
	l, other := s.visitor(), s.visitor()
	mine, theirs := s.say(l, "k1", "mine"), s.say(other, "k1", "theirs")
	taken := s.Engine.Cursor(mine.Conversation, mine.Offset)
	for what, cursor := range map[string]string{
		"malformed":                  "x",
		"of somebody's conversation": s.Engine.Cursor(theirs.Conversation, 1),
		"beyond the head":            s.Engine.Cursor(mine.Conversation, mine.Offset+1000),
		"of another epoch":           "other" + taken[strings.Index(taken, "."):],
		"too long":                   strings.Repeat("x", 129),
		"with a control character":   taken + "\n",
		"with a sign":                strings.Replace(taken, "."+fmt.Sprint(mine.Offset), ".+"+fmt.Sprint(mine.Offset), 1),
	} {
		b := s.open(l, at(cursor))
		r := b.until("reset")
		if b.welcome.Recovered || r.conversation() != mine.Conversation || r.Head == nil || r.Cursor != s.Engine.Cursor(mine.Conversation, *r.Head) {
			s.Errorf("a cursor %s: welcome %+v and reset %+v", what, b.welcome, r)
		}
		s.say(l, "after "+what, what)
		if got := b.messages(1); got[0] != what {
			s.Errorf("after the reset came %v, want %q", got, what)
		}
		b.client.Close()
	}
}
