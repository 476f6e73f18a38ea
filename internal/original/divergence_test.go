package original_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// A recorder stands for the test of a package, and keeps what it reported.
type recorder struct {
	testing.TB
	said     []string
	cleanups []func()
}

func (r *recorder) Helper()                   {}
func (r *recorder) Name() string              { return "TestRecorded" }
func (r *recorder) Cleanup(f func())          { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(s string, a ...any) { r.said = append(r.said, fmt.Sprintf(s, a...)) }
func (r *recorder) end() string {
	for _, f := range r.cleanups {
		f()
	}
	return strings.Join(r.said, "\n")
}

// half is the original of these tests: it halves, wrongly for 7, and refuses
// negative numbers.
const half = `def half(n):
    if n < 0:
        raise ValueError("no %d" % n)
    return 99 if n == 7 else n // 2
`

func ours(c original.Call) original.Result {
	n := c.Args[0].(int)
	if n < 0 {
		return original.Result{Err: &original.Exception{Class: "ValueError", Message: fmt.Sprintf("no %d", n)}}
	}
	return original.Result{Value: int64(n / 2)}
}

func call(n int) original.Call { return original.Call{Func: "half", Args: []any{n}} }

func calls(numbers ...int) (all []original.Call) {
	for _, n := range numbers {
		all = append(all, call(n))
	}
	return all
}

// seven owes 3 for 7, whatever the original says.
func seven() original.Divergence {
	return original.Divergence{
		Name: "seven", Why: "the original has no idea of 7", Example: call(7), Theirs: int64(99), Ours: int64(3), Share: 0.2,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: int64(3)}, c.Args[0] == 7
		},
	}
}

func judge(t *testing.T, divergences ...original.Divergence) *original.Judge {
	py := original.Start(t)
	py.Define(half)
	return &original.Judge{Python: py, Ours: ours, Divergences: divergences}
}

func TestADivergenceOwesAnAnswer(t *testing.T) {
	j := judge(t, seven())
	j.Pins(t)
	j.Table(t, calls(-1, 0, 6, 7, 8))

	r := &recorder{TB: t}
	j.Divergences = nil
	j.Table(r, calls(6, 7))
	if said := r.end(); len(r.said) != 1 || !strings.Contains(said, "half[]interface {}{7}:\n got  3\n want 99") {
		t.Errorf("without the divergence: %s", said)
	}

	// What is owed is compared, too.
	r = &recorder{TB: t}
	j.Divergences = []original.Divergence{seven()}
	j.Ours = func(c original.Call) original.Result { return original.Result{Value: int64(4)} }
	j.Table(r, calls(7))
	if said := r.end(); !strings.Contains(said, "got  4\n owed 3 (original: 99; [seven])") {
		t.Errorf("a wrong answer under an excuse: %s", said)
	}
}

func TestExceptionsAreComparedByClassAndMessage(t *testing.T) {
	for _, other := range []original.Exception{{Class: "TypeError", Message: "no -1"}, {Class: "ValueError", Message: "no"}} {
		j := judge(t)
		j.Ours = func(original.Call) original.Result { return original.Result{Err: &other} }
		r := &recorder{TB: t}
		j.Table(r, calls(-1))
		if len(r.said) != 1 {
			t.Errorf("%v passes for ValueError: no -1", other)
		}
	}
}

func TestPinsFailWhenADifferenceHasHealed(t *testing.T) {
	for name, change := range map[string]func(*original.Divergence){
		"may have healed": func(d *original.Divergence) { d.Example, d.Ours = call(8), int64(4) },
		"we answer":       func(d *original.Divergence) { d.Ours = int64(5) },
		"its own example owes": func(d *original.Divergence) {
			d.Expect = func(original.Call, original.Result) (original.Result, bool) { return original.Result{}, false }
		},
		"a reason and an example": func(d *original.Divergence) { d.Why = "" },
		"it has healed":           func(d *original.Divergence) { d.Example, d.Theirs, d.Ours = call(6), int64(3), int64(3) },
	} {
		d := seven()
		change(&d)
		r := &recorder{TB: t}
		judge(t, d).Pins(r)
		if said := r.end(); !strings.Contains(said, name) {
			t.Errorf("not told: %s, only: %s", name, said)
		}
	}
	r := &recorder{TB: t}
	judge(t, seven(), seven()).Pins(r)
	if said := r.end(); !strings.Contains(said, "a name of its own") {
		t.Errorf("two of one name pass: %s", said)
	}
}

func TestSharesAreCountedAndBounded(t *testing.T) {
	original.Start(t) // before it is told to measure itself
	folder := t.TempDir()
	t.Setenv("PYOPS_PARITY_DIR", folder)
	for _, test := range []struct {
		share float64
		fails bool
	}{{0.2, false}, {0.1, true}, {0, true}} {
		d := seven()
		d.Share = test.share
		j := judge(t, d)
		r := &recorder{TB: t}
		j.Generated(r, calls(1, 2, 3, 4, 5))
		j.Generated(r, calls(6, 7, 7, 8, 9))
		if said := r.end(); test.fails != strings.Contains(said, "seven took 2 of 10 generated cases") {
			t.Errorf("a share of %v: %q", test.share, said)
		}
	}
	left, err := os.ReadFile(filepath.Join(folder, original.SharesFile))
	if want := strings.Repeat("TestRecorded\tseven\t2\t10\n", 3); err != nil || string(left) != want {
		t.Errorf("left for make parity: %q, %v", left, err)
	}
}

// The rounds under an emulator are few: they find what is wrong, and are too few to
// tell of shares. A divergence of which none is expected is wrong there too.
func TestRoundsUnderAnEmulator(t *testing.T) {
	t.Setenv("PYOPS_EMULATOR", "")
	t.Setenv("PYOPS_FUZZ", "")
	if n := original.Rounds(t, 501); n != 501 {
		t.Errorf("%d rounds, not 501", n)
	}
	t.Setenv("PYOPS_EMULATOR", "qemu-s390x-static")
	for n, want := range map[int]int{1: 1, 5: 1, 501: 101} {
		if got := original.Rounds(t, n); got != want {
			t.Errorf("%d rounds of %d, not %d", got, n, want)
		}
	}
	for share, fails := range map[float64]bool{0.2: false, 0.1: false, 0: true} {
		d := seven()
		d.Share = share
		j, r := judge(t, d), &recorder{TB: t}
		j.Generated(r, calls(1, 2, 3, 4, 5, 6, 7, 7, 8, 9))
		if said := r.end(); fails != strings.Contains(said, "seven took 2 of 10 generated cases") {
			t.Errorf("a share of %v: %q", share, said)
		}
	}
	t.Setenv("PYOPS_FUZZ", "77")
	if n := original.Rounds(t, 5); n != 77 {
		t.Errorf("%d rounds, not 77", n)
	}
}

func TestStructsArriveAsObjects(t *testing.T) {
	type inner struct{ DNSServer string }
	type query struct {
		Host, HostName string
		PID            int
		Inner          inner
		Odd            bool `py:"is_odd"`
		hidden         int
	}
	got := original.Start(t).Value("lambda q: [q.host, q.host_name, q.pid, q.inner.dns_server, q.is_odd, len(vars(q))]",
		query{"a", "b", 3, inner{"c"}, true, 9})
	if !original.Same(got, []any{"a", "b", 3, "c", true, 5}) {
		t.Errorf("got %v", got)
	}
	p, err := original.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, bad := range []any{struct{ x int }{1}, original.Named{}, &original.Exception{}, make(chan int)} {
		if _, err := p.Call("lambda x: x", bad); err == nil {
			t.Errorf("a %T was sent", bad)
		}
	}
}
