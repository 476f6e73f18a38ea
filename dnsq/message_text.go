package dnsq

import (
	"fmt"
	"io"
	"strings"
)

var sectionNames = [4]string{"QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL"}
var updateNames = [4]string{"ZONE", "PREREQ", "UPDATE", "ADDITIONAL"}

func (m *Message) sectionName(s Section) string {
	if IsUpdate(m.Flags) {
		return updateNames[s]
	}
	return sectionNames[s]
}

// ToText writes the message as dnspython does: header, EDNS, sections. Errors are
// those of RdataToText.
func (m *Message) ToText(opts *SetTextOptions) (string, error) {
	b := fmt.Appendf(nil, "id %d\nopcode %s\nrcode %s\nflags %s", m.ID, m.Opcode(), m.Rcode(), m.Flags)
	if e := m.EDNS; e != nil {
		b = fmt.Appendf(b, "\nedns %d", e.Version)
		if e.ttl() != 0 {
			b = fmt.Appendf(b, "\neflags %s", e.Flags)
		}
		b = fmt.Appendf(b, "\npayload %d", e.Payload)
		for _, o := range e.Options {
			b = fmt.Appendf(b, "\noption %s", o.String())
		}
	}
	for s := SectionQuestion; s <= SectionAdditional; s++ {
		b = fmt.Appendf(b, "\n;%s", m.sectionName(s))
		for _, set := range m.Section(s) {
			var err error
			if b, err = set.AppendText(append(b, '\n'), &set.Name, set.textOptions(opts)); err != nil {
				return "", err
			}
		}
	}
	return string(b), nil
}

// MessageTextOptions say how MessageFromText reads. Nil means Python's defaults.
type MessageTextOptions struct {
	IDNA IDNACodec

	// OneRRPerRRset gives each record an RRset of its own.
	OneRRPerRRset bool

	// Origin completes names; KeepAbsolute leaves those in it absolute (Python's
	// relativize=False), RelativizeTo is what else they are made relative to.
	Origin       *Name
	KeepAbsolute bool
	RelativizeTo *Name
}

// A messageReader reads the text of a message.
type messageReader struct {
	tok     *Tokenizer
	opts    *MessageTextOptions
	names   TokenNameOptions
	message *Message
	section Section
	last    Name
	named   bool
	edns    bool
	pending EDNS
	sets    parser // for what it knows of finding RRsets
}

// MessageFromText reads the text that ToText writes; header lines may be left
// out. Errors are of the kind ErrSyntax, or ErrUnknownHeaderField.
func MessageFromText(text string, opts *MessageTextOptions) (*Message, error) {
	if opts == nil {
		opts = &MessageTextOptions{}
	}
	r := messageReader{
		tok: NewTokenizer(text, &TokenizerOptions{IDNA: opts.IDNA}), opts: opts, message: NewMessage(), section: -1,
		names: TokenNameOptions{Origin: opts.Origin, Relativize: !opts.KeepAbsolute, RelativizeTo: opts.RelativizeTo},
	}
	r.message.Flags = 0
	r.sets = parser{message: r.message, opts: &ParseOptions{OneRRPerRRset: opts.OneRRPerRRset}}
	if err := r.read(); err != nil {
		return nil, err
	}
	if r.edns {
		extended := r.pending.extended
		r.message.UseEDNS(&r.pending)
		r.message.EDNS.extended = extended
	}
	return r.message, nil
}

// ReadMessage reads the text of a message from a reader, to its end. Errors are
// the reader's and those of MessageFromText.
func ReadMessage(r io.Reader, opts *MessageTextOptions) (*Message, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return MessageFromText(string(text), opts)
}

func (r *messageReader) read() error {
	for {
		tok, err := r.tok.get(true, true)
		if err != nil {
			return err
		}
		switch {
		case tok.IsEOF():
			return nil
		case tok.IsEOL():
			continue
		case tok.IsComment():
			name := strings.ToUpper(tok.Value)
			if name == "HEADER" {
				r.section = -1
			}
			for s := SectionQuestion; s <= SectionAdditional; s++ {
				if name == r.message.sectionName(s) {
					r.section = s
				}
			}
			if _, err := r.tok.GetEOL(); err != nil {
				return err
			}
			continue
		}
		if err := r.tok.Unget(tok); err != nil {
			return err
		}
		switch r.section {
		case -1:
			err = r.header()
		case SectionQuestion:
			err = r.question()
		default:
			err = r.record()
		}
		if err != nil {
			return err
		}
	}
}

func (r *messageReader) header() error {
	tok, err := r.tok.Next()
	if err != nil {
		return err
	}
	words := func() (string, error) {
		tokens, err := r.tok.GetRemaining(0)
		var all []string
		for _, t := range tokens {
			all = append(all, t.Value)
		}
		return strings.Join(all, " "), err
	}
	m := r.message
	switch tok.Value {
	case "id":
		m.ID, err = r.tok.GetUint16()
	case "flags":
		var text string
		if text, err = words(); err == nil {
			var f Flag
			f, err = FlagsFromText(text)
			m.Flags |= f
		}
	case "edns":
		r.edns = true
		r.pending.Version, err = r.tok.GetUint8()
	case "eflags":
		r.edns = true
		var text string
		if text, err = words(); err == nil {
			var f EDNSFlag
			f, err = EDNSFlagsFromText(text)
			r.pending.Flags |= f
		}
	case "payload":
		r.edns = true
		r.pending.Payload, err = r.tok.GetUint16()
	case "opcode":
		var text string
		if text, err = r.tok.GetString(0); err == nil {
			var o Opcode
			o, err = OpcodeFromText(text)
			m.Flags |= o.ToFlags()
		}
	case "rcode":
		var text string
		if text, err = r.tok.GetString(0); err == nil {
			var c Rcode
			c, err = RcodeFromText(text)
			m.Flags = m.Flags&0xfff0 | Flag(c&0xf)
			if c > 15 {
				r.edns, r.pending.extended = true, uint8(c>>4)
			}
		}
	default:
		return failOn(ErrUnknownHeaderField, "", tok.Value)
	}
	if err != nil {
		return err
	}
	_, err = r.tok.GetEOL()
	return err
}

// owner reads the name at the start of a line, or takes that of the line before.
func (r *messageReader) owner() error {
	tok, err := r.tok.get(true, false)
	if err != nil {
		return err
	}
	if !tok.IsWhitespace() {
		if r.last, err = r.tok.AsName(tok, &TokenNameOptions{Origin: r.opts.Origin, Relativize: !r.opts.KeepAbsolute, RelativizeTo: r.opts.RelativizeTo}); err != nil {
			return err
		}
		r.named = true
	}
	if !r.named {
		return fail(ErrNoPreviousName, "")
	}
	return nil
}

// identifier reads a word, ErrSyntax for anything else.
func (r *messageReader) identifier() (Token, error) {
	tok, err := r.tok.Next()
	if err == nil && !tok.IsIdentifier() {
		err = fail(ErrSyntax, "")
	}
	return tok, err
}

func (r *messageReader) question() error {
	if err := r.owner(); err != nil {
		return err
	}
	tok, err := r.identifier()
	if err != nil {
		return err
	}
	class := ClassIN
	if c, err := RdataClassFromText(tok.Value); err == nil {
		class = c
		if tok, err = r.identifier(); err != nil {
			return err
		}
	}
	typ, err := RdataTypeFromText(tok.Value)
	if err != nil {
		return err
	}
	if IsUpdate(r.message.Flags) && !zoneSection(r.message, class, typ) {
		return fail(ErrFormError, "")
	}
	r.message.Question = append(r.message.Question, NewRRset(r.last, class, typ))
	_, err = r.tok.GetEOL()
	return err
}

func (r *messageReader) record() error {
	if err := r.owner(); err != nil {
		return err
	}
	tok, err := r.identifier()
	if err != nil {
		return err
	}
	ttl := uint32(0)
	if allDigits(tok.Value) {
		if ttl, err = TTLFromText(tok.Value); err != nil {
			return err
		}
		if tok, err = r.identifier(); err != nil {
			return err
		}
	}
	class, deleting, empty := ClassIN, RdataClass(0), false
	if c, err := RdataClassFromText(tok.Value); err == nil {
		class = c
		if tok, err = r.identifier(); err != nil {
			return err
		}
	}
	if IsUpdate(r.message.Flags) && class.IsMetaclass() {
		if len(r.message.Question) == 0 {
			return fail(ErrFormError, "")
		}
		deleting, class = class, r.message.Question[0].Class
		empty = deleting == ClassANY || r.section == SectionPrereq
	}
	typ, err := RdataTypeFromText(tok.Value)
	if err != nil {
		return err
	}
	tok, err = r.tok.Next()
	if err != nil {
		return err
	}
	if empty && !tok.IsEOLOrEOF() || !empty && tok.IsEOLOrEOF() {
		if empty {
			return fail(ErrSyntax, "")
		}
		return fail(ErrUnexpectedEnd, "")
	}
	var rd Rdata
	if !tok.IsEOLOrEOF() {
		if err := r.tok.Unget(tok); err != nil {
			return err
		}
		if rd, _, err = r.tok.GetRdata(class, typ, &r.names); err != nil {
			return err
		}
	}
	return r.sets.add(r.section, r.last, class, typ, deleting, ttl, rd)
}
