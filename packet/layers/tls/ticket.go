package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// Ticket is a ticket as RFC 5077 recommends it.
	Ticket struct {
		KeyName     any // unset
		IV          any // unset
		Encstatelen any // "encstate"
		Encstate    any // unset
		MAC         any // unset
	}
)

var (
	ticketProto = packet.Define[Ticket](packet.Desc{
		Family: &family, Name: "Ticket", Title: "Recommended Ticket Construction (from RFC 5077)",
		Fields: []packet.Field{
			packet.StrFixedLenField("key_name", nil, 16),
			packet.StrFixedLenField("iv", nil, 16),
			packet.FieldLenField("encstatelen", "encstate", 2),
			packet.StrLenField("encstate", []byte{}, packet.LengthIn("encstatelen")),
			packet.StrFixedLenField("mac", nil, 32),
		},
	})
)

// Describe returns the description and the values.
func (l Ticket) Describe() (*packet.Proto, []any) { return ticketProto, packet.ValuesOf(l) }
