package clam_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
)

// A reply is clean only when it ends with ": OK"; what is read from it, put
// together again, is the reply; the name that was asked for is the one that
// comes out.
func FuzzReadVerdict(f *testing.F) {
	for _, s := range []string{"/a: OK", "/a: X FOUND", "/a b: c: X FOUND", "/a: File path check failure: x. ERROR", "fd[1]: OK", ": FOUND", "a: OK: X FOUND", "x\n: Y ERROR", "/a: Excluded", "/a: b: Excluded"} {
		f.Add(s, "")
		f.Add(s, "/a")
	}
	f.Fuzz(func(t *testing.T, reply, known string) {
		name, finding, ok := clam.ReadVerdict(reply, known)
		if !ok {
			if name != "" || finding != nil {
				t.Fatalf("%q: %q, %v without being understood", reply, name, finding)
			}
			return
		}
		if finding == nil {
			if name+": OK" != reply {
				t.Fatalf("%q is clean under the name %q", reply, name)
			}
			return
		}
		if finding.Status == clam.Excluded {
			if name+": Excluded" != reply {
				t.Fatalf("%q is left out under the name %q", reply, name)
			}
			return
		}
		if again := name + ": " + finding.Reason + " " + string(finding.Status); again != reply {
			t.Fatalf("%q is read as %q", reply, again)
		}
		if known != "" && strings.HasPrefix(reply, known+": ") && name != known {
			t.Fatalf("%q is about %q, not %q", reply, known, name)
		}
	})
}

// Whatever a clamd sends about a file, only its own OK, last and once, makes it
// clean.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"/a: OK", "/a/b: OK", "/a: X FOUND\x00/a: OK", "/a: b ERROR\x00/a: OK", "/a/s: Excluded\x00/a: OK", "/a: OK\x00/a: OK", "", "/a: Excluded"} {
		f.Add(s, "/a")
		f.Add(s, "/a/")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, sent, file string) {
		replies := strings.Split(sent, "\x00")
		clean, whole, wrong := clam.Judge(file, replies)
		root := strings.TrimRight(file, "/")
		if file != "" && root == "" {
			root = "/"
		}
		if last := replies[len(replies)-1]; clean && whole && wrong == "" && last != root+": OK" {
			t.Fatalf("%q is clean by %q", file, replies)
		}
	})
}

// Statistics of any form are read or refused, and keep their text.
func FuzzParseStats(f *testing.F) {
	f.Add("POOLS: 1\n\nSTATE: VALID PRIMARY\nTHREADS: live 1  idle 0 max 4 idle-timeout 30\nQUEUE: 0 items\n\tSTATS 0.000007 \n\nMEMSTATS: heap N/A mmap N/A used N/A free N/A releasable N/A pools 1 pools_used 5.882M pools_total 5.964M\nEND\n\n")
	f.Add("THREADS: live x")
	f.Add("\tSCAN 1.5 /a b\n")
	f.Fuzz(func(t *testing.T, s string) {
		stats, err := clam.ParseStats(s)
		if err != nil {
			if stats != nil || err.Error() == "" {
				t.Fatal(stats, err)
			}
			return
		}
		if stats.Text != s || stats.Memory == nil {
			t.Fatalf("%+v", stats)
		}
		for _, task := range stats.Tasks {
			if !strings.Contains(s, "\t"+task.Command+" ") {
				t.Fatalf("%q has no task %q", s, task.Command)
			}
		}
	})
}
