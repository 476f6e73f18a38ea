package rrd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A plan is what a file becomes: which of its sources and archives stay, and
// what is added.
type plan struct {
	sources  []int // that stay
	archives []int
	resize   map[int]rowChange // archives by their number before
	added    Spec
}

// A rowChange is a change of an archive's rows: by a count, or to one.
type rowChange struct {
	rows int64
	to   bool
}

// rewrite changes the file's parts and replaces it in one go.
func (u *tuner) rewrite(args []string, now time.Time) error {
	if err := u.checkStep(); err != nil {
		return err
	}
	p, err := u.plan(args)
	if err != nil {
		return err
	}
	factor := uint64(1)
	if u.step > 0 {
		factor = u.head.step / uint64(u.step)
	}
	old := u.head
	h := &header{layout: old.layout, version: max(old.version, 3), step: old.step / factor, lastUp: old.lastUp, lastUpUsec: old.lastUpUsec}
	for _, i := range p.sources {
		h.ds = append(h.ds, old.ds[i])
	}
	for _, i := range p.archives {
		d := old.rra[i]
		d.pdps *= factor
		h.rra = append(h.rra, d)
	}
	if err := p.renumber(h, old); err != nil {
		return err
	}
	for i := range p.added.Sources {
		if err := p.added.Sources[i].add(h); err != nil {
			return err
		}
	}
	for i := range p.added.Archives {
		if err := p.added.Archives[i].add(h, smoothTime(u.path)); err != nil {
			return err
		}
	}
	if len(h.ds) == 0 || len(h.rra) == 0 {
		return specError("a file needs at least one Data Source and one Round Robin Archive")
	}
	if err := h.checkMemory(u.path); err != nil {
		return err
	}
	data, err := u.refill(h, p, factor)
	if err != nil {
		return err
	}
	h.encode()
	check := headerReader{path: u.path, size: 1 << 62}
	if err := check.check(h); err != nil {
		return err
	}
	return writeFile(u.path, h, data)
}

// plan reads the arguments that change the file's parts.
func (u *tuner) plan(args []string) (*plan, error) {
	h := u.head
	p := &plan{resize: map[int]rowChange{}}
	gone, goneArchive := map[int]bool{}, map[int]bool{}
	step := int64(h.step)
	if u.step > 0 {
		step = u.step
	}
	for _, arg := range args {
		switch {
		case strings.HasPrefix(arg, "DEL:"):
			i, ok := h.source(arg[4:])
			if !ok {
				return nil, &Error{Kind: ErrUnknownDS, Path: u.path, Reason: fmt.Sprintf("unknown data source name '%s'", arg[4:])}
			}
			gone[i] = true
		case strings.HasPrefix(arg, "DELRRA:"):
			i, err := strconv.Atoi(arg[7:])
			if err != nil || i < 0 || i >= len(h.rra) {
				return nil, &Error{Kind: ErrNoRRA, Path: u.path, Reason: fmt.Sprintf("'%s' is not the number of an archive, from 0 to %d", arg[7:], len(h.rra)-1)}
			}
			goneArchive[i] = true
		case strings.HasPrefix(arg, "RRA#"):
			if err := u.planResize(p, arg); err != nil {
				return nil, err
			}
		case strings.HasPrefix(arg, "DS:"):
			s, err := parseSource(arg)
			if err != nil {
				return nil, err
			}
			p.added.Sources = append(p.added.Sources, *s)
		case strings.HasPrefix(arg, "RRA:"):
			a, err := parseArchive(arg, step)
			if err != nil {
				return nil, err
			}
			p.added.Archives = append(p.added.Archives, *a)
		default:
			return nil, specError("unparseable argument: %s", arg)
		}
	}
	for i := range h.ds {
		if !gone[i] {
			p.sources = append(p.sources, i)
		}
	}
	for i := range h.rra {
		if !goneArchive[i] {
			p.archives = append(p.archives, i)
		}
	}
	return p, nil
}

// planResize reads "RRA#index:+rows", with + for more, - for fewer, = for so
// many.
func (u *tuner) planResize(p *plan, arg string) error {
	index, change, _ := strings.Cut(arg[4:], ":")
	i, err := strconv.Atoi(index)
	if err != nil || change == "" || !strings.ContainsAny(change[:1], "+-=") {
		return specError("Failed to parse RRA# command")
	}
	if i < 0 || i >= len(u.head.rra) {
		return &Error{Kind: ErrNoRRA, Path: u.path, Reason: fmt.Sprintf("'%s' is not the number of an archive, from 0 to %d", index, len(u.head.rra)-1)}
	}
	n, err := strconv.ParseInt(change[1:], 10, 48)
	if err != nil || n < 0 {
		return specError("Failed to parse RRA# command")
	}
	c := rowChange{rows: n, to: change[0] == '='}
	if change[0] == '-' {
		c.rows = -n
	}
	after := c.rows
	if !c.to {
		after += int64(u.head.rra[i].rows)
	}
	if after < 1 {
		return specError("archive %d would have %d rows; DELRRA:%d takes it away", i, after, i)
	}
	if float64(after)*float64(len(u.head.ds)) > mostInMemory {
		return &Error{Kind: ErrOperational, Path: u.path, Reason: "cannot allocate memory"}
	}
	p.resize[i] = c
	return nil
}

// renumber brings what refers to sources and archives by number up to date.
func (p *plan) renumber(h, old *header) error {
	place := func(of []int, i int) int {
		for at, was := range of {
			if was == i {
				return at
			}
		}
		return -1
	}
	for i := range h.ds {
		d := &h.ds[i]
		if d.rpn == nil {
			continue
		}
		moved := &rpnProgram{nodes: append([]rpnNode(nil), d.rpn.nodes...), variables: d.rpn.variables}
		for n := range moved.nodes {
			node := &moved.nodes[n]
			if node.op != opVariable && node.op != opPrevOther {
				continue
			}
			at := place(p.sources, node.variable)
			if at < 0 {
				return specError("data source '%s' is computed from '%s', which would go", d.name, old.ds[node.variable].name)
			}
			node.variable = at
		}
		d.rpn = moved
	}
	for i := range h.rra {
		d := &h.rra[i]
		if d.cf.plain() {
			continue
		}
		at := place(p.archives, int(d.par[parDependent]))
		if at < 0 {
			return specError("archive %d (%s) needs archive %d, which would go", p.archives[i], d.cf, d.par[parDependent])
		}
		d.par[parDependent] = uint64(at)
	}
	return nil
}

// refill fills the new file with what the old one knows.
func (u *tuner) refill(h *header, p *plan, factor uint64) ([][]float64, error) {
	old := u.head
	before, err := u.readAll()
	if err != nil {
		return nil, err
	}
	n, was := len(h.ds), len(old.ds)
	h.pdp = make([]pdpState, n)
	h.cdp = make([]cdpState, n*len(h.rra))
	h.cur = make([]uint64, len(h.rra))
	for i := range h.pdp {
		if i < len(p.sources) {
			h.pdp[i] = old.pdp[p.sources[i]]
			continue
		}
		h.pdp[i].setLast("U")
		h.pdp[i].unknown = uint64(h.lastUp) % h.step
	}
	fillers := []*filler{{h: old, data: before, from: p.sources, parts: true}}
	points := h.pointSources(fillers)
	data := make([][]float64, len(h.rra))
	for r := range h.rra {
		if r >= len(p.archives) {
			h.begin(r)
			data[r] = h.filled(r, fillers, points)
			continue
		}
		from := p.archives[r]
		h.cur[r] = old.cur[from]
		for i := range n {
			c := &h.cdp[r*n+i]
			if i < len(p.sources) && factor == 1 {
				*c = old.cdp[from*was+p.sources[i]]
			} else {
				c.begin(&h.rra[r], h.gathered(r))
			}
		}
		data[r] = columns(before[from], was, p.sources, n)
		if c, ok := p.resize[from]; ok {
			data[r] = h.changeRows(r, data[r], c)
		}
	}
	return data, nil
}

// gathered is how many primary data points of an archive's row have passed.
func (h *header) gathered(r int) uint64 {
	return uint64(h.lastUp-h.lastUp%int64(h.step)) % (h.step * h.rra[r].pdps) / h.step
}

// begin gives an archive the state of one that is new.
func (h *header) begin(r int) {
	h.cur[r] = h.rra[r].rows - 1
	for i := range h.ds {
		h.cdp[r*len(h.ds)+i].begin(&h.rra[r], h.gathered(r))
	}
}

// columns takes columns out of rows, and adds unknown ones up to a width.
func columns(rows []float64, width int, keep []int, wanted int) []float64 {
	out := make([]float64, 0, len(rows)/width*wanted)
	for ; len(rows) > 0; rows = rows[width:] {
		for _, i := range keep {
			out = append(out, rows[i])
		}
		for range wanted - len(keep) {
			out = append(out, nan)
		}
	}
	return out
}

// changeRows puts an archive's rows in order of time, and takes the oldest off
// or puts unknown ones before them.
func (h *header) changeRows(r int, values []float64, c rowChange) []float64 {
	n := len(h.ds)
	at := (int(h.cur[r]) + 1) * n
	ordered := append(append([]float64(nil), values[at:]...), values[:at]...)
	rows := c.rows
	if !c.to {
		rows += int64(h.rra[r].rows)
	}
	want := int(rows) * n
	if want < len(ordered) {
		ordered = ordered[len(ordered)-want:]
	} else {
		unknown := make([]float64, want-len(ordered))
		for i := range unknown {
			unknown[i] = nan
		}
		ordered = append(unknown, ordered...)
	}
	h.rra[r].rows = uint64(rows)
	h.cur[r] = uint64(rows) - 1
	return ordered
}
