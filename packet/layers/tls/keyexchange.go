package tls

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// ClientDiffieHellmanPublic is the client's key in a field.
	ClientDiffieHellmanPublic struct {
		DhYclen any // "dh_Yc"
		DhYc    any // unset
	}

	// ClientECDiffieHellmanPublic is the client's key on a curve.
	ClientECDiffieHellmanPublic struct {
		EcdhYclen any // "ecdh_Yc"
		EcdhYc    any // unset
	}

	// EncryptedPreMasterSecret is a secret of the client, before it is encrypted.
	EncryptedPreMasterSecret struct {
		ClientVersion any // unset
		Random        any // unset
	}

	// ClientPSKIdentity names a key that both know.
	ClientPSKIdentity struct {
		PSKIdentityLen any // "psk_identity"
		PSKIdentity    any // unset
	}

	// ServerRSAParams is a short RSA key, of times when longer ones were not exported.
	ServerRSAParams struct {
		Rsamodlen any // "rsamod"
		Rsamod    any // unset
		Rsaexplen any // "rsaexp"
		Rsaexp    any // unset
	}

	// ServerPSKParams hints at a key that both know.
	ServerPSKParams struct {
		PSKIdentityHintLen any // "psk_identity_hint"
		PSKIdentityHint    any // unset
	}

	// ServerECDHExplicitPrimeParams is the server's key on a curve over a prime field that is told.
	ServerECDHExplicitPrimeParams struct {
		CurveType   any // 1, explicit_prime
		Plen        any // "p"
		P           any // unset
		Curve       any // a layer
		Baselen     any // "base"
		Base        any // unset
		Orderlen    any // "order"
		Order       any // unset
		Cofactorlen any // "cofactor"
		Cofactor    any // unset
		Pointlen    any // "point"
		Point       any // unset
	}

	// ServerECDHExplicitChar2Params is the server's key on a curve over a binary field that is told.
	ServerECDHExplicitChar2Params struct {
		CurveType any // 2, explicit_char2
		M         any // unset
		BasisType any // unset
		Basis     any // a layer
		Curve     any // a layer
		Baselen   any // "base"
		Base      any // unset
		Order     any // unset
		Cofactor  any // unset
		Pointlen  any // "point"
		Point     any // unset
	}

	// ECCurvePkt is the coefficients of a curve.
	ECCurvePkt struct {
		Alen any // "a"
		A    any // unset
		Blen any // "b"
		B    any // unset
	}

	// ECTrinomialBasis is a basis of three terms.
	ECTrinomialBasis struct {
		Klen any // "k"
		K    any // unset
	}

	// ECPentanomialBasis is a basis of five terms.
	ECPentanomialBasis struct {
		K1len any // "k1"
		K1    any // unset
		K2len any // "k2"
		K2    any // unset
		K3len any // "k3"
		K3    any // unset
	}
)

var (
	clientDiffieHellmanPublicProto = packet.Define[ClientDiffieHellmanPublic](packet.Desc{
		Family: &family, Name: "ClientDiffieHellmanPublic", Title: "Client DH Public Value",
		Summary: title,
		Fields: []packet.Field{
			packet.FieldLenField("dh_Yclen", "dh_Yc", 2),
			packet.StrLenField("dh_Yc", []byte{}, packet.LengthIn("dh_Yclen")),
		},
	})

	clientECDiffieHellmanPublicProto = packet.Define[ClientECDiffieHellmanPublic](packet.Desc{
		Family: &family, Name: "ClientECDiffieHellmanPublic", Title: "Client ECDH Public Value",
		Summary: title,
		Fields: []packet.Field{
			packet.FieldLenField("ecdh_Yclen", "ecdh_Yc", 1),
			packet.StrLenField("ecdh_Yc", []byte{}, packet.LengthIn("ecdh_Yclen")),
		},
	})

	encryptedPreMasterSecretProto = packet.Define[EncryptedPreMasterSecret](packet.Desc{
		Family: &family, Name: "EncryptedPreMasterSecret", Title: "RSA Encrypted PreMaster Secret",
		Summary: title,
		Fields: []packet.Field{
			packet.ShortEnumField("client_version", nil, versions).Computed(func(*packet.Header) any { return 0x0303 }),
			packet.StrFixedLenField("random", nil, 46),
		},
	})

	clientPSKIdentityProto = packet.Define[ClientPSKIdentity](packet.Desc{
		Family: &family, Name: "ClientPSKIdentity", Title: "Server PSK parameters",
		Fields: []packet.Field{
			packet.FieldLenField("psk_identity_len", "psk_identity", 2),
			packet.StrLenField("psk_identity", []byte{}, packet.LengthIn("psk_identity_len")),
		},
	})

	serverRSAParamsProto = packet.Define[ServerRSAParams](packet.Desc{
		Family: &family, Name: "ServerRSAParams", Title: "Server RSA_EXPORT parameters",
		Summary: title,
		Fields: []packet.Field{
			packet.FieldLenField("rsamodlen", "rsamod", 2),
			packet.StrLenField("rsamod", []byte{}, packet.LengthIn("rsamodlen")),
			packet.FieldLenField("rsaexplen", "rsaexp", 2),
			packet.StrLenField("rsaexp", []byte{}, packet.LengthIn("rsaexplen")),
		},
	})

	serverPSKParamsProto = packet.Define[ServerPSKParams](packet.Desc{
		Family: &family, Name: "ServerPSKParams", Title: "Server PSK parameters",
		Fields: []packet.Field{
			packet.FieldLenField("psk_identity_hint_len", "psk_identity_hint", 2),
			packet.StrLenField("psk_identity_hint", []byte{}, packet.LengthIn("psk_identity_hint_len")),
		},
	})

	serverECDHExplicitPrimeParamsProto = packet.Define[ServerECDHExplicitPrimeParams](packet.Desc{
		Family: &family, Name: "ServerECDHExplicitPrimeParams", Title: "Server ECDH parameters - Explicit Prime",
		Summary: title,
		Fields: []packet.Field{
			packet.ByteEnumField("curve_type", 1, serverECDHNamedCurveParamsCurveType),
			packet.FieldLenField("plen", "p", 1),
			packet.StrLenField("p", []byte{}, packet.LengthIn("plen")),
			layer("curve", ECCurvePkt{}),
			packet.FieldLenField("baselen", "base", 1),
			packet.StrLenField("base", []byte{}, packet.LengthIn("baselen")),
			packet.FieldLenField("orderlen", "order", 1),
			packet.StrLenField("order", []byte{}, packet.LengthIn("orderlen")),
			packet.FieldLenField("cofactorlen", "cofactor", 1),
			packet.StrLenField("cofactor", []byte{}, packet.LengthIn("cofactorlen")),
			packet.FieldLenField("pointlen", "point", 1),
			packet.StrLenField("point", []byte{}, packet.LengthIn("pointlen")),
		},
	})

	serverECDHExplicitChar2ParamsProto = packet.Define[ServerECDHExplicitChar2Params](packet.Desc{
		Family: &family, Name: "ServerECDHExplicitChar2Params", Title: "Server ECDH parameters - Explicit Char2",
		Summary: title,
		Fields: []packet.Field{
			packet.ByteEnumField("curve_type", 2, serverECDHNamedCurveParamsCurveType),
			packet.ShortField("m", nil),
			packet.ByteEnumField("basis_type", nil, basisTypes),
			packet.OneOfField(basisOf, layer("basis", ECTrinomialBasis{}), layer("basis", ECPentanomialBasis{})).WithDefault(ECTrinomialBasis{}),
			layer("curve", ECCurvePkt{}).WithDefault(ECCurvePkt{}),
			packet.FieldLenField("baselen", "base", 1),
			packet.StrLenField("base", []byte{}, packet.LengthIn("baselen")),
			packet.ByteField("order", nil),
			packet.ByteField("cofactor", nil),
			packet.FieldLenField("pointlen", "point", 1),
			packet.StrLenField("point", []byte{}, packet.LengthIn("pointlen")),
		},
	})

	ecCurvePktProto = packet.Define[ECCurvePkt](packet.Desc{
		Family: &family, Name: "ECCurvePkt", Title: "Elliptic Curve",
		Fields: []packet.Field{
			packet.FieldLenField("alen", "a", 1),
			packet.StrLenField("a", []byte{}, packet.LengthIn("alen")),
			packet.FieldLenField("blen", "b", 1),
			packet.StrLenField("b", []byte{}, packet.LengthIn("blen")),
		},
	})

	ecTrinomialBasisProto = packet.Define[ECTrinomialBasis](packet.Desc{
		Family: &family, Name: "ECTrinomialBasis", Title: "EC Trinomial Basis",
		Fields: []packet.Field{
			packet.FieldLenField("klen", "k", 1),
			packet.StrLenField("k", []byte{}, packet.LengthIn("klen")),
		},
	})

	ecPentanomialBasisProto = packet.Define[ECPentanomialBasis](packet.Desc{
		Family: &family, Name: "ECPentanomialBasis", Title: "EC Pentanomial Basis",
		Fields: []packet.Field{
			packet.FieldLenField("k1len", "k1", 1),
			packet.StrLenField("k1", []byte{}, packet.LengthIn("k1len")),
			packet.FieldLenField("k2len", "k2", 1),
			packet.StrLenField("k2", []byte{}, packet.LengthIn("k2len")),
			packet.FieldLenField("k3len", "k3", 1),
			packet.StrLenField("k3", []byte{}, packet.LengthIn("k3len")),
		},
	})
)

// Describe returns the description and the values.
func (l ClientDiffieHellmanPublic) Describe() (*packet.Proto, []any) {
	return clientDiffieHellmanPublicProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ClientECDiffieHellmanPublic) Describe() (*packet.Proto, []any) {
	return clientECDiffieHellmanPublicProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l EncryptedPreMasterSecret) Describe() (*packet.Proto, []any) {
	return encryptedPreMasterSecretProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ClientPSKIdentity) Describe() (*packet.Proto, []any) {
	return clientPSKIdentityProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerRSAParams) Describe() (*packet.Proto, []any) {
	return serverRSAParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerPSKParams) Describe() (*packet.Proto, []any) {
	return serverPSKParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerECDHExplicitPrimeParams) Describe() (*packet.Proto, []any) {
	return serverECDHExplicitPrimeParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ServerECDHExplicitChar2Params) Describe() (*packet.Proto, []any) {
	return serverECDHExplicitChar2ParamsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ECCurvePkt) Describe() (*packet.Proto, []any) { return ecCurvePktProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ECTrinomialBasis) Describe() (*packet.Proto, []any) {
	return ecTrinomialBasisProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ECPentanomialBasis) Describe() (*packet.Proto, []any) {
	return ecPentanomialBasisProto, packet.ValuesOf(l)
}
