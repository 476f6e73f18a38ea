package dnsq

import (
	"crypto"
	_ "crypto/sha1" // DS records of old zones
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
)

// A DSOptions says how MakeDS works. Nil means Python's defaults.
type DSOptions struct {
	// Origin completes a relative name.
	Origin *Name

	// Policy says which hashes may be used. Nil means RFC8624Policy.
	Policy Policy

	// Validating asks the policy for hashes that may be trusted rather than
	// made.
	Validating bool
}

// MakeDS makes the DS of a key, a *DNSKEY or *CDNSKEY, with the hash SHA-1,
// SHA-256 or SHA-384. Errors: ErrUnsupportedAlgorithm, ErrDeniedByPolicy,
// ErrNeedAbsoluteNameOrOrigin, ErrValue when the rdata is no key.
func MakeDS(name Name, key Rdata, digest DSDigest, opts *DSOptions) (*DS, error) {
	if opts == nil {
		opts = &DSOptions{}
	}
	hash := map[DSDigest]crypto.Hash{DigestSHA1: crypto.SHA1, DigestSHA256: crypto.SHA256, DigestSHA384: crypto.SHA384}[digest]
	if _, known := digestNames[digest]; !known {
		return nil, fail(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%d"`, digest))
	}
	allowed := orDefault(opts.Policy).OKToCreateDS
	if opts.Validating {
		allowed = orDefault(opts.Policy).OKToValidateDS
	}
	if !allowed(digest) {
		return nil, fail(ErrDeniedByPolicy, "")
	}
	k, err := asDNSKEY(key)
	if err != nil {
		return nil, err
	}
	if hash == 0 {
		return nil, fail(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%d"`, digest))
	}
	data, err := name.ToDigestable(opts.Origin)
	if err != nil {
		return nil, err
	}
	rdata, err := RdataToDigestable(k, nil)
	if err != nil {
		return nil, err
	}
	h := hash.New()
	h.Write(data)
	h.Write(rdata)
	return &DS{KeyTag: k.KeyID(), Algorithm: k.Algorithm, DigestType: digest, Digest: h.Sum(nil)}, nil
}

// MakeCDS is MakeDS for a CDS.
func MakeCDS(name Name, key Rdata, digest DSDigest, opts *DSOptions) (*CDS, error) {
	ds, err := MakeDS(name, key, digest, opts)
	if err != nil {
		return nil, err
	}
	return &CDS{ds.rdclass, ds.KeyTag, ds.Algorithm, ds.DigestType, ds.Digest}, nil
}

// MakeDSRdataset makes the DS records of an RRset of keys, with each of the
// hashes; of CDS records, those with the hashes as they are. Errors are those of
// MakeDS; ErrValue for other types and for CDS without any of the hashes.
func MakeDSRdataset(set *RRset, digests []DSDigest, opts *DSOptions) (*Rdataset, error) {
	out := NewRdataset(set.Class, TypeDS, TypeNone, set.TTL)
	for _, d := range digests {
		switch set.Type {
		case TypeCDS:
			all, err := CDSToDS(&set.Rdataset)
			if err != nil {
				return nil, err
			}
			for ds := range Items[*DS](all.Items) {
				if ds.DigestType == d {
					out.add(ds)
				}
			}
		case TypeDNSKEY, TypeCDNSKEY:
			for _, key := range set.Items {
				ds, err := MakeDS(set.Name, key, d, opts)
				if err != nil {
					return nil, err
				}
				out.add(ds)
			}
		default:
			return nil, fail(ErrValue, "rrset not a DNSKEY/CDNSKEY/CDS")
		}
	}
	if len(out.Items) == 0 && set.Type == TypeCDS {
		return nil, fail(ErrValue, "no acceptable CDS rdata found")
	}
	return out, nil
}

// CDSToDS are the DS records that a zone's CDS ask for. An error is an ErrValue:
// the set is not one of CDS.
func CDSToDS(set *Rdataset) (*Rdataset, error) {
	if set.Type != TypeCDS {
		return nil, fail(ErrValue, "rdataset not a CDS")
	}
	out := NewRdataset(set.Class, TypeDS, TypeNone, set.TTL)
	for c := range Items[*CDS](set.Items) {
		out.add(&DS{c.rdclass, c.KeyTag, c.Algorithm, c.DigestType, c.Digest})
	}
	return out, nil
}

// DNSKEYToCDS are the CDS records of a set of keys. Errors are those of MakeDS;
// ErrValue when the set is not one of keys.
func DNSKEYToCDS(name Name, set *Rdataset, digest DSDigest, opts *DSOptions) (*Rdataset, error) {
	if set.Type != TypeDNSKEY && set.Type != TypeCDNSKEY {
		return nil, fail(ErrValue, "rdataset not a DNSKEY/CDNSKEY")
	}
	out := NewRdataset(set.Class, TypeCDS, TypeNone, set.TTL)
	for _, key := range set.Items {
		cds, err := MakeCDS(name, key, digest, opts)
		if err != nil {
			return nil, err
		}
		out.add(cds)
	}
	return out, nil
}

// DNSKEYToCDNSKEY are the CDNSKEY records of a set of keys. An error is an
// ErrValue: the set is not one of DNSKEY.
func DNSKEYToCDNSKEY(set *Rdataset) (*Rdataset, error) {
	if set.Type != TypeDNSKEY {
		return nil, fail(ErrValue, "rdataset not a DNSKEY")
	}
	out := NewRdataset(set.Class, TypeCDNSKEY, TypeNone, set.TTL)
	for k := range Items[*DNSKEY](set.Items) {
		out.add(&CDNSKEY{k.rdclass, k.Flags, k.Protocol, k.Algorithm, k.Key})
	}
	return out, nil
}
