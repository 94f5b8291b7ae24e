package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/chatmount/chatmount/chat"
	"github.com/chatmount/chatmount/transport/wire"
)

// parts writes a type for each type of part and their union.
func (g *generator) parts() {
	var union []string
	for _, s := range wire.PartShapes() {
		name := title(s.Name) + "Part"
		union = append(union, name)
		fmt.Fprintf(&g.out, "\nexport interface %s {\n  type: %q;\n", name, s.Name)
		g.shape(reflect.TypeFor[chat.Part](), s, map[string]string{"cards": "CardPart[]"})
		g.out.WriteString("}\n")
	}
	g.out.WriteString(`
/** A part of the application's own. A part of any other type is shown by its fallback, too. */
export interface CustomPart {
  type: ` + "`x-${string}`" + `;
  /** the text for those who do not know the type */
  fallback: string;
  [field: string]: unknown;
}
`)
	g.union("Part", g.src.docs["Part"], append(union, "CustomPart"))
}

// events writes a type for each kind of event and their union.
func (g *generator) events() {
	g.open("EventBase", reflect.TypeFor[wire.Event]())
	g.out.WriteString("  type: \"event\";\n")
	g.fields(reflect.TypeFor[wire.Event]())
	g.out.WriteString("  author: Participant;\n}\n")
	var union []string
	for _, s := range wire.EventShapes() {
		name := title(s.Name) + "EventFrame"
		union = append(union, name)
		fmt.Fprintf(&g.out, "\nexport interface %s extends EventBase {\n  kind: %q;\n", name, s.Name)
		g.shape(reflect.TypeFor[chat.Event](), s, nil)
		g.out.WriteString("}\n")
	}
	g.union("EventFrame", "An entry of the log. One of another kind still counts as its place in the log.", union)
}

// shape writes those fields of a struct that a shape names; types replaces the
// types of some.
func (g *generator) shape(t reflect.Type, s wire.Shape, types map[string]string) {
	for _, field := range s.Fields {
		name, optional := strings.CutSuffix(field, "?")
		f, ok := fieldNamed(t, name)
		if !ok {
			g.fail("%s has no field %s, which %s has", t, name, s.Name)
			continue
		}
		typ := types[name]
		if typ == "" {
			typ = g.typeName(f.Type)
		}
		g.doc("  ", shapeDoc(g.src.docs[t.Name()+"."+f.Name], s.Name))
		g.line(name, optional, typ)
	}
}

// shapeDoc returns what a field's comment says about one shape. Its clauses
// may begin with the names of the shapes that they are about, or be only that.
func shapeDoc(doc, shape string) string {
	var clauses []string
	for clause := range strings.SplitSeq(doc, "; ") {
		about, text, _ := strings.Cut(clause, ": ")
		switch names := strings.Split(about, ", "); {
		case slices.Contains(names, shape):
			clause = text
		case slices.ContainsFunc(names, isShape):
			clause = ""
		}
		if clause != "" {
			clauses = append(clauses, clause)
		}
	}
	return strings.Join(clauses, "; ")
}

func isShape(name string) bool {
	named := func(s wire.Shape) bool { return s.Name == name }
	return slices.ContainsFunc(wire.PartShapes(), named) || slices.ContainsFunc(wire.EventShapes(), named)
}

func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	return t.FieldByNameFunc(func(goName string) bool {
		f, _ := t.FieldByName(goName)
		n, _ := wireName(f)
		return n == name
	})
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
