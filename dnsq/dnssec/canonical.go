package dnssec

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// signedData is what a signature is made over: the RRSIG without its signature,
// and the records in canonical form and order. RFC 4034 section 3.1.8.1.
func signedData(set *dnsq.RRset, sig *dnsq.RRSIG, origin *dnsq.Name) ([]byte, error) {
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
		return nil, fault.New(ErrValidationFailure, "owner name longer than RRSIG labels")
	case labels > int(sig.Labels): // the record comes from a wildcard
		_, suffix, err := owner.Split(int(sig.Labels) + 1)
		if err != nil {
			return nil, err
		}
		if owner, err = wildcard.Concatenate(suffix); err != nil {
			return nil, err
		}
	}

	bare := *sig
	bare.Signature, bare.Signer = nil, signer.Canonicalize()
	data, err := dnsq.RdataToDigestable(&bare, origin)
	if err != nil {
		return nil, err
	}
	rdatas, err := canonicalRdatas(set.Items, origin)
	if err != nil {
		return nil, err
	}
	head, err := owner.ToDigestable(nil)
	if err != nil {
		return nil, err
	}
	head = binary.BigEndian.AppendUint16(head, uint16(set.Type))
	head = binary.BigEndian.AppendUint16(head, uint16(set.Class))
	head = binary.BigEndian.AppendUint32(head, sig.OriginalTTL)
	for _, rdata := range rdatas {
		data = append(data, head...)
		data = binary.BigEndian.AppendUint16(data, uint16(len(rdata)))
		data = append(data, rdata...)
	}
	return data, nil
}

// wildcard is the label that stands for any other.
var wildcard = dnsq.MustName("*.").Relativize(dnsq.Root)

func absolute(n dnsq.Name, origin *dnsq.Name) (dnsq.Name, error) {
	if !n.IsAbsolute() && (origin == nil || !origin.IsAbsolute()) {
		return dnsq.Empty, fault.New(ErrValidationFailure, "relative RR name without an origin specified")
	}
	if origin == nil {
		return n, nil
	}
	return n.Derelativize(*origin)
}

// canonicalRdatas are the canonical forms of rdata in canonical order, each once.
func canonicalRdatas(items []dnsq.Rdata, origin *dnsq.Name) ([][]byte, error) {
	all := make([][]byte, 0, len(items))
	for _, rd := range items {
		b, err := dnsq.RdataToDigestable(rd, origin)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	slices.SortFunc(all, bytes.Compare)
	return slices.CompactFunc(all, bytes.Equal), nil
}
