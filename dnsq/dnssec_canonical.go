package dnsq

import (
	"bytes"
	"slices"
)

// signedData is what a signature is made over: the RRSIG without its signature,
// and the records in canonical form and order. RFC 4034 section 3.1.8.1.
func signedData(set *RRset, sig *RRSIG, origin *Name) ([]byte, error) {
	signer, err := absolute(sig.Signer, origin)
	if err != nil {
		return nil, err
	}
	owner, err := absolute(set.Name, origin)
	if err != nil {
		return nil, err
	}
	switch labels := owner.Len() - 1; {
	case labels < int(sig.Labels):
		return nil, fail(ErrValidationFailure, "owner name longer than RRSIG labels")
	case labels > int(sig.Labels): // the record comes from a wildcard
		_, suffix, err := owner.Split(int(sig.Labels) + 1)
		if err != nil {
			return nil, err
		}
		owner = Name{"\x01*" + suffix.wire, true}
	}

	w := wireWriter{canonical: true, origin: origin}
	bare := *sig
	bare.Signature, bare.Signer = nil, signer.Canonicalize()
	if err := w.rdata(&bare); err != nil {
		return nil, err
	}
	rdatas, err := canonicalRdatas(set.Items, origin)
	if err != nil {
		return nil, err
	}
	owner = owner.Canonicalize()
	for _, rdata := range rdatas {
		if err := w.head(owner, set.Type, set.Class, sig.OriginalTTL); err != nil {
			return nil, err
		}
		w.u16(uint16(len(rdata)))
		w.buf = append(w.buf, rdata...)
	}
	return w.buf, nil
}

func absolute(n Name, origin *Name) (Name, error) {
	if !n.absolute && (origin == nil || !origin.absolute) {
		return Empty, fail(ErrValidationFailure, "relative RR name without an origin specified")
	}
	return n.complete(origin)
}

// canonicalRdatas are the canonical forms of rdata in canonical order, each once.
func canonicalRdatas(items []Rdata, origin *Name) ([][]byte, error) {
	all := make([][]byte, 0, len(items))
	for _, rd := range items {
		b, err := RdataToDigestable(rd, origin)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	slices.SortFunc(all, bytes.Compare)
	return slices.CompactFunc(all, bytes.Equal), nil
}
