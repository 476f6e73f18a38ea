package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

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
	if err := run(t.Context(), []string{"-args", "-v -sT", "127.0.0.1-2", list}, nil, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("%swant\n%s", out.String(), want)
	}
	if !strings.Contains(out.String(), "state : open") {
		t.Error("nothing is open")
	}
	out.Reset()
	if err := run(t.Context(), []string{"-args", "-v -sT"}, strings.NewReader("127.0.0.1-2 "+list+"\n"), &out, io.Discard); err != nil {
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
		if err := run(t.Context(), []string{"-progress", "-format", format, "-args", "-v -sT -n", "127.0.0.1", list}, nil, &out, &progress); err != nil || !check(out.String()) {
			t.Errorf("%s: %v\n%s", format, err, out.String())
		}
		if !strings.Contains(progress.String(), "Connect Scan: 100%") {
			t.Errorf("progress: %q", progress.String())
		}
	}
}

func TestRefusesWhatIsWrong(t *testing.T) {
	peers.Need(t, "nmap")
	for _, args := range [][]string{{"-format", "x", "a", "1"}, {"127.0.0.1", "80;id"}, {"-args", "-oN x", "127.0.0.1", "80"}, {"-nope"}} {
		if err := run(t.Context(), args, nil, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	var out strings.Builder
	if err := run(t.Context(), []string{"one"}, nil, &out, io.Discard); err != nil || !strings.HasPrefix(out.String(), "Input errors, example ") {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := run(t.Context(), nil, strings.NewReader(""), io.Discard, io.Discard); err == nil {
		t.Error("no input: no error")
	}
}
