package main

import (
	"encoding/json"
	"net/http"
)

// blocking closes and opens ways of the visitor who asks, and of nobody else.
func blocking(vs *visitors) http.Handler {
	return new(http.CrossOriginProtection).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := vs.of(r)
		if v == nil {
			http.Error(w, "Open the page first: it sets the cookie that this needs.", http.StatusForbidden)
			return
		}
		var b blocks
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10))
		d.DisallowUnknownFields()
		if err := d.Decode(&b); err != nil {
			http.Error(w, `The body is {"websocket":…,"sse":…,"longpoll":…,"network":…}, each true or false.`, http.StatusBadRequest)
			return
		}
		v.block(b)
		w.WriteHeader(http.StatusNoContent) // the page learns the outcome by its stream, as the visitor's others do
	}))
}
