package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The headers of a request.
const (
	HeaderTurn      = "Chatmount-Turn"
	HeaderTimestamp = "Chatmount-Timestamp"
	HeaderSignature = "Chatmount-Signature"
)

// Window is how far the time of a request may be from the time at which Verify sees it.
const Window = 5 * time.Minute

// MaxRequest is the most bytes of a request's body that Verify reads. The requests
// of this package have fewer.
const MaxRequest = 4 << 20

// Errors of Verify.
var (
	ErrSignature = errors.New("webhook: the signature is missing or wrong: do both sides have the same secret?")
	ErrExpired   = errors.New("webhook: the request is too old or too new: do both sides have the same time?")
	ErrTooLarge  = errors.New("webhook: the request is too large")
)

// signature returns the value of HeaderSignature.
func signature(secret []byte, timestamp, turn string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp + "\n" + turn + "\n"))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// Verify reads the body of a request and returns it when a Bot that has one of the
// secrets signed it, not longer ago than Window. Two secrets are for the time in which a new
// one takes the place of an old one; an empty one signs nothing. Errors are
// ErrSignature, ErrExpired, ErrTooLarge, and those of reading the body.
func Verify(r *http.Request, secrets ...string) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxRequest+1))
	if err != nil {
		return nil, err
	}
	if len(body) > MaxRequest {
		return nil, ErrTooLarge
	}
	timestamp := r.Header.Get(HeaderTimestamp)
	if !signed(r.Header.Get(HeaderSignature), timestamp, r.Header.Get(HeaderTurn), body, secrets) {
		return nil, ErrSignature
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > Window {
		return nil, ErrExpired
	}
	return body, nil
}

// signed reports whether got is the signature under one of the secrets. It takes as
// long for a signature that is almost right as for any other.
func signed(got, timestamp, turn string, body []byte, secrets []string) bool {
	ok := false
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		if hmac.Equal([]byte(got), []byte(signature([]byte(secret), timestamp, turn, body))) {
			ok = true
		}
	}
	return ok
}
