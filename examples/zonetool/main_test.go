package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

const zoneText = `$ORIGIN example.test.
$TTL 300
@ IN SOA ns1 h 1 3600 600 86400 60
@ IN NS ns1
@ IN MX 10 mail
ns1 IN A 127.0.0.1
mail IN A 127.0.0.3
web IN A 127.0.0.10
web IN A 127.0.0.11
www IN CNAME web
$GENERATE 1-20 host$ A 127.1.0.$
`

func writeKey(t *testing.T, k peers.NamedKey) string {
	file := filepath.Join(t.TempDir(), "key")
	text := fmt.Sprintf("key \"%s\" {\n\talgorithm %s;\n\tsecret \"%s\";\n};\n", k.Name, k.Algorithm, k.Secret)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A zone is fetched, changed, brought up to date, and compared.
func TestWholeRound(t *testing.T) {
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: zoneText})
	folder := t.TempDir()
	first, second := filepath.Join(folder, "first"), filepath.Join(folder, "second")
	at := []string{"-server", "127.0.0.1", "-port", strconv.Itoa(named.Port)}
	transferKey, updateKey := writeKey(t, named.XfrKey), writeKey(t, named.UpdateKey)
	tool := func(command, key, input string, args ...string) (string, error) {
		var out strings.Builder
		err := run(append(append([]string{command, "-key", key}, at...), args...), cli.IO{In: strings.NewReader(input), Out: &out})
		return out.String(), err
	}
	if _, err := tool("transfer", transferKey, "", "-out", first, "example.test"); err != nil {
		t.Fatal(err)
	}
	shown, err := tool("transfer", transferKey, "", "example.test")
	if text, e := os.ReadFile(first); err != nil || e != nil || shown != string(text) || !strings.HasPrefix(shown, "$ORIGIN example.test.\n@ 300 IN NS ns1\n") {
		t.Errorf("%v, %v:\n%s", err, e, shown)
	}

	out, err := tool("update", updateKey, "# two changes\npresent mail A 127.0.0.3\nabsent new\n\nadd new 60 A 127.0.0.20\nreplace web 5 A 127.0.0.12\ndelete @ MX\n", "example.test")
	if err != nil || out != "updated example.test.\n" {
		t.Fatalf("%q, %v", out, err)
	}
	if _, err := tool("update", updateKey, "absent new\nadd new 60 A 127.0.0.21\n", "example.test"); err == nil || err.Error() != "the server says YXDOMAIN" {
		t.Errorf("a demand that does not hold: %v", err)
	}
	for _, udp := range []string{"-udp=false", "-udp"} {
		if _, err := tool("transfer", transferKey, "", udp, "-from", first, "-out", second, "example.test"); err != nil {
			t.Fatal(err)
		}
		var diff strings.Builder
		if err := run([]string{"diff", first, second}, cli.IO{Out: &diff}); !errors.Is(err, errDiffer) {
			t.Error(err)
		}
		const want = `-@ 300 IN MX 10 mail
-@ 300 IN SOA ns1 h 1 3600 600 86400 60
-web 300 IN A 127.0.0.10
-web 300 IN A 127.0.0.11
+@ 300 IN SOA ns1 h 2 3600 600 86400 60
+new 60 IN A 127.0.0.20
+web 5 IN A 127.0.0.12
`
		if diff.String() != want {
			t.Errorf("%s:\n%swant\n%s", udp, diff.String(), want)
		}
	}
	out, err = tool("diff", transferKey, "", "-serial", "1", "example.test")
	lines := strings.Split(out, "\n")
	if !errors.Is(err, errDiffer) || lines[0] != "serial 1:" || !strings.Contains(out, "\n-@ 300 IN MX 10 mail.example.test.\n") || !strings.Contains(out, "\n+new 60 IN A 127.0.0.20\n") || len(lines) != 7 {
		t.Errorf("%v:\n%s", err, out)
	}
	if out, err := tool("diff", transferKey, "", "-serial", "2", "example.test"); err != nil || out != "" {
		t.Errorf("nothing changed: %q, %v", out, err)
	}
	var diff strings.Builder
	if err := run([]string{"diff", "-origin", "example.test", first, first}, cli.IO{Out: &diff}); err != nil || diff.String() != "" {
		t.Errorf("a file and itself: %q, %v", diff.String(), err)
	}
	var refused *xfr.TransferError
	if err := run(append(append([]string{"transfer"}, at...), "example.test"), cli.IO{Out: &diff}); !errors.As(err, &refused) || refused.Rcode != dnsq.RcodeREFUSED {
		t.Errorf("without a key: %v", err)
	}
}

// status runs the program and returns its exit status and what it says.
func status(input string, args ...string) (code int, out, said string) {
	var stdout, stderr strings.Builder
	code = cli.Run("zonetool", args, cli.IO{In: strings.NewReader(input), Out: &stdout, Err: &stderr}, run)
	return code, stdout.String(), stderr.String()
}

func TestRefusesWhatMakesNoSense(t *testing.T) {
	folder := t.TempDir()
	file, good, other := filepath.Join(folder, "file"), filepath.Join(folder, "good"), filepath.Join(folder, "other")
	for name, text := range map[string]string{file: "no key, no zone", good: zoneText, other: zoneText + "other 5 A 127.0.0.9\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		nil, {"copy"}, {"transfer"}, {"transfer", "a", "b"}, {"transfer", "a..b"}, {"diff", "one"}, {"diff", file, file}, {"diff", "-origin", "example.test", file, file}, {"diff", "-serial", "1"}, {"diff", "-serial", "1", "a", "b"},
		{"transfer", "-key", file, "example.test"}, {"transfer", "-key", file + "none", "example.test"}, {"transfer", "-from", file, "example.test"}, {"transfer", "-server", "localhost", "example.test"}, {"-x"}, {"diff", "-x"},
	} {
		if code, out, said := status("", args...); code != failed || out != "" || strings.Count(said, "zonetool: ") != 1 {
			t.Errorf("%q: %d, %q, %s", args, code, out, said)
		}
	}
	for _, line := range []string{"", "add", "add a", "add a x A 127.0.0.1", "add a 5", "add a 5 A", "add a 5 BOGUS x", "add a 5 A 127.0.0", "add a.. 5 A 127.0.0.1", "grow a 5 A 127.0.0.1", "absent a A 127.0.0.1"} {
		code, _, said := status(line+"\n", "update", "example.test")
		if code != failed || line != "" && !strings.HasPrefix(said, "zonetool: line 1: ") {
			t.Errorf("%q: %d, %s", line, code, said)
		}
	}
	for _, args := range [][]string{{"-h"}, {"transfer", "-h"}, {"diff", "-h"}, {"update", "-h"}} {
		if code, out, said := status("", args...); code != 0 || said != "" || !strings.Contains(out, "usage: zonetool "+strings.TrimSuffix(args[0], "-h")) {
			t.Errorf("%q: %d, %q, %s", args, code, out, said)
		}
	}
	if code, out, said := status("", "diff", good, other); code != different || said != "" || out != "+other 5 IN A 127.0.0.9\n" {
		t.Errorf("files that differ: %d, %q, %s", code, out, said)
	}
	if code, out, said := status("", "diff", good, good); code != 0 || said != "" || out != "" {
		t.Errorf("a file and itself: %d, %q, %s", code, out, said)
	}
}
