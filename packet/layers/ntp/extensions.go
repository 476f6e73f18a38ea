package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPExtensions is the extensions of a message of version 4, and its authentication.
	NTPExtensions struct {
		Extensions any // []packet.Layer
		MAC        any // a layer
	}

	// NTPExtension is an extension.
	NTPExtension struct {
		Type  any // 0
		Len   any // 0
		Value any // bytes
	}
)

var (
	ntpExtensionsProto = packet.Define[NTPExtensions](packet.Desc{
		Family: &family, Name: "NTPExtensions", Title: "NTPv4 extensions",
		Fields: []packet.Field{
			packet.LayersField("extensions", []packet.Layer{}, packet.LayersOptions{Choose: extension, Until: func(*packet.Header) int { return -macLength }, Extent: extensionExtent}),
			packet.LayerField("mac", nil, authenticator, nil).WithDefault(packet.NTPAuthenticator{}),
		},
	})

	ntpExtensionProto = packet.Define[NTPExtension](packet.Desc{
		Family: &family, Name: "NTPExtension", Title: "extension",
		Fields: []packet.Field{
			packet.ShortField("type", 0),
			packet.FieldLenField("len", "value", 2).Adjust(func(n int) int { return (n+3)/4*4 + 4 }),
			packet.LayerField("value", []byte{}, bytesOf, func(h *packet.Header) int { return h.Num("len") - 4 }).Pad(4),
		},
	})
)

// Describe returns the description and the values.
func (l NTPExtensions) Describe() (*packet.Proto, []any) {
	return ntpExtensionsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPExtension) Describe() (*packet.Proto, []any) { return ntpExtensionProto, packet.ValuesOf(l) }
