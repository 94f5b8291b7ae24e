// Package widgetjs holds the chat widget and the headless client, built: what
// "go get" brings is all that a server needs to serve them. The source is in
// src, and "npm run build" writes dist anew.
package widgetjs

import (
	"embed"
	"io/fs"
)

//go:embed dist/*.js dist/*.js.gz dist/*.js.br
var dist embed.FS

// Dist returns the built files: widget.js for the script tag, core-<hash>.js that
// it loads when the chat is needed, frame.js and embed.js for the chat in a frame,
// the modules client.js, element.js, index.js and define.js, and the compressed forms of some under the same names with .gz
// and .br. The files never change while the program runs.
func Dist() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is a valid path: cannot happen
	}
	return files
}
