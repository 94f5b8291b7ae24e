package wire

// The bodies of REST requests are read as strictly as frames are. Each function
// takes one JSON object, whose size is the caller's to bound, and returns an
// *chat.Error with CodeInvalid when it can not be read. Unknown fields are
// ignored.

// Change is the body of a request that changes who answers a conversation.
type Change struct {
	Key string `json:"key,omitempty"` // as for a send; absent: the request can not be repeated
	To  string `json:"to,omitempty"`  // participant id of an agent; absent: the bot
}

// DecodeEmpty reads the body of a request that has nothing to say.
func DecodeEmpty(object []byte) error {
	_, err := objectFields(object)
	return err
}

// DecodeIdentify reads the body of a request to identify: the token by which
// the host knows its user, "" when it has other means.
func DecodeIdentify(object []byte) (token string, err error) {
	f, err := objectFields(object)
	if err != nil {
		return "", err
	}
	token = f.string("token")
	return token, f.err()
}

// DecodeRead reads an object with the fields of a read frame.
func DecodeRead(object []byte) (Read, error) {
	f, err := objectFields(object)
	if err != nil {
		return Read{}, err
	}
	r := Read{Offset: f.integerOf("offset", f.require("offset"))}
	return r, f.err()
}

// DecodeChange reads the body of a request to assign or to end a conversation.
func DecodeChange(object []byte) (Change, error) {
	f, err := objectFields(object)
	if err != nil {
		return Change{}, err
	}
	c := Change{To: f.string("to")}
	if f.get("key") != nil {
		c.Key = f.key()
	}
	return c, f.err()
}

func objectFields(text []byte) (fields, error) {
	v, err := parse(text)
	if err != nil {
		return fields{}, err
	}
	if v.kind() != '{' {
		return fields{}, invalid("The body must be a JSON object.")
	}
	return fields{object: v}, nil
}

func (f *fields) err() error {
	if f.problem != "" {
		return invalid(f.problem)
	}
	return nil
}
