package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// enter has somebody without a cookie open the page.
func enter(vs *visitors) (*visitor, error) {
	return vs.welcome(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody))
}

// No more than so many visitors are remembered: one who is not there for a while
// makes room, and nobody who is there does.
func TestVisitorsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		vs := newVisitors(2)
		here, err := enter(vs)
		if err != nil {
			t.Fatal(err)
		}
		page, err := here.watch()
		if err != nil {
			t.Fatal(err)
		}
		away, err := enter(vs)
		if err != nil {
			t.Fatal(err)
		}
		vs.introduce(away, pass{token: "t", participant: "v_1"})
		if _, err := enter(vs); err == nil {
			t.Error("there is room for a third one while both may come back")
		}
		time.Sleep(forgetAfter + time.Second)
		if _, err := enter(vs); err != nil {
			t.Errorf("nobody is forgotten: %v", err)
		}
		if vs.as("v_1") != nil {
			t.Error("who is forgotten is still known as a participant")
		}
		if vs.byID[here.id] != here {
			t.Error("who is there is forgotten")
		}
		here.leave(page)
	})
}

// Who was here before the program was started anew is known by the same cookie,
// and by none that was not made here.
func TestVisitorsComeBack(t *testing.T) {
	first := httptest.NewRecorder()
	if _, err := newVisitors(1).welcome(first, httptest.NewRequest(http.MethodGet, "/", http.NoBody)); err != nil {
		t.Fatal(err)
	}
	given := first.Result().Cookies()[0]
	r := httptest.NewRequest(http.MethodGet, "/chat/ws", http.NoBody)
	r.AddCookie(given)
	if v := newVisitors(1).of(r); v == nil || v.id != given.Value {
		t.Errorf("%s is taken for %+v", given, v)
	}
	for _, value := range []string{"", "short", given.Value + "A", "abcdefghijklmnopqrstuvwxyz"} {
		r := httptest.NewRequest(http.MethodGet, "/chat/ws", http.NoBody)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: value})
		if v := newVisitors(1).of(r); v != nil {
			t.Errorf("the cookie %q is taken for one of ours", value)
		}
	}
}

// A page that does not read misses notes, and is told how many; the state is complete.
func TestSlowPage(t *testing.T) {
	v := newVisitor("one")
	page, err := v.watch()
	if err != nil {
		t.Fatal(err)
	}
	for range notesAtMost + 7 {
		v.carried(websocket, true, []string{"typing"}, 10)
	}
	s, notes, missed, _ := v.look(page)
	if len(notes) != notesAtMost || missed != 7 || s.Wires[websocket] != (wire{Up: notesAtMost + 7, UpBytes: 10 * (notesAtMost + 7)}) {
		t.Errorf("%d notes, %d missed, %+v", len(notes), missed, s.Wires[websocket])
	}
}

// One visitor cannot open any number of streams.
func TestPagesAreBounded(t *testing.T) {
	v := newVisitor("one")
	for range watchersAtMost {
		if _, err := v.watch(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.watch(); err == nil {
		t.Error("there is no bound")
	}
}

// A connection that is cut off between its request and its taking over does not live on.
func TestCutDuringHandshake(t *testing.T) {
	v := newVisitor("one")
	l := &link{via: websocket, end: func() {}}
	if !v.open(l, "ws") {
		t.Fatal("it is refused")
	}
	v.block(blocks{WebSocket: true})
	over := false
	v.hold(l, func() { over = true })
	if !over {
		t.Error("it lives on")
	}
}
