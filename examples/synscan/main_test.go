package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestFindsWhatListens(t *testing.T) {
	peers.NeedRoot(t)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	closed := peers.Port(t)
	var said strings.Builder
	if err := run(t.Context(), []string{"-a", "-p", fmt.Sprintf("%d,%d", port, closed), "127.0.0.1"}, cli.IO{Out: &said, Err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("127.0.0.1:%d\topen\tSA\n", port), fmt.Sprintf("127.0.0.1:%d\tclosed\tRA\n", closed)} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not in\n%s", want, said.String())
		}
	}
}

func TestTheDefaultRun(t *testing.T) {
	peers.NeedRoot(t)
	var sum strings.Builder
	if err := run(t.Context(), nil, cli.IO{Out: io.Discard, Err: &sum}); err != nil {
		t.Fatal(err)
	}
	var open, closed, silent int
	if _, err := fmt.Sscanf(sum.String(), "%d open, %d closed, %d silent, in ", &open, &closed, &silent); err != nil || open+closed != 1024 || silent != 0 {
		t.Errorf("%v: %s", err, sum.String())
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-p", "0-70000"}, {"-p", "5-1"}, {"-p", "x"}, {"-t", "0s"}, {"-r", "-1"}} {
		if code := cli.Run("synscan", args, cli.IO{Out: io.Discard, Err: io.Discard}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) }); code != 2 {
			t.Errorf("%q: %d", args, code)
		}
	}
}
