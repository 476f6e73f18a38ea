package site

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/certificate"
	"github.com/pyops-go/pyops/internal/peers"
)

// client runs a client and returns what it prints.
func client(t *testing.T, stdin, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*peers.ReadyTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir, "http_proxy=", "https_proxy=", "ALL_PROXY=")
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%s %q: %v", program, args, err)
	}
	return string(out)
}

// What curl makes of the answers: it unpacks, resumes, revalidates, follows and
// uploads.
func TestCurl(t *testing.T) {
	curl := peers.Need(t, "curl")
	pair, err := certificate.Development(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, tree{"big.txt": long, "sub/index.html": "index", "cgi/body.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\necho \"$REQUEST_METHOD $CONTENT_LENGTH\"\ncat\n"},
		fmt.Sprintf("tls_listen = 127.0.0.1:0,\n%s[ssl]\ncertificate = %s\nkey = %s\n", cgiIni, pair.Certificate, pair.Key))
	dir := t.TempDir()
	half, tag := filepath.Join(dir, "half"), filepath.Join(dir, "tag")
	if err := os.WriteFile(half, []byte(long[:1000]), 0o600); err != nil {
		t.Fatal(err)
	}
	secure := strings.TrimSuffix(s.Addresses()[1], "/")
	for _, q := range []struct {
		stdin string
		args  []string
		path  string
		want  string
	}{
		{"", []string{"--compressed"}, "/big.txt", long},
		{"", []string{"-r", "5-9"}, "/big.txt", long[5:10]},
		{"", []string{"-C", "-", "-o", half, "-w", "%{http_code}"}, "/big.txt", "206"},
		{"", []string{"-z", stamp(old), "-w", "%{http_code}"}, "/big.txt", "304"},
		{"", []string{"--etag-save", tag, "-o", os.DevNull, "-w", "%{http_code}"}, "/big.txt", "200"},
		{"", []string{"--etag-compare", tag, "-w", "%{http_code}"}, "/big.txt", "304"},
		{"", []string{"-L", "-w", " %{http_code} %{num_redirects}"}, "/sub", "index 200 1"},
		{"", []string{"--path-as-is", "-o", os.DevNull, "-w", "%{http_code}"}, "/../../etc/passwd", "404"},
		{"", []string{"-d", "a=b"}, "/cgi/body.sh", "POST 3\na=b"},
		{"of unknown length", []string{"-T", "-", "-X", "POST"}, "/cgi/body.sh", "POST 17\nof unknown length"},
		{"", []string{"-o", os.DevNull, "-X", "DELETE", "-w", "%{http_code}"}, "/big.txt", "405"},
		{"", []string{"-I", "-o", os.DevNull, "-w", "%{http_code} %{size_download}"}, "/big.txt", "200 0"},
	} {
		args := append(append([]string{"-sS"}, q.args...), "http://"+s.addr+q.path)
		if got := client(t, q.stdin, curl, args...); got != q.want {
			t.Errorf("%s %s: %.60q, want %.60q", q.args, q.path, got, q.want)
		}
	}
	if text, err := os.ReadFile(half); err != nil || string(text) != long {
		t.Errorf("what was resumed has %d bytes, %v", len(text), err)
	}
	if got := client(t, "", curl, "-sS", "--cacert", pair.Certificate, "-o", os.DevNull, "-w", "%{http_version} %{http_code} %{ssl_verify_result}", secure+"/big.txt"); got != "2 200 0" {
		t.Errorf("by HTTPS: %s", got)
	}
}

// Under load no request fails.
func TestLoad(t *testing.T) {
	wrk := peers.Need(t, "wrk")
	s := start(t, tree{"a.txt": "hello\n"}, "")
	out := client(t, "", wrk, "-t", "1", "-c", "50", "-d", "1s", "http://"+s.addr+"/a.txt")
	m := regexp.MustCompile(`(\d+) requests in `).FindStringSubmatch(out)
	if m == nil || strings.Contains(out, "Socket errors") || strings.Contains(out, "Non-2xx") {
		t.Fatalf("%s", out)
	}
	// wrk counts what was answered, and leaves as many as it has connections.
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || n == 0 || s.requests.Load() < n || s.requests.Load() > n+50 {
		t.Errorf("%d requests were answered, and it says %s", s.requests.Load(), m[1])
	}
}
