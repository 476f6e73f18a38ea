package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func tell(args ...string) (printed, complaint string, status int) {
	var out, err bytes.Buffer
	status = cli.Run("tlshandshake", args, cli.IO{Out: &out, Err: &err}, func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
	return out.String(), err.String(), status
}

func TestDefaultRun(t *testing.T) {
	printed, _, status := tell()
	if status != 0 || !strings.Contains(printed, "TLS 1.3") || !strings.Contains(printed, "* finished") {
		t.Errorf("status %d: %s", status, printed)
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"-mode rsa12", 0, "premaster"}, {"-bad name", 1, "another site's certificate"}, {"127.0.0.1:1", 2, "refused"},
		{"-mode ssl3", 2, "expected rsa12"}, {"-bad all", 2, "expected ended"}, {"-nocert", 2, "-mtls"}, {"-mtls host:1", 2, "server inside"},
		{"-retry -mode rsa12", 2, "no group"}, {"-timeout 0s", 2, "above 0"}, {"a:1 b", 2, "unexpected"}, {"-ca /nowhere x:1", 2, "/nowhere"}, {"-h", 0, "-keylog"},
	} {
		printed, complaint, status := tell(strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(printed+complaint, c.want) {
			t.Errorf("%s: status %d, want %d with %q: %.300s %s", c.args, status, c.status, c.want, printed, complaint)
		}
	}
}

// The key log is its owner's alone, grows, and comes with a warning.
func TestKeyLogAndPage(t *testing.T) {
	dir := t.TempDir()
	keys, page := filepath.Join(dir, "keys"), filepath.Join(dir, "story.html")
	size := int64(0)
	for range 2 {
		_, complaint, status := tell("-keylog", keys, "-html", page)
		info, err := os.Stat(keys)
		if err != nil || status != 0 || info.Size() <= size || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 || !strings.Contains(complaint, "can read the traffic") {
			t.Fatalf("status %d, %v, %v: %s", status, info, err, complaint)
		}
		size = info.Size()
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "client_hello") {
		t.Error(err)
	}
}
