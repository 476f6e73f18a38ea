//go:build unix

package nmapx_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/Ullaakut/nmap/v3"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/nmapx"
)

// listener is an open TCP port on loopback.
func listener(t testing.TB, host string) int {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// inTime takes out what differs between two runs of the same scan.
var inTime = regexp.MustCompile(`"(timestr|elapsed)":"[^"]*"`)

// sameScan makes a scan on both sides and compares the dictionaries.
func sameScan(t *testing.T, program, hosts, ports, arguments string) {
	t.Helper()
	py := startNmap(t)
	var p any
	if ports != "" {
		p = ports
	}
	nm, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{program}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := nm.Scan(t.Context(), hosts, &nmapx.ScanOptions{Ports: ports, Arguments: arguments, NoArguments: arguments == ""})
	var dict any
	if r != nil {
		dict = r.AsDict()
		if errors.Is(err, nmapx.ErrExit) {
			err = nil // python-nmap does not look how nmap ended
		}
	}
	got, err2 := json.Marshal([]any{outcome(dict, err)})
	if err2 != nil {
		t.Fatal(err2)
	}
	text := py.Value("scan", program, hosts, p, arguments).(string)
	want := plain(t, text).([]any)[:1]
	w, err2 := json.Marshal(want)
	if err2 != nil {
		t.Fatal(err2)
	}
	g := inTime.ReplaceAllString(string(got), "")
	if w := inTime.ReplaceAllString(string(w), ""); !reflect.DeepEqual(orderless(g), orderless(w)) {
		t.Errorf("scan %q %q %q:\n got %s\nwant %s", hosts, ports, arguments, g, w)
	}
}

// orderless is a text without the order of its commas' parts and of the words of
// a command line: nmap lists targets where python-nmap put them.
func orderless(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(`,{}[] "`, r) })
	slices.Sort(parts)
	return parts
}

func TestParityRealScans(t *testing.T) {
	program := peers.Need(t, "nmap")
	startNmap(t)
	open := listener(t, "127.0.0.1")
	closed := peers.Port(t)
	ports := fmt.Sprintf("%d,%d", open, closed)
	for _, c := range [][3]string{
		{"127.0.0.1", ports, "-sT -n"},
		{"127.0.0.1", "", "-sT -n -p " + ports},
		{"127.0.0.1 127.0.0.2", ports, "-sT -n"},
		{"127.0.0.1-3", strconv.Itoa(open), "-sT -n --open"},
		{"127.0.0.0/30", "", "-sL -n"},
		{"127.0.0.1", "", "-sn -n"},
		{"localhost", ports, "-sT"},
		{"127.0.0.1", ports, `-sT -n --script-args "a=b c"`},
		{"::1", ports, "-6 -sT -n"},
		{"", "", "-sn"},
		{"127.0.0.1", "99999", "-sT -n"},
		{"127.0.0.1", "1", "-sT -n -p 2"},
		{"127.0.0.1", "1", "-sT -n --max-retries x"},
		{"127.0.0.1", "1", "-sT -n --min-rate -1"},
		{"nosuch.invalid 127.0.0.1", "1", "-sT -n"},
	} {
		sameScan(t, program, c[0], c[1], c[2])
	}
}

// What nmap writes to its standard error becomes errors and warnings.
func TestParityStandardError(t *testing.T) {
	startNmap(t)
	for _, says := range []string{"", "a\n", "Warning: w\n", "WARNING: w\na\nb\n", "warning:x\n", " Warning: x", "Warning:\n", "\n\na\n\n", "Warning: é\r\nb"} {
		program := player(t, "stderr", fmt.Sprintf("NMAPX_TEST_SAYS='%s'", says))
		sameScan(t, program, "127.0.0.1", "", "-sn")
	}
	sameScan(t, player(t, "silent"), "127.0.0.1", "", "-sn")
	// Without a report and without a complaint, what was printed is one.
	sameScan(t, player(t, "prints", "NMAPX_TEST_SAYS='no report'"), "127.0.0.1", "", "-sn")
}

// Of an nmap whose hosts are told while it runs, what it printed is not kept.
func TestAStreamWithoutAReport(t *testing.T) {
	for _, part := range []string{"silent", "prints"} {
		told := 0
		for h, err := range playerScanner(t, part, "NMAPX_TEST_SAYS='no report'").Stream(t.Context(), "127.0.0.1", nil) {
			var e *nmapx.PortScannerError
			if told++; h != nil || !errors.As(err, &e) || e.Value != "" {
				t.Errorf("%s: %v, %v", part, h, err)
			}
		}
		if told != 1 {
			t.Errorf("%s: %d errors", part, told)
		}
	}
}

func TestParityListScan(t *testing.T) {
	py := startNmap(t)
	nm := newScanner(t)
	for _, hosts := range []string{"127.0.0.0/30", "127.0.0.1 127.0.0.2", "::1", "127.0.0.1 ::1", ""} {
		got, err := nm.ListScan(t.Context(), hosts, nil)
		if want := py.Value("listscan", hosts); err != nil || !original.Same(got, want) {
			t.Errorf("%q: got %v, %v, want %v", hosts, got, err, want)
		}
	}
}

func TestParityFinding(t *testing.T) {
	py := startNmap(t)
	path := []string{"no-such-nmap", "/no/such/nmap", peers.Need(t, "nmap")}
	nm, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: path})
	if err != nil {
		t.Fatal(err)
	}
	major, minor := nm.NmapVersion()
	if want := py.Value("found", path); !original.Same([]any{original.Tuple{major, minor}, nm.GetNmapLastOutput()}, want) {
		t.Errorf("got %d.%d and %q, want %v", major, minor, nm.GetNmapLastOutput(), want)
	}
	for _, path := range [][]string{{"no-such-nmap"}, {"/bin/true"}} {
		_, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: path})
		_, want := py.Call("found", path)
		if !errors.Is(err, nmapx.ErrNotFound) || !errors.Is(err, nmapx.ErrPortScanner) || want == nil || exceptionOf(err).Message != want.(*original.Exception).Message {
			t.Errorf("%q: got %v, want %v", path, err, want)
		}
	}
}

// The error tells once that there is none, and where it was looked for.
func TestNotFoundTellsWhatWasTried(t *testing.T) {
	t.Setenv("PATH", "/no/bin:/none")
	for _, c := range []struct {
		path []string
		want string
	}{
		{[]string{"nonmap"}, `nmapx: no nmap program: tried "nonmap" on PATH "/no/bin:/none"`},
		{[]string{"nonmap", "/no/nmap"}, `nmapx: no nmap program: tried "nonmap", "/no/nmap" on PATH "/no/bin:/none"`},
		{[]string{"/no/nmap"}, `nmapx: no nmap program: tried "/no/nmap"`},
		{[]string{}, "nmapx: no nmap program: SearchPath is empty"},
	} {
		_, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: c.path})
		var e *nmapx.PortScannerError
		if !errors.As(err, &e) || err.Error() != c.want || e.Detail() != "'nmap program was not found in path. PATH is : /no/bin:/none'" {
			t.Errorf("%q: %v, want %s", c.path, err, c.want)
		}
	}
}

// A relative path means nothing in a folder that is gone; the places after it do.
func TestFindingFromAFolderThatIsGone(t *testing.T) {
	program := peers.Need(t, "nmap")
	gone := filepath.Join(t.TempDir(), "gone")
	if err := errors.Join(os.Mkdir(gone, 0o755), os.Symlink(program, filepath.Join(filepath.Dir(gone), "nmap"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		peers.Missing(t, "a working folder that can be removed")
	}
	if _, err := exec.LookPath("../nmap"); err != nil {
		peers.Missing(t, "a way out of a removed folder")
	}
	if _, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{"../nmap", program}}); err != nil {
		t.Error(err)
	}
}

func TestParityAsyncAndYield(t *testing.T) {
	py := startNmap(t)
	port := listener(t, "127.0.0.1")
	arguments := fmt.Sprintf("-sT -n -p %d", port)
	const hosts = "127.0.0.1 127.0.0.2"
	file := filepath.Join(t.TempDir(), "calls")
	answer := py.Value("each_async", hosts, arguments, file).([]any)
	if !original.Same(answer[0], []any{false, true, false}) {
		t.Errorf("python-nmap was scanning: %v", answer[0])
	}
	var theirs []any
	for line := range strings.Lines(answer[1].(string)) {
		theirs = append(theirs, plain(t, line))
	}
	yielded := plain(t, py.Value("each_yield", hosts, arguments))

	compare := func(what string, got []any, want any) {
		t.Helper()
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		if !reflect.DeepEqual(orderless(inTime.ReplaceAllString(string(g), "")), orderless(inTime.ReplaceAllString(string(w), ""))) {
			t.Errorf("%s:\n got %s\nwant %s", what, g, w)
		}
	}
	a, err := nmapx.NewPortScannerAsync(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var calls []any
	if a.StillScanning() {
		t.Error("scanning before the first scan")
	}
	collect := func(s nmapx.HostScan) { calls = append(calls, []any{s.Host, s.Result.AsDict()}) }
	if err := a.Scan(t.Context(), hosts, collect, &nmapx.ScanOptions{Arguments: arguments}); err != nil {
		t.Fatal(err)
	}
	if !a.Wait(nmapx.NoTimeout) || a.StillScanning() || a.Err() != nil {
		t.Errorf("not done: %v", a.Err())
	}
	compare("async", calls, theirs)

	y, err := nmapx.NewPortScannerYield(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	for s, err := range y.Scan(t.Context(), hosts, &nmapx.ScanOptions{Arguments: arguments}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, []any{s.Host, s.Result.AsDict()})
	}
	compare("yield", got, yielded)

	// Its stop does not wait, so that only the first answer is sure.
	if want := py.Value("stopped", "127.0.0.1", "-sT -n -p 1-100").([]any); want[0] != true {
		t.Errorf("python-nmap's stop: %v", want)
	}
}

func TestOneProcess(t *testing.T) {
	port := listener(t, "127.0.0.1")
	opts := &nmapx.ScanOptions{Arguments: "-sT -n", Ports: strconv.Itoa(port), OneProcess: true}
	newScanner(t)
	y, err := nmapx.NewPortScannerYield(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var hosts []string
	for s, err := range y.Scan(t.Context(), "127.0.0.1-4", opts) {
		if err != nil {
			t.Fatal(err)
		}
		hosts = append(hosts, s.Host)
		if len(s.Result.Hosts) != 1 || s.Result.Hosts[0].Key() != s.Host {
			t.Errorf("%s: %v", s.Host, s.Result.Hosts)
		}
	}
	slices.Sort(hosts)
	if !slices.Equal(hosts, []string{"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"}) {
		t.Errorf("hosts: %q", hosts)
	}
}

func TestAsyncRefusesAtOnce(t *testing.T) {
	a, err := nmapx.NewPortScannerAsync(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{player(t, "hang", "NMAPX_TEST_PID=/dev/null")}})
	if err != nil {
		t.Fatal(err)
	}
	a.Stop() // nothing to stop
	if !a.Wait(0) || !a.Wait(nmapx.NoTimeout) {
		t.Error("waits for nothing")
	}
	var refused *nmapx.InjectionError
	if err := a.Scan(t.Context(), "-oN", nil, nil); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
	opts := &nmapx.ScanOptions{OneProcess: true}
	if err := a.Scan(t.Context(), "127.0.0.1", nil, opts); err != nil {
		t.Fatal(err)
	}
	if err := a.Scan(t.Context(), "127.0.0.1", nil, opts); !errors.Is(err, nmapx.ErrBusy) {
		t.Errorf("a second scan: %v", err)
	}
	if a.Wait(0) || a.Wait(time.Millisecond) {
		t.Error("it hangs, and yet has ended")
	}
	a.Stop()
	if a.StillScanning() || !errors.Is(a.Err(), context.Canceled) {
		t.Errorf("after stop: %v", a.Err())
	}
}

// The end of the context ends nmap, and a child of it that does not listen.
func TestContextEndsTheGroup(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pid")
	nm := playerScanner(t, "hang", "NMAPX_TEST_PID="+file)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := nm.Scan(ctx, "127.0.0.1", &nmapx.ScanOptions{OnHost: func(*nmapx.Host) { cancel() }})
	if !errors.Is(err, context.Canceled) || r == nil || len(r.Hosts) != 1 {
		t.Errorf("got %v, %v", r, err)
	}
	gone(t, file)
}

// What goes wrong with the whole comes once, and last.
func TestErrorsOfAYield(t *testing.T) {
	y, err := nmapx.NewPortScannerYield(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{peers.Need(t, "nmap")}})
	if err != nil {
		t.Fatal(err)
	}
	cause := errors.New("we go home")
	over, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	for _, c := range []struct {
		ctx   context.Context
		hosts string
		opts  *nmapx.ScanOptions
		want  error
	}{
		{t.Context(), "-oN", nil, nmapx.ErrInjection},
		{t.Context(), "-oN", &nmapx.ScanOptions{OneProcess: true}, nmapx.ErrInjection},
		{over, "127.0.0.1", nil, cause},
		{over, "127.0.0.1", &nmapx.ScanOptions{OneProcess: true}, cause},
	} {
		var got []error
		for s, err := range y.Scan(c.ctx, c.hosts, c.opts) {
			if s.Host != "" {
				t.Errorf("%q: a scan of %s", c.hosts, s.Host)
			}
			got = append(got, err)
		}
		if len(got) != 1 || !errors.Is(got[0], c.want) {
			t.Errorf("%q, %+v: got %v, want %v once", c.hosts, c.opts, got, c.want)
		}
	}
}

// The limit of a scan is doubled until nmap has begun within it, which takes a busy or
// emulated machine some seconds.
func TestTimeout(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pid")
	nm := playerScanner(t, "hang", "NMAPX_TEST_PID="+file)
	for limit := time.Second; limit < 5*time.Minute; limit *= 2 {
		_, err := nm.Scan(t.Context(), "127.0.0.1", &nmapx.ScanOptions{Timeout: limit})
		var e *nmapx.TimeoutError
		if !errors.As(err, &e) || !errors.Is(err, nmapx.ErrTimeout) || !errors.Is(err, nmapx.ErrPortScanner) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if pid, _ := os.ReadFile(file); len(pid) > 0 {
			break
		}
	}
	gone(t, file)
}

func TestLeavingAStreamEndsTheGroup(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pid")
	nm := playerScanner(t, "hang", "NMAPX_TEST_PID="+file)
	for h, err := range nm.Stream(t.Context(), "127.0.0.1", nil) {
		if err != nil || h.Key() != "192.0.2.1" {
			t.Errorf("got %v, %v", h, err)
		}
		break
	}
	gone(t, file)
}

// gone waits for the end of the process whose number a file has. A zombie that
// nobody has reaped yet has ended too.
func gone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the child of nmap to end", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return err != nil && syscall.Kill(pid, 0) != nil || strings.Contains(string(stat), ") Z ")
	})
}

// Hosts arrive while nmap runs: the next comes only once the last was seen.
func TestStreamWhileNmapRuns(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	nm := playerScanner(t, "steps", "NMAPX_TEST_FIFO="+fifo)
	var progress []nmapx.Progress
	var hosts []string
	for h, err := range nm.Stream(t.Context(), "127.0.0.1", &nmapx.ScanOptions{OnProgress: func(p nmapx.Progress) { progress = append(progress, p) }}) {
		if err != nil {
			t.Fatal(err)
		}
		hosts = append(hosts, h.Key())
		f, err := os.OpenFile(fifo, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if !slices.Equal(hosts, []string{"192.0.2.0", "192.0.2.1", "192.0.2.2"}) {
		t.Errorf("hosts %q", hosts)
	}
	if len(progress) != 3 || progress[1] != (nmapx.Progress{Task: "t", Percent: 1.5, Remaining: 2 * time.Second, ETC: time.Unix(3, 0), Time: time.Unix(1, 0)}) {
		t.Errorf("progress %+v", progress)
	}
	if stats, err := nm.ScanStats(); err != nil || stats.UpHosts != 1 {
		t.Errorf("sums after a stream: %+v, %v", stats, err)
	}
}

func TestKilledNmap(t *testing.T) {
	nm := playerScanner(t, "killed")
	r, err := nm.Scan(t.Context(), "127.0.0.1", nil)
	var e *nmapx.XMLError
	if !errors.As(err, &e) || !e.Truncated || e.Value != "QUITTING!\n" || r == nil || len(r.Hosts) != 1 {
		t.Errorf("got %v, %v", r, err)
	}
	if _, err := nm.CommandLine(); !errors.Is(err, nmapx.ErrNoScan) {
		t.Errorf("half a report was kept: %v", err)
	}
}

// What nmap reported before it gave up is there, and so is why it did.
func TestNmapThatGivesUp(t *testing.T) {
	for _, c := range []struct{ part, env, reason string }{
		{"quits", "NMAPX_TEST_CODE=1", "exit status 1"}, {"quits", "NMAPX_TEST_CODE=0", ""}, {"dies", "", "signal: killed"},
	} {
		nm := playerScanner(t, c.part, c.env)
		r, err := nm.Scan(t.Context(), "127.0.0.1", nil)
		var e *nmapx.PortScannerError
		if !errors.As(err, &e) || !errors.Is(err, nmapx.ErrExit) || !errors.Is(err, nmapx.ErrPortScanner) || e.Reason != c.reason || r == nil || len(r.Hosts) != 1 {
			t.Errorf("%v: %v, %v", c, r, err)
			continue
		}
		want := "nmapx: nmap gave up: no such thing QUITTING!"
		if c.reason != "" {
			want = strings.Replace(want, "up: ", "up: "+c.reason+": ", 1)
		}
		if c.part == "dies" {
			want = "nmapx: nmap gave up: signal: killed"
		}
		var exit *exec.ExitError
		if err.Error() != want || errors.As(err, &exit) != (c.reason != "") {
			t.Errorf("%v: %v, want %s", c, err, want)
		}
		if _, err := nm.CommandLine(); !errors.Is(err, nmapx.ErrNoScan) {
			t.Errorf("%v: it was kept: %v", c, err)
		}
	}
	// nmap itself: it reports, and ends with status 1.
	r, err := newScanner(t).Scan(t.Context(), "127.0.0.1", &nmapx.ScanOptions{Arguments: "-sT", Ports: "99999"})
	if !errors.Is(err, nmapx.ErrExit) || r == nil || r.Stats.Exit != "error" || !strings.Contains(err.Error(), "exit status 1: Ports specified must be between 0 and 65535 inclusive QUITTING!") {
		t.Errorf("%v, %v", r, err)
	}
}

// An nmap that closes its output and lives on does not outlive the context, nor
// does it keep the call.
func TestContextEndsAnNmapThatSaysNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pid")
	nm := playerScanner(t, "closes", "NMAPX_TEST_PID="+file)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	r, err := nm.Scan(ctx, "127.0.0.1", &nmapx.ScanOptions{OnHost: func(*nmapx.Host) { cancel(cause) }})
	if !errors.Is(err, cause) || r == nil || len(r.Hosts) != 1 {
		t.Errorf("got %v, %v", r, err)
	}
	gone(t, file)
}

func TestProgressOfARealScan(t *testing.T) {
	nm := newScanner(t)
	var tasks []string
	_, err := nm.Scan(t.Context(), "127.0.0.1", &nmapx.ScanOptions{Arguments: "-sT -n -v", Ports: "1-100", OnProgress: func(p nmapx.Progress) { tasks = append(tasks, p.Task) }})
	if err != nil || !slices.Contains(tasks, "Connect Scan") {
		t.Errorf("tasks %q, %v", tasks, err)
	}
}

func TestArgumentsOfBuilders(t *testing.T) {
	program := player(t, "echo")
	nm, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{program}})
	if err != nil {
		t.Fatal(err)
	}
	opts := &nmapx.ScanOptions{Options: []nmap.Option{nmap.WithConnectScan(), nmap.WithPorts("80", "443"), nmap.WithTimingTemplate(nmap.TimingAggressive)}}
	r, err := nm.Scan(t.Context(), "127.0.0.1", opts)
	if err != nil || r.Hosts[0].Key() != "-oX|-|-sT|-p|80,443|-T4|127.0.0.1" {
		t.Errorf("got %v, %v", r.AllHosts(), err)
	}
	opts.Options = append(opts.Options, nmap.WithStylesheet("/tmp/x"))
	var refused *nmapx.InjectionError
	if _, err := nm.Scan(t.Context(), "127.0.0.1", opts); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}

// A network of its own has what loopback has not: MAC addresses and routers.
func TestParityScanInANamespace(t *testing.T) {
	t.Parallel()
	near, far := peers.NewNamespace(t), peers.NewNamespace(t)
	nmapProgram := peers.Need(t, "nmap")
	near.Run(t, "ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", strconv.Itoa(far.PID()))
	near.Run(t, "ip", "addr", "add", "192.0.2.1/24", "dev", "near")
	near.Run(t, "ip", "link", "set", "near", "up")
	far.Run(t, "ip", "addr", "add", "192.0.2.2/24", "dev", "far")
	far.Run(t, "ip", "link", "set", "far", "up")
	file := filepath.Join(t.TempDir(), "nmap")
	script := "#!/bin/sh\nexec " + strings.Join(near.Command(nmapProgram), " ") + " \"$@\"\n"
	peers.WriteProgram(t, file, script)
	for _, c := range [][3]string{
		{"192.0.2.1-2", "80,81", "-sS -n"},
		{"192.0.2.2", "T:80,U:81", "-sS -sU -n"},
		{"192.0.2.2", "6", "-sO -n"},
		{"192.0.2.2", "80", "-sS -n --traceroute --reason"},
		{"192.0.2.0/30", "", "-sn -n"},
	} {
		sameScan(t, file, c[0], c[1], c[2])
	}
}

func TestRunOfUllaakut(t *testing.T) {
	for name, text := range reports(t) {
		r, err := nmapx.Parse(strings.NewReader(text), nil)
		if err != nil {
			continue
		}
		var want nmap.Run
		if err := nmap.Parse([]byte(text), &want); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, wanted := jsonOf(t, r.ToRun()), jsonOf(t, want)
		decodeValues(wanted)
		for _, m := range []map[string]any{got, wanted} {
			// It keeps one kind of scan, the last; and each report of progress.
			maps.DeleteFunc(m, func(k string, _ any) bool { return k == "scan_info" || k == "task_progress" })
		}
		if !reflect.DeepEqual(got, wanted) {
			for k := range wanted {
				if !reflect.DeepEqual(got[k], wanted[k]) {
					t.Errorf("%s: %s:\n got %v\nwant %v", name, k, got[k], wanted[k])
				}
			}
		}
	}
}

// decodeValues replaces the references in values of elements, of which that
// package gives the XML instead of the text.
func decodeValues(v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && k == "value" {
				v[k] = html.UnescapeString(s)
			} else {
				decodeValues(x)
			}
		}
	case []any:
		for _, x := range v {
			decodeValues(x)
		}
	}
}

func jsonOf(t *testing.T, v any) map[string]any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// What asks for progress stands before the arguments: behind a "--" it would be
// the name of a host.
func TestProgressWithTargetsAmongTheArguments(t *testing.T) {
	program := filepath.Join(t.TempDir(), "nmap")
	script := "#!/bin/sh\n[ \"$1\" = -V ] && echo 'Nmap version 7.93 ( https://nmap.org )' && exit\necho \"$@\" >&2\nexit 1\n"
	peers.WriteProgram(t, program, script)
	nm, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{program}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = nm.Scan(t.Context(), "127.0.0.2", &nmapx.ScanOptions{Arguments: "-sn -- 127.0.0.1", OnProgress: func(nmapx.Progress) {}})
	var e *nmapx.PortScannerError
	if !errors.As(err, &e) || e.Value != "-oX - --stats-every 1s -sn -- 127.0.0.1 127.0.0.2\n" {
		t.Errorf("got %v", err)
	}
}

// With Sudo it is sudo that runs nmap: it asks for no password, and takes none of
// nmap's options for its own. The rights themselves are sudo's affair, so that one of
// the test's stands in for it.
func TestSudoRunsNmap(t *testing.T) {
	nmap := peers.Need(t, "nmap")
	nm := newScanner(t)
	folder := t.TempDir()
	told := filepath.Join(folder, "told")
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + told + "\n[ \"$1 $2\" = '-n --' ] || exit 1\nshift 2\nexec \"$@\"\n"
	peers.WriteProgram(t, filepath.Join(folder, "sudo"), script)
	t.Setenv("PATH", folder)
	r, err := nm.Scan(t.Context(), "127.0.0.1", &nmapx.ScanOptions{Arguments: "-sn -n", Sudo: true})
	if err != nil || !r.HasHost("127.0.0.1") {
		t.Errorf("%v, %v", r, err)
	}
	words, err := os.ReadFile(told)
	if want := "-n\n--\n" + nmap + "\n-oX\n-\n-sn\n-n\n127.0.0.1\n"; err != nil || string(words) != want {
		t.Errorf("sudo is given %q, %v, want %q", words, err, want)
	}
	t.Setenv("PATH", t.TempDir())
	var e *nmapx.PortScannerError
	if _, err := nm.Scan(t.Context(), "127.0.0.1", &nmapx.ScanOptions{Sudo: true}); !errors.As(err, &e) || e.Reason != "sudo" || !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("without sudo: %v", err)
	}
}
