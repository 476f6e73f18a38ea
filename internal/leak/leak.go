// Package leak ends a package's tests with the question whether they left
// anything behind.
package leak

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/pyops-go/pyops/internal/original"
)

// Main is the TestMain of a package: it runs the tests, ends the Python original
// that they shared, and fails the run when goroutines, file descriptors or
// child processes are left.
//
//	func TestMain(m *testing.M) { leak.Main(m) }
//
// Each function of end is called when the tests have ended, for what a library
// keeps running for the whole process.
func Main(m *testing.M, end ...func()) { os.Exit(run(m, end)) }

func run(m *testing.M, end []func()) int {
	// The runtime opens its poller's descriptors once, when the first file or
	// socket needs them; they are no leak.
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
	before := descriptors()
	code := m.Run()
	for _, f := range end {
		f()
	}
	if err := original.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if code != 0 {
		return code // a test that failed may well have left things; its own message says more
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, "goroutines left by the tests:", err)
		code = 1
	}
	for fd, target := range descriptors() {
		if _, ok := before[fd]; !ok {
			fmt.Fprintf(os.Stderr, "file descriptor left by the tests: %s -> %s\n", fd, target)
			code = 1
		}
	}
	for _, child := range children() {
		fmt.Fprintln(os.Stderr, "process left by the tests:", child)
		code = 1
	}
	return code
}
