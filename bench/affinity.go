package main

import (
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// The server has the first processor to itself and the load generator the
// others: otherwise the figures say how the two get into each other's way.

// apart reports whether there are processors enough to do so.
func apart() bool { return runtime.NumCPU() > 1 }

// leaveFirst keeps this process off the first processor. Threads to come inherit
// this from the one that starts them.
func leaveFirst() {
	if !apart() {
		return
	}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range tasks {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.SchedSetaffinity(id, others())
		}
	}
}

// onFirst calls start, whose child processes are to have the first processor.
func onFirst(start func() error) error {
	if !apart() {
		return start()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var first unix.CPUSet
	first.Set(0)
	if err := unix.SchedSetaffinity(0, &first); err != nil {
		return err
	}
	defer func() { _ = unix.SchedSetaffinity(0, others()) }()
	return start()
}

func others() *unix.CPUSet {
	set := &unix.CPUSet{}
	for i := 1; i < runtime.NumCPU(); i++ {
		set.Set(i)
	}
	return set
}
