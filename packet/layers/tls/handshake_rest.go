package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLSCertificateURL tells where the client's certificates are, RFC 6066.
	TLSCertificateURL struct {
		Msgtype       any // 21, certificate_url
		Msglen        any // computed
		Certchaintype any // unset
		Uahlen        any // "uah"
		Uah           any // []packet.Layer
	}

	// URLAndOptionalHash is where a certificate is, and its hash.
	URLAndOptionalHash struct {
		Urllen      any // "url"
		URL         any // unset
		HashPresent any // "hash"
		Hash        any // unset
	}

	// TLSSupplementalData is more data for authorization, RFC 4680.
	TLSSupplementalData struct {
		Msgtype  any // 23, supplemental_data
		Msglen   any // computed
		Sdatalen any // "sdata"
		Sdata    any // []packet.Layer
	}

	// SupDataEntry is an entry of a kind that is not known.
	SupDataEntry struct {
		Sdtype any // unset
		Len    any // "data"
		Data   any // unset
	}

	// SupDataEntryUM maps users, RFC 4681.
	SupDataEntryUM struct {
		Sdtype any // unset
		Len    any // "data"
		Dlen   any // "data"
		Data   any // []packet.Layer
	}

	// UserMappingData is a user's name elsewhere.
	UserMappingData struct {
		Version any // unset
		Len     any // "data"
		Data    any // unset
	}
)

var (
	tlsCertificateURLCertchaintype = packet.NewEnum(map[uint64]string{
		0: "individual_certs", 1: "pkipath",
	})
)

var (
	tlsCertificateURLProto = packet.Define[TLSCertificateURL](packet.Desc{
		Family: &family, Name: "TLSCertificateURL", Title: "TLS Handshake - Certificate URL",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 21, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.ByteEnumField("certchaintype", nil, tlsCertificateURLCertchaintype),
			packet.FieldLenField("uahlen", "uah", 2),
			packet.LayersField("uah", []packet.Layer{}, packet.LayersOptions{Choose: kindOf(URLAndOptionalHash{}), Length: packet.LengthIn("uahlen")}),
		},
		Finish:  messageLength,
		Summary: title,
	})

	urlAndOptionalHashProto = packet.Define[URLAndOptionalHash](packet.Desc{
		Family: &family, Name: "URLAndOptionalHash", Title: "URLAndOptionHash structure for TLSCertificateURL",
		Fields: []packet.Field{
			packet.FieldLenField("urllen", "url", 2),
			packet.StrLenField("url", []byte{}, packet.LengthIn("urllen")),
			packet.FieldLenField("hash_present", "hash", 1).Adjust(func(n int) int { return (n + 19) / 20 }),
			packet.StrLenField("hash", []byte{}, func(h *packet.Header) int { return 20 * h.Num("hash_present") }),
		},
	})

	tlsSupplementalDataProto = packet.Define[TLSSupplementalData](packet.Desc{
		Family: &family, Name: "TLSSupplementalData", Title: "TLS Handshake - Supplemental Data",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 23, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("sdatalen", "sdata", 3),
			packet.LayersField("sdata", []packet.Layer{}, packet.LayersOptions{Choose: supplement, Length: packet.LengthIn("sdatalen")}),
		},
		Finish:  messageLength,
		Summary: title,
	})

	supDataEntryProto = packet.Define[SupDataEntry](packet.Desc{
		Family: &family, Name: "SupDataEntry", Title: "Supplemental Data Entry - Generic",
		Fields: []packet.Field{
			packet.ShortField("sdtype", nil),
			packet.FieldLenField("len", "data", 2),
			packet.StrLenField("data", []byte{}, packet.LengthIn("len")),
		},
	})

	supDataEntryUMProto = packet.Define[SupDataEntryUM](packet.Desc{
		Family: &family, Name: "SupDataEntryUM", Title: "Supplemental Data Entry - User Mapping",
		Fields: []packet.Field{
			packet.ShortField("sdtype", nil),
			packet.FieldLenField("len", "data", 2).Adjust(func(n int) int { return n + 2 }),
			packet.FieldLenField("dlen", "data", 2),
			packet.LayersField("data", []packet.Layer{}, packet.LayersOptions{Choose: kindOf(UserMappingData{}), Length: packet.LengthIn("dlen")}),
		},
	})

	userMappingDataProto = packet.Define[UserMappingData](packet.Desc{
		Family: &family, Name: "UserMappingData", Title: "User Mapping Data",
		Fields: []packet.Field{
			packet.ByteField("version", nil),
			packet.FieldLenField("len", "data", 2),
			packet.StrLenField("data", []byte{}, packet.LengthIn("len")),
		},
	})
)

// Describe returns the description and the values.
func (l TLSCertificateURL) Describe() (*packet.Proto, []any) {
	return tlsCertificateURLProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l URLAndOptionalHash) Describe() (*packet.Proto, []any) {
	return urlAndOptionalHashProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSSupplementalData) Describe() (*packet.Proto, []any) {
	return tlsSupplementalDataProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l SupDataEntry) Describe() (*packet.Proto, []any) { return supDataEntryProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l SupDataEntryUM) Describe() (*packet.Proto, []any) {
	return supDataEntryUMProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l UserMappingData) Describe() (*packet.Proto, []any) {
	return userMappingDataProto, packet.ValuesOf(l)
}
