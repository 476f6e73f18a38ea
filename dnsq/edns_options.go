package dnsq

import (
	"encoding/hex"
)

// An NSIDOption asks for the name of a server, or tells it. RFC 5001.
type NSIDOption struct{ NSID []byte }

// Type is OptionNSID.
func (o *NSIDOption) Type() OptionType { return OptionNSID }

// String is "NSID" and the name: as text where all of it is printable ASCII, else
// in hexadecimal.
func (o *NSIDOption) String() string {
	for _, b := range o.NSID {
		if b < 0x20 || b > 0x7e {
			return "NSID " + hex.EncodeToString(o.NSID)
		}
	}
	return "NSID " + string(o.NSID)
}

// ToWire is the name.
func (o *NSIDOption) ToWire() []byte { return o.NSID }

// A CookieOption shows a server that a client is who it was. RFC 7873.
type CookieOption struct {
	Client [8]byte
	Server []byte // 8 to 32 bytes, or none in a first query
}

// NewCookieOption makes an option of cookies. An error is an ErrValue: the
// server's cookie has neither no bytes nor 8 to 32.
func NewCookieOption(client [8]byte, server []byte) (*CookieOption, error) {
	if n := len(server); n != 0 && (n < 8 || n > 32) {
		return nil, fail(ErrValue, "server cookie must be empty or between 8 and 32 bytes")
	}
	return &CookieOption{client, server}, nil
}

// Type is OptionCOOKIE.
func (o *CookieOption) Type() OptionType { return OptionCOOKIE }

// String is "COOKIE" and both cookies in hexadecimal.
func (o *CookieOption) String() string { return "COOKIE " + hex.EncodeToString(o.ToWire()) }

// ToWire is both cookies.
func (o *CookieOption) ToWire() []byte {
	return append(o.Client[:len(o.Client):len(o.Client)], o.Server...)
}

func cookieFromWire(data []byte) (Option, error) {
	if len(data) < 8 {
		return nil, fail(ErrFormError, "client cookie must be exactly 8 bytes")
	}
	o, err := NewCookieOption([8]byte(data), append([]byte(nil), data[8:]...))
	if err != nil {
		return nil, &Error{Kind: ErrFormError, Reason: reason(err), Err: err}
	}
	return o, nil
}

// A ReportChannelOption tells where errors of resolution are reported to. RFC
// 9567.
type ReportChannelOption struct{ AgentDomain Name }

// Type is OptionREPORTCHANNEL.
func (o *ReportChannelOption) Type() OptionType { return OptionREPORTCHANNEL }

// String is "REPORTCHANNEL" and the name.
func (o *ReportChannelOption) String() string { return "REPORTCHANNEL " + o.AgentDomain.String() }

// ToWire is the name, uncompressed; a relative one counts from the root.
func (o *ReportChannelOption) ToWire() []byte {
	wire, err := o.AgentDomain.ToWire(&Root)
	if err != nil { // one byte too long with the root's
		return nil
	}
	return wire
}

func reportChannelFromWire(data []byte) (Option, error) {
	n, used, err := NameFromWire(data, 0)
	if err != nil {
		return nil, err
	}
	if used != len(data) || len(n.wire) != used {
		return nil, fail(ErrFormError, "the domain of a REPORTCHANNEL option is compressed or followed by other bytes")
	}
	return &ReportChannelOption{n}, nil
}
