package rules

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/chat"
)

// shop has a rule of each kind.
func shop(more ...Rule) *Bot {
	return New(append([]Rule{
		Greeting("Hello!", "grüezi").Choices("Opening hours"),
		On("opening hours", "when are you open").Say("9 to 5"),
		On("open an account").Say("account"),
		OnRegexp(`order (?:number )?#?(?<number>\d+)`).Do(func(ctx context.Context, m Match, r chat.Responder) error {
			return r.Send(ctx, chat.Text("order "+m.Group("number")+m.Group("missing")))
		}),
		FAQ("How much does shipping cost?", "4.90", "postage"),
		FAQ("Can I return a bicycle?", "within 30 days", "send back"),
		On("person", "human").Say("One moment.").Handoff("wants a person"),
		On("営業時間").Say("9時から"),
		On("order 66").Say("Which order?"),
		Otherwise("I do not know.").Choices("A person"),
	}, more...)...)
}

// say lets a bot answer a text and returns what it said.
func say(t testing.TB, b chat.Bot, text string) *bottest.Recorder {
	t.Helper()
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), b, bottest.Says(text)); err != nil {
		t.Errorf("%q: %v", text, err)
	}
	return rec
}

// The contract of every bot.
func TestContract(t *testing.T) {
	bottest.Run(t, bottest.Adapter{Bot: func(testing.TB) chat.Bot { return shop() }, Deterministic: true})
}

// The steps of the package comment: which rule answers which text.
func TestWhichRuleAnswers(t *testing.T) {
	b := shop()
	for text, want := range map[string]string{
		// 1 the whole text
		"opening hours": "9 to 5", "OPENING, HOURS!!": "9 to 5", "Can I return a bicycle?": "within 30 days", "order 66!": "Which order?",
		// 2 a regular expression, on the text as typed
		"where is Order #4711?": "order 4711", "order number 12 opening hours": "order 12",
		// 3 a phrase within, the longest first
		"tell me your opening hours please": "9 to 5", "I want to open an account when are you": "account",
		"what about postage then": "4.90",
		// 4 with a typo: missing, extra, wrong, swapped; accents and apostrophes
		"openng hours": "9 to 5", "oppening hours": "9 to 5", "openimg hours": "9 to 5", "opneing huors": "9 to 5",
		"ópèning höurs": "9 to 5", "opening hour's": "9 to 5", "opening hour": "9 to 5", "a hunan": "One moment.",
		// 5 a greeting, with one unknown word or none
		"Hello": "Hello!", "helo": "Hello!", "hi!!": "Hello!", "hello everybody": "Hello!", "GRUEZI": "Hello!", "guten Tag": "Hello!",
		"hello, opening hours?": "9 to 5",
		// 6 shared words in whatever order
		"shipping costs": "4.90", "what is the cost of shipping": "4.90", "may a bicycle be returned": "I do not know.",
		"could I return my bicycle": "within 30 days",
		// 7 everything else
		"what is the meaning of life": "I do not know.", "": "I do not know.", "👋": "I do not know.",
		"hello my dear shop": "I do not know.", "how are you": "I do not know.",
		// scripts without spaces
		"営業時間は?": "9時から", "今日の営業時間": "9時から", "時間": "I do not know.",
	} {
		if got := strings.Join(say(t, b, text).Texts(), "|"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Of two phrases in a text the longer one wins, of two as long the first written.
func TestLongestPhraseWins(t *testing.T) {
	b := New(On("open").Say("short"), On("open an account").Say("long"), On("close an account").Say("as long"))
	for text, want := range map[string]string{
		"please open an account": "long", "open, I mean open an account": "long", "is it open": "short",
		"close an account or open an account": "long", "open an account or close an account": "long",
	} {
		if got := say(t, b, text).Texts(); !slices.Equal(got, []string{want}) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A short word has no typo: with a letter changed it is another word.
func TestShortWordsHaveNoTypos(t *testing.T) {
	b := New(On("form").Say("form"), On("tea").Say("tea"), On("price").Say("price"))
	for text, want := range map[string]string{
		"from": "", "for": "", "fork": "", "teas": "", "sea": "", "forms": "form", "prize": "price", "pricey": "price", "rice": "",
	} {
		got := ""
		if r, _ := b.find(text); r != nil {
			got = r.phrases[0]
		}
		if got != want {
			t.Errorf("%q led to %q, want %q", text, got, want)
		}
	}
}

// Buttons: a rule's choices stand below its last message, and pressing one leads
// to its rule; a handoff comes after what is said.
func TestChoicesAndHandoff(t *testing.T) {
	b := New(
		On("menu").Say("one").Say("two").Choices("Coffee", "A person"),
		On("coffee").Say("here"),
		On("person").Say("wait").Handoff("hungry"),
		On("list").Send(chat.Choices(chat.Button{Title: "Site", URL: "https://example.org"}, chat.Button{Title: "C", Value: "coffee"})),
		On("only").Choices("coffee"),
	)
	rec := say(t, b, "menu")
	if got := rec.Texts(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("said %q", got)
	}
	ms := rec.Messages()
	if len(ms[0].Parts) != 1 || len(ms[1].Parts) != 2 {
		t.Errorf("the buttons are not below the last message: %v", ms)
	}
	for button, want := range map[int]string{0: "here", 1: "wait"} {
		pressed := &bottest.Recorder{}
		if err := pressed.Ask(t.Context(), b, bottest.Presses(rec.Buttons()[button].Value)); err != nil {
			t.Fatal(err)
		}
		if got := pressed.Texts(); !slices.Equal(got, []string{want}) {
			t.Errorf("button %d: got %q, want %q", button, got, want)
		}
		if reason, handed := pressed.HandedOff(); handed != (want == "wait") || handed && reason != "hungry" {
			t.Errorf("button %d: handed off: %v, %q", button, handed, reason)
		}
	}
	if got := say(t, b, "only").Buttons(); len(got) != 1 {
		t.Errorf("a rule of choices only offers %v", got)
	}
}

// What no rule answers gets buttons: the rules that come near, then the choices
// of Otherwise; with neither, the first rules.
func TestSuggestions(t *testing.T) {
	titles := func(b *Bot, text string) []string {
		var out []string
		for _, button := range say(t, b, text).Buttons() {
			out = append(out, button.Title)
			if r, _ := b.find(button.Value); r == nil {
				t.Errorf("%q: the button %q leads to no rule", text, button.Value)
			}
		}
		return out
	}
	if got, want := titles(shop(), "hours and a bycicle retrun"), []string{"Can I return a bicycle?", "Opening hours", "A person"}; !slices.Equal(got, want) {
		t.Errorf("near misses: %q, want %q", got, want)
	}
	if got, want := titles(shop(), "zzz"), []string{"A person"}; !slices.Equal(got, want) {
		t.Errorf("no near miss: %q, want %q", got, want)
	}
	plain := New(Greeting("Hello!"), On("élan").Say("a"), OnRegexp("x+").Say("b"), On("two").Say("c"), FAQ("Three?", "d"), On("four").Say("e"))
	if got, want := titles(plain, "zzz"), []string{"Élan", "Two", "Three?"}; !slices.Equal(got, want) {
		t.Errorf("nothing to offer: %q, want %q", got, want)
	}
	if got := say(t, New(), "anything").Texts(); len(got) != 1 {
		t.Errorf("a bot without rules says %q", got)
	}
}

// Methods of a Rule return copies: two rules that begin alike stay apart.
func TestRulesAreValues(t *testing.T) {
	base := On("a").Say("1").Choices("b")
	left, right := base.Say("left").Choices("c"), base.Say("right")
	b := New(right, On("b").Say("b"), On("c").Say("c"))
	_ = left
	rec := say(t, b, "a")
	if got := rec.Texts(); !slices.Equal(got, []string{"1", "right"}) {
		t.Errorf("said %q", got)
	}
	if got := rec.Buttons(); len(got) != 1 || got[0].Title != "b" {
		t.Errorf("offered %v", got)
	}
}

// A mistake in the rules is found when the program starts, and named.
func TestNewPanicsOnMistakes(t *testing.T) {
	for want, wrong := range map[string]func(){
		`the rule for "a" has no answer`:    func() { New(On("a")) },
		`On needs a phrase`:                 func() { New(On().Say("x")) },
		`"?!" has no word`:                  func() { New(On("?!").Say("x")) },
		`two rules for everything else`:     func() { New(Otherwise("x"), Otherwise("y")) },
		`"b" of the rule for "a" leads to`:  func() { New(On("a").Say("x").Choices("b")) },
		`"c" of Otherwise leads to no rule`: func() { New(Otherwise("x").Choices("c")) },
		`"t" of OnRegexp("(?i:x)") leads`:   func() { New(OnRegexp("x").Send(chat.Choices(chat.Button{Title: "t", Value: "v"}))) },
		`"d" of the rule for "a" leads to`: func() {
			New(On("a").Send(chat.Part{Type: chat.PartCarousel, Cards: []chat.Part{{Title: "x", Buttons: []chat.Button{{Title: "d", Value: "d"}}}}}))
		},
		"error parsing regexp": func() { OnRegexp("(") },
	} {
		func() {
			defer func() {
				got, _ := recover().(string)
				if !strings.Contains(got, want) {
					t.Errorf("got panic %q, want %q", got, want)
				}
			}()
			wrong()
		}()
	}
}

// A Do gets the turn and the groups; its error is the turn's, and it makes the
// bot one that is not asked again after a crash.
func TestDo(t *testing.T) {
	broken := errors.New("broken")
	b := New(OnRegexp(`(\w+)@(?<host>\w+)`).Say("first").Do(func(_ context.Context, m Match, _ chat.Responder) error {
		if m.ID == "" || m.Visitor.ID == "" || !slices.Equal(m.Groups, []string{"Me@Home", "Me", "Home"}) || m.Group("host") != "Home" {
			t.Errorf("got %+v", m)
		}
		return broken
	}))
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), b, bottest.Says("I am Me@Home")); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := rec.Texts(); !slices.Equal(got, []string{"first"}) {
		t.Errorf("said %q before Do", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	unused := New(On("a").Do(func(context.Context, Match, chat.Responder) error {
		t.Error("Do is called although the turn has ended")
		return nil
	}))
	if err := (&bottest.Recorder{}).Ask(ended, unused, bottest.Says("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended turn: %v", err)
	}
	if bot.IsRepeatable(b) {
		t.Error("a bot with a Do claims to be repeatable")
	}
	if !bot.IsRepeatable(New(On("a").Say("b"))) {
		t.Error("a bot without a Do does not claim to be repeatable")
	}
}

// Means holds for what On would answer, typed or pressed, and for nothing else.
func TestMeans(t *testing.T) {
	wants := Means("opening hours", "when are you open")
	for text, want := range map[string]bool{
		"Opening hours": true, "when are you OPEN?": true, "the openng hours please": true,
		"": false, "opening": false, "hello": false, "closing time": false,
	} {
		for _, turn := range []chat.Turn{bottest.Says(text), bottest.Presses(text)} {
			if got := wants(t.Context(), turn); got != want {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
}

// The time to find a rule grows linearly with the text: eight times the text takes
// far less than the 64 times that a quadratic search would.
func TestLinearTime(t *testing.T) {
	b := New(OnRegexp(`(a+)+b`).Say("x"), On("aa aa aa aa ab").Say("y"), FAQ("aa ab ac ad ae", "z"), On("aaaaa").Say("w"))
	for name, unit := range map[string]string{"same words": "aa ", "one word": "a", "near words": "aaaab ", "no words": "! "} {
		fastest := func(n int) time.Duration {
			best := time.Hour
			text := strings.Repeat(unit, n/len(unit))
			for range 30 { // each short enough to run through even where much else runs
				start := time.Now()
				b.find(text)
				best = min(best, time.Since(start))
			}
			return best
		}
		short, long := fastest(500), fastest(4_000)
		if long > 32*max(short, 50*time.Microsecond) {
			t.Errorf("%s: %v for 500 bytes, %v for 4 kB", name, short, long)
		}
	}
}

// Nothing is said any more when the ctx ends between two messages.
func TestStopsBetweenMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		rec := &bottest.Recorder{Hook: func(context.Context, bottest.Op) error {
			defer cancel()
			return nil
		}}
		err := rec.Ask(ctx, New(On("a").Say("1").Say("2")), bottest.Says("a"))
		if !errors.Is(err, context.Canceled) || len(rec.Texts()) != 1 {
			t.Errorf("got %v after %q", err, rec.Texts())
		}
	})
}
