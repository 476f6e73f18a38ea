package zone

import (
	"bytes"
	"cmp"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"hash"
	"slices"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// A DigestScheme is how the records of a zone are put together for its digest.
type DigestScheme uint8

// DigestSimple is the one scheme of RFC 8976: all records, in order.
const DigestSimple DigestScheme = 1

// A DigestHashAlgorithm is the hash of a zone's digest.
type DigestHashAlgorithm uint8

// The hashes of RFC 8976.
const (
	DigestSHA384 DigestHashAlgorithm = 1
	DigestSHA512 DigestHashAlgorithm = 2
)

func (a DigestHashAlgorithm) new() (hash.Hash, error) {
	switch a {
	case DigestSHA384:
		return sha512.New384(), nil
	case DigestSHA512:
		return sha512.New(), nil
	}
	return nil, fault.New(ErrDigestHash, "")
}

// ComputeDigest computes a digest over the zone's records (RFC 8976). The zero
// scheme is DigestSimple. Errors: ErrNoSOA, ErrDigestHash, ErrDigestScheme.
func (z *Zone) ComputeDigest(algorithm DigestHashAlgorithm, scheme DigestScheme) (*dnsq.ZONEMD, error) {
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
		return nil, fault.New(ErrDigestScheme, "")
	}
	apex := z.apex()
	for _, e := range z.nodes.sorted() {
		for _, s := range slices.SortedFunc(e.node.All(), byTypeAndCovers) {
			if e.name.Equal(apex) && (s.Type == dnsq.TypeZONEMD || s.Type == dnsq.TypeRRSIG && s.Covers == dnsq.TypeZONEMD) {
				continue
			}
			if err := z.hashRdataset(h, e.name, s); err != nil {
				return nil, err
			}
		}
	}
	digest := &dnsq.ZONEMD{Serial: soa.Serial, Scheme: uint8(scheme), HashAlgorithm: uint8(algorithm), Digest: h.Sum(nil)}
	digest.SetRdClass(z.class)
	return digest, nil
}

func byTypeAndCovers(a, b *dnsq.Rdataset) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Covers, b.Covers))
}

// hashRdataset hashes records in canonical form and order (RFC 4034, 6).
func (z *Zone) hashRdataset(h hash.Hash, name dnsq.Name, s *dnsq.Rdataset) error {
	owner, err := name.ToDigestable(&z.origin)
	if err != nil {
		return err
	}
	head := binary.BigEndian.AppendUint16(owner, uint16(s.Type))
	head = binary.BigEndian.AppendUint16(head, uint16(s.Class))
	head = binary.BigEndian.AppendUint32(head, s.TTL)
	records := make([][]byte, len(s.Items))
	for i, rd := range s.Items {
		if records[i], err = dnsq.RdataToDigestable(rd, &z.origin); err != nil {
			return err
		}
	}
	slices.SortFunc(records, bytes.Compare)
	for _, rd := range records {
		h.Write(head)
		h.Write([]byte{byte(len(rd) >> 8), byte(len(rd))})
		h.Write(rd)
	}
	return nil
}

// VerifyDigest checks the zone against a digest, or with nil against those that
// it has itself, of which one must be right and of the SOA's serial. Errors:
// ErrNoDigest, ErrDigestVerification, those of ComputeDigest for a digest given.
func (z *Zone) VerifyDigest(digest *dnsq.ZONEMD) error {
	if digest != nil {
		return z.verifyOne(digest)
	}
	s := z.GetRdataset(z.apex(), dnsq.TypeZONEMD, dnsq.TypeNone)
	if s == nil || len(s.Items) == 0 {
		return fault.New(ErrNoDigest, "")
	}
	for d := range dnsq.Items[*dnsq.ZONEMD](s.All()) {
		if z.verifyOne(d) == nil {
			return nil
		}
	}
	return fault.New(ErrDigestVerification, "")
}

func (z *Zone) verifyOne(d *dnsq.ZONEMD) error {
	computed, err := z.ComputeDigest(DigestHashAlgorithm(d.HashAlgorithm), DigestScheme(d.Scheme))
	if err != nil {
		return err
	}
	if computed.Serial != d.Serial || subtle.ConstantTimeCompare(computed.Digest, d.Digest) != 1 {
		return fault.New(ErrDigestVerification, "")
	}
	return nil
}
