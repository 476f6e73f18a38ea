package dnssec

import (
	"crypto"
	_ "crypto/sha1" // DS records of old zones
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// A DSOptions says how MakeDS works. Nil means Python's defaults.
type DSOptions struct {
	// Origin completes a relative name.
	Origin *dnsq.Name

	// Policy says which hashes may be used. Nil means RFC8624Policy.
	Policy Policy

	// Validating asks the policy for hashes that may be trusted rather than
	// made.
	Validating bool
}

// MakeDS makes the DS of a key, a *DNSKEY or *CDNSKEY, with the hash SHA-1,
// SHA-256 or SHA-384. Errors: ErrUnsupportedAlgorithm, ErrDeniedByPolicy,
// dnsq.ErrNeedAbsoluteNameOrOrigin, dnsq.ErrValue when the rdata is no key.
func MakeDS(name dnsq.Name, key dnsq.Rdata, digest dnsq.DSDigest, opts *DSOptions) (*dnsq.DS, error) {
	if opts == nil {
		opts = &DSOptions{}
	}
	hash := map[dnsq.DSDigest]crypto.Hash{dnsq.DigestSHA1: crypto.SHA1, dnsq.DigestSHA256: crypto.SHA256, dnsq.DigestSHA384: crypto.SHA384}[digest]
	if digest > dnsq.DigestSHA384 {
		return nil, fault.New(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%d"`, digest))
	}
	allowed := orDefault(opts.Policy).OKToCreateDS
	if opts.Validating {
		allowed = orDefault(opts.Policy).OKToValidateDS
	}
	if !allowed(digest) {
		return nil, fault.New(ErrDeniedByPolicy, "")
	}
	k, err := asDNSKEY(key)
	if err != nil {
		return nil, err
	}
	if hash == 0 {
		return nil, fault.New(ErrUnsupportedAlgorithm, fmt.Sprintf(`unsupported algorithm "%d"`, digest))
	}
	data, err := name.ToDigestable(opts.Origin)
	if err != nil {
		return nil, err
	}
	rdata, err := dnsq.RdataToDigestable(k, nil)
	if err != nil {
		return nil, err
	}
	h := hash.New()
	h.Write(data)
	h.Write(rdata)
	return &dnsq.DS{KeyTag: k.KeyID(), Algorithm: k.Algorithm, DigestType: digest, Digest: h.Sum(nil)}, nil
}

// MakeCDS is MakeDS for a CDS.
func MakeCDS(name dnsq.Name, key dnsq.Rdata, digest dnsq.DSDigest, opts *DSOptions) (*dnsq.CDS, error) {
	ds, err := MakeDS(name, key, digest, opts)
	if err != nil {
		return nil, err
	}
	return &dnsq.CDS{KeyTag: ds.KeyTag, Algorithm: ds.Algorithm, DigestType: ds.DigestType, Digest: ds.Digest}, nil
}

// MakeDSRdataset makes the DS records of an RRset of keys, with each of the
// hashes; of CDS records, those with the hashes as they are. Errors are those of
// MakeDS; dnsq.ErrValue for other types and for CDS without any of the hashes.
func MakeDSRdataset(set *dnsq.RRset, digests []dnsq.DSDigest, opts *DSOptions) (*dnsq.Rdataset, error) {
	out := dnsq.NewRdataset(set.Class, dnsq.TypeDS, dnsq.TypeNone, set.TTL)
	for _, d := range digests {
		switch set.Type {
		case dnsq.TypeCDS:
			all, err := CDSToDS(&set.Rdataset)
			if err != nil {
				return nil, err
			}
			for ds := range dnsq.Items[*dnsq.DS](all.All()) {
				if ds.DigestType == d {
					if err := out.Add(ds); err != nil {
						return nil, err
					}
				}
			}
		case dnsq.TypeDNSKEY, dnsq.TypeCDNSKEY:
			for _, key := range set.Items {
				ds, err := MakeDS(set.Name, key, d, opts)
				if err != nil {
					return nil, err
				}
				if err := out.Add(ds); err != nil {
					return nil, err
				}
			}
		default:
			return nil, fault.New(dnsq.ErrValue, "rrset not a DNSKEY/CDNSKEY/CDS")
		}
	}
	if len(out.Items) == 0 && set.Type == dnsq.TypeCDS {
		return nil, fault.New(dnsq.ErrValue, "no acceptable CDS rdata found")
	}
	return out, nil
}

// CDSToDS are the DS records that a zone's CDS ask for. An error is an dnsq.ErrValue:
// the set is not one of CDS.
func CDSToDS(set *dnsq.Rdataset) (*dnsq.Rdataset, error) {
	if set.Type != dnsq.TypeCDS {
		return nil, fault.New(dnsq.ErrValue, "rdataset not a CDS")
	}
	out := dnsq.NewRdataset(set.Class, dnsq.TypeDS, dnsq.TypeNone, set.TTL)
	for c := range dnsq.Items[*dnsq.CDS](set.All()) {
		ds := &dnsq.DS{KeyTag: c.KeyTag, Algorithm: c.Algorithm, DigestType: c.DigestType, Digest: c.Digest}
		ds.SetRdClass(c.RdClass())
		if err := out.Add(ds); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DNSKEYToCDS are the CDS records of a set of keys. Errors are those of MakeDS;
// dnsq.ErrValue when the set is not one of keys.
func DNSKEYToCDS(name dnsq.Name, set *dnsq.Rdataset, digest dnsq.DSDigest, opts *DSOptions) (*dnsq.Rdataset, error) {
	if set.Type != dnsq.TypeDNSKEY && set.Type != dnsq.TypeCDNSKEY {
		return nil, fault.New(dnsq.ErrValue, "rdataset not a DNSKEY/CDNSKEY")
	}
	out := dnsq.NewRdataset(set.Class, dnsq.TypeCDS, dnsq.TypeNone, set.TTL)
	for _, key := range set.Items {
		cds, err := MakeCDS(name, key, digest, opts)
		if err != nil {
			return nil, err
		}
		if err := out.Add(cds); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DNSKEYToCDNSKEY are the CDNSKEY records of a set of keys. An error is an
// dnsq.ErrValue: the set is not one of DNSKEY.
func DNSKEYToCDNSKEY(set *dnsq.Rdataset) (*dnsq.Rdataset, error) {
	if set.Type != dnsq.TypeDNSKEY {
		return nil, fault.New(dnsq.ErrValue, "rdataset not a DNSKEY")
	}
	out := dnsq.NewRdataset(set.Class, dnsq.TypeCDNSKEY, dnsq.TypeNone, set.TTL)
	for k := range dnsq.Items[*dnsq.DNSKEY](set.All()) {
		cdnskey := &dnsq.CDNSKEY{Flags: k.Flags, Protocol: k.Protocol, Algorithm: k.Algorithm, Key: k.Key}
		cdnskey.SetRdClass(k.RdClass())
		if err := out.Add(cdnskey); err != nil {
			return nil, err
		}
	}
	return out, nil
}
