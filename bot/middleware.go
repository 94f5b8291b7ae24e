package bot

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/chatmount/chatmount/chat"
)

// Middleware puts something around a bot: it returns a bot that does its part
// and asks next. Build what it returns with Wrap.
type Middleware func(next chat.Bot) chat.Bot

// Chain puts middleware around b. The first sees a turn first and its error
// last.
func Chain(b chat.Bot, around ...Middleware) chat.Bot {
	for i := len(around) - 1; i >= 0; i-- {
		b = around[i](b)
	}
	return b
}

// Recover turns a panic of next into an *Error that may have acted, with the
// panic and its stack in the cause. The engine survives a panic without it;
// Recover lets the middleware around it see one as an error.
func Recover(next chat.Bot) chat.Bot {
	return Wrap(next, func(ctx context.Context, t chat.Turn, r chat.Responder) (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = Failed(&PanicError{Value: v, Stack: debug.Stack()})
			}
		}()
		return next.Reply(ctx, t, r)
	})
}

// PanicError is a panic that Recover caught.
type PanicError struct {
	Value any    // what panic was called with
	Stack []byte // of the goroutine, as runtime/debug.Stack writes it
}

// Error returns the panic's value and its stack, for logs.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n\n%s", e.Value, e.Stack) }

// Unwrap returns the value when it is an error, such as a runtime.Error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
