package main

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"charm.land/bubbles/v2/table"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/pyops-go/pyops/psutilx"
)

// The sixteen colours that every terminal has, as its user likes them.
var (
	green, yellow, red, blue, grey = lipgloss.Color("2"), lipgloss.Color("3"), lipgloss.Color("1"), lipgloss.Color("4"), lipgloss.Color("8")

	keyStyle    = lipgloss.NewStyle().Bold(true)
	softStyle   = lipgloss.NewStyle().Foreground(grey)
	askStyle    = lipgloss.NewStyle().Bold(true).Foreground(red)
	headStyle   = lipgloss.NewStyle().Bold(true).Reverse(true)
	chosenStyle = lipgloss.NewStyle().Bold(true).Reverse(true).Foreground(blue)
)

// View draws the screen.
func (m *model) View() tea.View {
	v := tea.NewView(m.screen())
	v.AltScreen = true
	v.WindowTitle = "top"
	return v
}

func (m *model) screen() string {
	if m.help {
		return m.keys()
	}
	lines := append(m.head(), strings.Split(m.table.View(), "\n")...)
	lines = lines[:min(len(lines), max(m.height-1, 1))]
	return strings.Join(append(lines, fit(m.foot(), m.width)), "\n")
}

// fit cuts a line to the width of the terminal.
func fit(s string, width int) string { return lipgloss.NewStyle().MaxWidth(max(width, 1)).Render(s) }

// head is a bar for each CPU, side by side as many as fit, those of memory and swap
// space, and a line of figures.
func (m *model) head() []string {
	const most = 4 // lines of CPUs
	var bars []string
	side := min(max(m.width/34, 1), 8)
	for side < 8 && len(m.busy) > most*side && m.width/(side+1) >= 16 {
		side++
	}
	width := m.width / side
	shown := min(len(m.busy), most*side)
	for i := 0; i < shown; i += side {
		row := ""
		for j := i; j < min(i+side, shown); j++ {
			row += bar(fmt.Sprintf("%3d", j), m.busy[j], fmt.Sprintf("%.1f%%", m.busy[j]), width-1) + " "
		}
		bars = append(bars, fit(row, m.width))
	}
	used := m.memory.Total - min(m.memory.Available, m.memory.Total)
	half := max((m.width-1)/2, 20)
	memory := bar("Mem", m.memory.Percent, psutilx.Bytes2Human(used)+"/"+psutilx.Bytes2Human(m.memory.Total), half)
	swap := bar("Swp", m.swap.Percent, psutilx.Bytes2Human(m.swap.Used)+"/"+psutilx.Bytes2Human(m.swap.Total), half)
	bars = append(bars, fit(memory+" "+swap, m.width))
	running := 0
	for i := range m.rows {
		if m.rows[i].Status == psutilx.StatusRunning {
			running++
		}
	}
	figures := fmt.Sprintf("%d processes, %d running   load %.2f %.2f %.2f", len(m.rows), running, m.load.Load1, m.load.Load5, m.load.Load15)
	if !m.started.IsZero() {
		figures += "   up " + time.Since(m.started).Round(time.Minute).String()
	}
	if m.paused {
		figures += "   " + keyStyle.Render("paused")
	}
	return append(bars, fit(figures, m.width))
}

// bar is a name, a bar of a share in per cent, and words at its right end.
func bar(name string, percent float64, words string, width int) string {
	room := max(width-len(name)-2, len(words))
	full := int(min(max(percent, 0), 100)/100*float64(room) + 0.5)
	text := []rune(strings.Repeat("|", full) + strings.Repeat(" ", room-full))
	copy(text[room-len(words):], []rune(words))
	return keyStyle.Render(name) + "[" + lipgloss.NewStyle().Foreground(heat(percent)).Render(string(text[:full])) + softStyle.Render(string(text[full:])) + "]"
}

func heat(percent float64) color.Color {
	switch {
	case percent >= 80:
		return red
	case percent >= 50:
		return yellow
	}
	return green
}

// foot asks what is to be answered, tells what came of the last key, or shows the
// keys.
func (m *model) foot() string {
	switch {
	case m.asking != nil:
		return askStyle.Render(fmt.Sprintf("Send SIGTERM to %s (pid %d)?", m.asking.name, m.asking.pid)) + "  " +
			key("y", "yes") + "  " + key("K", "SIGKILL instead") + "  " + key("n", "no")
	case m.typing:
		return keyStyle.Render("filter: ") + m.filter + "▏" + softStyle.Render("  enter keeps it, esc removes it")
	case m.said != "":
		return m.said
	case m.odd != nil:
		return m.odd.Error()
	}
	words := []string{key("?", "help"), key("/", "filter"), key("v", "tree"), key("cmpnut", "sort"), key("r", "reverse"), key("k", "kill"), key("q", "quit")}
	if m.filter != "" {
		words = append([]string{keyStyle.Render("filter: " + m.filter)}, words...)
	}
	return strings.Join(words, "  ")
}

func key(k, does string) string { return keyStyle.Render(k) + " " + does }

// keys is the page of help.
func (m *model) keys() string {
	lines := []string{
		keyStyle.Render("Keys"), "",
		"  up down pgup pgdown home end   choose a process",
		"  k                              send it a signal, after a question",
		"  c m p n u t                    sort by CPU, memory, pid, name, user, time",
		"  r                              the other way round",
		"  v                              as a tree",
		"  /                              show only what has a text in name, user or pid",
		"  esc                            choose none, show all",
		"  space                          pause",
		"  q                              quit", "",
		softStyle.Render("Any key goes back."),
	}
	for i := range lines {
		lines[i] = fit(lines[i], m.width)
	}
	return strings.Join(lines[:min(len(lines), max(m.height, 1))], "\n")
}

// columns are those of the table, with the room that each takes. Numbers are on
// the right.
var columns = []struct {
	title string
	width int
	right bool
}{
	{"PID", 7, true}, {"USER", 9, false}, {"NI", 3, true}, {"RSS", 7, true}, {"MEM%", 5, true}, {"CPU%", 6, true}, {"STATUS", 10, false},
	{"TIME", 9, true}, {"NAME", 0, false},
}

// aligned is a text in a column.
func aligned(i int, s string) string {
	if columns[i].right {
		return fmt.Sprintf("%*s", columns[i].width, s)
	}
	return fmt.Sprintf("%-*s", columns[i].width, s)
}

// cells are what the table says of a process.
func (m *model) cells(l *line) []string {
	share := 0.0
	if m.memory.Total > 0 {
		share = float64(l.RSS) / float64(m.memory.Total) * 100
	}
	return []string{
		fmt.Sprint(l.PID), l.Username, fmt.Sprint(l.Nice), psutilx.Bytes2Human(l.RSS), fmt.Sprintf("%.1f", share),
		fmt.Sprintf("%.1f", l.CPUPercent), string(l.Status), clock(used(&l.ProcessInfo)), l.branch + printable(l.Name),
	}
}

// resize gives the table its room, and the name what the other columns leave.
func (m *model) resize() {
	left := m.width - 1
	list := make([]table.Column, len(columns))
	for i, c := range columns {
		title := c.title
		if title == m.order.title {
			title += map[bool]string{false: "▾", true: "▴"}[m.reversed]
		}
		list[i] = table.Column{Title: aligned(i, title), Width: c.width}
		left -= c.width + 1
	}
	list[len(list)-1].Width = max(left, 8)
	m.table.SetColumns(list)
	m.table.SetWidth(max(m.width, 1))
	m.table.SetHeight(max(m.height-len(m.head())-1, 2))
	m.fill()
}

// fill puts the processes into the table.
func (m *model) fill() {
	styles := table.Styles{Header: headStyle.PaddingRight(1), Cell: lipgloss.NewStyle().PaddingRight(1), Selected: lipgloss.NewStyle()}
	at := m.at()
	if at >= 0 {
		styles.Selected = chosenStyle
	}
	m.table.SetStyles(styles)
	rows := make([]table.Row, len(m.lines))
	for i := range m.lines {
		rows[i] = m.cells(&m.lines[i])
		for j := range rows[i] {
			rows[i][j] = aligned(j, rows[i][j])
		}
	}
	m.table.SetRows(rows)
	m.table.SetCursor(max(at, 0))
}

// plain is the table as text, all of it.
func (m *model) plain() string {
	var b strings.Builder
	used := m.memory.Total - min(m.memory.Available, m.memory.Total)
	fmt.Fprintf(&b, "%d processes   load %.2f %.2f %.2f   memory %s of %s (%.1f%%)\n", len(m.rows), m.load.Load1, m.load.Load5, m.load.Load15,
		psutilx.Bytes2Human(used), psutilx.Bytes2Human(m.memory.Total), m.memory.Percent)
	row := func(cells []string) {
		for i := range cells {
			if !columns[i].right && i < len(cells)-1 {
				runes := []rune(cells[i])
				cells[i] = string(runes[:min(len(runes), columns[i].width)])
			}
			cells[i] = aligned(i, cells[i])
		}
		fmt.Fprintln(&b, strings.Join(cells, " "))
	}
	var titles []string
	for _, c := range columns {
		titles = append(titles, c.title)
	}
	row(titles)
	for i := range m.lines {
		row(m.cells(&m.lines[i]))
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
