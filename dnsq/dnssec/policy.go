package dnssec

import (
	"slices"

	"github.com/pyops-go/pyops/dnsq"
)

// A Policy says which algorithms are good enough to sign and to trust.
type Policy interface {
	// OKToSign and OKToValidate tell of a key.
	OKToSign(key *dnsq.DNSKEY) bool
	OKToValidate(key *dnsq.DNSKEY) bool

	// OKToCreateDS and OKToValidateDS tell of a hash in a DS.
	OKToCreateDS(digest dnsq.DSDigest) bool
	OKToValidateDS(digest dnsq.DSDigest) bool
}

// A SimpleDeny is a policy that allows all but what it lists. A nil one is the
// default, [RFC8624Policy]: who lost a policy does not trust everything.
type SimpleDeny struct {
	DenySign, DenyValidate       []dnsq.Algorithm
	DenyCreateDS, DenyValidateDS []dnsq.DSDigest
}

// OKToSign reports whether a key may sign.
func (p *SimpleDeny) OKToSign(key *dnsq.DNSKEY) bool {
	return key != nil && !slices.Contains(p.orDefault().DenySign, key.Algorithm)
}

// OKToValidate reports whether a signature by the key is looked at.
func (p *SimpleDeny) OKToValidate(key *dnsq.DNSKEY) bool {
	return key != nil && !slices.Contains(p.orDefault().DenyValidate, key.Algorithm)
}

// OKToCreateDS reports whether a DS with the hash may be made.
func (p *SimpleDeny) OKToCreateDS(digest dnsq.DSDigest) bool {
	return !slices.Contains(p.orDefault().DenyCreateDS, digest)
}

// OKToValidateDS reports whether a DS with the hash may be trusted.
func (p *SimpleDeny) OKToValidateDS(digest dnsq.DSDigest) bool {
	return !slices.Contains(p.orDefault().DenyValidateDS, digest)
}

// RFC8624Policy returns the policy of RFC 8624, which is the default: no MD5, DSA
// and GOST in new signatures, and no DS by SHA-1.
func RFC8624Policy() *SimpleDeny {
	return &SimpleDeny{
		DenySign:     []dnsq.Algorithm{dnsq.RSAMD5, dnsq.DSA, dnsq.DSANSEC3SHA1, dnsq.ECCGOST},
		DenyValidate: []dnsq.Algorithm{dnsq.RSAMD5, dnsq.DSA, dnsq.DSANSEC3SHA1},
		DenyCreateDS: []dnsq.DSDigest{dnsq.DigestNULL, dnsq.DigestSHA1, dnsq.DigestGOST}, DenyValidateDS: []dnsq.DSDigest{dnsq.DigestNULL},
	}
}

// AllowAllPolicy returns the policy that allows everything.
func AllowAllPolicy() *SimpleDeny { return &SimpleDeny{} }

var defaultPolicy = RFC8624Policy()

func (p *SimpleDeny) orDefault() *SimpleDeny {
	if p == nil {
		return defaultPolicy
	}
	return p
}

// orDefault is the policy, or the default one for nil.
func orDefault(p Policy) Policy {
	if p == nil {
		return defaultPolicy
	}
	return p
}
