package dnsq

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// A Section is one of the four parts of a message. Updates call them zone,
// prerequisite, update and additional.
type Section int

// The sections, and what they are in an update.
const (
	SectionQuestion Section = iota
	SectionAnswer
	SectionAuthority
	SectionAdditional

	SectionZone   = SectionQuestion
	SectionPrereq = SectionAnswer
	SectionUpdate = SectionAuthority
)

// A Message is a DNS message: a query, a response, or an update.
type Message struct {
	ID    uint16
	Flags Flag

	// The sections. Those of an update are zone, prerequisite and update.
	Question   []*RRset
	Answer     []*RRset
	Authority  []*RRset
	Additional []*RRset

	EDNS *EDNS // nil for none

	// RequestPayload is the size, in bytes, that the sender of the request
	// takes; ToWire of a response keeps to it. Zero sets no limit.
	RequestPayload uint16

	// Key signs the message. The fields after it hold what a signature is made
	// with or was received with.
	Key        *TSIGKey
	Fudge      uint16 // seconds; zero means 300
	OriginalID uint16
	TSIGError  Rcode
	OtherData  []byte
	RequestMAC []byte // of the query that the message answers
	MAC        []byte // of the message itself, once signed or verified
	HadTSIG    bool   // the message was received with a signature, which is good

	// Errors are what was wrong in a message read with ContinueOnError.
	Errors []MessageError

	// TSIGContext is what the signature of the next message of a sequence
	// continues, where ParseOptions or RenderOptions say Multi.
	TSIGContext *TSIGContext
}

// A MessageError is an error that reading a message has gone on after.
type MessageError struct {
	Offset int // in bytes, where reading had come to
	Err    error
}

// Error says where and what is wrong.
func (e MessageError) Error() string {
	if e.Err == nil {
		return "dnsq: at byte " + strconv.Itoa(e.Offset)
	}
	return pyerr.Line("dnsq", nil, "at byte "+strconv.Itoa(e.Offset)+": "+strings.TrimPrefix(e.Err.Error(), "dnsq: "))
}

// Unwrap is the error itself.
func (e MessageError) Unwrap() error { return e.Err }

// EDNS is what the OPT record of a message says.
type EDNS struct {
	Version uint8
	Flags   EDNSFlag // 16 bits; the extended rcode is apart
	Payload uint16   // bytes
	Options []Option

	// Pad, if not zero, is the number of bytes of which the message's size is
	// made a multiple.
	Pad int

	extended uint8 // upper bits of the rcode
}

// DefaultPayload is the size of UDP messages that queries say they take.
const DefaultPayload = 1232

// NewMessage makes an empty message with a random id.
func NewMessage() *Message { return &Message{ID: RandomID()} }

// RandomID is an id that nobody can guess.
func RandomID() uint16 {
	var b [2]byte
	rand.Read(b[:])
	return binary.BigEndian.Uint16(b[:])
}

// Section returns the RRsets of a section.
func (m *Message) Section(s Section) []*RRset {
	if m == nil {
		m = &Message{}
	}
	if p := m.section(s); p != nil {
		return *p
	}
	return nil
}

func (m *Message) section(s Section) *[]*RRset {
	switch s {
	case SectionQuestion:
		return &m.Question
	case SectionAnswer:
		return &m.Answer
	case SectionAuthority:
		return &m.Authority
	case SectionAdditional:
		return &m.Additional
	}
	return nil
}

// SectionCount is the number of records in a section, OPT and TSIG included.
func (m *Message) SectionCount(s Section) int {
	if m == nil {
		m = &Message{}
	}
	n := 0
	for _, set := range m.Section(s) {
		if set != nil {
			n += max(len(set.Items), 1)
		}
	}
	if s == SectionAdditional {
		if m.EDNS != nil {
			n++
		}
		if m.HadTSIG || m.Key != nil {
			n++
		}
	}
	return n
}

// FindRRset returns the RRset of a section with the name, class, type, covered
// type and deleting class, or nil.
func (m *Message) FindRRset(s Section, name Name, class RdataClass, typ, covers RdataType, deleting RdataClass) *RRset {
	if m == nil {
		m = &Message{}
	}
	for _, set := range m.Section(s) {
		if set.FullMatch(name, class, typ, covers, deleting) {
			return set
		}
	}
	return nil
}

// GetRRset is FindRRset for what is neither a signature nor of an update.
func (m *Message) GetRRset(s Section, name Name, class RdataClass, typ RdataType) *RRset {
	return m.FindRRset(s, name, class, typ, TypeNone, 0)
}

// Add puts an RRset at the end of a section.
func (m *Message) Add(s Section, set *RRset) {
	if m == nil {
		return
	}
	if p := m.section(s); p != nil {
		*p = append(*p, set)
	}
}

// Opcode is the kind of the message.
func (m *Message) Opcode() Opcode {
	if m == nil {
		m = &Message{}
	}
	return OpcodeFromFlags(m.Flags)
}

// SetOpcode sets the kind of the message.
func (m *Message) SetOpcode(o Opcode) {
	if m == nil {
		return
	}
	m.Flags = m.Flags&0x87ff | o.ToFlags()
}

// Rcode is the response code, with the bits that EDNS has of it.
func (m *Message) Rcode() Rcode {
	if m == nil {
		m = &Message{}
	}
	r := Rcode(m.Flags & 0xf)
	if m.EDNS != nil {
		r |= Rcode(m.EDNS.extended) << 4
	}
	return r
}

// SetRcode sets the response code; one above 15 brings EDNS with it.
func (m *Message) SetRcode(r Rcode) {
	if m == nil {
		return
	}
	m.Flags = m.Flags&0xfff0 | Flag(r&0xf)
	if r > 15 && m.EDNS == nil {
		m.UseEDNS(nil)
	}
	if m.EDNS != nil {
		m.EDNS.extended = uint8(r >> 4)
	}
}

// UseEDNS has the message carry EDNS; nil means version 0 with the default
// payload. To take it off, set EDNS to nil.
func (m *Message) UseEDNS(e *EDNS) {
	if m == nil {
		return
	}
	if e == nil {
		e = &EDNS{}
	}
	copied := *e
	if copied.Payload == 0 {
		copied.Payload = DefaultPayload
	}
	m.EDNS = &copied
}

// WantDNSSEC sets the flag DO, and turns EDNS on for it.
func (m *Message) WantDNSSEC() {
	if m == nil {
		return
	}
	if m.EDNS == nil {
		m.UseEDNS(nil)
	}
	m.EDNS.Flags |= EDNSFlagDO
}

// UnwantDNSSEC takes the flag DO off (Python's want_dnssec(False)).
func (m *Message) UnwantDNSSEC() {
	if m == nil {
		return
	}
	if m.EDNS != nil {
		m.EDNS.Flags &^= EDNSFlagDO
	}
}

// UseTSIG has the message signed with a key.
func (m *Message) UseTSIG(key *TSIGKey) {
	if m == nil {
		return
	}
	m.Key, m.OriginalID = key, m.ID
}

// QueryOptions say how MakeQuery builds. Nil means Python's defaults.
type QueryOptions struct {
	Class RdataClass // zero means IN
	ID    *uint16    // nil means a random one
	Flags *Flag      // nil means RD

	// EDNS turns EDNS on; WantDNSSEC does too.
	EDNS       *EDNS
	WantDNSSEC bool
}

// MakeQuery makes a query.
func MakeQuery(name Name, typ RdataType, opts *QueryOptions) *Message {
	if opts == nil {
		opts = &QueryOptions{}
	}
	m := &Message{Flags: FlagRD}
	if opts.Flags != nil {
		m.Flags = *opts.Flags
	}
	if opts.ID != nil {
		m.ID = *opts.ID
	} else {
		m.ID = RandomID()
	}
	class := opts.Class
	if class == 0 {
		class = ClassIN
	}
	m.Question = []*RRset{NewRRset(name, class, typ)}
	if opts.EDNS != nil {
		m.UseEDNS(opts.EDNS)
	}
	if opts.WantDNSSEC {
		m.WantDNSSEC()
	}
	return m
}

// ResponseOptions say how MakeResponse builds. Nil means Python's defaults.
type ResponseOptions struct {
	RecursionAvailable bool
	OurPayload         uint16 // zero means 8192
	Fudge              uint16 // seconds; zero means 300
	TSIGError          Rcode
}

// MakeResponse makes a response to a query, without any records. A message that
// is a response already is ErrFormError.
func MakeResponse(query *Message, opts *ResponseOptions) (*Message, error) {
	if query == nil {
		return nil, missing("query", "the message to answer")
	}
	if opts == nil {
		opts = &ResponseOptions{}
	}
	if query.Flags&FlagQR != 0 {
		return nil, fail(ErrFormError, "specified query message is not a query")
	}
	m := &Message{ID: query.ID, Flags: FlagQR | query.Flags&FlagRD}
	if opts.RecursionAvailable {
		m.Flags |= FlagRA
	}
	m.SetOpcode(query.Opcode())
	m.Question = append(m.Question, query.Question...)
	if query.EDNS != nil {
		payload := opts.OurPayload
		if payload == 0 {
			payload = 8192
		}
		m.UseEDNS(&EDNS{Payload: payload})
		m.RequestPayload = query.EDNS.Payload
	}
	if query.HadTSIG {
		m.UseTSIG(query.Key)
		m.Fudge, m.TSIGError = opts.Fudge, opts.TSIGError
		m.OriginalID = query.ID
		m.RequestMAC = query.MAC
	}
	return m, nil
}

// IsResponse reports whether other is a response to m: the same id and opcode,
// and the same question, which some errors may leave out.
func (m *Message) IsResponse(other *Message) bool {
	if m == nil || other == nil {
		return false
	}
	if other.Flags&FlagQR == 0 || m.ID != other.ID || m.Opcode() != other.Opcode() {
		return false
	}
	switch other.Rcode() {
	case RcodeFORMERR, RcodeSERVFAIL, RcodeNOTIMP, RcodeREFUSED:
		if len(other.Question) == 0 {
			return true
		}
	}
	if m.Opcode() == OpcodeUPDATE {
		return true
	}
	return sameSets(m.Question, other.Question)
}

// sameSets reports whether two sections have the same RRsets, in whatever order.
func sameSets(a, b []*RRset) bool {
	has := func(list []*RRset, s *RRset) bool {
		for _, x := range list {
			if x.Equal(s) {
				return true
			}
		}
		return false
	}
	for _, s := range a {
		if !has(b, s) {
			return false
		}
	}
	for _, s := range b {
		if !has(a, s) {
			return false
		}
	}
	return true
}

// Equal reports whether two messages have the same id, flags and sections.
func (m *Message) Equal(o *Message) bool {
	if m == nil || o == nil {
		return m == o
	}
	return m.ID == o.ID && m.Flags == o.Flags && sameSets(m.Question, o.Question) && sameSets(m.Answer, o.Answer) &&
		sameSets(m.Authority, o.Authority) && sameSets(m.Additional, o.Additional)
}

// String names the message as dnspython does.
func (m *Message) String() string {
	if m == nil {
		m = &Message{}
	}
	return fmt.Sprintf("<DNS message, ID %d>", m.ID)
}

// ttl is what the OPT record has in the place of a time to live.
func (e *EDNS) ttl() uint32 {
	return uint32(e.extended)<<24 | uint32(e.Version)<<16 | uint32(e.Flags&0xffff)
}

// ExtendedErrors are the extended DNS errors that the message tells of.
func (m *Message) ExtendedErrors() []*EDEOption {
	if m == nil {
		m = &Message{}
	}
	var found []*EDEOption
	if m.EDNS != nil {
		for _, o := range m.EDNS.Options {
			if e, ok := o.(*EDEOption); ok {
				found = append(found, e)
			}
		}
	}
	return found
}
