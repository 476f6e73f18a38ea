package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func openSFTP(t testing.TB, s *peers.SSHD) *sshx.SFTPClient {
	t.Helper()
	c, err := connect(t, s).OpenSFTP(ctx(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// noise is n bytes that do not repeat.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func TestTransfers(t *testing.T) {
	s := peers.StartSSHD(t)
	c := openSFTP(t, s)
	d := t.TempDir()
	local := filepath.Join(d, "local")
	for _, size := range []int{0, 1, 32767, 32768, 100_000, 261_120, 261_121, 5_000_001} {
		data := noise(size)
		write(t, local, string(data))
		var steps []int64
		a, err := c.Put(ctx(t), local, "f", &sshx.TransferOptions{Progress: func(done, total int64) {
			if total != int64(size) {
				t.Errorf("total %d", total)
			}
			steps = append(steps, done)
		}})
		if err != nil || *a.Size != uint64(size) || read(t, filepath.Join(s.Home, "f")) != string(data) {
			t.Fatalf("put of %d: %v %v", size, a, err)
		}
		var want []int64
		for n := int64(32768); n <= int64(size); n += 32768 {
			want = append(want, n)
		}
		if size%32768 != 0 {
			want = append(want, int64(size))
		}
		if !slices.Equal(steps, want) {
			t.Errorf("%d bytes: progress %v, expected %v", size, steps, want)
		}
		back := filepath.Join(d, "back")
		if err := c.Get(ctx(t), "f", back, nil); err != nil || read(t, back) != string(data) {
			t.Fatalf("get of %d: %v", size, err)
		}
		var out bytes.Buffer
		if n, err := c.GetFO(ctx(t), "f", &out, nil); n != int64(size) || err != nil || !bytes.Equal(out.Bytes(), data) {
			t.Errorf("getfo of %d: %d, %v", size, n, err)
		}
	}
	t.Run("files that say they are empty", func(t *testing.T) {
		var out bytes.Buffer
		if _, err := c.GetFO(ctx(t), "/proc/version", &out, nil); err != nil || !strings.HasPrefix(out.String(), "Linux") {
			t.Errorf("%q %v", out.String(), err)
		}
	})
	t.Run("resume", func(t *testing.T) {
		data := noise(1 << 20)
		write(t, local, string(data))
		write(t, filepath.Join(s.Home, "half"), string(data[:300_000]))
		os.Chmod(filepath.Join(s.Home, "half"), 0o666)
		if a, err := c.Put(ctx(t), local, "half", &sshx.TransferOptions{Resume: true}); err != nil || *a.Size != 1<<20 || read(t, filepath.Join(s.Home, "half")) != string(data) {
			t.Errorf("put: %v", err)
		}
		part := filepath.Join(d, "part")
		write(t, part, string(data[:123_456]))
		if err := c.Get(ctx(t), "half", part, &sshx.TransferOptions{Resume: true}); err != nil || read(t, part) != string(data) {
			t.Errorf("get: %v", err)
		}
	})
	t.Run("beyond four gigabytes", func(t *testing.T) {
		const size = 5 << 30 // of nothing, which takes no room
		far := filepath.Join(s.Home, "far")
		tail := noise(100_000)
		for _, f := range []struct {
			path string
			data []byte
		}{{far, nil}, {local, tail}} {
			write(t, f.path, "")
			must(t, os.Truncate(f.path, size))
			out, err := os.OpenFile(f.path, os.O_WRONLY|os.O_APPEND, 0)
			must(t, err)
			must(t, second(out.Write(f.data)))
			must(t, out.Close())
		}
		must(t, os.Chmod(far, 0o666))
		ends := func(path string) {
			t.Helper()
			f, err := os.Open(path)
			must(t, err)
			defer f.Close()
			got := make([]byte, len(tail)+1)
			if n, err := f.ReadAt(got, size); n != len(tail) || err != io.EOF || !bytes.Equal(got[:n], tail) {
				t.Errorf("%s: %d bytes, %v", path, n, err)
			}
		}
		if a, err := c.Put(ctx(t), local, "far", &sshx.TransferOptions{Resume: true}); err != nil || *a.Size != size+uint64(len(tail)) {
			t.Fatalf("put: %v %v", a, err)
		}
		ends(far)
		must(t, os.Truncate(local, size))
		must(t, c.Get(ctx(t), "far", local, &sshx.TransferOptions{Resume: true}))
		ends(local)
		must(t, os.Remove(far))
	})
	t.Run("what fails leaves things as they were", func(t *testing.T) {
		write(t, local, "precious")
		if err := c.Get(ctx(t), "missing", local, nil); !errors.Is(err, fs.ErrNotExist) || read(t, local) != "precious" {
			t.Errorf("get: %v", err)
		}
		broken := errors.New("the source broke")
		_, err := c.PutFO(ctx(t), io.MultiReader(bytes.NewReader(noise(100_000)), failing{broken}), "broken", 0, nil)
		var e *sshx.SFTPError
		if !errors.Is(err, broken) || !errors.As(err, &e) || e.Acked != 100_000 || read(t, filepath.Join(s.Home, "broken")) != string(noise(100_000)) {
			t.Errorf("put: %v", err)
		}
		_, err = c.PutFO(ctx(t), failing{broken}, "new", 0, nil)
		if _, statErr := os.Stat(filepath.Join(s.Home, "new")); !errors.Is(err, broken) || !errors.Is(statErr, fs.ErrNotExist) {
			t.Errorf("put of nothing: %v, %v", err, statErr)
		}
		stopped, cancel := context.WithCancelCause(ctx(t))
		cause := errors.New("enough")
		_, err = c.PutFO(stopped, io.MultiReader(bytes.NewReader(noise(700_000)), calling(func() { cancel(cause) }), endless{}), "stopped", 0, nil)
		left := read(t, filepath.Join(s.Home, "stopped"))
		if !errors.Is(err, cause) || !errors.As(err, &e) || e.Acked < 500_000 || left != string(noise(700_000))[:e.Acked] {
			t.Errorf("put that is cancelled: %v", err)
		}
		if _, err := c.Stat(ctx(t), "."); err != nil {
			t.Errorf("the session serves no more: %v", err)
		}
	})
	t.Run("reasons", func(t *testing.T) {
		must(t, c.Mkdir(ctx(t), "dir", 0))
		write(t, filepath.Join(s.Home, "dir", "in"), "x")
		for what, c := range map[string]struct {
			err  error
			kind error
			text string
		}{
			"put onto a directory": {second(c.Put(ctx(t), local, "dir", nil)), sshx.ErrSFTP, `sftp put "dir": Failure: it is a directory`},
			"mkdir again":          {c.Mkdir(ctx(t), "dir", 0), sshx.ErrSFTP, "there is a directory of this name"},
			"rmdir non-empty":      {c.Rmdir(ctx(t), "dir"), sshx.ErrSFTP, "not empty"},
			"rename onto":          {c.Rename(ctx(t), "f", "half"), sshx.ErrSFTP, `there is a file "half" already`},
			"remove a directory":   {c.Remove(ctx(t), "dir"), sshx.ErrSFTP, "it is a directory"},
			"no rights":            {second(c.Put(ctx(t), local, "/etc/pyops-none", nil)), fs.ErrPermission, `put "/etc/pyops-none"`},
			"no such file":         {second(c.Stat(ctx(t), "none")), fs.ErrNotExist, `stat "none"`},
			"chdir to a file":      {c.Chdir(ctx(t), "f"), sshx.ErrSFTP, "no directory"},
			"exclusive":            {second(c.Open(ctx(t), "f", "x")), sshx.ErrSFTP, "the file exists"},
			"mode":                 {second(c.Open(ctx(t), "f", "q")), sshx.ErrInvalid, `mode "q"`},
			"disk full":            {second(c.PutFO(ctx(t), bytes.NewReader(noise(100_000)), "/dev/full", 0, nil)), sshx.ErrSFTP, `put "/dev/full"`},
		} {
			if !errors.Is(c.err, c.kind) || c.err == nil || !strings.Contains(c.err.Error(), c.text) || strings.Contains(c.err.Error(), "\n") {
				t.Errorf("%s: %v, expected %q", what, c.err, c.text)
			}
		}
	})
	t.Run("many at once", func(t *testing.T) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				data := noise(40_000 + i)
				if _, err := c.PutFO(ctx(t), bytes.NewReader(data), fmt.Sprint("many", i), 0, nil); err != nil {
					t.Error(err)
				}
				var out bytes.Buffer
				if _, err := c.GetFO(ctx(t), fmt.Sprint("many", i), &out, nil); err != nil || !bytes.Equal(out.Bytes(), data) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("closed", func(t *testing.T) {
		c := openSFTP(t, s)
		c.Close()
		if _, err := c.Stat(ctx(t), "."); !errors.Is(err, sshx.ErrClosed) {
			t.Errorf("%v", err)
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func second[T any](_ T, err error) error { return err }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

type calling func()

func (f calling) Read([]byte) (int, error) { f(); return 0, io.EOF }

func TestFilesOfAServer(t *testing.T) {
	s := peers.StartSSHD(t)
	c := openSFTP(t, s)
	home := s.Home
	write(t, filepath.Join(home, "a"), "0123456789")
	must(t, os.Chmod(home, 0o777))
	must(t, os.Chmod(filepath.Join(home, "a"), 0o666))
	t.Run("directories", func(t *testing.T) {
		must(t, c.Mkdir(ctx(t), "d", 0o700))
		info, err := os.Stat(filepath.Join(home, "d"))
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		if c.Getcwd() != "" {
			t.Errorf("cwd %q", c.Getcwd())
		}
		must(t, c.Chdir(ctx(t), "d"))
		if c.Getcwd() != home+"/d" {
			t.Errorf("cwd %q", c.Getcwd())
		}
		must(t, c.Symlink(ctx(t), "../a", "link"))
		if target, err := c.Readlink(ctx(t), "link"); target != "../a" || err != nil {
			t.Errorf("%q %v", target, err)
		}
		if a, err := c.Lstat(ctx(t), "link"); err != nil || !a.IsLink() {
			t.Errorf("%v %v", a, err)
		}
		if a, err := c.Stat(ctx(t), "link"); err != nil || !a.IsRegular() || *a.Size != 10 {
			t.Errorf("%v %v", a, err)
		}
		if real, err := c.Normalize(ctx(t), "./../a"); real != home+"/a" || err != nil {
			t.Errorf("%q %v", real, err)
		}
		must(t, c.Chdir(ctx(t), ""))
		must(t, c.Remove(ctx(t), "d/link"))
		must(t, c.Rmdir(ctx(t), "d"))
		raw := "bad\xffname"
		write(t, filepath.Join(home, raw), "raw")
		names, err := c.Listdir(ctx(t), "")
		if err != nil || !slices.Contains(names, raw) || slices.Contains(names, ".") {
			t.Errorf("%q %v", names, err)
		}
		if a, err := c.Stat(ctx(t), raw); err != nil || *a.Size != 3 {
			t.Errorf("%v", err)
		}
		must(t, os.Chmod(filepath.Join(home, raw), 0o644))
		var text strings.Builder
		if n, err := c.GetFO(ctx(t), raw, &text, nil); n != 3 || err != nil || text.String() != "raw" {
			t.Errorf("%q %v", text.String(), err)
		}
		must(t, second(c.PutFO(ctx(t), strings.NewReader("x"), raw+"2", 1, nil)))
		must(t, c.Remove(ctx(t), raw+"2"))
		if _, err := os.Lstat(filepath.Join(home, raw+"2")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v", err)
		}
		must(t, c.Rename(ctx(t), raw, "good"))
		write(t, filepath.Join(home, "other"), "")
		must(t, c.PosixRename(ctx(t), "good", "other"))
		must(t, c.Remove(ctx(t), "other"))
	})
	t.Run("attributes", func(t *testing.T) {
		must(t, os.Chown(filepath.Join(home, "a"), 4242, 4242))
		must(t, c.Chmod(ctx(t), "a", 0o640))
		then := time.Unix(1_000_000_000, 0)
		must(t, c.Utime(ctx(t), "a", then, then.Add(time.Hour)))
		must(t, c.Truncate(ctx(t), "a", 7))
		must(t, c.Utime(ctx(t), "a", then, then.Add(time.Hour)))
		a, err := c.Stat(ctx(t), "a")
		if err != nil || *a.Mode != 0o100640 || *a.Size != 7 || !a.ATime.Equal(then) || !a.MTime.Equal(then.Add(time.Hour)) || *a.UID != 4242 {
			t.Errorf("%v %v", a, err)
		}
		if err := c.Chown(ctx(t), "a", 0, 0); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%v", err)
		}
		v, err := c.StatVFS(ctx(t), ".")
		must(t, err)
		var blocks, unit, files uint64
		must(t, second(fmt.Sscan(do(t, "stat", "-f", "-c", "%b %S %c", s.Home), &blocks, &unit, &files)))
		if v.Total != blocks*unit || v.Files != files || v.Free > v.Total || v.Available > v.Free || v.FreeFiles > v.Files || v.Available == 0 {
			t.Errorf("%+v, stat says %d blocks of %d and %d files", v, blocks, unit, files)
		}
	})
	t.Run("open files", func(t *testing.T) {
		f, err := c.Open(ctx(t), "open", "w+")
		must(t, err)
		if n, err := f.Write([]byte("hello world")); n != 11 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if pos, err := f.Seek(-5, io.SeekEnd); pos != 6 || err != nil {
			t.Errorf("%d %v", pos, err)
		}
		if rest, err := io.ReadAll(f); string(rest) != "world" || err != nil {
			t.Errorf("%q %v", rest, err)
		}
		must(t, second(f.WriteAt([]byte("J"), 0)))
		var parts []string
		for p, err := range f.ReadV([]sshx.Span{{6, 3}, {0, 2}, {9, math.MaxInt}, {1 << 40, 9}, {10, 1}}) {
			must(t, err)
			parts = append(parts, string(p))
		}
		if !slices.Equal(parts, []string{"wor", "Je", "ld", "", "d"}) {
			t.Errorf("%q", parts)
		}
		must(t, f.Truncate(5))
		must(t, f.Sync())
		must(t, f.Chmod(0o600))
		if a, err := f.Stat(); err != nil || *a.Size != 5 || *a.Mode != 0o100600 {
			t.Errorf("%v %v", a, err)
		}
		must(t, f.Close())
		must(t, f.Close())
		if _, err := f.Read(make([]byte, 1)); !errors.Is(err, sshx.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
		end, err := c.Open(ctx(t), "open", "a")
		must(t, err)
		must(t, second(end.Write([]byte(" there"))))
		if _, err := end.Read(make([]byte, 1)); !errors.Is(err, sshx.ErrInvalid) {
			t.Errorf("%v", err)
		}
		must(t, end.Close())
		if got := read(t, filepath.Join(home, "open")); got != "Jello there" {
			t.Errorf("%q", got)
		}
	})
}
