package rrd

import (
	"bufio"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
)

// Restore makes a file of the XML that [Dump] writes: the XML file, or - for in,
// and the new file. With -r values out of the bounds of their data source become
// unknown; -f replaces a file that is there.
func Restore(in io.Reader, args ...string) error { return defaultTool.Restore(in, args...) }

var restoreOptions = []optionSpec{{"range-check", 'r', false}, {"force-overwrite", 'f', false}}

// Restore makes a file of a dump, as [Restore] does.
func (t *Tool) Restore(in io.Reader, args ...string) error {
	given, rest, err := parseOptions(args, restoreOptions)
	if err != nil {
		return err
	}
	opts := &RestoreOptions{}
	for _, o := range given {
		opts.RangeCheck = opts.RangeCheck || o.name == "range-check"
		opts.Overwrite = opts.Overwrite || o.name == "force-overwrite"
	}
	if len(rest) != 2 {
		return specError("usage rrdtool restore [--range-check|-r] [--force-overwrite|-f] file.xml file.rrd")
	}
	if rest[0] != "-" {
		f, err := os.Open(rest[0])
		if err != nil {
			return openError(rest[0], err)
		}
		defer f.Close()
		in = f
	}
	if in == nil {
		return specError("nothing to restore: no reader")
	}
	return RestoreXML(in, rest[1], opts)
}

// RestoreOptions are the options of [RestoreXML].
type RestoreOptions struct {
	RangeCheck bool   // values out of the bounds of their data source become unknown
	Overwrite  bool   // a file that is there is replaced
	Layout     Layout // of the machine that is to read the file

	initialRow func(rows uint64) uint64
}

// RestoreXML makes a file of the XML that [DB.WriteXML] writes. The error names
// the line; without a whole document no file is made.
func RestoreXML(r io.Reader, path string, opts *RestoreOptions) error {
	if opts == nil {
		opts = &RestoreOptions{}
	}
	if _, err := os.Lstat(path); err == nil && !opts.Overwrite {
		return creating(path, fs.ErrExist)
	}
	p := &restorer{
		xmlReader: xmlReader{r: bufio.NewReaderSize(r, 1<<16), line: 1}, h: &header{layout: opts.Layout}, opts: opts,
	}
	if err := p.document(); err != nil {
		return err
	}
	p.h.encode()
	check := headerReader{path: path, size: math.MaxInt64}
	if err := check.check(p.h); err != nil {
		return err
	}
	return writeFile(path, p.h, p.data)
}

// A restorer builds a file from the elements of a dump.
type restorer struct {
	xmlReader
	h    *header
	data [][]float64
	opts *RestoreOptions
}

// document reads the whole.
func (p *restorer) document() error {
	name, err := p.next()
	if err != nil {
		return err
	}
	if name != "rrd" {
		return p.fail("expected <rrd> element but found <%s>", name)
	}
	if err := p.each(p.top); err != nil {
		return err
	}
	switch {
	case len(p.h.ds) == 0:
		return p.fail("no <ds> element")
	case len(p.h.rra) == 0:
		return p.fail("no <rra> element")
	case p.h.step == 0:
		return p.fail("no <step> element, or a step of 0")
	case p.h.version == 0:
		return p.fail("no <version> element")
	}
	return nil
}

// each calls f for each element within the one that is open.
func (p *restorer) each(f func(name string) error) error {
	for {
		name, err := p.next()
		if err == errEnd {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(name); err != nil {
			return err
		}
	}
}

func (p *restorer) unknown(where, name string) error {
	return p.fail("parse_tag_%s: Unknown tag: %s", where, name)
}

func (p *restorer) top(name string) (err error) {
	h := p.h
	switch name {
	case "version":
		text, err := p.content()
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > newestVersion {
			return p.fail("can't handle RRD file version %s", text)
		}
		h.version = max(n, 3)
	case "step":
		h.step, err = p.count(1, math.MaxInt32)
	case "lastupdate":
		var n uint64
		n, err = p.count(0, math.MaxInt64/4)
		h.lastUp = int64(n)
	case "ds":
		if len(h.rra) > 0 {
			return p.fail("expected <rra> element but found <ds>")
		}
		return p.source()
	case "rra":
		return p.archive()
	default:
		return p.unknown("rrd", name)
	}
	return err
}

// count reads a whole number between bounds.
func (p *restorer) count(least, most uint64) (uint64, error) {
	name := p.parent()
	text, err := p.content()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, p.fail("<%s> holds '%s', not a number from %d to %d", name, text, least, most)
	}
	return n, nil
}

// number reads a number.
func (p *restorer) number() (float64, error) {
	name := p.parent()
	text, err := p.content()
	if err != nil {
		return 0, err
	}
	v, _, ok := parseFloat(text)
	if !ok {
		return 0, p.fail("<%s> holds '%s', which is no number", name, text)
	}
	return v, nil
}

// mostParts bounds the data sources and the archives of a dump.
const mostParts = 1 << 16

func (p *restorer) source() error {
	h := p.h
	if len(h.ds) >= mostParts {
		return p.fail("more than %d data sources", mostParts)
	}
	d, s := dsDef{min: nan, max: nan}, pdpState{value: nan}
	s.setLast("U")
	err := p.each(func(name string) (err error) {
		switch name {
		case "name":
			d.name, err = p.content()
			if _, taken := h.source(d.name); err == nil && (taken || !isDSName(d.name)) {
				err = p.fail("'%s' is taken, or not 1 to %d of A-Z, a-z, 0-9, - and _", d.name, nameSize-1)
			}
		case "type":
			var text string
			text, err = p.content()
			if d.kind = dsByName(text); err == nil && d.kind == dsNone {
				err = p.fail("unknown data acquisition function '%s'", text)
			}
		case "minimal_heartbeat":
			d.heartbeat, err = p.count(1, math.MaxInt64)
		case "min":
			d.min, err = p.number()
		case "max":
			d.max, err = p.number()
		case "cdef":
			var text string
			if text, err = p.content(); err == nil {
				if d.rpn, err = compileCompute(text, h.source); err != nil {
					err = p.fail("%s", reasonOf(err))
				}
			}
		case "last_ds":
			var text string
			if text, err = p.content(); err == nil && len(text) >= lastSize {
				err = p.fail("'%s' is longer than %d", text, lastSize)
			}
			s.setLast(text)
		case "value":
			s.value, err = p.number()
		case "unknown_sec":
			s.unknown, err = p.count(0, math.MaxInt64)
		default:
			err = p.unknown("ds", name)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case d.name == "" || d.kind == dsNone:
		return p.fail("a <ds> element without <name> or <type>")
	case d.kind == dsCompute && d.rpn == nil, d.kind != dsCompute && d.heartbeat == 0:
		return p.fail("data source '%s' has neither <minimal_heartbeat> nor, as a COMPUTE, <cdef>", d.name)
	}
	h.ds = append(h.ds, d)
	h.pdp = append(h.pdp, s)
	return nil
}

// inRange makes a value unknown that is out of the bounds of its data source.
func (p *restorer) inRange(i int, v float64) float64 {
	d := &p.h.ds[i]
	if p.opts.RangeCheck && d.kind != dsCompute && (v < d.min || v > d.max) {
		return nan
	}
	return v
}

func (p *restorer) chooseRow(rows uint64) uint64 {
	s := Spec{initialRow: p.opts.initialRow}
	return s.chooseRow(rows)
}
