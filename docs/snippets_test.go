package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every Go block of every page compiles. A block is a whole
// file, or a file without its package clause.
func TestGoSnippetsCompile(t *testing.T) {
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	var packages []string
	for name, page := range pages(t) {
		for _, b := range blocks(page) {
			if b.language != "go" {
				continue
			}
			folder := fmt.Sprintf("docs/snippet_%d", len(packages))
			real := filepath.Join(t.TempDir(), "snippet.go")
			if err := os.WriteFile(real, goFile(top, name, b), 0o600); err != nil {
				t.Fatal(err)
			}
			overlay.Replace[filepath.Join(top, folder, "snippet.go")] = real
			packages = append(packages, "./"+folder)
		}
	}
	if len(packages) == 0 {
		t.Fatal("no page has a Go block")
	}
	plan := filepath.Join(t.TempDir(), "overlay.json")
	b, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plan, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append([]string{"build", "-o", os.DevNull, "-overlay", plan}, packages...)...)
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}

// goFile returns a block as a Go file whose errors name the page and the line.
func goFile(top, page string, b block) []byte {
	code := fmt.Sprintf("//line %s:%d\n%s", filepath.Join(top, page), b.line, b.code)
	if !strings.HasPrefix(b.code, "package ") {
		code = "package snippet\n" + code
	}
	return []byte(code)
}

// Every JSON block of every page is a sequence of JSON values.
func TestJSONSnippetsParse(t *testing.T) {
	for name, page := range pages(t) {
		for _, b := range blocks(page) {
			if b.language != "json" {
				continue
			}
			d := json.NewDecoder(strings.NewReader(b.code))
			for d.More() {
				var v any
				if err := d.Decode(&v); err != nil {
					t.Errorf("%s:%d: %v", name, b.line, err)
					break
				}
			}
		}
	}
}
