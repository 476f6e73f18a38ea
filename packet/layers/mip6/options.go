package mip6

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// MIP6OptBRAdvice advises how often to refresh a binding.
	MIP6OptBRAdvice struct {
		Otype  any // 2, Binding Refresh Advice
		Olen   any // 2
		Rinter any // 0
	}

	// MIP6OptAltCoA is another care-of address than the source.
	MIP6OptAltCoA struct {
		Otype any // 3, Alternate Care-of Address
		Olen  any // 16
		Acoa  any // "::"
	}

	// MIP6OptNonceIndices says by which nonces keys were made.
	MIP6OptNonceIndices struct {
		Otype any // 4, Nonce Indices
		Olen  any // 4
		Hni   any // 0
		Coni  any // 0
	}

	// MIP6OptBindingAuthData authenticates a binding.
	MIP6OptBindingAuthData struct {
		Otype         any // 5, Binding Authorization Data
		Olen          any // 12
		Authenticator any // 0
	}

	// MIP6OptMobNetPrefix is the prefix of a mobile network, RFC 3963.
	MIP6OptMobNetPrefix struct {
		Otype    any // 6, Mobile Network Prefix (RFC3963)
		Olen     any // 18
		Reserved any // 0
		Plen     any // 64
		Prefix   any // "::"
	}

	// MIP6OptLLAddr is a hardware address, RFC 5568.
	MIP6OptLLAddr struct {
		Otype any // 7, Link-Layer Address (RFC4068)
		Olen  any // 7
		Ocode any // 2, LLA of the MN
		Pad   any // 0
		Lla   any // "00:00:00:00:00:00"
	}

	// MIP6OptMNID identifies the mobile node, RFC 4283.
	MIP6OptMNID struct {
		Otype   any // 8, Mobile Node Identifier (RFC4283)
		Olen    any // "id"
		Subtype any // 1, NAI
		ID      any // unset
	}

	// MIP6OptMsgAuth authenticates the message, RFC 4285.
	MIP6OptMsgAuth struct {
		Otype    any // 9, Mobility Message Authentication (RFC4285)
		Olen     any // "authdata"
		Subtype  any // 1, MN-HA authentication mobility option
		Mspi     any // unset
		Authdata any // "AAAAAAAAAAAA"
	}

	// MIP6OptReplayProtection protects against replays, RFC 4285.
	MIP6OptReplayProtection struct {
		Otype     any // 10, Replay Protection (RFC4285)
		Olen      any // 8
		Timestamp any // 0
	}

	// MIP6OptCGAParamsReq asks for the parameters of a generated address, RFC 4866.
	MIP6OptCGAParamsReq struct {
		Otype any // 11, CGA Parameters Request (RFC4866)
		Olen  any // 0
	}

	// MIP6OptCGAParams is parameters of a generated address, RFC 4866.
	MIP6OptCGAParams struct {
		Otype     any // 12, CGA Parameters (RFC4866)
		Olen      any // "cgaparams"
		Cgaparams any // unset
	}

	// MIP6OptSignature signs the message, RFC 4866.
	MIP6OptSignature struct {
		Otype any // 13, Signature (RFC4866)
		Olen  any // "sig"
		Sig   any // unset
	}

	// MIP6OptHomeKeygenToken is a token for a home key, RFC 4866.
	MIP6OptHomeKeygenToken struct {
		Otype any // 14, Home Keygen Token (RFC4866)
		Olen  any // "hkt"
		Hkt   any // unset
	}

	// MIP6OptCareOfTestInit begins the test of the care-of address, RFC 4866.
	MIP6OptCareOfTestInit struct {
		Otype any // 15, Care-of Test Init (RFC4866)
		Olen  any // 0
	}

	// MIP6OptCareOfTest answers that test, RFC 4866.
	MIP6OptCareOfTest struct {
		Otype any // 16, Care-of Test (RFC4866)
		Olen  any // "cokt"
		Cokt  any // "\x00\x00\x00\x00\x00\x00\x00\x00"
	}

	// MIP6OptUnknown is any other option.
	MIP6OptUnknown struct {
		Otype any // 6, Mobile Network Prefix (RFC3963)
		Olen  any // "odata"
		Odata any // unset
	}
)

var (
	miP6OptBRAdviceProto = packet.Define[MIP6OptBRAdvice](packet.Desc{
		Family: &family, Name: "MIP6OptBRAdvice", Title: "Mobile IPv6 Option - Binding Refresh Advice",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 2, optionTypes),
			packet.ByteField("olen", 2),
			packet.ShortField("rinter", 0),
		},
	})

	miP6OptAltCoAProto = packet.Define[MIP6OptAltCoA](packet.Desc{
		Family: &family, Name: "MIP6OptAltCoA", Title: "MIPv6 Option - Alternate Care-of Address",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 3, optionTypes),
			packet.ByteField("olen", 16),
			packet.IP6Field("acoa", "::"),
		},
	})

	miP6OptNonceIndicesProto = packet.Define[MIP6OptNonceIndices](packet.Desc{
		Family: &family, Name: "MIP6OptNonceIndices", Title: "MIPv6 Option - Nonce Indices",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 4, optionTypes),
			packet.ByteField("olen", 4),
			packet.ShortField("hni", 0),
			packet.ShortField("coni", 0),
		},
	})

	miP6OptBindingAuthDataProto = packet.Define[MIP6OptBindingAuthData](packet.Desc{
		Family: &family, Name: "MIP6OptBindingAuthData", Title: "MIPv6 Option - Binding Authorization Data",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 5, optionTypes),
			packet.ByteField("olen", 12),
			packet.BitField("authenticator", 0, 96),
		},
	})

	miP6OptMobNetPrefixProto = packet.Define[MIP6OptMobNetPrefix](packet.Desc{
		Family: &family, Name: "MIP6OptMobNetPrefix", Title: "NEMO Option - Mobile Network Prefix",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 6, optionTypes),
			packet.ByteField("olen", 18),
			packet.ByteField("reserved", 0),
			packet.ByteField("plen", 64),
			packet.IP6Field("prefix", "::"),
		},
	})

	miP6OptLLAddrProto = packet.Define[MIP6OptLLAddr](packet.Desc{
		Family: &family, Name: "MIP6OptLLAddr", Title: "MIPv6 Option - Link-Layer Address (MH-LLA)",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 7, optionTypes),
			packet.ByteField("olen", 7),
			packet.ByteEnumField("ocode", 2, addressCodes),
			packet.ByteField("pad", 0),
			packet.MACField("lla", "00:00:00:00:00:00"),
		},
	})

	miP6OptMNIDProto = packet.Define[MIP6OptMNID](packet.Desc{
		Family: &family, Name: "MIP6OptMNID", Title: "MIPv6 Option - Mobile Node Identifier",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 8, optionTypes),
			packet.FieldLenField("olen", "id", 1).Adjust(func(n int) int { return n + 1 }),
			packet.ByteEnumField("subtype", 1, identifierTypes),
			packet.StrLenField("id", []byte{}, func(h *packet.Header) int { return h.Num("olen") - 1 }),
		},
	})

	miP6OptMsgAuthProto = packet.Define[MIP6OptMsgAuth](packet.Desc{
		Family: &family, Name: "MIP6OptMsgAuth", Title: "MIPv6 Option - Mobility Message Authentication",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 9, optionTypes),
			packet.FieldLenField("olen", "authdata", 1).Adjust(func(n int) int { return n + 5 }),
			packet.ByteEnumField("subtype", 1, authenticationTypes),
			packet.IntField("mspi", nil),
			packet.StrLenField("authdata", "AAAAAAAAAAAA", func(h *packet.Header) int { return h.Num("olen") - 5 }),
		},
	})

	miP6OptReplayProtectionProto = packet.Define[MIP6OptReplayProtection](packet.Desc{
		Family: &family, Name: "MIP6OptReplayProtection", Title: "MIPv6 option - Replay Protection",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 10, optionTypes),
			packet.ByteField("olen", 8),
			packet.CustomField("timestamp", 0, timestamp{}),
		},
	})

	miP6OptCGAParamsReqProto = packet.Define[MIP6OptCGAParamsReq](packet.Desc{
		Family: &family, Name: "MIP6OptCGAParamsReq", Title: "MIPv6 option - CGA Parameters Request",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 11, optionTypes),
			packet.ByteField("olen", 0),
		},
	})

	miP6OptCGAParamsProto = packet.Define[MIP6OptCGAParams](packet.Desc{
		Family: &family, Name: "MIP6OptCGAParams", Title: "MIPv6 option - CGA Parameters",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 12, optionTypes),
			packet.FieldLenField("olen", "cgaparams", 1),
			packet.StrLenField("cgaparams", []byte{}, packet.LengthIn("olen")),
		},
	})

	miP6OptSignatureProto = packet.Define[MIP6OptSignature](packet.Desc{
		Family: &family, Name: "MIP6OptSignature", Title: "MIPv6 option - Signature",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 13, optionTypes),
			packet.FieldLenField("olen", "sig", 1),
			packet.StrLenField("sig", []byte{}, packet.LengthIn("olen")),
		},
	})

	miP6OptHomeKeygenTokenProto = packet.Define[MIP6OptHomeKeygenToken](packet.Desc{
		Family: &family, Name: "MIP6OptHomeKeygenToken", Title: "MIPv6 option - Home Keygen Token",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 14, optionTypes),
			packet.FieldLenField("olen", "hkt", 1),
			packet.StrLenField("hkt", []byte{}, packet.LengthIn("olen")),
		},
	})

	miP6OptCareOfTestInitProto = packet.Define[MIP6OptCareOfTestInit](packet.Desc{
		Family: &family, Name: "MIP6OptCareOfTestInit", Title: "MIPv6 option - Care-of Test Init",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 15, optionTypes),
			packet.ByteField("olen", 0),
		},
	})

	miP6OptCareOfTestProto = packet.Define[MIP6OptCareOfTest](packet.Desc{
		Family: &family, Name: "MIP6OptCareOfTest", Title: "MIPv6 option - Care-of Test",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 16, optionTypes),
			packet.FieldLenField("olen", "cokt", 1),
			packet.StrLenField("cokt", []byte("\x00\x00\x00\x00\x00\x00\x00\x00"), packet.LengthIn("olen")),
		},
	})

	miP6OptUnknownProto = packet.Define[MIP6OptUnknown](packet.Desc{
		Family: &family, Name: "MIP6OptUnknown", Title: "Scapy6 - Unknown Mobility Option",
		Fields: []packet.Field{
			packet.ByteEnumField("otype", 6, optionTypes),
			packet.FieldLenField("olen", "odata", 1),
			packet.StrLenField("odata", []byte{}, packet.LengthIn("olen")),
		},
	})
)

// Describe returns the description and the values.
func (l MIP6OptBRAdvice) Describe() (*packet.Proto, []any) {
	return miP6OptBRAdviceProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptAltCoA) Describe() (*packet.Proto, []any) {
	return miP6OptAltCoAProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptNonceIndices) Describe() (*packet.Proto, []any) {
	return miP6OptNonceIndicesProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptBindingAuthData) Describe() (*packet.Proto, []any) {
	return miP6OptBindingAuthDataProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptMobNetPrefix) Describe() (*packet.Proto, []any) {
	return miP6OptMobNetPrefixProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptLLAddr) Describe() (*packet.Proto, []any) {
	return miP6OptLLAddrProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptMNID) Describe() (*packet.Proto, []any) { return miP6OptMNIDProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l MIP6OptMsgAuth) Describe() (*packet.Proto, []any) {
	return miP6OptMsgAuthProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptReplayProtection) Describe() (*packet.Proto, []any) {
	return miP6OptReplayProtectionProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptCGAParamsReq) Describe() (*packet.Proto, []any) {
	return miP6OptCGAParamsReqProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptCGAParams) Describe() (*packet.Proto, []any) {
	return miP6OptCGAParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptSignature) Describe() (*packet.Proto, []any) {
	return miP6OptSignatureProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptHomeKeygenToken) Describe() (*packet.Proto, []any) {
	return miP6OptHomeKeygenTokenProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptCareOfTestInit) Describe() (*packet.Proto, []any) {
	return miP6OptCareOfTestInitProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptCareOfTest) Describe() (*packet.Proto, []any) {
	return miP6OptCareOfTestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l MIP6OptUnknown) Describe() (*packet.Proto, []any) {
	return miP6OptUnknownProto, packet.ValuesOf(l)
}
