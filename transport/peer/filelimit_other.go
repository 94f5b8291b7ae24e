//go:build !unix

package peer

// fileLimit returns how many files the process may have open.
func fileLimit() int { return maxFiles }
