package clam_test

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

//go:embed testdata/original.py
var originalSource string

func startPyclamd(t testing.TB) *original.Python {
	t.Helper()
	py := original.Start(t, "pyclamd")
	py.Define(originalSource)
	return py
}

// where are the two ways to a clamd, in the terms of testdata/original.py.
func where(c *peers.Clamd) map[string]any { return map[string]any{"unix": c.Socket, "tcp": c.Port} }

// asPython is a result as Python has it, names as bytes.
func asPython(r clam.Result) any {
	if r == nil {
		return nil
	}
	d := original.Dict{}
	for name, f := range r {
		d = append(d, original.Pair{Key: name, Value: original.Tuple{string(f.Status), f.Reason}})
	}
	return sorted(d)
}

func matchesAsPython(m clam.Matches) any {
	if m == nil {
		return nil
	}
	d := original.Dict{}
	for name, all := range m {
		found := []any{}
		for _, f := range all {
			found = append(found, original.Tuple{string(f.Status), f.Reason})
		}
		d = append(d, original.Pair{Key: name, Value: found})
	}
	return sorted(d)
}

// sorted orders a dictionary, of which neither side promises an order, by its
// keys as text.
func sorted(v any) any {
	d, ok := v.(original.Dict)
	if !ok {
		return v
	}
	out := slices.Clone(d)
	for i, p := range out {
		if b, ok := p.Key.([]byte); ok {
			out[i].Key = string(b)
		}
	}
	slices.SortFunc(out, func(a, b original.Pair) int { return strings.Compare(fmt.Sprint(a.Key), fmt.Sprint(b.Key)) })
	return out
}

func TestParityScans(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	root := files(t)
	clients := both(t, c)
	for kind, at := range where(c) {
		for _, name := range []string{"", "eicar", "clean", "empty", "two", "sub", "only", "only/clean", "nope", "sub/deep/clean"} {
			file := filepath.Join(root, name)
			for _, m := range []struct {
				python string
				ours   func() (any, error)
			}{
				{"scan_file", func() (any, error) { r, err := clients[kind].ScanFile(ctx(t), file); return asPython(r), err }},
				{"contscan_file", func() (any, error) { r, err := clients[kind].ContscanFile(ctx(t), file); return asPython(r), err }},
				{"multiscan_file", func() (any, error) { r, err := clients[kind].MultiscanFile(ctx(t), file); return asPython(r), err }},
				{"allmatchscan", func() (any, error) {
					r, err := clients[kind].AllMatchScan(ctx(t), file)
					return matchesAsPython(r), err
				}},
			} {
				want := sorted(py.Value("scan", at, m.python, file))
				got, err := m.ours()
				if err != nil || !original.Same(got, want) {
					if m.python == "scan_file" && (name == "" || name == "sub") && sameKindOfHit(got, want) {
						continue // which file of a folder comes first is the file system's choice
					}
					t.Errorf("%s %s %q: got %v, %v, want %v", kind, m.python, name, got, err, want)
				}
			}
		}
		for _, name := range []string{"relative", ""} {
			want := sorted(py.Value("scan", at, "scan_file", name))
			if got, err := clients[kind].ScanFile(ctx(t), name); err != nil || !original.Same(asPython(got), want) {
				t.Errorf("%s %q: got %v, %v, want %v", kind, name, got, err, want)
			}
		}
	}
}

func sameKindOfHit(got, want any) bool {
	g, ok := got.(original.Dict)
	w, ok2 := want.(original.Dict)
	return ok && ok2 && len(g) == 1 && len(w) == 1
}

func TestParityStreams(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	clients := both(t, c)
	rng := original.Rand(t)
	type stream struct {
		data  []byte
		chunk int
	}
	streams := []stream{{nil, 4096}, {[]byte("x"), 1}, {clam.EICAR(), 1}, {clam.EICAR(), 67}, {clam.EICAR(), 68}, {clam.EICAR(), 4096}}
	for range min(original.Rounds(t, 60), 5000) { // each is two connections and a file in the daemon
		s := stream{make([]byte, rng.IntN(20000)), 1 + rng.IntN(5000)}
		for i := range s.data {
			s.data[i] = byte(rng.Uint32())
		}
		switch rng.IntN(4) {
		case 0:
			s.data = append(s.data, peers.ClamdVirus...)
		case 1:
			s.data = append(clam.EICAR(), s.data...)
		case 2:
			s.data = append(append(s.data, peers.ClamdSecondVirus...), s.data...)
		}
		streams = append(streams, s)
	}
	for i, s := range streams {
		kind := []string{"unix", "tcp"}[i%2]
		want, failed := py.Call("stream", where(c)[kind], s.data, s.chunk, i%3 == 0)
		got, err := clients[kind].ScanStream(ctx(t), bytes.NewReader(s.data), &clam.StreamOptions{ChunkSize: s.chunk})
		if err != nil || failed != nil || !original.Same(asPython(got), sorted(want)) {
			t.Errorf("%s: %d bytes by %d: got %v, %v, want %v, %v", kind, len(s.data), s.chunk, got, err, want, failed)
		}
	}
}

func TestParityDaemon(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	for kind, client := range both(t, c) {
		err := client.Ping(ctx(t))
		version, err2 := client.Version(ctx(t))
		if got, want := []any{err == nil, version, client.EICAR()}, py.Value("facts", where(c)[kind]); err != nil || err2 != nil || !original.Same(got, want) {
			t.Errorf("%s: got %v, %v, %v, want %v", kind, got, err, err2, want)
		}
		stats, err := client.Stats(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		theirs := py.Value("stats", where(c)[kind]).(string)
		// Figures change; the words do not.
		if got, want := words(stats.Text), words(theirs); got != want {
			t.Errorf("%s: stats %q, want %q", kind, got, want)
		}
		if stats.MaxThreads != 4 || stats.State != "VALID PRIMARY" || stats.Pools != 1 || len(stats.Tasks) == 0 || stats.Memory["pools_total"] <= 0 {
			t.Errorf("%s: %+v", kind, stats)
		}
	}
}

// words are what a text says, figures and what tasks there are apart.
func words(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		if name, _, ok := strings.Cut(line, ":"); ok {
			line = name + "\n"
		}
		out = append(out, line)
	}
	return strings.Join(out, "")
}

func TestParityReloadAndShutdown(t *testing.T) {
	py := startPyclamd(t)
	for _, kind := range []string{"unix", "tcp"} {
		c, theirs := peers.StartClamd(t), peers.StartClamd(t)
		client := both(t, c)[kind]
		if got, err := client.Reload(ctx(t)); err != nil || got != py.Value("reload", where(theirs)[kind]) {
			t.Errorf("reload: %q, %v", got, err)
		}
		if err := client.Shutdown(ctx(t)); err != nil || py.Value("shutdown", where(theirs)[kind]) != nil {
			t.Errorf("shutdown: %v", err)
		}
		<-c.Done()
		<-theirs.Done()
	}
}

func TestParityNoDaemon(t *testing.T) {
	py := startPyclamd(t)
	port := peers.Port(t)
	socket := filepath.Join(t.TempDir(), "none")
	_, unix := clam.NewClamdUnixSocket(ctx(t), socket, nil)
	_, tcp := clam.NewClamdNetworkSocket(ctx(t), "127.0.0.1", port, nil)
	for at, err := range map[any]error{socket: unix, port: tcp} {
		_, want := py.Call("facts", at)
		var e *clam.ConnectionError
		if !errors.As(err, &e) || !errors.Is(err, clam.ErrConnection) || e.Reason != want.(*original.Exception).Message {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	_, want := py.Call("agnostic")
	if want == nil {
		peers.Missing(t, "a machine without a clamd at the usual places")
	}
	if _, err := clam.ClamdAgnostic(ctx(t), nil); !errors.Is(err, clam.ErrNoClamd) || !errors.Is(err, clam.ErrConnection) || !strings.HasPrefix(err.Error(), "clam: "+want.(*original.Exception).Message) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// The functions of pyClamd's module speak with the clamd that was initialised;
// ours find one where clamd usually is.
func TestParityModuleFunctions(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	root := files(t)
	file := filepath.Join(root, "eicar")
	nowhere := filepath.Join(t.TempDir(), "none")
	for kind, at := range where(c) {
		p := clam.NewPlaces(nowhere, nowhere, c.Port)
		if kind == "unix" {
			p = clam.NewPlaces(nowhere, c.Socket, peers.Port(t))
		}
		version, err := p.Version(ctx(t))
		one, err2 := p.ScanFile(ctx(t), file)
		cont, err3 := p.ContscanFile(ctx(t), root)
		multi, err4 := p.MultiscanFile(ctx(t), root)
		want := py.Value("legacy", at, file, root).([]any)
		for i := range want {
			want[i] = sorted(want[i])
		}
		if got := []any{version, asPython(one), asPython(cont), asPython(multi)}; errors.Join(err, err2, err3, err4) != nil || !original.Same(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", kind, got, want)
		}
	}
	p := clam.NewPlaces(nowhere, nowhere, peers.Port(t))
	if r, err := p.ScanFile(ctx(t), file); r.Clean() || !errors.Is(err, clam.ErrNoClamd) || !errors.Is(err, clam.ErrConnection) || strings.Contains(err.Error(), "\n") {
		t.Errorf("without a clamd: %v, %v", r, err)
	}
	if _, err := p.Version(ctx(t)); !errors.Is(err, clam.ErrNoClamd) {
		t.Errorf("without a clamd: %v", err)
	}
}
