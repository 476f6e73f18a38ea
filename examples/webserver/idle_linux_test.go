package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// mostIdle is what 10,000 idle connections may take, and so many fewer in
// proportion, beside what the server takes without any.
const mostIdle = 150 << 20

// Ten thousand browsers keep their connections open, all of which were used, and
// all of which are answered when they ask again.
func TestIdleConnectionsTakeLittleMemory(t *testing.T) {
	n := 10_000
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	n = min(n, int(limit.Cur)-500)
	info, _ := debug.ReadBuildInfo()
	raced := slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
	if raced {
		n = 500 // the detector's own memory is not the server's
	}
	dir := openFolder(t)
	write(t, filepath.Join(dir, "a.txt"), strings.Repeat("x", 1000))
	ini := filepath.Join(t.TempDir(), "web.ini")
	write(t, ini, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\nidle_timeout = 3600\n[log]\naccess = \"\"\n")
	p := start(t, dir, "-c", ini)
	addr := strings.Trim(strings.TrimPrefix(p.url, "http:"), "/")
	conns := make([]net.Conn, n)
	defer func() {
		for _, c := range conns {
			if c != nil {
				c.Close()
			}
		}
	}()
	ask := func(c net.Conn) error {
		c.SetDeadline(time.Now().Add(peers.ReadyTimeout))
		if _, err := io.WriteString(c, "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
			return err
		}
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if text, err := io.ReadAll(r.Body); err != nil || r.StatusCode != 200 || len(text) != 1000 {
			return fmt.Errorf("%s, %d bytes: %v", r.Status, len(text), err)
		}
		return nil
	}
	const hands = 8
	each := func(do func(i int) error) {
		t.Helper()
		var wait sync.WaitGroup
		errs := make([]error, hands)
		for h := range hands {
			wait.Go(func() {
				for i := h; i < n && errs[h] == nil; i += hands {
					errs[h] = do(i)
				}
			})
		}
		wait.Wait()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	each(func(i int) (err error) {
		if conns[i], err = net.Dial("tcp", addr); err == nil {
			err = ask(conns[i])
		}
		return err
	})
	resident := func() int {
		status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
		if err != nil {
			t.Fatal(err)
		}
		kb, err := strconv.Atoi(regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindStringSubmatch(string(status))[1])
		if err != nil {
			t.Fatal(err)
		}
		return kb << 10
	}
	most := mostIdle
	if n < 10_000 {
		most = 20<<20 + (mostIdle-20<<20)/10_000*n
	}
	if !raced {
		peers.Eventually(t, "its memory to be little", func() bool { return resident() < most })
	}
	t.Logf("%d connections, %d MB resident", n, resident()>>20)
	each(func(i int) error { return ask(conns[i]) })
}
