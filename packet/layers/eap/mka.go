package eap

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// MKAPDU is a message of MACsec's key agreement, IEEE 802.1X-2010, 11.11: a basic
	// parameter set, and others after it, of which the last is [MKAICVSet].
	MKAPDU struct {
		BasicParamSet any // bytes; [MKABasicParamSet]
		ParameterSets any // a list
	}

	// MACsecSCI is the identifier of a secure channel.
	MACsecSCI struct {
		SystemIdentifier any // a hardware address; zeros
		PortIdentifier   any // 0
	}

	// MKABasicParamSet says who speaks. Its ParamSetBodyLen counts what is behind it: 28
	// and the length of CAKName. As in scapy it is 0 unless it is set.
	MKABasicParamSet struct {
		MKAVersionID       any // 0
		KeyServerPriority  any // 0
		KeyServer          any // 0
		MACsecDesired      any // 0
		MACsecCapability   any // 0
		ParamSetBodyLen    any // 0
		SCI                any // MACsecSCI{}
		ActorMemberID      any // 12 bytes
		ActorMessageNumber any // 0
		AlgorithmAgility   any // 0
		CAKName            any // bytes
	}

	// MKAPeerListTuple is a peer: who it is, and the last message that came from it.
	MKAPeerListTuple struct {
		MemberID      any // 12 bytes
		MessageNumber any // 4 bytes
	}

	// MKALivePeerListParamSet is the peers that have answered. Its ParamSetBodyLen, 0
	// unless it is set, is 16 for each.
	MKALivePeerListParamSet struct {
		ParamSetType       any // 1, Live Peer List
		ParamSetBodyLen    any // 0
		MemberIDMessageNum any // a list of [MKAPeerListTuple]
	}

	// MKAPotentialPeerListParamSet is the peers that have only been heard of.
	MKAPotentialPeerListParamSet MKALivePeerListParamSet

	// MKASAKUseParamSet says which keys are in use. Its ParamSetBodyLen, 0 unless it is
	// set, is 40, or 0 where none is: then nothing is behind it.
	MKASAKUseParamSet struct {
		ParamSetType                any // 3, MACsec SAK Use
		LatestKeyAN                 any // 0
		LatestKeyTX                 any // 0
		LatestKeyRX                 any // 0
		OldKeyAN                    any // 0
		OldKeyTX                    any // 0
		OldKeyRX                    any // 0
		PlainTX                     any // 0
		PlainRX                     any // 0
		X                           any // 0
		DelayProtect                any // 0
		ParamSetBodyLen             any // 0
		LatestKeyKeyServerMemberID  any // 12 bytes
		LatestKeyKeyNumber          any // 4 bytes
		LatestKeyLowestAcceptablePN any // 4 bytes
		OldKeyKeyServerMemberID     any // 12 bytes
		OldKeyKeyNumber             any // 4 bytes
		OldKeyLowestAcceptablePN    any // 4 bytes
	}

	// MKADistributedSAKParamSet gives a key of a secure association away, wrapped. Its
	// ParamSetBodyLen, 0 unless it is set, is 28, or 36 with a cipher suite.
	MKADistributedSAKParamSet struct {
		ParamSetType          any // 4, Distributed SAK
		DistributedAN         any // 0
		ConfidentialityOffset any // 0
		Unused                any // 0
		ParamSetBodyLen       any // 0
		KeyNumber             any // 4 bytes
		MACsecCipherSuite     any // 8 bytes; not there where ParamSetBodyLen is 28
		SAKAESKeyWrap         any // 24 bytes
	}

	// MKADistributedCAKParamSet gives a key of a connectivity association away, wrapped.
	// Its ParamSetBodyLen, 0 unless it is set, is 24 and the length of CAKKeyName.
	MKADistributedCAKParamSet struct {
		ParamSetType    any // 5, Distributed CAK
		ParamSetBodyLen any // 0
		CAKAESKeyWrap   any // 24 bytes
		CAKKeyName      any // bytes
	}

	// MKAICVSet is what proves a message. Its ParamSetBodyLen, 0 unless it is set, is 16.
	MKAICVSet struct {
		ParamSetType    any // 255, ICV Indicator
		ParamSetBodyLen any // 0
		ICV             any // 16 bytes
	}
)

var paramSetTypes = packet.NewEnum(map[uint64]string{
	1: "Live Peer List", 2: "Potential Peer List", 3: "MACsec SAK Use", 4: "Distributed SAK", 5: "Distributed CAK", 6: "KMD", 7: "Announcement", 255: "ICV Indicator",
})

func octets(name string, n int) packet.Field { return packet.StrFixedLenField(name, []byte{}, n).Hex() }

// paramSetHead is the type of most parameter sets, filled up to two bytes, and the length.
func paramSetHead(kind int) []packet.Field {
	return []packet.Field{packet.ByteEnumField("param_set_type", kind, paramSetTypes).Pad(2), packet.ShortField("param_set_body_len", 0)}
}

func peerList[T any](name, title string, kind int) *packet.Proto {
	return packet.Define[T](packet.Desc{
		Family: &family, Name: name, Title: title,
		Fields: append(paramSetHead(kind), packet.LayersField("member_id_message_num", []packet.Layer(nil), packet.LayersOptions{
			Choose: func(*packet.Header, []byte) *packet.Proto { return peer }, Length: less("param_set_body_len", 0), Extent: func(*packet.Header, []byte) int { return 16 },
		})),
	})
}

var (
	mkaPDUProto = packet.Define[MKAPDU](packet.Desc{
		Family: &family, Name: "MKAPDU", Title: "MKPDU",
		Fields: []packet.Field{
			packet.LayerField("basic_param_set", []byte{}, nil, nil),
			packet.LayersField("parameter_sets", []packet.Layer(nil), packet.LayersOptions{}),
		},
		Read: readMKAPDU,
	})

	macsecSCIProto = packet.Define[MACsecSCI](packet.Desc{
		Family: &family, Name: "MACsecSCI", Title: "SCI",
		Fields: []packet.Field{packet.MACField("system_identifier", nil), packet.ShortField("port_identifier", 0)},
	})

	mkaBasicProto = packet.Define[MKABasicParamSet](packet.Desc{
		Family: &family, Name: "MKABasicParamSet", Title: "Basic Parameter Set",
		Fields: []packet.Field{
			packet.ByteField("mka_version_id", 0),
			packet.ByteField("key_server_priority", 0),
			packet.BitField("key_server", 0, 1),
			packet.BitField("macsec_desired", 0, 1),
			packet.BitField("macsec_capability", 0, 2),
			packet.BitField("param_set_body_len", 0, 12),
			packet.LayerField("SCI", MACsecSCI{}, func(*packet.Header, []byte) *packet.Proto { return sci }, func(*packet.Header) int { return 8 }),
			octets("actor_member_id", 12),
			packet.XIntField("actor_message_number", 0),
			packet.XIntField("algorithm_agility", 0),
			packet.StrLenField("cak_name", []byte{}, less("param_set_body_len", 28)).Hex().Pad(4).AtEnd(),
		},
	})

	mkaPeerProto = packet.Define[MKAPeerListTuple](packet.Desc{
		Family: &family, Name: "MKAPeerListTuple", Title: "Peer List Tuple",
		Fields: []packet.Field{octets("member_id", 12), octets("message_number", 4)},
	})

	mkaLiveProto      = peerList[MKALivePeerListParamSet]("MKALivePeerListParamSet", "Live Peer List Parameter Set", 1)
	mkaPotentialProto = peerList[MKAPotentialPeerListParamSet]("MKAPotentialPeerListParamSet", "Potential Peer List Parameter Set", 2)

	mkaSAKUseProto = packet.Define[MKASAKUseParamSet](packet.Desc{
		Family: &family, Name: "MKASAKUseParamSet", Title: "SAK Use Parameter Set",
		Fields: []packet.Field{
			packet.ByteEnumField("param_set_type", 3, paramSetTypes),
			packet.BitField("latest_key_an", 0, 2),
			packet.BitField("latest_key_tx", 0, 1),
			packet.BitField("latest_key_rx", 0, 1),
			packet.BitField("old_key_an", 0, 2),
			packet.BitField("old_key_tx", 0, 1),
			packet.BitField("old_key_rx", 0, 1),
			packet.BitField("plain_tx", 0, 1),
			packet.BitField("plain_rx", 0, 1),
			packet.BitField("X", 0, 1),
			packet.BitField("delay_protect", 0, 1),
			packet.BitField("param_set_body_len", 0, 12),
			octets("latest_key_key_server_member_id", 12),
			octets("latest_key_key_number", 4),
			octets("latest_key_lowest_acceptable_pn", 4),
			octets("old_key_key_server_member_id", 12),
			octets("old_key_key_number", 4),
			octets("old_key_lowest_acceptable_pn", 4),
		},
	})

	mkaSAKProto = packet.Define[MKADistributedSAKParamSet](packet.Desc{
		Family: &family, Name: "MKADistributedSAKParamSet", Title: "Distributed SAK parameter set",
		Fields: []packet.Field{
			packet.ByteEnumField("param_set_type", 4, paramSetTypes),
			packet.BitField("distributed_an", 0, 2),
			packet.BitField("confidentiality_offset", 0, 2),
			packet.BitField("unused", 0, 4),
			packet.ShortField("param_set_body_len", 0),
			octets("key_number", 4),
			octets("macsec_cipher_suite", 8).If(func(h *packet.Header) bool { return h.Num("param_set_body_len") > 28 }),
			octets("sak_aes_key_wrap", 24),
		},
	})

	mkaCAKProto = packet.Define[MKADistributedCAKParamSet](packet.Desc{
		Family: &family, Name: "MKADistributedCAKParamSet", Title: "Distributed CAK parameter set",
		Fields: append(paramSetHead(5), octets("cak_aes_key_wrap", 24), packet.StrLenField("cak_key_name", []byte{}, less("param_set_body_len", 24)).Hex().Pad(4).AtEnd()),
	})

	mkaICVProto = packet.Define[MKAICVSet](packet.Desc{
		Family: &family, Name: "MKAICVSet", Title: "ICV",
		Fields: append(paramSetHead(255), octets("icv", 16)),
	})
)

// Set once all are described.
var (
	sci, peer *packet.Proto
	basic     *packet.Dissector
	paramSets map[byte]*packet.Dissector
)

func init() {
	sci, peer = macsecSCIProto, mkaPeerProto
	dissector := func(l packet.Layer) *packet.Dissector {
		return packet.NewDissector(l, &packet.DissectorOptions{NoCopy: true})
	}
	basic = dissector(MKABasicParamSet{})
	paramSets = map[byte]*packet.Dissector{
		1: dissector(MKALivePeerListParamSet{}), 2: dissector(MKAPotentialPeerListParamSet{}), 3: dissector(MKASAKUseParamSet{}),
		4: dissector(MKADistributedSAKParamSet{}), 5: dissector(MKADistributedCAKParamSet{}), 255: dissector(MKAICVSet{}),
	}
	family.Bind(MKAPDU{}, packet.Binding{Under: EAPOL{Type: 5}})
}

// readMKAPDU takes parameter sets apart, each of which is filled up to a multiple of four
// bytes: IEEE 802.1X-2010, 11.11.1. What is none is Raw.
func readMKAPDU(h *packet.Header, data []byte) (int, error) {
	if len(data) < 4 {
		return 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a basic parameter set was expected"}
	}
	n := paramSetExtent(data)
	p, err := basic.Dissect(data[:n])
	if err != nil {
		return 0, err
	}
	if err := h.Set("basic_param_set", p); err != nil {
		return 0, err
	}
	sets := []packet.Layer{}
	for rest := data[n:]; len(rest) > 0; rest = rest[n:] {
		n = len(rest)
		if len(rest) >= 4 {
			n = paramSetExtent(rest)
		}
		var l packet.Layer = packet.Raw{Load: rest[:n]}
		if d := paramSets[rest[0]]; d != nil {
			if h, err := d.DissectLayer(rest[:n]); err == nil && len(h.Data()) == n {
				l = h
			}
		}
		sets = append(sets, l)
	}
	return len(data), h.Set("parameter_sets", sets)
}

// paramSetExtent is how many bytes a parameter set has in data of four at least.
func paramSetExtent(data []byte) int {
	n := 4 + int(binary.BigEndian.Uint16(data[2:])&0xfff)
	return min((n+3)/4*4, len(data))
}

// Describe returns the description and the values.
func (l MKAPDU) Describe() (*packet.Proto, []any) { return mkaPDUProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MACsecSCI) Describe() (*packet.Proto, []any) { return macsecSCIProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MKABasicParamSet) Describe() (*packet.Proto, []any) { return mkaBasicProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MKAPeerListTuple) Describe() (*packet.Proto, []any) { return mkaPeerProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MKALivePeerListParamSet) Describe() (*packet.Proto, []any) {
	return mkaLiveProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MKAPotentialPeerListParamSet) Describe() (*packet.Proto, []any) {
	return mkaPotentialProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MKASAKUseParamSet) Describe() (*packet.Proto, []any) {
	return mkaSAKUseProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MKADistributedSAKParamSet) Describe() (*packet.Proto, []any) {
	return mkaSAKProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MKADistributedCAKParamSet) Describe() (*packet.Proto, []any) {
	return mkaCAKProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MKAICVSet) Describe() (*packet.Proto, []any) { return mkaICVProto, packet.ValuesOf(l) }
