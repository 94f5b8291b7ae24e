//go:build unix

package bolt

import (
	"os"
	"syscall"
)

// giveTo gives a file the owner of another one, for who runs the tool may not be
// who runs the server.
func giveTo(path string, info os.FileInfo) error {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(owner.Uid) == os.Geteuid() && int(owner.Gid) == os.Getegid() {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}
