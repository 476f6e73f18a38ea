package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLS13ClientHello begins a handshake, with all 32 random bytes in one.
	TLS13ClientHello struct {
		Msgtype     any // 1, client_hello
		Msglen      any // computed
		Version     any // unset
		RandomBytes any // unset
		Sidlen      any // "sid"
		SID         any // unset
		Cipherslen  any // "ciphers"
		Ciphers     any // unset
		Complen     any // "comp"
		Comp        any // unset
		Extlen      any // "ext"
		Ext         any // unset
	}

	// TLS13ServerHello answers a client's hello.
	TLS13ServerHello struct {
		Msgtype     any // 2, server_hello
		Msglen      any // computed
		Version     any // unset
		RandomBytes any // unset
		Sidlen      any // "sid"
		SID         any // unset
		Cipher      any // unset
		Comp        any // unset
		Extlen      any // "ext"
		Ext         any // unset
	}

	// TLS13HelloRetryRequest asks the client to begin anew, with another key.
	TLS13HelloRetryRequest struct {
		Msgtype     any // 2, server_hello
		Msglen      any // computed
		Version     any // unset
		RandomBytes any // unset
		Sidlen      any // "sid"
		SID         any // unset
		Cipher      any // unset
		Comp        any // unset
		Extlen      any // "ext"
		Ext         any // unset
	}

	// TLS13NewSessionTicket gives the client a ticket to go on later.
	TLS13NewSessionTicket struct {
		Msgtype        any // 4, session_ticket
		Msglen         any // computed
		TicketLifetime any // unset
		TicketAgeAdd   any // 0
		Noncelen       any // "ticket_nonce"
		TicketNonce    any // unset
		Ticketlen      any // "ticket"
		Ticket         any // unset
		Extlen         any // "ext"
		Ext            any // unset
	}

	// TLS13CertificateRequest asks for a certificate of the client.
	TLS13CertificateRequest struct {
		Msgtype        any // 13, certificate_request
		Msglen         any // computed
		CertReqCtxtLen any // "cert_req_ctxt"
		CertReqCtxt    any // unset
		Extlen         any // "ext"
		Ext            any // unset
	}

	// TLS13Certificate is a chain of certificates, each with extensions.
	TLS13Certificate struct {
		Msgtype        any // 11, certificate
		Msglen         any // computed
		CertReqCtxtLen any // "cert_req_ctxt"
		CertReqCtxt    any // unset
		Certslen       any // "certs"
		Certs          any // []packet.Layer
	}
)

var (
	tlS13ClientHelloProto = packet.Define[TLS13ClientHello](packet.Desc{
		Family: &family, Name: "TLS13ClientHello", Title: "TLS 1.3 Handshake - Client Hello",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 1, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			version(),
			packet.StrFixedLenField("random_bytes", nil, 32).Hex().Computed(random32),
			packet.FieldLenField("sidlen", "sid", 1),
			packet.StrLenField("sid", []byte{}, packet.LengthIn("sidlen")),
			packet.FieldLenField("cipherslen", "ciphers", 2),
			packet.FieldListField("ciphers", packet.ShortEnumField("", 0, cipherSuites), packet.LengthIn("cipherslen")).WithDefault(nil),
			packet.FieldLenField("complen", "comp", 1),
			packet.CustomField("comp", []any{0}, methods{}),
			packet.FieldLenField("extlen", "ext", 2),
			extensions(),
		},
		Finish:  helloLength,
		Summary: title,
	})

	tlS13ServerHelloProto = packet.Define[TLS13ServerHello](packet.Desc{
		Family: &family, Name: "TLS13ServerHello", Title: "TLS 1.3 Handshake - Server Hello",
		Fields:  serverHello13(random32),
		Finish:  helloLength,
		Summary: title,
	})

	tlS13HelloRetryRequestProto = packet.Define[TLS13HelloRetryRequest](packet.Desc{
		Family: &family, Name: "TLS13HelloRetryRequest", Title: "TLS 1.3 Handshake - Hello Retry Request",
		Fields:  serverHello13(retryRandom),
		Finish:  helloLength,
		Summary: title,
	})

	tlS13NewSessionTicketProto = packet.Define[TLS13NewSessionTicket](packet.Desc{
		Family: &family, Name: "TLS13NewSessionTicket", Title: "TLS 1.3 Handshake - New Session Ticket",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 4, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.IntField("ticket_lifetime", uint32(4294967295)),
			packet.IntField("ticket_age_add", 0),
			packet.FieldLenField("noncelen", "ticket_nonce", 1),
			packet.StrLenField("ticket_nonce", []byte{}, packet.LengthIn("noncelen")),
			packet.FieldLenField("ticketlen", "ticket", 2),
			packet.StrLenField("ticket", []byte{}, packet.LengthIn("ticketlen")),
			packet.FieldLenField("extlen", "ext", 2),
			extensions(),
		},
		Finish:  helloLength,
		Summary: title,
	})

	tlS13CertificateRequestProto = packet.Define[TLS13CertificateRequest](packet.Desc{
		Family: &family, Name: "TLS13CertificateRequest", Title: "TLS 1.3 Handshake - Certificate Request",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 13, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("cert_req_ctxt_len", "cert_req_ctxt", 1),
			packet.StrLenField("cert_req_ctxt", []byte{}, packet.LengthIn("cert_req_ctxt_len")),
			packet.FieldLenField("extlen", "ext", 2),
			extensions(),
		},
		Finish:  helloLength,
		Summary: title,
	})

	tlS13CertificateProto = packet.Define[TLS13Certificate](packet.Desc{
		Family: &family, Name: "TLS13Certificate", Title: "TLS 1.3 Handshake - Certificate",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 11, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("cert_req_ctxt_len", "cert_req_ctxt", 1),
			packet.StrLenField("cert_req_ctxt", []byte{}, packet.LengthIn("cert_req_ctxt_len")),
			packet.FieldLenField("certslen", "certs", 3),
			packet.LayersField("certs", []packet.Layer{}, packet.LayersOptions{Choose: kindOf(ASN1CertAndExt{}), Length: packet.LengthIn("certslen")}),
		},
		Finish:  messageLength,
		Summary: title,
	})
)

// Describe returns the description and the values.
func (l TLS13ClientHello) Describe() (*packet.Proto, []any) {
	return tlS13ClientHelloProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13ServerHello) Describe() (*packet.Proto, []any) {
	return tlS13ServerHelloProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13HelloRetryRequest) Describe() (*packet.Proto, []any) {
	return tlS13HelloRetryRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13NewSessionTicket) Describe() (*packet.Proto, []any) {
	return tlS13NewSessionTicketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13CertificateRequest) Describe() (*packet.Proto, []any) {
	return tlS13CertificateRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13Certificate) Describe() (*packet.Proto, []any) {
	return tlS13CertificateProto, packet.ValuesOf(l)
}

// serverHello13 are the fields of a server's hello in TLS 1.3, and of the request to try
// again, which is a hello with a certain random number.
func serverHello13(random func(*packet.Header) any) []packet.Field {
	return []packet.Field{
		packet.ByteEnumField("msgtype", 2, messageTypes),
		packet.ThreeBytesField("msglen", nil),
		packet.ShortEnumField("version", 0x0303, versions),
		packet.StrFixedLenField("random_bytes", nil, 32).Hex().Computed(random),
		packet.FieldLenField("sidlen", "sid", 1),
		packet.StrLenField("sid", []byte{}, packet.LengthIn("sidlen")),
		packet.ShortEnumField("cipher", nil, cipherSuites),
		packet.CustomField("comp", []any{0}, methods{}),
		packet.FieldLenField("extlen", "ext", 2),
		extensions(),
	}
}
