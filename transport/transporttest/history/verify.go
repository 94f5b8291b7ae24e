package history

// Counter takes figures; a *regime.Round is one.
type Counter interface{ Count(name string, n int) }

// Test is what Verify fails: a *testing.T or a *rapid.T.
type Test interface {
	Helper()
	Errorf(format string, args ...any)
}

// shown is how many violations Verify prints: the first ones tell the story.
const shown = 10

// Verify checks the history, fails the test when something is violated, and
// counts "sent", "acked", "seen", and how many violations there are as "lost"
// (I1, I7), "phantom" (I2, I8), "duplicated" (I3) and "reordered" (I4, I5, I6).
func (h *History) Verify(t Test, c Counter) {
	t.Helper()
	sent, acked, seen := h.Figures()
	c.Count("sent", sent)
	c.Count("acked", acked)
	c.Count("seen", seen)
	figures := map[string]string{
		"I1": "lost", "I2": "phantom", "I3": "duplicated", "I4": "reordered", "I5": "reordered", "I6": "reordered", "I7": "lost", "I8": "phantom",
	}
	for _, figure := range figures {
		c.Count(figure, 0)
	}
	violations := h.Check()
	for i, v := range violations {
		c.Count(figures[v.Invariant], 1)
		if i < shown {
			t.Errorf("%s", v)
		}
	}
	if len(violations) > shown {
		t.Errorf("and %d more violations", len(violations)-shown)
	}
}
