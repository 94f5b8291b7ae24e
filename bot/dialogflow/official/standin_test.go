package official

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	es "cloud.google.com/go/dialogflow/apiv2/dialogflowpb"
	cx "cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	fake "github.com/chatmount/chatmount/bot/dialogflow/dialogflowtest"
)

// post asks a stand-in and returns what it answers.
func post(t *testing.T, s *fake.Server, path string, request proto.Message) []byte {
	t.Helper()
	body, err := protojson.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body)))
	return w.Body.Bytes()
}

// official fails unless a body is an official message.
func official(t *testing.T, body []byte, into proto.Message) {
	t.Helper()
	if err := (protojson.UnmarshalOptions{DiscardUnknown: false}).Unmarshal(body, into); err != nil {
		t.Errorf("%s: %v", body, err)
	}
}

// answer has everything that a stand-in can say.
var answer = fake.Answer(
	fake.Response{Messages: []fake.Message{fake.Text("a"), fake.Payload(map[string]any{"a": 1})}},
	fake.Response{Messages: []fake.Message{fake.Rich(map[string]any{"type": "divider"})}, Text: "t", Webhook: 4, Handoff: true, Metadata: map[string]any{"reason": "r"}, End: true},
)

// The stand-in takes official requests, and what it answers are official
// responses: the other tests are no better than it is.
func TestStandIn(t *testing.T) {
	var s fake.Server
	s.Then(answer, answer, answer)
	cxRequest := &cx.DetectIntentRequest{QueryInput: &cx.QueryInput{Input: &cx.QueryInput_Text{Text: &cx.TextInput{Text: "hi"}}, LanguageCode: "en"}}
	esRequest := &es.DetectIntentRequest{QueryInput: &es.QueryInput{Input: &es.QueryInput_Text{Text: &es.TextInput{Text: "hi", LanguageCode: "en"}}}}

	var one cx.DetectIntentResponse
	official(t, post(t, &s, "/v3/projects/p/locations/l/agents/a/sessions/s:detectIntent", cxRequest), &one)
	if got := one.GetQueryResult(); one.GetResponseType() != cx.DetectIntentResponse_FINAL || len(got.GetResponseMessages()) != 5 || got.GetWebhookStatuses()[1].GetCode() != 4 {
		t.Errorf("CX: %v", &one)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(post(t, &s, "/v3/projects/p/locations/l/agents/a/sessions/s:serverStreamingDetectIntent", cxRequest), &list); err != nil || len(list) != 2 {
		t.Fatalf("a stream of %d responses, %v", len(list), err)
	}
	for i, want := range []cx.DetectIntentResponse_ResponseType{cx.DetectIntentResponse_PARTIAL, cx.DetectIntentResponse_FINAL} {
		var r cx.DetectIntentResponse
		if official(t, list[i], &r); r.GetResponseType() != want {
			t.Errorf("response %d of the stream: %v", i, &r)
		}
	}
	var other es.DetectIntentResponse
	official(t, post(t, &s, "/v2/projects/p/agent/sessions/s:detectIntent", esRequest), &other)
	if got := other.GetQueryResult(); len(got.GetFulfillmentMessages()) != 3 || !got.GetIntent().GetLiveAgentHandoff() || !got.GetIntent().GetEndInteraction() || other.GetWebhookStatus().GetCode() != 4 {
		t.Errorf("ES: %v", &other)
	}
}

// The details of the stand-in's errors are official ones.
func TestStandInErrors(t *testing.T) {
	var s fake.Server
	s.Then(fake.Fail(429, "RESOURCE_EXHAUSTED", "m", fake.RetryIn(1500*time.Millisecond), fake.Reason("RATE_LIMIT_EXCEEDED")))
	body := post(t, &s, "/v2/projects/p/agent/sessions/s:detectIntent", &es.DetectIntentRequest{QueryInput: &es.QueryInput{Input: &es.QueryInput_Event{Event: &es.EventInput{Name: "E", LanguageCode: "en"}}}})
	var failure struct{ Error json.RawMessage }
	if err := json.Unmarshal(body, &failure); err != nil {
		t.Fatal(err)
	}
	// The name of the code beside the number is Google's envelope, not google.rpc.Status.
	bare := strings.Replace(string(failure.Error), `,"status":"RESOURCE_EXHAUSTED"`, "", 1)
	var got status.Status
	official(t, []byte(bare), &got)
	var retry errdetails.RetryInfo
	var info errdetails.ErrorInfo
	if err := got.GetDetails()[0].UnmarshalTo(&retry); err != nil || retry.GetRetryDelay().AsDuration() != 1500*time.Millisecond {
		t.Errorf("RetryInfo: %v, %v", &retry, err)
	}
	if err := got.GetDetails()[1].UnmarshalTo(&info); err != nil || info.GetReason() != "RATE_LIMIT_EXCEEDED" {
		t.Errorf("ErrorInfo: %v, %v", &info, err)
	}
}
