package call

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/chatmount/chatmount/bot"
)

// Answer is the response of a Service, whose body is read once, by one
// goroutine, within the bounds of the Service.
type Answer struct {
	Status int // 2xx
	Header http.Header

	service *Service
	ctx     context.Context
	cancel  context.CancelCauseFunc
	body    io.ReadCloser
	left    int64 // bytes that may still be read, one over the limit included
	begun   bool
}

// Close frees the connection; what was not read is dropped.
func (a *Answer) Close() {
	a.cancel(nil)
	_ = a.body.Close() // it was only read
}

// MediaType returns the type of the body, without parameters, in lower case.
func (a *Answer) MediaType() string {
	kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return kind
}

var errIdle = errors.New("the answer paused for too long")

// Read reads the body. Its errors are io.EOF, a *bot.Error, or the end of ctx.
func (a *Answer) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, a.tooLong()
	}
	if int64(len(p)) > a.left {
		p = p[:a.left]
	}
	if a.begun && a.service.Idle > 0 {
		timer := time.AfterFunc(a.service.Idle, func() { a.cancel(errIdle) })
		defer timer.Stop()
	}
	n, err := a.body.Read(p)
	a.begun = a.begun || n > 0
	a.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = a.broken(err)
	}
	return n, err
}

// tooLong is the error of a body over the Service's Limit.
func (a *Answer) tooLong() error {
	return bot.BadReply(fmt.Errorf("%s: the answer is over %d bytes", a.service.Name, a.service.Limit))
}

// broken names why the body could not be read to its end.
func (a *Answer) broken(err error) error {
	if a.ctx.Err() != nil {
		return a.service.stopped(a.ctx, err)
	}
	return bot.Failed(fmt.Errorf("%s: the answer broke off: %w", a.service.Name, err))
}

// All reads the whole body, which may have most bytes.
func (a *Answer) All(most int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(a, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > most {
		return nil, bot.BadReply(fmt.Errorf("%s: the answer is over %d bytes", a.service.Name, most))
	}
	return body, nil
}
