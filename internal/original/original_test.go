package original_test

import (
	"errors"
	"math"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestValuesSurviveTheRoundTrip(t *testing.T) {
	py := original.Start(t)
	huge, _ := new(big.Int).SetString(strings.Repeat("9", 5000), 10)
	for _, v := range []any{
		nil, true, int64(0), int64(math.MinInt64), new(big.Int).Lsh(big.NewInt(1), 128), huge,
		0.0, math.Copysign(0, -1), 1.0, 1e300, 5e-324, math.NaN(), math.Inf(1), math.Inf(-1),
		"", "line\nand\x00nul", "日本", "\xed\xa0\x80", []byte{0, 255, '\n'},
		[]any{int64(1), 1.0, "1"}, original.Tuple{int64(1), original.Tuple{}},
		original.Dict{{"b", int64(1)}, {"a", []any{}}, {int64(3), nil}}, original.Set{"x"},
	} {
		if got := py.Value("lambda x: x", v); !original.Same(got, v) {
			t.Errorf("%#v came back as %#v", v, got)
		}
	}
}

func TestTypesAreToldApart(t *testing.T) {
	for _, pair := range [][2]any{
		{int64(1), 1.0}, {0.0, math.Copysign(0, -1)}, {original.Tuple{}, []any{}}, {"1", int64(1)},
		{[]byte("a"), "a"}, {nil, false}, {nil, int64(0)}, {original.Dict{}, []any{}},
		{[]any{1, 2}, []any{2, 1}},
	} {
		if original.Same(pair[0], pair[1]) {
			t.Errorf("%#v and %#v pass for the same", pair[0], pair[1])
		}
	}
	py := original.Start(t)
	kinds := py.Value("lambda *a: [type(x).__name__ for x in a]", 1, 1.0, "s", []byte("b"), true, original.Tuple{}, []int{1}, map[string]int{"k": 1}, nil, uint64(math.MaxUint64))
	want := []string{"int", "float", "str", "bytes", "bool", "tuple", "list", "dict", "NoneType", "int"}
	if !original.Same(kinds, want) {
		t.Errorf("arrived as %v, want %v", kinds, want)
	}
}

func TestNamedTuplesAndObjects(t *testing.T) {
	py := original.Start(t)
	py.Define("import collections\nP = collections.namedtuple('P', 'x y')")
	want := original.Named{Type: "P", Fields: original.Dict{{"x", int64(1)}, {"y", nil}}}
	if got := py.Value("lambda: P(1, None)"); !original.Same(got, want) {
		t.Errorf("got %#v", got)
	}
	if got := py.Value("lambda: range(3)"); got != (original.Object{Class: "builtins.range", Repr: "range(0, 3)"}) {
		t.Errorf("got %#v", got)
	}
}

func TestExceptionsCarryClassAndMessage(t *testing.T) {
	py := original.Start(t)
	_, err := py.Call("lambda: {}['k']")
	var e *original.Exception
	if !errors.As(err, &e) || e.Class != "KeyError" || e.Message != "'k'" || !e.IsA("LookupError") || e.IsA("ValueError") {
		t.Errorf("got %#v", err)
	}
	if _, err := py.Call("lambda: exit(3)"); !errors.As(err, &e) || e.Class != "SystemExit" {
		t.Errorf("got %#v", err)
	}
}

func TestPrintingDoesNotTouchTheProtocol(t *testing.T) {
	py := original.Start(t)
	py.Define("import os")
	if got := py.Value("lambda: (print('to stdout'), os.write(1, b'raw'), 7)[2]"); got != int64(7) {
		t.Errorf("got %v", got)
	}
}

func TestBatchKeepsOrderPastAFullPipe(t *testing.T) {
	py := original.Start(t)
	calls := make([]original.Call, 20000)
	for i := range calls {
		calls[i] = original.Call{Func: "lambda i, pad='': i + len(pad)", Args: []any{i}, Kw: map[string]any{"pad": strings.Repeat("x", i%200)}}
	}
	for i, r := range py.Batch(calls) {
		if r.Err != nil || r.Value != int64(i+i%200) {
			t.Fatalf("call %d: %v, %v", i, r.Value, r.Err)
		}
	}
}

func TestACallThatHangsIsEndedAndShown(t *testing.T) {
	peers.Need(t, original.Interpreter)
	p, err := original.Open(&original.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Define("import threading\ndef hang(): threading.Event().wait()"); err != nil {
		t.Fatal(err)
	}
	_, err = p.Call("hang")
	if err == nil || !strings.Contains(err.Error(), "no answer within 1s") || !strings.Contains(err.Error(), "in hang") {
		t.Errorf("got %v", err)
	}
	if _, again := p.Call("hang"); again == nil {
		t.Error("a broken process answered")
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestAProcessThatDiesShowsItsStderr(t *testing.T) {
	peers.Need(t, original.Interpreter)
	p, err := original.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Call("lambda: (__import__('sys').stderr.write('last words\\n'), __import__('os')._exit(9))")
	if err == nil || !strings.Contains(err.Error(), "last words") || !strings.Contains(err.Error(), "exit status 9") {
		t.Errorf("got %v", err)
	}
}

func TestWrapAndEnvReachTheProcess(t *testing.T) {
	peers.Need(t, "env")
	py := original.StartWith(t, &original.Options{Wrap: []string{"env", "WRAPPED=yes"}, Env: []string{"GIVEN=too"}})
	got := py.Value("lambda: [__import__('os').environ.get(n) for n in ('WRAPPED', 'GIVEN')]")
	if !original.Same(got, []string{"yes", "too"}) {
		t.Errorf("got %v", got)
	}
	if py.PID() == os.Getpid() {
		t.Error("not a process of its own")
	}
}

func TestNamesListsWhatAModuleDefines(t *testing.T) {
	names := strings.Join(original.Start(t).Names("filecmp"), " ")
	for _, want := range []string{"filecmp.cmp", "filecmp.dircmp.report", "filecmp.BUFSIZE"} {
		if !strings.Contains(names, want) {
			t.Errorf("%s is not among %s", want, names)
		}
	}
	for _, not := range []string{"filecmp.os", "filecmp.chain", "filecmp._cmp", "filterfalse"} {
		if strings.Contains(names+" ", not+" ") {
			t.Errorf("%s is among %s", not, names)
		}
	}
}
