package clam_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// Where pyClamd is wrong: what it says, and what is right. A test fails when one
// of them has healed.
var divergences = []struct {
	name string
	why  string
	file string // of a folder, infected
	key  string // under which pyClamd reports it, after the folder's name
	text string // the reason that it gives
}{
	{
		name: "colonInName", why: "replies are taken apart at the first colon",
		file: "a b: c", key: "a b", text: "c: Pyops-Body.UNOFFICIAL",
	},
	{
		name: "blanksAfterColon", why: "and put together again with single blanks",
		file: "w: x  y", key: "w", text: "x y: Pyops-Body.UNOFFICIAL",
	},
}

func TestDivergencesOfNames(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	client := both(t, c)["unix"]
	root := t.TempDir()
	for _, d := range divergences {
		file := filepath.Join(root, d.file)
		if err := os.WriteFile(file, []byte(peers.ClamdVirus), 0o644); err != nil {
			t.Fatal(err)
		}
		theirs := sorted(py.Value("scan", c.Socket, "scan_file", file))
		if want := (original.Dict{{Key: filepath.Join(root, d.key), Value: original.Tuple{"FOUND", d.text}}}); !original.Same(theirs, want) {
			t.Errorf("%s: pyClamd says %v, not %v", d.name, theirs, want)
		}
		if r, err := client.ScanFile(ctx(t), file); err != nil || r[file] != (clam.Finding{Status: clam.Found, Reason: "Pyops-Body.UNOFFICIAL"}) {
			t.Errorf("%s: we say %v, %v", d.name, r, err)
		}
	}
}

// A name with a line end is two commands.
func TestDivergenceInjection(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	if theirs, err := py.Call("scan", c.Socket, "scan_file", "/x\nnVERSION"); err == nil && original.Same(sorted(theirs), asPython(clam.Result{"/x\nnVERSION": {Status: clam.Error, Reason: "File path check failure: No such file or directory."}})) {
		t.Error("injection has healed")
	}
	r, err := both(t, c)["unix"].ScanFile(ctx(t), "/x\nnVERSION")
	if err != nil || r["/x\nnVERSION"].Status != clam.Error {
		t.Errorf("we say %v, %v", r, err)
	}
}

// A stream that is too long breaks the pipe of a unix socket.
func TestDivergenceTooLong(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	long := bytes.Repeat([]byte("x"), 8<<20)
	var e *original.Exception
	if _, err := py.Call("stream", c.Socket, long); !errors.As(err, &e) || e.Class != "BrokenPipeError" && e.Class != "ConnectionResetError" {
		t.Errorf("by a unix socket, pyClamd says %v", err)
	}
	for kind, client := range both(t, c) {
		if _, err := client.ScanBytes(ctx(t), long, nil); !errors.Is(err, clam.ErrTooLong) {
			t.Errorf("%s: we say %v", kind, err)
		}
	}
}

// By TCP, pyClamd's exception for it is the one to have.
func TestParityTooLong(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	// Just over the limit, so that the answer comes before the pipe breaks.
	long := bytes.Repeat([]byte("x"), 2<<20+1)
	_, want := py.Call("stream", c.Port, long)
	var e *original.Exception
	if !errors.As(want, &e) || e.Class != "BufferTooLongError" {
		t.Fatalf("pyClamd says %v", want)
	}
	_, err := both(t, c)["tcp"].ScanBytes(ctx(t), long, nil)
	var ours *clam.BufferTooLongError
	if !errors.As(err, &ours) || ours.Reply != e.Message {
		t.Errorf("got %v, want %v", err, want)
	}
}

// What was never answered is clean.
func TestDivergenceNoAnswer(t *testing.T) {
	py := startPyclamd(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Read(make([]byte, 100))
			c.Close()
		}
	}()
	port := l.Addr().(*net.TCPAddr).Port
	if theirs, err := py.Call("scan", port, "scan_file", "/x"); err != nil || theirs != nil {
		t.Errorf("pyClamd says %v, %v", theirs, err)
	}
	n, err := clam.NewClamdNetworkSocket(ctx(t), "127.0.0.1", port, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := n.ScanFile(ctx(t), "/x"); r != nil || !errors.Is(err, clam.ErrConnection) {
		t.Errorf("we say %v, %v", r, err)
	}
	l.Close()
	<-done
}

// A stream in one chunk, short-written under a timeout, loses its framing.
func TestShortWritesAreImpossible(t *testing.T) {
	c := peers.StartClamd(t, "StreamMaxLength 100M")
	for kind := range both(t, c) {
		opts := &clam.Options{Timeout: 1e10}
		var client *clam.Client
		if kind == "unix" {
			u, err := clam.NewClamdUnixSocket(ctx(t), c.Socket, opts)
			if err != nil {
				t.Fatal(err)
			}
			client = u.Client
		} else {
			n, err := clam.NewClamdNetworkSocket(ctx(t), "", c.Port, opts)
			if err != nil {
				t.Fatal(err)
			}
			client = n.Client
		}
		data := io.MultiReader(bytes.NewReader(make([]byte, 20<<20)), bytes.NewReader([]byte(peers.ClamdVirus)))
		r, err := client.ScanStream(ctx(t), data, &clam.StreamOptions{ChunkSize: 16 << 20})
		if err != nil || !r.Infected() {
			t.Errorf("%s: got %v, %v", kind, r, err)
		}
	}
}
