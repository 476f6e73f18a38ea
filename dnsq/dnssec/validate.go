package dnssec

import (
	"errors"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// ZoneKeys are the DNSKEY records that signatures are held against, by the names
// of their zones. Whether they are to be trusted is for the caller to know, by
// the DS of the zone above: [MakeDS] makes what a DS must be.
type ZoneKeys map[string]*dnsq.Rdataset

// NewZoneKeys makes ZoneKeys of RRsets of DNSKEY.
func NewZoneKeys(sets ...*dnsq.RRset) ZoneKeys {
	keys := make(ZoneKeys, len(sets))
	for _, s := range sets {
		keys[s.Name.Key()] = &s.Rdataset
	}
	return keys
}

// Get is the keys of a zone, or nil.
func (k ZoneKeys) Get(zone dnsq.Name) *dnsq.Rdataset { return k[zone.Key()] }

// A ValidateOptions says how Validate validates. Nil means Python's defaults.
type ValidateOptions struct {
	// Origin completes relative names.
	Origin *dnsq.Name

	// Now is the time that signatures must hold at. Zero means the present.
	Now time.Time

	// Policy says which algorithms count. Nil means RFC8624Policy.
	Policy Policy
}

// A zone may have many keys of one tag, and many signatures, each of which takes
// time to check: a way to keep a validator busy (CVE-2023-50387). These many are
// looked at.
const (
	maxKeysOfTag  = 4
	maxSignatures = 16
)

// Validate checks that one of the signatures over an RRset is good, which
// ValidateRRSIG says of each. An error is an ErrValidationFailure, and joins what
// is wrong with each of them.
func Validate(set, signatures *dnsq.RRset, keys ZoneKeys, opts *ValidateOptions) error {
	if opts == nil {
		opts = &ValidateOptions{}
	}
	owner, signed := set.Name, signatures.Name
	if opts.Origin != nil {
		var err error
		if owner, err = owner.Derelativize(*opts.Origin); err != nil {
			return err
		}
		if signed, err = signed.Derelativize(*opts.Origin); err != nil {
			return err
		}
	}
	if !owner.Equal(signed) {
		return fault.New(ErrValidationFailure, "owner names do not match")
	}
	var faults []error
	for i, rd := range signatures.Items {
		if i == maxSignatures {
			break
		}
		sig, ok := rd.(*dnsq.RRSIG)
		if !ok {
			return fault.New(ErrValidationFailure, "expected an RRSIG")
		}
		err := ValidateRRSIG(set, sig, keys, opts)
		if err == nil {
			return nil
		}
		faults = append(faults, err)
	}
	return &dnsq.Error{Kind: ErrValidationFailure, Reason: "no RRSIGs validated", Err: errors.Join(faults...)}
}

// ValidateRRSIG checks one signature over an RRset: that it holds now, and that a
// key of its zone which may sign made it. Errors: ErrValidationFailure;
// ErrUnsupportedAlgorithm when there is no code for the key's algorithm.
func ValidateRRSIG(set *dnsq.RRset, sig *dnsq.RRSIG, keys ZoneKeys, opts *ValidateOptions) error {
	if opts == nil {
		opts = &ValidateOptions{}
	}
	policy := orDefault(opts.Policy)
	signer := sig.Signer
	if opts.Origin != nil {
		var err error
		if signer, err = signer.Derelativize(*opts.Origin); err != nil {
			return err
		}
	}
	known := keys.Get(signer)
	if known == nil {
		known = keys.Get(sig.Signer)
	}
	if known == nil {
		return fault.New(ErrValidationFailure, "unknown key")
	}
	if sig.TypeCovered != set.Type || sig.RdClass() != set.Class {
		return fault.New(ErrValidationFailure, "the signature is over another RRset")
	}
	owner, err := absolute(set.Name, opts.Origin)
	if err != nil {
		return err
	}
	if !owner.IsSubdomain(signer) {
		return fault.New(ErrValidationFailure, "the owner is not in the signer's zone")
	}
	now := opts.Now
	if now.IsZero() {
		now = time.Now()
	}
	// RFC 4034 section 3.1.5: the times are serial numbers.
	switch at := dnsq.Serial(uint32(now.Unix())); {
	case dnsq.Serial(sig.Expiration).Less(at):
		return fault.New(ErrValidationFailure, "expired")
	case dnsq.Serial(sig.Inception).Greater(at):
		return fault.New(ErrValidationFailure, "not yet valid")
	}
	data, err := signedData(set, sig, opts.Origin)
	if err != nil {
		return err
	}
	switch a := sig.Algorithm; a {
	case dnsq.DSA, dnsq.DSANSEC3SHA1, dnsq.ED25519, dnsq.ED448:
	default:
		if hashOf(a) == 0 {
			return fault.New(ErrValidationFailure, fmt.Sprintf("unknown hash for algorithm %d", a))
		}
	}
	tried := 0
	for key := range dnsq.Items[*dnsq.DNSKEY](known.All()) {
		if !signs(key, sig) || !policy.OKToValidate(key) {
			continue
		}
		if tried++; tried > maxKeysOfTag {
			break
		}
		err := verifySignature(sig.Signature, data, key)
		if err == nil || errors.Is(err, ErrUnsupportedAlgorithm) {
			return err
		}
	}
	return fault.New(ErrValidationFailure, "verify failure")
}

// signs reports whether a key may have made a signature. RFC 4035 section 5.3.1.
func signs(r *dnsq.DNSKEY, sig *dnsq.RRSIG) bool {
	return r.Algorithm == sig.Algorithm && r.Flags&dnsq.KeyZONE != 0 && r.Protocol == 3 && r.KeyID() == sig.KeyTag
}
