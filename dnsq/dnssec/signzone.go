package dnssec

import (
	"crypto"
	"slices"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// A SigningKey is a private key of a zone with its record.
type SigningKey struct {
	Private crypto.Signer
	Public  *dnsq.DNSKEY
}

// A SignZoneOptions says how SignZone signs. Nil means Python's defaults, and
// signatures that hold for 30 days.
type SignZoneOptions struct {
	// NoDNSKEY leaves the DNSKEY records of the zone as they are (Python's
	// add_dnskey=False); else those of the keys are added.
	NoDNSKEY bool

	// DNSKEYTTL is the time to live of a set of DNSKEY made anew, in seconds.
	// Zero means that of the SOA.
	DNSKEYTTL uint32

	// Inception is when signatures begin to hold. Zero means now.
	Inception time.Time

	// Expiration is when they end to hold; Lifetime says so from the inception.
	// Zero of both means 30 days.
	Expiration time.Time
	Lifetime   time.Duration

	// NSEC3 has the zone deny names by their hashes, with these parameters,
	// rather than by NSEC.
	NSEC3 *dnsq.NSEC3PARAM

	// ZONEMD adds a digest of the whole zone by this hash. Zero adds none.
	ZONEMD zone.DigestHashAlgorithm

	// Policy says which algorithms may sign. Nil means RFC8624Policy.
	Policy Policy

	// RRsetSigner makes the signatures of an RRset. Nil means SignRRset.
	RRsetSigner func(set *dnsq.RRset) ([]*dnsq.RRSIG, error)
}

// SignRRset makes the signatures of an RRset of a zone: keys with the flag SEP
// sign the zone's DNSKEY, CDS and CDNSKEY, the others the rest; where there are
// none of a kind, those of the other do its work. The errors are those of Sign.
func SignRRset(set *dnsq.RRset, zone dnsq.Name, keys []SigningKey, opts *SignOptions) ([]*dnsq.RRSIG, error) {
	forKeys := set.Type == dnsq.TypeDNSKEY || set.Type == dnsq.TypeCDS || set.Type == dnsq.TypeCDNSKEY
	var sigs []*dnsq.RRSIG
	wanted := func(k SigningKey) bool { return k.Public.Flags&dnsq.KeySEP != 0 == forKeys }
	anyFit := slices.ContainsFunc(keys, wanted)
	for _, k := range keys {
		if anyFit && !wanted(k) {
			continue
		}
		sig, err := Sign(set, k.Private, zone, k.Public, opts)
		if err != nil {
			return nil, err
		}
		sigs = append(sigs, sig)
	}
	return sigs, nil
}

// SignZone signs a zone: it adds the keys, the chain of NSEC or NSEC3, and the
// signatures, and takes out those that were there. Records at and below
// delegations are not the zone's own and stay unsigned, but for DS. A zone that
// cannot be signed is left as it was. Errors: zone.ErrNoSOA, dnsq.ErrValue without keys,
// and those of Sign.
func SignZone(zone *zone.Zone, keys []SigningKey, opts *SignZoneOptions) error {
	if opts == nil {
		opts = &SignZoneOptions{}
	}
	if len(keys) == 0 {
		return fault.New(dnsq.ErrValue, "no keys to sign the zone with")
	}
	origin, _, apex := zone.OriginInformation()
	s := &zoneSigner{zone: zone.Clone(), apex: apex, opts: opts}
	s.sign = opts.RRsetSigner
	if s.sign == nil {
		o := &SignOptions{Inception: opts.Inception, Expiration: opts.Expiration, Lifetime: opts.Lifetime, Policy: opts.Policy, Origin: &origin}
		if o.Inception.IsZero() {
			o.Inception = time.Now()
		}
		if o.Expiration.IsZero() && o.Lifetime == 0 {
			o.Lifetime = 30 * 24 * time.Hour
		}
		s.sign = func(set *dnsq.RRset) ([]*dnsq.RRSIG, error) { return SignRRset(set, origin, keys, o) }
	}
	for _, step := range []func() error{
		s.strip, func() error { return s.addKeys(keys) }, s.placeDigest, s.deny, s.signAll, s.digest,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	*zone = *s.zone
	return nil
}

// A zoneSigner signs one zone.
type zoneSigner struct {
	zone *zone.Zone
	apex dnsq.Name // as the zone's names have it
	opts *SignZoneOptions
	sign func(set *dnsq.RRset) ([]*dnsq.RRSIG, error)
	soa  *dnsq.Rdataset
	ttl  uint32 // of negative answers
}

// madeBySigning are the types that signing makes anew.
func madeBySigning(t dnsq.RdataType) bool {
	return t == dnsq.TypeRRSIG || t == dnsq.TypeNSEC || t == dnsq.TypeNSEC3 || t == dnsq.TypeNSEC3PARAM
}

func (s *zoneSigner) strip() error {
	var err error
	if s.soa, err = s.zone.FindRdataset(s.apex, dnsq.TypeSOA, dnsq.TypeNone); err != nil {
		return fault.New(zone.ErrNoSOA, "")
	}
	soa, err := s.zone.GetSOA()
	if err != nil {
		return err
	}
	s.ttl = min(soa.Minimum, s.soa.TTL) // RFC 9077
	for _, name := range slices.Collect(s.zone.Names()) {
		for _, set := range slices.Collect(s.zone.GetNode(name).All()) {
			if madeBySigning(set.Type) {
				if err := s.zone.DeleteRdataset(name, set.Type, set.Covers); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *zoneSigner) addKeys(keys []SigningKey) error {
	if s.opts.NoDNSKEY {
		return nil
	}
	set, err := s.zone.CreateRdataset(s.apex, dnsq.TypeDNSKEY, dnsq.TypeNone)
	if err != nil {
		return err
	}
	if len(set.Items) == 0 {
		if set.TTL = s.opts.DNSKEYTTL; set.TTL == 0 {
			set.TTL = s.soa.TTL
		}
	}
	for _, k := range keys {
		public := *k.Public
		public.SetRdClass(s.zone.Class())
		if err := set.Add(&public); err != nil {
			return err
		}
	}
	return nil
}

// placeDigest puts a digest of zeros where the real one will stand, so that the
// chain of names knows of it.
func (s *zoneSigner) placeDigest() error {
	if s.opts.ZONEMD == 0 {
		return nil
	}
	d, err := s.zone.ComputeDigest(s.opts.ZONEMD, zone.DigestSimple)
	if err != nil {
		return err
	}
	clear(d.Digest)
	return s.setDigest(d)
}

func (s *zoneSigner) setDigest(d *dnsq.ZONEMD) error {
	d.SetRdClass(s.zone.Class())
	set := dnsq.NewRdataset(s.zone.Class(), dnsq.TypeZONEMD, dnsq.TypeNone, s.soa.TTL)
	if err := set.Add(d); err != nil {
		return err
	}
	return s.zone.ReplaceRdataset(s.apex, set)
}

// digest computes the digest of the zone that is signed, and signs it.
func (s *zoneSigner) digest() error {
	if s.opts.ZONEMD == 0 {
		return nil
	}
	d, err := s.zone.ComputeDigest(s.opts.ZONEMD, zone.DigestSimple)
	if err != nil {
		return err
	}
	if err := s.setDigest(d); err != nil {
		return err
	}
	return s.signSet(s.apex, s.zone.GetRdataset(s.apex, dnsq.TypeZONEMD, dnsq.TypeNone))
}

// A signedName is a name that the zone can speak for.
type signedName struct {
	name     dnsq.Name
	node     *zone.Node
	delegate bool // to another zone
}

// own are the names that the zone speaks for, in canonical order: not those below
// a delegation or a DNAME.
func (s *zoneSigner) own() []signedName {
	var all []signedName
	cut, below := dnsq.Empty, false
	apex := s.apex
	for name, node := range s.zone.Sorted() {
		if below && name.IsSubdomain(cut) && !name.Equal(cut) {
			continue
		}
		delegate := !name.Equal(apex) && node.GetRdataset(s.zone.Class(), dnsq.TypeNS, dnsq.TypeNone) != nil
		if below = delegate || node.GetRdataset(s.zone.Class(), dnsq.TypeDNAME, dnsq.TypeNone) != nil; below {
			cut = name
		}
		all = append(all, signedName{name, node, delegate})
	}
	return all
}

// signable are the sets of a name that the zone signs.
func (n signedName) signable() []*dnsq.Rdataset {
	var sets []*dnsq.Rdataset
	for set := range n.node.All() {
		if !n.delegate || set.Type == dnsq.TypeDS || set.Type == dnsq.TypeNSEC {
			sets = append(sets, set)
		}
	}
	return sets
}

// signAll signs all but a digest of the zone, which comes last.
func (s *zoneSigner) signAll() error {
	for _, n := range s.own() {
		for _, set := range n.signable() {
			if set.Type == dnsq.TypeZONEMD && s.opts.ZONEMD != 0 && n.name.Equal(s.apex) {
				continue
			}
			if err := s.signSet(n.name, set); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *zoneSigner) signSet(name dnsq.Name, set *dnsq.Rdataset) error {
	sigs, err := s.sign(&dnsq.RRset{Rdataset: *set, Name: name})
	if err != nil {
		return err
	}
	out := dnsq.NewRdataset(s.zone.Class(), dnsq.TypeRRSIG, set.Type, set.TTL)
	for _, sig := range sigs {
		if err := out.Add(sig); err != nil {
			return err
		}
	}
	if len(out.Items) == 0 {
		return nil
	}
	return s.zone.ReplaceRdataset(name, out)
}
