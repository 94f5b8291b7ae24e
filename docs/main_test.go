// Package docs_test checks the documentation of the whole project: that its Go
// compiles, its JSON parses and its links lead somewhere.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// root is the top of the repository as seen from this package.
const root = ".."

// pages returns every markdown file of the project by its path from root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "build"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		found[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if found["README.md"] == "" || found["docs/protocol.md"] == "" {
		t.Fatal("the README or the protocol is missing")
	}
	return found
}

// block is a fenced block of code.
type block struct {
	language string
	line     int // of its first line of code, from 1
	code     string
}

// blocks returns the fenced blocks of a page.
func blocks(page string) []block {
	var found []block
	var open *block
	for i, line := range strings.SplitAfter(page, "\n") {
		fence, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && open == nil:
			found = append(found, block{language: fence, line: i + 2})
			open = &found[len(found)-1]
		case isFence:
			open = nil
		case open != nil:
			open.code += line
		}
	}
	return found
}

// prose returns a page without its fenced blocks and code spans.
func prose(page string) string {
	for _, b := range blocks(page) {
		page = strings.Replace(page, b.code, "", 1)
	}
	parts := strings.Split(page, "`")
	var out strings.Builder
	for i := 0; i < len(parts); i += 2 {
		out.WriteString(parts[i])
	}
	return out.String()
}
