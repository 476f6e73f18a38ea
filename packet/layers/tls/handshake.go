package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// TLSHandshake is a message of a kind that is not known.
	TLSHandshake struct {
		Msgtype any // unset
		Msglen  any // computed
		Msg     any // unset
	}

	// TLSHelloRequest asks the client to begin anew.
	TLSHelloRequest struct {
		Msgtype any // 0, hello_request
		Msglen  any // computed
	}

	// TLSClientHello begins a handshake. Extensions that are unset are none.
	TLSClientHello struct {
		Msgtype     any // 1, client_hello
		Msglen      any // computed
		Version     any // unset
		GmtUnixTime any // unset
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

	// TLSServerHello answers a client's hello.
	TLSServerHello struct {
		Msgtype     any // 2, server_hello
		Msglen      any // computed
		Version     any // unset
		GmtUnixTime any // unset
		RandomBytes any // unset
		Sidlen      any // "sid"
		SID         any // unset
		Cipher      any // unset
		Comp        any // unset
		Extlen      any // "ext"
		Ext         any // unset
	}

	// TLSHelloVerifyRequest asks the client to show its address, in DTLS.
	TLSHelloVerifyRequest struct {
		Msgtype   any // 21, certificate_url
		Msglen    any // computed
		Cookielen any // "cookie"
		Cookie    any // unset
	}

	// TLSNewSessionTicket gives the client a ticket to go on later.
	TLSNewSessionTicket struct {
		Msgtype   any // 4, session_ticket
		Msglen    any // computed
		Lifetime  any // 4294967295
		Ticketlen any // "ticket"
		Ticket    any // unset
	}

	// TLSEncryptedExtensions is the rest of the extensions, in TLS 1.3.
	TLSEncryptedExtensions struct {
		Msgtype any // 8, encrypted_extensions
		Msglen  any // computed
		Extlen  any // "ext"
		Ext     any // unset
	}

	// TLSCertificate is a chain of certificates, each as DER.
	TLSCertificate struct {
		Msgtype  any // 11, certificate
		Msglen   any // computed
		Certslen any // "certs"
		Certs    any // unset
	}

	// TLSServerKeyExchange is the server's part of the key and its signature.
	TLSServerKeyExchange struct {
		Msgtype any // 12, server_key_exchange
		Msglen  any // computed
		Params  any // a layer
		Sig     any // a layer
	}

	// TLSCertificateRequest asks for a certificate of the client.
	TLSCertificateRequest struct {
		Msgtype     any // 13, certificate_request
		Msglen      any // computed
		Ctypeslen   any // "ctypes"
		Ctypes      any // unset
		SigAlgsLen  any // "sig_algs"
		SigAlgs     any // a list
		Certauthlen any // "certauth"
		Certauth    any // unset
	}

	// TLSServerHelloDone ends the server's hello.
	TLSServerHelloDone struct {
		Msgtype any // 14, server_hello_done
		Msglen  any // computed
	}

	// TLSCertificateVerify is a signature over the handshake.
	TLSCertificateVerify struct {
		Msgtype any // 15, certificate_verify
		Msglen  any // computed
		Sig     any // a layer
	}

	// TLSClientKeyExchange is the client's part of the key.
	TLSClientKeyExchange struct {
		Msgtype  any // 16, client_key_exchange
		Msglen   any // computed
		Exchkeys any // a layer
	}

	// TLSFinished ends a handshake; it is encrypted, but for a test.
	TLSFinished struct {
		Msgtype any // 20, finished
		Msglen  any // computed
		Vdata   any // unset
	}

	// TLSCertificateStatus is what is known of the certificate: an OCSP response as DER.
	TLSCertificateStatus struct {
		Msgtype     any // 22, certificate_status
		Msglen      any // computed
		StatusType  any // 1, ocsp
		Responselen any // "response"
		Response    any // unset
	}

	// TLS13KeyUpdate tells of new keys, in TLS 1.3.
	TLS13KeyUpdate struct {
		Msgtype       any // 24, key_update
		Msglen        any // computed
		RequestUpdate any // 0, update_not_requested
	}

	// TLS13EndOfEarlyData ends early data, in TLS 1.3.
	TLS13EndOfEarlyData struct {
		Msgtype any // 5
		Msglen  any // computed
	}

	// ServerECDHNamedCurveParams is the server's key on a curve that has a name.
	ServerECDHNamedCurveParams struct {
		CurveType  any // 3, named_curve
		NamedCurve any // unset
		Pointlen   any // "point"
		Point      any // unset
	}

	// ServerDHParams is the server's key in a field.
	ServerDHParams struct {
		DhPlen  any // "dh_p"
		DhP     any // unset
		DhGlen  any // "dh_g"
		DhG     any // unset
		DhYslen any // "dh_Ys"
		DhYs    any // unset
	}

	// TLSSignature is a signature.
	TLSSignature struct {
		SigAlg any // 2052, sha256+rsaepss
		SigLen any // "sig_val"
		SigVal any // unset
	}
)

var (
	tlsCertificateStatusStatusType = packet.NewEnum(map[uint64]string{
		1: "ocsp",
	})
	tlS13KeyUpdateRequestUpdate = packet.NewEnum(map[uint64]string{
		0: "update_not_requested", 1: "update_requested",
	})
	serverECDHNamedCurveParamsCurveType = packet.NewEnum(map[uint64]string{
		1: "explicit_prime", 2: "explicit_char2", 3: "named_curve",
	})
	serverECDHNamedCurveParamsNamedCurve = packet.NewEnum(map[uint64]string{
		1: "sect163k1", 2: "sect163r1", 3: "sect163r2", 4: "sect193r1", 5: "sect193r2", 6: "sect233k1", 7: "sect233r1", 8: "sect239k1",
		9: "sect283k1", 10: "sect283r1", 11: "sect409k1", 12: "sect409r1", 13: "sect571k1", 14: "sect571r1", 15: "secp160k1", 16: "secp160r1",
		17: "secp160r2", 18: "secp192k1", 19: "secp192r1", 20: "secp224k1", 21: "secp224r1", 22: "secp256k1", 23: "secp256r1", 24: "secp384r1",
		25: "secp521r1", 26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1", 29: "x25519", 30: "x448",
		65281: "arbitrary_explicit_prime_curves", 65282: "arbitrary_explicit_char2_curves",
	})
)

var (
	tlsHandshakeProto = packet.Define[TLSHandshake](packet.Desc{
		Family: &family, Name: "_TLSHandshake", Title: "TLS Handshake Generic message",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", nil, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.StrLenField("msg", []byte{}, packet.LengthIn("msglen")),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsHelloRequestProto = packet.Define[TLSHelloRequest](packet.Desc{
		Family: &family, Name: "TLSHelloRequest", Title: "TLS Handshake - Hello Request",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 0, messageTypes),
			packet.ThreeBytesField("msglen", nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsClientHelloProto = packet.Define[TLSClientHello](packet.Desc{
		Family: &family, Name: "TLSClientHello", Title: "TLS Handshake - Client Hello",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 1, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			version(),
			packet.CustomField("gmt_unix_time", nil, unixTime{}),
			packet.StrFixedLenField("random_bytes", nil, 28).Hex().Computed(random),
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

	tlsServerHelloProto = packet.Define[TLSServerHello](packet.Desc{
		Family: &family, Name: "TLSServerHello", Title: "TLS Handshake - Server Hello",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 2, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			version(),
			packet.CustomField("gmt_unix_time", nil, unixTime{}),
			packet.StrFixedLenField("random_bytes", nil, 28).Hex().Computed(random),
			packet.FieldLenField("sidlen", "sid", 1),
			packet.StrLenField("sid", []byte{}, packet.LengthIn("sidlen")),
			packet.ShortEnumField("cipher", nil, cipherSuites),
			packet.CustomField("comp", []any{0}, methods{}),
			packet.FieldLenField("extlen", "ext", 2),
			extensions(),
		},
		Finish:  helloLength,
		Summary: title,
	})

	tlsHelloVerifyRequestProto = packet.Define[TLSHelloVerifyRequest](packet.Desc{
		Family: &family, Name: "TLSHelloVerifyRequest", Title: "TLS Handshake - Hello Verify Request",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 21, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("cookielen", "cookie", 1),
			packet.StrLenField("cookie", []byte{}, packet.LengthIn("cookielen")),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsNewSessionTicketProto = packet.Define[TLSNewSessionTicket](packet.Desc{
		Family: &family, Name: "TLSNewSessionTicket", Title: "TLS Handshake - New Session Ticket",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 4, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.IntField("lifetime", uint32(4294967295)),
			packet.FieldLenField("ticketlen", "ticket", 2),
			packet.StrLenField("ticket", []byte{}, packet.LengthIn("ticketlen")),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsEncryptedExtensionsProto = packet.Define[TLSEncryptedExtensions](packet.Desc{
		Family: &family, Name: "TLSEncryptedExtensions", Title: "TLS 1.3 Handshake - Encrypted Extensions",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 8, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("extlen", "ext", 2),
			extensions(),
		},
		Finish:  helloLength,
		Summary: title,
	})

	tlsCertificateProto = packet.Define[TLSCertificate](packet.Desc{
		Family: &family, Name: "TLSCertificate", Title: "TLS Handshake - Certificate",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 11, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("certslen", "certs", 3),
			packet.CustomField("certs", []any{}, certificates{}),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsServerKeyExchangeProto = packet.Define[TLSServerKeyExchange](packet.Desc{
		Family: &family, Name: "TLSServerKeyExchange", Title: "TLS Handshake - Server Key Exchange",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 12, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.CustomField("params", nil, serverParams{}),
			packet.LayerField("sig", nil, signature, nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsCertificateRequestProto = packet.Define[TLSCertificateRequest](packet.Desc{
		Family: &family, Name: "TLSCertificateRequest", Title: "TLS Handshake - Certificate Request",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 13, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.FieldLenField("ctypeslen", "ctypes", 1),
			packet.FieldListField("ctypes", packet.ByteEnumField("", 0, certificateTypes), packet.LengthIn("ctypeslen")).WithDefault([]any{1, 64}),
			packet.FieldLenField("sig_algs_len", "sig_algs", 2),
			algorithms([]any{1027, 1025, 513}),
			packet.FieldLenField("certauthlen", "certauth", 2),
			packet.StrLenField("certauth", []byte{}, packet.LengthIn("certauthlen")),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsServerHelloDoneProto = packet.Define[TLSServerHelloDone](packet.Desc{
		Family: &family, Name: "TLSServerHelloDone", Title: "TLS Handshake - Server Hello Done",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 14, messageTypes),
			packet.ThreeBytesField("msglen", nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsCertificateVerifyProto = packet.Define[TLSCertificateVerify](packet.Desc{
		Family: &family, Name: "TLSCertificateVerify", Title: "TLS Handshake - Certificate Verify",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 15, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.LayerField("sig", nil, signature, nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsClientKeyExchangeProto = packet.Define[TLSClientKeyExchange](packet.Desc{
		Family: &family, Name: "TLSClientKeyExchange", Title: "TLS Handshake - Client Key Exchange",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 16, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.LayerField("exchkeys", nil, nil, nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsFinishedProto = packet.Define[TLSFinished](packet.Desc{
		Family: &family, Name: "TLSFinished", Title: "TLS Handshake - Finished",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 20, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.StrField("vdata", nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlsCertificateStatusProto = packet.Define[TLSCertificateStatus](packet.Desc{
		Family: &family, Name: "TLSCertificateStatus", Title: "TLS Handshake - Certificate Status",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 22, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.ByteEnumField("status_type", 1, tlsCertificateStatusStatusType),
			packet.FieldLenField("responselen", "response", 3),
			packet.StrLenField("response", []byte{}, packet.LengthIn("responselen")),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlS13KeyUpdateProto = packet.Define[TLS13KeyUpdate](packet.Desc{
		Family: &family, Name: "TLS13KeyUpdate", Title: "TLS 1.3 Handshake - Key Update",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 24, messageTypes),
			packet.ThreeBytesField("msglen", nil),
			packet.ByteEnumField("request_update", 0, tlS13KeyUpdateRequestUpdate),
		},
		Finish:  messageLength,
		Summary: title,
	})

	tlS13EndOfEarlyDataProto = packet.Define[TLS13EndOfEarlyData](packet.Desc{
		Family: &family, Name: "TLS13EndOfEarlyData", Title: "TLS 1.3 Handshake - End Of Early Data",
		Fields: []packet.Field{
			packet.ByteEnumField("msgtype", 5, messageTypes),
			packet.ThreeBytesField("msglen", nil),
		},
		Finish:  messageLength,
		Summary: title,
	})

	serverECDHNamedCurveParamsProto = packet.Define[ServerECDHNamedCurveParams](packet.Desc{
		Family: &family, Name: "ServerECDHNamedCurveParams", Title: "Server ECDH parameters - Named Curve",
		Summary: title,
		Fields: []packet.Field{
			packet.ByteEnumField("curve_type", 3, serverECDHNamedCurveParamsCurveType),
			packet.ShortEnumField("named_curve", nil, serverECDHNamedCurveParamsNamedCurve),
			packet.FieldLenField("pointlen", "point", 1),
			packet.StrLenField("point", nil, packet.LengthIn("pointlen")),
		},
	})

	serverDHParamsProto = packet.Define[ServerDHParams](packet.Desc{
		Family: &family, Name: "ServerDHParams", Title: "Server FFDH parameters",
		Summary: title,
		Fields: []packet.Field{
			packet.FieldLenField("dh_plen", "dh_p", 2),
			packet.StrLenField("dh_p", []byte{}, packet.LengthIn("dh_plen")),
			packet.FieldLenField("dh_glen", "dh_g", 2),
			packet.StrLenField("dh_g", []byte{}, packet.LengthIn("dh_glen")),
			packet.FieldLenField("dh_Yslen", "dh_Ys", 2),
			packet.StrLenField("dh_Ys", []byte{}, packet.LengthIn("dh_Yslen")),
		},
	})

	tlsSignatureProto = packet.Define[TLSSignature](packet.Desc{
		Family: &family, Name: "_TLSSignature", Title: "TLS Digital Signature",
		Summary: title,
		Fields: []packet.Field{
			packet.ShortEnumField("sig_alg", 2052, signatureAlgorithms),
			packet.FieldLenField("sig_len", "sig_val", 2),
			packet.StrLenField("sig_val", nil, packet.LengthIn("sig_len")),
		},
	})
)

// Describe returns the description and the values.
func (l TLSHandshake) Describe() (*packet.Proto, []any) { return tlsHandshakeProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSHelloRequest) Describe() (*packet.Proto, []any) {
	return tlsHelloRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSClientHello) Describe() (*packet.Proto, []any) {
	return tlsClientHelloProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSServerHello) Describe() (*packet.Proto, []any) {
	return tlsServerHelloProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSHelloVerifyRequest) Describe() (*packet.Proto, []any) {
	return tlsHelloVerifyRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSNewSessionTicket) Describe() (*packet.Proto, []any) {
	return tlsNewSessionTicketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSEncryptedExtensions) Describe() (*packet.Proto, []any) {
	return tlsEncryptedExtensionsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSCertificate) Describe() (*packet.Proto, []any) {
	return tlsCertificateProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSServerKeyExchange) Describe() (*packet.Proto, []any) {
	return tlsServerKeyExchangeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSCertificateRequest) Describe() (*packet.Proto, []any) {
	return tlsCertificateRequestProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSServerHelloDone) Describe() (*packet.Proto, []any) {
	return tlsServerHelloDoneProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSCertificateVerify) Describe() (*packet.Proto, []any) {
	return tlsCertificateVerifyProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSClientKeyExchange) Describe() (*packet.Proto, []any) {
	return tlsClientKeyExchangeProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSFinished) Describe() (*packet.Proto, []any) { return tlsFinishedProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l TLSCertificateStatus) Describe() (*packet.Proto, []any) {
	return tlsCertificateStatusProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13KeyUpdate) Describe() (*packet.Proto, []any) {
	return tlS13KeyUpdateProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLS13EndOfEarlyData) Describe() (*packet.Proto, []any) {
	return tlS13EndOfEarlyDataProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerECDHNamedCurveParams) Describe() (*packet.Proto, []any) {
	return serverECDHNamedCurveParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerDHParams) Describe() (*packet.Proto, []any) {
	return serverDHParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l TLSSignature) Describe() (*packet.Proto, []any) { return tlsSignatureProto, packet.ValuesOf(l) }
