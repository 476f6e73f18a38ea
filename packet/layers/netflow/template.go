package netflow

import (
	"encoding/binary"
	"fmt"

	"github.com/pyops-go/pyops/packet"
)

// variable is the length of fields of IPFIX that say themselves how long they are: RFC
// 7011, 7.
const variable = 0xffff

// maxEmpty bounds the fields of no length of a template. With more of them a few bytes
// of data would be records of any size.
const maxEmpty = 8

// A fieldSpec is a field of a template.
type fieldSpec struct {
	number     uint16
	enterprise uint32 // who has given the number, 0 for the registry
	length     int
	name       string
}

// A recordTemplate is what the records of a flowset look like.
type recordTemplate struct {
	id     uint16
	raw    string // its specifications as they came
	scopes int    // so many of the fields tell what the others are about; -1: it is no template of options
	fields []fieldSpec
	least  int // how many bytes a record has at least
	varies bool
	parts  []*packet.Dissector // of scopes and options, or of the record
	counts []int               // how many of the fields are each's
}

// A flowsetReader takes templates off a flowset. The first fault ends it.
type flowsetReader struct {
	data  []byte
	ipfix bool
	err   error
	empty error // the first template of version 9 that has no fields
}

func (r *flowsetReader) short() uint16 {
	if r.err == nil && len(r.data) < 2 {
		r.err = &packet.Error{Kind: packet.ErrTooShort, Reason: "the flowset ends within it"}
	}
	if r.err != nil {
		return 0
	}
	n := binary.BigEndian.Uint16(r.data)
	r.data = r.data[2:]
	return n
}

// spec takes a field's specification. Types of version 9 have 16 bits, and nobody's
// number: RFC 3954, 5.2.
func (r *flowsetReader) spec() fieldSpec {
	f := fieldSpec{number: r.short(), length: int(r.short())}
	if r.ipfix && f.number&0x8000 != 0 {
		f.number &= 0x7fff
		f.enterprise = uint32(r.short())<<16 | uint32(r.short())
	}
	return f
}

// next is the next template of a flowset of templates, or of options; nil at the end.
// One of no fields withdraws in IPFIX what was said before: RFC 7011, 8.1. Version 9
// takes nothing back, RFC 3954, 9, and such a template says nothing there.
func (r *flowsetReader) next(options bool) *recordTemplate {
	for {
		t, fields, start := r.head(options)
		switch {
		case t == nil:
			return nil
		case fields > 0 || r.err != nil:
			return r.body(t, fields, start)
		case r.ipfix:
			return t
		case r.empty == nil:
			r.empty = &packet.Error{Kind: packet.ErrMalformed, Op: "netflow", Input: fmt.Sprintf("template %d", t.id), Reason: "it has no fields, which in version 9 says nothing"}
		}
	}
}

// head takes what stands before the fields of a template, and tells how many these are;
// nil at the end.
func (r *flowsetReader) head(options bool) (t *recordTemplate, fields int, start []byte) {
	if len(r.data) < 4 || binary.BigEndian.Uint16(r.data) == 0 {
		return nil, 0, nil // what fills the flowset up
	}
	start = r.data
	t = &recordTemplate{id: r.short(), scopes: -1}
	fields = int(r.short())
	switch {
	case options && r.ipfix && fields > 0:
		t.scopes = int(r.short())
	case options && !r.ipfix:
		// In version 9 the lengths of the two lists in bytes.
		t.scopes = fields / 4
		fields = t.scopes + int(r.short())/4
	}
	return t, fields, start
}

// body takes the fields of a template, which began at start.
func (r *flowsetReader) body(t *recordTemplate, fields int, start []byte) *recordTemplate {
	if r.err == nil && t.scopes > fields {
		r.err = &packet.Error{Kind: packet.ErrMalformed, Reason: fmt.Sprintf("of %d fields %d are scopes", fields, t.scopes)}
	}
	for range fields {
		f := r.spec()
		if r.err != nil {
			break
		}
		t.fields = append(t.fields, f)
	}
	if r.err == nil {
		r.err = t.check(r.ipfix)
	}
	if r.err != nil {
		r.err = &packet.Error{Kind: packet.ErrMalformed, Op: "netflow", Input: fmt.Sprintf("template %d", t.id), Err: r.err}
		return nil
	}
	t.raw = string(start[:len(start)-len(r.data)])
	return t
}

// check measures a template, and refuses one that nobody means.
func (t *recordTemplate) check(ipfix bool) error {
	if t.id < 256 {
		return &packet.Error{Kind: packet.ErrValue, Reason: "a number of 256 at least was expected"}
	}
	empty := 0
	for _, f := range t.fields {
		switch {
		case f.length == variable && ipfix:
			t.varies = true
			t.least++
		case f.length == 0:
			empty++
		default:
			t.least += f.length
		}
	}
	if t.least == 0 || empty > maxEmpty {
		return &packet.Error{Kind: packet.ErrValue, Reason: fmt.Sprintf("%d fields have no length, at most %d and a field with one were expected", empty, maxEmpty)}
	}
	return nil
}

// extent is how many bytes the record at the beginning of data has; ok is false if it is
// not whole.
func (t *recordTemplate) extent(data []byte) (n int, ok bool) {
	if !t.varies {
		return t.least, t.least <= len(data)
	}
	for _, f := range t.fields {
		if f.length != variable {
			n += f.length
			continue
		}
		if n >= len(data) {
			return 0, false
		}
		_, head, length := variableLength(data[n:])
		n += head + length
	}
	return n, n <= len(data)
}

// variableLength reads how long a field is that says so itself: in one byte, or in three
// of which the first is 255. whole is false if these are not there.
func variableLength(data []byte) (whole bool, head, length int) {
	switch {
	case len(data) == 0 || data[0] == 255 && len(data) < 3:
		return false, 1, 1 << 16 // longer than any flowset
	case data[0] == 255:
		return true, 3, int(binary.BigEndian.Uint16(data[1:]))
	}
	return true, 1, int(data[0])
}

// records takes data apart. What is left over is padding.
func (t *recordTemplate) records(data []byte) []packet.Layer {
	if len(data) == 0 {
		return nil
	}
	list := make([]packet.Layer, 0, len(data)/t.least*len(t.parts)+1)
	for len(data) > 0 {
		n, ok := t.extent(data)
		if !ok {
			break
		}
		rest := data[:n]
		at := 0
		for i, d := range t.parts {
			k := len(rest)
			if i+1 < len(t.parts) {
				k = t.span(rest, at, at+t.counts[i])
			}
			at += t.counts[i]
			h, _ := d.DissectLayer(rest[:k]) // that it cannot be read stays with the layer
			list = append(list, h)
			rest = rest[k:]
		}
		data = data[n:]
	}
	if len(data) > 0 {
		list = append(list, packet.Padding{Load: data})
	}
	return list
}

// span is how many bytes the fields from one to before another have, which are whole.
func (t *recordTemplate) span(data []byte, from, to int) int {
	n := 0
	for _, f := range t.fields[from:to] {
		if f.length == variable && t.varies {
			_, head, length := variableLength(data[n:])
			n += head + length
		} else {
			n += f.length
		}
	}
	return n
}
