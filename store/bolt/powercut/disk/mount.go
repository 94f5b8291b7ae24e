package disk

import (
	"context"
	"errors"
	"io"
	"log"
	"maps"
	"slices"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Mount makes the disk's files those of a folder, until unmount is called; the
// programs that have them open must have ended then. It needs /dev/fuse and the
// right to mount.
//
// No program that maps the files into its memory may be the one that has mounted
// them: a page fault stops a thread that the runtime takes for running.
func Mount(d *Disk, folder string) (unmount func() error, err error) {
	forever := time.Hour // all changes come through the mount, so the kernel knows them
	server, err := fs.Mount(folder, &root{disk: d}, &fs.Options{
		EntryTimeout: &forever,
		AttrTimeout:  &forever,
		Logger:       log.New(io.Discard, "", 0),
		MountOptions: fuse.MountOptions{
			DirectMountStrict: true, FsName: "powercut", Name: "powercut", DisableXAttrs: true,
			Logger: log.New(io.Discard, "", 0),
		},
	})
	if err != nil {
		return nil, err
	}
	return func() error {
		if err := unmountSoon(server); err != nil {
			return err
		}
		server.Wait()
		return nil
	}, nil
}

// letGo is how long a program that was killed may take to let go of its files.
const letGo = 10 * time.Second

// unmountSoon tries for a while: of a program that has ended, the kernel may be
// taking down the memory still.
func unmountSoon(server *fuse.Server) error {
	for end := time.Now().Add(letGo); ; time.Sleep(20 * time.Millisecond) {
		err := server.Unmount()
		if !errors.Is(err, syscall.EBUSY) || time.Now().After(end) {
			return err
		}
	}
}

// errno is what the kernel is told.
func errno(err error) syscall.Errno {
	var e syscall.Errno
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e
	}
	return syscall.EIO
}

// root is the folder.
type root struct {
	fs.Inode
	disk *Disk
}

var (
	_ fs.NodeLookuper       = (*root)(nil)
	_ fs.NodeCreater        = (*root)(nil)
	_ fs.NodeLinker         = (*root)(nil)
	_ fs.NodeRenamer        = (*root)(nil)
	_ fs.NodeUnlinker       = (*root)(nil)
	_ fs.NodeOpendirHandler = (*root)(nil)
)

func (r *root) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	f := r.disk.names[name]
	if f == nil {
		return nil, syscall.ENOENT
	}
	return r.inode(ctx, f, out), 0
}

func (r *root) inode(ctx context.Context, f *file, out *fuse.EntryOut) *fs.Inode {
	f.describe(&out.Attr)
	return r.NewInode(ctx, &node{file: f}, fs.StableAttr{Ino: f.number})
}

func (r *root) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	f := r.disk.newFile()
	if err := r.disk.rename(func(names map[string]*file) { names[name] = f }); err != nil {
		return nil, nil, 0, errno(err)
	}
	return r.inode(ctx, f, out), nil, 0, 0
}

func (r *root) Link(_ context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	n, ok := target.(*node)
	if !ok {
		return nil, syscall.EPERM
	}
	if err := r.disk.rename(func(names map[string]*file) { names[name] = n.file }); err != nil {
		return nil, errno(err)
	}
	n.file.describe(&out.Attr)
	return &n.Inode, 0
}

func (r *root) Rename(_ context.Context, name string, _ fs.InodeEmbedder, to string, flags uint32) syscall.Errno {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	f := r.disk.names[name]
	if f == nil || flags != 0 {
		return syscall.EINVAL
	}
	return errno(r.disk.rename(func(names map[string]*file) {
		names[to] = f
		delete(names, name)
	}))
}

func (r *root) Unlink(_ context.Context, name string) syscall.Errno {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	return errno(r.disk.rename(func(names map[string]*file) { delete(names, name) }))
}

func (r *root) OpendirHandle(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return &listing{disk: r.disk, names: r.disk.Names()}, 0, 0
}

// listing is the open folder.
type listing struct {
	disk  *Disk
	names []string
}

var (
	_ fs.FileReaddirenter = (*listing)(nil)
	_ fs.FileFsyncdirer   = (*listing)(nil)
)

func (l *listing) Readdirent(context.Context) (*fuse.DirEntry, syscall.Errno) {
	if len(l.names) == 0 {
		return nil, 0
	}
	name := l.names[0]
	l.names = l.names[1:]
	return &fuse.DirEntry{Name: name, Mode: fuse.S_IFREG}, 0
}

func (l *listing) Fsyncdir(context.Context, uint32) syscall.Errno {
	l.disk.mu.Lock()
	defer l.disk.mu.Unlock()
	return errno(l.disk.syncNames())
}

// node is a file.
type node struct {
	fs.Inode
	file *file
}

var (
	_ fs.NodeGetattrer = (*node)(nil)
	_ fs.NodeSetattrer = (*node)(nil)
	_ fs.NodeOpener    = (*node)(nil)
	_ fs.NodeReader    = (*node)(nil)
	_ fs.NodeWriter    = (*node)(nil)
	_ fs.NodeFsyncer   = (*node)(nil)
)

func (f *file) describe(out *fuse.Attr) {
	out.Mode = fuse.S_IFREG | 0o600
	out.Size = uint64(f.size)
	out.Nlink = uint32(len(slices.DeleteFunc(slices.Collect(maps.Values(f.disk.names)), func(other *file) bool { return other != f })))
}

func (n *node) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	n.file.disk.mu.Lock()
	defer n.file.disk.mu.Unlock()
	n.file.describe(&out.Attr)
	return 0
}

func (n *node) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	n.file.disk.mu.Lock()
	defer n.file.disk.mu.Unlock()
	if size, ok := in.GetSize(); ok {
		if err := n.file.resize(int64(size)); err != nil {
			return errno(err)
		}
	}
	n.file.describe(&out.Attr)
	return 0
}

func (n *node) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (n *node) Read(_ context.Context, _ fs.FileHandle, buf []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	n.file.disk.mu.Lock()
	defer n.file.disk.mu.Unlock()
	count, err := n.file.read(buf, offset)
	return fuse.ReadResultData(buf[:count]), errno(err)
}

func (n *node) Write(_ context.Context, _ fs.FileHandle, data []byte, offset int64) (uint32, syscall.Errno) {
	n.file.disk.mu.Lock()
	defer n.file.disk.mu.Unlock()
	if err := n.file.write(data, offset); err != nil {
		return 0, errno(err)
	}
	return uint32(len(data)), 0
}

func (n *node) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	n.file.disk.mu.Lock()
	defer n.file.disk.mu.Unlock()
	return errno(n.file.sync())
}
