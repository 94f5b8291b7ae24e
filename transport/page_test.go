package transport

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/chat"
)

// reader is a browser without JavaScript: it keeps cookies and sends the forms
// of the page that it has read last.
type reader struct {
	*rig
	cookie string
	page   string
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(once|proof)" value="([^"]*)">`)

// read loads the page.
func (b *reader) read(query string) answered {
	b.t.Helper()
	a := b.do("GET", "page"+query, "", header("Cookie", b.cookie), header("Sec-Fetch-Site", "none"))
	b.page = string(a.body)
	return a
}

// fields returns a form as the page that was read has it, filled in.
func (b *reader) fields(filled ...string) url.Values {
	f := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(b.page, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i < len(filled); i += 2 {
		f.Set(filled[i], filled[i+1])
	}
	return f
}

// submit sends a form as a browser does, and keeps the cookie.
func (b *reader) submit(f url.Values, edits ...edit) answered {
	b.t.Helper()
	origin := strings.TrimSuffix(b.url, "/chat/")
	a := b.do("POST", "page", f.Encode(), append([]edit{
		header("Content-Type", "application/x-www-form-urlencoded"), header("Chat-Client", ""),
		header("Cookie", b.cookie), header("Origin", origin), header("Sec-Fetch-Site", "same-origin"),
	}, edits...)...)
	for _, c := range a.Cookies() {
		b.cookie = c.Name + "=" + c.Value
	}
	return a
}

// say writes a message and loads the page that follows.
func (b *reader) say(text string) {
	b.t.Helper()
	a := b.submit(b.fields("text", text)).want(b.t, 303)
	if to := a.Header.Get("Location"); to != "page#end" {
		b.t.Fatalf("after the message the browser goes to %q", to)
	}
	b.read("").want(b.t, 200)
}

func (b *reader) wantPage(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(b.page, text) {
			b.t.Errorf("the page lacks %q:\n%s", text, b.page)
		}
	}
}

// newReader has an echo answer, which also shows one part of its own.
func newReader(t *testing.T, parts ...chat.Part) *reader {
	answer := bot.Func(func(ctx context.Context, turn chat.Turn, r chat.Responder) error {
		return r.Send(ctx, append([]chat.Part{chat.Text("Echo: " + turn.Text)}, parts...)...)
	})
	b := &reader{rig: newRigWith(t, hosted, chat.Options{Bot: answer, Limits: chat.Limits{Rate: 1000, Burst: 1000}})}
	b.read("").want(t, 200)
	return b
}

// A visitor without JavaScript sends, and reads the answer on the page that
// follows. Loading the page makes no session; the first message does.
func TestPageSendsAndShowsTheConversation(t *testing.T) {
	b := newReader(t)
	if b.cookie != "" || len(b.read("").Cookies()) > 0 {
		t.Error("reading the page sets a cookie")
	}
	b.wantPage("Nothing has been said yet.")
	b.say("Hello & <b>welcome</b>")
	b.wantPage("Hello &amp; &lt;b&gt;welcome&lt;/b&gt;", "Echo: Hello &amp; &lt;b&gt;welcome")
	b.say("Once more")
	b.wantPage("Hello &amp;", "Echo: Once more")
	if strings.Contains(b.page, "<b>") {
		t.Error("what was written has become markup")
	}
}

// A form that is sent twice says its text once; what is written on the same page
// after going back to it is said too.
func TestPageFormsSentTwiceCountOnce(t *testing.T) {
	b := newReader(t)
	b.say("First")
	form := b.fields("text", "Twice")
	b.submit(form).want(t, 303)
	b.submit(form).want(t, 303)
	form.Set("text", "Another")
	b.submit(form).want(t, 303)
	b.read("")
	for text, want := range map[string]int{">Twice<": 1, ">Another<": 1} {
		if n := strings.Count(b.page, text); n != want {
			t.Errorf("%s is there %d times, want %d:\n%s", text, n, want, b.page)
		}
	}
}

// Forms of other sites' pages do nothing, whatever they know: the origin is
// held to, and who has a session also has to bring what only that session's page has.
func TestPageRefusesForeignForms(t *testing.T) {
	b := newReader(t)
	b.say("Mine")
	own := b.fields("text", "Forged")
	other := newReader(t)
	other.say("Not mine")
	for name, c := range map[string]struct {
		form  url.Values
		edits []edit
	}{
		"another origin":            {own, []edit{header("Origin", "https://evil.example")}},
		"an opaque origin":          {own, []edit{header("Origin", "null")}},
		"another site, no origin":   {own, []edit{header("Origin", ""), header("Sec-Fetch-Site", "cross-site")}},
		"another port of this site": {own, []edit{header("Origin", ""), header("Sec-Fetch-Site", "same-site")}},
		"no proof":                  {url.Values{"text": {"Forged"}}, nil},
		"no proof, no headers":      {url.Values{"text": {"Forged"}}, []edit{header("Origin", ""), header("Sec-Fetch-Site", "")}},
		"another session's proof":   {other.fields("text", "Forged"), nil},
		"a page from before":        {url.Values{"text": {"Forged"}, "proof": {""}, "once": {"x"}}, nil},
	} {
		if a := b.submit(c.form, c.edits...); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d: %s", name, a.StatusCode, a.body)
		}
	}
	nobody := newReader(t)
	nobody.submit(nobody.fields("text", "Forged"), header("Origin", "https://evil.example")).want(t, 403)
	if nobody.cookie != "" {
		t.Error("a foreign form has made a session")
	}
	if b.read(""); strings.Contains(b.page, "Forged") {
		t.Errorf("a foreign form was carried out:\n%s", b.page)
	}
}

// What could not be sent is not lost: the page says why, and has the text again.
func TestPageKeepsWhatItCouldNotSend(t *testing.T) {
	b := newReader(t)
	b.say("First")
	stale := b.fields("text", "Do not <lose> me")
	stale.Set("proof", "old")
	b.page = string(b.submit(stale).want(t, 403).body)
	b.wantPage("out of date", ">Do not &lt;lose&gt; me</textarea>")
	b.page = string(b.submit(b.fields("text", strings.Repeat("x", 9000))).want(t, 413).body)
	b.wantPage("at most 8192 characters", strings.Repeat("x", 9000))
	b.page = string(b.submit(b.fields("text", " \n")).want(t, 400).body)
	b.wantPage("Write a message first.")
}

// An empty message makes no session.
func TestPageMakesNoSessionForNothing(t *testing.T) {
	b := newReader(t)
	b.submit(b.fields("text", "  ")).want(t, 400)
	b.submit(b.fields("event", "1", "value", "x")).want(t, 403)
	if b.cookie != "" {
		t.Errorf("it has the cookie %q", b.cookie)
	}
}

// The page takes only forms, and not of any size.
func TestPageTakesFormsOnly(t *testing.T) {
	b := newReader(t)
	for _, media := range []string{"", "application/json", "text/plain", "multipart/form-data; boundary=x"} {
		b.submit(b.fields("text", "x"), header("Content-Type", media)).want(t, 415)
	}
	b.submit(b.fields("text", "x"), header("Content-Encoding", "gzip")).want(t, 415)
	b.submit(b.fields("text", strings.Repeat("x", b.engine.Limits().Payload))).want(t, 413)
	bad := b.send("POST", b.url+"page", "text=%zz", header("Content-Type", "application/x-www-form-urlencoded"))
	bad.want(t, 400, "invalid")
}

// Beginning many conversations from one address is slowed down here as elsewhere.
func TestPageLimitsNewSessions(t *testing.T) {
	b := &reader{rig: newRig(t, Options{NewSessions: 1, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})}
	for _, status := range []int{303, 429} {
		b.cookie = ""
		b.read("").want(t, 200)
		b.submit(b.fields("text", "x"), fromAddress("203.0.113.9")).want(t, status)
	}
}

// Whoever answers visitors is not made a visitor by looking at their page.
func TestPageIsForVisitors(t *testing.T) {
	b := newReader(t)
	b.do("GET", "page", "", b.agent().as).want(t, 403, "forbidden")
}

var everyPart = []chat.Part{
	chat.Markdown("**See** https://docs.example/a?b=1&c=2, or (http://x.example)."),
	{Type: chat.PartSystem, Text: "A note"},
	{Type: chat.PartImage, URL: "https://img.example/a.png", Alt: `A "bike"`},
	{Type: chat.PartFile, URL: "files/report.pdf", Name: "report.pdf", Size: 1_234_567},
	{Type: chat.PartAudio, URL: "https://a.example/a.mp3", Name: "a.mp3", Size: 999},
	{Type: chat.PartVideo, URL: "https://a.example/a.mp4", Name: "a.mp4"},
	{Type: chat.PartCard, Title: "Card one", Text: "Below it", Image: "https://img.example/c.png", Buttons: []chat.Button{{Title: "Take it", Value: "take one"}}},
	{Type: chat.PartCarousel, Cards: []chat.Part{{Type: chat.PartCard, Title: "Card two", Buttons: []chat.Button{{Title: "Look", URL: "https://look.example/"}}}}},
	chat.Choices(chat.Button{Title: "Call", URL: "tel:+441234"}, chat.Button{Title: "Yes!", Value: "yes"}),
	{Type: "x-map", Fallback: "We are at 12 Lock Lane."},
}

// Every part is shown so that it can be read, without what would need a script.
func TestPageShowsEveryPart(t *testing.T) {
	b := newReader(t, everyPart...)
	b.say("Show me")
	b.wantPage(
		`<a href="https://docs.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc">https://docs.example/a?b=1&amp;c=2</a>, or (<a href="http://x.example"`,
		"A note", `<img src="https://img.example/a.png" alt="A &#34;bike&#34;"`,
		`<a href="files/report.pdf" rel="noopener noreferrer nofollow ugc">report.pdf</a> (1.2 MB)`, "a.mp3</a> (999 bytes)", "a.mp4</a>",
		"Card one", "Below it", `src="https://img.example/c.png"`, "Take it</button>",
		"Card two", `<a href="https://look.example/"`, `<a href="tel:&#43;441234"`, "Yes!</button>", "We are at 12 Lock Lane.",
	)
}

// Buttons are forms: the press arrives as an action, and the button stays, marked.
func TestPageButtonsAnswer(t *testing.T) {
	b := newReader(t, chat.Choices(chat.Button{Title: "Yes!", Value: "yes"}, chat.Button{Title: "No!", Value: "no"}))
	b.say("Ask me")
	event := regexp.MustCompile(`name="event" value="(\d+)"`).FindStringSubmatch(b.page)[1]
	for _, f := range []url.Values{b.fields("event", event, "value", "maybe"), b.fields("event", "99", "value", "yes"), b.fields("event", "x", "value", "yes")} {
		b.submit(f).want(t, 400)
	}
	b.submit(b.fields("event", event, "value", "yes")).want(t, 303)
	b.read("")
	b.wantPage("You chose: Yes!", `value="yes" aria-pressed="true"`, "Echo: ")
	if strings.Contains(b.page, `value="no" aria-pressed`) {
		t.Error("the other button is marked too")
	}
}

// A form in a message is a form of the page, and says the same as the widget's.
func TestPageFormsInMessages(t *testing.T) {
	b := newReader(t, chat.Part{Type: chat.PartForm, ID: "visit", Submit: "Book", Fields: []chat.Field{
		{Name: "text", Label: "Your name", Kind: "text", Required: true}, // a name that the page uses itself
		{Name: "mail", Label: "E-mail", Kind: "email"},
		{Name: "day", Label: "Day", Kind: "select", Options: []string{"Tuesday", "Friday"}},
		{Name: "loan", Label: "Loan bike", Kind: "checkbox"},
		{Name: "note", Label: "Note", Kind: "textarea"},
	}})
	b.say("Book")
	event := regexp.MustCompile(`name="event" value="(\d+)"`).FindStringSubmatch(b.page)[1]
	b.wantPage(`<input type="text" name="field:text" required>`, `<input type="email" name="field:mail">`, `<option value="Friday">`, `type="checkbox" name="field:loan"`, `<textarea name="field:note"`)
	b.page = string(b.submit(b.fields("event", event, "form", "visit", "field:day", "Friday")).want(t, 400).body)
	b.wantPage("Please fill in “Your name”.")
	b.submit(b.fields("event", event, "form", "other")).want(t, 400)
	b.submit(b.fields("event", event, "form", "visit", "field:text", "Grace", "field:day", "Friday", "field:loan", "yes")).want(t, 303)
	b.read("")
	b.wantPage("Your name: Grace\nDay: Friday\nLoan bike: Yes")
}

// Long conversations come in pages, each with a way to the next.
func TestPageHasPages(t *testing.T) {
	b := newReader(t)
	b.say("message 1")
	who := header("Cookie", b.cookie)
	for i := 2; i <= 60; i++ {
		b.do("POST", "send", "["+strings.Replace(message(fmt.Sprint(i), fmt.Sprintf("message %d.", i)), "{", `{"type":"send",`, 1)+"]", who).want(t, 200)
	}
	b.read("")
	b.wantPage(">message 60.<", "Earlier messages")
	if strings.Contains(b.page, "Later messages") {
		t.Error("the newest page leads to a later one")
	}
	pages := 1
	for earlier := regexp.MustCompile(`href="page(\?before=\d+)"`); ; pages++ {
		m := earlier.FindStringSubmatch(b.page)
		if m == nil {
			break
		}
		b.read(m[1]).want(t, 200)
		b.wantPage("Later messages")
	}
	b.wantPage(">message 1<")
	if pages < 2 {
		t.Errorf("%d pages", pages)
	}
	b.read("?before=x").want(t, 400)
}

// Whatever is written in whatever field, the page has no markup of it, no script
// and no address that runs one.
func TestPageEscapesEveryField(t *testing.T) {
	hostile := `"><script>alert(1)</script><img src=x onerror=alert(1)>' onclick='x` + "\u202e"
	parts := []chat.Part{
		chat.Text(hostile), chat.Markdown("[x](javascript:alert(1)) " + hostile),
		{Type: chat.PartSystem, Text: hostile},
		{Type: chat.PartImage, URL: "https://a.example/?" + url.QueryEscape(hostile), Alt: hostile},
		{Type: chat.PartFile, URL: "https://a.example/" + url.PathEscape(hostile), Name: hostile, MediaType: hostile},
		{Type: chat.PartCard, Title: hostile, Text: hostile, Buttons: []chat.Button{{Title: hostile, Value: hostile}}},
		{Type: chat.PartForm, ID: hostile, Submit: hostile, Fields: []chat.Field{{Name: hostile, Label: hostile, Kind: "select", Options: []string{hostile}}}},
		{Type: "x-a", Fallback: hostile},
	}
	b := newReader(t, parts...)
	b.say(hostile)
	b.page = string(b.submit(url.Values{"text": {hostile}, "proof": {hostile}}).want(t, 403).body)
	for _, bad := range []string{"<script", "<img src=x", "onerror=alert(1)>", `href="javascript:`, "\u202e</p>", "\u202e</strong>", "\u202e</a>", "\u202e</button>", "\u202e</option>", "\u202e\n", "' onclick='"} {
		if strings.Contains(b.page, bad) {
			t.Errorf("the page has %q:\n%s", bad, b.page)
		}
	}
}

// Only addresses that lead to a page, a mail or a call become links; what a
// store may hold from elsewhere is not trusted either.
func TestPageLinksAreOfFewSchemes(t *testing.T) {
	for raw, want := range map[string]bool{
		"https://a.example/": true, "http://a.example": true, "mailto:a@b.example": true, "tel:+44": true,
		"javascript:alert(1)": false, "JAVASCRIPT:alert(1)": false, " javascript:alert(1)": false, "java\nscript:alert(1)": false,
		"data:text/html,x": false, "vbscript:x": false, "blob:x": false, "file:///etc/passwd": false, "//a.example": false, "/a": false,
		"https://": false, "https://bank.example@evil.example/": false, "": false,
	} {
		if got := linkURL(raw) != ""; got != want {
			t.Errorf("linkURL(%q) = %q, want a link: %t", raw, linkURL(raw), want)
		}
	}
	for raw, want := range map[string]bool{
		"files/a.png": true, "https://a.example/a.png": true,
		"files/../session": false, "files/..%2f": false, "/files/a": false, "mailto:a@b.example": false, "data:image/png;base64,x": false, "files/a\\..": false,
	} {
		if got := mediaURL(raw) != ""; got != want {
			t.Errorf("mediaURL(%q) = %q, want an address: %t", raw, mediaURL(raw), want)
		}
	}
}

// The page may not be framed, runs nothing, and its forms go nowhere else.
func TestPagePolicy(t *testing.T) {
	policy := newReader(t).read("").Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %s", policy, want)
		}
	}
	if strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy %q allows scripts", policy)
	}
}
