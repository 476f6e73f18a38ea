package expect_test

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// One number of a terminal's size leaves the other as it is.
func TestSizesOfTerminals(t *testing.T) {
	for _, c := range []struct {
		rows, cols int
		want       string
	}{{0, 0, "24 80"}, {50, 0, "50 80"}, {0, 132, "24 132"}, {65535, 65535, "65535 65535"}} {
		child := spawn(t, context.Background(), &expect.SpawnOptions{Rows: c.rows, Cols: c.cols}, "stty", "size")
		if line, err := child.ReadLine(); err != nil || strings.TrimSpace(line) != c.want {
			t.Errorf("%d by %d: %q, %v", c.rows, c.cols, line, err)
		}
	}
	for _, o := range []expect.SpawnOptions{{Rows: 100000}, {Cols: 65536}, {Rows: -1}} {
		if c, err := expect.Spawn(context.Background(), "true", &o); !errors.Is(err, expect.ErrValue) {
			t.Errorf("%d by %d: %v", o.Rows, o.Cols, err)
			if err == nil {
				c.Close()
			}
		}
	}
}

// colourful is a Python that does as those of 3.13 and later: unless it is told to
// be plain, it edits what is typed in colour.
const colourful = `#!/bin/sh
if [ "$PYTHON_BASIC_REPL" != 1 ]; then
  printf '\033[?2004h\033[1;35m>>> \033[0m'
  while read line; do printf '\033[10D\033[?25l%s\r\n\033[1;35m>>> \033[0m' "$line"; done
fi
exec ` + original.Interpreter + `
`

func TestSpecialCharactersAreTheTerminals(t *testing.T) {
	for name, send := range map[string]func(*expect.Child) error{"end": (*expect.Child).SendEOF, "interrupt": (*expect.Child).SendIntr} {
		c := spawn(t, t.Context(), nil, "sh", "-c", "stty intr ^X eof ^Y && echo set && exec cat")
		if _, err := c.Expect("set\r\n"); err != nil {
			t.Fatal(err)
		}
		if err := send(c); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Expect(expect.EOF); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := c.Wait(); err != nil {
			t.Fatal(err)
		}
		if sig, killed := c.SignalStatus(); killed != (name == "interrupt") || killed && sig != syscall.SIGINT {
			t.Errorf("%s: ended by %v, %v", name, sig, killed)
		}
	}
}
