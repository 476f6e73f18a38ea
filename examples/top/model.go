package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"charm.land/bubbles/v2/table"
	tea "charm.land/bubbletea/v2"

	"github.com/pyops-go/pyops/psutilx"
)

// A model is what the screen shows.
type model struct {
	monitor *psutilx.Monitor
	every   time.Duration

	rows    []psutilx.ProcessInfo
	lines   []line // of them, in their order
	memory  psutilx.VirtualMemoryStat
	swap    psutilx.SwapMemoryStat
	load    psutilx.LoadAvgStat
	started time.Time
	busy    []float64 // each CPU

	order    order
	reversed bool
	tree     bool
	paused   bool
	help     bool
	filter   string
	typing   bool // the filter is being typed

	chosen int       // number of the process that is chosen; 0 for none
	asking *question // what has to be answered first

	table         table.Model
	width, height int
	said          string // what came of the last key
	odd           error  // what the last look could not read of single processes
	err           error  // why there is nothing to show
}

// A question is asked before a signal is sent. It holds the process itself, not its
// number, which may be another's by the time of the answer.
type question struct {
	process *psutilx.Process
	name    string
	pid     int
}

func newModel(monitor *psutilx.Monitor, every time.Duration) *model {
	m := &model{monitor: monitor, every: every, order: orders[0], width: 80, height: 24}
	m.table = table.New(table.WithFocused(true))
	m.resize()
	return m
}

// tick is the time to look again.
type tick struct{}

func (m *model) wait() tea.Cmd {
	return tea.Tick(m.every, func(time.Time) tea.Msg { return tick{} })
}

// Init looks for the first time.
func (m *model) Init() tea.Cmd {
	m.look()
	// Soon again: how busy processes are only two looks tell.
	return tea.Tick(min(m.every, 500*time.Millisecond), func(time.Time) tea.Msg { return tick{} })
}

// look reads everything anew. What a machine does not tell is left out.
func (m *model) look() {
	rows, err := m.monitor.Processes(m.rows)
	m.odd = nil
	if rows == nil && err != nil {
		m.err = err
		return
	}
	m.rows, m.odd = rows, err
	if m.memory, m.err = m.monitor.VirtualMemory(); m.err != nil {
		return
	}
	m.swap, _ = m.monitor.SwapMemory()
	m.load, _ = m.monitor.LoadAvg()
	m.started, _ = m.monitor.BootTime()
	m.busy, _ = m.monitor.CPUPercentPerCPU(context.Background(), 0)
	m.arrange()
}

// arrange puts the processes into their order, and the mark on the chosen one.
func (m *model) arrange() {
	m.lines = arrange(m.rows, m.order, m.reversed, m.tree, m.filter)
	if m.chosen != 0 && m.at() < 0 {
		m.chosen = 0
		m.said = "the process that was chosen is not shown any more"
	}
	m.fill()
}

// at is the place of the process that is chosen, or -1.
func (m *model) at() int {
	return slices.IndexFunc(m.lines, func(l line) bool { return m.chosen != 0 && l.PID == m.chosen })
}

// Update takes in a key, a new size of the terminal, or that it is time.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.resize()
	case tick:
		if !m.paused {
			m.look()
		}
		if m.err != nil {
			return m, tea.Quit
		}
		return m, m.wait()
	case tea.KeyPressMsg:
		return m, m.press(msg)
	}
	return m, nil
}

func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	m.said = ""
	switch {
	case key == "ctrl+c":
		return tea.Quit
	case m.asking != nil:
		m.answer(key)
	case m.typing:
		m.typed(key, msg.Key().Text)
	case m.help:
		m.help = false
	default:
		return m.command(key)
	}
	m.resize()
	return nil
}

// command does what a key stands for.
func (m *model) command(key string) tea.Cmd {
	switch key {
	case "q":
		return tea.Quit
	case "?", "h", "f1":
		m.help = true
	case "/":
		m.typing = true
	case "esc":
		m.chosen, m.filter = 0, ""
	case "v":
		m.tree = !m.tree
	case "r":
		m.reversed = !m.reversed
	case "space":
		m.paused = !m.paused
	case "k", "f9":
		m.ask()
	default:
		if by, ok := moves[key]; ok {
			m.move(by)
			break
		}
		if i := slices.IndexFunc(orders, func(o order) bool { return o.key == key }); i >= 0 {
			m.order = orders[i]
		}
	}
	m.arrange()
	m.resize()
	return nil
}

// moves are how far keys move the choice; a page is as many lines as are shown.
const page = 1 << 20

var moves = map[string]int{
	"up": -1, "down": +1, "pgup": -page, "pgdown": +page, "home": -2 * page, "end": +2 * page,
}

// move chooses another process. The first move chooses the first one that is shown.
func (m *model) move(by int) {
	if len(m.lines) == 0 {
		return
	}
	at := m.at()
	if at < 0 {
		at, by = 0, min(by, 0)
	}
	switch by {
	case -page, +page:
		by = by / page * max(m.table.Height()-2, 1)
	}
	m.chosen = m.lines[min(max(at+by, 0), len(m.lines)-1)].PID
}

// ask asks before a signal is sent.
func (m *model) ask() {
	at := m.at()
	if at < 0 {
		m.said = "choose a process first, with the up and down keys"
		return
	}
	row := m.lines[at]
	m.asking = &question{m.monitor.Process(row.ProcessInfo), printable(row.Name), row.PID}
}

// answer sends a signal, or does not.
func (m *model) answer(key string) {
	q := m.asking
	m.asking = nil
	var sig syscall.Signal
	var done string
	switch key {
	case "y":
		sig, done = syscall.SIGTERM, "asked %s (pid %d) to end"
	case "K":
		sig, done = syscall.SIGKILL, "killed %s (pid %d)"
	default:
		m.said = fmt.Sprintf("%s (pid %d) lives on", q.name, q.pid)
		return
	}
	switch err := q.process.SendSignal(sig); {
	case errors.Is(err, psutilx.ErrNoSuchProcess):
		m.said = fmt.Sprintf("%s (pid %d) has ended already", q.name, q.pid)
	case err != nil:
		m.said = err.Error()
	default:
		m.said = fmt.Sprintf(done, q.name, q.pid)
	}
}

// typed takes in a key of the filter.
func (m *model) typed(key, text string) {
	switch key {
	case "enter":
		m.typing = false
	case "esc":
		m.typing, m.filter = false, ""
	case "backspace":
		runes := []rune(m.filter)
		m.filter = string(runes[:max(len(runes)-1, 0)])
	default:
		m.filter += text
	}
	m.arrange()
}
