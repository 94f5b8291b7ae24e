// Command chatstore looks after the database file of a chat while no server has it
// open: it checks it, backs it up, restores it and makes it small.
//
//	go run github.com/chatmount/chatmount/store/bolt/cmd/chatstore check chat.db
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/chatmount/chatmount/store/bolt"
)

const usage = `usage: chatstore COMMAND FILE...

  check DATABASE             read all of it and say what is damaged
  backup DATABASE COPY       write a copy to a file that does not exist yet
  restore COPY DATABASE      put a copy in the place of the database, whichever way it
                             was made; clients load their conversations anew. What was
                             there before is kept as DATABASE.old. With the same file
                             twice, after its disk was taken back in time
  compact DATABASE           make the file as small as what is in it

Stop the server first: these work on a file that no process has open. A program
that is running makes backups of its own with Store.Backup.

The exit status is 0 when it was done, 1 when not, 2 when it was called wrongly.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// command is something that the program does with files.
type command struct {
	files int
	do    func(ctx context.Context, files []string) (done string, err error)
}

var commands = map[string]command{
	"check": {1, func(ctx context.Context, files []string) (string, error) {
		return files[0] + " is sound", bolt.Check(ctx, files[0])
	}},
	"backup": {2, func(ctx context.Context, files []string) (string, error) {
		return "copied to " + files[1], backup(ctx, files[0], files[1])
	}},
	"restore": {2, func(ctx context.Context, files []string) (string, error) {
		return "restored to " + files[1], bolt.Restore(ctx, files[0], files[1])
	}},
	"compact": {1, func(ctx context.Context, files []string) (string, error) {
		before := size(files[0])
		err := bolt.Compact(ctx, files[0])
		return fmt.Sprintf("%s has %d bytes now, and had %d", files[0], size(files[0]), before), err
	}},
}

// run carries out a command line and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("chatstore", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help" || args[0] == "help") {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	c, known := commands[flags.Arg(0)]
	if !known || flags.NArg() != 1+c.files {
		flags.Usage()
		return 2
	}
	done, err := c.do(ctx, flags.Args()[1:])
	if err != nil {
		fmt.Fprintln(stderr, "chatstore:", err)
		return 1
	}
	fmt.Fprintln(stdout, done)
	return 0
}

// backup writes a copy of a database to a path where no file is. It appears there
// complete or not at all.
func backup(ctx context.Context, from, to string) (err error) {
	if _, err := os.Stat(from); err != nil {
		return err // Open would create it
	}
	s, err := bolt.Options{Logger: slog.New(slog.DiscardHandler)}.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	f, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(s.Backup(ctx, f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return publish(f.Name(), to)
}

var link = os.Link // replaced by a test of a file system that has none

// publish gives a file its name, unless there is a file of that name. Where the file
// system knows no hard links, one that appears in the same instant is replaced.
func publish(from, to string) error {
	err := link(from, to)
	if err == nil {
		return nil
	}
	if _, there := os.Lstat(to); there == nil {
		return fmt.Errorf("there is a %s already: choose another name, or move it away", to)
	}
	return os.Rename(from, to)
}

// size returns how many bytes a file has, 0 when there is none.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
