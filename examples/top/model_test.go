//go:build linux

package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/psutilx"
)

func TestMain(m *testing.M) { leak.Main(m) }

func key(k string) tea.KeyMsg {
	switch k {
	case "up":
		return tea.KeyMsg{Type: tea.KeyUp}
	case "down":
		return tea.KeyMsg{Type: tea.KeyDown}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

func TestTable(t *testing.T) {
	monitor, err := psutilx.NewMonitor(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer monitor.Close()
	sleeper := exec.Command("sleep", "1000")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	m := newModel(monitor, time.Hour)
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 10})
	view := m.View()
	lines := strings.Split(strings.TrimSuffix(view, "\n"), "\n")
	if len(lines) > 9 || !strings.HasPrefix(lines[0], "load ") || !strings.HasPrefix(lines[3], "> ") {
		t.Errorf("%s", view)
	}
	for _, l := range lines {
		if len([]rune(l)) > 60 {
			t.Errorf("%q is wider than the terminal", l)
		}
	}
	for _, order := range []string{"p", "m", "n", "c"} {
		m.Update(key(order))
		for i := range len(m.rows) - 1 {
			if orders[order[0]](m.rows[i], m.rows[i+1]) > 0 {
				t.Errorf("%s: %v stands before %v", order, m.rows[i], m.rows[i+1])
			}
		}
	}
	// Down to the sleeper, which scrolls, and end it.
	m.Update(key("p"))
	m.Update(key("up"))
	for m.rows[m.at()].PID != sleeper.Process.Pid {
		before := m.at()
		m.Update(key("down"))
		if m.at() == before {
			t.Fatal("the sleeper is not listed")
		}
	}
	if !strings.Contains(m.View(), "sleep") {
		t.Error(m.View())
	}
	m.Update(key("t"))
	if !strings.HasPrefix(m.said, "asked sleep (") {
		t.Error(m.said)
	}
	sleeper.Wait()
	m.Update(key("t"))
	if !strings.Contains(m.said, "process no longer exists") {
		t.Error(m.said)
	}
	if _, cmd := m.Update(tick{}); cmd == nil || m.err != nil {
		t.Error(m.err)
	}
	if _, cmd := m.Update(key("q")); cmd == nil {
		t.Error("q does not quit")
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

func TestOnce(t *testing.T) {
	if err := run(true, time.Second); err != nil {
		t.Error(err)
	}
	if err := run(true, 0); err == nil {
		t.Error("no error for no time to wait")
	}
}
