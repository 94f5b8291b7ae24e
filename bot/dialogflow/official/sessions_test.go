package official

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	es "cloud.google.com/go/dialogflow/apiv2/dialogflowpb"
	cx "cloud.google.com/go/dialogflow/cx/apiv3/cxpb"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/dialogflow"
	"github.com/chatmount/chatmount/chat"
)

// encodings are the ways in which official JSON may be written: with or without
// the fields that have no value.
var encodings = map[string]protojson.MarshalOptions{
	"short": {},
	"full":  {EmitUnpopulated: true},
}

// cxSessions answers with the same responses whatever it is asked.
type cxSessions struct {
	cx.UnimplementedSessionsServer
	responses []*cx.DetectIntentResponse
}

func (s *cxSessions) DetectIntent(context.Context, *cx.DetectIntentRequest) (*cx.DetectIntentResponse, error) {
	return s.responses[len(s.responses)-1], nil
}

func (s *cxSessions) ServerStreamingDetectIntent(_ *cx.DetectIntentRequest, stream cx.Sessions_ServerStreamingDetectIntentServer) error {
	for _, r := range s.responses {
		if err := stream.Send(r); err != nil {
			return err
		}
	}
	return nil
}

// cxStream is the stream of a method that is called over REST.
type cxStream struct {
	grpc.ServerStream
	ctx context.Context
	say func(proto.Message) error
}

func (s *cxStream) Context() context.Context              { return s.ctx }
func (s *cxStream) Send(r *cx.DetectIntentResponse) error { return s.say(r) }

func cxGateway(t *testing.T, encode protojson.MarshalOptions, server cx.SessionsServer) *gateway {
	request := func() proto.Message { return &cx.DetectIntentRequest{} }
	service := cx.File_google_cloud_dialogflow_cx_v3_session_proto.Services().ByName("Sessions")
	return newGateway(t, service, encode, map[protoreflect.Name]method{
		"DetectIntent": {request: request, call: func(ctx context.Context, req proto.Message, say func(proto.Message) error) error {
			r, err := server.DetectIntent(ctx, req.(*cx.DetectIntentRequest))
			if err != nil {
				return err
			}
			return say(r)
		}},
		"ServerStreamingDetectIntent": {request: request, streams: true, call: func(ctx context.Context, req proto.Message, say func(proto.Message) error) error {
			return server.ServerStreamingDetectIntent(req.(*cx.DetectIntentRequest), &cxStream{ctx: ctx, say: say})
		}},
	})
}

// esSessions answers with the same response whatever it is asked.
type esSessions struct {
	es.UnimplementedSessionsServer
	response *es.DetectIntentResponse
}

func (s *esSessions) DetectIntent(context.Context, *es.DetectIntentRequest) (*es.DetectIntentResponse, error) {
	return s.response, nil
}

func esGateway(t *testing.T, encode protojson.MarshalOptions, server es.SessionsServer) *gateway {
	request := func() proto.Message { return &es.DetectIntentRequest{} }
	service := es.File_google_cloud_dialogflow_v2_session_proto.Services().ByName("Sessions")
	return newGateway(t, service, encode, map[protoreflect.Name]method{
		"DetectIntent": {request: request, call: func(ctx context.Context, req proto.Message, say func(proto.Message) error) error {
			r, err := server.DetectIntent(ctx, req.(*es.DetectIntentRequest))
			if err != nil {
				return err
			}
			return say(r)
		}},
	})
}

// ask has an agent behind a gateway answer a turn.
func ask(t *testing.T, g *gateway, agent string, turn chat.Turn, opts ...dialogflow.Option) *bottest.Recorder {
	t.Helper()
	opts = append([]dialogflow.Option{dialogflow.WithEndpoint("http://dialogflow"), dialogflow.WithLogger(slog.New(slog.DiscardHandler))}, opts...)
	b := dialogflow.New(agent, &http.Client{Transport: bottest.Serve(t, g)}, opts...)
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), b, turn); err != nil {
		t.Errorf("got %v", err)
	}
	return rec
}
