package peer

import (
	"testing"

	"github.com/chatmount/chatmount/chat"
)

// Welcome is no reason to answer a poll that goes on with its cursor, and is told
// as soon as there is one.
func TestResumeKeepsWelcomeUntilSomethingComes(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	r.say(visitor("v"), "1", "one")
	head := r.attach(visitor("v"), chat.Attach{})
	out, err := head.Poll(t.Context())
	if err != nil || out.Idle || types(r.frames(out.JSON)) != "welcome cursor" {
		t.Fatalf("the first answer is %s, %v", out.JSON, err)
	}
	p := r.resume(out.Cursor)
	for range 2 {
		if out, err := p.Poll(t.Context()); err != nil || !out.Idle || types(r.frames(out.JSON)) != "cursor" {
			t.Fatalf("before anything came: %s, %v", out.JSON, err)
		}
	}
	r.say(visitor("v"), "2", "two")
	if out, err := p.Poll(t.Context()); err != nil || out.Idle || types(r.frames(out.JSON)) != "welcome event cursor" {
		t.Errorf("when something came: %s, %v", out.JSON, err)
	}
}

func TestResumeTellsAtOnceThatTheCursorWasNotTaken(t *testing.T) {
	r := newRig(t, chat.Options{}, Options{})
	r.say(visitor("v"), "1", "one")
	for cursor, want := range map[string]string{"nonsense": "welcome reset cursor", "": "welcome cursor"} {
		out, err := r.resume(cursor).Poll(t.Context())
		if err != nil || out.Idle || types(r.frames(out.JSON)) != want {
			t.Errorf("cursor %q: got %s, %v", cursor, out.JSON, err)
		}
	}
}

func (r *rig) resume(cursor string) *Peer {
	r.Helper()
	p, err := r.host.Resume(r.Context(), visitor("v"), chat.Attach{Cursor: cursor})
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(p.Close)
	return p
}
