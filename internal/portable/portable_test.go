package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const sources = `package p_test

import (
	"net"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestPure(t *testing.T) { strings.Repeat("a", 2) }

func TestNames(t *testing.T) { _ = net.ParseIP("::1"); _ = os.ErrNotExist }

func TestFile(t *testing.T) { os.Create("x") }

func TestFolder(t *testing.T) { t.TempDir() }

func TestHelped(t *testing.T) { outer() }

func TestByMethod(t *testing.T) { var h helper; h.listen() }

func TestPeer(t *testing.T) { peers.Need(t, "x") }

func TestWire(t *testing.T) { wire(t) }

func TestRecursive(t *testing.T) { again() }

func ExampleT() {}

func TestMain(m *testing.M) {}

type helper struct{}

func (helper) listen() { net.Listen("tcp", "") }

func outer() { inner() }

func inner() { os.Open("x") }

func again() { again() }

func wire(t *testing.T) { peers.NewNamespace(t) }
`

func TestChoosingTestsForWine(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p_test.go"), []byte(sources), 0o666); err != nil {
		t.Fatal(err)
	}
	chosen, left, err := chooseTests(dir, beyondWine)
	if err != nil {
		t.Fatal(err)
	}
	if want := "ExampleT TestNames TestPure TestRecursive"; strings.Join(chosen, " ") != want {
		t.Errorf("chosen %q", chosen)
	}
	if want := "TestByMethod: uses sockets|TestFile: uses files|TestFolder: uses files|TestHelped: uses files|TestPeer: needs a server|TestWire: needs a server"; strings.Join(left, "|") != want {
		t.Errorf("left %q", left)
	}
	_, left, err = chooseTests(dir, beyondQemu["packet"])
	if err != nil || strings.Join(left, "|") != "TestWire: captures and sends on a network of its own" {
		t.Errorf("left for qemu %q, %v", left, err)
	}
	if !declares(dir, "TestFile") || declares(dir, "TestMain") || declares(dir, "outer") || declares(dir, "TestGone") {
		t.Error("declares")
	}
}

func TestFoldersWithTests(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"p_test.go", "a/x.go", "a/b/y_test.go", "c/z_test.go", "testdata/no_test.go"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	folders, err := testFolders(dir)
	want := []string{filepath.ToSlash(dir), filepath.ToSlash(dir) + "/a/b", filepath.ToSlash(dir) + "/c"}
	if err != nil || !reflect.DeepEqual(folders, want) {
		t.Errorf("%q, %v", folders, err)
	}
	if _, err := testFolders(filepath.Join(dir, "gone")); err == nil {
		t.Error("a folder that is not there has no error")
	}
}

func TestCountingResults(t *testing.T) {
	var o outcome
	o.count(strings.NewReader(`{"Action":"run","Test":"TestA"}
{"Action":"pass","Test":"TestA/sub"}
{"Action":"pass","Test":"TestA"}
{"Action":"skip","Test":"TestB"}
{"Action":"output","Test":"TestC","Output":"it broke\n"}
{"Action":"fail","Test":"TestC"}
{"Action":"output","Output":"exit status 2\n"}
{"Action":"fail"}
not json
`))
	if o.passed != 1 || o.skipped != 1 || !reflect.DeepEqual(o.failures, []string{"TestC"}) || !o.failed() {
		t.Errorf("%+v", o)
	}
	if o.log != "it broke\nexit status 2\nnot json\n" {
		t.Errorf("log %q", o.log)
	}
}

func TestTellingWhatIsLeftOut(t *testing.T) {
	got := tell([]string{"a: x", "b: y", "c: x", "d: y", "e: y", "f: y", "g: y"})
	if want := []string{"a, c: x", "5 tests: y"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-pkg", "nothing"}, {"-target", "vax"}, {"stray"}, {"-x"}} {
		var out, err strings.Builder
		if code := run(t.Context(), args, &out, &err); code != 2 || err.Len() == 0 {
			t.Errorf("%q: %d, %q", args, code, err.String())
		}
	}
}

// Each test that is left out under qemu-user has its reason, and is there.
func TestLeftOutTestsExist(t *testing.T) {
	for _, l := range leftOut {
		if l.why == "" || !declares("../../"+l.pkg, l.test) {
			t.Errorf("%s %s: no reason, or no such test", l.pkg, l.test)
		}
	}
}
