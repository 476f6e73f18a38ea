package dnsq

import (
	"bufio"
	"io"
	"os"
	"strconv"
)

// ZoneTextOptions say how a zone is written. Nil means Python's defaults.
type ZoneTextOptions struct {
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
}

// ToText writes the zone as a zone file.
func (z *Zone) ToText(opts *ZoneTextOptions) string {
	var out []byte
	z.eachText(opts, func(dst []byte) []byte {
		out = dst
		return dst
	})
	return string(out)
}

// Write writes the zone as a zone file.
func (z *Zone) Write(w io.Writer, opts *ZoneTextOptions) error {
	b := bufio.NewWriterSize(w, 1<<16)
	var err error
	z.eachText(opts, func(text []byte) []byte {
		if err == nil {
			_, err = b.Write(text)
		}
		return text[:0]
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// ToFile writes the zone to a file of that name. It is written aside and put in
// place at the end, so that nobody ever reads half of it.
func (z *Zone) ToFile(path string, opts *ZoneTextOptions) (err error) {
	mode := os.FileMode(0o666)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	aside := path + "." + strconv.FormatUint(uint64(os.Getpid()), 36) + strconv.FormatUint(uint64(RandomID()), 36) + ".tmp"
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(aside)
		}
	}()
	if err = z.Write(f, opts); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(aside, path)
}

// eachText appends the text of one node after another. What follows is appended
// to what flush returns.
func (z *Zone) eachText(opts *ZoneTextOptions, flush func([]byte) []byte) {
	if opts == nil {
		opts = &ZoneTextOptions{}
	}
	newline := opts.Newline
	if newline == "" {
		newline = "\n"
	}
	w := setWriter{codec: codec{mode: writeText, relativize: !opts.KeepAbsolute}, newline: newline, comments: opts.WantComments}
	if z.origin != Empty {
		w.codec.origin = &z.origin
	}
	dst := make([]byte, 0, 4096)
	if opts.WantOrigin && z.origin != Empty {
		dst = z.origin.appendText(append(dst, "$ORIGIN "...), false)
		dst = append(dst, newline...)
	}
	write := func(name Name, n *Node) {
		begun := false
		for _, s := range n.rdatasets {
			if len(s.Items) > 0 {
				if begun {
					dst = append(dst, newline...)
				}
				dst = w.append(dst, &name, s, s.Class)
				begun = true
			}
		}
		dst = flush(append(dst, newline...))
	}
	if opts.Unsorted {
		for name, n := range z.nodes.all() {
			write(name, n)
		}
	} else {
		for _, e := range z.nodes.sorted() {
			write(e.name, e.node)
		}
	}
	flush(dst)
}

// A setWriter writes rdatasets, all in the same manner.
type setWriter struct {
	codec    codec
	newline  string
	comments bool
}

func (w *setWriter) append(dst []byte, owner *Name, s *Rdataset, class RdataClass) []byte {
	c := &w.codec
	start := len(dst)
	if owner != nil {
		dst = append(c.appendName(dst, *owner), ' ')
	}
	if len(s.Items) == 0 {
		dst = append(dst, class.String()...)
		return append(append(dst, ' '), s.Type.String()...)
	}
	dst = strconv.AppendUint(dst, uint64(s.TTL), 10)
	dst = append(append(append(dst, ' '), class.String()...), ' ')
	dst = append(append(dst, s.Type.String()...), ' ')
	head := len(dst) // what all lines begin with
	c.rdtype = s.Type
	for i, rd := range s.Items {
		if i > 0 {
			dst = append(append(dst, w.newline...), dst[start:head]...)
		}
		c.out, c.begun, c.err = dst, false, nil
		rd.fields(c)
		dst = c.out
		if w.comments {
			if comment := s.comments[rd]; comment != "" {
				dst = append(append(dst, " ;"...), comment...)
			}
		}
	}
	c.out = nil
	return dst
}
