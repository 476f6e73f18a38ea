package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func ran(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = cli.Run("fetch", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
	return status, o.String(), e.String()
}

// said is what the book's program prints.
var said = regexp.MustCompile(`^200 (http://\S+)\ncurlx takes \d+\.\d{3} seconds to get (http://\S+)\nlength of the content is (\d+)\n$`)

func TestTheDefaultRun(t *testing.T) {
	status, out, errs := ran(t)
	m := said.FindStringSubmatch(out)
	if status != 0 || m == nil || m[1] != m[2] || m[3] != fmt.Sprint(22*5000) {
		t.Fatalf("status %d, %q", status, out)
	}
	if !strings.HasPrefix(errs, "Testing curlx/") || strings.Count(errs, "\n") != 1 {
		t.Errorf("it says %q", errs)
	}
}

func TestHelpAndUsage(t *testing.T) {
	if status, out, _ := ran(t, "-h"); status != 0 || !strings.Contains(out, "usage: fetch") || !strings.Contains(out, "-resume") {
		t.Errorf("-h: status %d, %q", status, out)
	}
	for _, args := range [][]string{{"-resume"}, {"-progress", "maybe"}, {"-timeout", "-1s"}, {"-max-size", "-1"}, {"-nosuchflag"}, {"a", "b"}} {
		if status, _, errs := ran(t, args...); status != 2 || errs == "" {
			t.Errorf("%q: status %d, %q", args, status, errs)
		}
	}
}

// site serves a file, with ranges, and a redirect to it.
func site(t *testing.T, text string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			http.ServeContent(w, r, "file", time.Time{}, strings.NewReader(text))
		case "/moved":
			http.Redirect(w, r, "/file", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestIntoAFile(t *testing.T) {
	text := strings.Repeat("0123456789", 30000)
	s := site(t, text)
	file := filepath.Join(t.TempDir(), "file")
	status, out, errs := ran(t, "-o", file, "-progress", "always", "-follow", s.URL+"/moved")
	if status != 0 || !strings.Contains(out, "200 "+s.URL+"/file\n") || !strings.Contains(out, "get "+s.URL+"/moved\n") || !strings.Contains(errs, "[##############################] 100%") {
		t.Fatalf("status %d, %q, %q", status, out, errs)
	}
	holds := func(want string) {
		t.Helper()
		if b, err := os.ReadFile(file); err != nil || string(b) != want {
			t.Errorf("the file holds %d bytes, want %d (%v)", len(b), len(want), err)
		}
	}
	holds(text)
	if err := os.Truncate(file, 1234); err != nil {
		t.Fatal(err)
	}
	if status, out, errs := ran(t, "-o", file, "-resume", s.URL+"/file"); status != 0 || !strings.HasPrefix(out, "206 ") || !strings.HasSuffix(out, " 300000\n") {
		t.Errorf("resume: status %d, %q, %q", status, out, errs)
	}
	holds(text)
}

func TestFailures(t *testing.T) {
	s := site(t, strings.Repeat("x", 1000))
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{s.URL + "/none"}, "(22) The requested URL returned error: 404"},
		{[]string{"-max-size", "10", s.URL + "/file"}, "(63) Maximum file size exceeded"},
		{[]string{"file:///etc/passwd"}, "(1) Protocol"},
		{[]string{"http://127.0.0.1:1/"}, "(7) Failed to connect"},
		{[]string{"-o", filepath.Join(t.TempDir(), "no", "file"), s.URL + "/file"}, "no such file"},
	} {
		if status, out, errs := ran(t, c.args...); status != 1 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%q: status %d, %q, %q", c.args, status, out, errs)
		}
	}
}

func TestFTP(t *testing.T) {
	server := peers.StartVSFTPD(t, map[string]string{"pub/file": "0123456789"})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("0123"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := fmt.Sprintf("ftp://%s:s3cret%%20pw@127.0.0.1:%d/pub/file", server.User, server.Port)
	status, out, errs := ran(t, "-o", file, "-resume", url)
	if b, err := os.ReadFile(file); status != 0 || string(b) != "0123456789" || err != nil || strings.Contains(out+errs, "s3cret") || !strings.HasPrefix(out, "226 ftp://127.0.0.1:") {
		t.Errorf("status %d, %q, %q, %q, %v", status, out, errs, b, err)
	}
}

func TestTheBar(t *testing.T) {
	for _, c := range []struct {
		b    bar
		want string
	}{
		{bar{total: 1000, now: 500}, "[###############               ]  50%      500 B of 1000 B          250 B/s  00:02 left"},
		{bar{total: 1 << 20, now: 1 << 20, have: 1 << 20}, "[##############################] 100%    2.0 MiB of 2.0 MiB     512.0 KiB/s  00:00 left"},
		{bar{now: 3 << 30}, "3.0 GiB       1.5 GiB/s"},
		{bar{total: 1000}, "[                              ]   0%        0 B of 1000 B            0 B/s  --:-- left"},
	} {
		if got := c.b.line(2 * time.Second); got != c.want {
			t.Errorf("%+v\n got %q\nwant %q", c.b, got, c.want)
		}
	}
}
