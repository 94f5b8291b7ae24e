package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// tokenLength is the length of a token: 32 bytes in unpadded base64url.
const tokenLength = 43

// domain keeps the hash of a token apart from every other use of SHA-256.
const domain = "chatmount session token v1\x00"

func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// rowID derives the ID under which a token's session is stored. It is a hash,
// so looking it up also takes the same time whatever a guess gets right.
func rowID(token string) string {
	sum := sha256.Sum256([]byte(domain + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
