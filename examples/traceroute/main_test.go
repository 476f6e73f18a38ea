package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestGoesToItself(t *testing.T) {
	peers.NeedRoot(t)
	for _, file := range []string{"way.svg", "way.dot"} {
		path := filepath.Join(t.TempDir(), file)
		var said strings.Builder
		if err := run(t.Context(), []string{"-m", "2", "-o", path, "-p", "9"}, cli.IO{Out: &said, Err: io.Discard}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said.String(), "127.0.0.1:tcp9") || !strings.Contains(said.String(), "2 answers, 0 packets without one") {
			t.Error(said.String())
		}
		if b, err := os.ReadFile(path); err != nil || !strings.Contains(string(b), "127.0.0.1") {
			t.Errorf("%v: %s", err, b)
		}
	}
}

func TestTheDefaultRun(t *testing.T) {
	peers.NeedRoot(t)
	var said strings.Builder
	if err := run(t.Context(), nil, cli.IO{Out: &said, Err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "127.0.0.1:tcp80") || !strings.Contains(said.String(), "30 answers, 0 packets without one") {
		t.Error(said.String())
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-p", "70000"}, {"-k", "x"}, {"-m", "0"}, {"-o", "x.gif"}, {"-t", "0s"}} {
		if code := cli.Run("traceroute", args, cli.IO{Out: io.Discard, Err: io.Discard}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) }); code != 2 {
			t.Errorf("%q: %d", args, code)
		}
	}
}
