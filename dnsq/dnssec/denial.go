package dnssec

import (
	"bytes"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// deny adds the chain of names by which the zone tells what it has not.
func (s *zoneSigner) deny() error {
	if s.opts.NSEC3 != nil {
		return s.chainHashes(s.opts.NSEC3)
	}
	return s.chainNames()
}

// chainNames adds the NSEC. RFC 4034 section 4, RFC 4035 section 2.3.
func (s *zoneSigner) chainNames() error {
	names := s.own()
	for i, n := range names {
		types := append(typesAt(n), dnsq.TypeRRSIG, dnsq.TypeNSEC)
		bitmap, err := dnsq.NewTypeBitmap(types...)
		if err != nil {
			return err
		}
		next := &dnsq.NSEC{Next: names[(i+1)%len(names)].name, Types: bitmap}
		if err := s.addDenial(n.name, next); err != nil {
			return err
		}
	}
	return nil
}

// typesAt are the types that the zone has at a name: of a delegation, NS and DS.
func typesAt(n signedName) []dnsq.RdataType {
	var types []dnsq.RdataType
	for set := range n.node.All() {
		if !n.delegate || set.Type == dnsq.TypeNS || set.Type == dnsq.TypeDS {
			types = append(types, set.Type)
		}
	}
	return types
}

func (s *zoneSigner) addDenial(owner dnsq.Name, rd dnsq.Rdata) error {
	rd.SetRdClass(s.zone.Class())
	set := dnsq.NewRdataset(s.zone.Class(), rd.RdType(), dnsq.TypeNone, s.ttl)
	if err := set.Add(rd); err != nil {
		return err
	}
	return s.zone.ReplaceRdataset(owner, set)
}

// A hashedName is a name as NSEC3 have it.
type hashedName struct {
	hash  []byte
	types []dnsq.RdataType
}

// chainHashes adds the NSEC3, of names without records between others too, and
// the NSEC3PARAM. RFC 5155 section 7.1.
func (s *zoneSigner) chainHashes(p *dnsq.NSEC3PARAM) error {
	param := *p
	param.Flags = 0
	apex := s.apex
	if err := s.addDenial(apex, &param); err != nil {
		return err
	}
	s.zone.GetRdataset(apex, dnsq.TypeNSEC3PARAM, dnsq.TypeNone).TTL = 0
	hashed, err := s.hashNames(&param)
	if err != nil {
		return err
	}
	slices.SortFunc(hashed, func(a, b hashedName) int { return bytes.Compare(a.hash, b.hash) })
	for i, h := range hashed {
		bitmap, err := dnsq.NewTypeBitmap(h.types...)
		if err != nil {
			return err
		}
		label, err := dnsq.NewName(strings.ToLower(hashEncoding.EncodeToString(h.hash)))
		if err != nil {
			return err
		}
		owner, err := label.Concatenate(apex)
		if err != nil {
			return err
		}
		next := hashed[(i+1)%len(hashed)].hash
		if i > 0 && bytes.Equal(hashed[i-1].hash, h.hash) {
			return fault.On(dnsq.ErrValue, "two names of the zone have the same hash; another salt is needed", label.String())
		}
		rd := &dnsq.NSEC3{Algorithm: param.Algorithm, Iterations: param.Iterations, Salt: param.Salt, Next: next, Types: bitmap}
		if err := s.addDenial(owner, rd); err != nil {
			return err
		}
	}
	return nil
}

func (s *zoneSigner) hashNames(p *dnsq.NSEC3PARAM) ([]hashedName, error) {
	var hashed []hashedName
	seen := map[string]bool{}
	add := func(full dnsq.Name, types []dnsq.RdataType) error {
		if seen[full.Key()] {
			return nil
		}
		seen[full.Key()] = true
		h, err := nsec3Hash(full, p.Salt, p.Iterations, dnsq.NSEC3HashAlgorithm(p.Algorithm))
		hashed = append(hashed, hashedName{h, types})
		return err
	}
	own := s.own()
	for _, n := range own {
		types := typesAt(n)
		if !n.delegate || slices.Contains(types, dnsq.TypeDS) {
			types = append(types, dnsq.TypeRRSIG)
		}
		full, err := n.name.Derelativize(s.zone.Origin())
		if err != nil {
			return nil, err
		}
		if err := add(full, types); err != nil {
			return nil, err
		}
	}
	for _, n := range own {
		full, err := n.name.Derelativize(s.zone.Origin())
		if err != nil {
			return nil, err
		}
		for !full.Equal(s.zone.Origin()) {
			if full, err = full.Parent(); err != nil {
				return nil, err
			}
			if err := add(full, nil); err != nil {
				return nil, err
			}
		}
	}
	return hashed, nil
}
