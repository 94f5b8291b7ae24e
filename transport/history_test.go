package transport

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// filled is a conversation with n messages, as the visitor sees it.
func (r *rig) filled(p person, n int) string {
	r.t.Helper()
	id := r.conversation(p)
	for i := 2; i <= n; i++ {
		r.do("POST", "conversations/"+id+"/messages", message("k"+strconv.Itoa(i), strconv.Itoa(i)), p.as).want(r.t, 201)
	}
	return id
}

func offsets(t *testing.T, a answered) (all []int64) {
	t.Helper()
	var page struct{ Events []struct{ Offset int64 } }
	a.want(t, 200).into(t, &page)
	if page.Events == nil {
		t.Fatalf("no list of events: %s", a.body)
	}
	for _, e := range page.Events {
		all = append(all, e.Offset)
	}
	return all
}

func run(from, to int64) (all []int64) {
	for i := from; i <= to; i++ {
		all = append(all, i)
	}
	return all
}

func TestPagesOfTheLog(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	path := "conversations/" + r.filled(p, 120) + "/events"
	for query, want := range map[string][]int64{
		"":                                  run(71, 120),
		"?":                                 run(71, 120),
		"?other=1":                          run(71, 120),
		"?limit=3":                          run(118, 120),
		"?limit=100":                        run(21, 120),
		"?limit=101":                        run(21, 120),
		"?limit=1000000000":                 run(21, 120),
		"?limit=" + strings.Repeat("9", 40): run(21, 120),
		"?after=0":                          run(1, 50),
		"?after=0&limit=2":                  run(1, 2),
		"?after=118":                        run(119, 120),
		"?after=120":                        nil,
		"?after=9007199254740991":           nil,
		"?after=99999999999999999999":       nil,
		"?before=1":                         nil,
		"?before=3":                         run(1, 2),
		"?before=100&limit=2":               run(98, 99),
		"?before=9007199254740991&limit=1":  run(120, 120),
	} {
		if got := offsets(t, r.do("GET", path+query, "", p.as)); !slices.Equal(got, want) {
			t.Errorf("%q: the offsets are %v, want %v", query, got, want)
		}
	}
}

func TestPagesAreAskedForStrictly(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.filled(p, 3)
	bad := []string{"", "-1", "+1", "1.0", "1e2", "0x1", "01", "1_0", "1%20", "a", "%00", "1;2", "٣", "%D9%A3", "null"}
	var queries []string
	for _, v := range bad {
		queries = append(queries, "limit="+v, "after="+v, "before="+v)
	}
	queries = append(queries, "limit=0", "before=0", "limit=1&limit=2", "after=1&after=1", "after=0&before=3", "after=%zz", "a;b=c")
	for _, q := range queries {
		r.do("GET", "conversations/"+id+"/events?"+q, "", p.as).want(t, 400, "invalid")
	}
	for _, q := range []string{"limit=0", "limit=x", "limit=1&limit=2", "before=a&before=b", "after=%zz"} {
		r.do("GET", "conversations?"+q, "", p.as).want(t, 400, "invalid")
	}
}

// A page is bounded in bytes too, and the next one goes on where it stopped.
func TestPagesHaveABoundInBytes(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.conversation(p)
	text := strings.Repeat("é", 8<<10) // 16 KiB in UTF-8
	for i := range 39 {
		r.do("POST", "conversations/"+id+"/messages", message("long"+strconv.Itoa(i), text), p.as).want(t, 201)
	}
	var all []int64
	for after := int64(0); after < 40; after = all[len(all)-1] {
		a := r.do("GET", fmt.Sprintf("conversations/%s/events?limit=100&after=%d", id, after), "", p.as)
		if len(a.body) > pageBytes+(20<<10) {
			t.Fatalf("a page has %d bytes", len(a.body))
		}
		page := offsets(t, a)
		if len(page) == 0 {
			t.Fatalf("no progress after %d", after)
		}
		all = append(all, page...)
	}
	if !slices.Equal(all, run(1, 40)) {
		t.Errorf("the pages together are %v", all)
	}
}

// The sender's key is the sender's business.
func TestOnlyTheAuthorSeesTheKey(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	path := "conversations/" + r.conversation(p) + "/events"
	if a := r.do("GET", path, "", p.as); !strings.Contains(string(a.body), `"key":"first"`) {
		t.Errorf("the author sees %s", a.body)
	}
	if a := r.do("GET", path, "", r.agent().as); strings.Contains(string(a.body), `"key"`) {
		t.Errorf("the agent sees %s", a.body)
	}
}

func TestConversationsAreListedNewestFirst(t *testing.T) {
	r := newRig(t, hosted)
	p, other := r.visitor(), r.visitor()
	var mine []string
	for range 3 {
		mine = append([]string{r.conversation(p)}, mine...)
	}
	theirs := r.conversation(other)
	list := func(query string, as edit) (ids []string) {
		var got struct{ Conversations []conversationJSON }
		r.do("GET", "conversations"+query, "", as).want(t, 200).into(t, &got)
		for _, c := range got.Conversations {
			ids = append(ids, c.ID)
		}
		return ids
	}
	for _, c := range []struct {
		name, query string
		as          edit
		want        []string
	}{
		{"mine", "", p.as, mine},
		{"the first two", "?limit=2", p.as, mine[:2]},
		{"the rest", "?before=" + mine[1], p.as, mine[2:]},
		{"everybody's", "", r.agent().as, append([]string{theirs}, mine...)},
		{"nobody's", "", r.visitor().as, nil},
	} {
		if got := list(c.query, c.as); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if a := r.do("GET", "conversations", "", r.visitor().as); string(a.body) != `{"conversations":[]}` {
		t.Errorf("none: %s", a.body)
	}
	foreign := r.do("GET", "conversations?before="+theirs, "", p.as)
	missing := r.do("GET", "conversations?before=c_missing", "", p.as)
	if foreign.StatusCode != missing.StatusCode || string(foreign.body) != string(missing.body) {
		t.Errorf("continuing after a foreign conversation: %d %s, after a missing one: %d %s",
			foreign.StatusCode, foreign.body, missing.StatusCode, missing.body)
	}
}

// What a conversation's resource says follows what happens in it.
func TestConversationsTellTheirState(t *testing.T) {
	r := newRig(t, hosted)
	p, ada := r.visitor(), r.agent()
	id := r.conversation(p)
	show := func() (c conversationJSON) {
		a := r.do("GET", "conversations/"+id, "", p.as).want(t, 200)
		if err := json.Unmarshal(a.body, &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	if c := show(); c.Assigned != nil || c.Ended || c.Visitor != p.Participant.ID || c.Head != 1 || c.Cursor != r.engine.Cursor(id, 1) {
		t.Errorf("at first: %+v", c)
	}
	r.do("POST", "conversations/"+id+"/assign", `{"to":"ada"}`, ada.as).want(t, 201)
	if c := show(); c.Assigned == nil || *c.Assigned != "ada" || len(c.Participants) != 2 {
		t.Errorf("assigned: %+v", c)
	}
	r.do("POST", "conversations/"+id+"/end", "{}", ada.as).want(t, 201)
	if c := show(); !c.Ended || c.Head != 3 {
		t.Errorf("ended: %+v", c)
	}
	r.do("POST", "conversations/"+id+"/messages", message("again", "hello?"), p.as).want(t, 201)
	if c := show(); c.Ended {
		t.Errorf("written to again: %+v", c)
	}
}
