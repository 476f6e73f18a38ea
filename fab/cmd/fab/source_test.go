package main

import (
	gobuild "go/build"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// reading reads a fabfile that is a text.
func reading(t *testing.T, text string) (*source, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fabfile.go")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := readSource(path)
	if err != nil {
		return nil, err
	}
	if s.path != path || s.dir != filepath.Dir(path) || !slices.Equal(s.files, []string{"fabfile.go"}) {
		t.Errorf("path %s, folder %s, files %q", s.path, s.dir, s.files)
	}
	return s, nil
}

// TestDirectives reads what stands above a function.
func TestDirectives(t *testing.T) {
	s, err := reading(t, `// Tasks.
package f

import "time"

// Move moves.
//
// In detail.
//
//fab:task name=db.move alias=m,mv alias=x default
//fab:default to = 2=3
//fab:default howLong=1m
//fab:hosts a, b
//fab:hosts c,
//fab:roles web,db
//fab:parallel 7
//fab:runs_once
//fab:with_settings warn_only=true user=u=v
func Move(from, to string, howLong time.Duration, rest ...string) error { return nil }

//fab:task
//fab:serial
func PrepareDB(_ int, x []string) (int, error) { return 0, nil }

// Helper is none: others are declared.
func Helper() {}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []task{
		{function: "Move", declared: true, settings: [][2]string{{"warn_only", "true"}, {"user", "u=v"}}, Task: fab.Task{
			Name: "db.move", Aliases: []string{"m", "mv", "x"}, Default: true, Doc: "Move moves.\n\nIn detail.", Hosts: []string{"a", "b", "c"}, Roles: []string{"web", "db"}, Parallel: true, PoolSize: 7, RunsOnce: true,
			Args: []fab.Arg{{Name: "from"}, {Name: "to", Default: fab.Value("2=3")}, {Name: "how_long", Default: fab.Value("1m")}, {Name: "rest"}},
		}},
		{function: "PrepareDB", declared: true, Task: fab.Task{Name: "prepare_db", Serial: true, Args: []fab.Arg{{Name: "1"}, {Name: "x"}}}},
	}
	if s.doc != "Tasks." || s.pkg != "f" || !reflect.DeepEqual(s.tasks, want) {
		t.Errorf("%q, %q\n got %+v\nwant %+v", s.doc, s.pkg, s.tasks, want)
	}
}

func TestWhatIsWrongWithAFabfile(t *testing.T) {
	const function = "\nfunc A(x string) {}\n"
	for text, want := range map[string]string{
		"//fab:default x" + function:                                    `fabfile.go:3: "x": expected //fab:default parameter=value`,
		"//fab:default x=1\n//fab:default x=2" + function:               "fabfile.go:4: parameter x has two defaults",
		"//fab:task name=" + function:                                   `fabfile.go:3: "name=": expected name=NAME, alias=NAME or default`,
		"//fab:task alias" + function:                                   `fabfile.go:3: "alias": expected name=NAME, alias=NAME or default`,
		"//fab:task default=1" + function:                               `fabfile.go:3: "default=1": expected name=NAME, alias=NAME or default`,
		"//fab:parallelish" + function:                                  "fabfile.go:3: //fab:parallelish is not known: expected task, default, hosts, roles, parallel, serial, runs_once or with_settings",
		"//fab:parallel 0" + function:                                   `fabfile.go:3: "0": expected how many hosts at once`,
		"//fab:with_settings user" + function:                           `fabfile.go:3: "user": expected key=value`,
		"//fab:parallel\n//fab:serial" + function:                       "fabfile.go:5: A is both parallel and serial",
		"//fab:default y=1" + function:                                  "fabfile.go:4: //fab:default y: A has no parameter of that name",
		"//fab:task\nfunc A(x []int) {}\n":                              "fabfile.go:4: A cannot be a task: parameter x is of a type that no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end",
		"//fab:task\nfunc A(x []string, y int) {}\n":                    "fabfile.go:4: A cannot be a task: parameter x is of a type that no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end",
		"//fab:task\nfunc A() (a, b int, err error) { return }\n":       "fabfile.go:4: A cannot be a task: it returns 3 values: expected nothing, an error, or a value and an error",
		"//fab:default x=1\nfunc A(x int) (a, b int) { return }\n":      "fabfile.go:4: A cannot be a task: its second value is no error",
		"func A() {}\n\n//fab:task name=b alias=a\nfunc C() {}\n":       "",
		"//fab:task\nfunc A() {}\n\n//fab:task alias=a\nfunc C() {}\n":  "fabfile.go: both A and C are tasks named a",
		"func DBMove() {}\nfunc Db_move() {}\n":                         "fabfile.go: both DBMove and Db_move are tasks named db_move",
		"//go:build fab && (\n":                                         "",
		"func A(x int) (int, string) { return 0, \"\" }\nfunc B() {}\n": "",
	} {
		s, err := reading(t, "package f\n\n"+text)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if err == nil || !strings.HasSuffix(err.Error(), string(filepath.Separator)+want) {
			t.Errorf("%q: %v, %v\nwant %s", text, s, err, want)
		}
	}
	if s, err := reading(t, "//go:build fab && (\n\npackage f\n"); err == nil || !strings.Contains(err.Error(), "fabfile.go:1: ") {
		t.Errorf("%v, %v", s, err)
	}
	if s, err := readSource(t.TempDir()); err == nil || !strings.HasSuffix(err.Error(), ": no file of a package is there") {
		t.Errorf("%v, %v", s, err)
	}
}

// TestFilesThatAreLeftOut has a folder with files that are not for this machine, by
// constraints that stand before or after other comments.
func TestFilesThatAreLeftOut(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.go":      "// Tasks.\npackage f\n\nfunc One() {}\n",
		"b.go":      "// A licence.\n\n//go:build nosuch\n\n// Of b.\npackage f\n\n// Two is left out.\nfunc Two() {}\n",
		"c.go":      "//go:build nosuch\n\n// Of c.\npackage f\n\n// Three is left out.\nfunc Three() {}\n",
		"d.go":      "// A licence.\n\n//go:build !nosuch && fab\n\npackage f\n\nfunc Four() {}\n",
		"e_test.go": "package f\n\nfunc Five() {}\n",
		"f.go":      "package g\n\nfunc Six() {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := readSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, t := range s.tasks {
		names = append(names, t.Name)
	}
	if !slices.Equal(names, []string{"one", "four"}) || !slices.Equal(s.files, []string{"a.go", "d.go"}) || s.doc != "Tasks." {
		t.Errorf("tasks %q, files %q, %q", names, s.files, s.doc)
	}
}

// TestConstraints asks Go's own build context which tags are those of this machine.
func TestConstraints(t *testing.T) {
	c := gobuild.Default
	for _, tag := range []string{"linux", "windows", "darwin", "freebsd", "plan9", "js", "unix", "amd64", "arm64", "386", "gc", "gccgo", "nosuch", "go1", "go1.x"} {
		if got, want := isHere(tag), has(t, c, tag); got != want {
			t.Errorf("%s: %t, want %t", tag, got, want)
		}
	}
	for i := 1; i <= 60; i++ {
		tag := "go1." + strconv.Itoa(i)
		if got, want := isHere(tag), slices.Contains(c.ReleaseTags, tag); got != want {
			t.Errorf("%s: %t, want %t", tag, got, want)
		}
	}
}

// has is whether a file with the tag would be compiled here.
func has(t *testing.T, c gobuild.Context, tag string) bool {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte("//go:build "+tag+"\n\npackage x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	match, err := c.MatchFile(dir, "x.go")
	if err != nil {
		t.Fatal(err)
	}
	return match
}
