package ppp

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/eap"
)

// The protocols that others choose from, set once all are described.
var (
	hdlc, tag, ipcpOption, ecpOption, lcpOption, lcpProto *packet.Proto

	lcpMessages, papMessages, chapMessages, ipcpOptions, ecpOptions, lcpOptions map[int]*packet.Proto
)

func init() {
	hdlc, tag, ipcpOption, ecpOption, lcpOption, lcpProto = hdlcProto, pppoeTagProto, pppipcpOptionProto, pppecpOptionProto, ppplcpOptionProto, ppplcpProto
	lcpMessages = map[int]*packet.Proto{7: ppplcpCodeRejectProto, 8: ppplcpProtocolRejectProto, 9: ppplcpEchoProto, 10: ppplcpEchoProto, 11: ppplcpDiscardRequestProto}
	for code := range 4 {
		lcpMessages[code+1] = ppplcpConfigureProto
	}
	lcpMessages[5], lcpMessages[6] = ppplcpTerminateProto, ppplcpTerminateProto
	papMessages = map[int]*packet.Proto{1: ppppapRequestProto, 2: ppppapResponseProto, 3: ppppapResponseProto}
	chapMessages = map[int]*packet.Proto{1: pppchapChallengeResponseProto, 2: pppchapChallengeResponseProto}
	ipcpOptions, ecpOptions, lcpOptions = map[int]*packet.Proto{}, map[int]*packet.Proto{}, map[int]*packet.Proto{}
	for _, p := range Protos() {
		h, err := packet.NewLayer(p, nil)
		if err != nil {
			continue
		}
		n := h.Num("type")
		switch name := p.Name(); {
		case strings.HasPrefix(name, "PPP_IPCP_Option_"):
			ipcpOptions[n] = p
		case strings.HasPrefix(name, "PPP_ECP_Option_"):
			ecpOptions[n] = p
		case strings.HasPrefix(name, "PPP_LCP_") && strings.HasSuffix(name, "_Option"):
			lcpOptions[n] = p
		}
	}
}

func choose(data []byte, among map[int]*packet.Proto, other *packet.Proto) *packet.Proto {
	if len(data) > 0 && among[int(data[0])] != nil {
		return among[int(data[0])]
	}
	return other
}

func pickLCP(data []byte) *packet.Proto       { return choose(data, lcpMessages, lcpProto) }
func pickPAP(data []byte) *packet.Proto       { return choose(data, papMessages, nil) }
func pickCHAP(data []byte) *packet.Proto      { return choose(data, chapMessages, nil) }
func pickIPCP(data []byte) *packet.Proto      { return choose(data, ipcpOptions, ipcpOption) }
func pickECP(data []byte) *packet.Proto       { return choose(data, ecpOptions, ecpOption) }
func pickLCPOption(data []byte) *packet.Proto { return choose(data, lcpOptions, lcpOption) }

func none(*packet.Header, []byte) int { return 0 }

// lcp is the summary of a message of LCP.
func lcp(h *packet.Header) string {
	code, _ := h.Text("code")
	return "LCP " + code
}

// answers tells a message with one code from one that asks with another, when their
// numbers agree.
func answers(fits func(code, asked int) bool) func(p, q *packet.Header, above func() bool) bool {
	return func(p, q *packet.Header, _ func() bool) bool {
		return p.Name() == q.Name() && p.Num("id") == q.Num("id") && fits(p.Num("code"), q.Num("code"))
	}
}

// chapAnswers tells a response to a challenge, and a verdict on a response.
func chapAnswers(p, q *packet.Header, _ func() bool) bool {
	code, asked := p.Num("code"), q.Num("code")
	ours := q.Name() == "PPP_CHAP_ChallengeResponse"
	return ours && p.Num("id") == q.Num("id") && (code == 2 && asked == 1 || code >= 3 && code <= 4 && asked == 2)
}

// above is what lies on a number of this package's own: IP and IPv6.
func above(h *packet.Header, _ []byte) *packet.Proto {
	var l packet.Layer
	switch h.Num("proto") {
	case 0x21:
		l = packet.IP{}
	case 0x57:
		l = packet.IPv6{}
	case 0xc227:
		l = eap.EAP{}
	default:
		return nil
	}
	p, _ := l.Describe()
	return p
}

// length fills in how long the payload is, at an offset in the header.
func length(offset int) func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	return func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
		if v, _ := h.Get("len"); v == nil && len(header) >= offset+2 {
			binary.BigEndian.PutUint16(header[offset:], uint16(len(payload)))
		}
		return header, payload, nil
	}
}

// protoCodec is the number of a protocol: one byte where it is below 256, as an odd
// first byte tells, else two.
type protoCodec struct{}

func (protoCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	switch {
	case len(data) > 0 && data[0]&1 == 1:
		return int(data[0]), 1, nil
	case len(data) < 2:
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a number of two bytes was expected"}
	}
	return int(binary.BigEndian.Uint16(data)), 2, nil
}

func (protoCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	if s, text := v.(string); text {
		n, ok = protocols.Value(s)
	}
	if !ok || n > 0xffff {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "the number of a protocol, or its name, was expected"}
	}
	if n < 256 {
		return append(dst, byte(n)), nil
	}
	return binary.BigEndian.AppendUint16(dst, uint16(n)), nil
}

func (protoCodec) Text(_ *packet.Header, v any) string {
	if n, ok := packet.Uint(v); ok {
		if s, ok := protocols.Name(n); ok {
			return s
		}
	}
	return fmt.Sprint(v)
}

// ouiCodec is the number of an organization, in three bytes.
type ouiCodec struct{}

func (ouiCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 3 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a number of three bytes was expected"}
	}
	return int(data[0])<<16 | int(data[1])<<8 | int(data[2]), 3, nil
}

func (ouiCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	if !ok && v != nil || n > 0xffffff {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a number of three bytes was expected"}
	}
	return append(dst, byte(n>>16), byte(n>>8), byte(n)), nil
}

func (ouiCodec) Text(_ *packet.Header, v any) string {
	n, ok := packet.Uint(v)
	if !ok {
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%02x:%02x:%02x", n>>16, n>>8&0xff, n&0xff)
}
