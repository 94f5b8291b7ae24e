package transport

import (
	"strings"
	"sync"
	"testing"

	"github.com/chatmount/chatmount/transport/wire"
)

// A retry gets the first ack and appends nothing, whatever it says.
func TestAKeyIsUsedOnce(t *testing.T) {
	r := newRig(t, hosted)
	p := r.visitor()
	path := "conversations/" + r.conversation(p) + "/messages"
	first := r.do("POST", path, message("k", "one"), p.as).want(t, 201)
	for _, text := range []string{"one", "two"} {
		if again := r.do("POST", path, message("k", text), p.as).want(t, 200); string(again.body) != string(first.body) {
			t.Errorf("the repeat answers %s, the first was %s", again.body, first.body)
		}
	}
	var ack wire.Ack
	first.into(t, &ack)
	if ack.Key != "k" || ack.Offset != 2 {
		t.Errorf("the ack is %s", first.body)
	}
	ada := r.agent()
	r.do("POST", path, message("k", "an agent's own key"), ada.as).want(t, 201)
	for _, end := range []int{201, 200} {
		r.do("POST", strings.Replace(path, "messages", "end", 1), `{"key":"the end"}`, ada.as).want(t, end)
	}
}

func TestConcurrentRetriesAppendOnce(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	path := "conversations/" + r.conversation(p) + "/messages"
	answers := make([]answered, 16)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = r.do("POST", path, message("k", "hi"), p.as) })
	}
	wg.Wait()
	created := 0
	for _, a := range answers {
		if a.StatusCode == 201 {
			created++
		} else if a.StatusCode != 200 {
			t.Errorf("status %d: %s", a.StatusCode, a.body)
		}
		if string(a.body) != string(answers[0].body) {
			t.Errorf("two acks of one key: %s and %s", a.body, answers[0].body)
		}
	}
	if created != 1 {
		t.Errorf("%d of the answers say that it was stored now, want 1", created)
	}
}

// A read mark names an event that exists, and never goes back.
func TestReadMarks(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	id := r.filled(p, 3)
	for body, status := range map[string]int{`{"offset":3}`: 204, `{"offset":1}`: 204, `{"offset":0}`: 400, `{"offset":4}`: 400} {
		r.do("POST", "conversations/"+id+"/read", body, p.as).want(t, status)
	}
	marks, err := r.store.Reads(t.Context(), id)
	if err != nil || len(marks) != 1 || marks[0].Offset != 3 {
		t.Errorf("the marks are %v (%v), want 3", marks, err)
	}
}

// What a client without a connection of its own sends comes in by POST send.
func TestSendTakesAPayload(t *testing.T) {
	r := newRig(t, Options{})
	p := r.visitor()
	payload := `[{"type":"send","key":"a","parts":[{"type":"text","text":"one"}]},{"type":"ping"},{"type":"send","key":"b"}]`
	a := r.do("POST", "send", payload, p.as).want(t, 200)
	var frames []struct{ Type, Key, Code, Conversation string }
	a.into(t, &frames)
	if len(frames) != 3 || frames[0].Type != "ack" || frames[0].Key != "a" || frames[1].Type != "pong" || frames[2].Code != "invalid" || frames[2].Key != "b" {
		t.Fatalf("the answer is %s", a.body)
	}
	r.conversation(p) // the current one from now on
	a = r.do("POST", "send?conversation="+frames[0].Conversation, `[{"type":"send","key":"a","parts":[]}]`, p.as).want(t, 200)
	if !strings.Contains(string(a.body), `"offset":1,`) {
		t.Errorf("the repeat in a named conversation answers %s", a.body)
	}
	r.do("POST", "send?conversation=a&conversation=b", "[]", p.as).want(t, 400, "invalid")
}
