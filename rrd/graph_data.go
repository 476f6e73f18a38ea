package rrd

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// load reads and computes the values of all definitions, in order.
func (g *graph) load(ctx context.Context) error {
	g.meter = &rpnMeter{ctx: ctx, most: g.mostLooks}
	files := map[string]*file{}
	defer func() {
		for _, f := range files {
			f.close()
		}
	}()
	for _, i := range g.items {
		if i.kind != itemDef {
			continue
		}
		if err := cancelled(ctx); err != nil {
			return err
		}
		if err := g.read(i, files); err != nil {
			return err
		}
	}
	for _, i := range g.items {
		if err := cancelled(ctx); err != nil {
			return err
		}
		var err error
		switch i.kind {
		case itemCDef:
			err = g.compute(i)
		case itemVDef:
			i.value, i.when = i.vdef.of(i.of.series)
		case itemShift:
			by := i.shift
			if len(i.vars) > 0 && i.vars[0].value == i.vars[0].value {
				by = int64(min(max(i.vars[0].value, -maxSeconds), maxSeconds))
			}
			s := *i.of.series
			by -= by % max(s.step, 1) // by whole steps only
			s.start += by
			s.end += by
			i.of.series = &s
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cancelled is an error once ctx has ended.
func cancelled(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(ctx)
	return &Error{Kind: ErrOperational, Reason: fmt.Sprintf("the drawing was given up: %v", cause), Err: cause}
}

// files are the files of the Defs, each once.
func (g *graph) files() []string {
	var files []string
	for _, i := range g.items {
		if i.def != nil && !slices.Contains(files, i.def.File) {
			files = append(files, i.def.File)
		}
	}
	return files
}

// read reads the values of a Def.
func (g *graph) read(i *item, files map[string]*file) error {
	d := i.def
	start, end, err := g.defTimes(d)
	if err != nil {
		return err
	}
	if err := checkSpan(start, end); err != nil {
		return err
	}
	f := files[d.File]
	if f == nil {
		open := g.open
		if open == nil {
			open = func(name string) (*file, error) { return openFile(name, false, g.locking) }
		}
		if f, err = open(d.File); err != nil {
			if g.opts.UseNaN {
				i.series = &series{start: start, end: end, step: max(end-start, 1), data: []float64{nan}}
				return nil
			}
			return err
		}
		files[d.File] = f
	}
	column := -1
	for n := range f.head.ds {
		if f.head.ds[n].name == d.DS {
			column = n
			break
		}
	}
	if column < 0 {
		return &Error{Kind: ErrUnknownDS, Path: d.File, Reason: "No DS called '" + d.DS + "' in '" + d.File + "'"}
	}
	step := max(g.step, 1)
	if d.Step > 0 {
		step = max(int64(d.Step/time.Second), 1)
	}
	if err := g.affordable(f, d, start, end, step); err != nil {
		return err
	}
	got, err := f.fetchResult(d.CF, start, end, step)
	if err != nil {
		return err
	}
	s := &series{start: got.Start.Unix(), end: got.End.Unix(), step: int64(got.Step / time.Second)}
	names := len(got.Names)
	if names == 1 {
		s.data = got.Data
	} else {
		s.data = make([]float64, 0, got.Len())
		for n := column; n < len(got.Data); n += names {
			s.data = append(s.data, got.Data[n])
		}
	}
	if step = max(step, g.step); s.step < step {
		reduce := d.Reduce
		if reduce == "" {
			reduce = d.CF
		}
		s = s.reduced(cfByName(string(reduce)), step)
	}
	i.series = s
	return nil
}

// affordable refuses to read more than the graph may.
func (g *graph) affordable(f *file, d *Def, start, end, step int64) error {
	if g.mostRange > 0 && end-start > g.mostRange {
		return graphError("%s: a range of %d seconds is too long: at most %d", d.Name, end-start, g.mostRange)
	}
	if g.mostRows == 0 {
		return nil
	}
	w, err := f.head.choose(cfByName(string(d.CF)), start, end, step)
	if err != nil {
		return err
	}
	if w.rows() > g.mostRows {
		return graphError("%s: %d rows are too many: at most %d", d.Name, w.rows(), g.mostRows)
	}
	return nil
}

// defTimes are the times that a definition is of.
func (g *graph) defTimes(d *Def) (start, end int64, err error) {
	if d.at == nil {
		start, end = g.start, g.end
		if !d.Start.IsZero() {
			start = d.Start.Unix()
		}
		if !d.End.IsZero() {
			end = d.End.Unix()
		}
		return start, end, nil
	}
	from, to := d.at.start, d.at.end
	if from == "" && to == "" {
		return g.start, g.end, nil
	}
	if from == "" {
		from = strconv.FormatInt(g.start, 10)
	}
	if to == "" {
		to = strconv.FormatInt(g.end, 10)
	}
	return parseTimes(from, to, g.now)
}

// compute evaluates a CDef.
func (g *graph) compute(i *item) error {
	program := &rpnProgram{nodes: make([]rpnNode, len(i.rpn.nodes))}
	vars := make([]*series, len(i.vars))
	for n, node := range i.rpn.nodes {
		if node.op == opVariable || node.op == opPrevOther {
			of := i.vars[node.variable]
			if of.kind == itemVDef {
				node = rpnNode{op: opNumber, number: of.value}
			} else {
				program.variables = true
			}
		}
		program.nodes[n] = node
	}
	for n, of := range i.vars {
		if vars[n] = of.series; vars[n] == nil {
			vars[n] = &series{step: 1}
		}
	}
	if err := g.computable(i, vars); err != nil {
		return err
	}
	var err error
	i.series, err = computeSeries(program, vars, g.now.Unix(), g.now.Location(), g.meter)
	return err
}

// computable refuses a CDef whose variables have so different steps that there is
// no end of rows.
func (g *graph) computable(i *item, vars []*series) error {
	step, span := int64(0), int64(0)
	for n, of := range i.vars {
		if of.kind != itemVDef {
			step = gcd(step, vars[n].step)
			span = max(span, vars[n].end-vars[n].start)
		}
	}
	most := int64(mostFetched)
	if g.mostRows > 0 {
		most = 10 * g.mostRows
	}
	if step > 0 && span/step > most {
		return graphError("%s: %d rows are too many: at most %d", i.name, span/step, most)
	}
	return nil
}

// reduced makes one value of many: the fewest that come to the step at least. A
// row that its values do not fill is unknown.
func (s *series) reduced(cf cfKind, step int64) *series {
	factor := (step + s.step - 1) / s.step
	if factor < 2 {
		return s
	}
	out := &series{step: s.step * factor, start: s.start, end: s.end}
	before, after := s.start%out.step, s.end%out.step
	data := s.data
	if before > 0 {
		out.start -= before
		data = data[min(factor-before/s.step, int64(len(data))):]
		out.data = append(out.data, nan)
	}
	if after > 0 {
		out.end += out.step - after
	}
	for int64(len(data)) >= factor {
		out.data = append(out.data, consolidated(cf, data[:factor]))
		data = data[factor:]
	}
	if len(data) > 0 {
		out.data = append(out.data, nan)
	}
	return out
}

// consolidated is one value for several.
func consolidated(cf cfKind, data []float64) float64 {
	out, n := nan, 0
	for _, v := range data {
		if v != v {
			continue
		}
		n++
		switch {
		case n == 1:
			out = v
		case cf == cfMin:
			out = math.Min(out, v)
		case cf == cfMax, cf == cfFailures:
			out = math.Max(out, v)
		case cf == cfLast:
			out = v
		default:
			out += v
		}
	}
	if n > 0 && cf != cfMin && cf != cfMax && cf != cfLast && cf != cfFailures {
		out /= float64(n)
	}
	return out
}

// onlyFinite leaves out what is infinite, which nothing that is printed counts.
func onlyFinite(data []float64) []float64 {
	if !slices.ContainsFunc(data, func(v float64) bool { return math.IsInf(v, 0) }) {
		return data
	}
	return slices.DeleteFunc(slices.Clone(data), func(v float64) bool { return math.IsInf(v, 0) })
}

// printed is the text of a Print or GPrint.
func (g *graph) printed(i *item) string {
	value, when := nan, g.now.Unix()
	if i.of.kind == itemVDef {
		value, when = i.of.value, i.of.when
	} else if i.of.series != nil {
		value = consolidated(i.cf, onlyFinite(i.of.series.data))
	}
	switch i.as {
	case AsTimeOf:
		if when == 0 {
			return neverText(i.timeFormat)
		}
		return strftime(i.timeFormat, time.Unix(when, 0).In(g.now.Location()))
	case AsTimestamp:
		return timestampText(value, i.timeFormat)
	case AsDuration:
		return durationText(value, i.timeFormat)
	}
	return i.format.format(value, float64(g.opts.Base), &g.shared)
}
