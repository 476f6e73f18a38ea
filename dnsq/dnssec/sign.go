package dnssec

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// A SignOptions says how Sign signs.
type SignOptions struct {
	// Inception is when the signature begins to hold. Zero means now.
	Inception time.Time

	// Expiration is when it ends to hold; Lifetime says so from the inception.
	// One of them must be given.
	Expiration time.Time
	Lifetime   time.Duration

	// Verify checks the signature before it is returned.
	Verify bool

	// Policy says which algorithms may sign. Nil means RFC8624Policy.
	Policy Policy

	// Origin completes relative names.
	Origin *dnsq.Name
}

// Sign signs an RRset in the name of a zone, with a private key whose public half
// is dnskey. The key is an *rsa.PrivateKey, an *ecdsa.PrivateKey of P-256 or
// P-384, an ed25519.PrivateKey, or what signs like one of them. Errors:
// ErrDeniedByPolicy; dnsq.ErrValue when no end is given, or dnskey is not the key's
// public half; ErrUnsupportedAlgorithm; ErrValidationFailure for relative names
// without an origin.
func Sign(set *dnsq.RRset, private crypto.Signer, signer dnsq.Name, dnskey *dnsq.DNSKEY, opts *SignOptions) (*dnsq.RRSIG, error) {
	if opts == nil {
		opts = &SignOptions{}
	}
	if !orDefault(opts.Policy).OKToSign(dnskey) {
		return nil, fault.New(ErrDeniedByPolicy, "")
	}
	inception, expiration := opts.Inception, opts.Expiration
	if inception.IsZero() {
		inception = time.Now()
	}
	if expiration.IsZero() {
		if opts.Lifetime == 0 {
			return nil, fault.New(dnsq.ErrValue, "expiration or lifetime must be specified")
		}
		expiration = inception.Add(opts.Lifetime)
	}
	owner, err := absolute(set.Name, opts.Origin)
	if err != nil {
		return nil, err
	}
	labels := owner.Len() - 1
	if owner.IsWild() {
		labels--
	}
	sig := &dnsq.RRSIG{
		TypeCovered: set.Type, Algorithm: dnskey.Algorithm, Labels: uint8(labels), OriginalTTL: set.TTL,
		Expiration: uint32(expiration.Unix()), Inception: uint32(inception.Unix()), KeyTag: dnskey.KeyID(), Signer: signer,
	}
	sig.SetRdClass(set.Class)
	data, err := signedData(set, sig, opts.Origin)
	if err != nil {
		return nil, err
	}
	if err := sameKey(private, dnskey); err != nil {
		return nil, err
	}
	if sig.Signature, err = signature(data, private, dnskey.Algorithm); err != nil {
		return nil, err
	}
	if opts.Verify {
		return sig, verifySignature(sig.Signature, data, dnskey)
	}
	return sig, nil
}

// sameKey reports as an error that dnskey is not the public half of a key.
func sameKey(private crypto.Signer, dnskey *dnsq.DNSKEY) error {
	if private == nil {
		return fault.New(dnsq.ErrValue, "no private key")
	}
	public, err := PublicKey(dnskey)
	if err != nil {
		return err
	}
	if same, ok := public.(interface{ Equal(crypto.PublicKey) bool }); !ok || !same.Equal(private.Public()) {
		return fault.New(dnsq.ErrValue, "the DNSKEY is not that of the private key")
	}
	return nil
}

func signature(data []byte, private crypto.Signer, algorithm dnsq.Algorithm) ([]byte, error) {
	hash := hashOf(algorithm)
	if hash != 0 {
		h := hash.New()
		h.Write(data)
		data = h.Sum(nil)
	}
	sig, err := private.Sign(rand.Reader, data, hash)
	if err != nil {
		return nil, &dnsq.Error{Kind: ErrUnsupportedAlgorithm, Err: err}
	}
	curve := curveOf(algorithm)
	if curve == nil {
		return sig, nil
	}
	// crypto writes two numbers in ASN.1, the DNS side by side.
	var point struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(sig, &point); err != nil {
		return nil, &dnsq.Error{Kind: ErrUnsupportedAlgorithm, Err: err}
	}
	size := (curve.Params().BitSize + 7) / 8
	out := make([]byte, 2*size)
	point.R.FillBytes(out[:size])
	point.S.FillBytes(out[size:])
	return out, nil
}

// verifySignature checks a signature over data by a key. Errors:
// ErrValidationFailure, ErrUnsupportedAlgorithm.
func verifySignature(sig, data []byte, key *dnsq.DNSKEY) error {
	public, err := PublicKey(key)
	if err != nil {
		return err
	}
	hash := hashOf(key.Algorithm)
	if hash != 0 {
		h := hash.New()
		h.Write(data)
		data = h.Sum(nil)
	}
	ok := false
	switch k := public.(type) {
	case *rsa.PublicKey:
		ok = rsa.VerifyPKCS1v15(k, hash, data, sig) == nil
	case *ecdsa.PublicKey:
		half := len(sig) / 2
		ok = half == (k.Curve.Params().BitSize+7)/8 && len(sig) == 2*half &&
			ecdsa.Verify(k, data, new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:]))
	case ed25519.PublicKey:
		ok = ed25519.Verify(k, data, sig)
	}
	if !ok {
		return fault.New(ErrValidationFailure, "verify failure")
	}
	return nil
}
