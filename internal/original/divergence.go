package original

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A Divergence is a place where a package means to differ from the installed
// original. It does not excuse a difference: it says what is owed instead.
type Divergence struct {
	// Name is short and unique within a table; Why says what is wrong or
	// different there, for a reader.
	Name, Why string

	// Example is a call that shows the difference, Theirs what it comes to in
	// the original, and Ours what it comes to here: values as [Same] compares
	// them, or an [*Exception] whose class and message count.
	Example      Call
	Theirs, Ours any

	// Share is the largest part of a test's generated cases that may differ in
	// this way, such as 0.02. Zero means that none is expected.
	Share float64

	// Expect computes from the original's result of a call what we owe, and
	// reports whether the divergence has a say in it. It must not call the
	// package under test: a fault there would excuse itself.
	Expect func(c Call, theirs Result) (owed Result, applies bool)
}

// A Judge compares a package with its original, call by call. What differs is a
// failure, unless a divergence owes exactly that.
type Judge struct {
	Python *Python

	// Ours makes the same call in the package under test. An error is an
	// [*Exception] with the class and the message that Python should have.
	Ours func(Call) Result

	// Divergences have their say in order, each on what the one before owes.
	Divergences []Divergence

	// Same compares what is owed with what came. Nil means [SameResult]; a
	// looser comparison needs a comment that says which difference it lets
	// pass, and why.
	Same func(owed, ours Result) bool
}

// SameResult reports whether two results are the same value, or exceptions of the
// same class and message.
func SameResult(a, b Result) bool {
	ea, failedA := a.Err.(*Exception)
	eb, failedB := b.Err.(*Exception)
	if failedA && failedB {
		return ea.Class == eb.Class && ea.Message == eb.Message
	}
	return a.Err == nil && b.Err == nil && Same(a.Value, b.Value)
}

// resultOf makes a result of what a divergence pins.
func resultOf(pinned any) Result {
	if e, ok := pinned.(*Exception); ok {
		return Result{Err: e}
	}
	return Result{Value: pinned}
}

// String is the value, or the exception.
func (r Result) String() string {
	if r.Err != nil {
		return r.Err.Error()
	}
	return fmt.Sprintf("%#v", Plain(r.Value))
}

// String is the call as a test's report shows it.
func (c Call) String() string {
	s := c.Func
	if len(c.Args) > 0 {
		s += fmt.Sprintf("%#v", c.Args)
	}
	if len(c.Kw) > 0 {
		s += fmt.Sprintf(" %#v", c.Kw)
	}
	return s
}

func (j *Judge) same(owed, ours Result) bool {
	if j.Same != nil {
		return j.Same(owed, ours)
	}
	return SameResult(owed, ours)
}

// Pins checks every divergence by its example: both sides still answer as it says,
// the two still differ, and what it owes is what it pins. A difference that has
// healed fails.
func (j *Judge) Pins(t testing.TB) {
	t.Helper()
	seen := map[string]bool{}
	for _, d := range j.Divergences {
		if d.Name == "" || d.Why == "" || d.Example.Func == "" || seen[d.Name] {
			t.Errorf("divergence %q: a name of its own, a reason and an example are needed", d.Name)
			continue
		}
		seen[d.Name] = true
		theirs := j.Python.Batch([]Call{d.Example})[0]
		if !SameResult(theirs, resultOf(d.Theirs)) {
			t.Errorf("%s: the original answers %v to %v, not %v: it may have healed", d.Name, theirs, d.Example, resultOf(d.Theirs))
		}
		ours := j.Ours(d.Example)
		if !j.same(resultOf(d.Ours), ours) {
			t.Errorf("%s: we answer %v to %v, not %v", d.Name, ours, d.Example, resultOf(d.Ours))
		}
		if SameResult(theirs, ours) {
			t.Errorf("%s: both answer %v: it has healed", d.Name, ours)
		}
		owed, applies := d.Expect(d.Example, theirs)
		if !applies || !j.same(owed, resultOf(d.Ours)) {
			t.Errorf("%s: its own example owes %v (%v), not %v", d.Name, owed, applies, resultOf(d.Ours))
		}
	}
}

// Table compares hand-picked cases.
func (j *Judge) Table(t testing.TB, calls []Call) {
	t.Helper()
	j.compare(t, calls, func(string) {})
}

// Generated compares generated cases, and counts what each divergence takes of
// them. Over all calls of one test, more than its stated share fails; make parity
// prints the shares.
func (j *Judge) Generated(t testing.TB, calls []Call) {
	t.Helper()
	s := sharesOf(t, j)
	s.total += len(calls)
	j.compare(t, calls, func(name string) { s.took[name]++ })
}

func (j *Judge) compare(t testing.TB, calls []Call, took func(name string)) {
	t.Helper()
	for i, theirs := range j.Python.Batch(calls) {
		c, owed := calls[i], theirs
		var by []string
		for _, d := range j.Divergences {
			next, applies := d.Expect(c, owed)
			if !applies || SameResult(next, owed) {
				continue
			}
			by = append(by, d.Name)
			took(d.Name)
			owed = next
		}
		if ours := j.Ours(c); !j.same(owed, ours) {
			if len(by) > 0 {
				t.Errorf("%v:\n got  %v\n owed %v (original: %v; %v)", c, ours, owed, theirs, by)
			} else {
				t.Errorf("%v:\n got  %v\n want %v", c, ours, theirs)
			}
		}
	}
}

// shares counts the generated cases of one test.
type shares struct {
	total int
	took  map[string]int
}

// counted is the shares of the tests that run now.
var counted = map[testing.TB]*shares{}

func sharesOf(t testing.TB, j *Judge) *shares {
	shared.Lock()
	defer shared.Unlock()
	s := counted[t]
	if s == nil {
		s = &shares{took: map[string]int{}}
		counted[t] = s
		t.Cleanup(func() {
			shared.Lock()
			delete(counted, t)
			shared.Unlock()
			s.judge(t, j.Divergences)
		})
	}
	return s
}

// judge fails the test where a divergence took more than it may, and leaves the
// shares for make parity.
func (s *shares) judge(t testing.TB, divergences []Divergence) {
	var lines []byte
	for _, d := range divergences {
		took := s.took[d.Name]
		if took == 0 {
			continue
		}
		// One case of a short run says nothing about a share, and the few rounds
		// under an emulator no more than that one is allowed.
		if allowed := max(1, d.Share*float64(s.total)); d.Share == 0 || float64(took) > allowed && !emulated() {
			t.Errorf("%s took %d of %d generated cases, and may take a share of %v", d.Name, took, s.total, d.Share)
		}
		lines = fmt.Appendf(lines, "%s\t%s\t%d\t%d\n", t.Name(), d.Name, took, s.total)
	}
	if folder := os.Getenv("PYOPS_PARITY_DIR"); folder != "" && lines != nil {
		f, err := os.OpenFile(filepath.Join(folder, SharesFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		if err == nil {
			_, err = f.Write(lines)
			f.Close()
		}
		if err != nil {
			t.Errorf("shares: %v", err)
		}
	}
}

// SharesFile is where tests leave the shares of their divergences in the folder
// PYOPS_PARITY_DIR, a line each: test, divergence, cases taken, cases in all.
const SharesFile = "shares.tsv"
