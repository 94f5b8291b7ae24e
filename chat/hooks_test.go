package chat_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/store/memory"
)

// A host that panics when it is told of something changes nothing of what it was
// told: messages are acknowledged and answered, a failed turn is closed, once.
func TestPanickingHooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := memory.New()
		defer db.Close()
		e := start(t, chat.Options{
			Store: db,
			Bot: botFunc(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
				if turn.Text == "fail" {
					return errors.New("no answer")
				}
				return r.Send(ctx, chat.Text("re: "+turn.Text))
			}),
			Hooks: chat.Hooks{
				OnEvent:      func(context.Context, chat.Event) { panic("OnEvent") },
				OnTurnFailed: func(context.Context, chat.TurnFailure) { panic("OnTurnFailed") },
			},
		})
		var conversation string
		for _, text := range []string{"one", "fail", "two"} {
			conversation = send(t, e, visitor("v"), text, text).Conversation
			time.Sleep(time.Second)
		}
		var roles []chat.Role
		for _, ev := range logOf(t, db, conversation) {
			roles = append(roles, ev.Author.Role)
		}
		want := []chat.Role{chat.RoleVisitor, chat.RoleBot, chat.RoleVisitor, chat.RoleSystem, chat.RoleVisitor, chat.RoleBot}
		if !slices.Equal(roles, want) {
			t.Errorf("the log is of %v, want %v", roles, want)
		}
		if turns, err := db.Turns(t.Context()); err != nil || len(turns) > 0 {
			t.Errorf("open turns: %v, %v", turns, err)
		}
	})
}
