// Package bottest tests bots. [Run] is the suite that every chat.Bot passes.
// [RunFailures] is the failure table for bots that ask a service over HTTP: each way in
// which services, networks, processes and bots fail is a named case. A [Recorder] stands in
// for the engine and writes down what a bot says, and [Serve] gives an HTTP handler to a
// client in memory, so that tests of adapters can run under testing/synctest.
//
// An adapter to a service that writes "data: TEXT" lines is held to both like this:
//
//	func TestContract(t *testing.T) {
//		bottest.Run(t, bottest.Adapter{
//			Bot: func(t testing.TB) chat.Bot { return New("http://s", bottest.Serve(t, echo)) },
//		})
//	}
//
//	func TestFailures(t *testing.T) {
//		say := func(text string) http.HandlerFunc {
//			return behavior.Body("text/plain", "data: "+text+"\n")
//		}
//		bottest.RunFailures(t, bottest.Service{
//			Bot:     func(_ testing.TB, rt http.RoundTripper) chat.Bot { return New("http://s", rt) },
//			Answer:  say,
//			Timeout: 30 * time.Second,
//		})
//	}
//
// The more of [Service] is filled in, the more of the table is checked: Streaming for
// bots that speak while the answer comes, Flood, Silence. Errors made by the functions of
// package bot (Unreached, Busy, Failed, TimedOut, BadReply) have what the table asks for.
package bottest
