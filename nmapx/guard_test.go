package nmapx_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/nmapx"
)

func TestInjectionIsRefused(t *testing.T) {
	for _, c := range [][3]string{
		{"127.0.0.1 -oN /tmp/x", "", ""}, {"127.0.0.1 --script-help=banner", "", ""}, {"-iL /etc/passwd", "", ""},
		{"'-oN' x", "", ""}, {`"-oN/tmp/x"`, "", ""}, {"-", "", ""}, {"--", "", ""}, {"/etc/passwd", "", ""}, {"a/b", "", ""},
		{"127.0.0.1;id", "", ""}, {"$(id)", "", ""}, {"a\x00b", "", ""}, {"''", "", ""}, {"1::zz", "", ""}, {"fe80::1%a/b", "", ""},
		{"127.0.0.1", "80 -oN x", ""}, {"127.0.0.1", "80;id", ""}, {"127.0.0.1", "80/../x", ""},
		{"127.0.0.1", "", "-oN /tmp/x"}, {"127.0.0.1", "", "-oN=/tmp/x"}, {"127.0.0.1", "", "--oN /tmp/x"}, {"127.0.0.1", "", "-oG -"},
		{"127.0.0.1", "", "-oS x"}, {"127.0.0.1", "", "-oM x"}, {"127.0.0.1", "", "-oH x"}, {"127.0.0.1", "", "-o x"}, {"127.0.0.1", "", "-ofile"},
		{"127.0.0.1", "", "-nofile"}, {"127.0.0.1", "", "-nrof x"}, {"127.0.0.1", "", "-m x"}, {"127.0.0.1", "", "-nmx"}, {"127.0.0.1", "", "-i x"},
		{"127.0.0.1", "", "-iL x"}, {"127.0.0.1", "", "--iL=x"}, {"127.0.0.1", "", "--resume x"}, {"127.0.0.1", "", "--res x"}, {"127.0.0.1", "", "-res x"},
		{"127.0.0.1", "", "--datadir /tmp"}, {"127.0.0.1", "", "--dat /tmp"}, {"127.0.0.1", "", "--data_dir /tmp"}, {"127.0.0.1", "", "-datadir /tmp"},
		{"127.0.0.1", "", "--servicedb x"}, {"127.0.0.1", "", "--versiondb x"}, {"127.0.0.1", "", "--stylesheet x"}, {"127.0.0.1", "", "--excludefile x"},
		{"127.0.0.1", "", "--interactive"}, {"127.0.0.1", "", "--script ./x"}, {"127.0.0.1", "", "--script /tmp/x.nse"}, {"127.0.0.1", "", "--script x.nse"},
		{"127.0.0.1", "", "--script=../x"}, {"127.0.0.1", "", "--scri /x"}, {"127.0.0.1", "", "-script /x"}, {"127.0.0.1", "", "--script-args-file x"},
		{"127.0.0.1", "", "--script-updatedb"}, {"127.0.0.1", "", "--script-help /x"}, {"127.0.0.1", "", "--unheard-of"}, {"127.0.0.1", "", "-sT -p"},
		{"127.0.0.1", "", "--script"}, {"127.0.0.1", "", "-p -- -oN x"}, {"127.0.0.1", "", "--max-retries"}, {"127.0.0.1", "", "-- -oN"},
		{"127.0.0.1", "", "--script-args http-put.file=/etc/shadow,http-put.url=/x"}, {"127.0.0.1", "", `--script-args "a=b,userdb=/etc/passwd"`},
		{"127.0.0.1", "", `--script-args 'x={y,"http-put.file"=/etc/shadow}'`}, {"127.0.0.1", "", "--script-args=lu-enum.path=/tmp/x"},
		{"127.0.0.1", "", `--script-args 'http-put . file = /etc/shadow'`}, {"127.0.0.1", "", "--script-args targets-xml.iX=/x"},
		{"127.0.0.1", "", "--script-args .dir=/x"}, {"127.0.0.1", "", "--script-args .path=/x"},
		{"127.0.0.1", "", "--script-args ldap.savesearch=/x"}, {"127.0.0.1", "", "--script-args http-fetch.destination=/x"},
		{"127.0.0.1", "", "-sT /etc/passwd"}, {"127.0.0.1", "", "--=x"}, {"127.0.0.1", "", "-:"}, {"127.0.0.1", "", "--open=x"},
	} {
		var e *nmapx.InjectionError
		if err := nmapx.Guard(c[0], c[1], c[2]); !errors.As(err, &e) {
			t.Errorf("%q passes: %v", c, err)
		} else if e.Input == "" && e.Within != "''" || e.Reason == "" || !strings.Contains(err.Error(), e.Op) || !errors.Is(err, nmapx.ErrInjection) {
			t.Errorf("%q: %#v", c, e)
		}
	}
}

func TestWhatIsHarmlessPasses(t *testing.T) {
	for _, c := range [][3]string{
		{"127.0.0.1", "", "-sV"}, {"10.0.0.0/8 10.0-3.*.1,3,5 scanme.example.org/24 host_1", "22,80-90,T:1-,U:53,http*,[1-100],-", "-v -sS -p 80"},
		{"::1 fe80::1%eth0 2001:db8::/64", "", "-6 -sT -n -Pn -T4 -A -O --osscan-guess"}, {"", "", ""}, {"a", "", "-vv -ff -d2 -PS22,80 -PE -sU -F --open"},
		{"a", "", "--script-args http.useragent=x/1,http-methods.url-path=/a,smbuser=u,http-enum.basepath=/b"}, {"a", "", "--script-args http-generator.redirects=1,http-auth.path=/"},
		{"a", "", "--script-args dns-brute.threads=6,newtargets"},
		{"a", "", `--script-args "a=b c" --script "default and not intrusive,http-*"`}, {"a", "", "--script=banner --top-ports 10 --min-rate=5 --max_retries 2"},
		{"a", "", "--exclude 10.0.0.1 -D 1.2.3.4,ME -S 1.2.3.4 -e eth0 -g 53 --data-length 5"}, {"a", "", "--host-timeout 5s --stats-every 1s"},
		{"a", "", "-p -"}, {"a", "", "-p-"}, {"a", "", "-p -100 b"}, {"a", "", "-iR 5"}, {"a", "", "--reas --trace"}, {"a", "", "-- b"}, {"a", "", "-sI zombie"}, {"a", "", "-4 -n"}, {"a", "", "-R4"},
	} {
		if err := nmapx.Guard(c[0], c[1], c[2]); err != nil {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// Who writes an option out is not told that it may be short for something.
func TestReasonsOfOptionsInFull(t *testing.T) {
	for why, names := range map[string]string{
		"it writes a file": "oA oN oM oG oS oH oX script-updatedb", "it reads a file": "iL excludefile script-args-file servicedb versiondb",
		"it reads and writes a file": "resume", "it takes scripts from a folder": "datadir", "it starts a dialogue": "interactive",
		"it puts a reference of the caller's into the report": "stylesheet",
	} {
		for _, name := range strings.Fields(names) {
			for _, dashes := range []string{"-", "--"} {
				var e *nmapx.InjectionError
				if err := nmapx.Guard("a", "", dashes+name+" x"); !errors.As(err, &e) || e.Reason != why || e.Input != dashes+name {
					t.Errorf("%s%s: %v", dashes, name, err)
				}
			}
		}
	}
}

// TestReasons: who is refused is told why.
func TestReasons(t *testing.T) {
	const ports, hosts = "expected ports as in -p: numbers, ranges, names, parted by commas, with T:, U:, S: or P: before them",
		"expected a host name, an IPv4 address with ranges, an IPv6 address, or a network of either"
	for c, want := range map[[3]string]string{
		{"a;b", "", ""}: hosts, {"a/x", "", ""}: "what follows the slash is no number of bits; " + hosts,
		{"10.0.0.1/1000", "", ""}: "what follows the slash is no number of bits; " + hosts, {"a/", "", ""}: "what follows the slash is no number of bits; " + hosts, {"-x", "", ""}: "nmap would take it for an option; " + hosts,
		{"''", "", ""}: "it is empty; " + hosts, {strings.Repeat("a", 256), "", ""}: "it is longer than any name; " + hosts,
		{"1::zz", "", ""}: "it is no IPv6 address; " + hosts, {"fe80::1%a;b", "", ""}: "its zone is no interface; " + hosts,
		{"a", "1;2", ""}: ports, {"a", "", "-p"}: "the option wants a value", {"a", "", "--open=5"}: "the option takes no value",
		{"a", "", "-oN x"}: "it writes a file", {"a", "", "--no-such"}: "it is no option that is known to be harmless", {"a", "", "-%"}: "it is no option that is known to be harmless",
		{"a", "", "--s 1"}: "it may be short for script-args-file: it reads a file", {"a", "", "--m 1"}: "it is short for several options",
		{"a", "", "--script ./x"}:            "expected names and categories of nmap's own scripts, not files",
		{"a", "", "--script-args userdb=/x"}: "the argument userdb is for a file, which the script reads or writes",
	} {
		var e *nmapx.InjectionError
		if err := nmapx.Guard(c[0], c[1], c[2]); !errors.As(err, &e) || e.Reason != want {
			t.Errorf("%q: %v, want %s", c, err, want)
		}
	}
}

// Networks of every size are hosts.
func TestNetworksPass(t *testing.T) {
	for _, hosts := range []string{"10.0.0.0/8", "10.0.0.0/24", "::1/128", "2001:db8::/32", "example.org/30"} {
		if err := nmapx.Guard(hosts, "", ""); err != nil {
			t.Errorf("%s: %v", hosts, err)
		}
	}
}

// What nmap does with what is refused: the guard refuses nothing but what would
// really do harm.
func TestUnsafeLetsItPass(t *testing.T) {
	nm := newScanner(t)
	file := filepath.Join(t.TempDir(), "x")
	hosts := "127.0.0.1 -oN " + file
	var e *nmapx.InjectionError
	if _, err := nm.Scan(t.Context(), hosts, &nmapx.ScanOptions{Arguments: "-sL -n"}); !errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file was written")
	}
	if _, err := nm.Scan(t.Context(), hosts, &nmapx.ScanOptions{Arguments: "-sL -n", Unsafe: true}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error("the file was not written")
	}
}

// nmap takes scripts from its working folder by their bare names.
func TestScriptsOfTheWorkingFolderDoNotRun(t *testing.T) {
	nm := newScanner(t)
	t.Chdir(t.TempDir())
	const script = `description="x" categories={"safe"} prerule=function() return true end action=function() return "it ran" end`
	if err := os.WriteFile("pyopsscript.nse", []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	opts := &nmapx.ScanOptions{Arguments: "-sn -n --script pyopsscript"}
	r, _ := nm.Scan(t.Context(), "127.0.0.1", opts)
	if r != nil && len(r.PreScripts) > 0 {
		t.Errorf("guarded: %v", r.PreScripts)
	}
	opts.Unsafe = true
	if r, err := nm.Scan(t.Context(), "127.0.0.1", opts); err != nil || len(r.PreScripts) != 1 || r.PreScripts[0].Output != "it ran" {
		t.Errorf("unsafe: %v: the test proves nothing", err)
	}
}

// Whatever passes the guard makes nmap write no file and read none of ours. The
// judge is nmap itself, in a folder that nothing may appear in.
func TestNmapItselfWritesNothing(t *testing.T) {
	program := peers.Need(t, "nmap")
	dir := t.TempDir()
	for _, arguments := range []string{"-nofile", "-mfile", "--oN file", "-o file"} {
		if err := nmapx.Guard("127.0.0.1", "", arguments); err == nil {
			t.Errorf("%q passes", arguments)
		}
		words, err := nmapx.Split(arguments)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, append([]string{"-oX", "-", "-sL", "-n"}, append(words, "127.0.0.1")...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%q: %v\n%s", arguments, err, out)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) == 0 {
			t.Errorf("nmap writes nothing with %q: the refusal is needless", arguments)
		}
		for _, f := range files {
			os.Remove(f)
		}
	}
}

func TestErrorsSayWhatTheyAre(t *testing.T) {
	for err, want := range map[error]string{
		&nmapx.KeyError{Key: 80}:                                                                          "nmapx: no such key: 80",
		&nmapx.KeyError{Key: "x"}:                                                                         "nmapx: no such key: 'x'",
		&nmapx.PortScannerError{Value: "a\nb  c\n\n\nQUITTING!\n"}:                                        "nmapx: nmap failed: b c QUITTING!",
		&nmapx.PortScannerError{Kind: nmapx.ErrExit, Reason: "exit status 1"}:                             "nmapx: nmap gave up: exit status 1",
		&nmapx.XMLError{Line: 2, Offset: 9, Reason: "r"}:                                                  "nmapx: a report that is not whole: line 2 (byte 9): r",
		&nmapx.XMLError{Line: 2, Offset: 9, Reason: "r", Value: "x\n", Err: errors.New("signal: killed")}: "nmapx: a report that is not whole: line 2 (byte 9): r; nmap ended with signal: killed: x",
		&nmapx.TimeoutError{Input: "h", Arguments: "a", Timeout: time.Second}:                             `nmapx: nmap ran out of time: scanning "h" with arguments "a" took more than 1s`,
		&nmapx.InjectionError{Op: "hosts", Within: "a -b", Input: "-b", Reason: "r"}:                      `nmapx: refused: "-b" in hosts "a -b": r`,
	} {
		if err.Error() != want {
			t.Errorf("%T: %q, want %q", err, err, want)
		}
		if detail, ok := err.(interface{ Detail() string }); ok && detail.Detail() == "" {
			t.Errorf("%T has no detail", err)
		}
	}
	if s := fmt.Sprintf("%#v", &nmapx.PortScannerError{Value: "v"}); s != "PortScannerError exception v" {
		t.Error(s)
	}
}
