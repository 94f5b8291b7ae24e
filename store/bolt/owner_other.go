//go:build !unix

package bolt

import "os"

// giveTo does nothing: files here have no owner to keep.
func giveTo(string, os.FileInfo) error { return nil }
