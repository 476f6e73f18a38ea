//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/psutilx"
)

func TestMain(m *testing.M) { leak.Main(m) }

// press presses keys, one after another.
func (m *model) presses(keys ...string) {
	special := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "esc": tea.KeyEscape, "enter": tea.KeyEnter, "end": tea.KeyEnd, "backspace": tea.KeyBackspace}
	for _, k := range keys {
		msg := tea.KeyPressMsg{Text: k, Code: []rune(k)[0]}
		if code, ok := special[k]; ok {
			msg = tea.KeyPressMsg{Code: code}
		}
		m.Update(msg)
	}
}

func started(t *testing.T) *model {
	t.Helper()
	monitor, err := psutilx.NewMonitor(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { monitor.Close() })
	m := newModel(monitor, time.Hour)
	m.Init()
	if m.err != nil {
		t.Fatal(m.err)
	}
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 16})
	return m
}

// sleeper is a process that nobody minds.
func sleeper(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sleep", "1000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func (m *model) text() string { return escapes.ReplaceAllString(m.screen(), "") }

func TestScreenFits(t *testing.T) {
	m := started(t)
	for _, size := range [][2]int{{80, 16}, {40, 8}, {200, 60}, {10, 3}, {1, 1}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for _, keys := range [][]string{nil, {"v"}, {"?"}, {"?"}, {"down", "k"}, {"n"}} {
			m.presses(keys...)
			lines := strings.Split(m.text(), "\n")
			if len(lines) > max(size[1], 2) {
				t.Errorf("%v, %q: %d lines", size, keys, len(lines))
			}
			for _, l := range lines {
				if n := len([]rune(l)); n > size[0] && size[0] >= 80 {
					t.Errorf("%v, %q: a line of %d: %q", size, keys, n, l)
				}
			}
		}
	}
}

func TestOrders(t *testing.T) {
	m := started(t)
	for _, o := range orders {
		for _, reversed := range []bool{false, true} {
			m.presses(o.key)
			for i := range len(m.lines) - 1 {
				n := o.less(&m.lines[i].ProcessInfo, &m.lines[i+1].ProcessInfo)
				if n > 0 && !reversed || n < 0 && reversed {
					t.Errorf("%s, reversed %v: %v stands before %v", o.name, reversed, m.lines[i], m.lines[i+1])
				}
			}
			m.presses("r")
		}
	}
}

// TestASignalIsAskedFor: nothing is sent without a choice, nor without an answer.
func TestASignalIsAskedFor(t *testing.T) {
	m := started(t)
	if m.presses("k"); m.asking != nil || !strings.Contains(m.said, "choose a process first") {
		t.Errorf("without a choice: %v, %q", m.asking, m.said)
	}
	cmd := sleeper(t)
	alive := func() bool { return cmd.Process.Signal(syscall.Signal(0)) == nil }
	m.look()
	choose := func() {
		t.Helper()
		m.presses("esc", "/")
		m.presses(strings.Split(fmt.Sprint(cmd.Process.Pid), "")...)
		m.presses("enter", "down")
		for m.chosen != cmd.Process.Pid { // another that has the number within its own
			before := m.chosen
			if m.presses("down"); m.chosen == before {
				t.Fatalf("the sleeper is not among %v", m.lines)
			}
		}
	}
	choose()
	for _, no := range []string{"n", "esc", "k", "t", "x"} {
		m.presses("k")
		if !strings.Contains(m.text(), fmt.Sprintf("Send SIGTERM to sleep (pid %d)?", cmd.Process.Pid)) {
			t.Fatalf("it does not ask:\n%s", m.text())
		}
		m.presses(no)
		if m.asking != nil || !strings.Contains(m.said, "lives on") || !alive() {
			t.Fatalf("%s: %q, alive: %v", no, m.said, alive())
		}
	}
	m.presses("k", "y")
	if m.said != fmt.Sprintf("asked sleep (pid %d) to end", cmd.Process.Pid) {
		t.Error(m.said)
	}
	cmd.Wait()
	m.presses("k", "y")
	if !strings.Contains(m.said, "has ended already") {
		t.Error(m.said)
	}
	m.look()
	if m.chosen != 0 {
		t.Error("a process that has ended is chosen")
	}
	cmd = sleeper(t)
	m.look()
	choose()
	m.presses("k", "K")
	if !strings.HasPrefix(m.said, "killed sleep (") {
		t.Error(m.said)
	}
	if state, err := cmd.Process.Wait(); err != nil || state.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("%v, %v", state, err)
	}
}

func TestFilterAndTree(t *testing.T) {
	m := started(t)
	cmd := sleeper(t)
	peers.Eventually(t, "the program to be sleep", func() bool {
		m.look()
		m.filter = "sleep"
		m.arrange()
		for _, l := range m.lines {
			if l.PID == cmd.Process.Pid {
				return true
			}
		}
		return false
	})
	m.presses("v")
	place := map[int]int{}
	for i, l := range m.lines {
		place[l.PID] = i
	}
	for _, l := range m.lines {
		if at, ok := place[l.PPID]; ok && at >= place[l.PID] {
			t.Errorf("%d stands before its parent %d", l.PID, l.PPID)
		}
	}
	if _, ok := place[os.Getpid()]; !ok || m.lines[place[cmd.Process.Pid]].branch == "" {
		t.Errorf("the tree lacks the parent of what matches: %v", m.lines)
	}
	m.presses("/", "z", "z", "q", "backspace")
	if m.filter != "sleepzz" || len(m.lines) != 0 || !strings.Contains(m.text(), "filter: sleepzz") {
		t.Errorf("%q, %v", m.filter, m.lines)
	}
	m.presses("esc")
	if m.filter != "" || m.typing || len(m.lines) != len(m.rows) {
		t.Errorf("%q, %d of %d", m.filter, len(m.lines), len(m.rows))
	}
}

// TestACircleOfParents is one that no kernel has, but that two readings can make.
func TestACircleOfParents(t *testing.T) {
	rows := []psutilx.ProcessInfo{{PID: 1, Name: "a"}, {PID: 2, PPID: 3, Name: "b"}, {PID: 3, PPID: 2, Name: "c"}, {PID: 4, PPID: 4, Name: "d"}, {PID: 5, PPID: 1, Name: "e"}}
	var got []string
	for _, l := range arrange(rows, orders[2], false, true, "") {
		got = append(got, l.branch+l.Name)
	}
	if strings.Join(got, " ") != "a └─ e d b └─ c" {
		t.Errorf("%q", got)
	}
}

func TestKeysThatQuitAndPause(t *testing.T) {
	m := started(t)
	if _, cmd := m.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd == nil {
		t.Error("q does not quit")
	}
	if _, cmd := m.Update(tick{}); cmd == nil || m.err != nil {
		t.Error(m.err)
	}
	m.Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	if !m.paused || !strings.Contains(m.text(), "paused") {
		t.Error("space does not pause")
	}
}

func TestNamesDoNotMoveTheCursor(t *testing.T) {
	if got := printable("a\x1b[2J\nb\x9bc\u009b"); got != "a?[2J?b?c?" {
		t.Errorf("%q", got)
	}
	if clock(61.5) != "1:01.50" || clock(0) != "0:00.00" {
		t.Error(clock(61.5))
	}
}

// TestOnce: the percentages are of two readings, so that what is busy is seen.
func TestOnce(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
		}
	}()
	var out strings.Builder
	code := cli.Run("top", []string{"-once", "-every", "300ms", "-sort", "pid"}, cli.IO{Out: &out, Err: os.Stderr}, run)
	stop()
	<-done
	lines := strings.Split(out.String(), "\n")
	if code != 0 || len(lines) < 4 || strings.Join(strings.Fields(lines[1]), " ") != "PID USER NI RSS MEM% CPU% STATUS TIME NAME" {
		t.Fatalf("%d\n%s", code, out.String())
	}
	for _, l := range lines[2:] {
		if f := strings.Fields(l); len(f) > 5 && f[0] == fmt.Sprint(os.Getpid()) {
			if f[5] == "0.0" {
				t.Errorf("the test is busy, and yet: %s", l)
			}
			return
		}
	}
	t.Errorf("the test is not listed:\n%s", out.String())
}

func TestWithoutATerminal(t *testing.T) {
	var out, err strings.Builder
	code := cli.Run("top", nil, cli.IO{In: strings.NewReader("q"), Out: &out, Err: &err}, run)
	if code != 1 || out.Len() > 0 || err.String() != "top: no terminal: -once prints the table\n" {
		t.Errorf("%d, %q, %q", code, out.String(), err.String())
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"-every", "0s"}, {"-sort", "x"}, {"x"}, {"-x"}} {
		var out, err strings.Builder
		if code := cli.Run("top", args, cli.IO{Out: &out, Err: &err}, run); code != 2 || out.Len() > 0 || strings.Count(err.String(), "\n") > 3 {
			t.Errorf("%q: %d, %q, %q", args, code, out.String(), err.String())
		}
	}
	var out strings.Builder
	if code := cli.Run("top", []string{"-h"}, cli.IO{Out: &out}, run); code != 0 || !strings.Contains(out.String(), "-once") {
		t.Errorf("%d, %q", code, out.String())
	}
}
