package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// again runs the program over a folder of an earlier run.
func again(t *testing.T, dir string, args ...string) (printed, wrong string, status int) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "report.ini")
	if err := os.WriteFile(config, []byte(calm), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status = cli.Run("opsreport", append([]string{"-c", config, "-out", dir, "-seconds", "1"}, args...), cli.IO{Out: &out, Err: &errs},
		func(args []string, std cli.IO) error { return command(t.Context(), args, std) })
	return out.String(), errs.String(), status
}

// Two runs over one folder would each forget what the other saw.
func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := history.Lock(filepath.Join(dir, "data", "lock"))
	if err != nil {
		t.Fatal(err)
	}
	if _, wrong, status := again(t, dir); status != 2 || !strings.Contains(wrong, "another opsreport writes to "+dir) {
		t.Errorf("status %d: %s", status, wrong)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, wrong, status := again(t, dir); status != 0 {
		t.Errorf("status %d: %s", status, wrong)
	}
}

// A run that is killed costs its own samples, and the next one goes on.
func TestAfterAKilledRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c := exec.Command(self, "-out", dir, "-seconds", "1000")
		c.Env = append(os.Environ(), "OPSREPORT_MAIN=1", "GORACE=atexit_sleep_ms=0")
		c.Stdout, c.Stderr = io.Discard, io.Discard
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		peers.Eventually(t, "it to sample", func() bool {
			found, err := filepath.Glob(filepath.Join(dir, "data", "history", "*", "machine.rrd"))
			return err == nil && len(found) == 1
		})
		c.Process.Kill()
		c.Wait()
		if _, wrong, status := again(t, dir); status != 0 {
			t.Errorf("status %d: %s", status, wrong)
		}
		selfContained(t, read(t, dir, "index.html"))
	}
}

// On a full disk it says so with a status, and the report of the last run stays as
// it was. Once there is room it goes on.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "report.ini")
	if err := os.WriteFile(config, []byte(calm), 0o600); err != nil {
		t.Fatal(err)
	}
	const script = `
run() { OPSREPORT_MAIN=1 GORACE=atexit_sleep_ms=0 "$1" -c "$2" -out "$3/out" -seconds 1; echo "status $?"; }
run "$@"
sum=$(cat "$3/out/index.html" "$3/out/report.xlsx" "$3/out/report.eml" "$3/out/data/state.json" | cksum)
cat /dev/zero > "$3/filler" 2>/dev/null
run "$@"
[ "$sum" = "$(cat "$3/out/index.html" "$3/out/report.xlsx" "$3/out/report.eml" "$3/out/data/state.json" | cksum)" ] && echo the same
rm "$3/filler"
run "$@"
`
	argv := append(peers.PrivateMounts(t, `mount -t tmpfs -o size=6m none "$1"`, dir), "sh", "-c", script, "sh", self, config, dir)
	text, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var told []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "status ") || strings.HasPrefix(line, "the same") {
			told = append(told, strings.TrimSpace(line))
		}
	}
	if got := strings.Join(told, ", "); got != "status 0, status 2, the same, status 0" || !strings.Contains(string(text), "no space left on device") {
		t.Errorf("%s\n%s", got, text)
	}
}

// No mail comes where none is wanted: of what is well, or of what is not news.
func TestMailIsSentWhenItIsWanted(t *testing.T) {
	t.Parallel()
	for when, want := range map[string][]bool{"problems": {false}, "changes": {false, true}} {
		dir := t.TempDir()
		watched, config, mail := filepath.Join(t.TempDir(), "conf"), filepath.Join(t.TempDir(), "report.ini"), filepath.Join(dir, "report.eml")
		if err := os.WriteFile(config, []byte(calm+"[mail]\nwhen = "+when+"\n[files]\nwatch = "+watched+",\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for i, text := range []string{"a\n", "b\n"}[:len(want)] {
			if err := errors.Join(os.WriteFile(watched, []byte(text), 0o600), os.RemoveAll(mail)); err != nil {
				t.Fatal(err)
			}
			if _, wrong, status := again(t, dir, "-c", config); status != 0 {
				t.Fatalf("status %d: %s", status, wrong)
			}
			if _, err := os.Stat(mail); (err == nil) != want[i] {
				t.Errorf("%s, run %d: %v", when, i, err)
			}
		}
	}
}

// What cannot be filled, or is mounted a second time, or is read-only media, or is
// memory, is no space to watch.
func TestOnlySpaceThatCanFillUpIsWatched(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	argv := append(peers.PrivateMounts(t, `
mkdir "$1/full" "$1/again" "$1/media"
mount -t tmpfs -o size=100k none "$1/full"
cat /dev/zero > "$1/full/filler" 2>/dev/null || true
mount --bind / "$1/again"
mount --bind / "$1/media"
mount -o remount,bind,ro "$1/media"`, dir), self, "-snapshot", "-seconds", "1")
	c := exec.Command(argv[0], argv[1:]...)
	c.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	text, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var m model.Machine
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	root := 0
	for _, f := range m.Filesystems {
		if f.Mountpoint == "/" {
			root++
		}
		if strings.HasPrefix(f.Mountpoint, dir) {
			t.Errorf("%+v is watched", f)
		}
	}
	if root != 1 {
		t.Errorf("%d roots in %+v", root, m.Filesystems)
	}
}

// front is one more address of a server, which listens on few by itself.
func front(t *testing.T, i, port int) (host, own string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		i = 1 // others have no more addresses that lead back to them
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", i))
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() {
				defer c.Close()
				s, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err != nil {
					return
				}
				defer s.Close()
				done := make(chan struct{})
				go func() {
					defer close(done)
					io.Copy(struct{ io.Writer }{s}, c) // the system's own way would leave pipes to be collected
					s.(*net.TCPConn).CloseWrite()
				}()
				io.Copy(struct{ io.Writer }{c}, s)
				c.Close()
				<-done
			})
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	host, own, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return host, own
}

// Many machines are read in one run, and one that is down has its line on top.
func TestManyHostsInOneRun(t *testing.T) {
	n := min(100, original.Rounds(t, 4))
	d := peers.StartSSHD(t, "MaxStartups 200")
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.MkdirAll(filepath.Join(home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	known := read(t, d.KnownHosts)
	var all strings.Builder
	var list []string
	for i := 1; i <= n; i++ {
		host, port := front(t, i, d.Port)
		all.WriteString(strings.NewReplacer("127.0.0.1", host, fmt.Sprint("]:", d.Port, " "), "]:"+port+" ").Replace(known))
		list = append(list, fmt.Sprintf("%s@%s:%s", d.User, host, port))
	}
	if err := os.WriteFile(filepath.Join(home, ".ssh", "known_hosts"), []byte(all.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	dead := "nobody@127.0.0.1:1"
	list = append(list, dead)
	dir := t.TempDir()
	config := filepath.Join(t.TempDir(), "report.ini")
	if err := os.WriteFile(config, []byte(calm+fmt.Sprintf("[hosts]\nkey = %s\ntimeout = 120\nat_once = %d\n", d.Key, max(2, n/6))), 0o600); err != nil {
		t.Fatal(err)
	}
	printed, wrong, status := again(t, dir, "-c", config, "-hosts", strings.Join(list, ","))
	if status != 1 || !strings.Contains(printed, "[1 problem] "+dead+": does not answer") {
		t.Errorf("status %d: %s%s", status, printed, wrong)
	}
	page := read(t, dir, "index.html")
	_, hosts, _ := strings.Cut(page, "<h2>Hosts</h2>")
	for _, h := range list {
		if !strings.Contains(hosts, h) {
			t.Errorf("no line of %s", h)
		}
	}
	if strings.Index(hosts, dead) > strings.Index(hosts, list[0]) {
		t.Error("the dead one is not on top")
	}
	files, err := filepath.Glob(filepath.Join(dir, "data", "history", "*", "machine.rrd"))
	if err != nil || len(files) != n+1 { // and this machine
		t.Errorf("histories of %d machines, %v", len(files), err)
	}
	selfContained(t, page)
}

// A second of which only the end is known would count as idle for the rest.
func TestTheFirstReadingIsAtAWholeSecond(t *testing.T) {
	t.Parallel()
	r, before := &runner{}, time.Now()
	r.toTheSecond(t.Context())
	if now := time.Now(); now.Unix() <= before.Unix() {
		t.Errorf("begun at %v, read at %v", before, now)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	r.toTheSecond(ended)
	if !r.begun {
		t.Error("the second reading would wait again")
	}
}
