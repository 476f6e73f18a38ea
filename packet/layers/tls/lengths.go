package tls

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/pyops-go/pyops/packet"
)

// messageLength fills in the length of a message of a handshake.
func messageLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("msglen"); v == nil && len(header) >= 4 {
		n := len(header) - 4
		if n>>24 != 0 {
			return nil, nil, tooLong(h, n, 1<<24-1)
		}
		header[1], header[2], header[3] = byte(n>>16), byte(n>>8), byte(n)
	}
	return header, payload, nil
}

// helloLength is messageLength for messages that end before the length of their
// extensions where there are none.
func helloLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	n, _ := h.Get("extlen")
	v, _ := h.Get("ext")
	if list, _ := v.([]packet.Layer); n == nil && len(list) == 0 && len(header) >= 6 {
		header = header[:len(header)-2]
	}
	return messageLength(h, header, payload)
}

// extensionLength fills in the length of an extension. A list of no names has no length
// of its own: by that a server says that it has used the name.
func extensionLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("servernames"); h.Proto() == protoOf(TLSExtServerName{}) && !h.IsSet("servernameslen") && len(header) >= 4 {
		if list, _ := v.([]packet.Layer); len(list) == 0 {
			header = header[:4]
		}
	}
	if v, _ := h.Get("len"); v == nil && len(header) >= 4 {
		n := len(header) - 4
		if n > math.MaxUint16 {
			return nil, nil, tooLong(h, n, math.MaxUint16)
		}
		binary.BigEndian.PutUint16(header[2:], uint16(n))
	}
	return header, payload, nil
}

func tooLong(h *packet.Header, n, limit int) error {
	return &packet.Error{Kind: packet.ErrValue, Path: h.Name(), Input: strconv.Itoa(n), Reason: "at most " + strconv.Itoa(limit) + " bytes were expected"}
}

// extensions is a list of extensions.
func extensions() packet.Field {
	return packet.LayersField("ext", nil, packet.LayersOptions{
		Choose: extension, Length: packet.LengthIn("extlen"),
		Extent: func(_ *packet.Header, data []byte) int {
			if len(data) < 4 {
				return len(data)
			}
			return 4 + int(binary.BigEndian.Uint16(data[2:]))
		},
	})
}

// extension is the kind of the next extension, nil if its bytes are not all there.
// What some hold depends on whose hello they are in.
func extension(h *packet.Header, data []byte) *packet.Proto {
	if len(data) < 4 || len(data)-4 < int(binary.BigEndian.Uint16(data[2:])) {
		return nil
	}
	kind, n := binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:])
	client := h.Proto() == protoOf(TLSClientHello{}) || h.Proto() == protoOf(TLS13ClientHello{})
	switch {
	case kind == 51 && client:
		return protoOf(TLSExtKeyShareCH{})
	case kind == 51 && n == 2:
		return protoOf(TLSExtKeyShareHRR{})
	case kind == 51:
		return protoOf(TLSExtKeyShareSH{})
	case kind == 41 && client:
		return protoOf(TLSExtPreSharedKeyCH{})
	case kind == 41:
		return protoOf(TLSExtPreSharedKeySH{})
	case kind == 43 && client:
		return protoOf(TLSExtSupportedVersionCH{})
	case kind == 43:
		return protoOf(TLSExtSupportedVersionSH{})
	case kind == 42 && n == 4:
		return protoOf(TLSExtEarlyDataIndicationTicket{})
	case kind == 9 && client:
		return protoOf(TLSExtClientCertType{})
	case kind == 9:
		return protoOf(TLSExtServerCertType{})
	}
	if l := extensionKinds[kind]; l != nil {
		return protoOf(l)
	}
	return protoOf(TLSExtUnknown{})
}

var extensionKinds = map[uint16]packet.Layer{
	0: TLSExtServerName{}, 1: TLSExtMaxFragLen{}, 2: TLSExtClientCertURL{}, 4: TLSExtTruncatedHMAC{}, 5: TLSExtCSR{}, 7: TLSExtClientAuthz{},
	8: TLSExtServerAuthz{}, 10: TLSExtSupportedGroups{}, 11: TLSExtSupportedPointFormat{}, 13: TLSExtSignatureAlgorithms{}, 15: TLSExtHeartbeat{},
	16: TLSExtALPN{}, 21: TLSExtPadding{}, 22: TLSExtEncryptThenMAC{}, 23: TLSExtExtendedMasterSecret{}, 28: TLSExtRecordSizeLimit{},
	35: TLSExtSessionTicket{}, 42: TLSExtEarlyDataIndication{}, 44: TLSExtCookie{}, 45: TLSExtPSKKeyExchangeModes{}, 49: TLSExtPostHandshakeAuth{},
	50: TLSExtSignatureAlgorithmsCert{}, 13172: TLSExtNPN{}, 65281: TLSExtRenegotiationInfo{},
}
