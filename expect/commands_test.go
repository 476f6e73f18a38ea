package expect_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

var commandLines = []string{
	"", " ", "a", "a b", "  a  b ", `a "b c" 'd e'`, `"a\"b"`, `d\ e`, `a""b`, `x '' y`, `a\`, `'open`, `"open`, `''`, `""`, `$HOME ~ *`,
	"a\tb\nc", `a'b'"c"\ d`, `\\`, `\'`, "é ü", "a\u00a0b", `'a\'b`, "a\\\nb", `''a`, `' '`,
}

// Lines of all that a split looks at.
func someLine(pick func(int) int) string {
	var b strings.Builder
	for range pick(12) {
		b.WriteString([]string{"a", "b", " ", "  ", "'", `"`, `\`, "\t", "\n", "é"}[pick(10)])
	}
	return b.String()
}

func TestSplitCommandLine(t *testing.T) {
	py := startPexpect(t)
	r := original.Rand(t)
	lines := slices.Clone(commandLines)
	for range original.Rounds(t, 3000) {
		lines = append(lines, someLine(r.IntN))
	}
	var calls []original.Call
	for _, l := range lines {
		calls = append(calls, original.Call{Func: "pexpect.split_command_line", Args: []any{l}})
	}
	for i, result := range py.Batch(calls) {
		ours := append([]string{}, expect.SplitCommandLine(lines[i])...)
		if result.Err != nil || !original.Same(ours, result.Value) {
			t.Errorf("%q: got %q, want %q %v", lines[i], ours, result.Value, result.Err)
		}
	}
}

func TestWhich(t *testing.T) {
	py := startPexpect(t)
	dir := t.TempDir()
	make := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run, plain, sub := make("bin/run", 0o755), make("bin/plain", 0o644), make("bin/sub/run", 0o755)
	if err := os.Symlink(run, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir+"/nothing", filepath.Join(dir, "broken")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(dir, "bin"))
	py.Define("import os\nos.chdir(" + pyString(filepath.Join(dir, "bin")) + ")")
	defer py.Define("os.chdir('/')")
	paths := []string{"", dir + "/bin", "/nowhere:" + dir + "/bin", dir + "/bin/:" + dir, ":", "/bin:/usr/bin", dir + "/bin/sub:" + dir + "/bin"}
	for _, name := range []string{"run", "plain", "sub", "nothing", run, plain, sub, dir, "./run", "sub/run", "../link", "../broken", "link", "sh", ""} {
		want := py.Value("pexpect.is_executable_file", name)
		if got := expect.IsExecutableFile(name); got != want {
			t.Errorf("executable %q: got %v, want %v", name, got, want)
		}
		for _, path := range paths {
			theirs := py.Value("pexpect.which", name, original.Dict{{Key: "PATH", Value: path}})
			if theirs == nil {
				theirs = ""
			}
			if got := expect.Which(name, []string{"PATH=" + path}); got != theirs {
				t.Errorf("%q in %q: got %q, want %q", name, path, got, theirs)
			}
		}
	}
}

func pyString(s string) string { return pytext.Repr(s) }

func TestSearchers(t *testing.T) {
	py := startPexpect(t)
	r := original.Rand(t)
	for range original.Rounds(t, 500) {
		exact := r.IntN(2) == 0
		class, from, make := "searcher_re", regexps, expect.NewSearcher
		if exact {
			class, from, make = "searcher_string", exacts, expect.NewExactSearcher
		}
		var patterns []string
		for range 1 + r.IntN(3) {
			patterns = append(patterns, from[r.IntN(len(from))])
		}
		for _, s := range []string{eof, timeout} {
			if r.IntN(2) == 0 {
				patterns = slices.Insert(patterns, r.IntN(len(patterns)+1), s)
			}
		}
		text := letters(r, r.IntN(12))
		window := r.IntN(6)
		s, err := make(patternsOf(patterns)...)
		if err != nil {
			t.Fatal(err)
		}
		got := []any{s.EOFIndex, s.TimeoutIndex, []byte(s.String())}
		if i := s.Search(text, window); i < 0 {
			got = append(got, i)
		} else {
			got = append(got, i, s.Start, s.End, []byte(s.Match.String()))
		}
		var raw []any
		for _, p := range patterns {
			raw = append(raw, []byte(p))
		}
		if want := py.Value("searched", class, raw, text, window); !original.Same(got, want) {
			t.Fatalf("%s %q in %q, window %d:\n got %q\nwant %q", class, patterns, text, window, original.Plain(got), want)
		}
	}
}

// Commands that end by themselves or when they are answered.
func TestRun(t *testing.T) {
	py := startOwn(t)
	asks := `sh -c "printf 'name? '; read a; printf 'again? '; read b; echo $a-$b; exit 4"`
	for _, c := range []struct {
		command string
		options original.Dict
		events  [][2]string
	}{
		{"echo hi", nil, nil},
		{`sh -c "exit 3"`, nil, nil},
		{`sh -c "echo out; echo err >&2"`, nil, nil},
		{`sh -c 'kill -9 $$'`, nil, nil},
		{"pwd", option("cwd", "/usr"), nil},
		{`sh -c "echo $A"`, option("env", original.Dict{{Key: "A", Value: "1"}, {Key: "PATH", Value: "/bin:/usr/bin"}}), nil},
		{asks, nil, [][2]string{{"name\\? $", "me\n"}, {"again\\? $", "you\n"}}},
		{asks, nil, [][2]string{{"\\? $", "<number>"}}},
		{asks, nil, [][2]string{{"\\? $", "<method>"}}},
		{asks, nil, [][2]string{{"name", "<nothing>"}, {"\\? $", "x\n"}}},
		{asks, nil, [][2]string{{"name\\? $", "x\n"}, {"again", "<stop>"}}},
		{asks, option("timeout", 0.3), [][2]string{{"name\\? $", "x\n"}}},
		{`sh -c "read a; echo got $a"`, option("timeout", 0.3), [][2]string{{timeout, "late\n"}}},
		{"echo hi", nil, [][2]string{{eof, "<stop>"}}},
	} {
		var events []any
		var ours []expect.Event
		seen := []any{}
		for _, e := range c.events {
			events = append(events, original.Tuple{[]byte(e[0]), []byte(e[1])})
			event := expect.Event{Pattern: patternsOf(e[:1])[0], Response: e[1]}
			note := func(s *expect.EventState) {
				seen = append(seen, []any{s.EventCount, s.Index, s.ExtraArgs, []byte(s.Output)})
			}
			switch e[1] {
			case "<number>", "<method>":
				event.Callback = func(s *expect.EventState) (string, bool) {
					note(s)
					return "n" + string(rune('0'+s.EventCount)) + "\n", false
				}
			case "<nothing>":
				event.Callback = func(s *expect.EventState) (string, bool) { note(s); return "", false }
			case "<stop>":
				event.Callback = func(s *expect.EventState) (string, bool) { note(s); return "", true }
			}
			ours = append(ours, event)
		}
		o := &expect.RunOptions{Events: ours, ExtraArgs: "extra"}
		for _, p := range c.options {
			switch p.Key {
			case "cwd":
				o.Dir = p.Value.(string)
			case "timeout":
				o.Timeout = seconds(p.Value)
			case "env":
				o.Env = []string{"A=1", "PATH=/bin:/usr/bin"}
			}
		}
		output, status, ok, err := expect.RunWithExitStatus(context.Background(), c.command, o)
		if err != nil {
			t.Errorf("%s: %v", c.command, err)
			continue
		}
		var exit any
		if ok {
			exit = status
		}
		got := []any{original.Tuple{[]byte(output), exit}, seen}
		if want := py.Value("ran", c.command, append(original.Dict{}, c.options...), append([]any{}, events...)); !original.Same(got, want) {
			t.Errorf("%s %q\n got %q\nwant %q", c.command, c.events, original.Plain(got), want)
		}
	}
	theirs := py.Value("pexpect.runu", "echo é")
	if got, err := expect.Run(context.Background(), "echo é", &expect.RunOptions{Spawn: &expect.SpawnOptions{SessionOptions: expect.SessionOptions{Encoding: "utf-8"}}}); got != theirs || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// A TIMEOUT among the events: its output comes once here, and again with the next
// event there.
func TestRunDoesNotRepeat(t *testing.T) {
	py := startOwn(t)
	command := `sh -c "stty -echo; echo one; read a; echo two; read b"`
	theirs := py.Value("lambda c: pexpect.run(c, timeout=0.4, events=[(pexpect.TIMEOUT, 'x\\n')])", command)
	if strings.Count(string(theirs.([]byte)), "one") < 2 {
		t.Errorf("healed: %q", theirs)
	}
	got, err := expect.Run(context.Background(), command, &expect.RunOptions{Timeout: 400 * time.Millisecond, Events: []expect.Event{{Pattern: expect.TIMEOUT, Response: "x\n"}}})
	if err != nil || got != "one\r\ntwo\r\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// Without options a program runs as pexpect.run runs it.
func TestRunWithoutOptions(t *testing.T) {
	py := startPexpect(t)
	const command = "sh -c 'echo out; echo err >&2; exit 3'"
	theirs := py.Value("lambda c: list(pexpect.run(c, withexitstatus=True))", command).([]any)
	output, err := expect.Run(t.Context(), command, nil)
	if err != nil || output != string(theirs[0].([]byte)) {
		t.Errorf("got %q, %v, want %q", output, err, theirs[0])
	}
}

// What an event answers may be a password, and is not printed.
func TestEventsArePrintedWithoutTheirAnswers(t *testing.T) {
	for want, e := range map[string]expect.Event{
		"{word: : ********}": {Pattern: "word: ", Response: "pa55\n"}, "{word: : no answer}": {Pattern: "word: "},
		"{word: : a callback}": {Pattern: "word: ", Response: "pa55\n", Callback: func(*expect.EventState) (string, bool) { return "", true }},
	} {
		for format, want := range map[string]string{"%v": want, "%#v": "expect.Event" + want} {
			if got := fmt.Sprintf(format, e); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
}

func TestCommandsThatCannotStart(t *testing.T) {
	py := startPexpect(t)
	ctx := context.Background()
	for _, command := range []string{"nosuch", "nosuch with arguments", "/", ""} {
		theirs, ok := py.Value("lambda c: attempt(lambda: pexpect.spawn(c))", command).(original.Dict)
		c, err := expect.Spawn(ctx, command, nil)
		if err == nil {
			c.Close()
			t.Fatalf("%q started", command)
		}
		if command == "" { // there an IndexError of its own
			continue
		}
		if !ok || !errors.Is(err, expect.ErrPexpect) || !strings.HasPrefix(reasonOf(err), theirs[1].Value.(string)) {
			t.Errorf("%q: got %v, want %v", command, err, theirs)
		}
		if _, err := expect.NewPopenSpawn(ctx, command, nil); err == nil {
			t.Errorf("%q started behind pipes", command)
		}
	}
	if _, err := expect.Spawn(ctx, "true", &expect.SpawnOptions{Dir: "/nowhere"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := expect.Spawn(gone, "true", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	for _, o := range []expect.SessionOptions{{Encoding: "no-such"}, {CodecErrors: "guess"}} {
		if _, err := expect.Spawn(ctx, "true", &expect.SpawnOptions{SessionOptions: o}); !errors.Is(err, expect.ErrValue) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// The options of Run go before those of its Spawn.
func TestRunHasItsOwnOptions(t *testing.T) {
	dir := t.TempDir()
	var log strings.Builder
	out, err := expect.Run(t.Context(), "/bin/sh -c 'echo $COLOUR; pwd'", &expect.RunOptions{
		Env: []string{"COLOUR=red"}, Dir: dir, LogFile: &log,
		Spawn: &expect.SpawnOptions{Env: []string{"COLOUR=blue"}, Dir: "/", SessionOptions: expect.SessionOptions{LogFile: broken{}}},
	})
	if want := "red\r\n" + dir + "\r\n"; err != nil || out != want || log.String() != want {
		t.Errorf("%q, log %q, %v, want %q", out, log.String(), err, want)
	}
	out, err = expect.Run(t.Context(), "/bin/sh -c 'echo $COLOUR; pwd'", &expect.RunOptions{Spawn: &expect.SpawnOptions{Env: []string{"COLOUR=blue"}, Dir: "/"}})
	if err != nil || out != "blue\r\n/\r\n" {
		t.Errorf("%q, %v", out, err)
	}
}
