package dialogflow

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// rpcStatus is a google.rpc.Status.
type rpcStatus struct {
	Code    int      // of gRPC; of HTTP in the body of an error
	Status  string   // the name of the gRPC code, in the body of an error only
	Details []detail // of which some are known
}

// detail is one of the details of an error: an ErrorInfo or a RetryInfo.
type detail struct {
	Type       string `json:"@type"`
	Reason     string
	RetryDelay string
}

// word is what names of codes and reasons look like. What does not is not logged.
var word = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,62}$`)

// readStatus returns the error that a body has; of a stream it is within a list.
func readStatus(body []byte) rpcStatus {
	type failure struct{ Error rpcStatus }
	var one failure
	if json.Unmarshal(body, &one) == nil {
		return one.Error
	}
	var several []failure
	if json.Unmarshal(body, &several) == nil && len(several) > 0 {
		return several[0].Error
	}
	return rpcStatus{}
}

// name returns the code and the reason, as far as they are known words.
func (s rpcStatus) name() string {
	var name string
	if word.MatchString(s.Status) {
		name = s.Status
	}
	for _, d := range s.Details {
		if word.MatchString(d.Reason) {
			name += " " + d.Reason
		}
	}
	return name
}

// retryDelay returns how long the details ask to wait.
func (s rpcStatus) retryDelay() time.Duration {
	for _, d := range s.Details {
		if delay, err := time.ParseDuration(d.RetryDelay); err == nil && delay > 0 {
			return min(delay, 24*time.Hour)
		}
	}
	return 0
}

// rpcCodes are the names of the codes of gRPC.
var rpcCodes = []string{
	"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
	"PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
	"INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
}

// webhook notes the status of a webhook that failed.
func (a *answer) webhook(s rpcStatus) {
	// Some agents of ES report the status of HTTP.
	if s.Code == 0 || s.Code >= 200 && s.Code < 300 {
		return
	}
	name := http.StatusText(s.Code)
	if s.Code > 0 && s.Code < len(rpcCodes) {
		name = rpcCodes[s.Code]
	}
	if name == "" {
		name = rpcCodes[2]
	}
	if !slices.Contains(a.failures, name) {
		a.failures = append(a.failures, name)
	}
}

// kindOf describes an error of encoding/json without what it read.
func kindOf(err error) string {
	var field *json.UnmarshalTypeError
	if errors.As(err, &field) {
		return "its field " + field.Field + " has another type"
	}
	return "not JSON"
}
