package modules

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// copyfile writes files that come in pieces: append as often as needed, then finish
// with the checksum of the whole, which puts the file in place in one step.
func copyfile() *Module {
	return &Module{
		Name: "copyfile", Summary: "Copy files to minions.",
		Methods: map[string]Method{
			"checksum": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(1, 1, "a path"); err != nil {
					return nil, err
				}
				return checksum(c.Args[0])
			},
			"append": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(3, 3, "a name of the transfer, an offset and base64"); err != nil {
					return nil, err
				}
				data, err := base64.StdEncoding.DecodeString(c.Args[2])
				if err != nil {
					return nil, fmt.Errorf("piece at %s: %w", c.Args[1], err)
				}
				return appendPiece(c.piece(), c.Args[1], data)
			},
			"finish": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(4, 4, "a name of the transfer, a path, a mode such as 0644, and a checksum"); err != nil {
					return nil, err
				}
				return finish(c.piece(), c.Args[1], c.Args[2], c.Args[3])
			},
		},
		Args: map[string]string{"checksum": "PATH", "append": "TRANSFER OFFSET BASE64", "finish": "TRANSFER PATH MODE SHA256"},
	}
}

// piece is where a transfer gathers: its name never is a path.
func (c *Call) piece() string {
	sum := sha256.Sum256([]byte(c.Args[0]))
	return filepath.Join(c.Dir, "transfer-"+hex.EncodeToString(sum[:12]))
}

func checksum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// appendPiece writes a piece at its place, so that one that comes twice does no
// harm.
func appendPiece(path, offset string, data []byte) (any, error) {
	at, err := strconv.ParseInt(offset, 10, 64)
	if err != nil || at < 0 {
		return nil, fmt.Errorf("offset %q: expected a number from 0 on", offset)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() < at {
		err = fmt.Errorf("piece at %d: the %d bytes before it did not come", at, at-info.Size())
	}
	if err == nil {
		_, err = f.WriteAt(data, at)
	}
	return at + int64(len(data)), errors.Join(err, f.Close())
}

// finish puts what came in place. With a mode that is none nothing was tried; else
// the transfer is over, whatever became of it.
func finish(piece, path, mode, want string) (done any, err error) {
	m, err := strconv.ParseUint(mode, 8, 12)
	if err != nil {
		return nil, fmt.Errorf("mode %q: expected octal digits such as 0644", mode)
	}
	defer func() {
		if e := os.Remove(piece); e != nil && err == nil {
			done, err = nil, e
		}
	}()
	got, err := checksum(piece)
	if err != nil {
		return nil, err
	}
	if got != want {
		return nil, fmt.Errorf("what came has the checksum %s, expected %s", got, want)
	}
	data, err := os.ReadFile(piece)
	if err != nil {
		return nil, err
	}
	perm := fileMode(m)
	if err := atomicfile.WriteFile(path, data, &atomicfile.Options{Mode: perm.Perm()}); err != nil {
		return nil, err
	}
	return want, os.Chmod(path, perm)
}

// fileMode is a mode of chmod, which has its bits above 0777 at other places than Go.
func fileMode(m uint64) fs.FileMode {
	mode := fs.FileMode(m).Perm()
	for bit, flag := range map[uint64]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if m&bit != 0 {
			mode |= flag
		}
	}
	return mode
}

// filetracker tells which files changed since they were first tracked.
func filetracker() *Module {
	var mu sync.Mutex // two calls at once would lose what one of them tracked
	list := func(c *Call) string { return filepath.Join(c.Dir, "tracked.json") }
	load := func(c *Call) (map[string]string, error) {
		tracked := map[string]string{}
		text, err := os.ReadFile(list(c))
		if errors.Is(err, fs.ErrNotExist) {
			return tracked, nil
		}
		if err == nil {
			err = json.Unmarshal(text, &tracked)
		}
		return tracked, err
	}
	change := func(c *Call, f func(tracked map[string]string) error) (any, error) {
		if err := c.need(1, 1, "a path"); err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		tracked, err := load(c)
		if err == nil {
			err = f(tracked)
		}
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(tracked)
		if err != nil {
			return nil, err
		}
		return len(tracked), atomicfile.WriteFile(list(c), text, &atomicfile.Options{Mode: 0o600})
	}
	return &Module{
		Name: "filetracker", Summary: "Tell which files changed.",
		Methods: map[string]Method{
			"track": func(_ context.Context, c *Call) (any, error) {
				return change(c, func(tracked map[string]string) error {
					sum, err := checksum(c.Args[0])
					tracked[c.Args[0]] = sum
					return err
				})
			},
			"untrack": func(_ context.Context, c *Call) (any, error) {
				return change(c, func(tracked map[string]string) error { delete(tracked, c.Args[0]); return nil })
			},
			"inventory": func(_ context.Context, c *Call) (any, error) {
				tracked, err := load(c)
				if err != nil {
					return nil, err
				}
				state := map[string]string{}
				for path, sum := range tracked {
					now, err := checksum(path)
					switch {
					case err != nil:
						state[path] = err.Error()
					case now == sum:
						state[path] = "unchanged"
					default:
						state[path] = "changed"
					}
				}
				return state, nil
			},
		},
		Args: map[string]string{"track": "PATH", "untrack": "PATH", "inventory": ""},
	}
}

// sysctl reads settings of the kernel.
func sysctl() *Module {
	read := func(name string) (string, error) {
		parts := strings.Split(strings.ReplaceAll(name, "/", "."), ".")
		if slices.Contains(parts, "") {
			return "", fmt.Errorf("%q: expected a name such as kernel.hostname", name)
		}
		text, err := os.ReadFile("/proc/sys/" + strings.Join(parts, "/"))
		return strings.TrimSpace(string(text)), err
	}
	return &Module{
		Name: "sysctl", Summary: "Read settings of the kernel.",
		Methods: map[string]Method{"get": func(_ context.Context, c *Call) (any, error) {
			if err := c.need(1, 1, "a name such as kernel.hostname"); err != nil {
				return nil, err
			}
			return read(c.Args[0])
		}},
		Args: map[string]string{"get": "NAME"},
	}
}
