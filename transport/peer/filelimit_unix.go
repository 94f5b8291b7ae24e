//go:build unix

package peer

import "syscall"

// fileLimit returns how many files the process may have open.
func fileLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > maxFiles {
		return maxFiles
	}
	return int(limit.Cur)
}
