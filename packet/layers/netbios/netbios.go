package netbios

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

type (
	// NetBIOSDS is the NetBIOS datagram service.
	NetBIOSDS struct {
		Type    any // 17, direct_group
		Flags   any // 0
		ID      any // 0
		Src     any // "127.0.0.1"
		Sport   any // 138
		Len     any // computed
		Ofs     any // 0
		Srcname any // bytes
		Dstname any // bytes
	}

	// NBNSHeader is the NBNS Header.
	NBNSHeader struct {
		NAMETRNID any // 0
		RESPONSE  any // 0
		OPCODE    any // 0
		NMFLAGS   any // flags, 0
		RCODE     any // 0
		QDCOUNT   any // 0
		ANCOUNT   any // 0
		NSCOUNT   any // 0
		ARCOUNT   any // 0
	}

	// NBNSQueryRequest is the NBNS query request.
	NBNSQueryRequest struct {
		QUESTIONNAME  any // "windows"
		SUFFIX        any // 16705, workstation
		NULL          any // 0
		QUESTIONTYPE  any // 32, NB
		QUESTIONCLASS any // 1, INTERNET
	}

	// NBNSADDENTRY is the NBNS_ADD_ENTRY.
	NBNSADDENTRY struct {
		G             any // 0, Unique name
		OWNERNODETYPE any // 0, B node
		UNUSED        any // 0, Unused
		NBADDRESS     any // "127.0.0.1"
	}

	// NBNSQueryResponse is the NBNS query response.
	NBNSQueryResponse struct {
		RRNAME        any // "windows"
		SUFFIX        any // 16705, workstation
		NULL          any // 0
		QUESTIONTYPE  any // 32, NB
		QUESTIONCLASS any // 1, INTERNET
		TTL           any // 300000
		RDLENGTH      any // computed
		ADDRENTRY     any // a list
	}

	// NBNSNodeStatusRequest is the NBNS status request.
	NBNSNodeStatusRequest struct {
		QUESTIONNAME  any // "*\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		SUFFIX        any // 16705, workstation
		NULL          any // 0
		QUESTIONTYPE  any // 33, NBSTAT
		QUESTIONCLASS any // 1, INTERNET
	}

	// NBNSNodeStatusResponseService is the NBNS Node Status Response Service.
	NBNSNodeStatusResponseService struct {
		NETBIOSNAME any // "WINDOWS         "
		SUFFIX      any // 0, workstation
		NAMEFLAGS   any // 4
		UNUSED      any // 0, unused
	}

	// NBNSNodeStatusResponse is the NBNS Node Status Response.
	NBNSNodeStatusResponse struct {
		RRNAME     any // "windows"
		SUFFIX     any // 16705, workstation
		NULL       any // 0
		RRTYPE     any // 33, NBSTAT
		RRCLASS    any // 1, INTERNET
		TTL        any // 0
		RDLENGTH   any // 83
		NUMNAMES   any // computed
		NODENAME   any // a list
		MACADDRESS any // unset
		STATISTICS any // bytes
	}

	// NBNSRegistrationRequest is the NBNS registration request.
	NBNSRegistrationRequest struct {
		QUESTIONNAME  any // "Windows"
		SUFFIX        any // 16705, workstation
		NULL          any // 0
		QUESTIONTYPE  any // 32, NB
		QUESTIONCLASS any // 1, INTERNET
		RRNAME        any // 49164, Label String Pointer to QUESTION_NAME
		RRTYPE        any // 32, NB
		RRCLASS       any // 1, INTERNET
		TTL           any // 0
		RDLENGTH      any // 6
		G             any // 0, Unique name
		OWNERNODETYPE any // 0, B node
		UNUSED        any // 0, Unused
		NBADDRESS     any // "127.0.0.1"
	}

	// NBNSWackResponse is the NBNS Wait for Acknowledgement Response.
	NBNSWackResponse struct {
		RRNAME   any // "windows"
		SUFFIX   any // 16705, workstation
		NULL     any // 0
		RRTYPE   any // 32, NB
		RRCLASS  any // 1, INTERNET
		TTL      any // 2
		RDLENGTH any // 2
		RDATA    any // 10512
	}

	// NBTDatagram is the NBT Datagram Packet.
	NBTDatagram struct {
		Type            any // 16
		Flags           any // 2
		ID              any // 0
		SourceIP        any // "127.0.0.1"
		SourcePort      any // 138
		Length          any // 272
		Offset          any // 0
		SourceName      any // "windows"
		SUFFIX1         any // 16705, workstation
		NULL1           any // 0
		DestinationName any // "windows"
		SUFFIX2         any // 16705, workstation
		NULL2           any // 0
	}

	// NBTSession is the NBT Session Packet.
	NBTSession struct {
		TYPE     any // 0, Session Message
		RESERVED any // 0
		LENGTH   any // computed
	}
)

var (
	netBIOSDSType = packet.NewEnum(map[uint64]string{
		17: "direct_group",
	})
	nbnsQueryRequestSUFFIX = packet.NewEnum(map[uint64]string{
		0x4141: "workstation", 0x4144: "messenger service", 0x424c: "domain master browser", 0x424d: "domain controller",
		0x424f: "browser election service", 0x4341: "file server service",
	})
	nbnsQueryRequestQUESTIONTYPE = packet.NewEnum(map[uint64]string{
		32: "NB", 33: "NBSTAT",
	})
	nbnsQueryRequestQUESTIONCLASS = packet.NewEnum(map[uint64]string{
		1: "INTERNET",
	})
	nbnsaddentryG = packet.NewEnum(map[uint64]string{
		0: "Unique name", 1: "Group name",
	})
	nbnsaddentryOWNERNODETYPE = packet.NewEnum(map[uint64]string{
		0: "B node", 1: "P node", 2: "M node", 3: "H node",
	})
	nbnsaddentryUNUSED = packet.NewEnum(map[uint64]string{
		0: "Unused",
	})
	nbnsNodeStatusResponseServiceSUFFIX = packet.NewEnum(map[uint64]string{
		0: "workstation", 3: "messenger service", 27: "domain master browser", 28: "domain controller", 30: "browser election service",
		32: "file server service",
	})
	nbnsNodeStatusResponseServiceUNUSED = packet.NewEnum(map[uint64]string{
		0: "unused",
	})
	nbnsRegistrationRequestRRNAME = packet.NewEnum(map[uint64]string{
		0xc00c: "Label String Pointer to QUESTION_NAME",
	})
	nbtSessionTYPE = packet.NewEnum(map[uint64]string{
		0: "Session Message", 129: "Session Request", 130: "Positive Session Response", 131: "Negative Session Response",
		132: "Retarget Session Response", 133: "Session Keepalive",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	netBIOSDSProto = packet.Define[NetBIOSDS](packet.Desc{
		Family: &family, Name: "NetBIOS_DS", Title: "NetBIOS datagram service",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 17, netBIOSDSType),
			packet.ByteField("flags", 0),
			packet.XShortField("id", 0),
			packet.IPField("src", "127.0.0.1"),
			packet.ShortField("sport", 138),
			packet.ShortField("len", nil),
			packet.ShortField("ofs", 0),
			packet.CustomField("srcname", []byte{}, nameCodec{}),
			packet.CustomField("dstname", []byte{}, nameCodec{}),
		},
		Finish: func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
			if v, _ := h.Get("len"); v == nil && len(header) >= 14 {
				binary.BigEndian.PutUint16(header[10:], uint16(len(header)+len(payload)-14))
			}
			return header, payload, nil
		},
	})

	nbnsHeaderProto = packet.Define[NBNSHeader](packet.Desc{
		Family: &family, Name: "NBNSHeader", Title: "NBNS Header",
		Fields: []packet.Field{
			packet.ShortField("NAME_TRN_ID", 0),
			packet.BitField("RESPONSE", 0, 1),
			packet.BitField("OPCODE", 0, 4),
			packet.FlagsField("NM_FLAGS", 0, 7, "B", "res1", "res0", "RA", "RD", "TC", "AA"),
			packet.BitField("RCODE", 0, 4),
			packet.ShortField("QDCOUNT", 0),
			packet.ShortField("ANCOUNT", 0),
			packet.ShortField("NSCOUNT", 0),
			packet.ShortField("ARCOUNT", 0),
		},
	})

	nbnsQueryRequestProto = packet.Define[NBNSQueryRequest](packet.Desc{
		Family: &family, Name: "NBNSQueryRequest", Title: "NBNS query request",
		Fields: []packet.Field{
			packet.CustomField("QUESTION_NAME", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("QUESTION_TYPE", 32, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("QUESTION_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
		},
		Summary: func(h *packet.Header) string { return `NBNSQueryRequest who has '\\` + name(h, "QUESTION_NAME") + "'" },
	})

	nbnsaddentryProto = packet.Define[NBNSADDENTRY](packet.Desc{
		Family: &family, Name: "NBNS_ADD_ENTRY",
		Fields: []packet.Field{
			packet.BitEnumField("G", 0, 1, nbnsaddentryG),
			packet.BitEnumField("OWNER_NODE_TYPE", 0, 2, nbnsaddentryOWNERNODETYPE),
			packet.BitEnumField("UNUSED", 0, 13, nbnsaddentryUNUSED),
			packet.IPField("NB_ADDRESS", "127.0.0.1"),
		},
	})

	nbnsQueryResponseProto = packet.Define[NBNSQueryResponse](packet.Desc{
		Family: &family, Name: "NBNSQueryResponse", Title: "NBNS query response",
		Fields: []packet.Field{
			packet.CustomField("RR_NAME", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("QUESTION_TYPE", 32, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("QUESTION_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
			packet.IntField("TTL", 0x493e0),
			packet.FieldLenField("RDLENGTH", "ADDR_ENTRY", 2),
			packet.LayersField("ADDR_ENTRY", []packet.Layer{NBNSADDENTRY{}}, packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return addEntry }, Length: packet.LengthIn("RDLENGTH")}),
		},
		Summary: func(h *packet.Header) string {
			v, _ := h.Get("ADDR_ENTRY")
			list, _ := v.([]packet.Layer)
			if len(list) == 0 {
				return ""
			}
			address, err := packet.Stack(list[0]).Text("NB_ADDRESS")
			if err != nil {
				return ""
			}
			return `NBNSQueryResponse '\\` + name(h, "RR_NAME") + "' is at " + address
		},
	})

	nbnsNodeStatusRequestProto = packet.Define[NBNSNodeStatusRequest](packet.Desc{
		Family: &family, Name: "NBNSNodeStatusRequest", Title: "NBNS status request",
		Fields: []packet.Field{
			packet.CustomField("QUESTION_NAME", []byte("*\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("QUESTION_TYPE", 33, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("QUESTION_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
		},
		Summary: func(h *packet.Header) string {
			return `NBNSNodeStatusRequest who has '\\` + name(h, "QUESTION_NAME") + "'"
		},
	})

	nbnsNodeStatusResponseServiceProto = packet.Define[NBNSNodeStatusResponseService](packet.Desc{
		Family: &family, Name: "NBNSNodeStatusResponseService", Title: "NBNS Node Status Response Service",
		Fields: []packet.Field{
			packet.StrFixedLenField("NETBIOS_NAME", []byte("WINDOWS         "), 15),
			packet.ByteEnumField("SUFFIX", 0, nbnsNodeStatusResponseServiceSUFFIX),
			packet.ByteField("NAME_FLAGS", 4),
			packet.ByteEnumField("UNUSED", 0, nbnsNodeStatusResponseServiceUNUSED),
		},
	})

	nbnsNodeStatusResponseProto = packet.Define[NBNSNodeStatusResponse](packet.Desc{
		Family: &family, Name: "NBNSNodeStatusResponse", Title: "NBNS Node Status Response",
		Fields: []packet.Field{
			packet.CustomField("RR_NAME", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("RR_TYPE", 33, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("RR_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
			packet.IntField("TTL", 0),
			packet.ShortField("RDLENGTH", 83),
			packet.FieldCountField("NUM_NAMES", "NODE_NAME", 1),
			packet.LayersField("NODE_NAME", []packet.Layer{NBNSNodeStatusResponseService{}}, packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return service }, Count: packet.LengthIn("NUM_NAMES")}),
			packet.MACField("MAC_ADDRESS", nil),
			packet.StrFixedLenField("STATISTICS", []byte{}, 46).Hex(),
		},
	})

	nbnsRegistrationRequestProto = packet.Define[NBNSRegistrationRequest](packet.Desc{
		Family: &family, Name: "NBNSRegistrationRequest", Title: "NBNS registration request",
		Fields: []packet.Field{
			packet.CustomField("QUESTION_NAME", []byte("Windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("QUESTION_TYPE", 32, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("QUESTION_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
			packet.ShortEnumField("RR_NAME", 0xc00c, nbnsRegistrationRequestRRNAME),
			packet.ShortEnumField("RR_TYPE", 32, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("RR_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
			packet.IntField("TTL", 0),
			packet.ShortField("RDLENGTH", 6),
			packet.BitEnumField("G", 0, 1, nbnsaddentryG),
			packet.BitEnumField("OWNER_NODE_TYPE", 0, 2, nbnsaddentryOWNERNODETYPE),
			packet.BitEnumField("UNUSED", 0, 13, nbnsaddentryUNUSED),
			packet.IPField("NB_ADDRESS", "127.0.0.1"),
		},
	})

	nbnsWackResponseProto = packet.Define[NBNSWackResponse](packet.Desc{
		Family: &family, Name: "NBNSWackResponse", Title: "NBNS Wait for Acknowledgement Response",
		Fields: []packet.Field{
			packet.CustomField("RR_NAME", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL", 0),
			packet.ShortEnumField("RR_TYPE", 32, nbnsQueryRequestQUESTIONTYPE),
			packet.ShortEnumField("RR_CLASS", 1, nbnsQueryRequestQUESTIONCLASS),
			packet.IntField("TTL", 2),
			packet.ShortField("RDLENGTH", 2),
			packet.BitField("RDATA", 0x2910, 16),
		},
	})

	nbtDatagramProto = packet.Define[NBTDatagram](packet.Desc{
		Family: &family, Name: "NBTDatagram", Title: "NBT Datagram Packet",
		Fields: []packet.Field{
			packet.ByteField("Type", 16),
			packet.ByteField("Flags", 2),
			packet.ShortField("ID", 0),
			packet.IPField("SourceIP", "127.0.0.1"),
			packet.ShortField("SourcePort", 138),
			packet.ShortField("Length", 0x110),
			packet.ShortField("Offset", 0),
			packet.CustomField("SourceName", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX1", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL1", 0),
			packet.CustomField("DestinationName", []byte("windows"), nameCodec{}),
			packet.ShortEnumField("SUFFIX2", 0x4141, nbnsQueryRequestSUFFIX),
			packet.ByteField("NULL2", 0),
		},
	})

	nbtSessionProto = packet.Define[NBTSession](packet.Desc{
		Family: &family, Name: "NBTSession", Title: "NBT Session Packet",
		Fields: []packet.Field{
			packet.ByteEnumField("TYPE", 0, nbtSessionTYPE),
			packet.BitField("RESERVED", 0, 7),
			packet.BitField("LENGTH", nil, 17),
		},
		Finish: func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
			if v, _ := h.Get("LENGTH"); v == nil && len(header) >= 4 {
				n := len(payload)
				header[1], header[2], header[3] = header[1]&^1|byte(n>>16&1), byte(n>>8), byte(n)
			}
			return header, payload, nil
		},
	})
)

// Describe returns the description and the values.
func (l NetBIOSDS) Describe() (*packet.Proto, []any) { return netBIOSDSProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NBNSHeader) Describe() (*packet.Proto, []any) { return nbnsHeaderProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NBNSQueryRequest) Describe() (*packet.Proto, []any) {
	return nbnsQueryRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSADDENTRY) Describe() (*packet.Proto, []any) { return nbnsaddentryProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NBNSQueryResponse) Describe() (*packet.Proto, []any) {
	return nbnsQueryResponseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSNodeStatusRequest) Describe() (*packet.Proto, []any) {
	return nbnsNodeStatusRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSNodeStatusResponseService) Describe() (*packet.Proto, []any) {
	return nbnsNodeStatusResponseServiceProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSNodeStatusResponse) Describe() (*packet.Proto, []any) {
	return nbnsNodeStatusResponseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSRegistrationRequest) Describe() (*packet.Proto, []any) {
	return nbnsRegistrationRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBNSWackResponse) Describe() (*packet.Proto, []any) {
	return nbnsWackResponseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NBTDatagram) Describe() (*packet.Proto, []any) { return nbtDatagramProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NBTSession) Describe() (*packet.Proto, []any) { return nbtSessionProto, packet.ValuesOf(l) }

func init() {
	family.Bind(NBNSHeader{},
		packet.Binding{Under: packet.UDP{DPort: 137}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 137}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 137, DPort: 137}, NoDissect: true},
	)
	family.Bind(NBNSQueryRequest{},
		packet.Binding{Under: NBNSHeader{OPCODE: 0, NMFLAGS: 17, QDCOUNT: 1}},
	)
	family.Bind(NBNSQueryResponse{},
		packet.Binding{Under: NBNSHeader{OPCODE: 0, NMFLAGS: 80, RESPONSE: 1, ANCOUNT: 1}},
	)
	family.Bind(NBNSNodeStatusRequest{},
		packet.Binding{Under: NBNSHeader{OPCODE: 0, NMFLAGS: 0, QDCOUNT: 1}, NoBuild: true},
		packet.Binding{Under: NBNSHeader{OPCODE: 0, NMFLAGS: 1, QDCOUNT: 1}},
	)
	family.Bind(NBNSNodeStatusResponse{},
		packet.Binding{Under: NBNSHeader{OPCODE: 0, NMFLAGS: 64, RESPONSE: 1, ANCOUNT: 1}},
	)
	family.Bind(NBNSRegistrationRequest{},
		packet.Binding{Under: NBNSHeader{OPCODE: 5, NMFLAGS: 17, QDCOUNT: 1, ARCOUNT: 1}},
	)
	family.Bind(NBNSWackResponse{},
		packet.Binding{Under: NBNSHeader{OPCODE: 7, NMFLAGS: 64, RESPONSE: 1, ANCOUNT: 1}},
	)
	family.Bind(NBTDatagram{},
		packet.Binding{Under: packet.UDP{DPort: 138}},
	)
	family.Bind(NBTSession{},
		packet.Binding{Under: packet.TCP{DPort: 445}, NoBuild: true},
		packet.Binding{Under: packet.TCP{SPort: 445}, NoBuild: true},
		packet.Binding{Under: packet.TCP{DPort: 139}, NoBuild: true},
		packet.Binding{Under: packet.TCP{SPort: 139}, NoBuild: true},
		packet.Binding{Under: packet.TCP{DPort: 139, SPort: 139}},
	)
}

// addEntry and service are what lists are of, set once they are described.
var addEntry, service *packet.Proto

func init() { addEntry, service = nbnsaddentryProto, nbnsNodeStatusResponseServiceProto }

// name is a name of a layer without the blanks that fill it.
func name(h *packet.Header, field string) string {
	v, _ := h.Get(field)
	b, _ := packet.Bytes(v)
	return strings.TrimSpace(string(b))
}

// nameCodec is a name of fifteen bytes, filled with blanks, each byte as two letters
// from A to P, after the length of it all.
type nameCodec struct{}

const nameSize = 31

func (nameCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < nameSize {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: fmt.Sprintf("a name of %d bytes was expected, there are %d", nameSize, len(data))}
	}
	letters := bytes.Trim(data[:nameSize], " ")
	var b []byte
	for ; len(letters) >= 2; letters = letters[2:] {
		b = append(b, (letters[0]-'A')<<4|(letters[1]-'A')&15)
	}
	return b, nameSize, nil
}

func (nameCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	b, ok := packet.Bytes(v)
	if !ok && v != nil {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a name, as text or bytes, was expected"}
	}
	dst = append(dst, ' ')
	for i := range 15 {
		c := byte(' ')
		if i < len(b) {
			c = b[i]
		}
		dst = append(dst, 'A'+c>>4, 'A'+c&15)
	}
	return dst, nil
}

func (nameCodec) Text(_ *packet.Header, v any) string {
	b, ok := packet.Bytes(v)
	if !ok {
		return fmt.Sprint(v)
	}
	var s strings.Builder
	for b = bytes.TrimRight(b, "\x00"); len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&s, `\x%02x`, b[0])
		} else {
			s.Write(b[:n])
		}
		b = b[n:]
	}
	return pytext.Repr(s.String())
}

// Command is a name as Python's bytes.
func (nameCodec) Command(v any) string {
	b, _ := packet.Bytes(v)
	return pytext.ReprBytes(b)
}
