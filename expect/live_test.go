package expect_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// An act is one thing asked of a program in a terminal.
type act struct {
	op       string
	operands []any
}

func do(op string, operands ...any) act { return act{op, operands} }

// await is expect with 10 seconds, which none of the programs needs.
func await(patterns ...any) act { return do("expect", patterns, 10) }

// A live is a program and what is asked of it.
type live struct {
	name    string
	shell   string   // for sh -c, or
	command []string // the command itself
	options original.Dict
	acts    []act
}

func option(key string, value any) original.Dict { return original.Dict{{Key: key, Value: value}} }

var eof, timeout = "<EOF>", "<TIMEOUT>"

// lives hold still between what they print until they are told to go on, so that
// what is read does not depend on the machine.
var lives = []live{
	{"first in the text wins", "printf 'aaa bbb\\n'; read x", nil, nil, []act{await("b+ ?", "a+ "), await("b+")}},
	{"first in the list wins", "printf 'foobar\\n'; read x", nil, nil, []act{await("foo", "foobar"), await("bar")}},
	{"longer first", "printf 'foobar\\n'; read x", nil, nil, []act{await("foobar", "foo")}},
	{"exact", "printf 'foobar.\\n'; read x", nil, nil, []act{do("expect_exact", []any{".", "bar"}, 10), do("expect_exact", []any{"\r\n"}, 10)}},
	{"carriage return", "printf 'two\\n'; read x", nil, nil, []act{await("two$", "two\\r\\n")}},
	{"end in the list", "printf 'all\\n'", nil, nil, []act{await("nothing", eof), await("nothing", eof)}},
	{"end not in the list", "printf 'all\\n'", nil, nil, []act{await("nothing"), await("nothing"), do("isalive"), do("signals")}},
	{"match before the end", "printf 'all that\\n'", nil, nil, []act{await("zz", eof), do("isalive"), do("signals")}},
	{"timeout in the list", "printf 'all\\n'; read x; printf 'more\\n'; read y", nil, nil, []act{await("all"), do("expect", []any{"zz", timeout}, 0.1), do("sendline", "go"), await("more\\r\\n")}},
	{"timeout not in the list", "printf 'all\\n'; read x", nil, nil, []act{await("l\\r\\n"), do("expect", []any{"zz"}, 0.1), do("expect", []any{"zz"}, 0)}},
	{"timeout keeps", "printf 'all\\n'; read x", nil, nil, []act{await("a"), do("expect", []any{"zz", timeout}, 0.2), await("ll")}},
	{"nothing to expect", "printf 'all\\n'", nil, nil, []act{do("expect", []any{}, 10)}},
	{"empty match", "read x", nil, nil, []act{await("x*")}},
	{"sendline", "read x; echo got $x", nil, nil, []act{do("sendline", "yo"), await(eof), do("wait"), do("signals")}},
	{"sendline of nothing", "read x; echo got $x.", nil, nil, []act{do("sendline"), await(eof)}},
	{"send", "read x; echo got $x", nil, nil, []act{do("send", "é"), do("send", "\n"), await(eof)}},
	{"write", "read x; echo got $x", nil, nil, []act{do("write", "a b"), do("writelines", []any{"c", "d\n"}), await(eof)}},
	{"control", "cat -v", nil, option("echo", false), []act{do("sendcontrol", "v"), do("sendcontrol", "a"), do("sendcontrol", "1"), do("sendcontrol", "v"), do("sendcontrol", "["), do("sendline", ""), await("\\^A.*\\n"), do("sendeof"), await(eof)}},
	{"all controls", "stty raw; echo ready; cat -v", nil, option("echo", false), controls("Az?@`[{\\|]}^~_")},
	{"interrupt", "trap 'echo caught; exit 5' INT; echo ready; while :; do read x; done", nil, nil, []act{await("ready\\r\\n"), do("sendintr"), await("caught\\r\\n"), await(eof), do("wait"), do("signals")}},
	{"end of input", "cat; echo done", nil, nil, []act{do("sendeof"), await("done\\r\\n"), await(eof)}},
	{"no echo", "read x; echo got $x", nil, option("echo", false), []act{do("getecho"), do("sendline", "yo"), await(eof)}},
	{"setecho", "echo ready; read x; echo got $x", nil, nil, []act{await("ready\\r\\n"), do("getecho"), do("setecho", false), do("getecho"), do("sendline", "yo"), await(eof)}},
	{"setecho on", "echo ready; read x; echo got $x", nil, option("echo", false), []act{await("ready\\r\\n"), do("setecho", true), do("getecho"), do("sendline", "yo"), await(eof)}},
	{"waitnoecho", "read a; stty -echo; read x; stty echo; echo got $x; read y", nil, nil, []act{do("waitnoecho", 0.2), do("sendline", "go"), do("waitnoecho", 10), do("sendline", "secret"), await("got secret\\r\\n")}},
	{"size", "stty size; read x; stty size", nil, nil, []act{do("getwinsize"), await("24 80\\r\\n"), do("setwinsize", 11, 22), do("getwinsize"), do("sendline", "go"), await("11 22\\r\\n"), await(eof)}},
	{"odd sizes", "read x", nil, nil, []act{
		do("setwinsize", 0, 0), do("getwinsize"), do("setwinsize", 65535, 1), do("getwinsize"), do("setwinsize", 1, 65535), do("getwinsize"), do("setwinsize", 0, 1), do("getwinsize"),
	}},
	{"dimensions", "stty size", nil, option("dimensions", original.Tuple{33, 44}), []act{await(eof), do("getwinsize")}},
	{"resized", "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done", nil, nil, []act{await("ready\\r\\n"), do("setwinsize", 5, 6), await("5 6\\r\\n"), await(eof)}},
	{"status", "exit 3", nil, nil, []act{do("signals"), await(eof), do("wait"), do("signals")}},
	{"status once asked", "exit 3", nil, nil, []act{do("gone"), do("signals"), do("isalive"), do("signals"), await(eof)}},
	{"last words", "echo hi", nil, nil, []act{do("gone"), do("isalive"), await(eof)}},
	{"killed", "echo ready; read x", nil, nil, []act{await("ready\\r\\n"), do("kill", 15), await(eof), do("wait"), do("signals")}},
	{"terminate", "echo ready; read x", nil, option("patience", 1.0), []act{await("ready\\r\\n"), do("terminate"), do("signals"), do("isalive")}},
	{"terminate by force", "trap '' HUP INT; echo ready; while :; do read x; done", nil, option("patience", 1.0), []act{await("ready\\r\\n"), do("terminate", false), do("isalive"), do("terminate", true), do("signals")}},
	{"close", "echo ready; exec sleep 600", nil, nil, []act{await("ready\\r\\n"), do("same"), do("isatty"), do("close"), do("signals"), do("isatty"), do("close"), do("isalive")}},
	{"close stubborn", "trap '' HUP INT; echo ready; while :; do sleep 0.1; done", nil, option("patience", 1.0), []act{await("ready\\r\\n"), do("close", true), do("signals")}},
	{"after close", "echo ready; read x", nil, nil, []act{await("ready\\r\\n"), do("close"), do("expect", []any{"x"}, 1), do("read", 1), do("readline"), do("getecho")}},
	{"read", "printf 'one\\ntwo\\nthree'", nil, nil, []act{do("read", 2), do("read", 0), do("readline"), do("read", 1), do("read", -1), do("read", -1), do("read", 5)}},
	{"readline", "printf 'one\\n\\ntwo'", nil, nil, []act{do("readline"), do("readline"), do("readline"), do("readline"), do("readline")}},
	{"readlines", "printf 'one\\ntwo\\n\\nthree'", nil, nil, []act{do("readlines"), do("readlines")}},
	{"iteration", "printf 'one\\ntwo\\n\\nthree'", nil, nil, []act{do("lines"), do("lines")}},
	{"command line", "", []string{"echo 'a b'  c\\ d \"e\\\"f\""}, nil, []act{await(eof)}},
	{"arguments", "", []string{"echo", "a b", "$HOME", "*"}, nil, []act{await(eof)}},
	{"environment", "", []string{"sh", "-c", "echo $A.$HOME."}, option("env", original.Dict{{Key: "A", Value: "1"}, {Key: "PATH", Value: "/bin:/usr/bin"}}), []act{await(eof)}},
	{"folder", "pwd", nil, option("cwd", "/usr"), []act{await(eof)}},
	{"session leader", "ps -o pid=,pgid=,sid=,tpgid= -p $$ | { read a b c d; test $a = $b -a $b = $c -a $c = $d && echo leads; }", nil, nil, []act{await("leads\\r\\n"), await(eof)}},
	{"hangup ignored", "grep -c 'SigIgn:.*[13579bdf]$' /proc/self/status", nil, option("ignore_sighup", true), []act{await(eof)}},
	{"hangup not ignored", "grep -c 'SigIgn:.*[13579bdf]$' /proc/self/status", nil, nil, []act{await(eof)}},
	{"program left behind", "sleep 3 & echo now", nil, option("ignore_sighup", true), []act{await("now\\r\\n"), do("gone"), await(eof), do("isalive")}},
	{"long line", "stty -echo; echo ready; cat | wc -c", nil, nil, []act{await("ready\\r\\n"), do("sendline", strings.Repeat("y", 5000)), do("sendeof"), await("\\d+\\r\\n")}},
	{"quotes and blanks", "printf '%s|' a 'b c' \"d\"; read x", nil, nil, []act{await("d\\|")}},
	{"window", "printf 'needle'; printf '%0100d' 0; read x", nil, option("searchwindowsize", 5), []act{do("expect", []any{"needle", timeout}, 0.2), do("expect", []any{"0000$"}, 10)}},
	{"bytes", "printf '\\377\\001\\000x'", nil, nil, []act{await("x"), await(eof)}},
}

// controls sends Ctrl and each of some keys to a terminal that leaves them as they are.
func controls(keys string) []act {
	acts := []act{await("ready\\s+")}
	for _, key := range keys {
		acts = append(acts, do("sendcontrol", string(key)))
	}
	return append(acts, do("send", "end"), await("end"))
}

// spawnOptions are the options of a live in Go.
func (c *live) spawnOptions(maxRead int) (string, *expect.SpawnOptions) {
	o := &expect.SpawnOptions{}
	o.MaxRead, o.Timeout = maxRead, 10*time.Second
	o.DelayBeforeSend, o.DelayAfterClose, o.DelayAfterTerminate = expect.NoDelay, 20*time.Millisecond, time.Second
	for _, p := range c.options {
		switch p.Key {
		case "echo":
			o.NoEcho = !p.Value.(bool)
		case "dimensions":
			o.Rows, o.Cols = p.Value.(original.Tuple)[0].(int), p.Value.(original.Tuple)[1].(int)
		case "env":
			o.Env = []string{}
			for _, e := range p.Value.(original.Dict) {
				o.Env = append(o.Env, e.Key.(string)+"="+e.Value.(string))
			}
		case "cwd":
			o.Dir = p.Value.(string)
		case "ignore_sighup":
			o.IgnoreSighup = p.Value.(bool)
		case "searchwindowsize":
			o.SearchWindowSize = p.Value.(int)
		}
	}
	if c.shell != "" {
		o.Args = []string{"-c", c.shell}
		return "/bin/sh", o
	}
	o.Args = c.command[1:]
	return c.command[0], o
}

// state is what the original's state() tells.
func stateOf(s *expect.Session) []any {
	groups := []any{}
	for _, g := range s.Match().Groups() {
		groups = append(groups, []byte(g))
	}
	special := ""
	if s.Match() == nil {
		special = s.Ended()
	}
	return []any{[]byte(s.Before()), []byte(s.After()), []byte(special), s.MatchIndex(), groups, []byte(s.Buffer())}
}

func seconds(v any) time.Duration {
	switch v := v.(type) {
	case int:
		if v == 0 {
			return expect.Poll
		}
		return time.Duration(v) * time.Second
	case float64:
		return time.Duration(v * float64(time.Second))
	}
	return 0
}

// perform does one act.
func perform(t *testing.T, c *expect.Child, a act) any {
	some := func(v any, ok bool) any {
		if !ok {
			return nil
		}
		return v
	}
	told := func(v any, err error) any {
		switch {
		case err == nil:
			return v
		case errors.Is(err, expect.EOF), errors.Is(err, expect.TIMEOUT):
			return []any{[]byte(named(err)), stateOf(&c.Session)}
		}
		// Which of Python's classes it is depends on what was asked.
		if errors.Is(err, expect.ErrClosed) && strings.HasPrefix(a.op, "send") {
			return original.Dict{{Key: "error", Value: "OSError"}}
		}
		if errors.Is(err, expect.ErrClosed) {
			return original.Dict{{Key: "error", Value: "ValueError"}}
		}
		return err
	}
	switch a.op {
	case "expect", "expect_exact":
		var patterns []any
		for _, p := range a.operands[0].([]any) {
			patterns = append(patterns, patternsOf([]string{p.(string)})...)
		}
		call := c.ExpectWith
		if a.op == "expect_exact" {
			call = c.ExpectExactWith
		}
		i, err := call(context.Background(), patterns, &expect.ExpectOptions{Timeout: seconds(a.operands[1])})
		return told([]any{i, stateOf(&c.Session)}, err)
	case "signals":
		status, ok := c.ExitStatus()
		sig, killed := c.SignalStatus()
		return []any{some(status, ok), some(int(sig), killed), c.Terminated(), c.Closed(), c.FlagEOF()}
	case "lines":
		var lines []any
		for line, err := range c.Lines() {
			if err != nil {
				return err
			}
			lines = append(lines, []byte(line))
		}
		return append([]any{}, lines...)
	case "same":
		return []any{true, c.PID() > 0, c.ChildFD() >= 0}
	case "gone":
		peers.Eventually(t, "the child to end", func() bool {
			stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.PID()))
			return err != nil || strings.Contains(string(stat), ") Z ")
		})
		return nil
	case "sendline":
		text := ""
		if len(a.operands) > 0 {
			text = a.operands[0].(string)
		}
		n, err := c.SendLine(text)
		return told(n, err)
	case "send":
		n, err := c.Send(a.operands[0].(string))
		return told(n, err)
	case "write":
		_, err := c.WriteString(a.operands[0].(string))
		return told(nil, err)
	case "writelines":
		var lines []string
		for _, l := range a.operands[0].([]any) {
			lines = append(lines, l.(string))
		}
		return told(nil, c.WriteLines(slices.Values(lines)))
	case "sendcontrol":
		n, err := c.SendControl(a.operands[0].(string)[0])
		return told(n, err)
	case "sendeof":
		return told(nil, c.SendEOF())
	case "sendintr":
		return told(nil, c.SendIntr())
	case "getecho":
		on, err := c.GetEcho()
		return told(on, err)
	case "setecho":
		return told(nil, c.SetEcho(a.operands[0].(bool)))
	case "waitnoecho":
		off, err := c.WaitNoEcho(seconds(a.operands[0]))
		return told(off, err)
	case "getwinsize":
		rows, cols, err := c.GetWinSize()
		return told(original.Tuple{rows, cols}, err)
	case "setwinsize":
		return told(nil, c.SetWinSize(a.operands[0].(int), a.operands[1].(int)))
	case "isalive":
		return c.IsAlive()
	case "isatty":
		return c.IsATTY()
	case "wait":
		status, ok, err := c.Wait()
		return told(some(status, ok), err)
	case "kill":
		return told(nil, c.Kill(syscall.Signal(a.operands[0].(int))))
	case "terminate":
		return c.Terminate(&expect.TerminateOptions{Force: len(a.operands) > 0 && a.operands[0].(bool)})
	case "close":
		return told(nil, c.Close())
	case "read":
		text, err := c.ReadN(a.operands[0].(int))
		return told([]byte(text), err)
	case "readline":
		line, err := c.ReadLine()
		if errors.Is(err, expect.EOF) {
			err = nil
		}
		return told([]byte(line), err)
	case "readlines":
		lines, err := c.ReadLines()
		list := []any{}
		for _, l := range lines {
			list = append(list, []byte(l))
		}
		return told(list, err)
	}
	t.Fatalf("no act %q", a.op)
	return nil
}

func (c *live) run(t *testing.T, maxRead int) any {
	var log, logRead, logSend bytes.Buffer
	command, o := c.spawnOptions(maxRead)
	o.LogFile, o.LogFileRead, o.LogFileSend = &log, &logRead, &logSend
	child, err := expect.Spawn(context.Background(), command, o)
	if err != nil {
		t.Fatal(err)
	}
	out := []any{}
	for _, a := range c.acts {
		out = append(out, perform(t, child, a))
	}
	if err := child.Close(); err != nil {
		t.Error(err)
	}
	return []any{out, logged(&log), logged(&logRead), logged(&logSend)}
}

func (c *live) call(maxRead int) original.Call {
	command, args := "/bin/sh", []any{"-c", c.shell}
	if c.shell == "" {
		command, args = c.command[0], []any{}
		for _, a := range c.command[1:] {
			args = append(args, a)
		}
	}
	options := append(original.Dict{{Key: "maxread", Value: maxRead}}, c.options...)
	acts := []any{}
	for _, a := range c.acts {
		operands := []any{}
		for _, o := range a.operands {
			if list, ok := o.([]any); ok {
				var encoded []any
				for _, p := range list {
					if a.op == "expect" || a.op == "expect_exact" {
						p = []byte(p.(string))
					}
					encoded = append(encoded, p)
				}
				o = append([]any{}, encoded...)
			}
			operands = append(operands, o)
		}
		acts = append(acts, []any{a.op, operands})
	}
	return original.Call{Func: "live", Args: []any{command, args, options, acts}}
}

// Each program runs with reads of several sizes: what is asked of them does not
// depend on that, as long as what is awaited goes to the end of what is written,
// for a part of a line may or may not have been read with it.
func TestPrograms(t *testing.T) {
	t.Parallel()
	type run struct {
		c    *live
		size int
	}
	var patient, quick []run
	for i := range lives {
		c := &lives[i]
		if slices.ContainsFunc(c.options, func(p original.Pair) bool { return p.Key == "patience" }) {
			patient = append(patient, run{c, 2000}) // the original sleeps as long as it may have to
			continue
		}
		for _, size := range []int{2000, 1, 3} {
			quick = append(quick, run{c, size})
		}
	}
	runs := slices.Concat(patient, quick)
	if len(runs) < 140 {
		t.Errorf("only %d runs", len(runs))
	}
	var shares [6][]run // each is played by a pexpect of its own, beside the others
	for i, r := range runs {
		shares[i%len(shares)] = append(shares[i%len(shares)], r)
	}
	for i, runs := range shares {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			py := startOwn(t)
			var calls []original.Call
			for _, r := range runs {
				calls = append(calls, r.c.call(r.size))
			}
			for i, r := range py.Batch(calls) {
				c, size := runs[i].c, runs[i].size
				if r.Err != nil {
					t.Fatalf("%s: %v", c.name, r.Err)
				}
				if got := c.run(t, size); !original.Same(got, r.Value) {
					t.Errorf("%s, reads of %d:\n got %q\nwant %q", c.name, size, original.Plain(got), original.Plain(r.Value))
				}
			}
		})
	}
}
