package transport

import (
	"net/http"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

func (s *Server) sendMessage(w http.ResponseWriter, r *http.Request, c call) error {
	m, err := wire.DecodeSend(c.body)
	if err != nil {
		return err
	}
	return s.do(w, r, c.session, chat.Send{Conversation: c.id, Key: m.Key, Parts: m.Parts, Reply: m.Reply})
}

// do carries out a command that appends an event, and answers with its ack: 201,
// or 200 when the event was there already.
func (s *Server) do(w http.ResponseWriter, r *http.Request, who chat.Session, cmd chat.Command) error {
	ack, err := s.engine.Do(r.Context(), who, cmd)
	if err != nil {
		return err
	}
	var e wire.Encoder
	e.Add(wire.Ack{Key: ack.Key, Conversation: ack.Conversation, Offset: ack.Offset, ID: ack.ID, At: ack.At})
	status := http.StatusCreated
	if ack.Repeat {
		status = http.StatusOK
	}
	payload := e.Payload()
	answerJSON(w, status, payload[1:len(payload)-1]) // the one frame of the payload
	return nil
}

func (s *Server) markRead(w http.ResponseWriter, r *http.Request, c call) error {
	mark, err := wire.DecodeRead(c.body)
	if err != nil {
		return err
	}
	if _, err := s.engine.Do(r.Context(), c.session, chat.Read{Conversation: c.id, Offset: mark.Offset}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// receive answers POST send: a payload of frames by one of acks and errors.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, c call) error {
	query, err := parseQuery(r)
	if err != nil {
		return err
	}
	conversation, err := query.text("conversation")
	if err != nil {
		return err
	}
	if conversation != "" { // that it is foreign is about the request, not about a frame
		if _, err := s.engine.Conversation(r.Context(), c.session, conversation); err != nil {
			return err
		}
	}
	payload, err := s.host.Receive(r.Context(), c.session, conversation, c.body)
	if err != nil {
		return err
	}
	answerJSON(w, http.StatusOK, payload)
	return nil
}
