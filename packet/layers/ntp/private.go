package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPPrivate is a private message, mode 7: what ntpdc sends and gets.
	NTPPrivate struct {
		Response       any // 0
		More           any // 0
		Version        any // 2
		Mode           any // 7
		Auth           any // 0
		Seq            any // 0
		Implementation any // 0, IMPL_UNIV
		RequestCode    any // 0, REQ_PEER_LIST
		Err            any // 0, no error
		NbItems        any // 0
		Mbz            any // 0
		DataItemSize   any // 0
		ReqData        any // []packet.Layer
		Data           any // []packet.Layer
		Authenticator  any // a layer
	}

	// NTPPrivateReqPacket is an item of a request of which no more is known.
	NTPPrivateReqPacket struct {
		ReqData any // bytes
	}

	// NTPPrivatePktTail authenticates a private request.
	NTPPrivatePktTail struct {
		Tstamp any // 0
		KeyID  any // 0
		Dgst   any // unset
	}
)

var (
	ntpPrivateProto = packet.Define[NTPPrivate](packet.Desc{
		Family: &family, Name: "NTPPrivate", Title: "Private (mode 7)",
		Fields: []packet.Field{
			packet.BitField("response", 0, 1),
			packet.BitField("more", 0, 1),
			packet.BitField("version", 2, 3),
			packet.BitField("mode", 7, 3),
			packet.BitField("auth", 0, 1),
			packet.BitField("seq", 0, 7),
			packet.ByteEnumField("implementation", 0, implementations),
			packet.ByteEnumField("request_code", 0, requests),
			packet.BitEnumField("err", 0, 4, privateErrors),
			packet.BitField("nb_items", 0, 12),
			packet.BitField("mbz", 0, 4),
			packet.BitField("data_item_size", 0, 12),
			items("req_data", requestItem).If(not(response)),
			items("data", responseItem).If(response),
			packet.LayerField("authenticator", []byte{}, tail, nil).If(authenticated),
		},
		Summary: summary,
	})

	ntpPrivateReqPacketProto = packet.Define[NTPPrivateReqPacket](packet.Desc{
		Family: &family, Name: "NTPPrivateReqPacket", Title: "request data",
		Fields: []packet.Field{
			packet.StrField("req_data", []byte{}),
		},
	})

	ntpPrivatePktTailProto = packet.Define[NTPPrivatePktTail](packet.Desc{
		Family: &family, Name: "NTPPrivatePktTail", Title: "req_pkt_tail",
		Fields: []packet.Field{
			packet.NTPTimeField("tstamp", 0),
			packet.IntField("key_id", 0),
			packet.StrFixedLenField("dgst", []byte{}, 16).Hex(),
		},
	})
)

// Describe returns the description and the values.
func (l NTPPrivate) Describe() (*packet.Proto, []any) { return ntpPrivateProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPPrivateReqPacket) Describe() (*packet.Proto, []any) {
	return ntpPrivateReqPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPPrivatePktTail) Describe() (*packet.Proto, []any) {
	return ntpPrivatePktTailProto, packet.ValuesOf(l)
}
