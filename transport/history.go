package transport

import (
	"net/http"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

const (
	defaultPage = 50
	longestPage = 100
	pageBytes   = 256 << 10
)

// listEvents answers with a page of a conversation's log.
func (s *Server) listEvents(w http.ResponseWriter, r *http.Request, c call) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	records, err := s.engine.Events(r.Context(), c.session, c.id, page)
	if err != nil {
		return err
	}
	var e wire.Encoder
	for _, record := range records {
		e.Event(c.id, record, c.session.Participant.ID)
	}
	body := append([]byte(`{"events":`), e.Payload()...)
	answerJSON(w, http.StatusOK, append(body, '}'))
	return nil
}

// pageOf reads which events are asked for. after and before are exclusive.
func pageOf(r *http.Request) (chat.Page, error) {
	q, err := parseQuery(r)
	if err != nil {
		return chat.Page{}, err
	}
	p := chat.Page{Bytes: pageBytes}
	if p.Limit, err = q.limit(); err != nil {
		return p, err
	}
	if q.has("after") && q.has("before") {
		return p, invalid(`Ask for the events "after" an offset or for those "before" one, not for both.`)
	}
	if q.has("after") {
		p.From, err = q.integer("after", 0)
		p.From++
	} else if q.has("before") {
		p.Before, err = q.integer("before", 1)
	}
	return p, err
}
