package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every package says what it is for, and every exported type, function,
// method, constant and variable of it is documented. Error methods do what
// Error methods do.
func TestExportedNamesAreDocumented(t *testing.T) {
	files := token.NewFileSet()
	documented := make(map[string]bool) // folder -> has a package comment
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || nested(path)) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.Dir(path)
		documented[folder] = documented[folder] || f.Doc != nil
		for _, n := range undocumented(f) {
			t.Errorf("%s: %s has no comment", files.Position(n.Pos()), n.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("%s: no file has a package comment", folder)
		}
	}
}

// nested reports whether a folder is a module of its own.
func nested(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// undocumented returns the exported names of a file that have no comment.
func undocumented(f *ast.File) []*ast.Ident {
	var found []*ast.Ident
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			isError := decl.Recv != nil && decl.Name.Name == "Error"
			if decl.Doc == nil && decl.Name.IsExported() && exportedReceiver(decl.Recv) && !isError {
				found = append(found, decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				found = append(found, undocumentedSpec(decl, spec)...)
			}
		}
	}
	return found
}

// undocumentedSpec looks at one type, constant or variable; the comment of
// its group counts.
func undocumentedSpec(group *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	var found []*ast.Ident
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && group.Doc == nil && spec.Doc == nil {
			found = append(found, spec.Name)
		}
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			if n.IsExported() && group.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				found = append(found, n)
			}
		}
	}
	return found
}

// exportedReceiver reports whether a method belongs to an exported type; a
// function without receiver counts.
func exportedReceiver(recv *ast.FieldList) bool {
	if recv == nil {
		return true
	}
	base := recv.List[0].Type
	for {
		switch x := base.(type) {
		case *ast.StarExpr:
			base = x.X
		case *ast.IndexExpr:
			base = x.X
		case *ast.IndexListExpr:
			base = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}
