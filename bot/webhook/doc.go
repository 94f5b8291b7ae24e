// Package webhook is a bot that asks any HTTP service, in whatever language, over a
// protocol that is small enough to serve in a dozen lines:
//
//	webhook.New("https://bot.example.org/chat", secret)
//
// # What the service gets
//
// A POST of a JSON object with each turn:
//
//	{
//	  "turn": "c1.7",              the same in each attempt: what makes a repeat safe
//	  "conversation": "c1",
//	  "visitor": {"id": "v1", "name": "Vera", "role": "visitor"},
//	  "kind": "message",           or "action": a button was pressed
//	  "text": "Where is my order?",  or the value of the button
//	  "parts": [...],              of a message, as docs/protocol.md has them
//	  "at": "2026-01-02T03:04:05.000Z",
//	  "history": [{"role": "bot", "text": "Hello!", "at": "..."}]   WithHistory: what was said before, oldest first
//	}
//
// and with these headers:
//
//	Chatmount-Turn: c1.7
//	Chatmount-Timestamp: 1767323045
//	Chatmount-Signature: v1=5257a869e7ece...
//
// The signature is the HMAC-SHA256, in lower-case hex, under the shared secret, of the
// timestamp (seconds since 1970), a line feed, the turn, a line feed and the body as it was sent.
// A service compares it in constant time and refuses what is older or newer than five
// minutes; within them it refuses nothing twice, because the same turn may come again (below). In Go,
// Verify does both. A signature proves that the request came from who knows the secret; that
// nobody else reads it takes https.
//
// # What it answers
//
// Status 204, which says nothing, or 200 with one JSON object, or with several as
// application/x-ndjson, one a line, which are said as they come:
//
//	{"text": "..."}                   a message of markdown
//	{"parts": [...]}                  a message of parts; with "text", that comes first
//	{"delta": "..."}                  adds to a message that grows
//	{"delta": "", "parts": [...]}     completes it, with parts behind its text
//	{"typing": true}                  says nothing; a sign of life
//	{"handoff": "the reason"}         asks for a person; the last thing that is done
//	{"end": true}                     ends the conversation; the last thing that is done
//	{"done": true}                    nothing more comes
//
// A message that grows is completed by whatever comes next but a delta. Fields may stand
// together in one object, and are done in this order. The stream must end with handoff, end or done;
// one that ends without broke off. An object in one piece needs none, and may instead have a list:
// {"messages": [{"text": "..."}, {"parts": [...]}], "handoff": "the reason"}. Fields that are not
// known are ignored.
//
// A service in JavaScript, for Node 20 (example/server.mjs):
//
//	import { createHmac, timingSafeEqual } from "node:crypto";
//	import { createServer } from "node:http";
//	createServer(async (request, response) => {
//		const header = (name) => String(request.headers["chatmount-" + name]);
//		const body = Buffer.concat(await request.toArray()).toString();
//		const signed = `${header("timestamp")}\n${header("turn")}\n${body}`;
//		const want = Buffer.from("v1=" + createHmac("sha256", process.env.SECRET).update(signed).digest("hex"));
//		const got = Buffer.from(header("signature"));
//		const fresh = Math.abs(Date.now() / 1000 - Number(header("timestamp"))) < 300;
//		if (!fresh || got.length !== want.length || !timingSafeEqual(got, want)) return response.writeHead(401).end();
//		response.setHeader("Content-Type", "application/json");
//		response.end(JSON.stringify({ text: `You said: ${JSON.parse(body).text}` }));
//	}).listen(process.env.PORT, "127.0.0.1", function () { console.log(this.address().port); });
//
// # When it fails
//
//	connecting fails             asked again, twice at most
//	429                          asked again after Retry-After, or 1 s, 2 s, ... 32 s, while there is time
//	5xx, the connection breaks   no answer, the service may have acted; WithIdempotent: asked again, twice at most
//	any other status             no answer
//	a redirect                   no answer: a question goes to nobody else
//	no answer in time (30 s)     no answer, the service may have acted
//	a stream pauses (15 s)       what was said, a growing message marked as truncated, and an error
//	a stream breaks off          the same
//	not JSON, over 1 MiB         the same, as far as it could be read
//	over 50 messages             the first 50, and an error
//
// A message that the engine refuses is left out and logged. The errors are *bot.Error; what the
// service sent is never in them.
//
// A Bot may be asked again after a crash only WithIdempotent, which declares that the service does
// nothing twice for the same turn.
package webhook
