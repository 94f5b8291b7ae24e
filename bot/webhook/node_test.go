package webhook

import (
	"bufio"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
)

// The server in JavaScript of the package comment answers over a real socket, refuses who has
// another secret, and is the file that is run here.
func TestNodeServer(t *testing.T) {
	url := startNode(t, "example/server.mjs")
	for _, text := range []string{"hello", "ä€👍 \u2028 \"quoted\"", strings.Repeat("é", 40_000)} {
		b := New(url, secret)
		rec, err := ask(t, b, bottest.Says(text))
		b.service.Client.CloseIdleConnections()
		if err != nil || !slices.Equal(rec.Texts(), []string{"You said: " + text}) {
			t.Errorf("%.20q: %v, %.80q", text, err, rec.Texts())
		}
	}
	other := New(url, "another secret")
	defer other.service.Client.CloseIdleConnections()
	if _, err := ask(t, other, bottest.Says("hello")); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("another secret: %v", err)
	}

	source, err := os.ReadFile("example/server.mjs")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	shown := "\t" + strings.ReplaceAll(strings.TrimSpace(string(source)), "\n", "\n\t") + "\n"
	if !strings.Contains(doc.Doc.Text(), shown) {
		t.Error("the package comment shows another server than example/server.mjs")
	}
}

// startNode runs a server with node until the test ends, and returns its URL.
func startNode(t *testing.T, file string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", file)
	cmd.Env = append(os.Environ(), "PORT=0", "SECRET="+secret)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("this test needs Node 20 or newer: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("node did not start the server: %v", err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}
