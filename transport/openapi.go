package transport

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openapi []byte

// describe answers with the description of the routes for programs.
func (s *Server) describe(w http.ResponseWriter, _ *http.Request, _ call) error {
	w.Header().Set("Cache-Control", "public, no-cache")
	answerJSON(w, http.StatusOK, openapi)
	return nil
}
