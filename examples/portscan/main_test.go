package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// program is the book's, in Python 3.
const program = `
import contextlib, io, nmap
def portscan(hosts, port):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        nm = nmap.PortScanner()
        nm.scan(hosts=hosts, arguments=' -v -sT -p ' + port)
        for host in nm.all_hosts():
            print('-----')
            print('Host : %s (%s)' % (host, nm[host].hostname()))
            print('State : %s' % nm[host].state())
            for proto in nm[host].all_protocols():
                print('-----')
                print('Protocol : %s' % proto)
                for port in sorted(nm[host][proto].keys()):
                    print('port : %s\tstate : %s' % (port, nm[host][proto][port]['state']))
    return out.getvalue()
`

func ports(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return fmt.Sprintf("%d,%d", l.Addr().(*net.TCPAddr).Port, peers.Port(t))
}

func TestPrintsWhatTheBookPrints(t *testing.T) {
	peers.Need(t, "nmap")
	py := original.Start(t, "nmap")
	py.Define(program)
	list := ports(t)
	want := py.Value("portscan", "127.0.0.1-2", list)
	var out strings.Builder
	if err := run(t.Context(), []string{"-args", "-v -sT", "127.0.0.1-2", list}, cli.IO{Out: &out, Err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("%swant\n%s", out.String(), want)
	}
	if !strings.Contains(out.String(), "state : open") {
		t.Error("nothing is open")
	}
	out.Reset()
	if err := run(t.Context(), []string{"-args", "-v -sT"}, cli.IO{In: strings.NewReader("127.0.0.1-2 " + list + "\n"), Out: &out, Err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	if out.String() != "Please input hosts and port: "+want.(string) {
		t.Errorf("asked:\n%s", out.String())
	}
}

func TestOtherFormats(t *testing.T) {
	peers.Need(t, "nmap")
	list := ports(t)
	for format, check := range map[string]func(string) bool{
		"table": func(s string) bool { return strings.HasPrefix(s, "HOST ") && strings.Count(s, "\n") == 3 },
		"csv":   func(s string) bool { return strings.HasPrefix(s, "host;hostname;") && strings.Count(s, "\r\n") == 3 },
		"json":  func(s string) bool { return json.Valid([]byte(s)) && strings.Contains(s, `"command_line"`) },
	} {
		var out, progress strings.Builder
		if err := run(t.Context(), []string{"-progress", "-format", format, "-args", "-v -sT -n", "127.0.0.1", list}, cli.IO{Out: &out, Err: &progress}); err != nil || !check(out.String()) {
			t.Errorf("%s: %v\n%s", format, err, out.String())
		}
		if !strings.Contains(progress.String(), "Connect Scan: 100%") {
			t.Errorf("progress: %q", progress.String())
		}
	}
}

// TestExitStatus: what is wrong, and what could not be scanned, does not end well.
func TestExitStatus(t *testing.T) {
	peers.Need(t, "nmap")
	list := ports(t)
	for _, c := range []struct {
		args  []string
		input string
		code  int
		says  string
	}{
		{[]string{"-args", "-sT -n", "127.0.0.1", list}, "", 0, ""},
		{[]string{"-args", "-sT -n", "nosuch.invalid", "80"}, "", 1, `Failed to resolve "nosuch.invalid".`},
		{[]string{"-args", "-sT -n", "127.0.0.1 nosuch.invalid", list}, "", 1, `Failed to resolve "nosuch.invalid".`},
		{[]string{"-args", "-sT -n", "127.0.0.1", "99999"}, "", 1, "Ports specified must be between 0 and 65535 inclusive"},
		{[]string{"127.0.0.1", "80;id"}, "", 1, "nmapx: refused"}, {[]string{"-args", "-oN x", "127.0.0.1", "80"}, "", 1, "it writes a file"},
		{[]string{"-format", "x", "a", "1"}, "", 2, "expected book"}, {[]string{"-nope"}, "", 2, "-nope"}, {[]string{"one"}, "", 2, "Input errors, example "},
		{[]string{"a", "1", "b"}, "", 2, ""}, {nil, "", 1, "reading hosts and ports"}, {nil, "a b c\n", 2, "Input errors, example "}, {[]string{"-h"}, "", 0, ""},
	} {
		var out, err strings.Builder
		std := cli.IO{In: strings.NewReader(c.input), Out: &out, Err: &err}
		code := cli.Run("portscan", c.args, std, func(args []string, std cli.IO) error { return run(t.Context(), args, std) })
		if code != c.code || !strings.Contains(err.String(), c.says) || (code == 0) != (err.Len() == 0) {
			t.Errorf("%q: %d, want %d: %s", c.args, code, c.code, err.String())
		}
	}
}
