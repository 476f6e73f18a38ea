package llmnr

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

type (
	// LLMNRQuery asks for a name.
	LLMNRQuery struct {
		ID      any // 0
		QR      any // 0, a query
		Opcode  any // 0, QUERY
		C       any // 0; 1 tells of a conflict
		TC      any // 0
		Z       any // 0
		RCode   any // 0, ok
		QDCount any // computed
		ANCount any // computed
		NSCount any // computed
		ARCount any // computed
		QD      any // []packet.Layer of packet.DNSQR: questions
		AN      any // []packet.Layer of packet.DNSRR and its like: answers
		NS      any // []packet.Layer: authorities
		AR      any // []packet.Layer: additional records
	}

	// LLMNRResponse answers a query.
	LLMNRResponse struct {
		ID      any // 0
		QR      any // 1, a response
		Opcode  any // 0, QUERY
		C       any // 0; 1 tells of a conflict
		TC      any // 0
		Z       any // 0
		RCode   any // 0, ok
		QDCount any // computed
		ANCount any // computed
		NSCount any // computed
		ARCount any // computed
		QD      any // []packet.Layer of packet.DNSQR: questions
		AN      any // []packet.Layer of packet.DNSRR and its like: answers
		NS      any // []packet.Layer: authorities
		AR      any // []packet.Layer: additional records
	}

	// dispatcher is what UDP's port leads to: one of the two above, by a flag.
	dispatcher struct{}
)

var (
	opcodes = packet.NewEnum(map[uint64]string{0: "QUERY"})
	rcodes  = packet.NewEnum(map[uint64]string{0: "ok"})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

func fields(qr int) []packet.Field {
	return []packet.Field{
		packet.ShortField("id", 0),
		packet.BitField("qr", qr, 1),
		packet.BitEnumField("opcode", 0, 4, opcodes),
		packet.BitField("c", 0, 1),
		packet.BitField("tc", 0, 2),
		packet.BitField("z", 0, 4),
		packet.BitEnumField("rcode", 0, 4, rcodes),
		packet.DNSCountField("qdcount", "qd"),
		packet.DNSCountField("ancount", "an"),
		packet.DNSCountField("nscount", "ns"),
		packet.DNSCountField("arcount", "ar"),
		packet.DNSQuestionsField("qd", "qdcount"),
		packet.DNSRecordsField("an", "ancount"),
		packet.DNSRecordsField("ns", "nscount"),
		packet.DNSRecordsField("ar", "arcount"),
	}
}

var (
	queryProto = packet.Define[LLMNRQuery](packet.Desc{
		Family: &family, Name: "LLMNRQuery", Title: "Link Local Multicast Node Resolution - Query",
		Fields: fields(0), Hashret: hashret,
		SummaryIn: summary,
	})

	responseProto = packet.Define[LLMNRResponse](packet.Desc{
		Family: &family, Name: "LLMNRResponse", Title: "Link Local Multicast Node Resolution - Response",
		Fields: fields(1), Hashret: hashret,
		AnswersIn: func(p, q *packet.Header, _ func() bool) bool {
			return q.Proto() == protoOf(LLMNRQuery{}) && p.Num("id") == q.Num("id") && p.Num("qr") == 1 && q.Num("qr") == 0
		},
		SummaryIn: summary,
	})

	dispatcherProto = packet.Define[dispatcher](packet.Desc{
		Family: &family, Name: "_LLMNR",
		Pick: func(data []byte) *packet.Proto {
			if len(data) > 2 && data[2]&0x80 != 0 {
				return protoOf(LLMNRResponse{})
			}
			return protoOf(LLMNRQuery{})
		},
	})
)

// summary tells what is in the message, whatever its kind; UDP below speaks as well.
func summary(p *packet.Packet, i int) (string, []packet.Layer) {
	h := p.Layers()[i]
	text := h.Name()
	if a := firstOf(h, "an"); a != nil {
		name, _ := a.Text("rrname")
		data, _ := a.Text("rdata")
		if v, _ := a.Get("rdata"); isBytes(v) {
			b, _ := packet.Bytes(v)
			data = pytext.ReprBytes(b)
		}
		text = "LLMNRResponse " + name + " is at '" + data + "'"
	} else if q := firstOf(h, "qd"); q != nil {
		name, _ := q.Text("qname")
		text = "LLMNRQuery who has " + name
	}
	return text, []packet.Layer{packet.UDP{}}
}

func isBytes(v any) bool {
	_, ok := v.([]byte)
	return ok
}

// Describe returns the description and the values.
func (l LLMNRQuery) Describe() (*packet.Proto, []any) { return queryProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l LLMNRResponse) Describe() (*packet.Proto, []any) { return responseProto, packet.ValuesOf(l) }

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

func hashret(h *packet.Header, _ func() []byte) []byte {
	return binary.BigEndian.AppendUint16(nil, uint16(h.Num("id")))
}

// firstOf is the first record of a section.
func firstOf(h *packet.Header, section string) *packet.Header {
	v, _ := h.Get(section)
	list, _ := v.([]packet.Layer)
	if l, single := v.(packet.Layer); single {
		list = []packet.Layer{l}
	}
	if len(list) == 0 {
		return nil
	}
	return packet.Stack(list[0]).Last()
}

// Describe returns the description.
func (dispatcher) Describe() (*packet.Proto, []any) { return dispatcherProto, nil }

func init() {
	ports := packet.UDP{SPort: 5355, DPort: 5355}
	family.Bind(dispatcher{}, packet.Binding{Under: packet.UDP{DPort: 5355}, NoBuild: true}, packet.Binding{Under: packet.UDP{SPort: 5355}, NoBuild: true})
	family.Bind(LLMNRQuery{}, packet.Binding{Under: ports, NoDissect: true})
	family.Bind(LLMNRResponse{}, packet.Binding{Under: ports, NoDissect: true})
}
