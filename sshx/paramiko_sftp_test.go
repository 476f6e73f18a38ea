package sshx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// kindOf is a class of errors, as testdata/paramiko_client.py names it.
func kindOf(err error) any {
	var e *sshx.SFTPError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	case errors.Is(err, fs.ErrPermission):
		return "forbidden"
	case errors.As(err, &e):
		return "failed"
	}
	return err.Error()
}

func factOf(a *sshx.SFTPAttributes, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	var size any
	if a.IsRegular() {
		size = *a.Size
	}
	return []any{*a.Mode & 0o170000, size, *a.Mode & 0o7777}, nil
}

// sftpOp is the function of this name in testdata/paramiko_client.py.
func sftpOp(t *testing.T, f *sshx.SFTPClient, op string, args []any) (any, error) {
	c := ctx(t)
	name := ""
	if len(args) > 0 {
		name = args[0].(string)
	}
	last := func(s string, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		return path.Base("/" + s)[0:], nil
	}
	switch op {
	case "listdir":
		names, err := f.Listdir(c, name)
		slices.Sort(names)
		return names, err
	case "iter":
		names := []string{}
		for a, err := range f.ListdirIter(c, name) {
			if err != nil {
				return nil, err
			}
			names = append(names, a.Filename)
		}
		slices.Sort(names)
		return names, nil
	case "stat":
		return factOf(f.Stat(c, name))
	case "lstat":
		return factOf(f.Lstat(c, name))
	case "utime":
		if len(args) == 1 {
			return nil, f.Utime(c, name, time.Time{}, time.Time{})
		}
		if err := f.Utime(c, name, time.Unix(int64(args[1].(int)), 0), time.Unix(int64(args[2].(int)), 0)); err != nil {
			return nil, err
		}
		a, err := f.Stat(c, name)
		if err != nil {
			return nil, err
		}
		return a.MTime.Unix(), nil
	case "put", "putget":
		data := args[1].([]byte)
		steps := []any{}
		a, err := f.PutFO(c, bytes.NewReader(data), name, int64(len(data)), &sshx.TransferOptions{Progress: func(done, total int64) { steps = append(steps, []any{done, total}) }})
		if err != nil {
			return nil, err
		}
		if op == "put" {
			return []any{*a.Size, steps}, nil
		}
		local := filepath.Join(t.TempDir(), "b")
		if err := f.Get(c, name, local, nil); err != nil {
			return nil, err
		}
		return []any{*a.Size, []byte(read(t, local))}, nil
	case "get":
		var out bytes.Buffer
		steps := []any{}
		n, err := f.GetFO(c, name, &out, &sshx.TransferOptions{Progress: func(done, total int64) { steps = append(steps, []any{done, total}) }})
		return []any{n, append([]byte{}, out.Bytes()...), steps}, err
	case "chdir":
		return nil, f.Chdir(c, name)
	case "getcwd":
		return last(f.Getcwd(), nil)
	case "normalize":
		return last(f.Normalize(c, name))
	case "mkdir":
		return nil, f.Mkdir(c, name, uint32(args[1].(int)))
	case "rmdir":
		return nil, f.Rmdir(c, name)
	case "remove":
		return nil, f.Remove(c, name)
	case "rename":
		return nil, f.Rename(c, name, args[1].(string))
	case "posix_rename":
		return nil, f.PosixRename(c, name, args[1].(string))
	case "symlink":
		return nil, f.Symlink(c, name, args[1].(string))
	case "readlink":
		target, err := f.Readlink(c, name)
		return target, err
	case "chmod":
		return nil, f.Chmod(c, name, uint32(args[1].(int)))
	case "chown":
		return nil, f.Chown(c, name, args[1].(int), args[2].(int))
	case "truncate":
		return nil, f.Truncate(c, name, int64(args[1].(int)))
	case "file":
		return fileOps(t, f, name, args[1].(string), args[2].([]any))
	}
	return nil, fmt.Errorf("no operation %q", op)
}

func fileOps(t *testing.T, f *sshx.SFTPClient, name, mode string, steps []any) (any, error) {
	h, err := f.Open(ctx(t), name, mode)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, s := range steps {
		step := s.([]any)
		v, err := fileOp(h, step[0].(string), step[1:])
		if err != nil {
			v = kindOf(err)
		}
		out = append(out, v)
	}
	return out, h.Close()
}

func fileOp(h *sshx.SFTPFile, op string, args []any) (any, error) {
	number := func(i int) int64 { return int64(args[i].(int)) }
	switch op {
	case "write":
		_, err := h.Write(args[0].([]byte))
		return nil, err
	case "read":
		p := make([]byte, number(0))
		n, err := io.ReadFull(h, p)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = nil
		}
		return p[:n], err
	case "rest":
		var b bytes.Buffer
		_, err := h.WriteTo(&b)
		return append([]byte{}, b.Bytes()...), err
	case "seek":
		return one(h.Seek(number(0), int(number(1))))
	case "tell":
		return one(h.Tell())
	case "lines":
		lines := []any{}
		for line, err := range h.Lines() {
			if err != nil {
				return nil, err
			}
			lines = append(lines, []byte(line))
		}
		return lines, nil
	case "readv":
		var spans []sshx.Span
		for _, p := range args[0].([]any) {
			spans = append(spans, sshx.Span{Offset: int64(p.([]any)[0].(int)), Length: p.([]any)[1].(int)})
		}
		parts := []any{}
		for p, err := range h.ReadV(spans) {
			if err != nil {
				return nil, err
			}
			parts = append(parts, p)
		}
		return parts, nil
	case "truncate":
		return nil, h.Truncate(number(0))
	case "chmod":
		return nil, h.Chmod(uint32(number(0)))
	case "chown":
		return nil, h.Chown(int(number(0)), int(number(1)))
	case "utime":
		if err := h.Utime(time.Unix(number(0), 0), time.Unix(number(1), 0)); err != nil {
			return nil, err
		}
		a, err := h.Stat()
		if err != nil {
			return nil, err
		}
		return a.MTime.Unix(), nil
	case "stat":
		return factOf(h.Stat())
	case "pipelined": // writes of one call never wait for each other here
		return nil, nil
	}
	return nil, fmt.Errorf("no operation %q", op)
}

func one[T any](v T, err error) (any, error) { return v, err }

// randomOps are things to do in a folder.
func randomOps(r *rand.Rand) []any {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	name := func() string { return pick("a", "b", "d", "d/x", "l", "none/x", "d/e", ".") }
	var ops []any
	for range 4 + r.IntN(12) {
		n := name()
		switch r.IntN(22) {
		case 0:
			ops = append(ops, []any{pick("listdir", "iter"), pick(".", "d", "none", "a")})
		case 1, 2:
			ops = append(ops, []any{pick("stat", "lstat"), n})
		case 3, 4:
			ops = append(ops, []any{"mkdir", pick("d", "d/e", "b"), []int{0o777, 0o700, 0o750}[r.IntN(3)]})
		case 5:
			ops = append(ops, []any{pick("rmdir", "remove"), pick("a", "b", "d", "d/e", "d/x", "l")})
		case 6:
			ops = append(ops, []any{pick("rename", "posix_rename"), pick("a", "b", "d/x", "l"), pick("a", "b", "d/x", "c")})
		case 7:
			ops = append(ops, []any{"symlink", pick("a", "d", "nowhere"), "l"})
		case 8:
			ops = append(ops, []any{"readlink", "l"})
		case 9:
			ops = append(ops, []any{"chmod", pick("a", "b", "d/x", "none"), []int{0o600, 0o644, 0o755}[r.IntN(3)]})
		case 10:
			ops = append(ops, []any{"truncate", pick("a", "b", "none"), r.IntN(5000)})
		case 11:
			ops = append(ops, []any{"utime", pick("a", "b", "none"), 1_000_000_000 + r.IntN(1000), 1_100_000_000 + r.IntN(1000)})
		case 12, 13:
			ops = append(ops, []any{pick("put", "putget"), pick("a", "b", "d/x", "none/x"), noise([]int{0, 1, 100, 32768, 70_000}[r.IntN(5)])})
		case 14:
			ops = append(ops, []any{"get", pick("a", "b", "d/x", "none")})
		case 15:
			ops = append(ops, []any{"chdir", pick("d", "..", "none", "a")}, []any{"getcwd"})
		case 16:
			ops = append(ops, []any{"normalize", pick(".", "d", "a")})
		case 17:
			ops = append(ops, []any{"chown", pick("a", "none"), 0, 0})
		default:
			ops = append(ops, []any{"file", pick("a", "b", "d/x", "none/x"), pick("r", "w", "a", "r+", "w+", "a+", "wx", "ax", "w+x", "a+b"), randomSteps(r)})
		}
	}
	return ops
}

func randomSteps(r *rand.Rand) []any {
	var steps []any
	for range 1 + r.IntN(5) {
		switch r.IntN(9) {
		case 0, 1:
			steps = append(steps, []any{"write", []byte(strings.Repeat("line of text\n", 1+r.IntN(300)))}, []any{"tell"})
		case 2:
			steps = append(steps, []any{"read", 1 + r.IntN(3000)})
		case 3:
			steps = append(steps, []any{"seek", r.IntN(2000), 0}, []any{"tell"})
		case 4:
			steps = append(steps, []any{"seek", 0, 2}, []any{"tell"})
		case 5:
			steps = append(steps, []any{"seek", r.IntN(50), 0}, []any{"lines"})
		case 6: // in paramiko a read after it never ends, and a span after one beyond the end is empty
			return append(steps, []any{"readv", []any{[]any{3, 1}, []any{0, 5}, []any{100, 40_000}}})
		case 7:
			steps = append(steps, []any{"chmod", 0o640}, []any{"stat"})
		default:
			steps = append(steps, []any{"utime", 1_200_000_000, 1_200_000_001})
		}
	}
	return steps
}

func TestFilesAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	f := openSFTP(t, s)
	py := startParamiko(t)
	py.Define(read(t, filepath.Join("testdata", "paramiko_client.py")))
	defer call(t, py, "end_sessions")
	who := whoIs(s)
	base := filepath.Join(s.Home, "both")
	r := original.Rand(t)
	for range original.Rounds(t, 40) {
		ops := randomOps(r)
		var got, want any
		for _, run := range []func(folder string){
			func(folder string) { want = call(t, py, "sftp_ops", who, folder, original.Plain(ops)) },
			func(folder string) {
				out := []any{}
				must(t, f.Chdir(ctx(t), folder))
				for _, o := range ops {
					op := o.([]any)
					v, err := sftpOp(t, f, op[0].(string), op[1:])
					if err != nil {
						v = kindOf(err)
					}
					out = append(out, v)
				}
				got = original.Plain(out)
			},
		} {
			must(t, os.RemoveAll(base))
			folder := base
			for _, deeper := range []string{"", "1", "2", "3", "4", "here"} { // some go up
				folder = filepath.Join(folder, deeper)
				must(t, os.MkdirAll(folder, 0o777))
				must(t, os.Chmod(folder, 0o777))
			}
			write(t, filepath.Join(folder, "a"), "some lines\nof text\n")
			must(t, os.Chmod(filepath.Join(folder, "a"), 0o666))
			must(t, os.Chown(filepath.Join(folder, "a"), 4242, 4242))
			run(folder)
		}
		if !original.Same(got, want) {
			g, w := got.([]any), want.([]any)
			for i := range min(len(g), len(w)) {
				if !original.Same(g[i], w[i]) {
					short := func(v any) string { return fmt.Sprintf("%.300s", fmt.Sprintf("%q", fmt.Sprint(v))) }
					t.Errorf("%s\n gives %s\nparamiko %s\nafter %s", short(ops[i]), short(g[i]), short(w[i]), short(ops[:i]))
					break
				}
			}
		}
	}
}

// whoIs is a login for testdata/paramiko_client.py.
func whoIs(s *peers.SSHD) any {
	return original.Plain(map[string]any{"port": s.Port, "user": s.User, "key": s.Key, "known": s.KnownHosts})
}
