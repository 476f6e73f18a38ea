//go:build unix

package atomicfile_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/peers"
)

var inPlace = &atomicfile.Options{InPlace: true}

func TestCharacterDevices(t *testing.T) {
	if err := atomicfile.WriteFile(os.DevNull, []byte("x"), nil); !errors.Is(err, atomicfile.ErrInPlace) || !strings.Contains(err.Error(), "character device") {
		t.Errorf("without InPlace: %v", err)
	}
	must(t, atomicfile.WriteFile(os.DevNull, []byte("x"), inPlace))
	info, err := os.Stat(os.DevNull)
	if err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Fatalf("the device is gone: %v %v", info, err)
	}
	f, err := atomicfile.Create(os.DevNull, inPlace)
	must(t, err)
	for _, err := range []error{f.Chmod(0o600), f.SetModTime(time.Now())} {
		if !errors.Is(err, atomicfile.ErrNotRegular) {
			t.Errorf("changing a device: %v", err)
		}
	}
	must(t, f.Close())
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit after Close: %v", err)
	}
}

func TestNamedPipes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	if err := atomicfile.WriteFile(path, []byte("x"), nil); !errors.Is(err, atomicfile.ErrInPlace) {
		t.Errorf("without InPlace: %v", err)
	}
	if err := atomicfile.WriteFile(path, []byte("x"), inPlace); !errors.Is(err, syscall.ENXIO) || !strings.Contains(err.Error(), "nobody reads") {
		t.Errorf("without a reader: %v", err)
	}
	// Opened for writing too, or there would be an end of the pipe before the
	// writer comes.
	r, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	must(t, err)
	defer r.Close()
	data := bytes.Repeat([]byte("0123456789"), 50_000) // more than a pipe takes
	done := make(chan error, 1)
	go func() { done <- atomicfile.WriteFile(path, data, inPlace) }()
	got := make([]byte, len(data))
	if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%v", err)
	}
	must(t, <-done)
	contains(t, filepath.Dir(path), "pipe")
}

func TestSocketsAndBlockDevices(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // the name of a socket is short
	l, err := net.Listen("unix", "socket")
	must(t, err)
	defer l.Close()
	if err := atomicfile.WriteFile("socket", nil, inPlace); !errors.Is(err, atomicfile.ErrNotRegular) || err.Error() != "write socket: is a socket" {
		t.Errorf("%v", err)
	}
	peers.NeedRoot(t)
	must(t, syscall.Mknod("block", syscall.S_IFBLK|0o600, 7<<8|250))
	if err := atomicfile.WriteFile("block", nil, inPlace); !errors.Is(err, atomicfile.ErrNotRegular) || err.Error() != "write block: is a block device" {
		t.Errorf("%v", err)
	}
}

func TestStandardOutput(t *testing.T) {
	j := job{Folder: t.TempDir(), Path: "/dev/stdout", Data: "new", InPlace: true}
	t.Run("a pipe", func(t *testing.T) {
		c := command(t, j)
		var out bytes.Buffer
		c.Stdout = &out
		if got := finish(t, c); got.Text != "" || out.String() != "new" {
			t.Errorf("%+v, printed %q", got, &out)
		}
	})
	t.Run("a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "f")
		put(t, path, "a longer old text", 0o600)
		for _, allowed := range []bool{false, true} {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			defer f.Close()
			j.InPlace = allowed
			c := command(t, j)
			c.Stdout = f
			got := finish(t, c)
			if allowed {
				if got.Text != "" {
					t.Errorf("%+v", got)
				}
				holds(t, path, "new")
				// What holds the descriptor goes on with the same file.
				if open, err := f.Stat(); err != nil || open.Size() != 3 {
					t.Errorf("the open file: %v %v", open, err)
				}
			} else {
				if !got.InPlace || !strings.Contains(got.Text, "descriptor") {
					t.Errorf("%+v", got)
				}
				holds(t, path, "a longer old text")
			}
		}
	})
}
