package nmapx_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/nmapx"
)

func TestMain(m *testing.M) {
	if play := os.Getenv("NMAPX_TEST_PLAYS"); play != "" {
		playNmap(play)
		return
	}
	if _, err := exec.LookPath("nmap"); err != nil && !peers.Required() {
		leaveOut("^Example(InjectionError|ScanOptions|PortScanner|PortScanner_Stream|PortScannerAsync)$")
	}
	leak.Main(m)
}

// leaveOut skips examples that scan: they cannot skip themselves where there is no
// nmap, and would fail by their silence.
func leaveOut(examples string) {
	flag.Parse()
	skip := flag.Lookup("test.skip")
	if asked := skip.Value.String(); asked != "" {
		examples += "|" + asked
	}
	if err := skip.Value.Set(examples); err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "nmapx: no nmap here, left out:", examples)
}

func newScanner(t testing.TB) *nmapx.PortScanner {
	t.Helper()
	peers.Need(t, "nmap")
	nm, err := nmapx.NewPortScanner(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return nm
}

// player makes a program that stands in for nmap: this test binary, in a part.
func player(t testing.TB, part string, env ...string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		peers.Missing(t, "a POSIX shell")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "nmap")
	// The race detector would have each part take a second to end.
	script := fmt.Sprintf("#!/bin/sh\nGORACE=atexit_sleep_ms=0 NMAPX_TEST_PLAYS='%s' %s exec %s '%s' \"$@\"\n",
		part, strings.Join(env, " "), os.Getenv("PYOPS_EMULATOR"), self)
	peers.WriteProgram(t, file, script)
	return file
}

func playerScanner(t testing.TB, part string, env ...string) *nmapx.PortScanner {
	t.Helper()
	nm, err := nmapx.NewPortScanner(t.Context(), &nmapx.PortScannerOptions{SearchPath: []string{player(t, part, env...)}})
	if err != nil {
		t.Fatal(err)
	}
	return nm
}

// playNmap is what the test binary does instead of testing, in the part of an
// nmap with some fault.
func playNmap(part string) {
	if len(os.Args) > 1 && os.Args[1] == "-V" {
		fmt.Println("Nmap version 7.93 ( https://nmap.org )")
		return
	}
	head, tail, _ := strings.Cut(fmt.Sprintf(frame, "\x00"), "\x00")
	hang := func() {
		c := make(chan os.Signal, 1)
		signal.Notify(c, os.Interrupt)
		<-c
	}
	switch part {
	case "echo": // its arguments
		fmt.Printf("%s<host><address addr=%q addrtype=\"ipv4\"/></host>%s", head, strings.Join(os.Args[1:], "|"), tail)
	case "stderr":
		os.Stderr.WriteString(os.Getenv("NMAPX_TEST_SAYS"))
		fmt.Print(head, tail)
	case "silent":
	case "prints": // what is no report
		fmt.Print(os.Getenv("NMAPX_TEST_SAYS"))
	case "hang": // after a host, with a child that does not end when asked
		signal.Ignore(syscall.SIGTERM)
		child := exec.Command("/bin/sleep", "1000")
		child.Stdout = os.Stdout
		if err := child.Start(); err != nil {
			os.Exit(3)
		}
		os.WriteFile(os.Getenv("NMAPX_TEST_PID"), []byte(strconv.Itoa(child.Process.Pid)), 0o644)
		fmt.Print(head, fmt.Sprintf(oneHost, ""))
		hang()
	case "steps": // hosts come when they are asked for
		fmt.Print(head)
		for i := range 3 {
			fmt.Printf("<taskprogress task=\"t\" time=\"1\" percent=\"%d.5\" remaining=\"2\" etc=\"3\"/><host><address addr=\"192.0.2.%d\" addrtype=\"ipv4\"/></host>\n", i, i)
			if _, err := os.ReadFile(os.Getenv("NMAPX_TEST_FIFO")); err != nil {
				os.Exit(3)
			}
		}
		fmt.Print(tail)
	case "quits": // after a whole report
		fmt.Print(head, fmt.Sprintf(oneHost, ""), tail)
		os.Stderr.WriteString("Warning: w\nno such thing\nQUITTING!\n")
		code, _ := strconv.Atoi(os.Getenv("NMAPX_TEST_CODE"))
		os.Exit(code)
	case "dies": // of a signal, after a whole report
		fmt.Print(head, fmt.Sprintf(oneHost, ""), tail)
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			p.Kill()
		}
		hang()
	case "closes": // its output, and lives on
		signal.Ignore(syscall.SIGTERM)
		os.WriteFile(os.Getenv("NMAPX_TEST_PID"), []byte(strconv.Itoa(os.Getpid())), 0o644)
		fmt.Print(head, fmt.Sprintf(oneHost, ""), tail)
		os.Stdout.Close()
		hang()
	case "killed":
		fmt.Print(head, fmt.Sprintf(oneHost, ""), `<host><address addr="192.0.2.2"`)
		os.Stderr.WriteString("QUITTING!\n")
		os.Exit(1)
	}
}
