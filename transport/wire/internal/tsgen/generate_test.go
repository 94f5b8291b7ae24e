package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The TypeScript types are those of the Go types, always.
func TestGeneratedFileIsCurrent(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	want, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "widgetjs", "src", "protocol.gen.ts"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("widgetjs/src/protocol.gen.ts is stale: run go generate ./transport/wire")
	}
}

// A field that no type of part or kind of event has would never reach a client.
func TestShapesNameEveryField(t *testing.T) {
	check := func(typ reflect.Type, shapes []wire.Shape, common ...string) {
		named := map[string]bool{}
		for _, name := range common {
			named[name] = true
		}
		for _, s := range shapes {
			for _, name := range s.Fields {
				named[strings.TrimSuffix(name, "?")] = true
			}
		}
		for f := range typ.Fields() {
			if name, _ := wireName(f); name != "" && !named[name] {
				t.Errorf("%s: no shape has the field %q", typ, name)
			}
		}
	}
	check(reflect.TypeFor[chat.Part](), wire.PartShapes(), "type", "fallback")
	check(reflect.TypeFor[chat.Event](), wire.EventShapes(), "author", "kind")
}

// Each kind of event that the engine knows has a shape.
func TestShapesNameEveryKind(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	src, err := readSource(filepath.Join(root, "chat"))
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]bool{}
	for _, s := range wire.EventShapes() {
		shapes[s.Name] = true
	}
	for _, kind := range src.consts["Kind"] {
		if !shapes[kind.value] {
			t.Errorf("no shape for events of kind %q", kind.value)
		}
	}
}
