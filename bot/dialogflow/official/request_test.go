package official

import (
	"testing"
	"time"

	es "cloud.google.com/go/dialogflow/apiv2/dialogflowpb"
	cx "cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/chat"
)

// all sets everything that a Query has beside its input.
func all(_ chat.Turn, q *dialogflow.Query) {
	q.TimeZone = "Europe/Paris"
	q.Payload["nested"] = map[string]any{"a": []any{1.5, nil, true, "x"}}
}

const payload = `"payload":{"turn":"conversation-1.2","visitor":"visitor-1","nested":{"a":[1.5,null,true,"x"]}}`

// Each kind of question to CX is the official request that it should be, under
// each kind of name, streamed or not.
func TestCXRequests(t *testing.T) {
	session := dialogflow.SessionID("conversation-1")
	parameters := func(turn chat.Turn, q *dialogflow.Query) {
		all(turn, q)
		if q.Parameters == nil {
			q.Parameters = map[string]any{"page": "/prices", "n": 1}
		}
	}
	for name, path := range map[string]string{
		"projects/p/locations/eu/agents/a":                    "projects/p/locations/eu/agents/a/sessions/",
		"projects/p/locations/eu/agents/a/environments/e":     "projects/p/locations/eu/agents/a/environments/e/sessions/",
		"projects/p/locations/eu/agents/a/environments/draft": "projects/p/locations/eu/agents/a/sessions/",
	} {
		for _, c := range []struct {
			turn  chat.Turn
			input string
			extra string
		}{
			{bottest.Says("hällo"), `"text":{"text":"hällo"},"languageCode":"de"`, `"parameters":{"page":"/prices","n":1}`},
			{bottest.Presses("event:BUY"), `"event":{"event":"BUY"},"languageCode":"de"`, `"parameters":{"page":"/prices","n":1}`},
			{bottest.Presses(`event:BUY {"languageCode":"fr","parameters":{"a":{"b":[1]}}}`), `"event":{"event":"BUY"},"languageCode":"fr"`, `"parameters":{"a":{"b":[1]}}`},
			{bottest.Presses("dtmf:12#"), `"dtmf":{"digits":"12#"},"languageCode":"de"`, `"parameters":{"page":"/prices","n":1}`},
		} {
			for _, opts := range [][]dialogflow.Option{nil, {dialogflow.WithStreaming(15 * time.Second)}} {
				g := cxGateway(t, protojson.MarshalOptions{}, &cxSessions{responses: []*cx.DetectIntentResponse{{QueryResult: &cx.QueryResult{}}}})
				ask(t, g, name, c.turn, append(opts, dialogflow.WithLanguage("de"), dialogflow.WithQuery(parameters))...)
				compare(t, g, &cx.DetectIntentRequest{}, `{"session":"`+path+session+`","queryInput":{`+c.input+`},"queryParams":{"timeZone":"Europe/Paris",`+payload+`,`+c.extra+`}}`)
			}
		}
	}
}

// Each kind of question to ES is the official request that it should be, under
// each kind of name.
func TestESRequests(t *testing.T) {
	session := dialogflow.SessionID("conversation-1")
	for name, path := range map[string]string{
		"projects/p/agent":                                 "projects/p/agent/sessions/",
		"projects/p/agent/environments/e":                  "projects/p/agent/environments/e/users/-/sessions/",
		"projects/p/locations/eu/agent":                    "projects/p/locations/eu/agent/sessions/",
		"projects/p/locations/eu/agent/environments/e":     "projects/p/locations/eu/agent/environments/e/users/-/sessions/",
		"projects/p/locations/global/agent/environments/-": "projects/p/locations/global/agent/sessions/",
	} {
		for _, c := range []struct {
			turn  chat.Turn
			input string
		}{
			{bottest.Says("hällo"), `"text":{"text":"hällo","languageCode":"de"}`},
			{bottest.Presses("event:BUY"), `"event":{"name":"BUY","languageCode":"de"}`},
			{bottest.Presses(`event:BUY {"languageCode":"fr","parameters":{"a":{"b":[1]}}}`), `"event":{"name":"BUY","languageCode":"fr","parameters":{"a":{"b":[1]}}}`},
		} {
			g := esGateway(t, protojson.MarshalOptions{}, &esSessions{response: &es.DetectIntentResponse{QueryResult: &es.QueryResult{}}})
			ask(t, g, name, c.turn, dialogflow.WithLanguage("de"), dialogflow.WithQuery(all))
			compare(t, g, &es.DetectIntentRequest{}, `{"session":"`+path+session+`","queryInput":{`+c.input+`},"queryParams":{"timeZone":"Europe/Paris",`+payload+`}}`)
		}
	}
}

// compare fails unless the gateway got one request, the one that is written out.
func compare(t *testing.T, g *gateway, want proto.Message, written string) {
	t.Helper()
	if err := protojson.Unmarshal([]byte(written), want); err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	got := g.requests()
	if len(got) != 1 || !proto.Equal(got[0], want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
