package dnsq

import (
	"bytes"
	"cmp"
	"crypto/sha512"
	"crypto/subtle"
	"hash"
	"slices"
)

// A DigestScheme is how the records of a zone are put together for its digest.
type DigestScheme uint8

// DigestSimple is the one scheme of RFC 8976: all records, in order.
const DigestSimple DigestScheme = 1

// A DigestHashAlgorithm is the hash of a zone's digest.
type DigestHashAlgorithm uint8

// The hashes of RFC 8976.
const (
	ZoneDigestSHA384 DigestHashAlgorithm = 1
	ZoneDigestSHA512 DigestHashAlgorithm = 2
)

func (a DigestHashAlgorithm) new() (hash.Hash, error) {
	switch a {
	case ZoneDigestSHA384:
		return sha512.New384(), nil
	case ZoneDigestSHA512:
		return sha512.New(), nil
	}
	return nil, fail(ErrDigestHash, "")
}

// ComputeDigest computes a digest over the zone's records (RFC 8976). The zero
// scheme is DigestSimple. Errors: ErrNoSOA, ErrDigestHash, ErrDigestScheme.
func (z *Zone) ComputeDigest(algorithm DigestHashAlgorithm, scheme DigestScheme) (*ZONEMD, error) {
	if scheme == 0 {
		scheme = DigestSimple
	}
	soa, err := z.GetSOA()
	if err != nil {
		return nil, err
	}
	h, err := algorithm.new()
	if err != nil {
		return nil, err
	}
	if scheme != DigestSimple {
		return nil, fail(ErrDigestScheme, "")
	}
	apex := z.apex()
	for _, e := range z.nodes.sorted() {
		for _, s := range slices.SortedFunc(e.node.All(), byTypeAndCovers) {
			if e.name.Equal(apex) && (s.Type == TypeZONEMD || s.Type == TypeRRSIG && s.Covers == TypeZONEMD) {
				continue
			}
			if err := z.hashRdataset(h, e.name, s); err != nil {
				return nil, err
			}
		}
	}
	digest := &ZONEMD{Serial: soa.Serial, Scheme: uint8(scheme), HashAlgorithm: uint8(algorithm), Digest: h.Sum(nil)}
	digest.setClass(z.class)
	return digest, nil
}

func byTypeAndCovers(a, b *Rdataset) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Covers, b.Covers))
}

// hashRdataset hashes records in canonical form and order (RFC 4034, 6).
func (z *Zone) hashRdataset(h hash.Hash, name Name, s *Rdataset) error {
	owner, err := name.ToDigestable(&z.origin)
	if err != nil {
		return err
	}
	head := wireWriter{buf: owner}
	head.u16(uint16(s.Type))
	head.u16(uint16(s.Class))
	head.u32(s.TTL)
	records := make([][]byte, len(s.Items))
	for i, rd := range s.Items {
		if records[i], err = RdataToDigestable(rd, &z.origin); err != nil {
			return err
		}
	}
	slices.SortFunc(records, bytes.Compare)
	for _, rd := range records {
		h.Write(head.buf)
		h.Write([]byte{byte(len(rd) >> 8), byte(len(rd))})
		h.Write(rd)
	}
	return nil
}

// VerifyDigest checks the zone against a digest, or with nil against those that
// it has itself, of which one must be right and of the SOA's serial. Errors:
// ErrNoDigest, ErrDigestVerification, those of ComputeDigest for a digest given.
func (z *Zone) VerifyDigest(digest *ZONEMD) error {
	if digest != nil {
		return z.verifyOne(digest)
	}
	s := z.GetRdataset(z.apex(), TypeZONEMD, TypeNone)
	if s == nil || len(s.Items) == 0 {
		return fail(ErrNoDigest, "")
	}
	for d := range Items[*ZONEMD](s.Items) {
		if z.verifyOne(d) == nil {
			return nil
		}
	}
	return fail(ErrDigestVerification, "")
}

func (z *Zone) verifyOne(d *ZONEMD) error {
	computed, err := z.ComputeDigest(DigestHashAlgorithm(d.HashAlgorithm), DigestScheme(d.Scheme))
	if err != nil {
		return err
	}
	if computed.Serial != d.Serial || subtle.ConstantTimeCompare(computed.Digest, d.Digest) != 1 {
		return fail(ErrDigestVerification, "")
	}
	return nil
}
