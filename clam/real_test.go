package clam_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// Names may hold anything.
func TestNamesOfAnyBytes(t *testing.T) {
	c := peers.StartClamd(t)
	root, names := oddFiles(t)
	found := clam.Finding{Status: clam.Found, Reason: "Pyops-Body.UNOFFICIAL"}
	for kind, client := range both(t, c) {
		for _, name := range names {
			for _, scan := range []func() (clam.Result, error){
				func() (clam.Result, error) { return client.ScanFile(ctx(t), name) },
				func() (clam.Result, error) { return client.ContscanFile(ctx(t), name) },
				func() (clam.Result, error) { return client.MultiscanFile(ctx(t), name) },
			} {
				if r, err := scan(); err != nil || len(r) != 1 || r[name] != found {
					t.Errorf("%s %q: got %v, %v", kind, name, r, err)
				}
			}
			if m, err := client.AllMatchScan(ctx(t), name); err != nil || len(m) != 1 || m[name][0] != found {
				t.Errorf("%s %q: got %v, %v", kind, name, m, err)
			}
		}
		for _, scan := range []func() (clam.Result, error){
			func() (clam.Result, error) { return client.ContscanFile(ctx(t), root) },
			func() (clam.Result, error) { return client.MultiscanFile(ctx(t), root) },
		} {
			r, err := scan()
			if err != nil || len(r) != len(names) {
				t.Errorf("%s: %d of %d, %v", kind, len(r), len(names), err)
			}
			for _, name := range names {
				if r[name] != found {
					t.Errorf("%s: %q is missing", kind, name)
				}
			}
		}
		for _, name := range []string{"/x\x00", "/" + strings.Repeat("x", 5000)} {
			if r, err := client.ScanFile(ctx(t), name); r.Clean() || !errors.Is(err, clam.ErrName) {
				t.Errorf("%s: %.20q: got %v, %v", kind, name, r, err)
			}
		}
		long := "/" + strings.Repeat("x/", 2040)
		if r, err := client.ScanFile(ctx(t), long); r == nil && err == nil {
			t.Errorf("%s: a long name is clean", kind)
		}
	}
}

func TestTooLong(t *testing.T) {
	c := peers.StartClamd(t)
	long := bytes.Repeat([]byte("x"), 3<<20)
	for kind, client := range both(t, c) {
		for _, chunk := range []int{0, 1000, 1 << 20, 4 << 20} {
			r, err := client.ScanBytes(ctx(t), long, &clam.StreamOptions{ChunkSize: chunk})
			var e *clam.BufferTooLongError
			if r.Clean() || !errors.Is(err, clam.ErrTooLong) || !errors.As(err, &e) || e.Input != "INSTREAM size limit exceeded. ERROR" {
				t.Errorf("%s by %d: got %v, %v", kind, chunk, r, err)
			}
		}
		if r, err := client.ScanBytes(ctx(t), long[:1<<20], &clam.StreamOptions{ChunkSize: 1 << 20}); r != nil || err != nil {
			t.Errorf("%s: a stream within the limit: %v, %v", kind, r, err)
		}
		for _, chunk := range []int{-1, 1 << 30} {
			if _, err := client.ScanBytes(ctx(t), nil, &clam.StreamOptions{ChunkSize: chunk}); err == nil {
				t.Errorf("%s: a chunk of %d bytes", kind, chunk)
			}
		}
	}
}

func TestReadersThatFail(t *testing.T) {
	c := peers.StartClamd(t)
	for kind, client := range both(t, c) {
		if r, err := client.ScanStream(ctx(t), iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(clam.EICAR()))), nil); r.Clean() || !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("%s: got %v, %v", kind, r, err)
		}
		for _, r := range []io.Reader{iotest.HalfReader(bytes.NewReader(clam.EICAR())), iotest.DataErrReader(bytes.NewReader(clam.EICAR()))} {
			if r, err := client.ScanStream(ctx(t), r, nil); err != nil || !r.Infected() {
				t.Errorf("%s: got %v, %v", kind, r, err)
			}
		}
		var sent []uint64
		client.ScanBytes(ctx(t), make([]byte, 10), &clam.StreamOptions{ChunkSize: 4, OnProgress: func(n uint64) { sent = append(sent, n) }})
		if !slices.Equal(sent, []uint64{4, 8, 10}) {
			t.Errorf("%s: progress %v", kind, sent)
		}
	}
}

// An open file is handed over: clamd may read more of it than a stream may hold.
func TestOpenFiles(t *testing.T) {
	c := peers.StartClamd(t)
	file := filepath.Join(t.TempDir(), "long")
	if err := os.WriteFile(file, append(make([]byte, 3<<20), peers.ClamdVirus...), 0o644); err != nil {
		t.Fatal(err)
	}
	open := func() *os.File {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	clients := both(t, c)
	found := clam.Finding{Status: clam.Found, Reason: "Pyops-Body.UNOFFICIAL"}
	if r, err := clients["unix"].ScanStream(ctx(t), open(), nil); runtime.GOOS != "windows" && (err != nil || r["stream"] != found) {
		t.Errorf("unix: got %v, %v", r, err)
	}
	if r, err := clients["tcp"].ScanStream(ctx(t), open(), nil); !errors.Is(err, clam.ErrTooLong) {
		t.Errorf("tcp: got %v, %v", r, err)
	}
	if r, err := clients["unix"].ScanOpenFile(ctx(t), open()); err != nil || r[file] != found {
		t.Errorf("unix: got %v, %v", r, err)
	}
	if _, err := clients["tcp"].ScanOpenFile(ctx(t), open()); err == nil {
		t.Error("tcp: an open file was handed over")
	}
	f := open()
	if _, err := f.Seek(-int64(len(peers.ClamdVirus)), io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if r, err := clients["unix"].ScanStream(ctx(t), f, nil); err != nil || r["stream"] != found {
		t.Errorf("the rest of a file: got %v, %v", r, err)
	}
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if r, err := clients["unix"].ScanOpenFile(ctx(t), folder); err != nil || r[folder.Name()].Status != clam.Error {
		t.Errorf("a folder: got %v, %v", r, err)
	}
	f.Close()
	if r, err := clients["unix"].ScanOpenFile(ctx(t), f); r.Clean() || err == nil {
		t.Errorf("a closed file: got %v, %v", r, err)
	}
}

// Many goroutines, one connection, every answer to its own question.
func TestSessions(t *testing.T) {
	c := peers.StartClamd(t)
	root := files(t)
	for kind, client := range both(t, c) {
		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				name := filepath.Join(root, []string{"eicar", "clean", "two", "nope"}[i%4])
				want := []string{"FOUND", "", "FOUND", "ERROR"}[i%4]
				for range 5 {
					if r, err := s.ScanFile(ctx(t), name); err != nil || string(r[name].Status) != want {
						t.Errorf("%s %s: got %v, %v", kind, name, r, err)
					}
					if r, err := s.ScanStream(ctx(t), strings.NewReader(fmt.Sprint(i)), nil); r != nil || err != nil {
						t.Errorf("%s stream: got %v, %v", kind, r, err)
					}
				}
			})
		}
		all.Wait()
		if err := s.Ping(ctx(t)); err != nil {
			t.Errorf("%s: ping %v", kind, err)
		}
		version, err := s.Version(ctx(t))
		if err != nil || !strings.HasPrefix(version, "ClamAV ") {
			t.Errorf("%s: version %q, %v", kind, version, err)
		}
		if stats, err := s.Stats(ctx(t)); err != nil || stats.MaxThreads != 4 {
			t.Errorf("%s: stats %v, %v", kind, stats, err)
		}
		f, err := os.Open(filepath.Join(root, "eicar"))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.ScanOpenFile(ctx(t), f); kind == "unix" && (err != nil || !r.Infected()) || kind == "tcp" && err == nil {
			t.Errorf("%s: open file: %v, %v", kind, r, err)
		}
		f.Close()
		if _, err := s.ScanFile(ctx(t), "\x00"); !errors.Is(err, clam.ErrName) {
			t.Errorf("%s: got %v", kind, err)
		}
		if r, err := s.ScanStream(ctx(t), bytes.NewReader(make([]byte, 3<<20)), nil); r.Clean() || !errors.Is(err, clam.ErrTooLong) {
			t.Errorf("%s: too long: %v, %v", kind, r, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: close: %v", kind, err)
		}
		if err := s.Ping(ctx(t)); err == nil {
			t.Errorf("%s: a closed session answers", kind)
		}
	}
}

func TestASessionWhoseReaderFails(t *testing.T) {
	c := peers.StartClamd(t)
	s, err := both(t, c)["unix"].Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	// Again and again, since clamd may answer before or after the cut is noted.
	for range original.Rounds(t, 50) {
		if _, err := s.ScanStream(ctx(t), iotest.ErrReader(io.ErrNoProgress), nil); !errors.Is(err, io.ErrNoProgress) {
			t.Fatalf("got %v", err)
		}
	}
	// The stream ended there, and clamd's answer to it was nobody's.
	if err := s.Ping(ctx(t)); err != nil {
		t.Error(err)
	}
	if r, err := s.ScanStream(ctx(t), bytes.NewReader(clam.EICAR()), nil); err != nil || !r.Infected() {
		t.Errorf("got %v, %v", r, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestScanTree(t *testing.T) {
	c := peers.StartClamd(t)
	root, names := oddFiles(t)
	for i := range 200 {
		name := filepath.Join(root, fmt.Sprint("clean", i))
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	for kind, client := range both(t, c) {
		for _, depth := range []int{0, 1, 1000} {
			seen, infected := map[string]bool{}, 0
			for f, err := range client.ScanTree(ctx(t), root, &clam.TreeOptions{Depth: depth}) {
				if err != nil {
					t.Fatal(err)
				}
				if seen[f.Name] {
					t.Errorf("%s: %q twice", kind, f.Name)
				}
				seen[f.Name] = true
				if f.Finding != nil {
					infected++
					if !slices.Contains(names, f.Name) || f.Finding.Status != clam.Found {
						t.Errorf("%s: %q: %v", kind, f.Name, f.Finding)
					}
				}
			}
			if len(seen) != len(names)+200 || infected != len(names) {
				t.Errorf("%s, depth %d: %d files, %d infected", kind, depth, len(seen), infected)
			}
		}
		for f, err := range client.ScanTree(ctx(t), root, nil) {
			if err != nil {
				t.Errorf("%s: %v, %v", kind, f, err)
			}
			break
		}
		for f, err := range client.ScanTree(ctx(t), filepath.Join(root, "nowhere"), nil) {
			if err != nil || f.Finding == nil || f.Finding.Status != clam.Error {
				t.Errorf("%s: %v, %v", kind, f, err)
			}
		}
	}
}

func TestADaemonThatDies(t *testing.T) {
	c := peers.StartClamd(t)
	root := files(t)
	client := both(t, c)["unix"]
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	c.Kill()
	if r, err := s.ScanFile(ctx(t), root); r.Clean() || !errors.Is(err, clam.ErrConnection) {
		t.Errorf("session: %v, %v", r, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if r, err := client.ScanFile(ctx(t), root); r.Clean() || !errors.Is(err, clam.ErrConnection) {
		t.Errorf("client: %v, %v", r, err)
	}
}

func TestVersionCommands(t *testing.T) {
	c := peers.StartClamd(t)
	version, commands, err := both(t, c)["tcp"].VersionCommands(ctx(t))
	if err != nil || !strings.HasPrefix(version, "ClamAV ") || !slices.Contains(commands, "FILDES") {
		t.Errorf("got %q, %q, %v", version, commands, err)
	}
}

func TestConfiguredSocket(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clamd.conf")
	if err := os.WriteFile(file, []byte("# LocalSocket /no\nLocalSocketMode 666\n\tLocalSocket  /run/a b\nLocalSocket /later\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := clam.Configured(file); got != "/run/a b" {
		t.Errorf("got %q", got)
	}
	if got := clam.Configured(file + "x"); got != "" {
		t.Errorf("got %q", got)
	}
}
