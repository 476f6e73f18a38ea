package dnssec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// KeyID is the tag by which a DS and an RRSIG name a DNSKEY or CDNSKEY. RFC 4034
// appendix B. An error is an dnsq.ErrValue: the rdata is no key.
func KeyID(key dnsq.Rdata) (uint16, error) {
	k, err := asDNSKEY(key)
	if err != nil {
		return 0, err
	}
	return k.KeyID(), nil
}

// asDNSKEY is a key as a DNSKEY.
func asDNSKEY(rd dnsq.Rdata) (*dnsq.DNSKEY, error) {
	switch k := rd.(type) {
	case *dnsq.DNSKEY:
		return k, nil
	case *dnsq.CDNSKEY:
		dnskey := &dnsq.DNSKEY{Flags: k.Flags, Protocol: k.Protocol, Algorithm: k.Algorithm, Key: k.Key}
		dnskey.SetRdClass(k.RdClass())
		return dnskey, nil
	}
	return nil, fault.New(dnsq.ErrValue, "key is not a DNSKEY/CDNSKEY")
}

// A DNSKEYOptions says what MakeDNSKEY puts beside the key. Nil means Python's
// defaults.
type DNSKEYOptions struct {
	// Flags of the key. Zero means KeyZONE.
	Flags dnsq.KeyFlag

	// Protocol is 3, for which zero stands; RFC 4034 knows no other.
	Protocol uint8
}

// MakeDNSKEY is the record of a public key: an *rsa.PublicKey, an
// *ecdsa.PublicKey of P-256 or P-384, or an ed25519.PublicKey. Errors:
// ErrAlgorithmKeyMismatch, ErrUnsupportedAlgorithm for other kinds of keys,
// dnsq.ErrValue for an RSA key of less than 512 or more than 4096 bits, which RFC 3110
// does not know.
func MakeDNSKEY(public crypto.PublicKey, algorithm dnsq.Algorithm, opts *DNSKEYOptions) (*dnsq.DNSKEY, error) {
	if opts == nil {
		opts = &DNSKEYOptions{}
	}
	key, err := encodeKey(public, algorithm)
	if err != nil {
		return nil, err
	}
	k := &dnsq.DNSKEY{Flags: opts.Flags, Protocol: opts.Protocol, Algorithm: algorithm, Key: key}
	if k.Flags == 0 {
		k.Flags = dnsq.KeyZONE
	}
	if k.Protocol == 0 {
		k.Protocol = 3
	}
	return k, nil
}

// MakeCDNSKEY is MakeDNSKEY for a CDNSKEY.
func MakeCDNSKEY(public crypto.PublicKey, algorithm dnsq.Algorithm, opts *DNSKEYOptions) (*dnsq.CDNSKEY, error) {
	k, err := MakeDNSKEY(public, algorithm, opts)
	if err != nil {
		return nil, err
	}
	return &dnsq.CDNSKEY{Flags: k.Flags, Protocol: k.Protocol, Algorithm: k.Algorithm, Key: k.Key}, nil
}

// maxRSA is the most bits of an RSA key. RFC 3110 section 2; larger ones are a way
// to keep a validator busy.
const maxRSA = 4096

func mismatch(algorithm dnsq.Algorithm, kind string) error {
	return fault.New(ErrAlgorithmKeyMismatch, fmt.Sprintf(`algorithm "%d" not valid for %s key`, algorithm, kind))
}

func encodeKey(public crypto.PublicKey, algorithm dnsq.Algorithm) ([]byte, error) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if !isRSA(algorithm) {
			return nil, mismatch(algorithm, "RSA")
		}
		if bits := k.N.BitLen(); bits < 512 || bits > maxRSA {
			return nil, fault.New(dnsq.ErrValue, "unsupported RSA key length")
		}
		exponent := big.NewInt(int64(k.E)).Bytes()
		return append(append([]byte{byte(len(exponent))}, exponent...), k.N.Bytes()...), nil
	case *ecdsa.PublicKey:
		if k.Curve != curveOf(algorithm) {
			return nil, mismatch(algorithm, "ECDSA")
		}
		point, err := k.Bytes()
		if err != nil {
			return nil, &dnsq.Error{Kind: dnsq.ErrValue, Reason: "not a point of its curve", Err: err}
		}
		return point[1:], nil // without the byte that says that both coordinates follow
	case ed25519.PublicKey:
		if algorithm != dnsq.ED25519 {
			return nil, mismatch(algorithm, "ED25519")
		}
		return append([]byte{}, k...), nil
	}
	return nil, fault.New(ErrUnsupportedAlgorithm, fmt.Sprintf("unsupported key algorithm: %T", public))
}

func isRSA(a dnsq.Algorithm) bool {
	switch a {
	case dnsq.RSAMD5, dnsq.RSASHA1, dnsq.RSASHA1NSEC3SHA1, dnsq.RSASHA256, dnsq.RSASHA512:
		return true
	}
	return false
}

// curveOf is the curve of an ECDSA algorithm, or nil.
func curveOf(a dnsq.Algorithm) elliptic.Curve {
	switch a {
	case dnsq.ECDSAP256SHA256:
		return elliptic.P256()
	case dnsq.ECDSAP384SHA384:
		return elliptic.P384()
	}
	return nil
}

// hashOf is what an algorithm signs the hash of; zero where it signs the data.
func hashOf(a dnsq.Algorithm) crypto.Hash {
	switch a {
	case dnsq.RSAMD5:
		return crypto.MD5
	case dnsq.RSASHA1, dnsq.RSASHA1NSEC3SHA1:
		return crypto.SHA1
	case dnsq.RSASHA256, dnsq.ECDSAP256SHA256:
		return crypto.SHA256
	case dnsq.ECDSAP384SHA384:
		return crypto.SHA384
	case dnsq.RSASHA512:
		return crypto.SHA512
	}
	return 0
}

// PublicKey is a key as crypto knows it: an *rsa.PublicKey, an
// *ecdsa.PublicKey or an ed25519.PublicKey. Errors: ErrValidationFailure when its
// bytes are no such key; ErrUnsupportedAlgorithm for DSA, GOST and Ed448, which
// the standard library has no code for.
func PublicKey(r *dnsq.DNSKEY) (crypto.PublicKey, error) {
	invalid := fault.New(ErrValidationFailure, "invalid public key")
	switch curve := curveOf(r.Algorithm); {
	case isRSA(r.Algorithm):
		if len(r.Key) < 1 {
			return nil, invalid
		}
		size, rest := int(r.Key[0]), r.Key[1:]
		if size == 0 && len(rest) >= 2 {
			size, rest = int(binary.BigEndian.Uint16(rest)), rest[2:]
		}
		if size == 0 || size >= len(rest) || len(rest)-size > maxRSA/8+1 {
			return nil, invalid
		}
		e, n := new(big.Int).SetBytes(rest[:size]), new(big.Int).SetBytes(rest[size:])
		if !e.IsInt64() || e.Int64() > 1<<31-1 || e.Int64() < 3 {
			return nil, invalid // crypto/rsa takes no larger exponent
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
	case curve != nil:
		k, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, r.Key...))
		if err != nil {
			return nil, invalid
		}
		return k, nil
	case r.Algorithm == dnsq.ED25519:
		if len(r.Key) != ed25519.PublicKeySize {
			return nil, invalid
		}
		return ed25519.PublicKey(r.Key), nil
	}
	return nil, unsupported(r.Algorithm)
}

func unsupported(a dnsq.Algorithm) error {
	return fault.New(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%v"`, a))
}
