package nodeinfo

import (
	"crypto/rand"
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// ICMPv6NIQueryNOOP asks whether a node answers such queries. Unset, the nonce is
	// eight random bytes.
	ICMPv6NIQueryNOOP struct {
		Type   any // 139, ICMP Node Information Query
		Code   any // computed: what Data is
		Cksum  any // computed
		QType  any // 0, NOOP
		Unused any // 0
		Flags  any // letters of "TACLSG"; 0
		Nonce  any // computed: 8 random bytes
		Data   any // whom the question is about: an address, the text of one or of a name, or a name's []byte; ""
	}

	// ICMPv6NIQueryName asks for a node's name.
	ICMPv6NIQueryName ICMPv6NIQueryNOOP

	// ICMPv6NIQueryIPv6 asks for addresses of IPv6, with the flags "ACLSG" unless they
	// are set.
	ICMPv6NIQueryIPv6 ICMPv6NIQueryNOOP

	// ICMPv6NIQueryIPv4 asks for addresses of IPv4.
	ICMPv6NIQueryIPv4 ICMPv6NIQueryNOOP

	// ICMPv6NIReplyNOOP is the reply to [ICMPv6NIQueryNOOP].
	ICMPv6NIReplyNOOP struct {
		Type   any // 140, ICMP Node Information Response
		Code   any // 0, Successful Reply
		Cksum  any // computed
		QType  any // 0, NOOP
		Unused any // 0
		Flags  any // letters of "TACLSG"; 0
		Nonce  any // computed: 8 random bytes; the query's is wanted
		Data   any // unset; bytes
	}

	// ICMPv6NIReplyName has the names of a node. Its data are [Names]; a text or a
	// []string is taken for names whose time to live is 0.
	ICMPv6NIReplyName ICMPv6NIReplyNOOP

	// ICMPv6NIReplyIPv6 has addresses of IPv6. Its data are []Address; an address, the
	// text of one, or a list of either is taken for addresses whose time to live is 0.
	ICMPv6NIReplyIPv6 ICMPv6NIReplyNOOP

	// ICMPv6NIReplyIPv4 has addresses of IPv4, as [ICMPv6NIReplyIPv6] has those of IPv6.
	ICMPv6NIReplyIPv4 ICMPv6NIReplyNOOP

	// ICMPv6NIReplyRefuse says that the node does not tell.
	ICMPv6NIReplyRefuse ICMPv6NIReplyNOOP

	// ICMPv6NIReplyUnknown says that the node does not know such a question.
	ICMPv6NIReplyUnknown ICMPv6NIReplyNOOP
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	types  = packet.NewEnum(map[uint64]string{139: "ICMP Node Information Query", 140: "ICMP Node Information Response"})
	abouts = packet.NewEnum(map[uint64]string{aboutIPv6: "IPv6 Query", aboutName: "Name Query", aboutIPv4: "IPv4 Query"})
	// scapy calls the third of them 3; RFC 4620, 4, has no such code.
	results   = packet.NewEnum(map[uint64]string{0: "Successful Reply", 1: "Response Refusal", 2: "Unknown query type"})
	questions = packet.NewEnum(map[uint64]string{0: "NOOP", 2: "Node Name", 3: "IPv6 Address", 4: "IPv4 Address"})
)

const (
	aboutIPv6 = 0
	aboutName = 1
	aboutIPv4 = 2
)

// What is asked for.
const (
	askNothing = 0
	askName    = 2
	askIPv6    = 3
	askIPv4    = 4
)

// fields are those of all messages.
func fields(kind int, code packet.Field, question, flags int, data packet.Field) []packet.Field {
	return []packet.Field{
		packet.ByteEnumField("type", kind, types),
		code,
		packet.XShortField("cksum", nil),
		packet.ShortEnumField("qtype", question, questions),
		packet.BitField("unused", 0, 10),
		packet.FlagsField("flags", flags, 6, "T", "A", "C", "L", "S", "G"),
		packet.StrFixedLenField("nonce", nil, 8).Computed(func(*packet.Header) any {
			b := make([]byte, 8)
			_, _ = rand.Read(b) // it never fails
			return b
		}),
		data,
	}
}

func query[T any](name, title string, question, flags int) *packet.Proto {
	code := packet.ByteEnumField("code", nil, abouts).Computed(func(h *packet.Header) any {
		v, _ := h.Get("data")
		return about(v)
	})
	return packet.Define[T](packet.Desc{
		Family: &family, Name: name, Title: "ICMPv6 Node Information Query - " + title,
		Fields:    fields(139, code, question, flags, packet.CustomField("data", "", queryCodec{})),
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 2, Proto: 58}, Pick: pick, Hashret: hashret,
		AnswersIn: func(*packet.Header, *packet.Header, func() bool) bool { return false },
	})
}

func reply[T any](name, title string, code, question int) *packet.Proto {
	return packet.Define[T](packet.Desc{
		Family: &family, Name: name, Title: "ICMPv6 Node Information Reply - " + title,
		Fields:    fields(140, packet.ByteEnumField("code", code, results), question, 0, packet.CustomField("data", nil, replyCodec{})),
		PseudoSum: &packet.PseudoSum{Field: "cksum", Offset: 2, Proto: 58}, Pick: pick, Hashret: hashret,
		AnswersIn: func(p, q *packet.Header, _ func() bool) bool {
			return q.Num("type") == 139 && q.Proto() != nil && queries[q.Num("qtype")] == q.Proto() && string(hashret(p, nil)) == string(hashret(q, nil))
		},
	})
}

// hashret is the nonce, which a query and its reply have in common.
func hashret(h *packet.Header, _ func() []byte) []byte {
	v, _ := h.Get("nonce")
	b, _ := packet.Bytes(v)
	return b
}

var (
	queryNOOP = query[ICMPv6NIQueryNOOP]("ICMPv6NIQueryNOOP", "NOOP Query", askNothing, 0)
	queryName = query[ICMPv6NIQueryName]("ICMPv6NIQueryName", "IPv6 Name Query", askName, 0)
	queryIPv6 = query[ICMPv6NIQueryIPv6]("ICMPv6NIQueryIPv6", "IPv6 Address Query", askIPv6, 62)
	queryIPv4 = query[ICMPv6NIQueryIPv4]("ICMPv6NIQueryIPv4", "IPv4 Address Query", askIPv4, 0)

	replyNOOP    = reply[ICMPv6NIReplyNOOP]("ICMPv6NIReplyNOOP", "NOOP Reply", 0, askNothing)
	replyName    = reply[ICMPv6NIReplyName]("ICMPv6NIReplyName", "Node Names", 0, askName)
	replyIPv6    = reply[ICMPv6NIReplyIPv6]("ICMPv6NIReplyIPv6", "IPv6 addresses", 0, askIPv6)
	replyIPv4    = reply[ICMPv6NIReplyIPv4]("ICMPv6NIReplyIPv4", "IPv4 addresses", 0, askIPv4)
	replyRefuse  = reply[ICMPv6NIReplyRefuse]("ICMPv6NIReplyRefuse", "Responder refuses to supply answer", 1, askNothing)
	replyUnknown = reply[ICMPv6NIReplyUnknown]("ICMPv6NIReplyUnknown", "Qtype unknown to the responder", 2, askNothing)
)

// By what is asked for, and replies by their code; set once all are described.
var queries, replies, answers map[int]*packet.Proto

var raw *packet.Proto

func init() {
	raw, _ = packet.Raw{}.Describe()
	queries = map[int]*packet.Proto{askNothing: queryNOOP, askName: queryName, askIPv6: queryIPv6, askIPv4: queryIPv4}
	replies = map[int]*packet.Proto{askNothing: replyNOOP, askName: replyName, askIPv6: replyIPv6, askIPv4: replyIPv4}
	answers = map[int]*packet.Proto{0: replyNOOP, 1: replyRefuse, 2: replyUnknown}
	var over []packet.Binding
	for _, under := range []packet.Layer{
		packet.IPv6ExtHdrHopByHop{NH: 58}, packet.IPv6ExtHdrDestOpt{NH: 58}, packet.IPv6ExtHdrRouting{NH: 58}, packet.IPv6ExtHdrFragment{NH: 58}, packet.IPv6{NH: 58},
	} {
		over = append(over, packet.Binding{Under: under})
	}
	for _, l := range []packet.Layer{
		ICMPv6NIQueryNOOP{}, ICMPv6NIQueryName{}, ICMPv6NIQueryIPv6{}, ICMPv6NIQueryIPv4{},
		ICMPv6NIReplyNOOP{}, ICMPv6NIReplyName{}, ICMPv6NIReplyIPv6{}, ICMPv6NIReplyIPv4{}, ICMPv6NIReplyRefuse{}, ICMPv6NIReplyUnknown{},
	} {
		family.Bind(l, over...)
	}
}

// pick is the layer of a message, by its first bytes; what is none of these messages is
// Raw.
func pick(data []byte) *packet.Proto {
	if len(data) == 0 {
		return nil // as it is asked for
	}
	if len(data) < 8 {
		return raw
	}
	question := int(binary.BigEndian.Uint16(data[4:]))
	p := answers[int(data[1])]
	switch {
	case data[0] == 139:
		p = queries[question]
	case data[0] != 140:
		p = nil
	case data[1] == 0 && replies[question] != nil:
		p = replies[question]
	}
	if p != nil {
		return p
	}
	return raw
}

// Describe returns the description and the values.
func (l ICMPv6NIQueryNOOP) Describe() (*packet.Proto, []any) { return queryNOOP, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIQueryName) Describe() (*packet.Proto, []any) { return queryName, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIQueryIPv6) Describe() (*packet.Proto, []any) { return queryIPv6, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIQueryIPv4) Describe() (*packet.Proto, []any) { return queryIPv4, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIReplyNOOP) Describe() (*packet.Proto, []any) { return replyNOOP, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIReplyName) Describe() (*packet.Proto, []any) { return replyName, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIReplyIPv6) Describe() (*packet.Proto, []any) { return replyIPv6, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIReplyIPv4) Describe() (*packet.Proto, []any) { return replyIPv4, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ICMPv6NIReplyRefuse) Describe() (*packet.Proto, []any) {
	return replyRefuse, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ICMPv6NIReplyUnknown) Describe() (*packet.Proto, []any) {
	return replyUnknown, packet.ValuesOf(l)
}
