package official

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// gateway serves a service over REST, as its HTTP rules say.
type gateway struct {
	t      *testing.T
	encode protojson.MarshalOptions
	routes []route

	mu   sync.Mutex      // guards what follows
	seen []proto.Message // the requests, in order
}

// route is one HTTP rule of one method.
type route struct {
	path  *regexp.Regexp // its group is the field
	field protoreflect.Name
	serve method
}

// method is how a method of a SessionsServer is called: it answers with say, once
// or, when it streams, as often as it likes.
type method struct {
	request func() proto.Message
	streams bool
	call    func(ctx context.Context, req proto.Message, say func(proto.Message) error) error
}

// newGateway serves the methods of a service by their names.
func newGateway(t *testing.T, service protoreflect.ServiceDescriptor, encode protojson.MarshalOptions, methods map[protoreflect.Name]method) *gateway {
	g := &gateway{t: t, encode: encode}
	for name, m := range methods {
		d := service.Methods().ByName(name)
		if d == nil || d.IsStreamingServer() != m.streams {
			t.Fatalf("the official service %s has no such method %s", service.FullName(), name)
		}
		rule := proto.GetExtension(d.Options(), annotations.E_Http).(*annotations.HttpRule)
		for _, r := range append([]*annotations.HttpRule{rule}, rule.GetAdditionalBindings()...) {
			if r.GetPost() == "" || r.GetBody() != "*" {
				t.Fatalf("%s has the HTTP rule %v, which this gateway does not know", name, r)
			}
			path, field := compile(r.GetPost())
			g.routes = append(g.routes, route{path: path, field: field, serve: m})
		}
	}
	return g
}

var variable = regexp.MustCompile(`\{(\w+)=([^}]+)\}`)

// compile returns a pattern of an HTTP rule as an expression, and its one field.
func compile(pattern string) (*regexp.Regexp, protoreflect.Name) {
	m := variable.FindStringSubmatch(pattern)
	inner := strings.ReplaceAll(regexp.QuoteMeta(m[2]), `\*`, `[^/:]+`)
	before, after, _ := strings.Cut(pattern, m[0])
	return regexp.MustCompile("^" + regexp.QuoteMeta(before) + "(" + inner + ")" + regexp.QuoteMeta(after) + "$"), protoreflect.Name(m[1])
}

// ServeHTTP decodes a request strictly, and fails the test when it is not one.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, route := range g.routes {
		m := route.path.FindStringSubmatch(r.URL.Path)
		if m == nil || r.Method != http.MethodPost {
			continue
		}
		req, err := decode(r.Body, route.serve.request())
		if err != nil {
			g.t.Errorf("%s is no official request: %v", r.URL.Path, err)
			http.Error(w, "no request", http.StatusBadRequest)
			return
		}
		fields := req.ProtoReflect()
		fields.Set(fields.Descriptor().Fields().ByName(route.field), protoreflect.ValueOfString(m[1]))
		g.note(req)
		g.answer(w, r, route.serve, req)
		return
	}
	g.t.Errorf("no official HTTP rule is for %s %s", r.Method, r.URL.Path)
	http.NotFound(w, r)
}

// decode reads a body; unknown fields are errors.
func decode(body io.Reader, into proto.Message) (proto.Message, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	return into, protojson.UnmarshalOptions{DiscardUnknown: false}.Unmarshal(b, into)
}

func (g *gateway) note(req proto.Message) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen = append(g.seen, req)
}

// requests returns what the gateway got.
func (g *gateway) requests() []proto.Message {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]proto.Message(nil), g.seen...)
}

// answer writes what a method says; a stream is a list that grows.
func (g *gateway) answer(w http.ResponseWriter, r *http.Request, m method, req proto.Message) {
	said := 0
	say := func(msg proto.Message) error {
		b, err := g.encode.Marshal(msg)
		if err != nil {
			return err
		}
		separator := ""
		if m.streams {
			separator = [2]string{"[", ",\r\n"}[min(said, 1)]
		}
		said++
		if _, err := fmt.Fprintf(w, "%s%s", separator, b); err != nil {
			return err
		}
		return http.NewResponseController(w).Flush()
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if err := m.call(r.Context(), req, say); err != nil {
		g.t.Errorf("the service: %v", err)
	}
	if m.streams {
		_, _ = fmt.Fprint(w, "]") // the client may be gone
	}
}
