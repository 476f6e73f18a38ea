package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLSAlert tells of a fault, or of the end.
	TLSAlert struct {
		Level any // unset
		Descr any // unset
	}

	// TLSChangeCipherSpec tells that what follows is encrypted.
	TLSChangeCipherSpec struct {
		Msgtype any // 1, change_cipher_spec
	}

	// TLSApplicationData is data, encrypted.
	TLSApplicationData struct {
		Data any // bytes
	}

	// TLSEncryptedContent is bytes that are no record.
	TLSEncryptedContent struct {
		Load any // bytes
	}
)

var (
	tlsAlertLevel = packet.NewEnum(map[uint64]string{
		1: "warning", 2: "fatal",
	})
	tlsAlertDescr = packet.NewEnum(map[uint64]string{
		0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
		30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate_RESERVED", 42: "bad_certificate",
		43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter",
		48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error", 60: "export_restriction_RESERVED",
		70: "protocol_version", 71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled",
		100: "no_renegotiation", 109: "missing_extension", 110: "unsupported_extension", 111: "certificate_unobtainable",
		112: "unrecognized_name", 113: "bad_certificate_status_response", 114: "bad_certificate_hash_value", 115: "unknown_psk_identity",
		116: "certificate_required", 120: "no_application_protocol",
	})
	tlsChangeCipherSpecMsgtype = packet.NewEnum(map[uint64]string{
		1: "change_cipher_spec",
	})
)

var (
	tlsAlertProto = packet.Define[TLSAlert](packet.Desc{
		Family: &family, Name: "TLSAlert", Title: "TLS Alert",
		Fields: []packet.Field{
			packet.ByteEnumField("level", nil, tlsAlertLevel),
			packet.ByteEnumField("descr", nil, tlsAlertDescr),
		},
		Summary: title,
	})

	tlsChangeCipherSpecProto = packet.Define[TLSChangeCipherSpec](packet.Desc{
		Family: &family, Name: "TLSChangeCipherSpec", Title: "TLS ChangeCipherSpec",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 1, tlsChangeCipherSpecMsgtype),
		},
		Summary: title,
	})

	tlsApplicationDataProto = packet.Define[TLSApplicationData](packet.Desc{
		Family: &family, Name: "TLSApplicationData", Title: "TLS Application Data",
		Fields: []packet.Field{
			packet.StrField("data", []byte{}),
		},
		Summary: title,
	})

	tlsEncryptedContentProto = packet.Define[TLSEncryptedContent](packet.Desc{
		Family: &family, Name: "_TLSEncryptedContent", Title: "Encrypted Content",
		Fields: []packet.Field{
			packet.StrField("load", []byte{}),
		},
	})
)

// Describe returns the description and the values.
func (l TLSAlert) Describe() (*packet.Proto, []any) { return tlsAlertProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSChangeCipherSpec) Describe() (*packet.Proto, []any) {
	return tlsChangeCipherSpecProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSApplicationData) Describe() (*packet.Proto, []any) {
	return tlsApplicationDataProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSEncryptedContent) Describe() (*packet.Proto, []any) {
	return tlsEncryptedContentProto, packet.ValuesOf(l)
}
