package original

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// shared is the one process of this test binary, started by the first test that
// wants it and ended by Stop.
var shared struct {
	sync.Mutex
	process *Process
}

// A Python is a process at the service of one test: what goes wrong with the
// process itself fails the test at once.
type Python struct {
	t testing.TB
	p *Process
}

// Start gives a test the process that its binary shares, with the named modules
// imported. Where the interpreter or a module is missing it skips the test, or
// fails it when PYOPS_PEERS=required. The process lives until [Stop].
func Start(t testing.TB, modules ...string) *Python {
	t.Helper()
	peers.Need(t, Interpreter)
	shared.Lock()
	defer shared.Unlock()
	if shared.process == nil || shared.process.dead() {
		p, err := Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		shared.process = p
	}
	return attach(t, shared.process, modules)
}

// StartWith gives a test a process of its own, which ends with the test.
func StartWith(t testing.TB, opts *Options, modules ...string) *Python {
	t.Helper()
	peers.Need(t, Interpreter)
	p, err := Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return attach(t, p, modules)
}

func attach(t testing.TB, p *Process, modules []string) *Python {
	t.Helper()
	before := p.stderr.len()
	t.Cleanup(func() {
		if said := p.stderr.from(before); t.Failed() && said != "" {
			t.Logf("standard error of the original:\n%s", said)
		}
	})
	for _, m := range modules {
		err := p.Define("import " + m)
		var e *Exception
		if errors.As(err, &e) && e.IsA("ImportError") {
			peers.Missing(t, "Python module "+m)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return &Python{t, p}
}

func (p *Process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.broken != nil
}

// Stop ends the shared process, if a test started it. TestMain calls it after
// the last test; package leak does that for you.
func Stop() error {
	shared.Lock()
	defer shared.Unlock()
	if shared.process == nil {
		return nil
	}
	err := shared.process.Close()
	shared.process = nil
	return err
}

// Define executes Python source in the namespace that later calls see.
func (py *Python) Define(source string) {
	py.t.Helper()
	if err := py.p.Define(source); err != nil {
		py.t.Fatal(err)
	}
}

// Call calls a Python function, named by an expression, and returns its value
// or the [*Exception] that it raised.
func (py *Python) Call(function string, args ...any) (any, error) {
	py.t.Helper()
	r := py.Batch([]Call{{Func: function, Args: args}})[0]
	return r.Value, r.Err
}

// Value calls a Python function that must not raise.
func (py *Python) Value(function string, args ...any) any {
	py.t.Helper()
	v, err := py.Call(function, args...)
	if err != nil {
		py.t.Fatalf("%s%v: %v", function, args, err)
	}
	return v
}

// Batch makes many calls in one go; results come in the order of the calls.
func (py *Python) Batch(calls []Call) []Result {
	py.t.Helper()
	results, err := py.p.Batch(calls)
	if err != nil {
		py.t.Fatal(err)
	}
	return results
}

// PID is the process's number.
func (py *Python) PID() int { return py.p.PID() }

// Rounds is how many generated cases a differential test runs: n, or PYOPS_FUZZ
// where make parity FUZZ= sets it. Where an emulator runs the test, in place of a
// machine ten times as fast, it is a fifth of n.
func Rounds(t testing.TB, n int) int {
	t.Helper()
	s := os.Getenv("PYOPS_FUZZ")
	if s == "" && emulated() {
		return (n + 4) / 5
	}
	if s == "" {
		return n
	}
	fuzz, err := strconv.Atoi(s)
	if err != nil || fuzz < 1 {
		t.Fatalf("PYOPS_FUZZ=%q is not a positive number", s)
	}
	return fuzz
}

// emulated tells that make portable runs the test on a machine that is not there.
func emulated() bool { return os.Getenv("PYOPS_EMULATOR") != "" }

// Rand is a source of generated cases. An ordinary run of a test has the same
// cases every time, so that a test that turns red tells of the change under it;
// a long run (PYOPS_FUZZ) looks for new ones. The seed is printed when the test
// fails, and PYOPS_SEED repeats it.
func Rand(t testing.TB) *rand.Rand {
	t.Helper()
	var seed [32]byte
	start := seed[:8]
	switch s := os.Getenv("PYOPS_SEED"); {
	case s != "":
		if n, err := hex.Decode(seed[:], []byte(s)); err != nil || n != len(start) {
			t.Fatalf("PYOPS_SEED=%q is not 16 hexadecimal digits", s)
		}
	case os.Getenv("PYOPS_FUZZ") != "":
		binary.LittleEndian.PutUint64(start, uint64(time.Now().UnixNano()))
	default:
		h := fnv.New64a()
		h.Write([]byte(t.Name()))
		h.Sum(start[:0])
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat: PYOPS_SEED=%x", start)
		}
	})
	return rand.New(rand.NewChaCha8(seed))
}

// Names returns the public names of a module in full ("module.Class.method"):
// what it defines itself, and the public members that its classes define. The
// ledger of a package is checked against them.
func (py *Python) Names(module string) []string {
	py.t.Helper()
	var names []string
	for _, n := range py.Value("public", module).([]any) {
		names = append(names, n.(string))
	}
	return names
}
