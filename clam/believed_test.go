package clam_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

// An OK counts for the file that it names, and for nothing that has said
// otherwise.
func TestAnswersAboutOtherFiles(t *testing.T) {
	for _, c := range []struct {
		reply    string
		infected bool // what was found is kept
	}{
		{"/other: OK\x00", false}, {": OK\x00", false}, {"/xy: OK\x00", false}, {"/x/y: OK\x00", false}, {"/x/: OK\x00", false},
		{"/x: X FOUND\x00/x: OK\x00", true}, {"/x/y: X FOUND\x00/x: OK\x00", true}, {"/x: OK\x00/x: X FOUND\x00", true},
		{"/x: OK\x00/x: OK\x00", false}, {"/other: X FOUND\x00", true}, {"/xy: X FOUND\x00", true}, {"stream: OK\x00", false},
	} {
		client := faulty(t, "tcp", func(conn net.Conn, _ string) { io.WriteString(conn, c.reply) })
		for name, scan := range scans(client, "/x") {
			if name == "INSTREAM" {
				continue
			}
			got, err := scan(ctx(t))
			if got.Clean() || got.Infected() != c.infected || !errors.Is(err, clam.ErrReply) {
				t.Errorf("%s answered by %q: got %v, %v", name, c.reply, got, err)
			}
		}
	}
	for _, reply := range []string{"/x: OK\x00", ": OK\x00", "streams: OK\x00", "fd[1]: OK\x00"} {
		client := faulty(t, "tcp", func(conn net.Conn, _ string) {
			io.ReadFull(conn, make([]byte, 9)) // a stream of one byte
			io.WriteString(conn, reply)
		})
		if r, err := client.ScanBytes(ctx(t), []byte("x"), nil); r.Clean() || !errors.Is(err, clam.ErrReply) {
			t.Errorf("a stream answered by %q: got %v, %v", reply, r, err)
		}
	}
}

// Some errors are followed by OK, as of a FIFO; the error stays.
func TestAnErrorAndThenOK(t *testing.T) {
	client := faulty(t, "tcp", func(conn net.Conn, _ string) {
		io.WriteString(conn, "/x: Not supported file type ERROR\x00/x: OK\x00")
	})
	r, err := client.ScanFile(ctx(t), "/x")
	if err != nil || r.Clean() || r["/x"].Status != clam.Error {
		t.Errorf("got %v, %v", r, err)
	}
}

// A stream's verdict counts once the stream has been sent.
func TestAVerdictBeforeTheEndOfTheStream(t *testing.T) {
	for verdict, infected := range map[string]bool{"OK": false, "X FOUND": true} {
		answered := make(chan struct{})
		client := faulty(t, "unix", func(conn net.Conn, _ string) {
			io.WriteString(conn, "stream: "+verdict+"\x00")
			close(answered)
			io.Copy(io.Discard, conn)
		})
		r, err := client.ScanStream(ctx(t), io.MultiReader(strings.NewReader("one"), waitFor(answered), strings.NewReader("two")), &clam.StreamOptions{ChunkSize: 3})
		if r.Clean() || r.Infected() != infected || !errors.Is(err, clam.ErrReply) || !strings.Contains(fmt.Sprint(err), "before the end") {
			t.Errorf("%s: got %v, %v", verdict, r, err)
		}
	}
}

// waitFor is an empty reader that ends once a channel is closed.
func waitFor(c <-chan struct{}) io.Reader {
	return readerFunc(func([]byte) (int, error) { <-c; return 0, io.EOF })
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// The answers of a session come with the number of their request; those that were
// swapped are about another file.
func TestAnswersOfASessionSwapped(t *testing.T) {
	first := make(chan struct{})
	client := faulty(t, "unix", func(conn net.Conn, _ string) {
		nextCommand(conn)
		close(first)
		nextCommand(conn)
		io.WriteString(conn, "2: /a: OK\x001: /b: X FOUND\x00")
		io.Copy(io.Discard, conn)
	})
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	results := make(chan error, 2)
	scan := func(file string) {
		r, err := s.ScanFile(ctx(t), file)
		if r.Clean() {
			err = fmt.Errorf("%s is clean", file)
		}
		results <- err
	}
	go scan("/a")
	<-first
	go scan("/b")
	for range 2 {
		if err := <-results; !errors.Is(err, clam.ErrReply) {
			t.Errorf("got %v", err)
		}
	}
}

// What clamd leaves out is told, and what it found beside that is kept.
func TestExcludedPaths(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{"skip/bad": peers.ClamdVirus, "sub/bad": peers.ClamdVirus, "clean": "x", "other/clean": "y", "other/skip/z": "z"} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := peers.StartClamd(t, "ExcludePath /skip")
	skip, bad, other := filepath.Join(root, "skip"), filepath.Join(root, "sub", "bad"), filepath.Join(root, "other")
	for kind, client := range both(t, c) {
		r, err := client.ContscanFile(ctx(t), root)
		if err != nil || r[skip].Status != clam.Excluded || r[bad].Status != clam.Found || r[filepath.Join(other, "skip")].Status != clam.Excluded || len(r) != 3 {
			t.Errorf("%s: CONTSCAN: %v, %v", kind, r, err)
		}
		for name, scan := range scans(client, skip) {
			if got, err := scan(ctx(t)); name != "INSTREAM" && (err != nil || got.Clean() || got.Infected()) {
				t.Errorf("%s: %s of an excluded folder: %v, %v", kind, name, got, err)
			}
		}
		if r, err := client.ScanFile(ctx(t), other); err != nil || len(r) != 1 || r.Clean() {
			t.Errorf("%s: SCAN: %v, %v", kind, r, err)
		}
		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if r, err := s.ScanFile(ctx(t), other); err != nil || r.Clean() || r.Infected() {
				t.Errorf("%s: session: %v, %v", kind, r, err)
			}
			if r, err := s.ScanFile(ctx(t), bad); err != nil || !r.Infected() {
				t.Errorf("%s: session: %v, %v", kind, r, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		left, infected, clean := 0, 0, 0
		for f, err := range client.ScanTree(ctx(t), root, nil) {
			switch {
			case err != nil:
				t.Fatalf("%s: tree: %v", kind, err)
			case f.Finding == nil:
				clean++
			case f.Finding.Status == clam.Excluded:
				left++
			case f.Finding.Status == clam.Found:
				infected++
			}
		}
		if left != 2 || infected != 1 || clean != 2 {
			t.Errorf("%s: tree: %d left out, %d infected, %d clean", kind, left, infected, clean)
		}
	}
}

// An answer that clamd did not bring to its end is an error, whatever was found
// until then; that is kept.
func TestAnswersCutShort(t *testing.T) {
	for name, cut := range map[string]func(net.Conn){
		"end":   func(c net.Conn) { io.WriteString(c, "/x/a: X FOUND\x00") },
		"reset": func(c net.Conn) { io.WriteString(c, "/x/a: X FOUND\x00"); c.(*net.TCPConn).SetLinger(0) },
		"error": func(c net.Conn) { io.WriteString(c, "/x/b: Access denied. ERROR\x00/x/a: X FOUND\x00") },
		"piece": func(c net.Conn) { io.WriteString(c, "/x/a: X FOUND\x00/x/b: O") },
	} {
		client := faultyAll(t, "tcp", true, func(c net.Conn, command string) {
			if command != "zPING" { // it has died in the meantime
				cut(c)
			}
		})
		for _, scan := range []string{"CONTSCAN", "MULTISCAN", "ALLMATCH"} {
			r, err := scans(client, "/x")[scan](ctx(t))
			if r.Clean() || err == nil || name != "reset" && !r.Infected() {
				t.Errorf("%s of %s: got %v, %v", name, scan, r, err)
			}
		}
	}
}

// What is whole by itself needs no clamd that lives on: one file's verdict, but for
// ALLMATCHSCAN, which goes on to the next signature.
func TestAnswersWholeByThemselves(t *testing.T) {
	client := faultyAll(t, "tcp", true, func(c net.Conn, command string) {
		if command != "zPING" {
			io.WriteString(c, "/x: X FOUND\x00")
		}
	})
	for name, scan := range scans(client, "/x") {
		if name == "INSTREAM" {
			continue
		}
		r, err := scan(ctx(t))
		if !r.Infected() || (err == nil) != (name != "ALLMATCH") {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

// clamd goes on in a folder that is not here, but only to the first infected file.
func TestAFolderThatOnlyClamdSees(t *testing.T) {
	client := faulty(t, "unix", func(c net.Conn, _ string) { io.WriteString(c, "/x/a: X FOUND\x00") })
	m, err := client.AllMatchScan(ctx(t), "/x/")
	if !errors.Is(err, clam.ErrReply) || !m.Infected() || !strings.Contains(fmt.Sprint(err), "it is a folder there and not here") {
		t.Errorf("%v, %v", m, err)
	}
}

// How long a name may be, and what an answer that is missing or cut is called.
func TestWordsOfErrors(t *testing.T) {
	for _, c := range []struct{ reply, want string }{
		{"", `clamd closed the connection without an answer to SCAN "/x"`},
		{"/x: O", `clamd's answer to SCAN "/x" is not to be understood: "/x: O"`},
		{"/y: OK\x00", `clamd's answer to SCAN "/x" cannot be believed: "/y: OK": it is about another file`},
	} {
		client := faulty(t, "tcp", func(conn net.Conn, _ string) { io.WriteString(conn, c.reply) })
		if _, err := client.ScanFile(ctx(t), "/x"); fmt.Sprint(err) != "clam: "+c.want {
			t.Errorf("%q: %v, want %s", c.reply, err, c.want)
		}
	}
	client := faulty(t, "tcp", func(conn net.Conn, command string) {
		io.WriteString(conn, strings.TrimPrefix(command, "zSCAN ")+": OK\x00")
	})
	name := "/" + strings.Repeat("n", 4095)
	if r, err := client.ScanFile(ctx(t), name); err != nil || !r.Clean() {
		t.Errorf("a name of 4096 bytes: %v", err)
	}
	if r, err := client.ScanFile(ctx(t), name+"n"); !errors.Is(err, clam.ErrName) || r.Clean() {
		t.Errorf("a name of 4097 bytes: %v", err)
	}
}

// A real clamd that is killed in the middle of a scan.
func TestADaemonKilledHalfWay(t *testing.T) {
	root := t.TempDir()
	for i := range 3000 {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(i)), append(bytes.Repeat([]byte("x"), 5000), peers.ClamdVirus...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"CONTSCAN", "MULTISCAN"} {
		c := peers.StartClamd(t)
		client := both(t, c)["unix"]
		began := filepath.Join(root, "0") // seen in clamd's log once it has been scanned
		done := make(chan struct{})
		var r scanned
		var err error
		go func() {
			defer close(done)
			r, err = scans(client, root)[name](ctx(t))
		}()
		peers.Eventually(t, "the scan to be under way", func() bool {
			text, _ := os.ReadFile(filepath.Join(filepath.Dir(c.Socket), "clamd.log"))
			return bytes.Contains(text, []byte("FOUND")) || bytes.Contains(text, []byte(began))
		})
		c.Kill()
		<-done
		if all, ok := r.(clam.Result); err == nil && (!ok || len(all) < 3000) || r.Clean() {
			t.Errorf("%s: %d of 3000 without an error", name, len(all))
		}
	}
}

// The zero values of things ask nothing of anybody, and call nothing clean.
func TestZeroValues(t *testing.T) {
	var none *clam.Client
	for name, c := range map[string]*clam.Client{"nil": none, "zero": {}} {
		for scan, do := range scans(c, "/x") {
			if r, err := do(ctx(t)); r.Clean() || !errors.Is(err, clam.ErrConnection) {
				t.Errorf("%s %s: %v, %v", name, scan, r, err)
			}
		}
		for _, f := range []*os.File{nil, os.Stdin} {
			if r, err := c.ScanOpenFile(ctx(t), f); r.Clean() || err == nil {
				t.Errorf("%s: %v, %v", name, r, err)
			}
		}
		if _, err := c.Session(ctx(t)); err == nil {
			t.Errorf("%s: a session", name)
		}
		for f, err := range c.ScanTree(ctx(t), t.TempDir(), nil) {
			if f.Finding == nil || err == nil {
				t.Errorf("%s: %v, %v", name, f, err)
			}
		}
	}
	var s *clam.Session
	for _, s := range []*clam.Session{s, {}} {
		if r, err := s.ScanFile(ctx(t), "/x"); r.Clean() || err == nil {
			t.Errorf("%v, %v", r, err)
		}
		if r, err := s.ScanStream(ctx(t), strings.NewReader("x"), nil); r.Clean() || err == nil {
			t.Errorf("%v, %v", r, err)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	}
	c := faulty(t, "unix", func(net.Conn, string) {})
	if r, err := c.ScanStream(ctx(t), nil, nil); r.Clean() || err == nil {
		t.Errorf("a nil reader: %v, %v", r, err)
	}
	if _, err := clam.NewClamdUnixSocket(context.Background(), "/x", &clam.Options{Timeout: -1}); err == nil || errors.Is(err, clam.ErrConnection) {
		t.Errorf("a negative limit: %v", err)
	}
}
