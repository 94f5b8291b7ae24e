package transport

import (
	"net/http"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// placeJSON is a conversation and how far its log goes.
type placeJSON struct {
	ID     string `json:"id"`
	Head   int64  `json:"head"`
	Cursor string `json:"cursor"` // stands after the head
}

// conversationJSON is all that a client learns about a conversation.
type conversationJSON struct {
	placeJSON
	Created      string             `json:"created"`
	Visitor      string             `json:"visitor"`  // participant id
	Assigned     *string            `json:"assigned"` // participant id of the agent who answers; null: the bot
	Waiting      bool               `json:"waiting"`  // for a person
	Ended        bool               `json:"ended"`
	Participants []chat.Participant `json:"participants"`
}

func (s *Server) place(c chat.Conversation) placeJSON {
	return placeJSON{ID: c.ID, Head: c.Head, Cursor: s.engine.Cursor(c.ID, c.Head)}
}

func (s *Server) conversation(c chat.Conversation) conversationJSON {
	j := conversationJSON{
		placeJSON: s.place(c), Created: c.Created.UTC().Format(chat.TimeLayout), Visitor: c.Visitor,
		Waiting: c.State.Waiting, Ended: c.State.Ended, Participants: c.State.Participants,
	}
	if c.State.Assigned != "" {
		j.Assigned = &c.State.Assigned
	}
	if j.Participants == nil {
		j.Participants = []chat.Participant{}
	}
	return j
}

func (s *Server) listConversations(w http.ResponseWriter, r *http.Request, c call) error {
	query, err := parseQuery(r)
	if err != nil {
		return err
	}
	var q chat.Query
	if q.Limit, err = query.limit(); err != nil {
		return err
	}
	if q.Before, err = query.text("before"); err != nil {
		return err
	}
	list, err := s.engine.Conversations(r.Context(), c.session, q)
	if err != nil {
		return err
	}
	all := make([]conversationJSON, len(list))
	for i, c := range list {
		all[i] = s.conversation(c)
	}
	return answer(w, http.StatusOK, struct {
		Conversations []conversationJSON `json:"conversations"`
	}{all})
}

func (s *Server) openConversation(w http.ResponseWriter, r *http.Request, c call) error {
	if err := wire.DecodeEmpty(c.body); err != nil {
		return err
	}
	ack, err := s.engine.Do(r.Context(), c.session, chat.Open{})
	if err != nil {
		return err
	}
	return s.tellConversation(w, r, c.session, ack.Conversation, http.StatusCreated)
}

func (s *Server) showConversation(w http.ResponseWriter, r *http.Request, c call) error {
	return s.tellConversation(w, r, c.session, c.id, http.StatusOK)
}

func (s *Server) tellConversation(w http.ResponseWriter, r *http.Request, who chat.Session, id string, status int) error {
	c, err := s.engine.Conversation(r.Context(), who, id)
	if err != nil {
		return err
	}
	return answer(w, status, s.conversation(c))
}

func (s *Server) assign(w http.ResponseWriter, r *http.Request, c call) error {
	change, err := wire.DecodeChange(c.body)
	if err != nil {
		return err
	}
	return s.do(w, r, c.session, chat.Assign{Conversation: c.id, Key: change.Key, To: change.To})
}

func (s *Server) end(w http.ResponseWriter, r *http.Request, c call) error {
	change, err := wire.DecodeChange(c.body)
	if err != nil {
		return err
	}
	return s.do(w, r, c.session, chat.End{Conversation: c.id, Key: change.Key})
}
