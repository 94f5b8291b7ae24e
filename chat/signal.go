package chat

import "context"

func (e *Engine) typing(ctx context.Context, s Session, t Typing) error {
	c, err := e.allowed(ctx, s, verbSignal, t.Conversation)
	if err != nil {
		if t.Conversation == "" && CodeOf(err) == CodeNotFound {
			return nil // nobody can see it yet
		}
		return err
	}
	if l := e.directory.find(c.ID); l != nil {
		l.setTyping(s.Participant, t.On, t.From)
	}
	return nil
}

func (e *Engine) read(ctx context.Context, s Session, r Read) error {
	c, err := e.allowed(ctx, s, verbSignal, r.Conversation)
	if err != nil {
		return err
	}
	if r.Offset < 1 || r.Offset > c.Head {
		return invalid("A read mark is the offset of an event that exists.")
	}
	m := ReadMark{Participant: s.Participant.ID, Offset: r.Offset}
	moved, err := e.store.SetRead(context.WithoutCancel(ctx), c.ID, m)
	if err != nil || !moved {
		return err
	}
	if l := e.directory.find(c.ID); l != nil {
		l.setRead(m, r.From)
	}
	return nil
}
