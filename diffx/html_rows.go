package diffx

// Marks within the text of a cell: a span begins with markStart and its kind
// ('+', '-' or '^'), and ends with markStop.
const (
	markStart = '\x00'
	markStop  = '\x01'
)

// A cell is one side of a row. Number is the line's, 0 for a cell that stands
// beside a line without counterpart, and continued where a line was wrapped.
type cell struct {
	number int
	text   string
}

const continued = -1

// A row is a line of the table, or where gap is set the place of rows left out.
type row struct {
	from, to cell
	changed  bool
	gap      bool
}

// blank stands beside a line without counterpart.
var blank = cell{0, "\n"}

// A pairing puts the lines of a comparison side by side.
//
// The lines of one side that are told before lines of the other wait, each with
// no counterpart, until it shows whether lines of the other side follow: debt is
// how many blank cells the left side (above 0) or the right (below 0) would need
// to stay level.
type pairing struct {
	events     []event
	from, to   int // line numbers
	lefts      []cell
	rights     []cell
	leftFlags  []bool
	rightFlags []bool
	rows       []row
	debt       int
}

// sideBySide makes rows of the lines that a comparison told.
func sideBySide(events []event) []row {
	p := pairing{events: events, rows: make([]row, 0, len(events))}
	for p.step() {
		p.match()
	}
	p.match()
	return p.rows
}

// match makes rows of the cells that have a counterpart.
func (p *pairing) match() {
	n := min(len(p.lefts), len(p.rights))
	for k := range n {
		p.rows = append(p.rows, row{from: p.lefts[k], to: p.rights[k], changed: p.leftFlags[k] || p.rightFlags[k]})
	}
	p.lefts, p.leftFlags = shift(p.lefts, n), shift(p.leftFlags, n)
	p.rights, p.rightFlags = shift(p.rights, n), shift(p.rightFlags, n)
}

func shift[T any](list []T, n int) []T {
	return list[:copy(list, list[n:])]
}

// step moves the next lines into cells, and reports whether there were any.
func (p *pairing) step() bool {
	switch {
	case len(p.events) == 0:
		p.settle()
		return false
	case p.next(" "):
		p.from, p.to = p.from+1, p.to+1
		line := p.take()
		p.lefts, p.leftFlags = append(p.lefts, cell{p.from, line}), append(p.leftFlags, false)
		p.rights, p.rightFlags = append(p.rights, cell{p.to, line}), append(p.rightFlags, false)
	case p.next("-?+"), p.next("-+?"): // one line that changed
		p.left()
		p.right()
	case p.next("-"):
		// The last removed line before something else settles the debt, unless as
		// many added ones may follow to go beside it.
		settles := p.next("--?+") || p.next("--+") && !p.next("--++") || p.next("- ")
		p.debt--
		p.whole(true, settles)
	default:
		settles := p.next("+ ") || p.next("+-") && !p.next("+--")
		p.debt++
		p.whole(false, settles)
	}
	return true
}

// next reports whether the next lines are of these kinds.
func (p *pairing) next(kinds string) bool {
	if len(p.events) < len(kinds) {
		return false
	}
	for k := range len(kinds) {
		if p.events[k].kind != kinds[k] {
			return false
		}
	}
	return true
}

// left takes the next line as a cell of the left side, its changes marked.
func (p *pairing) left() {
	p.from++
	p.lefts, p.leftFlags = append(p.lefts, cell{p.from, p.take()}), append(p.leftFlags, true)
}

// right takes the next line as a cell of the right side, its changes marked.
func (p *pairing) right() {
	p.to++
	p.rights, p.rightFlags = append(p.rights, cell{p.to, p.take()}), append(p.rightFlags, true)
}

// whole takes the next line as a cell that is marked from end to end; if it
// settles the debt, after the cells that are owed.
func (p *pairing) whole(left, settles bool) {
	e := p.events[0]
	p.events = p.events[1:]
	if settles {
		p.settle()
	}
	text := e.line
	if text == "" {
		text = " "
	}
	text = string(markStart) + string(e.kind) + text + string(markStop)
	if left {
		p.from++
		p.lefts, p.leftFlags = append(p.lefts, cell{p.from, text}), append(p.leftFlags, true)
		return
	}
	p.to++
	p.rights, p.rightFlags = append(p.rights, cell{p.to, text}), append(p.rightFlags, true)
}

// settle adds the blank cells that are owed.
func (p *pairing) settle() {
	for ; p.debt < 0; p.debt++ {
		p.rights, p.rightFlags = append(p.rights, blank), append(p.rightFlags, true)
	}
	for ; p.debt > 0; p.debt-- {
		p.lefts, p.leftFlags = append(p.lefts, blank), append(p.leftFlags, true)
	}
}

// take removes the next line and its guide, whose tags become marks.
func (p *pairing) take() string {
	e := p.events[0]
	p.events = p.events[1:]
	if p.next("?") {
		tags := p.events[0].tags
		p.events = p.events[1:]
		return markTags(e.line, tags)
	}
	return e.line
}

// markTags puts marks around the characters that have tags.
func markTags(line string, tags []byte) string {
	marked := make([]byte, 0, len(line)+24)
	in := byte(' ')
	for _, tag := range tags {
		if tag != in {
			if in != ' ' {
				marked = append(marked, markStop)
			}
			if tag != ' ' {
				marked = append(marked, markStart, tag)
			}
			in = tag
		}
		_, n := codePoint(line)
		marked = append(marked, line[:n]...)
		line = line[n:]
	}
	if in != ' ' {
		marked = append(marked, markStop)
	}
	return string(append(marked, line...))
}

// around keeps n rows around those that changed, and puts a gap where others were.
func around(rows []row, n int) []row {
	var kept []row
	rest := 0 // the first row that is neither kept nor left out
	changed := false
	for i, r := range rows {
		if !r.changed {
			continue
		}
		if changed {
			tail := min(rest+n, i)
			kept, rest = append(kept, rows[rest:tail]...), tail
		}
		if i-rest > n {
			kept, rest = append(kept, row{gap: true}), i-n
		}
		kept, rest = append(kept, rows[rest:i+1]...), i+1
		changed = true
	}
	if changed {
		kept = append(kept, rows[rest:min(rest+n, len(rows))]...)
	}
	return kept
}
