package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// source is what reflection does not know: comments and constants.
type source struct {
	docs   map[string]string     // of "Type" and "Type.Field"
	consts map[string][]constant // by type, in the order of the source
}

type constant struct {
	value string
	doc   string
}

// readSource parses the packages in folders, without their tests.
func readSource(folders ...string) (*source, error) {
	s := &source{docs: map[string]string{}, consts: map[string][]constant{}}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, &fs.PathError{Op: "read", Path: folder, Err: fs.ErrNotExist}
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			s.file(f)
		}
	}
	return s, nil
}

func (s *source) file(f *ast.File) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.typeSpec(g, spec)
			case *ast.ValueSpec:
				s.constSpec(g, spec)
			}
		}
	}
}

func (s *source) typeSpec(g *ast.GenDecl, t *ast.TypeSpec) {
	doc := t.Doc.Text()
	if doc == "" {
		doc = g.Doc.Text()
	}
	s.docs[t.Name.Name] = oneLine(doc)
	st, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range st.Fields.List {
		doc := field.Doc.Text() + field.Comment.Text()
		for _, name := range field.Names {
			s.docs[t.Name.Name+"."+name.Name] = oneLine(doc)
		}
	}
}

// constSpec notes constants of a named type that are string literals.
func (s *source) constSpec(g *ast.GenDecl, v *ast.ValueSpec) {
	typ, ok := v.Type.(*ast.Ident)
	if !ok || g.Tok != token.CONST || len(v.Values) != 1 {
		return
	}
	lit, ok := v.Values[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return
	}
	if text, err := strconv.Unquote(lit.Value); err == nil {
		s.consts[typ.Name] = append(s.consts[typ.Name], constant{text, oneLine(v.Comment.Text())})
	}
}

func oneLine(doc string) string { return strings.Join(strings.Fields(doc), " ") }
