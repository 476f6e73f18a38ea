package clam_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/clam"
)

// emptyFiles makes empty files with names of so many bytes, the folder's included.
func emptyFiles(t *testing.T, count, long int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for long-len(dir) > 220 {
		dir += "/" + strings.Repeat("d", 200)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if err := os.WriteFile(fmt.Sprintf("%s/%0*d", dir, long-len(dir)-1, i), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// However many files it may be asked about at a time, clamd has names of 32 KiB
// before it is waited for: as many as both ends' buffers hold.
func TestHowMuchOfATreeIsUnderWay(t *testing.T) {
	const long = 1024
	dir := emptyFiles(t, 40, long)
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		var held strings.Builder // until all that may be under way is there
		for n := 1; ; n++ {
			command, err := nextCommand(c)
			if err != nil || command == "zEND" {
				return
			}
			fmt.Fprintf(&held, "%d: %s: OK\x00", n, strings.TrimPrefix(command, "zSCAN "))
			if n == 32<<10/long {
				c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
				if more, err := nextCommand(c); err == nil {
					t.Errorf("asked without waiting: %.20q", more)
				}
				c.SetReadDeadline(time.Time{})
			}
			if n >= 32<<10/long {
				io.WriteString(c, held.String())
				held.Reset()
			}
		}
	})
	count := 0
	for f, err := range client.ScanTree(ctx(t), dir, &clam.TreeOptions{Depth: 1000}) {
		if err != nil || f.Finding != nil || len(f.Name) != long {
			t.Fatalf("%v, %v", f, err)
		}
		count++
	}
	if count != 40 {
		t.Errorf("%d of 40 files", count)
	}
}

// One file about which clamd answers oddly costs the others nothing; a clamd that
// has gone is not asked about the rest.
func TestOddAnswersInAFolder(t *testing.T) {
	dir := emptyFiles(t, 3, len(t.TempDir())+20)
	names, err := filepath.Glob(dir + "/*")
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	for answer, asked := range map[string]int{"garbage\x00": 3, "": 1} {
		count := 0
		client := faulty(t, "unix", func(c net.Conn, command string) {
			count++
			name := strings.TrimPrefix(command, "zALLMATCHSCAN ")
			switch name {
			case names[0]:
				io.WriteString(c, answer)
			case names[1]:
				io.WriteString(c, name+": X FOUND\x00")
			default:
				io.WriteString(c, name+": OK\x00")
			}
		})
		m, err := client.AllMatchScan(ctx(t), dir)
		if !errors.Is(err, clam.ErrReply) || m.Clean() || m.Infected() != (asked == 3) || count != asked {
			t.Errorf("%q: asked %d times, not %d: %v, %v", answer, count, asked, m, err)
		}
	}
}
