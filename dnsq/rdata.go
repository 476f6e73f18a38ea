package dnsq

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"reflect"
)

// Rdata is what one resource record says: an *A, *MX, *TXT and so on, or a
// *GenericRdata of a type that has no Go type of its own. Values that stand in an
// [Rdataset] must not be changed.
type Rdata interface {
	// RdType and RdClass are type and class of the record. A value made by hand is
	// of the class IN.
	RdType() RdataType
	RdClass() RdataClass

	// SetRdClass changes the class of a value that stands in no set.
	SetRdClass(class RdataClass)

	// String is the presentation format, as in a zone file. Of a value that has
	// none, such as an A without an address, it tells what is wrong in angle
	// brackets; RdataToText makes that an error.
	String() string

	// ToWire is the wire format, without compression. Relative names are
	// completed by origin; without one they are ErrNeedAbsoluteNameOrOrigin. A
	// value that cannot be sent is an ErrValue.
	ToWire(origin *Name) ([]byte, error)

	fields(c *codec)
}

// An rdclass is embedded by all rdata; the zero one is IN.
type rdclass struct {
	class RdataClass
	given bool
}

func (c *rdclass) set(class RdataClass) { *c = rdclass{class, true} }

func (c *rdclass) get() RdataClass {
	if !c.given {
		return ClassIN
	}
	return c.class
}

// RdataToDigestable is the wire format as DNSSEC hashes and orders it: names of
// the older types in lower case.
func RdataToDigestable(rd Rdata, origin *Name) ([]byte, error) {
	w := wireWriter{origin: origin, canonical: true}
	err := w.rdata(rd)
	return w.buf, err
}

func rdataWire(rd Rdata, origin *Name) ([]byte, error) {
	w := wireWriter{origin: origin}
	err := w.rdata(rd)
	return w.buf, err
}

func (w *wireWriter) rdata(rd Rdata) error {
	if noRdata(rd) {
		return errNoRdata()
	}
	c := &w.codec
	c.mode, c.w, c.rdtype, c.err = writeWire, w, rd.RdType(), nil
	rd.fields(c)
	return c.err
}

// RdataFromWire reads the rdata of length bytes that begins at an offset of a
// message. Names that lie in origin are made relative to it; nil leaves all
// absolute. Errors are of the kind ErrFormError.
func RdataFromWire(class RdataClass, typ RdataType, message []byte, offset, length int, origin *Name) (Rdata, error) {
	if offset < 0 || length < 0 || length > len(message)-offset {
		return nil, fail(ErrFormError, "")
	}
	r := wireReader{msg: message, pos: offset, end: offset + length, relativeTo: origin}
	return r.rdata(class, typ)
}

// rdata reads up to the end of the reader, all of it.
func (r *wireReader) rdata(class RdataClass, typ RdataType) (Rdata, error) {
	rd := newRdata(class, typ)
	c := codec{mode: readWire, r: r, rdtype: typ, relativeTo: r.relativeTo}
	rd.fields(&c)
	if c.err == nil && r.pos != r.end {
		c.err = fail(ErrFormError, "")
	}
	if c.err != nil {
		return nil, wrapKind(ErrFormError, c.err)
	}
	return rd, nil
}

// RdataOptions say how RdataFromText reads. Nil means Python's defaults.
type RdataOptions struct {
	// Origin completes names that do not end with a dot; nil leaves them
	// relative.
	Origin *Name

	// KeepAbsolute leaves names in the origin absolute (Python's
	// relativize=False).
	KeepAbsolute bool

	// RelativizeTo is what names are made relative to. Nil means Origin.
	RelativizeTo *Name

	// IDNA is how names with letters beyond ASCII are encoded.
	IDNA IDNACodec
}

// RdataFromText reads rdata in presentation format, or in the generic one that
// begins with \#. Errors are of the kind ErrSyntax.
func RdataFromText(class RdataClass, typ RdataType, text string, opts *RdataOptions) (Rdata, error) {
	if opts == nil {
		opts = &RdataOptions{}
	}
	tok := NewTokenizer(text, &TokenizerOptions{IDNA: opts.IDNA})
	rd, _, err := tok.GetRdata(class, typ, &TokenNameOptions{Origin: opts.Origin, Relativize: !opts.KeepAbsolute, RelativizeTo: opts.RelativizeTo})
	return rd, err
}

// GetRdata reads the rdata of a class and type up to the end of the line, and
// returns the comment there, without its semicolon. Errors are of the kind
// ErrSyntax.
func (t *Tokenizer) GetRdata(class RdataClass, typ RdataType, names *TokenNameOptions) (Rdata, string, error) {
	rd := newRdata(class, typ)
	if g, ok := rd.(*GenericRdata); ok {
		if err := g.readGeneric(t); err != nil {
			return nil, "", wrapKind(ErrSyntax, err)
		}
	} else if first, err := t.get(false, false); err != nil {
		return nil, "", wrapKind(ErrSyntax, err)
	} else {
		if err := t.Unget(first); err != nil {
			return nil, "", err
		}
		if first.IsIdentifier() && first.Value == `\#` {
			if rd, err = t.generic(class, typ, names); err != nil {
				return nil, "", wrapKind(ErrSyntax, err)
			}
		} else {
			c := t.rdata
			if c == nil {
				c = &codec{mode: readText, t: t}
				t.rdata = c
			}
			c.rdtype, c.names, c.err = typ, names, nil
			rd.fields(c)
			if c.err != nil {
				return nil, "", wrapKind(ErrSyntax, c.err)
			}
		}
	}
	eol, err := t.GetEOLAsToken()
	if err != nil {
		return nil, "", wrapKind(ErrSyntax, err)
	}
	return rd, eol.Comment, nil
}

// generic reads rdata of a known type from its generic text.
func (t *Tokenizer) generic(class RdataClass, typ RdataType, names *TokenNameOptions) (Rdata, error) {
	g := GenericRdata{Type: typ}
	if err := g.readGeneric(t); err != nil {
		return nil, err
	}
	r := wireReader{msg: g.Data, end: len(g.Data)}
	return r.rdata(class, typ)
}

// wrapKind makes an error one of the kind, as Python's ExceptionWrapper does.
// What an error stands for counts, not what caused it.
func wrapKind(kind error, err error) error {
	own := err
	if e, ok := err.(*Error); ok {
		own = e.Kind
	}
	if errors.Is(own, kind) {
		return err
	}
	wrapped := &Error{Kind: kind, Reason: reason(err), Err: err}
	if e, ok := err.(*Error); ok {
		bare := Error{Kind: e.Kind, Reason: e.Reason}
		wrapped.Reason, wrapped.Input = reason(&bare), e.Input
	}
	return wrapped
}

// noRdata reports whether rdata is nil, or a nil pointer of one of its types.
func noRdata(rd Rdata) bool {
	if rd == nil {
		return true
	}
	v := reflect.ValueOf(rd)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

func errNoRdata() error { return missing("rdata", "what a record says, such as an *A") }

// CompareRdata orders rdata as DNSSEC does: by class, type and then digestable
// form. Of rdata with relative names, which come first, it compares what is
// there. Nil comes before all.
func CompareRdata(a, b Rdata) int {
	if x, y := noRdata(a), noRdata(b); x || y {
		return compareMissing(x, y)
	}
	if a.RdClass() != b.RdClass() {
		return cmp.Compare(a.RdClass(), b.RdClass())
	}
	if a.RdType() != b.RdType() {
		return cmp.Compare(a.RdType(), b.RdType())
	}
	x, errx := RdataToDigestable(a, nil)
	y, erry := RdataToDigestable(b, nil)
	if relx, rely := errx != nil, erry != nil; relx || rely {
		if relx != rely {
			if relx {
				return -1
			}
			return 1
		}
		x, _ = RdataToDigestable(a, &Root)
		y, _ = RdataToDigestable(b, &Root)
	}
	return bytes.Compare(x, y)
}

// compareMissing puts rdata that is nil before all other.
func compareMissing(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// EqualRdata reports whether two rdata are the same: class, type and digestable
// form, relative names only to relative ones.
func EqualRdata(a, b Rdata) bool {
	if x, y := noRdata(a), noRdata(b); x || y {
		return x == y
	}
	if a == b {
		return true
	}
	if a.RdType() != b.RdType() || a.RdClass() != b.RdClass() {
		return false
	}
	switch x := a.(type) {
	case *A:
		if y, ok := b.(*A); ok {
			return x.Address == y.Address
		}
	case *AAAA:
		if y, ok := b.(*AAAA); ok {
			return x.Address == y.Address
		}
	}
	return CompareRdata(a, b) == 0
}

// Covers is the type that a signature is of, and TypeNone for other rdata.
func Covers(rd Rdata) RdataType {
	if noRdata(rd) {
		return TypeNone
	}
	switch s := rd.(type) {
	case *RRSIG:
		return s.TypeCovered
	case *SIG:
		return s.TypeCovered
	}
	return TypeNone
}

// ExtendedRdataType is the type, with the covered one in the upper 16 bits.
func ExtendedRdataType(rd Rdata) uint32 {
	if noRdata(rd) {
		return 0
	}
	return uint32(Covers(rd))<<16 | uint32(rd.RdType())
}

// ToGeneric is the same rdata as bytes alone, with relative names completed.
func ToGeneric(rd Rdata, origin *Name) (*GenericRdata, error) {
	if noRdata(rd) {
		return nil, errNoRdata()
	}
	data, err := rd.ToWire(origin)
	if err != nil {
		return nil, err
	}
	return &GenericRdata{rdclass{rd.RdClass(), true}, rd.RdType(), data}, nil
}

// A GenericRdata is rdata of a type that this package has no Go type for.
type GenericRdata struct {
	rdclass
	Type RdataType
	Data []byte
}

// NewGenericRdata makes rdata of any type and class from its bytes.
func NewGenericRdata(class RdataClass, typ RdataType, data []byte) *GenericRdata {
	return &GenericRdata{rdclass{class, true}, typ, data}
}

// RdType is the type of the record.
func (g *GenericRdata) RdType() RdataType {
	if g == nil {
		return TypeNone
	}
	return g.Type
}

func (g *GenericRdata) fields(c *codec) {
	switch c.mode {
	case writeText:
		c.out = c.appendGeneric(c.out, g.Data)
	case writeWire:
		c.w.buf = append(c.w.buf, g.Data...)
	case readWire:
		g.Data = c.rest()
	case readText:
		c.fail(g.readGeneric(c.t))
	}
}

func (g *GenericRdata) readGeneric(t *Tokenizer) error {
	tok, err := t.get(false, false)
	if err != nil {
		return err
	}
	if !tok.IsIdentifier() || tok.Value != `\#` {
		return failOn(ErrSyntax, `generic rdata does not start with \#`, tok.Value)
	}
	n, err := t.GetInt(0)
	if err != nil {
		return err
	}
	text, err := t.ConcatenateRemainingIdentifiers(&ConcatenateOptions{AllowEmpty: true})
	if err != nil {
		return err
	}
	data, err := hex.DecodeString(text)
	if err != nil {
		return failOn(ErrSyntax, hexFault(text), text)
	}
	if uint64(len(data)) != n {
		return failOn(ErrSyntax, "generic rdata hex data has wrong length", text)
	}
	g.Data = data
	return nil
}

// hexFault is what Python says of text that is not hexadecimal.
func hexFault(text string) string {
	if len(text)%2 == 1 {
		return "Odd-length string"
	}
	return "Non-hexadecimal digit found"
}
