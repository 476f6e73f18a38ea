package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/pyops-go/pyops/psutilx"
)

// A model is what the screen shows.
type model struct {
	monitor *psutilx.Monitor
	every   time.Duration

	rows   []psutilx.ProcessInfo
	memory psutilx.VirtualMemoryStat
	load   psutilx.LoadAvgStat
	busy   float64

	order         byte // the key that sorts
	chosen        int  // number of the process that is chosen, 0 for the first
	width, height int
	said          string // what came of the last key
	err           error
}

func newModel(monitor *psutilx.Monitor, every time.Duration) *model {
	return &model{monitor: monitor, every: every, order: 'c', width: 80, height: 24}
}

// tick is the time to look again.
type tick struct{}

func (m *model) wait() tea.Cmd {
	return tea.Tick(m.every, func(time.Time) tea.Msg { return tick{} })
}

// Init looks for the first time.
func (m *model) Init() tea.Cmd {
	m.look()
	return m.wait()
}

// look reads everything anew.
func (m *model) look() {
	var err error
	if m.rows, err = m.monitor.Processes(m.rows); err == nil {
		m.memory, err = m.monitor.VirtualMemory()
	}
	if err == nil {
		m.load, err = m.monitor.LoadAvg()
	}
	if err == nil {
		m.busy, err = m.monitor.CPUPercent(context.Background(), 0)
	}
	m.err = err
	m.sort()
}

// orders are the ways to sort, by their keys.
var orders = map[byte]func(a, b psutilx.ProcessInfo) int{
	'c': func(a, b psutilx.ProcessInfo) int { return -cmp.Compare(a.CPUPercent, b.CPUPercent) },
	'm': func(a, b psutilx.ProcessInfo) int { return -cmp.Compare(a.RSS, b.RSS) },
	'p': func(a, b psutilx.ProcessInfo) int { return cmp.Compare(a.PID, b.PID) },
	'n': func(a, b psutilx.ProcessInfo) int { return strings.Compare(a.Name, b.Name) },
}

func (m *model) sort() { slices.SortStableFunc(m.rows, orders[m.order]) }

// Update takes in a key, a new size of the terminal, or that it is time.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tick:
		m.look()
		if m.err != nil {
			return m, tea.Quit
		}
		return m, m.wait()
	case tea.KeyMsg:
		return m, m.key(msg.String())
	}
	return m, nil
}

func (m *model) key(key string) tea.Cmd {
	m.said = ""
	switch key {
	case "q", "ctrl+c":
		return tea.Quit
	case "up":
		m.choose(-1)
	case "down":
		m.choose(+1)
	case "t":
		m.terminate()
	default:
		if len(key) == 1 && orders[key[0]] != nil {
			m.order = key[0]
			m.sort()
		}
	}
	return nil
}

// at is the place of the process that is chosen.
func (m *model) at() int {
	return max(0, slices.IndexFunc(m.rows, func(i psutilx.ProcessInfo) bool { return i.PID == m.chosen }))
}

func (m *model) choose(by int) {
	if len(m.rows) > 0 {
		m.chosen = m.rows[min(max(m.at()+by, 0), len(m.rows)-1)].PID
	}
}

// terminate ends the process that is chosen, and no other that has its number
// since the table was drawn.
func (m *model) terminate() {
	if len(m.rows) == 0 {
		return
	}
	row := m.rows[m.at()]
	if err := m.monitor.Process(row).Terminate(); err != nil {
		m.said = err.Error()
		return
	}
	m.said = fmt.Sprintf("asked %s (%d) to end", row.Name, row.PID)
}

// View draws the table as far as it fits.
func (m *model) View() string {
	var b strings.Builder
	line := func(format string, args ...any) {
		text := []rune(fmt.Sprintf(format, args...))
		b.WriteString(string(text[:min(len(text), m.width)]))
		b.WriteByte('\n')
	}
	line("load %.2f %.2f %.2f   CPU %.1f%%   memory %s of %s (%.1f%%)   %d processes",
		m.load.Load1, m.load.Load5, m.load.Load15, m.busy,
		psutilx.Bytes2Human(m.memory.Total-m.memory.Available), psutilx.Bytes2Human(m.memory.Total), m.memory.Percent, len(m.rows))
	line("sort: [c]pu [m]emory [p]id [n]ame   [t]erminate   [q]uit   %s", m.said)
	line("  %7s %-10s %4s %8s %6s %-10s %9s  %s", "PID", "USER", "NICE", "RSS", "CPU%", "STATUS", "TIME", "NAME")
	space := max(m.height-4, 1)
	at := m.at()
	first := min(max(at-space+1, 0), max(len(m.rows)-space, 0))
	for i, r := range m.rows[first:min(first+space, len(m.rows))] {
		mark := " "
		if first+i == at {
			mark = ">"
		}
		line("%s %7d %-10.10s %4d %8s %6.1f %-10s %9s  %s", mark, r.PID, r.Username, r.Nice, psutilx.Bytes2Human(r.RSS), r.CPUPercent,
			r.Status, clock(r.CPUTimes.User+r.CPUTimes.System), printable(r.Name))
	}
	return b.String()
}

// clock is a CPU time as minutes and seconds.
func clock(seconds float64) string {
	return fmt.Sprintf("%d:%05.2f", int(seconds)/60, seconds-float64(int(seconds)/60*60))
}

// printable keeps what a process calls itself from moving the cursor.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffd' {
			return '?'
		}
		return r
	}, name)
}
