package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLSExtCookie is the extension Cookie.
	TLSExtCookie struct {
		Type      any // 44, cookie
		Len       any // computed
		Cookielen any // "cookie"
		Cookie    any // unset
	}

	// TLSExtEarlyDataIndication is the extension Early Data.
	TLSExtEarlyDataIndication struct {
		Type any // 42, early_data_indication
		Len  any // computed
	}

	// TLSExtEarlyDataIndicationTicket is the extension Ticket Early Data Info.
	TLSExtEarlyDataIndicationTicket struct {
		Type             any // 42, early_data_indication
		Len              any // computed
		MaxEarlyDataSize any // 0
	}

	// TLSExtPSKKeyExchangeModes is the extension PSK Key Exchange Modes.
	TLSExtPSKKeyExchangeModes struct {
		Type       any // 45, psk_key_exchange_modes
		Len        any // computed
		Kxmodeslen any // "kxmodes"
		Kxmodes    any // a list
	}

	// TLSExtPostHandshakeAuth is the extension Post Handshake Auth.
	TLSExtPostHandshakeAuth struct {
		Type any // 49, post_handshake_auth
		Len  any // computed
	}

	// TLSExtSignatureAlgorithmsCert is the extension Signature Algorithms Cert.
	TLSExtSignatureAlgorithmsCert struct {
		Type       any // 50, signature_algorithms_cert
		Len        any // computed
		SigAlgsLen any // "sig_algs"
		SigAlgs    any // a list
	}

	// TLSExtSupportedVersionCH is the extension Supported Versions (for ClientHello).
	TLSExtSupportedVersionCH struct {
		Type        any // 43, supported_versions
		Len         any // computed
		Versionslen any // "versions"
		Versions    any // a list
	}

	// TLSExtSupportedVersionSH is the extension Supported Versions (for ServerHello).
	TLSExtSupportedVersionSH struct {
		Type    any // 43, supported_versions
		Len     any // computed
		Version any // unset
	}

	// TLSExtTicketEarlyDataInfo is the extension Ticket Early Data Info.
	TLSExtTicketEarlyDataInfo struct {
		Type             any // 46
		Len              any // computed
		MaxEarlyDataSize any // 0
	}

	// TLSExtKeyShareCH is the extension Key Share (for ClientHello).
	TLSExtKeyShareCH struct {
		Type            any // 51, key_share
		Len             any // computed
		ClientSharesLen any // "client_shares"
		ClientShares    any // []packet.Layer
	}

	// TLSExtKeyShareHRR is the extension Key Share (for HelloRetryRequest).
	TLSExtKeyShareHRR struct {
		Type          any // 51, key_share
		Len           any // computed
		SelectedGroup any // unset
	}

	// TLSExtKeyShareSH is the extension Key Share (for ServerHello).
	TLSExtKeyShareSH struct {
		Type        any // 51, key_share
		Len         any // computed
		ServerShare any // a layer
	}

	// TLSExtPreSharedKeyCH is the extension Pre Shared Key (for ClientHello).
	TLSExtPreSharedKeyCH struct {
		Type          any // 41, pre_shared_key
		Len           any // computed
		IdentitiesLen any // "identities"
		Identities    any // []packet.Layer
		BindersLen    any // "binders"
		Binders       any // []packet.Layer
	}

	// TLSExtPreSharedKeySH is the extension Pre Shared Key (for ServerHello).
	TLSExtPreSharedKeySH struct {
		Type             any // 41, pre_shared_key
		Len              any // computed
		SelectedIdentity any // unset
	}

	// KeyShareEntry is a key for a group.
	KeyShareEntry struct {
		Group       any // unset
		Kxlen       any // "key_exchange"
		KeyExchange any // unset
	}

	// PSKIdentity names a key that both know.
	PSKIdentity struct {
		IdentityLen         any // "identity"
		Identity            any // a layer
		ObfuscatedTicketAge any // 0
	}

	// PSKBinderEntry binds such a key to this handshake.
	PSKBinderEntry struct {
		BinderLen any // "binder"
		Binder    any // unset
	}
)

var (
	tlsExtCookieProto = packet.Define[TLSExtCookie](packet.Desc{
		Family: &family, Name: "TLS_Ext_Cookie", Title: "TLS Extension - Cookie",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 44, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("cookielen", "cookie", 2),
			packet.StrLenField("cookie", []byte{}, packet.LengthIn("cookielen")).Hex(),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtEarlyDataIndicationProto = packet.Define[TLSExtEarlyDataIndication](packet.Desc{
		Family: &family, Name: "TLS_Ext_EarlyDataIndication", Title: "TLS Extension - Early Data",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 42, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtEarlyDataIndicationTicketProto = packet.Define[TLSExtEarlyDataIndicationTicket](packet.Desc{
		Family: &family, Name: "TLS_Ext_EarlyDataIndicationTicket", Title: "TLS Extension - Ticket Early Data Info",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 42, extensionTypes),
			packet.ShortField("len", nil),
			packet.IntField("max_early_data_size", 0),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtPSKKeyExchangeModesProto = packet.Define[TLSExtPSKKeyExchangeModes](packet.Desc{
		Family: &family, Name: "TLS_Ext_PSKKeyExchangeModes", Title: "TLS Extension - PSK Key Exchange Modes",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 45, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("kxmodeslen", "kxmodes", 1),
			packet.FieldListField("kxmodes", packet.ByteEnumField("", 0, exchangeModes), packet.LengthIn("kxmodeslen")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtPostHandshakeAuthProto = packet.Define[TLSExtPostHandshakeAuth](packet.Desc{
		Family: &family, Name: "TLS_Ext_PostHandshakeAuth", Title: "TLS Extension - Post Handshake Auth",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 49, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSignatureAlgorithmsCertProto = packet.Define[TLSExtSignatureAlgorithmsCert](packet.Desc{
		Family: &family, Name: "TLS_Ext_SignatureAlgorithmsCert", Title: "TLS Extension - Signature Algorithms Cert",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 50, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("sig_algs_len", "sig_algs", 2),
			algorithms([]any(nil)),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSupportedVersionCHProto = packet.Define[TLSExtSupportedVersionCH](packet.Desc{
		Family: &family, Name: "TLS_Ext_SupportedVersion_CH", Title: "TLS Extension - Supported Versions (for ClientHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 43, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("versionslen", "versions", 1),
			packet.FieldListField("versions", packet.ShortEnumField("", 0, versions), packet.LengthIn("versionslen")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSupportedVersionSHProto = packet.Define[TLSExtSupportedVersionSH](packet.Desc{
		Family: &family, Name: "TLS_Ext_SupportedVersion_SH", Title: "TLS Extension - Supported Versions (for ServerHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 43, extensionTypes),
			packet.ShortField("len", nil),
			packet.ShortEnumField("version", nil, versions),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtTicketEarlyDataInfoProto = packet.Define[TLSExtTicketEarlyDataInfo](packet.Desc{
		Family: &family, Name: "TLS_Ext_TicketEarlyDataInfo", Title: "TLS Extension - Ticket Early Data Info",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 46, extensionTypes),
			packet.ShortField("len", nil),
			packet.IntField("max_early_data_size", 0),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtKeyShareCHProto = packet.Define[TLSExtKeyShareCH](packet.Desc{
		Family: &family, Name: "TLS_Ext_KeyShare_CH", Title: "TLS Extension - Key Share (for ClientHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 51, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("client_shares_len", "client_shares", 2),
			packet.PacketListField("client_shares", []packet.Layer{}, func([]byte) *packet.Proto { return protoOf(KeyShareEntry{}) }, packet.LengthIn("client_shares_len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtKeyShareHRRProto = packet.Define[TLSExtKeyShareHRR](packet.Desc{
		Family: &family, Name: "TLS_Ext_KeyShare_HRR", Title: "TLS Extension - Key Share (for HelloRetryRequest)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 51, extensionTypes),
			packet.ShortField("len", nil),
			packet.ShortEnumField("selected_group", nil, groups),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtKeyShareSHProto = packet.Define[TLSExtKeyShareSH](packet.Desc{
		Family: &family, Name: "TLS_Ext_KeyShare_SH", Title: "TLS Extension - Key Share (for ServerHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 51, extensionTypes),
			packet.ShortField("len", nil),
			packet.LayerField("server_share", nil, func(*packet.Header, []byte) *packet.Proto { return protoOf(KeyShareEntry{}) }, nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtPreSharedKeyCHProto = packet.Define[TLSExtPreSharedKeyCH](packet.Desc{
		Family: &family, Name: "TLS_Ext_PreSharedKey_CH", Title: "TLS Extension - Pre Shared Key (for ClientHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 41, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("identities_len", "identities", 2),
			packet.PacketListField("identities", []packet.Layer{}, func([]byte) *packet.Proto { return protoOf(PSKIdentity{}) }, packet.LengthIn("identities_len")),
			packet.FieldLenField("binders_len", "binders", 2),
			packet.PacketListField("binders", []packet.Layer{}, func([]byte) *packet.Proto { return protoOf(PSKBinderEntry{}) }, packet.LengthIn("binders_len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtPreSharedKeySHProto = packet.Define[TLSExtPreSharedKeySH](packet.Desc{
		Family: &family, Name: "TLS_Ext_PreSharedKey_SH", Title: "TLS Extension - Pre Shared Key (for ServerHello)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 41, extensionTypes),
			packet.ShortField("len", nil),
			packet.ShortField("selected_identity", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	keyShareEntryProto = packet.Define[KeyShareEntry](packet.Desc{
		Family: &family, Name: "KeyShareEntry", Title: "Key Share Entry",
		Fields: []packet.Field{
			packet.ShortEnumField("group", nil, groups),
			packet.FieldLenField("kxlen", "key_exchange", 2),
			packet.StrLenField("key_exchange", []byte{}, packet.LengthIn("kxlen")).Hex(),
		},
	})

	pskIdentityProto = packet.Define[PSKIdentity](packet.Desc{
		Family: &family, Name: "PSKIdentity", Title: "PSK Identity",
		Fields: []packet.Field{
			packet.FieldLenField("identity_len", "identity", 2),
			packet.StrLenField("identity", []byte{}, packet.LengthIn("identity_len")),
			packet.IntField("obfuscated_ticket_age", 0),
		},
	})

	pskBinderEntryProto = packet.Define[PSKBinderEntry](packet.Desc{
		Family: &family, Name: "PSKBinderEntry", Title: "PSK Binder Entry",
		Fields: []packet.Field{
			packet.FieldLenField("binder_len", "binder", 1),
			packet.StrLenField("binder", []byte{}, packet.LengthIn("binder_len")),
		},
	})
)

// Describe returns the description and the values.
func (l TLSExtCookie) Describe() (*packet.Proto, []any) { return tlsExtCookieProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSExtEarlyDataIndication) Describe() (*packet.Proto, []any) {
	return tlsExtEarlyDataIndicationProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtEarlyDataIndicationTicket) Describe() (*packet.Proto, []any) {
	return tlsExtEarlyDataIndicationTicketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtPSKKeyExchangeModes) Describe() (*packet.Proto, []any) {
	return tlsExtPSKKeyExchangeModesProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtPostHandshakeAuth) Describe() (*packet.Proto, []any) {
	return tlsExtPostHandshakeAuthProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSignatureAlgorithmsCert) Describe() (*packet.Proto, []any) {
	return tlsExtSignatureAlgorithmsCertProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSupportedVersionCH) Describe() (*packet.Proto, []any) {
	return tlsExtSupportedVersionCHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSupportedVersionSH) Describe() (*packet.Proto, []any) {
	return tlsExtSupportedVersionSHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtTicketEarlyDataInfo) Describe() (*packet.Proto, []any) {
	return tlsExtTicketEarlyDataInfoProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtKeyShareCH) Describe() (*packet.Proto, []any) {
	return tlsExtKeyShareCHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtKeyShareHRR) Describe() (*packet.Proto, []any) {
	return tlsExtKeyShareHRRProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtKeyShareSH) Describe() (*packet.Proto, []any) {
	return tlsExtKeyShareSHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtPreSharedKeyCH) Describe() (*packet.Proto, []any) {
	return tlsExtPreSharedKeyCHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtPreSharedKeySH) Describe() (*packet.Proto, []any) {
	return tlsExtPreSharedKeySHProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l KeyShareEntry) Describe() (*packet.Proto, []any) {
	return keyShareEntryProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l PSKIdentity) Describe() (*packet.Proto, []any) { return pskIdentityProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l PSKBinderEntry) Describe() (*packet.Proto, []any) {
	return pskBinderEntryProto, packet.ValuesOf(l)
}
