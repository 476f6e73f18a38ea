package nmapx_test

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pyops-go/pyops/nmapx"
)

// A report is read as the same however its bytes arrive; hosts come one by one
// as they do together; what we read without complaint, encoding/xml reads too.
func FuzzParse(f *testing.F) {
	n := 0
	for _, text := range reports(f) {
		f.Add(text)
		f.Add(text[:len(text)*2/3])
		n++
	}
	if n < 10 {
		f.Fatal("the seeds are gone")
	}
	f.Fuzz(func(t *testing.T, s string) {
		whole, err := nmapx.Parse(strings.NewReader(s), nil)
		if whole == nil {
			t.Fatal("no result")
		}
		slowly, err2 := nmapx.Parse(iotest.OneByteReader(strings.NewReader(s)), nil)
		if (err == nil) != (err2 == nil) { // what they quote depends on what has arrived
			t.Fatalf("at once: %v; by bytes: %v", err, err2)
		}
		if a, b := whole.AllHosts(), slowly.AllHosts(); !slices.Equal(a, b) {
			t.Fatalf("at once %q, by bytes %q", a, b)
		}
		count := 0
		for h, e := range nmapx.ParseHosts(strings.NewReader(s), nil) {
			if e != nil {
				if h != nil || e.Error() != err.Error() {
					t.Fatalf("one by one: %v, %v; together: %v", h, e, err)
				}
				continue
			}
			if h.Key() != whole.Hosts[count].Key() {
				t.Fatalf("host %d is %v, then %v", count, whole.Hosts[count], h)
			}
			count++
		}
		if count != len(whole.Hosts) {
			t.Fatalf("%d hosts, then %d", len(whole.Hosts), count)
		}
		whole.AsDict()
		if lines := strings.Count(whole.CSV(), "\r\n"); lines < 1 {
			t.Fatal("a table without a header")
		}
		whole.ToRun()
		if err != nil {
			return
		}
		if strings.Contains(s, "<?xml") {
			return // encoding/xml knows no encoding but UTF-8
		}
		d := xml.NewDecoder(strings.NewReader(s))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("encoding/xml refuses what we read: %v", err)
			}
		}
	})
}

// Whatever a stranger writes for hosts, ports and arguments: what passes the
// guard is, to nmap's own reading of a command line, no option that writes or
// reads a file.
func FuzzGuard(f *testing.F) {
	for _, s := range [][3]string{
		{"127.0.0.1 -oN /tmp/x", "80", "-sV"}, {"10.0.0.0/8", "T:80,U:53", "-sS -sU -vv"}, {"::1", "-", "--script banner"},
		{"a", "http*", "-nofile"}, {"a", "", "--scri=/x"}, {"'a", "", `"`}, {"a", "", "--script-args 'x=1,http-put.file=/x'"}, {"a", "", "-p -- -oN x"}, {"a", "[1-5]", "--datad /x"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, hosts, ports, arguments string) {
		if nmapx.Guard(hosts, ports, arguments) != nil {
			return
		}
		targets, err := nmapx.Split(hosts)
		if err != nil {
			t.Fatal(err)
		}
		words, err := nmapx.Split(arguments)
		if err != nil {
			t.Fatal(err)
		}
		argv := append(append(words, "-oX", "-"), targets...)
		for _, w := range targets {
			if strings.HasPrefix(w, "-") || strings.ContainsAny(w, "\x00 ;$`|&<>") {
				t.Fatalf("%q passes as a host", w)
			}
		}
		options, rest := getopt(argv)
		xml := 0
		for _, o := range options {
			if o.name == "oX" && o.value == "-" {
				xml++
				continue
			}
			if slices.Contains(harmful, o.name) {
				t.Fatalf("%q: nmap would take %q %q", argv, o.name, o.value)
			}
			if (o.name == "script" || o.name == "script-help") && strings.ContainsAny(o.value, "/\\.") {
				t.Fatalf("%q: nmap would run %q", argv, o.value)
			}
		}
		for _, o := range options {
			bare := strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "", "\n", "", `\`, "").Replace(strings.ToLower(o.value))
			for _, argument := range []string{"http-put.file=", "userdb=", "lu-enum.path=", "http-fetch.destination=", "targets-xml.ix="} {
				if o.name == "script-args" && strings.Contains(","+bare, ","+argument) {
					t.Fatalf("%q: a script would be given %q", argv, argument)
				}
			}
		}
		if xml != 1 && !slices.Contains(argv, "--") {
			t.Fatalf("%q swallow the option that follows: %v", words, options)
		}
		for _, w := range rest {
			if strings.HasPrefix(w, "-") && !slices.Contains(argv, "--") {
				t.Fatalf("%q is a target", w)
			}
		}
	})
}
