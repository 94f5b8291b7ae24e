//go:build !unix || solaris || aix

package bolt

import "os"

// abandon closes a file that bbolt has left open after a panic, which unlocks it.
func abandon(f *os.File) error { return f.Close() }
