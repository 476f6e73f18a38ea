package eap

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// EAPOL is the header of EAP over LANs.
	EAPOL struct {
		Version any // 1, 802.1X-2001
		Type    any // 0, EAP-Packet
		Len     any // computed
	}

	// EAP is a message.
	EAP struct {
		Code             any // 4, Failure
		ID               any // 0
		Len              any // computed
		Type             any // 0, Reserved
		DesiredAuthTypes any // a list
		Identity         any // bytes
		Message          any // bytes
	}

	// EAPMD5 is the message EAP-MD5.
	EAPMD5 struct {
		Code         any // 1, Request
		ID           any // 0
		Len          any // computed
		Type         any // 4, MD5-Challenge
		ValueSize    any // computed
		Value        any // bytes
		OptionalName any // bytes
	}

	// EAPTLS is the message EAP-TLS.
	EAPTLS struct {
		Code          any // 1, Request
		ID            any // 0
		Len           any // computed
		Type          any // 13, EAP-TLS
		L             any // 0
		M             any // 0
		S             any // 0
		Reserved      any // 0
		TlsMessageLen any // 0
		TlsData       any // bytes
	}

	// EAPTTLS is the message EAP-TTLS.
	EAPTTLS struct {
		Code       any // 1, Request
		ID         any // 0
		Len        any // computed
		Type       any // 21, EAP-TTLS
		L          any // 0
		M          any // 0
		S          any // 0
		Reserved   any // 0
		Version    any // 0
		MessageLen any // 0
		Data       any // bytes
	}

	// EAPPEAP is the message PEAP.
	EAPPEAP struct {
		Code          any // 1, Request
		ID            any // 0
		Len           any // computed
		Type          any // 25, PEAP
		L             any // 0
		M             any // 0
		S             any // 0
		Reserved      any // 0
		Version       any // 1
		TlsMessageLen any // 0
		TlsData       any // bytes
	}

	// EAPFAST is the message EAP-FAST.
	EAPFAST struct {
		Code       any // 1, Request
		ID         any // 0
		Len        any // computed
		Type       any // 43, EAP-FAST
		L          any // 0
		M          any // 0
		S          any // 0
		Reserved   any // 0
		Version    any // 0
		MessageLen any // 0
		Data       any // bytes
	}

	// LEAP is the message Cisco LEAP.
	LEAP struct {
		Code              any // 1, Request
		ID                any // 0
		Len               any // computed
		Type              any // 17, EAP-Cisco Wireless
		Version           any // 1
		Unused            any // 0
		Count             any // computed
		ChallengeResponse any // bytes
		Username          any // bytes
	}
)

var (
	eapTypes = packet.NewEnum(map[uint64]string{
		0: "Reserved", 1: "Identity", 2: "Notification", 3: "Legacy Nak", 4: "MD5-Challenge", 5: "One-Time Password (OTP)",
		6: "Generic Token Card (GTC)", 7: "Allocated - RFC3748", 8: "Allocated - RFC3748", 9: "RSA Public Key Authentication",
		10: "DSS Unilateral", 11: "KEA", 12: "KEA-VALIDATE", 13: "EAP-TLS", 14: "Defender Token (AXENT)", 15: "RSA Security SecurID EAP",
		16: "Arcot Systems EAP", 17: "EAP-Cisco Wireless", 18: "GSM Subscriber Identity Modules (EAP-SIM)", 19: "SRP-SHA1",
		20: "Unassigned", 21: "EAP-TTLS", 22: "Remote Access Service", 23: "EAP-AKA Authentication", 24: "EAP-3Com Wireless", 25: "PEAP",
		26: "MS-EAP-Authentication", 27: "Mutual Authentication w/Key Exchange (MAKE)", 28: "CRYPTOCard", 29: "EAP-MSCHAP-V2",
		30: "DynamID", 31: "Rob EAP", 32: "Protected One-Time Password", 33: "MS-Authentication-TLV", 34: "SentriNET",
		35: "EAP-Actiontec Wireless", 36: "Cogent Systems Biometrics Authentication EAP", 37: "AirFortress EAP", 38: "EAP-HTTP Digest",
		39: "SecureSuite EAP", 40: "DeviceConnect EAP", 41: "EAP-SPEKE", 42: "EAP-MOBAC", 43: "EAP-FAST", 44: "ZoneLabs EAP (ZLXEAP)",
		45: "EAP-Link", 46: "EAP-PAX", 47: "EAP-PSK", 48: "EAP-SAKE", 49: "EAP-IKEv2", 50: "EAP-AKA", 51: "EAP-GPSK", 52: "EAP-pwd",
		53: "EAP-EKE Version 1", 54: "EAP Method Type for PT-EAP", 55: "TEAP", 254: "Reserved for the Expanded Type", 255: "Experimental",
	})
	eapolVersion = packet.NewEnum(map[uint64]string{
		1: "802.1X-2001", 2: "802.1X-2004", 3: "802.1X-2010",
	})
	eapolType = packet.NewEnum(map[uint64]string{
		0: "EAP-Packet", 1: "EAPOL-Start", 2: "EAPOL-Logoff", 3: "EAPOL-Key", 4: "EAPOL-Encapsulated-ASF-Alert", 5: "EAPOL-MKA",
		6: "EAPOL-Announcement (Generic)", 7: "EAPOL-Announcement (Specific)", 8: "EAPOL-Announcement-Req",
	})
	eapCode = packet.NewEnum(map[uint64]string{
		1: "Request", 2: "Response", 3: "Success", 4: "Failure", 5: "Initiate", 6: "Finish",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	eapolProto = packet.Define[EAPOL](packet.Desc{
		Family: &family, Name: "EAPOL",
		Fields: []packet.Field{
			packet.ByteEnumField("version", 1, eapolVersion),
			packet.ByteEnumField("type", 0, eapolType),
			packet.LenField("len", 2),
		},
		Finish: func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
			if v, _ := h.Get("len"); v == nil && len(header) >= 4 {
				binary.BigEndian.PutUint16(header[2:], uint16(len(payload)))
			}
			return header, payload, nil
		},
		Payload: func(h *packet.Header, _ []byte) int { return h.Num("len") },
		Hashret: func(h *packet.Header, above func() []byte) []byte {
			return append([]byte{byte(h.Num("type"))}, above()...)
		},
		AnswersIn: func(p, q *packet.Header, above func() bool) bool {
			return q.Name() == "EAPOL" && p.Num("type") == 0 && q.Num("type") == 0 && above()
		},
		Summary: func(h *packet.Header) string { s, _ := h.Text("type"); return "EAPOL " + s },
	})

	eapProto = packet.Define[EAP](packet.Desc{
		Family: &family, Name: "EAP",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 4, eapCode),
			packet.ByteField("id", 0),
			packet.ShortField("len", nil),
			packet.ByteEnumField("type", 0, eapTypes).If(func(h *packet.Header) bool { return h.Num("code") != 3 && h.Num("code") != 4 }),
			packet.FieldListField("desired_auth_types", packet.ByteEnumField("auth_type", 0, eapTypes), less("len", 5)).If(func(h *packet.Header) bool { return h.Num("code") == 2 && h.Num("type") == 3 }),
			packet.StrLenField("identity", []byte{}, less("len", 5)).If(func(h *packet.Header) bool { return h.Num("code") == 2 && h.Num("type") == 1 }),
			packet.StrLenField("message", []byte{}, less("len", 5)).If(func(h *packet.Header) bool { return h.Num("code") == 1 && h.Num("type") == 1 }),
		},
		Pick: pick, Finish: length, Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	eapmd5Proto = packet.Define[EAPMD5](packet.Desc{
		Family: &family, Name: "EAP_MD5", Title: "EAP-MD5",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "optional_name", 2).AdjustIn(func(h *packet.Header, n int) int {
				v, _ := h.Get("value")
				b, _ := packet.Bytes(v)
				return n + 6 + len(b)
			}),
			packet.ByteEnumField("type", 4, eapTypes),
			packet.FieldLenField("value_size", "value", 1),
			packet.StrLenField("value", []byte{}, packet.LengthIn("value_size")).Hex(),
			packet.StrLenField("optional_name", []byte{}, func(h *packet.Header) int { return h.Num("len") - h.Num("value_size") - 6 }).Hex(),
		},
		Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	eaptlsProto = packet.Define[EAPTLS](packet.Desc{
		Family: &family, Name: "EAP_TLS", Title: "EAP-TLS",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "tls_data", 2).AdjustIn(withLength),
			packet.ByteEnumField("type", 13, eapTypes),
			packet.BitField("L", 0, 1),
			packet.BitField("M", 0, 1),
			packet.BitField("S", 0, 1),
			packet.BitField("reserved", 0, 5),
			packet.IntField("tls_message_len", 0).If(long),
			packet.StrLenField("tls_data", []byte{}, room).Hex(),
		},
		Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	eapttlsProto = packet.Define[EAPTTLS](packet.Desc{
		Family: &family, Name: "EAP_TTLS", Title: "EAP-TTLS",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "data", 2).AdjustIn(withLength),
			packet.ByteEnumField("type", 21, eapTypes),
			packet.BitField("L", 0, 1),
			packet.BitField("M", 0, 1),
			packet.BitField("S", 0, 1),
			packet.BitField("reserved", 0, 2),
			packet.BitField("version", 0, 3),
			packet.IntField("message_len", 0).If(long),
			packet.StrLenField("data", []byte{}, room).Hex(),
		},
		Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	eappeapProto = packet.Define[EAPPEAP](packet.Desc{
		Family: &family, Name: "EAP_PEAP", Title: "PEAP",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "tls_data", 2).AdjustIn(withLength),
			packet.ByteEnumField("type", 25, eapTypes),
			packet.BitField("L", 0, 1),
			packet.BitField("M", 0, 1),
			packet.BitField("S", 0, 1),
			packet.BitField("reserved", 0, 3),
			packet.BitField("version", 1, 2),
			packet.IntField("tls_message_len", 0).If(long),
			packet.StrLenField("tls_data", []byte{}, room).Hex(),
		},
		Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	eapfastProto = packet.Define[EAPFAST](packet.Desc{
		Family: &family, Name: "EAP_FAST", Title: "EAP-FAST",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.FieldLenField("len", "data", 2).AdjustIn(withLength),
			packet.ByteEnumField("type", 43, eapTypes),
			packet.BitField("L", 0, 1),
			packet.BitField("M", 0, 1),
			packet.BitField("S", 0, 1),
			packet.BitField("reserved", 0, 2),
			packet.BitField("version", 0, 3),
			packet.IntField("message_len", 0).If(long),
			packet.StrLenField("data", []byte{}, room).Hex(),
		},
		Payload: none, Summary: summary,
		AnswersIn: answers,
	})

	leapProto = packet.Define[LEAP](packet.Desc{
		Family: &family, Name: "LEAP", Title: "Cisco LEAP",
		Fields: []packet.Field{
			packet.ByteEnumField("code", 1, eapCode),
			packet.ByteField("id", 0),
			packet.ShortField("len", nil),
			packet.ByteEnumField("type", 17, eapTypes),
			packet.ByteField("version", 1),
			packet.XByteField("unused", 0),
			packet.FieldLenField("count", "challenge_response", 1),
			packet.StrLenField("challenge_response", []byte{}, packet.LengthIn("count")).Hex(),
			packet.StrLenField("username", []byte{}, func(h *packet.Header) int { return h.Num("len") - h.Num("count") - 8 }),
		},
		Finish: length, Payload: none, Summary: summary,
		AnswersIn: answers,
	})
)

// Describe returns the description and the values.
func (l EAPOL) Describe() (*packet.Proto, []any) { return eapolProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAP) Describe() (*packet.Proto, []any) { return eapProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAPMD5) Describe() (*packet.Proto, []any) { return eapmd5Proto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAPTLS) Describe() (*packet.Proto, []any) { return eaptlsProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAPTTLS) Describe() (*packet.Proto, []any) { return eapttlsProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAPPEAP) Describe() (*packet.Proto, []any) { return eappeapProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l EAPFAST) Describe() (*packet.Proto, []any) { return eapfastProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l LEAP) Describe() (*packet.Proto, []any) { return leapProto, packet.ValuesOf(l) }

func init() {
	family.Bind(EAPOL{},
		packet.Binding{Under: packet.Ether{Type: 34958}, NoBuild: true},
		packet.Binding{Under: packet.Ether{Dst: "01:80:c2:00:00:03", Type: 34958}},
		packet.Binding{Under: packet.CookedLinux{Proto: 34958}},
		packet.Binding{Under: packet.SNAP{Code: 34958}},
		packet.Binding{Under: packet.GRE{Proto: 34958}},
	)
	family.Bind(EAP{},
		packet.Binding{Under: EAPOL{Type: 0}},
	)
	family.Bind(EAPMD5{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
	family.Bind(EAPTLS{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
	family.Bind(EAPTTLS{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
	family.Bind(EAPPEAP{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
	family.Bind(EAPFAST{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
	family.Bind(LEAP{},
		packet.Binding{Under: EAPOL{Type: 0}, NoDissect: true},
	)
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}

// Message is the protocol of a message, for those that carry one.
func Message() *packet.Proto { return eapProto }

// methods are the protocols of the methods, by their types; set once all are
// described.
var methods map[int]*packet.Proto

func init() {
	methods = map[int]*packet.Proto{4: eapmd5Proto, 13: eaptlsProto, 17: leapProto, 21: eapttlsProto, 25: eappeapProto, 43: eapfastProto}
	message = eapProto
}

var message *packet.Proto

// pick is the protocol of a message: requests and responses of some methods have
// one of their own.
func pick(data []byte) *packet.Proto {
	if len(data) >= 5 && (data[0] == 1 || data[0] == 2) {
		if p := methods[int(data[4])]; p != nil {
			return p
		}
	}
	return message
}

func none(*packet.Header, []byte) int { return 0 }

// long tells of a message that says how long the whole of it is.
func long(h *packet.Header) bool { return h.Num("L") == 1 }

func withLength(h *packet.Header, n int) int {
	if long(h) {
		return n + 10
	}
	return n + 6
}

// room is how many bytes of data a fragment has.
func room(h *packet.Header) int {
	if long(h) {
		return h.Num("len") - 10
	}
	return h.Num("len") - 6
}

// length fills in that of a message.
func length(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("len"); v == nil && len(header) >= 4 {
		binary.BigEndian.PutUint16(header[2:], uint16(len(header)+len(payload)))
	}
	return header, payload, nil
}

func summary(h *packet.Header) string {
	code, _ := h.Text("code")
	text := "EAP " + code
	if kind, err := h.Text("type"); err == nil {
		text += " " + kind
	}
	if h.Name() == "EAP" && h.Num("code") == 2 && h.Num("type") == 1 {
		identity, _ := h.Text("identity")
		text += " " + identity
	}
	return text
}

// answers tells a response to a request of the same type, or a Nak to any, as scapy
// does without looking at the number of the message.
func answers(p, q *packet.Header, _ func() bool) bool {
	same := p.Num("type") == q.Num("type") || p.Num("type") == 3
	return p.Num("code") == 2 && q.Num("code") == 1 && same
}
