//go:build linux

package psutilx

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// A question is one that both sides are asked about a made-up machine: about one
// of its processes, or about the machine when PID is negative.
type question struct {
	Root       string // its folder, which stands for /proc
	PID        int
	Expression string // in Python
}

const wholeMachine = -1

// A mend is a divergence of a kind: psutil 5.9.4 fails on something in a file, or
// misreads it. What we owe is what psutil itself says of the machine with that put
// right, which tree does; text then puts right what stood in for something else.
type mend struct {
	name, why string
	share     float64

	asks func(q question) bool                 // whose answer it changes
	tree func(q question, pt processTree) bool // reports whether there is something to put right
	ask  string                                // the Python function that answers, if not the usual one
	text func(q question, pt processTree, answer string) string

	example      processTree
	of           question
	theirs, ours string
}

// An examiner judges answers about made-up machines.
type examiner struct {
	*original.Judge
	t     *testing.T
	trees map[string]processTree // by their folders
	kept  map[string]bool
	made  int
	at    string // the folder for those that are made here
}

// newExaminer judges by psutil, which answers by the Python function given.
func newExaminer(t *testing.T, py *original.Python, function string, ours func(question) string, mends []mend) *examiner {
	e := &examiner{t: t, trees: map[string]processTree{}, kept: map[string]bool{}, at: memoryDir(t)}
	e.Judge = &original.Judge{
		Python: py,
		Ours:   func(c original.Call) original.Result { return original.Result{Value: ours(c.Args[0].(question))} },
	}
	for i, m := range mends {
		q := m.of
		q.Root = e.write(m.example)
		e.kept[q.Root] = true
		if m.ask == "" {
			mends[i].ask = function
		}
		e.Divergences = append(e.Divergences, original.Divergence{
			Name: m.name, Why: m.why, Share: m.share, Example: original.Call{Func: function, Args: []any{q}}, Theirs: m.theirs, Ours: m.ours,
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				return e.expect(c.Args[0].(question), theirs, mends[:i+1])
			},
		})
	}
	return e
}

// write makes the folder of a machine.
func (e *examiner) write(pt processTree) string {
	e.t.Helper()
	e.made++
	dir := filepath.Join(e.at, fmt.Sprint(e.made))
	e.trees[dir] = pt
	return pt.write(e.t, dir)
}

// forget removes the machines that have been judged. Those of examples stay.
func (e *examiner) forget() {
	for dir := range e.trees {
		if !e.kept[dir] {
			delete(e.trees, dir)
			if err := os.RemoveAll(dir); err != nil {
				e.t.Fatal(err)
			}
		}
	}
}

func (pt processTree) clone() processTree {
	return processTree{maps.Clone(pt.files), maps.Clone(pt.links)}
}

// expect asks psutil about the machine with all put right that the mends find, of
// which the last has to find something.
func (e *examiner) expect(q question, theirs original.Result, mends []mend) (original.Result, bool) {
	pt := e.trees[q.Root].clone()
	last := len(mends) - 1
	if !mends[last].asks(q) || !mends[last].tree(q, pt.clone()) {
		return theirs, false
	}
	function := ""
	for _, m := range mends {
		if m.asks(q) && m.tree(q, pt) {
			function = m.ask
		}
	}
	mended := q
	mended.Root = e.write(pt)
	answer, err := e.Python.Call(function, mended)
	if err != nil {
		e.t.Fatalf("%s %+v: %v", mends[last].name, q, err)
	}
	text := answer.(string)
	for _, m := range mends {
		if m.asks(q) && m.text != nil && m.tree(q, e.trees[q.Root].clone()) {
			text = m.text(q, e.trees[q.Root], text)
		}
	}
	return original.Result{Value: text}, true
}
