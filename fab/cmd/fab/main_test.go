package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

// played is set for a test binary that is to be the fab command.
const played = "PYOPS_TEST_PLAYS_FAB"

func TestMain(m *testing.M) {
	if os.Getenv(played) != "" {
		os.Exit(start(os.Args[1:]))
	}
	leak.Main(m)
}

// A bench is a folder with fabfiles and a cache of its own.
type bench struct {
	t     *testing.T
	dir   string
	env   []string
	cache string
}

// newBench writes files into a module that knows this one.
func newBench(t *testing.T, files map[string]string) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), cache: t.TempDir()}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	mod := read(t, filepath.Join(root, "go.mod"))
	mod = regexp.MustCompile(`(?m)^module .*$`).ReplaceAllString(mod, "module example.org/site")
	b.write(map[string]string{
		"go.mod": mod + "\nrequire github.com/pyops-go/pyops v0.0.0\n\nreplace github.com/pyops-go/pyops => " + filepath.ToSlash(root) + "\n",
		"go.sum": read(t, filepath.Join(root, "go.sum")),
	})
	b.write(files)
	b.env = append(os.Environ(), played+"=1", "FAB_CACHE="+b.cache, "GOFLAGS=-mod=mod", "GOWORK=off", "HOME="+t.TempDir(),
		"GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"), "GOPATH="+goEnv(t, "GOPATH"))
	return b
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (b *bench) write(files map[string]string) {
	b.t.Helper()
	for name, text := range files {
		full := filepath.Join(b.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, []byte(text), 0o666)); err != nil {
			b.t.Fatal(err)
		}
	}
}

// command is the test binary as the command; an emulator may have to run it.
func (b *bench) command(in string, args []string) *exec.Cmd {
	b.t.Helper()
	self, err := os.Executable()
	if err != nil {
		b.t.Fatal(err)
	}
	words := append(strings.Fields(os.Getenv("PYOPS_EMULATOR")), self)
	cmd := exec.Command(words[0], append(words[1:], args...)...)
	cmd.Dir, cmd.Env = filepath.Join(b.dir, in), b.env
	return cmd
}

// run runs the command in a folder and returns all that it prints.
func (b *bench) run(in string, args ...string) (out string, status int) {
	b.t.Helper()
	cmd := b.command(in, args)
	var both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &both, &both
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return both.String(), cmd.ProcessState.ExitCode()
}

// expect runs the command and compares.
func (b *bench) expect(want string, status int, args ...string) {
	b.t.Helper()
	if out, got := b.run("", args...); out != want || got != status {
		b.t.Errorf("fab %q: status %d, want %d\n--- got\n%s\n--- want\n%s", args, got, status, out, want)
	}
}

// programs are those in the cache.
func (b *bench) programs() (names []string) {
	b.t.Helper()
	names, err := filepath.Glob(filepath.Join(b.cache, "*", "fab-*"))
	if err != nil {
		b.t.Fatal(err)
	}
	return names
}

const book = `// Tasks of the book.
package fabfile

import "fmt"

// Hello greets somebody.
//
//fab:default name=world
func Hello(name string) { fmt.Printf("Hello %s!\n", name) }
`

func TestTheBooksHello(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile.go": book, "deep/er/x": ""})
	b.expect("Hello Jeff!\n\nDone.\n", 0, "hello:name=Jeff")
	b.expect("Hello Jeff!\n\nDone.\n", 0, "hello:Jeff")
	b.expect("Hello world!\n\nDone.\n", 0, "hello")
	if out, _ := b.run("deep/er", "hello"); out != "Hello world!\n\nDone.\n" {
		t.Errorf("from below: %s", out)
	}
	if n := b.programs(); len(n) != 1 {
		t.Errorf("compiled %d times", len(n))
	}
	// Without a Go, what is compiled runs, and lists and help need nothing.
	b.env = append(b.env, "PATH=")
	b.write(map[string]string{"other/fabfile.go": book})
	if out, status := b.run("other", "hello"); status != 1 || !strings.HasPrefix(out, "\nFatal error: the fabfile must be compiled, and there is no go command: ") || !strings.HasSuffix(out, "; fab --compile makes a program for machines without one\n\nAborting.\n") {
		t.Errorf("%d, %s", status, out)
	}
	for _, args := range [][]string{{"-l"}, {"-d", "hello"}, {"--shortlist"}, {"-h"}, {"--completion=bash"}} {
		if out, status := b.run("other", args...); status != 0 || out == "" || strings.Contains(out, "Fatal error") {
			t.Errorf("%q of a fabfile that is not compiled: %d, %s", args, status, out)
		}
	}
	b.expect("Hello Ada!\n\nDone.\n", 0, "hello:Ada")
	const list = "Tasks of the book.\n\nAvailable commands:\n\n    hello  Hello greets somebody.\n"
	b.expect(list, 0, "-l")
	b.expect(list, 0)
	b.expect("hello\n", 0, "--shortlist")
	if out, status := b.run("", "-h"); status != 0 || !strings.Contains(out, "Usage: fab [options]") {
		t.Errorf("%d, %s", status, out)
	}
	if out, status := b.run("", "-d", "hello"); status != 0 || !strings.Contains(out, "Arguments: name='world'") {
		t.Errorf("%d, %s", status, out)
	}
	if out, status := b.run("", "--nosuch"); status != 2 || !strings.Contains(out, "no such option: --nosuch") {
		t.Errorf("%d, %s", status, out)
	}
}

func TestNoFabfile(t *testing.T) {
	b := newBench(t, map[string]string{"there/x.go": book})
	const none = "\nFatal error: Couldn't find any fabfiles!\n\nRemember that -f can be used to specify fabfile path, and use -h for help.\n\nAborting.\n"
	b.expect(none, 1, "-f", "nofile.py", "hello")
	b.expect(none, 1, "hello")
	b.expect(none, 1, "-l")
	b.expect("hello\n", 0, "-f", "there/x.go", "--shortlist")
	b.expect("hello\n", 0, "-f", "there/x", "--shortlist")
	if out, status := b.run("there", "-f", "x", "--shortlist"); out != "hello\n" || status != 0 {
		t.Errorf("%d, %s", status, out)
	}
	// What Fabric said, as it was recorded.
	golden := read(t, filepath.Join(peers.Corpus(t, "fab"), "golden.txt"))
	_, told, found := strings.Cut(golden, "$ fab -f nofile.py hello\n")
	told, _, ended := strings.Cut(told, "[rc=1]\n")
	if !found || !ended || told != none {
		t.Errorf("the transcript says %q", told)
	}
	// A command needs no fabfile: it gets as far as the question for a host.
	if out, status := b.run("", "--", "uname"); status != 1 || !strings.Contains(out, "No hosts found") {
		t.Errorf("%d, %s", status, out)
	}
}

const everything = `package fabfile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/site/words"
	"github.com/pyops-go/pyops/fab"
)

func Config(e *fab.Env) error {
	if len(e.Hosts) == 1 && e.Hosts[0] == "nowhere" {
		return errors.New("no such site")
	}
	if len(e.Hosts) == 0 {
		e.Hosts = []string{"a", "b"}
	}
	return e.Set("release", words.Release)
}

//fab:task default alias=t
//fab:hosts one
//fab:serial
func TypesOfAll(ctx context.Context, s string, b bool, i int, f float64, d time.Duration, rest ...string) error {
	fmt.Println(s, b, i, f, d, rest)
	return nil
}

//fab:task name=app.show
//fab:runs_once
func Show(c *fab.Context) (int, error) {
	release, _ := c.Env.Get("release")
	fmt.Println(c.Env.HostString, release)
	return 1, nil
}

//fab:task
//fab:with_settings warn_only=true user=deploy
func Fails(c *fab.Context) error {
	fmt.Println(c.Env.WarnOnly, c.Env.User)
	return errors.New("it failed")
}

// Hidden is no task: others are declared.
func Hidden() {}

func helper() {}
`

func TestFabfilesAreReadAndRun(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile/fabfile.go": everything, "words/words.go": "package words\n\nconst Release = \"r1\"\n"})
	b.expect("app.show\nfails\nt\ntypes_of_all\n", 0, "--shortlist")
	const once = "[a] Executing task 'app.show'\na r1\n\nDone.\n"
	b.expect(once, 0, "app.show", "app.show")
	b.expect("[x] Executing task 'app.show'\nx r1\n\nDone.\n", 0, "-H", "x", "app.show")
	b.expect("\nFatal error: no such site\n\nAborting.\n", 1, "-H", "nowhere", "app.show")
	b.expect("[one] Executing task 'types_of_all'\nx true 7 0.5 1m30s [p q]\n\nDone.\n", 0, "t:x,yes,7,0.5,1m30s,p,q")
	b.expect("[one] Executing task 'types_of_all'\nx false 7 1 2s []\n\nDone.\n", 0, "t:x,d=2,i=7,f=1,b=no")
	for call, want := range map[string]string{
		"t:x,maybe,7,1,1":      `task types_of_all: "maybe": argument b: expected true or false`,
		"t:x,no,7.5,1,1":       `task types_of_all: "7.5": argument i: expected a whole number`,
		"t:x,no,7,1,soon":      `task types_of_all: "soon": argument d: expected a time, such as 10, 0.5 or 1m30s`,
		"t:x,no,7,1":           `task types_of_all: argument d is missing: it takes s, b, i, f, d, rest`,
		"t:x,no,7,1,1,nosuch=": `task types_of_all: "nosuch": no such argument: it takes s, b, i, f, d, rest`,
	} {
		b.expect("\nFatal error: "+want+"\n\nAborting.\n", 1, call)
	}
	b.expect("[a] Executing task 'fails'\ntrue deploy\n\nFatal error: it failed\n\nAborting.\n", 1, "fails")
	if n := len(b.programs()); n != 1 {
		t.Fatalf("%d programs", n)
	}

	first := b.programs()[0]
	// What the fabfile imports has changed.
	b.write(map[string]string{"words/words.go": "package words\n\nconst Release = \"r2\"\n"})
	b.expect(strings.Replace(once, "r1", "r2", 1), 0, "app.show")
	// A file has come to the package; another sets what is in it.
	b.write(map[string]string{"words/more.go": "package words\n\nfunc init() { println(\"more\") }\n"})
	b.expect("more\n"+strings.Replace(once, "r1", "r2", 1), 0, "app.show")
	// One that the build leaves out changes nothing but what is looked at.
	b.write(map[string]string{"words/more.go": "//go:build never\n\npackage words\n"})
	b.expect(strings.Replace(once, "r1", "r2", 1), 0, "app.show")
	if n := b.programs(); len(n) != 1 || n[0] == first {
		t.Errorf("programs: %q; the first was %s", n, first)
	}
	// Tags and flags of the go command.
	b.write(map[string]string{"words/tagged.go": "//go:build loud\n\npackage words\n\nfunc init() { println(\"loud\") }\n"})
	b.env = append(b.env, "GOFLAGS=-mod=mod -tags=loud")
	b.expect("loud\n"+strings.Replace(once, "r1", "r2", 1), 0, "app.show")
	b.env = append(b.env, "GOFLAGS=-mod=mod")
	b.expect(strings.Replace(once, "r1", "r2", 1), 0, "app.show")

	// A fabfile that does not compile is told with the compiler's words.
	b.write(map[string]string{"words/words.go": "package words\n\nconst Release = 1 +\n"})
	if out, status := b.run("", "app.show"); status != 1 || !strings.Contains(out, "cannot be compiled") || !strings.Contains(out, "words.go:4") {
		t.Errorf("%d, %s", status, out)
	}
}

// TestAFabfileInNoModule has one where no go.mod is: a fabfile of Python lies in no
// package either.
func TestAFabfileInNoModule(t *testing.T) {
	const fabfile = `package fabfile

import (
	"fmt"

	"github.com/pyops-go/pyops/fab"
)

var greeting string

func Config(*fab.Env) { greeting = "Hello" }

func Hello(name string) { fmt.Printf("%s %s!\n", greeting, name) }
`
	b := newBench(t, map[string]string{"fabfile.go": fabfile, "deep/x": ""})
	mod, sum := filepath.Join(b.dir, "go.mod"), filepath.Join(b.dir, "go.sum")
	saved := read(t, mod)
	if err := errors.Join(os.Remove(mod), os.Remove(sum)); err != nil {
		t.Fatal(err)
	}
	b.env = append(b.env, "GOFLAGS=", "GOPROXY=off", "GONOSUMDB=*") // all that it needs is here
	if require, _ := own(); require == "" {                         // a command that was built with -trimpath
		if out, status := b.run("deep", "hello:Jeff"); status != 1 || !strings.Contains(out, "this command does not know where it comes from") || !strings.Contains(out, "go mod init") {
			t.Errorf("%d, %s", status, out)
		}
		return
	}
	if out, status := b.run("deep", "hello:Jeff"); out != "Hello Jeff!\n\nDone.\n" || status != 0 {
		t.Fatalf("%d, %s", status, out)
	}
	entries, err := os.ReadDir(b.dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("files were left there: %v %v", entries, err)
	}
	path := b.env
	b.env = append(path, "PATH=")
	b.expect("Hello Ada!\n\nDone.\n", 0, "hello:Ada") // nothing is compiled again
	b.env = path
	b.write(map[string]string{"go.mod": strings.Split(saved, "require")[0]})
	if out, status := b.run("", "hello"); status != 1 || !strings.Contains(out, "go get github.com/pyops-go/pyops") || !strings.Contains(out, b.dir) {
		t.Errorf("in a module that does not know of fab: %d, %s", status, out)
	}
}

// TestTwoCheckouts has the same fabfile in two places: each runs its own helper.
func TestTwoCheckouts(t *testing.T) {
	const fabfile = "package fabfile\n\nimport \"example.org/site/%/words\"\n\nfunc Say() { println(words.Word) }\n"
	files := map[string]string{}
	for _, d := range []string{"one", "two"} {
		files[d+"/fabfile.go"] = strings.Replace(fabfile, "%", d, 1)
		files[d+"/words/w.go"] = "package words\n\nconst Word = \"" + d + "\"\n"
	}
	b := newBench(t, files)
	for range 2 {
		for _, d := range []string{"one", "two"} {
			if out, _ := b.run(d, "say"); out != d+"\n\nDone.\n" {
				t.Errorf("%s says %q", d, out)
			}
		}
	}
}

// TestWhatMakesAProgramOld changes, one at a time, what went into a program, and what
// would if it were there.
func TestWhatMakesAProgramOld(t *testing.T) {
	b := newBench(t, map[string]string{
		"site/fabfile.go":        "package fabfile\n\nimport \"example.org/other/words\"\n\nfunc Say() { println(words.Word) }\n",
		"other/go.mod":           "module example.org/other\n\ngo 1.26.0\n",
		"other/words/words.go":   "package words\n\nimport _ \"embed\"\n\n//go:embed word.txt\nvar Word string\n",
		"other/words/word.txt":   "hello",
		"other/unused/unused.go": "package unused\n",
	})
	b.write(map[string]string{"go.mod": read(t, filepath.Join(b.dir, "go.mod")) + "\nrequire example.org/other v0.0.0\n\nreplace example.org/other => ./other\n"})
	if out, status := b.run("site", "say"); out != "hello\n\nDone.\n" || status != 0 {
		t.Fatalf("%d, %s", status, out)
	}
	for _, pair := range b.env {
		if name, value, _ := strings.Cut(pair, "="); name != "" && name != played {
			t.Setenv(name, value)
		}
	}
	fabfile := filepath.Join(b.dir, "site", "fabfile.go")
	isWarm := func(when string, want bool) {
		t.Helper()
		if program, ok := warm(fabfile); ok != want {
			t.Errorf("%s: up to date: %t, %s", when, ok, program)
		}
	}
	isWarm("at first", true)
	for _, name := range []string{
		"site/fabfile.go", "go.mod", "go.sum", "other/go.mod", "other/words/words.go", "other/words/word.txt",
		"go.work", "go.work.sum", "other/go.sum", "vendor/modules.txt", "site/go.mod", "site/go.work", "site/more.go", "other/words/more.go",
	} {
		path := filepath.Join(b.dir, filepath.FromSlash(name))
		old, err := os.ReadFile(path)
		b.write(map[string]string{name: string(old) + "\n"})
		isWarm(name, name == "go.work.sum") // which counts beside a go.work alone
		if err == nil {
			b.write(map[string]string{name: string(old)})
		} else if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		isWarm("as before "+name, true)
	}
	for _, name := range []string{"other/unused/unused.go", "other/words/words_test.go", "site/notes.txt"} {
		b.write(map[string]string{name: "package other\n"})
		isWarm(name, true)
	}
}

// TestAFabfileBesideAProgram has the fabfile in the folder of another program.
func TestAFabfileBesideAProgram(t *testing.T) {
	b := newBench(t, map[string]string{
		"main.go":    "package main\n\nfunc main() { panic(\"the other program\") }\n",
		"fabfile.go": "//go:build fab\n\npackage main\n\nfunc Say() { println(word()) }\n",
		"more.go":    "//go:build fab\n\npackage main\n\nfunc word() string { return \"beside\" }\n",
	})
	b.expect("beside\n\nDone.\n", 0, "say")
	cmd := exec.Command("go", "vet", ".")
	cmd.Dir, cmd.Env = b.dir, b.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the program is disturbed: %v\n%s", err, out)
	}
}

func TestCompile(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile.go": book})
	to := filepath.Join(t.TempDir(), "tasks")
	if runtime.GOOS == "windows" {
		to += ".exe"
	}
	b.expect("", 0, "--compile", to)
	cmd := exec.Command(to, "hello:Ada")
	cmd.Dir, cmd.Env = t.TempDir(), []string{"PATH="}
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "Hello Ada!\n\nDone.\n" {
		t.Errorf("%s, %v", out, err)
	}
	if text := read(t, to); strings.Contains(text, b.cache) {
		t.Error("the program names places of this machine")
	}
}

func TestWhatAFabfileMayNotBe(t *testing.T) {
	for name, q := range map[string]struct{ text, want string }{
		"two of a name":      {"package f\n\nfunc A() {}\n\n//fab:task name=a\nfunc B() {}\n\n//fab:task\nfunc C() {}\n\n//fab:task name=c\nfunc D() {}\n", "both C and D are tasks named c"},
		"unknown directive":  {"package f\n\n//fab:nosuch\nfunc A() {}\n", "fabfile.go:3: //fab:nosuch is not known"},
		"no such parameter":  {"package f\n\n//fab:default x=1\nfunc A(y string) {}\n", "A has no parameter of that name"},
		"a type of no text":  {"package f\n\n//fab:task\nfunc A(y chan int) {}\n", "A cannot be a task: parameter y is of a type that no text becomes"},
		"both ways":          {"package f\n\n//fab:parallel\n//fab:serial\nfunc A() {}\n", "A is both parallel and serial"},
		"a bad pool":         {"package f\n\n//fab:parallel some\nfunc A() {}\n", `"some": expected how many hosts at once`},
		"a bad setting":      {"package f\n\n//fab:with_settings warn_only=perhaps\nfunc A() {}\n", "expected true or false"},
		"two that take env":  {"package f\n\nimport \"github.com/pyops-go/pyops/fab\"\n\nfunc A(*fab.Env) {}\nfunc B(e *fab.Env) error { return nil }\n", "both A and B take the env"},
		"a main of its own":  {"package main\n\nfunc main() {}\n", "it has a main of its own"},
		"not Go":             {"this is no Go\n", "expected 'package'"},
		"an odd task option": {"package f\n\n//fab:task loudly\nfunc A() {}\n", `"loudly": expected name=NAME, alias=NAME or default`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, map[string]string{"fabfile.go": q.text})
			if out, status := b.run("", "-l"); status != 1 || !strings.Contains(out, q.want) {
				t.Errorf("status %d: %s\nwant %s", status, out, q.want)
			}
		})
	}
	b := newBench(t, map[string]string{"fabfile.go": "package f\n\nfunc Helper(x chan int) {}\n\nfunc Task() {}\n\nfunc Generic[T any](x T) {}\n"})
	b.expect("task\n", 0, "--shortlist")
}

func TestNamesOfTasks(t *testing.T) {
	for name, want := range map[string]string{
		"Hello": "hello", "PrepareDeploy": "prepare_deploy", "DBSync": "db_sync", "RunDB": "run_db", "HTTP": "http", "A": "a", "Deploy_All": "deploy_all", "V2Move": "v2_move", "Ärger": "ärger",
	} {
		if got := taskName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
