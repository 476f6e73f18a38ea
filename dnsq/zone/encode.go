package zone

import (
	"bufio"
	"bytes"
	"io"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// TextOptions say how a zone is written. Nil means Python's defaults.
type TextOptions struct {
	// Unsorted leaves names in the order of the zone, rather than that of
	// DNSSEC.
	Unsorted bool

	// KeepAbsolute writes names in full (Python's relativize=False).
	KeepAbsolute bool

	// Newline ends lines; empty means "\n" on all systems.
	Newline string

	// WantComments writes the comments that stood at the ends of records.
	WantComments bool

	// WantOrigin begins with a line $ORIGIN.
	WantOrigin bool

	// InPlace allows WriteFile to write into a file that cannot be replaced, such
	// as one that is mounted by itself or has several names. That is not atomic.
	InPlace bool
}

// ToText writes the zone as a zone file. Errors are those of dnsq.RdataToText: what
// could not be read back is not written.
func (z *Zone) ToText(opts *TextOptions) (string, error) {
	var out bytes.Buffer
	err := z.Encode(&out, opts)
	return out.String(), err
}

// String is the zone as a zone file, or what is wrong with it in angle brackets.
func (z *Zone) String() string {
	if z == nil {
		return "<zone>"
	}
	text, err := z.ToText(nil)
	if err != nil {
		return "<zone " + z.origin.String() + ": " + err.Error() + ">"
	}
	return text
}

// WriteFile writes the zone to a file of that name. It is written aside and put in
// place at the end, so that nobody ever reads half of it; a new file may be read by
// all whom the umask lets. Errors are those of ToText and of the file.
func (z *Zone) WriteFile(path string, opts *TextOptions) error {
	if z == nil {
		return fault.Nil("zone", "a zone to write")
	}
	f, err := atomicfile.Create(path, &atomicfile.Options{InPlace: opts != nil && opts.InPlace})
	if err != nil {
		return err
	}
	defer f.Close()
	if err := z.Encode(f, opts); err != nil {
		return err
	}
	return f.Commit()
}

// Encode writes the zone as a zone file. Errors are those of ToText and of the
// writer.
func (z *Zone) Encode(w io.Writer, opts *TextOptions) error {
	if z == nil { // an empty file in the place of a good one would be worse
		return fault.Nil("zone", "a zone to write")
	}
	if w == nil {
		return fault.Nil("writer", "an io.Writer")
	}
	if opts == nil {
		opts = &TextOptions{}
	}
	b := bufio.NewWriterSize(w, 1<<16)
	names := dnsq.SetTextOptions{KeepAbsolute: opts.KeepAbsolute, WantComments: opts.WantComments}
	if z.origin != dnsq.Empty {
		names.Origin = &z.origin
	}
	e := encoder{out: b, names: &names, newline: opts.Newline}
	if opts.WantOrigin && z.origin != dnsq.Empty {
		e.buf = append(append(e.buf, "$ORIGIN "...), z.origin.String()...)
		e.flush()
	}
	if opts.Unsorted {
		for name, n := range z.nodes.all() {
			e.node(name, n)
		}
	} else {
		for _, x := range z.nodes.sorted() {
			e.node(x.name, x.node)
		}
	}
	if e.err != nil {
		return e.err
	}
	return b.Flush()
}

// A zoneEncoder writes one node after another. The first error stays.
type encoder struct {
	out     *bufio.Writer
	names   *dnsq.SetTextOptions
	newline string
	buf     []byte
	err     error
}

func (e *encoder) node(name dnsq.Name, n *Node) {
	if e.err != nil {
		return
	}
	if e.buf, e.err = n.appendText(e.buf[:0], name, e.names); e.err == nil {
		e.flush()
	}
}

// flush writes the buffer as lines of the kind that is wanted. What is in quotation
// marks has no ends of lines.
func (e *encoder) flush() {
	e.buf = append(e.buf, '\n')
	if e.newline != "" && e.newline != "\n" {
		e.buf = bytes.ReplaceAll(e.buf, []byte("\n"), []byte(e.newline))
	}
	if _, err := e.out.Write(e.buf); e.err == nil {
		e.err = err
	}
}
