package static

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// hashLength is how many hexadecimal digits of a file's SHA-256 stand in its
// permanent name.
const hashLength = 16

// Files is a fixed set of public files. It does not change after New and may
// be used concurrently.
type Files struct {
	byName map[string]*file
	depth  int
}

// file is one file, in each form it can be sent in.
type file struct {
	contentType string
	integrity   string
	permanent   string // its name with the hash of its content
	plain       form
	coded       []form // in the order of preference
}

// form is the content of a file in one content coding.
type form struct {
	coding string // "" for the content as it is
	etag   string
	length string // of body, for the Content-Length header
	body   []byte
}

// codings are the content codings that a build may put beside a file, the
// densest first.
var codings = []struct{ suffix, coding string }{
	{".br", "br"},
	{".gz", "gzip"},
}

// New loads every file of fsys, with folders. x.js.br and x.js.gz are not files
// of their own but x.js in the codings br and gzip; without an x.js they are
// an error.
func New(fsys fs.FS) (*Files, error) {
	content, err := read(fsys)
	if err != nil {
		return nil, err
	}
	f := &Files{byName: make(map[string]*file, len(content))}
	for name, body := range content {
		original, coding := cutCoding(name)
		if coding == "" {
			f.byName[name] = newFile(name, body, content)
			f.depth = max(f.depth, 1+strings.Count(name, "/"))
		} else if _, ok := content[original]; !ok {
			return nil, fmt.Errorf("static: %s is there without %s: build them together", name, original)
		}
	}
	return f, nil
}

func read(fsys fs.FS) (map[string][]byte, error) {
	if fsys == nil {
		return nil, errors.New("static: there is no file system to load files from")
	}
	content := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content[name], err = fs.ReadFile(fsys, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("static: load files: %w", err)
	}
	return content, nil
}

// cutCoding splits the name of a compressed form into the name of its file and
// its coding, which is empty for every other name.
func cutCoding(name string) (original, coding string) {
	for _, c := range codings {
		if original, ok := strings.CutSuffix(name, c.suffix); ok {
			return original, c.coding
		}
	}
	return name, ""
}

func newFile(name string, body []byte, content map[string][]byte) *file {
	hash, integrity := sha256.Sum256(body), sha512.Sum384(body)
	digits := hex.EncodeToString(hash[:])
	f := &file{
		contentType: contentType(name),
		integrity:   "sha384-" + base64.StdEncoding.EncodeToString(integrity[:]),
		permanent:   permanentName(name, digits[:hashLength]),
		plain:       newForm("", digits, body),
	}
	for _, c := range codings {
		if coded, ok := content[name+c.suffix]; ok && len(coded) < len(body) {
			f.coded = append(f.coded, newForm(c.coding, digits, coded))
		}
	}
	return f
}

// newForm makes a form of the content with a hash. A strong entity tag stands
// for bytes, so each coding has its own.
func newForm(coding, hash string, body []byte) form {
	etag := hash[:2*hashLength]
	if coding != "" {
		etag += "-" + coding
	}
	return form{coding: coding, etag: `"` + etag + `"`, length: fmt.Sprint(len(body)), body: body}
}

// permanentName puts a hash before the extension: widget.js, widget-<hash>.js.
// A name that the build has given a hash is permanent as it is.
func permanentName(name, hash string) string {
	if _, _, ok := cutHash(name); ok {
		return name
	}
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hash + ext
}

// cutHash splits a permanent name into the name of its file and the hash.
func cutHash(permanent string) (name, hash string, ok bool) {
	ext := path.Ext(permanent)
	stem := strings.TrimSuffix(permanent, ext)
	dash := len(stem) - hashLength - 1
	if dash < 1 || stem[dash] != '-' || strings.Trim(stem[dash+1:], "0123456789abcdef") != "" {
		return "", "", false
	}
	return stem[:dash] + ext, stem[dash+1:], true
}

// Integrity returns what the integrity attribute of a script or link element
// is to contain for a file (Subresource Integrity, SHA-384), or "" when there is
// no such file.
func (f *Files) Integrity(name string) string {
	if file := f.byName[name]; file != nil {
		return file.integrity
	}
	return ""
}

// Permanent returns the name under which a file may be cached for ever, for it
// contains the hash of its content, or "" when there is no such file. It is the
// file's own name where the build has put 16 hexadecimal digits before its extension.
func (f *Files) Permanent(name string) string {
	if file := f.byName[name]; file != nil {
		return file.permanent
	}
	return ""
}

// Depth returns how many segments the longest of the files' names has, 0 without
// files: a path with more names none of them.
func (f *Files) Depth() int { return f.depth }

// lookup finds a file by its name or its permanent name, and reports whether
// the name is permanent: it holds the hash of the content it has now.
func (f *Files) lookup(name string) (found *file, permanent bool) {
	if found = f.byName[name]; found != nil {
		return found, found.permanent == name
	}
	if plain, _, ok := cutHash(name); ok {
		found = f.byName[plain]
	}
	return found, found != nil && found.permanent == name
}
