package static_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chatmount/chatmount/transport/static"
)

var script = []byte(strings.Repeat("console.log('chat');\n", 100))

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func widget(t *testing.T) fstest.MapFS {
	t.Helper()
	return fstest.MapFS{
		"widget.js":          {Data: script},
		"widget.js.br":       {Data: []byte("stands for the brotli form")},
		"widget.js.gz":       {Data: gzipped(t, script)},
		"chat.css":           {Data: []byte(":host{}")},
		"chat.css.gz":        {Data: gzipped(t, []byte(":host{}"))},
		"locales/de.js":      {Data: []byte("export default {}")},
		"sound.bin":          {Data: []byte{0, 1, 2}},
		"noextension":        {Data: []byte("x")},
		"empty.js":           {Data: nil},
		"archive.tar.js.map": {Data: []byte("{}")},

		"core-0123456789abcdef.js": {Data: []byte("export {}")},
	}
}

func load(t *testing.T) *static.Files {
	t.Helper()
	f, err := static.New(widget(t))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNewRefusesACompressedFormWithoutItsFile(t *testing.T) {
	_, err := static.New(fstest.MapFS{"widget.js.br": {Data: []byte("x")}})
	if err == nil || !strings.Contains(err.Error(), "widget.js.br is there without widget.js") {
		t.Fatalf("got error %v", err)
	}
}

func TestNewReportsAFileSystemThatCannotBeRead(t *testing.T) {
	if _, err := static.New(nil); err == nil {
		t.Error("a missing file system was accepted")
	}
	if _, err := static.New(unreadable{}); err == nil || !strings.Contains(err.Error(), "load files") {
		t.Errorf("got error %v", err)
	}
}

func TestIntegrityIsTheHashThatBrowsersCheck(t *testing.T) {
	f := load(t)
	sum := sha512.Sum384(script)
	if got, want := f.Integrity("widget.js"), "sha384-"+base64.StdEncoding.EncodeToString(sum[:]); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, name := range []string{"missing.js", "widget.js.gz", ""} {
		if got := f.Integrity(name); got != "" {
			t.Errorf("Integrity(%q) = %q, want none", name, got)
		}
	}
}

func TestDepthIsThatOfTheDeepestFile(t *testing.T) {
	if got := load(t).Depth(); got != 2 { // locales/de.js
		t.Errorf("Depth() = %d, want 2", got)
	}
	none, err := static.New(fstest.MapFS{})
	if err != nil || none.Depth() != 0 {
		t.Errorf("of no files: %d, %v", none.Depth(), err)
	}
}

func TestPermanentNameFollowsTheContent(t *testing.T) {
	f := load(t)
	changed := widget(t)
	changed["widget.js"] = &fstest.MapFile{Data: append(script, '\n')}
	g, err := static.New(changed)
	if err != nil {
		t.Fatal(err)
	}
	if f.Permanent("widget.js") == g.Permanent("widget.js") {
		t.Error("other content has the same permanent name")
	}
	if f.Permanent("chat.css") != g.Permanent("chat.css") {
		t.Error("the same content has another permanent name")
	}
	if got := f.Permanent("locales/de.js"); !strings.HasPrefix(got, "locales/de-") || !strings.HasSuffix(got, ".js") {
		t.Errorf("got %q, want locales/de-<hash>.js", got)
	}
	if got := f.Permanent("missing.js"); got != "" {
		t.Errorf("a missing file has the permanent name %q", got)
	}
}
