package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ran is the exit status of the program.
func ran(t *testing.T, args []string, out, err io.Writer) int {
	return cli.Run("clamscan", args, cli.IO{Out: out, Err: err}, func(args []string, std cli.IO) error { return run(t.Context(), args, std) })
}

// program is the book's, in Python 3, with a port for each host and without its
// wait of a second.
const program = `
import contextlib, io, pyclamd
from threading import Thread
class Scan(Thread):
    def __init__(self, IP, port, scan_type, file):
        Thread.__init__(self)
        self.IP, self.port, self.scan_type, self.file = IP, port, scan_type, file
        self.connstr = self.scanresult = ""
    def run(self):
        try:
            cd = pyclamd.ClamdNetworkSocket(self.IP, self.port)
            if cd.ping():
                self.connstr = self.IP + " connection [OK]"
                cd.reload()
                self.scanresult = "{0}\n".format(getattr(cd, self.scan_type)(self.file))
            else:
                self.connstr = self.IP + " ping error, exit"
        except Exception as e:
            self.connstr = self.IP + " " + str(e)
def clamscan(hosts, kind, file, threadnum):
    out = io.StringIO()
    scanlist = []
    for i, (ip, port) in enumerate(hosts, 1):
        scanlist.append(Scan(ip, port, kind, file))
        if i % threadnum == 0 or i == len(hosts):
            for task in scanlist:
                task.start()
            for task in scanlist:
                task.join()
                print(task.connstr, file=out)
                print(task.scanresult, file=out)
            scanlist = []
    return out.getvalue()
`

func TestPrintsWhatTheBookPrints(t *testing.T) {
	py := original.Start(t, "pyclamd")
	py.Define(program)
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "eicar"), clam.EICAR(), 0o644); err != nil {
		t.Fatal(err)
	}
	for i, kind := range []string{"contscan_file", "multiscan_file", "scan_file"} {
		path := []string{root, root, filepath.Join(root, "nope")}[i]
		ours, theirs := peers.StartClamd(t), peers.StartClamd(t)
		nobody := peers.Port(t)
		want := py.Value("clamscan", []any{[]any{"127.0.0.1", theirs.Port}, []any{"127.0.0.1", nobody}}, kind, path, 1+i).(string)
		var out strings.Builder
		code := ran(t, []string{"-hosts", fmt.Sprintf("127.0.0.1:%d,127.0.0.1:%d", ours.Port, nobody), "-type", kind, "-path", path, "-n", fmt.Sprint(1 + i)}, &out, io.Discard)
		if code != 2 {
			t.Errorf("%s: exit %d", kind, code)
		}
		// Ours names the port, which the book's hosts have none of, and the cause.
		got := strings.ReplaceAll(strings.ReplaceAll(out.String(), fmt.Sprintf("127.0.0.1:%d ", ours.Port), "127.0.0.1 "), fmt.Sprintf("127.0.0.1:%d ", nobody), "127.0.0.1 ")
		got = strings.ReplaceAll(got, fmt.Sprintf(": dial tcp 127.0.0.1:%d: connect: connection refused", nobody), "")
		// The book ends each scan with an empty line.
		if want = strings.ReplaceAll(want, "\n\n", "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", kind, got, want)
		}
	}
}

func TestTree(t *testing.T) {
	c := peers.StartClamd(t)
	root := t.TempDir()
	host := fmt.Sprintf("127.0.0.1:%d", c.Port)
	args := []string{"-reload=false", "-tree", "-hosts", host, "-path", root}
	var out, progress strings.Builder
	if code := ran(t, args, &out, &progress); code != 0 || out.String() != host+" connection [OK]\nNone\n" {
		t.Errorf("an empty folder: %d, %q", code, out.String())
	}
	if err := os.WriteFile(filepath.Join(root, "a: b"), clam.EICAR(), 0o644); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if code := ran(t, args, &out, &progress); code != 1 || !strings.Contains(out.String(), "a: b': ('FOUND', 'Eicar-Test-Signature.UNOFFICIAL')") {
		t.Errorf("%d, %q", code, out.String())
	}
	if !strings.Contains(progress.String(), "1 files, 1 not clean") {
		t.Errorf("progress %q", progress.String())
	}
}

func TestRefusesWhatIsWrong(t *testing.T) {
	var help strings.Builder
	if code := ran(t, []string{"-h"}, &help, io.Discard); code != 0 || !strings.Contains(help.String(), "example:\n  clamscan ") {
		t.Errorf("-h: exit %d, %q", code, help.String())
	}
	for _, args := range [][]string{{"-type", "x"}, {"-n", "0"}, {"-timeout", "-1s"}, {"-nope"}, {"x"}, {"-hosts", "127.0.0.1:x"}} {
		if code := ran(t, args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%q: exit %d", args, code)
		}
	}
}
