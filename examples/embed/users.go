package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/chatmount/chatmount/chat/session"
)

// users is what the shop and the chat share: a key, with which the shop signs who
// is logged in there. In your own application take the tokens that you have, for
// example a short-lived JWT.
type users struct{ key []byte }

func newUsers() users {
	key := make([]byte, 32)
	rand.Read(key)
	return users{key}
}

// token says for a few minutes that somebody is the user with a name.
func (u users) token(name string) string {
	claim := base64.RawURLEncoding.EncodeToString([]byte(name)) + "." + strconv.FormatInt(time.Now().Add(5*time.Minute).Unix(), 10)
	return claim + "." + u.sign(claim)
}

func (u users) sign(claim string) string {
	mac := hmac.New(sha256.New, u.key)
	mac.Write([]byte(claim))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

var errToken = errors.New("the token is not the shop's, or has expired")

// identify is the chat's Options.Identify.
func (u users) identify(_ *http.Request, token string) (session.User, error) {
	cut := strings.LastIndexByte(token, '.')
	if cut < 0 || !hmac.Equal([]byte(token[cut+1:]), []byte(u.sign(token[:cut]))) {
		return session.User{}, errToken
	}
	name, until, _ := strings.Cut(token[:cut], ".")
	decoded, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		return session.User{}, errToken
	}
	if end, err := strconv.ParseInt(until, 10, 64); err != nil || time.Now().Unix() > end {
		return session.User{}, errToken
	}
	return session.User{ID: string(decoded), Name: string(decoded)}, nil
}
