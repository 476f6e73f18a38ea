package dnsq

import "slices"

// A Policy says which algorithms are good enough to sign and to trust.
type Policy interface {
	// OKToSign and OKToValidate tell of a key.
	OKToSign(key *DNSKEY) bool
	OKToValidate(key *DNSKEY) bool

	// OKToCreateDS and OKToValidateDS tell of a hash in a DS.
	OKToCreateDS(digest DSDigest) bool
	OKToValidateDS(digest DSDigest) bool
}

// A SimpleDeny is a policy that allows all but what it lists.
type SimpleDeny struct {
	DenySign, DenyValidate       []Algorithm
	DenyCreateDS, DenyValidateDS []DSDigest
}

// OKToSign reports whether a key may sign.
func (p *SimpleDeny) OKToSign(key *DNSKEY) bool { return !slices.Contains(p.DenySign, key.Algorithm) }

// OKToValidate reports whether a signature by the key is looked at.
func (p *SimpleDeny) OKToValidate(key *DNSKEY) bool {
	return !slices.Contains(p.DenyValidate, key.Algorithm)
}

// OKToCreateDS reports whether a DS with the hash may be made.
func (p *SimpleDeny) OKToCreateDS(digest DSDigest) bool {
	return !slices.Contains(p.DenyCreateDS, digest)
}

// OKToValidateDS reports whether a DS with the hash may be trusted.
func (p *SimpleDeny) OKToValidateDS(digest DSDigest) bool {
	return !slices.Contains(p.DenyValidateDS, digest)
}

// RFC8624Policy returns the policy of RFC 8624, which is the default: no MD5, DSA
// and GOST in new signatures, and no DS by SHA-1.
func RFC8624Policy() *SimpleDeny {
	return &SimpleDeny{
		DenySign:     []Algorithm{RSAMD5, DSA, DSANSEC3SHA1, ECCGOST},
		DenyValidate: []Algorithm{RSAMD5, DSA, DSANSEC3SHA1},
		DenyCreateDS: []DSDigest{DigestNULL, DigestSHA1, DigestGOST}, DenyValidateDS: []DSDigest{DigestNULL},
	}
}

// AllowAllPolicy returns the policy that allows everything.
func AllowAllPolicy() *SimpleDeny { return &SimpleDeny{} }

var defaultPolicy Policy = RFC8624Policy()

// orDefault is the policy, or the default one for nil.
func orDefault(p Policy) Policy {
	if p == nil {
		return defaultPolicy
	}
	return p
}
