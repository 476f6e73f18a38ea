package clam_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// judged compares our scans of a clamd with pyClamd's. Which entry of a dictionary
// comes first is nobody's promise.
func judged(t *testing.T, py *original.Python, c *peers.Clamd, divergences ...original.Divergence) *original.Judge {
	client := both(t, c)["unix"]
	return &original.Judge{
		Python: py, Divergences: divergences,
		Ours: func(call original.Call) original.Result {
			file := call.Args[2].(string)
			var v any
			var err error
			switch call.Args[1] {
			case "scan_file":
				var r clam.Result
				r, err = client.ScanFile(ctx(t), file)
				v = asPython(r)
			case "contscan_file":
				var r clam.Result
				r, err = client.ContscanFile(ctx(t), file)
				v = asPython(r)
			case "multiscan_file":
				var r clam.Result
				r, err = client.MultiscanFile(ctx(t), file)
				v = asPython(r)
			case "allmatchscan":
				var m clam.Matches
				m, err = client.AllMatchScan(ctx(t), file)
				v = matchesAsPython(m)
			}
			return original.Result{Value: v, Err: err}
		},
		Same: func(a, b original.Result) bool {
			return a.Err == nil && b.Err == nil && original.Same(sorted(a.Value), sorted(b.Value))
		},
	}
}

func scanCall(c *peers.Clamd, method, file string) original.Call {
	return original.Call{Func: "scan", Args: []any{c.Socket, method, file}}
}

// found is what pyClamd says of a file by some name, and for some reason.
func found(name, reason string) original.Dict {
	return original.Dict{{Key: []byte(name), Value: original.Tuple{"FOUND", reason}}}
}

const bodyVirus = "Pyops-Body.UNOFFICIAL"

// colonInName is what is owed for a name that pyClamd takes apart: the name that
// was asked for, and of its reason what follows the last colon, which no
// signature's name has.
func colonInName(c *peers.Clamd, file string) original.Divergence {
	name, rest, _ := strings.Cut(file, ": ")
	return original.Divergence{
		Name: "colonInName", Why: "replies are taken apart at the first colon, and blanks after it put together",
		Example: scanCall(c, "scan_file", file), Theirs: found(name, strings.Join(strings.Fields(rest), " ")+": "+bodyVirus), Ours: found(file, bodyVirus), Share: 0.5,
		Expect: func(call original.Call, theirs original.Result) (original.Result, bool) {
			file := call.Args[2].(string)
			d, ok := theirs.Value.(original.Dict)
			if theirs.Err != nil || !ok || len(d) != 1 || !strings.Contains(file, ": ") {
				return theirs, false
			}
			reason := d[0].Value.(original.Tuple)[1].(string)
			return original.Result{Value: found(file, reason[strings.LastIndex(reason, ": ")+2:])}, true
		},
	}
}

func TestDivergencesOfNames(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	root := t.TempDir()
	infected := func(name string) string {
		file := filepath.Join(root, name)
		if err := os.WriteFile(file, []byte(peers.ClamdVirus), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	judged(t, py, c, colonInName(c, infected("a b: c"))).Pins(t)
	j := judged(t, py, c, colonInName(c, infected("w: x  y")))
	j.Pins(t)
	// No line ends: with those pyClamd sends two commands.
	parts := []string{"a", "B", " ", "  ", ":", ": ", "é", "'", "\"", "\\", "OK", ": OK", " FOUND", "€", "\t"}
	r := original.Rand(t)
	var calls []original.Call
	for range min(original.Rounds(t, 200), 5000) {
		name := "f"
		for range 1 + r.IntN(6) {
			name += parts[r.IntN(len(parts))]
		}
		calls = append(calls, scanCall(c, []string{"scan_file", "contscan_file", "multiscan_file"}[r.IntN(3)], infected(name+"x")))
	}
	j.Generated(t, calls)
}

// behindLink is what is owed for a link: what pyClamd says of where it leads, under
// the link's name.
func behindLink(t *testing.T, py *original.Python, c *peers.Clamd, link string) original.Divergence {
	return original.Divergence{
		Name: "behindLink", Why: "clamd says OK of a link without looking where it leads, and is believed",
		Example: scanCall(c, "scan_file", link), Theirs: nil, Ours: found(link, bodyVirus),
		Expect: func(call original.Call, theirs original.Result) (original.Result, bool) {
			link := call.Args[2].(string)
			to, err := filepath.EvalSymlinks(link)
			if err != nil || to == link {
				return theirs, false
			}
			owed := sorted(py.Value("scan", c.Socket, call.Args[1], to))
			d, ok := owed.(original.Dict)
			if !ok {
				return original.Result{}, true
			}
			for i := range d {
				d[i].Key = link + strings.TrimPrefix(d[i].Key.(string), to)
			}
			return original.Result{Value: d}, true
		},
	}
}

func TestDivergencesOfLinks(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	root, links := files(t), t.TempDir()
	link := func(name string) string {
		at := filepath.Join(links, strings.ReplaceAll(name, "/", "-"))
		if err := os.Symlink(filepath.Join(root, name), at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	if err := os.WriteFile(filepath.Join(root, "body"), []byte(peers.ClamdVirus), 0o644); err != nil {
		t.Fatal(err)
	}
	j := judged(t, py, c, behindLink(t, py, c, link("body")))
	j.Pins(t)
	var calls []original.Call
	for _, name := range []string{"two", "clean", "sub", "only", "sub/deep"} {
		at := link(name)
		for _, method := range []string{"contscan_file", "multiscan_file", "allmatchscan"} {
			calls = append(calls, scanCall(c, method, at))
		}
	}
	j.Table(t, calls)
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
	if !errors.As(err, &ours) || ours.Input != e.Message {
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
	if r, err := n.ScanFile(ctx(t), "/x"); r.Clean() || !errors.Is(err, clam.ErrConnection) {
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
