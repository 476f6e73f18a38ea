package dnsq

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/binary"
	"fmt"
	"math/big"
)

// KeyID is the tag by which a DS and an RRSIG name a DNSKEY or CDNSKEY. RFC 4034
// appendix B. An error is an ErrValue: the rdata is no key.
func KeyID(key Rdata) (uint16, error) {
	k, err := asDNSKEY(key)
	if err != nil {
		return 0, err
	}
	return k.KeyID(), nil
}

// KeyID is the tag by which a DS and an RRSIG name the key.
func (r *DNSKEY) KeyID() uint16 {
	if r.Algorithm == RSAMD5 { // two bytes near the end of the modulus
		rdata := append([]byte{byte(r.Flags >> 8), byte(r.Flags), r.Protocol, byte(r.Algorithm)}, r.Key...)
		return binary.BigEndian.Uint16(rdata[len(rdata)-3:])
	}
	sum := uint32(r.Flags) + uint32(r.Protocol)<<8 + uint32(r.Algorithm)
	for i, b := range r.Key {
		if i%2 == 0 {
			sum += uint32(b) << 8
		} else {
			sum += uint32(b)
		}
	}
	return uint16(sum + sum>>16)
}

// asDNSKEY is a key as a DNSKEY.
func asDNSKEY(rd Rdata) (*DNSKEY, error) {
	switch k := rd.(type) {
	case *DNSKEY:
		return k, nil
	case *CDNSKEY:
		return &DNSKEY{k.rdclass, k.Flags, k.Protocol, k.Algorithm, k.Key}, nil
	}
	return nil, fail(ErrValue, "key is not a DNSKEY/CDNSKEY")
}

// A DNSKEYOptions says what MakeDNSKEY puts beside the key. Nil means Python's
// defaults.
type DNSKEYOptions struct {
	// Flags of the key. Zero means KeyZONE.
	Flags KeyFlag

	// Protocol is 3, for which zero stands; RFC 4034 knows no other.
	Protocol uint8
}

// MakeDNSKEY is the record of a public key: an *rsa.PublicKey, an
// *ecdsa.PublicKey of P-256 or P-384, or an ed25519.PublicKey. Errors:
// ErrAlgorithmKeyMismatch, ErrUnsupportedAlgorithm for other kinds of keys,
// ErrValue for an RSA key of less than 512 or more than 4096 bits, which RFC 3110
// does not know.
func MakeDNSKEY(public crypto.PublicKey, algorithm Algorithm, opts *DNSKEYOptions) (*DNSKEY, error) {
	if opts == nil {
		opts = &DNSKEYOptions{}
	}
	key, err := encodeKey(public, algorithm)
	if err != nil {
		return nil, err
	}
	k := &DNSKEY{Flags: opts.Flags, Protocol: opts.Protocol, Algorithm: algorithm, Key: key}
	if k.Flags == 0 {
		k.Flags = KeyZONE
	}
	if k.Protocol == 0 {
		k.Protocol = 3
	}
	return k, nil
}

// MakeCDNSKEY is MakeDNSKEY for a CDNSKEY.
func MakeCDNSKEY(public crypto.PublicKey, algorithm Algorithm, opts *DNSKEYOptions) (*CDNSKEY, error) {
	k, err := MakeDNSKEY(public, algorithm, opts)
	if err != nil {
		return nil, err
	}
	return &CDNSKEY{k.rdclass, k.Flags, k.Protocol, k.Algorithm, k.Key}, nil
}

// maxRSA is the most bits of an RSA key. RFC 3110 section 2; larger ones are a way
// to keep a validator busy.
const maxRSA = 4096

func mismatch(algorithm Algorithm, kind string) error {
	return fail(ErrAlgorithmKeyMismatch, fmt.Sprintf(`algorithm "%d" not valid for %s key`, algorithm, kind))
}

func encodeKey(public crypto.PublicKey, algorithm Algorithm) ([]byte, error) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if !algorithm.isRSA() {
			return nil, mismatch(algorithm, "RSA")
		}
		if bits := k.N.BitLen(); bits < 512 || bits > maxRSA {
			return nil, fail(ErrValue, "unsupported RSA key length")
		}
		exponent := big.NewInt(int64(k.E)).Bytes()
		return append(append([]byte{byte(len(exponent))}, exponent...), k.N.Bytes()...), nil
	case *ecdsa.PublicKey:
		if k.Curve != algorithm.curve() {
			return nil, mismatch(algorithm, "ECDSA")
		}
		point, err := k.Bytes()
		if err != nil {
			return nil, &Error{Kind: ErrValue, Text: "not a point of its curve", Err: err}
		}
		return point[1:], nil // without the byte that says that both coordinates follow
	case ed25519.PublicKey:
		if algorithm != ED25519 {
			return nil, mismatch(algorithm, "ED25519")
		}
		return append([]byte{}, k...), nil
	}
	return nil, fail(ErrUnsupportedAlgorithm, fmt.Sprintf("unsupported key algorithm: %T", public))
}

func (a Algorithm) isRSA() bool {
	switch a {
	case RSAMD5, RSASHA1, RSASHA1NSEC3SHA1, RSASHA256, RSASHA512:
		return true
	}
	return false
}

// curve is the curve of an ECDSA algorithm, or nil.
func (a Algorithm) curve() elliptic.Curve {
	switch a {
	case ECDSAP256SHA256:
		return elliptic.P256()
	case ECDSAP384SHA384:
		return elliptic.P384()
	}
	return nil
}

// hash is what an algorithm signs the hash of; zero where it signs the data.
func (a Algorithm) hash() crypto.Hash {
	switch a {
	case RSAMD5:
		return crypto.MD5
	case RSASHA1, RSASHA1NSEC3SHA1:
		return crypto.SHA1
	case RSASHA256, ECDSAP256SHA256:
		return crypto.SHA256
	case ECDSAP384SHA384:
		return crypto.SHA384
	case RSASHA512:
		return crypto.SHA512
	}
	return 0
}

// PublicKey is the key as crypto knows it: an *rsa.PublicKey, an
// *ecdsa.PublicKey or an ed25519.PublicKey. Errors: ErrValidationFailure when its
// bytes are no such key; ErrUnsupportedAlgorithm for DSA, GOST and Ed448, which
// the standard library has no code for.
func (r *DNSKEY) PublicKey() (crypto.PublicKey, error) {
	invalid := fail(ErrValidationFailure, "invalid public key")
	switch curve := r.Algorithm.curve(); {
	case r.Algorithm.isRSA():
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
	case r.Algorithm == ED25519:
		if len(r.Key) != ed25519.PublicKeySize {
			return nil, invalid
		}
		return ed25519.PublicKey(r.Key), nil
	}
	return nil, unsupported(r.Algorithm)
}

func unsupported(a Algorithm) error {
	return fail(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%v"`, a))
}
