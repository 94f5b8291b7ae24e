package transport

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// object is a JSON object of the document.
type object = map[string]any

var document = func() object {
	var d object
	if err := json.Unmarshal(openapi, &d); err != nil {
		panic(err)
	}
	return d
}()

// at follows names through the document, and a $ref at the end.
func at(o object, names ...string) object {
	for _, name := range names {
		o, _ = o[name].(object)
		if ref, ok := o["$ref"].(string); ok {
			target := strings.TrimPrefix(ref, "#/")
			resolved := at(document, strings.Split(target, "/")...)
			if resolved == nil {
				panic("openapi.json has no " + ref)
			}
			o = resolved
		}
	}
	return o
}

// The document and the routing table must not drift apart, in either direction.
func TestOpenAPIDescribesTheRoutes(t *testing.T) {
	var described, routed []string
	for path, item := range at(document, "paths") {
		for method := range item.(object) {
			if method != "parameters" {
				described = append(described, strings.ToUpper(method)+" "+strings.TrimPrefix(path, "/"))
			}
		}
	}
	for _, rt := range routes {
		routed = append(routed, rt.method+" "+rt.path)
	}
	slices.Sort(described)
	slices.Sort(routed)
	if !slices.Equal(described, routed) {
		t.Errorf("openapi.json describes\n%q\nthe table has\n%q", described, routed)
	}
}

// What a route demands must be what the document says.
func TestOpenAPITellsWhatARequestNeeds(t *testing.T) {
	for _, rt := range routes {
		op := at(document, "paths", "/"+rt.path, strings.ToLower(rt.method))
		security, says := op["security"].([]any)
		open := says && len(security) == 0
		if byItself := rt.path == "ws"; !byItself && open != (rt.needs == nothing) {
			t.Errorf("%s %s: the document says that it is open to all: %t", rt.method, rt.path, open)
		}
		var client bool
		parameters, _ := op["parameters"].([]any)
		for _, p := range parameters {
			client = client || p.(object)["$ref"] == "#/components/parameters/Client"
		}
		if client != (rt.method != http.MethodGet && rt.needs != form) {
			t.Errorf("%s %s: the document asks for Chat-Client: %t", rt.method, rt.path, client)
		}
		if _, has := op["requestBody"]; has != (rt.method == http.MethodPost) {
			t.Errorf("%s %s: the document has a body: %t", rt.method, rt.path, has)
		}
	}
}

// checkAnswer fails the test unless the document allows the answer.
func checkAnswer(t *testing.T, method, path string, a answered) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	found, _ := newRouter(routes).find(&http.Request{Method: method, URL: mustParse("/chat/" + path)})
	if found == nil {
		return
	}
	rt, ok := found.route(method)
	if !ok || method == http.MethodHead {
		return
	}
	responses := at(document, "paths", "/"+rt.path, strings.ToLower(rt.method), "responses")
	response := at(responses, strconv.Itoa(a.StatusCode))
	if a.StatusCode == http.StatusInternalServerError {
		response = at(responses, "default")
	}
	if response == nil {
		t.Errorf("%s %s: the document does not know the status %d: %s", method, path, a.StatusCode, a.body)
		return
	}
	schema := at(response, "content", "application/json", "schema")
	if schema == nil {
		return
	}
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Errorf("%s %s: %q is no JSON: %v", method, path, a.body, err)
		return
	}
	if err := conforms(v, schema); err != nil {
		t.Errorf("%s %s answers %s: %v", method, path, a.body, err)
	}
}

func mustParse(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// conforms checks a value against the part of JSON Schema that the document
// uses.
func conforms(v any, schema object) error {
	if ref, ok := schema["$ref"].(string); ok {
		schema = at(document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	if options, ok := schema["anyOf"].([]any); ok {
		var err error
		for _, s := range options {
			if err = conforms(v, s.(object)); err == nil {
				return nil
			}
		}
		return err
	}
	if c, ok := schema["const"]; ok && c != v {
		return fmt.Errorf("%v is not %v", v, c)
	}
	if list, ok := schema["enum"].([]any); ok && !slices.Contains(list, v) {
		return fmt.Errorf("%v is none of %v", v, list)
	}
	if !hasType(v, schema["type"]) {
		return fmt.Errorf("%v is not of type %v", v, schema["type"])
	}
	switch v := v.(type) {
	case string:
		return conformsString(v, schema)
	case float64:
		if least, ok := schema["minimum"].(float64); ok && v < least {
			return fmt.Errorf("%v is less than %v", v, least)
		}
	case []any:
		items, _ := schema["items"].(object)
		for i, e := range v {
			if err := conforms(e, items); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
	case object:
		return conformsObject(v, schema)
	}
	return nil
}

func hasType(v, want any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(w any) bool { return hasType(v, w) })
	}
	var is string
	switch v := v.(type) {
	case nil:
		is = "null"
	case bool:
		is = "boolean"
	case string:
		is = "string"
	case []any:
		is = "array"
	case object:
		is = "object"
	case float64:
		if is = "number"; want == "integer" && v == float64(int64(v)) {
			is = "integer"
		}
	}
	return want == nil || want == is
}

func conformsString(s string, schema object) error {
	if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(s) {
		return fmt.Errorf("%q does not match %s", s, p)
	}
	if n, ok := schema["maxLength"].(float64); ok && len([]rune(s)) > int(n) {
		return fmt.Errorf("%q is longer than %v", s, n)
	}
	if n, ok := schema["minLength"].(float64); ok && len([]rune(s)) < int(n) {
		return fmt.Errorf("%q is shorter than %v", s, n)
	}
	return nil
}

func conformsObject(o, schema object) error {
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := o[name.(string)]; !ok {
			return fmt.Errorf("%q is missing", name)
		}
	}
	properties, _ := schema["properties"].(object)
	for name, s := range properties {
		if v, ok := o[name]; ok {
			if err := conforms(v, s.(object)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}
