package dnsq

import (
	"encoding/binary"
	"errors"
	"sync"
	"time"
)

// headerSize is the size of a message's header in bytes.
const headerSize = 12

// ParseOptions say how MessageFromWire reads. Nil means Python's defaults.
type ParseOptions struct {
	// Keyring holds the keys that signatures may be made with. A message with
	// a signature of another key is ErrUnknownTSIGKey.
	Keyring Keyring

	// RequestMAC is the signature of the query that the message answers.
	RequestMAC []byte

	// XFR gives each SOA an RRset of its own, as zone transfers need it.
	XFR bool

	// Origin makes names relative.
	Origin *Name

	// QuestionOnly stops after the question.
	QuestionOnly bool

	// OneRRPerRRset gives each record an RRset of its own.
	OneRRPerRRset bool

	// IgnoreTrailing allows bytes after the message.
	IgnoreTrailing bool

	// ContinueOnError reads on after a malformed record, and puts what is wrong
	// into Message.Errors.
	ContinueOnError bool

	// RaiseOnTruncation makes the flag TC an error, ErrTruncated, once as much
	// of the message has been read as can be.
	RaiseOnTruncation bool

	// Now is the time that signatures are held against. Zero means the present.
	Now time.Time

	// Multi says that the message is one of a sequence, such as a transfer of a
	// zone, and TSIGContext is that of the message before it.
	Multi       bool
	TSIGContext *TSIGContext
}

var defaultParseOptions ParseOptions

// A parser reads one message. What it reads stands in few pieces of memory, each
// of several RRsets or rdata.
type parser struct {
	wireReader
	codec   codec // of the rdata
	names   nameCache
	message *Message
	opts    *ParseOptions
	index   map[rrsetKey]*RRset
	seenOPT bool

	records int // how many there can still be
	sets    []RRset
	lists   []*RRset
	items   []Rdata
	a       []A
	aaaa    []AAAA
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// pieceSize is how many values are put into one piece of memory.
const pieceSize = 8

// next takes the next value of a piece, or makes a new one for at most n.
func next[T any](piece *[]T, n int) *T {
	if len(*piece) == 0 {
		*piece = make([]T, max(1, min(n, pieceSize)))
	}
	x := &(*piece)[0]
	*piece = (*piece)[1:]
	return x
}

type rrsetKey struct {
	name            string
	absolute        bool
	class, deleting RdataClass
	typ, covers     RdataType
	section         Section
}

// MessageFromWire reads a message. Errors: ErrShortHeader, ErrTrailingJunk and
// others of the kind ErrFormError; ErrUnknownTSIGKey and the errors of
// signatures; ErrTruncated, with which comes what could be read.
func MessageFromWire(wire []byte, opts *ParseOptions) (*Message, error) {
	if opts == nil {
		opts = &defaultParseOptions
	}
	if len(wire) < headerSize {
		return nil, fail(ErrShortHeader, "")
	}
	m := &Message{ID: binary.BigEndian.Uint16(wire), Flags: Flag(binary.BigEndian.Uint16(wire[2:]))}
	m.RequestMAC, m.TSIGContext = opts.RequestMAC, opts.TSIGContext
	p := parsers.Get().(*parser)
	p.wireReader = wireReader{msg: wire, pos: headerSize, end: len(wire), names: &p.names}
	p.message, p.opts = m, opts
	p.codec.mode, p.codec.r, p.codec.relativeTo = readWire, &p.wireReader, opts.Origin
	err := p.sections()
	if err != nil && opts.ContinueOnError {
		p.note(err)
		err = nil
	}
	*p = parser{}
	parsers.Put(p)
	if opts.RaiseOnTruncation && m.Flags&FlagTC != 0 {
		return m, fail(ErrTruncated, "")
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (p *parser) sections() error {
	count := func(s Section) int { return int(binary.BigEndian.Uint16(p.msg[4+2*int(s):])) }
	p.place(count)
	if err := p.question(count(SectionQuestion)); err != nil || p.opts.QuestionOnly {
		return err
	}
	for s := SectionAnswer; s <= SectionAdditional; s++ {
		for i := range count(s) {
			if err := p.record(s, i == count(s)-1); err != nil {
				return err
			}
		}
	}
	if !p.opts.IgnoreTrailing && p.left() > 0 {
		return fail(ErrTrailingJunk, "")
	}
	if p.opts.Multi && p.message.TSIGContext != nil && !p.message.HadTSIG {
		p.message.TSIGContext.unsigned(p.msg)
	}
	return nil
}

// place makes room for the sections, by what the header says and the message can
// hold.
func (p *parser) place(count func(s Section) int) {
	const smallest = 11 // bytes of a record, and more than those of a question
	room := p.left()/smallest + 1
	var sizes [4]int
	total := 0
	for s := range sizes {
		sizes[s] = min(count(Section(s)), room)
		room -= sizes[s]
		total += sizes[s]
	}
	p.records = total
	p.lists = make([]*RRset, total)
	for s, n := range sizes {
		if n > 0 {
			*p.message.section(Section(s)), p.lists = p.lists[:0:n], p.lists[n:]
		}
	}
}

func (p *parser) relative(n Name) Name {
	if p.opts.Origin != nil {
		return n.Relativize(*p.opts.Origin)
	}
	return n
}

func (p *parser) question(count int) error {
	update := IsUpdate(p.message.Flags)
	for range count {
		n, err := p.name()
		if err != nil {
			return err
		}
		typ, err := p.u16()
		if err != nil {
			return err
		}
		class, err := p.u16()
		if err != nil {
			return err
		}
		if update && !zoneSection(p.message, RdataClass(class), RdataType(typ)) {
			return fail(ErrFormError, "")
		}
		set := next(&p.sets, p.records)
		p.records--
		set.Class, set.Type, set.Name = RdataClass(class), RdataType(typ), p.relative(n)
		p.message.Question = append(p.message.Question, set)
	}
	return nil
}

// zoneSection reports whether a class and type may be those of an update's zone, of
// which there is one.
func zoneSection(m *Message, class RdataClass, typ RdataType) bool {
	return !class.IsMetaclass() && typ == TypeSOA && len(m.Question) == 0
}

func (p *parser) record(s Section, last bool) error {
	start := p.pos
	owner, err := p.name()
	if err != nil {
		return err
	}
	if p.left() < 10 {
		return fail(ErrFormError, "")
	}
	h := p.msg[p.pos:]
	typ, class := RdataType(binary.BigEndian.Uint16(h)), RdataClass(binary.BigEndian.Uint16(h[2:]))
	ttl, size := binary.BigEndian.Uint32(h[4:]), int(binary.BigEndian.Uint16(h[8:]))
	p.pos += 10
	switch { // what stands in the wrong place is told of before what is cut short
	case typ == TypeOPT && (s != SectionAdditional || p.seenOPT || owner != Root):
		return fail(ErrBadEDNS, "")
	case typ == TypeTSIG && (s != SectionAdditional || class != ClassANY || !last):
		return fail(ErrBadTSIG, "")
	case size > p.left():
		return fail(ErrFormError, "")
	}
	class, deleting, empty, err := p.updating(s, typ, class)
	if err != nil {
		return err
	}
	end := p.pos + size
	err = p.body(s, recordHead{owner, typ, class, ttl, size, start, deleting, empty})
	if err != nil && p.opts.ContinueOnError {
		p.note(err)
		err = nil
	}
	p.pos = end
	return err
}

func (p *parser) note(err error) {
	p.message.Errors = append(p.message.Errors, MessageError{Offset: p.pos, Err: err})
}

// updating is what the class of a record means in an update: that of the zone, and
// that the record is to be deleted, or to be there or not, with rdata or without.
func (p *parser) updating(s Section, typ RdataType, class RdataClass) (_, deleting RdataClass, empty bool, _ error) {
	if IsUpdate(p.message.Flags) && typ != TypeOPT && typ != TypeTSIG {
		if len(p.message.Question) == 0 {
			return class, 0, false, fail(ErrFormError, "")
		}
		if class.IsMetaclass() {
			deleting, class = class, p.message.Question[0].Class
			empty = deleting == ClassANY || s == SectionPrereq
		}
	}
	return class, deleting, empty, nil
}

// A recordHead is what stands before the rdata of a record.
type recordHead struct {
	owner    Name
	typ      RdataType
	class    RdataClass
	ttl      uint32
	size     int // of the rdata
	start    int // of the record
	deleting RdataClass
	empty    bool // without rdata
}

// body reads the rdata of a record, and adds it to the message.
func (p *parser) body(s Section, h recordHead) error {
	var rd Rdata
	var err error
	if h.empty {
		if h.size > 0 {
			return fail(ErrFormError, "")
		}
	} else {
		if rd, err = p.rdata(h.class, h.typ, h.size); err != nil {
			return err
		}
	}
	switch rd := rd.(type) {
	case *OPT:
		p.seenOPT = true
		p.message.EDNS = &EDNS{
			extended: uint8(h.ttl >> 24), Version: uint8(h.ttl >> 16), Flags: EDNSFlag(h.ttl & 0xffff),
			Payload: uint16(h.class), Options: rd.Options,
		}
		return nil
	case *TSIG:
		return p.signature(h.owner, rd, h.start)
	}
	if h.ttl > 1<<31-1 {
		h.ttl = 0
	}
	return p.add(s, p.relative(h.owner), h.class, h.typ, h.deleting, h.ttl, rd)
}

// rdata reads rdata of a size, all of it.
func (p *parser) rdata(class RdataClass, typ RdataType, size int) (Rdata, error) {
	rd := p.empty(class, typ)
	c, end := &p.codec, p.end
	p.end = p.pos + size
	c.rdtype, c.err = typ, nil
	rd.fields(c)
	if c.err == nil && p.pos != p.end {
		c.err = errShort
	}
	p.end = end
	if c.err != nil {
		return nil, wrapKind(ErrFormError, c.err)
	}
	return rd, nil
}

// empty is newRdata, with addresses side by side.
func (p *parser) empty(class RdataClass, typ RdataType) Rdata {
	if class == ClassIN {
		switch typ {
		case TypeA:
			return next(&p.a, p.records)
		case TypeAAAA:
			return next(&p.aaaa, p.records)
		}
	}
	return newRdata(class, typ)
}

func (p *parser) add(s Section, owner Name, class RdataClass, typ RdataType, deleting RdataClass, ttl uint32, rd Rdata) error {
	covers := TypeNone
	if rd != nil {
		covers = Covers(rd)
	}
	list := p.message.section(s)
	var set *RRset
	if !p.opts.OneRRPerRRset && !(p.opts.XFR && typ == TypeSOA) && !IsUpdate(p.message.Flags) { // updates are done in their order
		set = p.find(s, owner, class, typ, covers, deleting)
	}
	if set == nil {
		set = next(&p.sets, p.records)
		set.Class, set.Type, set.Covers, set.Name, set.Deleting = class, typ, covers, owner, deleting
		*list = append(*list, set)
		if p.index != nil {
			p.index[keyOf(s, set)] = set
		}
	}
	p.records--
	if rd == nil {
		return nil
	}
	if set.Items == nil {
		if len(p.items) == 0 {
			p.items = make([]Rdata, max(1, min(p.records+1, pieceSize)))
		}
		set.Items, p.items = p.items[:0:1], p.items[1:]
	}
	return set.AddTTL(rd, ttl)
}

func keyOf(s Section, set *RRset) rrsetKey {
	return rrsetKey{
		name: lowered(set.Name.wire), absolute: set.Name.absolute, section: s,
		class: set.Class, typ: set.Type, covers: set.Covers, deleting: set.Deleting,
	}
}

// fewSets is how many RRsets of a section are looked through one by one.
const fewSets = 16

func (p *parser) find(s Section, owner Name, class RdataClass, typ, covers RdataType, deleting RdataClass) *RRset {
	list := *p.message.section(s)
	if len(list) < fewSets {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].FullMatch(owner, class, typ, covers, deleting) {
				return list[i]
			}
		}
		return nil
	}
	if p.index == nil {
		p.index = map[rrsetKey]*RRset{}
	}
	probe := RRset{Rdataset: Rdataset{Class: class, Type: typ, Covers: covers}, Name: owner, Deleting: deleting}
	if len(list) == fewSets {
		for _, set := range list {
			p.index[keyOf(s, set)] = set
		}
	}
	return p.index[keyOf(s, &probe)]
}

// RenderOptions say how Message.ToWire writes. Nil means Python's defaults.
type RenderOptions struct {
	// Origin completes relative names.
	Origin *Name

	// MaxSize is the largest size in bytes; more is ErrTooBig. Zero means what
	// the sender of the request takes, or 65535.
	MaxSize int

	// PreferTruncation drops what does not fit and sets the flag TC.
	PreferTruncation bool

	// Now is the time that a signature is made at. Zero means the present.
	Now time.Time

	// Multi says that the message is one of a sequence, whose signatures continue
	// one another: Message.TSIGContext is that of the message before it.
	Multi bool
}

// ToWire writes the message, and signs it when it has a key. Errors: ErrTooBig,
// ErrNeedAbsoluteNameOrOrigin, those of the key.
func (m *Message) ToWire(opts *RenderOptions) ([]byte, error) {
	if opts == nil {
		opts = &RenderOptions{}
	}
	most := opts.MaxSize
	if most == 0 {
		most = int(m.RequestPayload)
		if most == 0 {
			most = 65535
		}
	}
	most = min(max(most, 512), 65535)
	room := most
	if m.EDNS != nil {
		room -= m.ednsSize()
	}
	if m.Key != nil {
		room -= m.Key.size(m.OtherData)
	}
	w := newMessageWriter(opts.Origin)
	if err := m.render(w, most, room, opts); err != nil {
		w.release()
		return nil, err
	}
	return w.finish(), nil
}

// render writes a message of a size at most, whose sections have some room.
func (m *Message) render(w *wireWriter, most, room int, opts *RenderOptions) error {
	flags := m.Flags
	counts, err := m.appendSections(w, room)
	if err != nil {
		if !errors.Is(err, ErrTooBig) || !opts.PreferTruncation {
			return err
		}
		if counts[SectionAdditional] == 0 { // what is lost is more than help
			flags |= FlagTC
		}
	}
	if m.EDNS != nil {
		if err := m.appendEDNS(w); err != nil {
			return err
		}
		counts[SectionAdditional]++
	}
	binary.BigEndian.PutUint16(w.buf, m.ID)
	binary.BigEndian.PutUint16(w.buf[2:], uint16(flags))
	for s, n := range counts {
		binary.BigEndian.PutUint16(w.buf[4+2*s:], uint16(n))
	}
	if m.Key != nil {
		if err := m.sign(w, opts); err != nil {
			return err
		}
		binary.BigEndian.PutUint16(w.buf[10:], uint16(counts[SectionAdditional]+1))
	}
	if len(w.buf) > most {
		return fail(ErrTooBig, "")
	}
	return nil
}

// appendSections writes what fits into room.
func (m *Message) appendSections(w *wireWriter, room int) (counts [4]int, err error) {
	for s := SectionQuestion; s <= SectionAdditional; s++ {
		for _, set := range m.Section(s) {
			before, n := len(w.buf), 1
			if s == SectionQuestion {
				err = w.name(set.Name, true)
				w.u16(uint16(set.Type))
				w.u16(uint16(set.Class))
			} else {
				n, err = set.append(w)
			}
			if err != nil {
				return counts, err
			}
			if len(w.buf) > room || counts[s]+n > 65535 {
				w.buf = w.buf[:before]
				w.forget(before)
				return counts, fail(ErrTooBig, "")
			}
			counts[s] += n
		}
	}
	return counts, nil
}

// ednsSize is the size of the OPT record in bytes, padding aside.
func (m *Message) ednsSize() int {
	n := 11
	for _, o := range m.EDNS.Options {
		n += 4 + len(o.ToWire())
	}
	return n
}

func (m *Message) appendEDNS(w *wireWriter) error {
	e := m.EDNS
	options := e.Options
	if e.Pad > 0 {
		size := len(w.buf) + m.ednsSize() + 4
		if m.Key != nil {
			size += m.Key.size(m.OtherData)
		}
		fill := make([]byte, (e.Pad-size%e.Pad)%e.Pad)
		options = append(options[:len(options):len(options)], &GenericOption{OptionPADDING, fill})
	}
	return w.record(Root, TypeOPT, RdataClass(e.Payload), e.ttl(), &OPT{Options: options})
}
