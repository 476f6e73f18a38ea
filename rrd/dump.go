package rrd

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// Dump writes a file as XML: to w, or to a second file that the arguments name.
// The options are -h with none, dtd or xsd, and -n for none. [DB.WriteXML] is
// the same for an open file.
//
// As in librrd numbers have eleven digits, so that restoring the dump gives not
// quite the same file.
func Dump(w io.Writer, args ...string) error { return defaultTool.Dump(w, args...) }

var dumpOptions = []optionSpec{{"header", 'h', true}, {"no-header", 'n', false}, {"daemon", 'd', true}}

// Dump writes a file as XML, as [Dump] does.
func (t *Tool) Dump(w io.Writer, args ...string) error {
	given, rest, err := parseOptions(args, dumpOptions)
	if err != nil {
		return err
	}
	head, daemon := DumpDTD, ""
	for _, o := range given {
		switch {
		case o.name == "no-header" || o.name == "header" && o.value == "none":
			head = DumpNoHeader
		case o.name == "header" && o.value == "xsd":
			head = DumpXSD
		case o.name == "header":
			head = DumpDTD
		default:
			daemon = o.value
		}
	}
	if len(rest) < 1 || len(rest) > 2 {
		return specError("wrong number of arguments")
	}
	if err := t.flushFirst(daemon, rest[0]); err != nil {
		return err
	}
	f, err := openFile(rest[0], false, t.locking())
	if err != nil {
		return err
	}
	defer f.close()
	opts := &DumpOptions{Header: head, Location: t.instant().Location()}
	if len(rest) == 1 {
		if w == nil {
			return specError("nothing to dump to: neither a writer nor a second file")
		}
		return f.writeXML(w, opts)
	}
	out, err := atomicfile.Create(rest[1], &atomicfile.Options{InPlace: true})
	if err != nil {
		return creating(rest[1], err)
	}
	defer out.Close()
	if err := f.writeXML(out, opts); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return creating(rest[1], err)
	}
	return nil
}

// A DumpHeader is what stands before the XML of a dump.
type DumpHeader uint8

// The headers of dumps.
const (
	DumpDTD      DumpHeader = iota // the document type, as rrdtool's default
	DumpXSD                        // the schema
	DumpNoHeader                   // nothing
)

// DumpOptions are the options of a dump. The zero value is rrdtool's default.
type DumpOptions struct {
	Header DumpHeader

	// Location is the time zone of the dates in comments; nil means [time.Local].
	Location *time.Location
}

// WriteXML writes the file as XML, as rrdtool's dump does. The bytes are UTF-8.
func (db *DB) WriteXML(w io.Writer, opts *DumpOptions) error {
	return db.view(func(r *file) error { return r.writeXML(w, opts) })
}

// A dumper writes XML and remembers the first error.
type dumper struct {
	w   *bufio.Writer
	loc *time.Location
	num []byte
}

func (d *dumper) line(format string, args ...any) { fmt.Fprintf(d.w, format+"\n", args...) }

// value writes a value between tags.
func (d *dumper) value(indent, tag string, v float64) {
	d.num = appendDumped(d.num[:0], v)
	d.line("%s<%s>%s</%s>", indent, tag, d.num, tag)
}

func (d *dumper) date(unix int64) string {
	return strftime("%Y-%m-%d %H:%M:%S %Z", time.Unix(unix, 0).In(d.loc))
}

func (r *file) writeXML(w io.Writer, opts *DumpOptions) error {
	d := &dumper{w: bufio.NewWriterSize(w, 1<<16), loc: time.Local}
	head := DumpDTD
	if opts != nil {
		head = opts.Header
		if opts.Location != nil {
			d.loc = opts.Location
		}
	}
	if head != DumpNoHeader {
		d.line(`<?xml version="1.0" encoding="utf-8"?>`)
	}
	if head == DumpDTD {
		d.line(`<!DOCTYPE rrd SYSTEM "https://oss.oetiker.ch/rrdtool/rrdtool.dtd">`)
	}
	d.line("<!-- Round Robin Database Dump -->")
	if head == DumpXSD {
		d.line(`<rrd xmlns="https://oss.oetiker.ch/rrdtool/rrdtool-dump.xml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
			"\n\txsi:schemaLocation=\"https://oss.oetiker.ch/rrdtool/rrdtool-dump.xml https://oss.oetiker.ch/rrdtool/rrdtool-dump.xsd\">")
	} else {
		d.line("<rrd>")
	}
	h := r.head
	d.line("\t<version>%04d</version>", max(h.version, 3))
	d.line("\t<step>%d</step> <!-- Seconds -->", h.step)
	d.line("\t<lastupdate>%d</lastupdate> <!-- %s -->\n", h.lastUp, d.date(h.lastUp))
	for i := range h.ds {
		d.source(h, i)
	}
	d.line("\t<!-- Round Robin Archives -->")
	for i := range h.rra {
		if err := d.archive(r, i); err != nil {
			return err
		}
	}
	d.line("</rrd>")
	return d.w.Flush()
}

func (d *dumper) source(h *header, i int) {
	s, p := &h.ds[i], &h.pdp[i]
	d.line("\t<ds>\n\t\t<name> %s </name>\n\t\t<type> %s </type>", xmlText(s.name), s.kind)
	if s.kind == dsCompute {
		d.line("\t\t<cdef> %s </cdef>", xmlText(s.rpn.text(h.sourceName)))
	} else {
		d.line("\t\t<minimal_heartbeat>%d</minimal_heartbeat>", s.heartbeat)
		d.value("\t\t", "min", s.min)
		d.value("\t\t", "max", s.max)
	}
	d.line("\n\t\t<!-- PDP Status -->\n\t\t<last_ds>%s</last_ds>", xmlText(p.lastText()))
	d.value("\t\t", "value", p.value)
	d.line("\t\t<unknown_sec> %d </unknown_sec>\n\t</ds>\n", p.unknown)
}

func (d *dumper) archive(r *file, i int) error {
	h, a := r.head, &r.head.rra[i]
	d.line("\t<rra>\n\t\t<cf>%s</cf>\n\t\t<pdp_per_row>%d</pdp_per_row> <!-- %d seconds -->\n", a.cf, a.pdps, h.rowStep(i))
	d.line("\t\t<params>")
	d.parameters(h, a)
	d.line("\t\t</params>\n\t\t<cdp_prep>")
	for j := range h.ds {
		d.line("\t\t\t<ds>")
		d.state(a, &h.cdp[i*len(h.ds)+j])
		d.line("\t\t\t</ds>")
	}
	d.line("\t\t</cdp_prep>\n\t\t<database>")
	if err := d.rows(r, i); err != nil {
		return err
	}
	d.line("\t\t</database>\n\t</rra>")
	return nil
}

func (d *dumper) parameters(h *header, a *rraDef) {
	const indent = "\t\t"
	switch {
	case a.cf.predicts():
		d.value(indent, "hw_alpha", a.float(parAlpha))
		d.value(indent, "hw_beta", a.float(parBeta))
	case a.cf.seasons():
		d.value(indent, "seasonal_gamma", a.float(parGamma))
		d.line("\t\t<seasonal_smooth_idx>%d</seasonal_smooth_idx>", a.par[parSmoothIndex])
		if h.version >= 4 {
			d.value(indent, "smoothing_window", a.float(parWindow))
		}
	case a.cf == cfFailures:
		d.value(indent, "delta_pos", a.float(parDeltaPos))
		d.value(indent, "delta_neg", a.float(parDeltaNeg))
		d.line("\t\t<window_len>%d</window_len>\n\t\t<failure_threshold>%d</failure_threshold>", a.par[parFailWindow], a.par[parThreshold])
	case a.cf.plain():
		d.value(indent, "xff", a.float(parXFF))
		return
	}
	d.line("\t\t<dependent_rra_idx>%d</dependent_rra_idx>", a.par[parDependent])
}

func (d *dumper) state(a *rraDef, c *cdpState) {
	const indent = "\t\t\t"
	d.value(indent, "primary_value", c.float(cdpPrimary))
	d.value(indent, "secondary_value", c.float(cdpSecondary))
	switch {
	case a.cf.predicts():
		d.value(indent, "intercept", c.float(cdpIntercept))
		d.value(indent, "last_intercept", c.float(cdpLastIntercept))
		d.value(indent, "slope", c.float(cdpSlope))
		d.value(indent, "last_slope", c.float(cdpLastSlope))
		d.line("\t\t\t<nan_count>%d</nan_count>\n\t\t\t<last_nan_count>%d</last_nan_count>", c.slot[cdpNulls], c.slot[cdpLastNulls])
	case a.cf.seasons():
		d.value(indent, "seasonal", c.float(cdpSeason))
		d.value(indent, "last_seasonal", c.float(cdpLastSeason))
		d.line("\t\t\t<init_flag>%d</init_flag>", c.slot[cdpInit])
	case a.cf == cfFailures:
		d.line("\t\t\t<history>%s</history>", c.history(a))
	case a.cf.plain():
		d.value(indent, "value", c.float(cdpValue))
		d.line("\t\t\t<unknown_datapoints>%d</unknown_datapoints>", c.slot[cdpUnknown])
	}
}

// rows writes the rows of an archive, the oldest first.
func (d *dumper) rows(r *file, i int) error {
	h, n := r.head, len(r.head.ds)
	at, step := h.firstRow(i), h.rowStep(i)
	values := make([]float64, n)
	return r.eachRow(i, values, func() error {
		d.num = fmt.Appendf(d.num[:0], "\t\t\t<!-- %s / %d --> <row>", d.date(at), at)
		for _, v := range values {
			d.num = append(appendDumped(append(d.num, "<v>"...), v), "</v>"...)
		}
		_, err := d.w.Write(append(d.num, "</row>\n"...))
		at += step
		return err
	})
}

// eachRow reads the rows of an archive into values, the oldest first.
func (r *file) eachRow(i int, values []float64, f func() error) error {
	h, n := r.head, len(values)
	rows := h.rra[i].rows
	const chunk = 1 << 13
	per := uint64(max(chunk/n, 1))
	buf := make([]float64, int(min(per, rows))*n)
	for _, part := range [][2]uint64{{h.cur[i] + 1, rows}, {0, h.cur[i] + 1}} {
		for row := part[0]; row < part[1]; {
			count := min(per, part[1]-row)
			block := buf[:int(count)*n]
			if err := r.readValues(block, h.rraStart(i)+int64(row)*h.rowSize()); err != nil {
				return err
			}
			for ; len(block) > 0; block = block[n:] {
				copy(values, block)
				if err := f(); err != nil {
					return err
				}
			}
			row += count
		}
	}
	return nil
}

// xmlText escapes a text for XML.
func xmlText(s string) string {
	var b []byte
	for i := range len(s) {
		switch c := s[i]; c {
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '&':
			b = append(b, "&amp;"...)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
