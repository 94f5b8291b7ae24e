package statemachine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/transporttest/history"
	"github.com/chatmount/chatmount/transport/transporttest/regime"
)

// machine is what the commands work on.
type machine struct {
	t        *rapid.T
	site     *site
	round    *regime.Round
	visitors []*client // two tabs of ada, one of bob
	agents   []*client
	controls int
}

func newMachine(t *rapid.T, o opener, r *regime.Round) *machine {
	m := &machine{t: t, site: newSite(t, o), round: r}
	for _, tab := range []string{"ada/1", "ada/2", "bob/1"} {
		m.visitors = append(m.visitors, m.client(tab, chat.RoleVisitor))
	}
	for _, tab := range []string{"kim/1", "lee/1"} {
		m.agents = append(m.agents, m.client(tab, chat.RoleAgent))
	}
	return m
}

func (m *machine) client(tab string, role chat.Role) *client {
	who, _, _ := strings.Cut(tab, "/")
	return &client{site: m.site, name: tab, session: chat.Session{
		ID: "s_" + who, Participant: chat.Participant{ID: who, Name: who, Role: role},
	}}
}

func (m *machine) all() []*client { return slices.Concat(m.visitors, m.agents) }

// some draws one of the clients for which ok holds, or skips the command.
func (m *machine) some(t *rapid.T, ok func(*client) bool) *client {
	able := slices.DeleteFunc(m.all(), func(c *client) bool { return !ok(c) })
	if len(able) == 0 {
		t.Skip("nobody can")
	}
	return able[rapid.IntRange(0, len(able)-1).Draw(t, "who")]
}

func speaks(c *client) bool {
	return c.session.Participant.Role == chat.RoleVisitor || c.conversation != ""
}
func waits(c *client) bool     { return len(c.outbox) > 0 }
func connected(c *client) bool { return c.sub != nil }
func agent(c *client) bool {
	return c.session.Participant.Role == chat.RoleAgent && c.conversation != ""
}

// commands are the ones of rapid; each lets the next process begin where it has
// found that this one has died.
func (m *machine) commands() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"":           func(*rapid.T) { m.revive() },
		"say":        func(t *rapid.T) { m.some(t, speaks).say() },
		"say more":   func(t *rapid.T) { m.some(t, speaks).say() },
		"send":       func(t *rapid.T) { m.some(t, waits).try(false) },
		"send more":  func(t *rapid.T) { m.some(t, waits).try(false) },
		"lose ack":   func(t *rapid.T) { m.some(t, waits).try(true) },
		"repeat":     m.repeat,
		"resume":     func(t *rapid.T) { m.some(t, speaks).resume() },
		"reload":     func(t *rapid.T) { m.some(t, speaks).reload() },
		"disconnect": func(t *rapid.T) { m.some(t, connected).disconnect() },
		"pull":       func(t *rapid.T) { m.some(t, connected).pull(rapid.IntRange(1, 1000).Draw(t, "bytes")) },
		"catch up":   func(t *rapid.T) { m.some(t, connected).catchUp() },
		"rewind":     m.rewind,
		"seek":       m.seek,
		"bad cursor": m.badCursor,
		"visit":      m.visit,
		"begin anew": m.beginAnew,
		"assign":     func(t *rapid.T) { m.control(t, false) },
		"end":        func(t *rapid.T) { m.control(t, true) },
		"kill":       m.kill,
		"kill soon":  func(t *rapid.T) { m.site.process.KillIn(rapid.IntRange(0, 12).Draw(t, "steps")) },
		"restart":    m.restart,
	}
}

func (m *machine) repeat(t *rapid.T) {
	c := m.some(t, func(c *client) bool { return len(c.acked) > 0 })
	c.repeat(c.acked[rapid.IntRange(0, len(c.acked)-1).Draw(t, "message")])
}

func (m *machine) rewind(t *rapid.T) {
	c := m.some(t, func(c *client) bool { return len(c.places) > 0 })
	c.rewind(c.places[rapid.IntRange(0, len(c.places)-1).Draw(t, "place")])
}

func (m *machine) seek(t *rapid.T) {
	here := func(c *client) []place {
		return slices.DeleteFunc(slices.Clone(c.places), func(p place) bool { return p.conversation != c.sub.Conversation() })
	}
	c := m.some(t, func(c *client) bool { return c.sub != nil && len(here(c)) > 0 })
	c.seek(here(c)[rapid.IntRange(0, len(here(c))-1).Draw(t, "place")])
}

func (m *machine) badCursor(t *rapid.T) {
	c := m.some(t, func(c *client) bool { return len(c.places) > 0 })
	good := c.places[len(c.places)-1].cursor
	c.lose([]string{"x", "other" + good, good + "0000", good + " "}[rapid.IntRange(0, 3).Draw(t, "cursor")])
}

// visit has an agent go to a conversation.
func (m *machine) visit(t *rapid.T) {
	all, err := m.site.store.Conversations(context.Background(), chat.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Skip("there is none")
	}
	a := m.agents[rapid.IntRange(0, len(m.agents)-1).Draw(t, "agent")]
	if len(a.outbox) > 0 {
		t.Skip("has something to say first")
	}
	a.enter(all[rapid.IntRange(0, len(all)-1).Draw(t, "conversation")].ID)
}

// beginAnew has a visitor begin another conversation, as no message is on its way
// to whatever is current.
func (m *machine) beginAnew(t *rapid.T) {
	c := m.some(t, func(c *client) bool {
		return c.session.Participant.Role == chat.RoleVisitor && !slices.ContainsFunc(m.visitors, func(tab *client) bool {
			return tab.session.ID == c.session.ID && slices.ContainsFunc(tab.outbox, func(o outgoing) bool { return o.conversation == "" })
		})
	})
	ack, err := m.site.engine.Do(background, c.session, chat.Open{})
	if !m.site.excused("open", err) {
		c.enter(ack.Conversation)
	}
}

// control has an agent take or end a conversation. Unlike a message it is not
// kept for later.
func (m *machine) control(t *rapid.T, end bool) {
	a := m.some(t, agent)
	m.controls++
	key, who := fmt.Sprint("control-", m.controls), a.session.Participant.ID
	cmd, kind := chat.Command(chat.Assign{Conversation: a.conversation, Key: key, To: who}), chat.KindAssigned
	if end {
		cmd, kind = chat.End{Conversation: a.conversation, Key: key}, chat.KindEnded
	}
	m.site.history.SentFrom(key, who, a.conversation, key, history.Body(string(kind)))
	ack, err := m.site.engine.Do(background, a.session, cmd)
	if end && chat.CodeOf(err) == chat.CodeConflict {
		return // it has ended already
	}
	if !m.site.excused(string(kind), err) {
		m.site.history.Acked(who, ack.Conversation, key, ack.Offset)
	}
}

func (m *machine) kill(*rapid.T) { m.site.process.Kill() }

// revive starts the next process when this one has died, which cuts all
// connections.
func (m *machine) revive() {
	if m.site.process.Dead() {
		m.round.Count("kills", 1)
		m.disconnect()
		m.site.reboot()
	}
}

func (m *machine) disconnect() {
	for _, c := range m.all() {
		c.disconnect()
	}
}

func (m *machine) close() {
	m.disconnect()
	m.site.close()
}

// restart ends the process as it should be: everyone who is connected is told.
func (m *machine) restart(t *rapid.T) {
	m.round.Count("restarts", 1)
	over := make(chan error)
	go func() { over <- m.site.engine.Shutdown(context.Background()) }()
	<-m.site.engine.Stopping()
	for _, c := range m.all() {
		for c.sub != nil {
			b, err := c.sub.Pull(background, 1000)
			if err != nil && !m.site.process.Dead() || b.Bye != nil && b.Bye.Code != chat.ByeRestart {
				t.Errorf("at the end of the process %s got %+v, %v", c.name, b.Bye, err)
			}
			if err != nil || b.Bye != nil { // what was in the last batch is read again from the cursor
				c.disconnect()
			}
		}
	}
	if err := <-over; err != nil {
		t.Error(err)
	}
	m.site.reboot()
}

// settle has everyone send and see what is left, and checks the history.
func (m *machine) settle() {
	m.revive()
	m.site.process.KillIn(-1)
	for _, c := range m.all() {
		c.settle()
	}
	m.site.history.Healed(time.Now())
	for _, c := range m.all() {
		if speaks(c) {
			c.catchUp()
		}
	}
	m.disconnect()
	m.site.logs()
	v := verdict{T: m.t}
	if m.site.history.Verify(&v, m.round); v.guilty {
		m.t.Fatal("the guarantee was broken, as logged")
	}
}

// verdict logs what Verify has to say: rapid shrinks a sequence as long as it
// fails with the same words, and these name ids and times.
type verdict struct {
	*rapid.T
	guilty bool
}

func (v *verdict) Errorf(format string, args ...any) {
	v.guilty = true
	v.Logf(format, args...)
}
