package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLSExtALPN is the extension Application Layer Protocol Negotiation.
	TLSExtALPN struct {
		Type         any // 16, alpn
		Len          any // computed
		Protocolslen any // "protocols"
		Protocols    any // []packet.Layer
	}

	// TLSExtCSR is the extension Certificate Status Request.
	TLSExtCSR struct {
		Type  any // 5, status_request
		Len   any // computed
		Stype any // unset
		Req   any // []packet.Layer
	}

	// TLSExtClientAuthz is the extension Client Authz.
	TLSExtClientAuthz struct {
		Type any // 7, client_authz
		Len  any // computed
	}

	// TLSExtClientCertType is the extension Certificate Type (client version).
	TLSExtClientCertType struct {
		Type      any // 9, cert_type
		Len       any // computed
		Ctypeslen any // "ctypes"
		Ctypes    any // a list
	}

	// TLSExtClientCertURL is the extension Client Certificate URL.
	TLSExtClientCertURL struct {
		Type any // 2, client_certificate_url
		Len  any // computed
	}

	// TLSExtEncryptThenMAC is the extension Encrypt-then-MAC.
	TLSExtEncryptThenMAC struct {
		Type any // 22, encrypt_then_mac
		Len  any // computed
	}

	// TLSExtExtendedMasterSecret is the extension Extended Master Secret.
	TLSExtExtendedMasterSecret struct {
		Type any // 23, extended_master_secret
		Len  any // computed
	}

	// TLSExtHeartbeat is the extension Heartbeat.
	TLSExtHeartbeat struct {
		Type          any // 15, heartbeat
		Len           any // computed
		HeartbeatMode any // 2, peer_not_allowed_to_send
	}

	// TLSExtMaxFragLen is the extension Max Fragment Length.
	TLSExtMaxFragLen struct {
		Type       any // 1, max_fragment_length
		Len        any // computed
		Maxfraglen any // 4, 2^12
	}

	// TLSExtNPN is the extension Next Protocol Negotiation.
	TLSExtNPN struct {
		Type      any // 13172, next_protocol_negotiation
		Len       any // computed
		Protocols any // []packet.Layer
	}

	// TLSExtPadding is the extension Padding.
	TLSExtPadding struct {
		Type    any // 21, padding
		Len     any // computed
		Padding any // unset
	}

	// TLSExtRecordSizeLimit is the extension Record Size Limit.
	TLSExtRecordSizeLimit struct {
		Type            any // 28, record_size_limit
		Len             any // computed
		RecordSizeLimit any // unset
	}

	// TLSExtRenegotiationInfo is the extension Renegotiation Indication.
	TLSExtRenegotiationInfo struct {
		Type                   any // 65281, renegotiation_info
		Len                    any // computed
		RenegConnLen           any // "renegotiated_connection"
		RenegotiatedConnection any // unset
	}

	// TLSExtServerAuthz is the extension Server Authz.
	TLSExtServerAuthz struct {
		Type any // 8, server_authz
		Len  any // computed
	}

	// TLSExtServerCertType is the extension Certificate Type (server version).
	TLSExtServerCertType struct {
		Type  any // 9, cert_type
		Len   any // computed
		Ctype any // unset
	}

	// TLSExtServerName is the extension Server Name.
	TLSExtServerName struct {
		Type           any // 0, server_name
		Len            any // computed
		Servernameslen any // "servernames"
		Servernames    any // []packet.Layer
	}

	// TLSExtSessionTicket is the extension Session Ticket.
	TLSExtSessionTicket struct {
		Type   any // 35, session_ticket
		Len    any // computed
		Ticket any // unset
	}

	// TLSExtSignatureAlgorithms is the extension Signature Algorithms.
	TLSExtSignatureAlgorithms struct {
		Type       any // 13, signature_algorithms
		Len        any // computed
		SigAlgsLen any // "sig_algs"
		SigAlgs    any // a list
	}

	// TLSExtSupportedGroups is the extension Supported Groups.
	TLSExtSupportedGroups struct {
		Type      any // 10, supported_groups
		Len       any // computed
		Groupslen any // "groups"
		Groups    any // a list
	}

	// TLSExtSupportedPointFormat is the extension Supported Point Format.
	TLSExtSupportedPointFormat struct {
		Type    any // 11, ec_point_formats
		Len     any // computed
		Ecpllen any // "ecpl"
		Ecpl    any // a list
	}

	// TLSExtTruncatedHMAC is the extension Truncated HMAC.
	TLSExtTruncatedHMAC struct {
		Type any // 4, truncated_hmac
		Len  any // computed
	}

	// TLSExtUnknown is the extension Scapy Unknown.
	TLSExtUnknown struct {
		Type any // unset
		Len  any // computed
		Val  any // unset
	}

	// ServerName is a name of a server.
	ServerName struct {
		Nametype   any // 0, host_name
		Namelen    any // "servername"
		Servername any // unset
	}

	// ProtocolName is a name of a protocol.
	ProtocolName struct {
		Len      any // "protocol"
		Protocol any // unset
	}
)

var (
	tlsExtHeartbeatHeartbeatMode = packet.NewEnum(map[uint64]string{
		1: "peer_allowed_to_send", 2: "peer_not_allowed_to_send",
	})
	tlsExtMaxFragLenMaxfraglen = packet.NewEnum(map[uint64]string{
		1: "2^9", 2: "2^10", 3: "2^11", 4: "2^12",
	})
	tlsExtServerCertTypeCtype = packet.NewEnum(map[uint64]string{
		0: "X.509", 1: "OpenPGP",
	})
	serverNameNametype = packet.NewEnum(map[uint64]string{
		0: "host_name",
	})
)

var (
	tlsExtALPNProto = packet.Define[TLSExtALPN](packet.Desc{
		Family: &family, Name: "TLS_Ext_ALPN", Title: "TLS Extension - Application Layer Protocol Negotiation",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 16, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("protocolslen", "protocols", 2),
			packet.CustomField("protocols", []packet.Layer{}, protocols),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtCSRProto = packet.Define[TLSExtCSR](packet.Desc{
		Family: &family, Name: "TLS_Ext_CSR", Title: "TLS Extension - Certificate Status Request",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 5, extensionTypes),
			packet.ShortField("len", nil),
			packet.ByteEnumField("stype", nil, tlsCertificateStatusStatusType),
			packet.PacketListField("req", []packet.Layer{}, func([]byte) *packet.Proto { return nil }, nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtClientAuthzProto = packet.Define[TLSExtClientAuthz](packet.Desc{
		Family: &family, Name: "TLS_Ext_ClientAuthz", Title: "TLS Extension - Client Authz",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 7, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtClientCertTypeProto = packet.Define[TLSExtClientCertType](packet.Desc{
		Family: &family, Name: "TLS_Ext_ClientCertType", Title: "TLS Extension - Certificate Type (client version)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 9, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("ctypeslen", "ctypes", 2),
			packet.FieldListField("ctypes", packet.ByteEnumField("", 0, clientCertificateTypes), packet.LengthIn("ctypeslen")).WithDefault([]any{0, 1}),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtClientCertURLProto = packet.Define[TLSExtClientCertURL](packet.Desc{
		Family: &family, Name: "TLS_Ext_ClientCertURL", Title: "TLS Extension - Client Certificate URL",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 2, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtEncryptThenMACProto = packet.Define[TLSExtEncryptThenMAC](packet.Desc{
		Family: &family, Name: "TLS_Ext_EncryptThenMAC", Title: "TLS Extension - Encrypt-then-MAC",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 22, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtExtendedMasterSecretProto = packet.Define[TLSExtExtendedMasterSecret](packet.Desc{
		Family: &family, Name: "TLS_Ext_ExtendedMasterSecret", Title: "TLS Extension - Extended Master Secret",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 23, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtHeartbeatProto = packet.Define[TLSExtHeartbeat](packet.Desc{
		Family: &family, Name: "TLS_Ext_Heartbeat", Title: "TLS Extension - Heartbeat",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 15, extensionTypes),
			packet.ShortField("len", nil),
			packet.ByteEnumField("heartbeat_mode", 2, tlsExtHeartbeatHeartbeatMode),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtMaxFragLenProto = packet.Define[TLSExtMaxFragLen](packet.Desc{
		Family: &family, Name: "TLS_Ext_MaxFragLen", Title: "TLS Extension - Max Fragment Length",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 1, extensionTypes),
			packet.ShortField("len", nil),
			packet.ByteEnumField("maxfraglen", 4, tlsExtMaxFragLenMaxfraglen),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtNPNProto = packet.Define[TLSExtNPN](packet.Desc{
		Family: &family, Name: "TLS_Ext_NPN", Title: "TLS Extension - Next Protocol Negotiation",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 13172, extensionTypes),
			packet.ShortField("len", nil),
			packet.CustomField("protocols", []packet.Layer{}, protocols),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtPaddingProto = packet.Define[TLSExtPadding](packet.Desc{
		Family: &family, Name: "TLS_Ext_Padding", Title: "TLS Extension - Padding",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 21, extensionTypes),
			packet.ShortField("len", nil),
			packet.StrLenField("padding", []byte{}, packet.LengthIn("len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtRecordSizeLimitProto = packet.Define[TLSExtRecordSizeLimit](packet.Desc{
		Family: &family, Name: "TLS_Ext_RecordSizeLimit", Title: "TLS Extension - Record Size Limit",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 28, extensionTypes),
			packet.ShortField("len", nil),
			packet.ShortField("record_size_limit", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtRenegotiationInfoProto = packet.Define[TLSExtRenegotiationInfo](packet.Desc{
		Family: &family, Name: "TLS_Ext_RenegotiationInfo", Title: "TLS Extension - Renegotiation Indication",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 65281, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("reneg_conn_len", "renegotiated_connection", 1),
			packet.StrLenField("renegotiated_connection", []byte{}, packet.LengthIn("reneg_conn_len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtServerAuthzProto = packet.Define[TLSExtServerAuthz](packet.Desc{
		Family: &family, Name: "TLS_Ext_ServerAuthz", Title: "TLS Extension - Server Authz",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 8, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtServerCertTypeProto = packet.Define[TLSExtServerCertType](packet.Desc{
		Family: &family, Name: "TLS_Ext_ServerCertType", Title: "TLS Extension - Certificate Type (server version)",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 9, extensionTypes),
			packet.ShortField("len", nil),
			packet.ByteEnumField("ctype", nil, tlsExtServerCertTypeCtype),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtServerNameProto = packet.Define[TLSExtServerName](packet.Desc{
		Family: &family, Name: "TLS_Ext_ServerName", Title: "TLS Extension - Server Name",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 0, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("servernameslen", "servernames", 2),
			packet.CustomField("servernames", []packet.Layer{}, serverNames),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSessionTicketProto = packet.Define[TLSExtSessionTicket](packet.Desc{
		Family: &family, Name: "TLS_Ext_SessionTicket", Title: "TLS Extension - Session Ticket",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 35, extensionTypes),
			packet.ShortField("len", nil),
			packet.StrLenField("ticket", []byte{}, packet.LengthIn("len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSignatureAlgorithmsProto = packet.Define[TLSExtSignatureAlgorithms](packet.Desc{
		Family: &family, Name: "TLS_Ext_SignatureAlgorithms", Title: "TLS Extension - Signature Algorithms",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 13, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("sig_algs_len", "sig_algs", 2),
			algorithms([]any(nil)),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSupportedGroupsProto = packet.Define[TLSExtSupportedGroups](packet.Desc{
		Family: &family, Name: "TLS_Ext_SupportedGroups", Title: "TLS Extension - Supported Groups",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 10, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("groupslen", "groups", 2),
			packet.FieldListField("groups", packet.ShortEnumField("", 0, groups), packet.LengthIn("groupslen")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtSupportedPointFormatProto = packet.Define[TLSExtSupportedPointFormat](packet.Desc{
		Family: &family, Name: "TLS_Ext_SupportedPointFormat", Title: "TLS Extension - Supported Point Format",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 11, extensionTypes),
			packet.ShortField("len", nil),
			packet.FieldLenField("ecpllen", "ecpl", 1),
			packet.FieldListField("ecpl", packet.ByteEnumField("", 0, pointFormats), packet.LengthIn("ecpllen")).WithDefault([]any{0}),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtTruncatedHMACProto = packet.Define[TLSExtTruncatedHMAC](packet.Desc{
		Family: &family, Name: "TLS_Ext_TruncatedHMAC", Title: "TLS Extension - Truncated HMAC",
		Fields: []packet.Field{
			packet.ShortEnumField("type", 4, extensionTypes),
			packet.ShortField("len", nil),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	tlsExtUnknownProto = packet.Define[TLSExtUnknown](packet.Desc{
		Family: &family, Name: "TLS_Ext_Unknown", Title: "TLS Extension - Scapy Unknown",
		Fields: []packet.Field{
			packet.ShortEnumField("type", nil, extensionTypes),
			packet.ShortField("len", nil),
			packet.StrLenField("val", []byte{}, packet.LengthIn("len")),
		},
		Finish:  extensionLength,
		Summary: title,
	})

	serverNameProto = packet.Define[ServerName](packet.Desc{
		Family: &family, Name: "ServerName", Title: "HostName",
		Fields: []packet.Field{
			packet.ByteEnumField("nametype", 0, serverNameNametype),
			packet.FieldLenField("namelen", "servername", 2),
			packet.StrLenField("servername", []byte{}, packet.LengthIn("namelen")),
		},
	})

	protocolNameProto = packet.Define[ProtocolName](packet.Desc{
		Family: &family, Name: "ProtocolName", Title: "Protocol Name",
		Fields: []packet.Field{
			packet.FieldLenField("len", "protocol", 1),
			packet.StrLenField("protocol", []byte{}, packet.LengthIn("len")),
		},
	})
)

// Describe returns the description and the values.
func (l TLSExtALPN) Describe() (*packet.Proto, []any) { return tlsExtALPNProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSExtCSR) Describe() (*packet.Proto, []any) { return tlsExtCSRProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSExtClientAuthz) Describe() (*packet.Proto, []any) {
	return tlsExtClientAuthzProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtClientCertType) Describe() (*packet.Proto, []any) {
	return tlsExtClientCertTypeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtClientCertURL) Describe() (*packet.Proto, []any) {
	return tlsExtClientCertURLProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtEncryptThenMAC) Describe() (*packet.Proto, []any) {
	return tlsExtEncryptThenMACProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtExtendedMasterSecret) Describe() (*packet.Proto, []any) {
	return tlsExtExtendedMasterSecretProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtHeartbeat) Describe() (*packet.Proto, []any) {
	return tlsExtHeartbeatProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtMaxFragLen) Describe() (*packet.Proto, []any) {
	return tlsExtMaxFragLenProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtNPN) Describe() (*packet.Proto, []any) { return tlsExtNPNProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSExtPadding) Describe() (*packet.Proto, []any) {
	return tlsExtPaddingProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtRecordSizeLimit) Describe() (*packet.Proto, []any) {
	return tlsExtRecordSizeLimitProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtRenegotiationInfo) Describe() (*packet.Proto, []any) {
	return tlsExtRenegotiationInfoProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtServerAuthz) Describe() (*packet.Proto, []any) {
	return tlsExtServerAuthzProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtServerCertType) Describe() (*packet.Proto, []any) {
	return tlsExtServerCertTypeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtServerName) Describe() (*packet.Proto, []any) {
	return tlsExtServerNameProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSessionTicket) Describe() (*packet.Proto, []any) {
	return tlsExtSessionTicketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSignatureAlgorithms) Describe() (*packet.Proto, []any) {
	return tlsExtSignatureAlgorithmsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSupportedGroups) Describe() (*packet.Proto, []any) {
	return tlsExtSupportedGroupsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtSupportedPointFormat) Describe() (*packet.Proto, []any) {
	return tlsExtSupportedPointFormatProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtTruncatedHMAC) Describe() (*packet.Proto, []any) {
	return tlsExtTruncatedHMACProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSExtUnknown) Describe() (*packet.Proto, []any) {
	return tlsExtUnknownProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerName) Describe() (*packet.Proto, []any) { return serverNameProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ProtocolName) Describe() (*packet.Proto, []any) { return protocolNameProto, packet.ValuesOf(l) }
