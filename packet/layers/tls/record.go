package tls

import "github.com/pyops-go/pyops/packet"

// TLS is a record.
type TLS struct {
	Type    any // what the messages are: computed of the first
	Version any // 771, TLS 1.2
	Len     any // computed
	Msg     any // []packet.Layer: TLSClientHello, TLSAlert and the like
}

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

const (
	changeCipherSpec = 20
	alert            = 21
	handshake        = 22
	applicationData  = 23
)

var contentTypes = packet.NewEnum(map[uint64]string{
	changeCipherSpec: "change_cipher_spec", alert: "alert", handshake: "handshake", applicationData: "application_data",
})

var tlsProto = packet.Define[TLS](packet.Desc{
	Family: &family, Name: "TLS",
	Fields: []packet.Field{
		packet.ByteEnumField("type", nil, contentTypes).Computed(typeOfRecord),
		version(),
		packet.FieldLenField("len", "msg", 2),
		packet.LayersField("msg", []packet.Layer{}, packet.LayersOptions{Choose: message, Extent: extent, Length: packet.LengthIn("len")}),
	},
	Pick: func(data []byte) *packet.Proto {
		if len(data) > 0 && !isRecord(data) {
			return protoOf(TLSEncryptedContent{})
		}
		return nil
	},
	Next:      func(*packet.Header, []byte) *packet.Proto { return protoOf(TLS{}) },
	SummaryIn: summary,
})

// summary names the messages of the last record.
func summary(p *packet.Packet, i int) (string, []packet.Layer) {
	text := "TLS"
	if i+1 < len(p.Layers()) && p.Layers()[i+1].Proto() == protoOf(TLS{}) {
		return text, nil
	}
	v, _ := p.Layers()[i].Get("msg")
	list, _ := v.([]packet.Layer)
	for _, l := range list {
		if h := packet.Stack(l).Last(); h != nil {
			text += " / " + h.Proto().Title()
		}
	}
	return text, nil
}

// Describe returns the description and the values.
func (l TLS) Describe() (*packet.Proto, []any) { return tlsProto, packet.ValuesOf(l) }

func init() {
	family.Bind(TLS{},
		packet.Binding{Under: packet.TCP{SPort: 443}, NoBuild: true},
		packet.Binding{Under: packet.TCP{DPort: 443}},
	)
}

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

// title is the summary of a message that stands alone.
func title(h *packet.Header) string { return h.Proto().Title() }

// isRecord tells a record by the type and the version it begins with.
func isRecord(data []byte) bool {
	return len(data) >= 5 && data[0] >= changeCipherSpec && data[0] <= applicationData && data[1] == 3 && data[2] <= 4
}

// version is a field whose value is 1.2 where it is unset.
func version() packet.Field {
	return packet.ShortEnumField("version", nil, versions).Computed(func(*packet.Header) any { return 0x0303 })
}

// typeOfRecord is what the first message makes a record.
func typeOfRecord(h *packet.Header) any {
	v, _ := h.Get("msg")
	list, _ := v.([]packet.Layer)
	if len(list) == 0 {
		return nil
	}
	switch packet.Stack(list[0]).Last().Proto() {
	case nil:
		return nil
	case protoOf(TLSChangeCipherSpec{}):
		return changeCipherSpec
	case protoOf(TLSAlert{}):
		return alert
	case protoOf(TLSApplicationData{}):
		return applicationData
	case protoOf(packet.Raw{}):
		return nil
	}
	return handshake
}

// message is the kind of the next message of a record; nil is Raw.
func message(h *packet.Header, data []byte) *packet.Proto {
	switch h.Num("type") {
	case changeCipherSpec:
		return protoOf(TLSChangeCipherSpec{})
	case alert:
		return protoOf(TLSAlert{})
	case applicationData:
		return protoOf(TLSApplicationData{})
	case handshake:
		if n := messageExtent(data); n > len(data) {
			return nil // it goes on in another record, or it is encrypted
		}
		if l := messages[data[0]]; l != nil {
			return protoOf(l)
		}
	}
	return nil
}

// messages are the kinds of messages of a handshake.
var messages = map[byte]packet.Layer{
	0: TLSHelloRequest{}, 1: TLSClientHello{}, 2: TLSServerHello{}, 3: TLSHelloVerifyRequest{}, 4: TLSNewSessionTicket{}, 5: TLS13EndOfEarlyData{},
	8: TLSEncryptedExtensions{}, 11: TLSCertificate{}, 12: TLSServerKeyExchange{}, 13: TLSCertificateRequest{}, 14: TLSServerHelloDone{},
	15: TLSCertificateVerify{}, 16: TLSClientKeyExchange{}, 20: TLSFinished{}, 22: TLSCertificateStatus{}, 24: TLS13KeyUpdate{},
}

// messageExtent is how many bytes a message of a handshake has, by its first four.
func messageExtent(data []byte) int {
	if len(data) < 4 {
		return 4
	}
	return 4 + int(data[1])<<16 + int(data[2])<<8 + int(data[3])
}

func extent(h *packet.Header, data []byte) int {
	if h.Num("type") == handshake {
		return messageExtent(data)
	}
	return len(data)
}
