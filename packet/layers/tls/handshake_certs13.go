package tls

import (
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// ASN1CertAndExt is a certificate as DER, and what is said of it.
type ASN1CertAndExt struct {
	Cert   any // bytes; their length lies before them
	Extlen any // "ext"
	Ext    any // []packet.Layer
}

var asn1CertAndExtProto = packet.Define[ASN1CertAndExt](packet.Desc{
	Family: &family, Name: "_ASN1CertAndExt", Title: "Certificate and Extensions",
	Fields: []packet.Field{
		packet.CustomField("cert", []byte{}, certificate{}),
		packet.FieldLenField("extlen", "ext", 2),
		extensions(),
	},
})

// Describe returns the description and the values.
func (l ASN1CertAndExt) Describe() (*packet.Proto, []any) {
	return asn1CertAndExtProto, packet.ValuesOf(l)
}

// certificate is bytes after three bytes of their length.
type certificate struct{}

// Read takes them.
func (certificate) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 3 {
		return nil, 0, short("a certificate's length", 3, len(data))
	}
	n := number(data[:3])
	if len(data)-3 < n {
		return nil, 0, short("a certificate", n, len(data)-3)
	}
	return data[3 : 3+n : 3+n], 3 + n, nil
}

// Append writes them.
func (certificate) Append(dst []byte, h *packet.Header, v any) ([]byte, error) {
	if v == nil {
		v = []byte{}
	}
	return certificates{}.Append(dst, h, []any{v})
}

// Text is how long it is, as in a chain.
func (certificate) Text(_ *packet.Header, v any) string {
	b, _ := packet.Bytes(v)
	if len(b) == 0 {
		return "''"
	}
	text := certificates{}.Text(nil, []any{b})
	return text[1 : len(text)-1]
}

// Command has the bytes.
func (certificate) Command(v any) string {
	b, _ := packet.Bytes(v)
	return pytext.ReprBytes(b)
}
