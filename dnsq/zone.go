package dnsq

import "iter"

// A Zone maps the names of a zone to nodes. Names in it, those of rdata too, are
// relative to its origin unless it was made otherwise; the methods take relative
// and absolute ones alike. Names come in the order in which they were added.
//
// A Zone may be read by several goroutines as long as none changes it; a
// [VersionedZone] may be changed meanwhile.
type Zone struct {
	origin       Name // Empty until known
	class        RdataClass
	keepAbsolute bool
	nodes        nodeMap
}

// ZoneOptions say what zone NewZone makes. Nil means Python's defaults.
type ZoneOptions struct {
	Class RdataClass // zero means IN

	// KeepAbsolute has names absolute in the zone (Python's relativize=False).
	KeepAbsolute bool
}

// NewZone makes an empty zone. Its origin is absolute, or Empty when a zone file
// is to tell it; anything else is an ErrValue.
func NewZone(origin Name, opts *ZoneOptions) (*Zone, error) {
	if opts == nil {
		opts = &ZoneOptions{}
	}
	if origin != Empty && !origin.absolute {
		return nil, failOn(ErrValue, "origin parameter must be an absolute name", origin.String())
	}
	z := &Zone{origin: origin, class: opts.Class, keepAbsolute: opts.KeepAbsolute}
	if z.class == 0 {
		z.class = ClassIN
	}
	return z, nil
}

// Origin is the zone's name, or Empty while it is unknown.
func (z *Zone) Origin() Name { return z.origin }

// Class is the class of the zone's records.
func (z *Zone) Class() RdataClass { return z.class }

// Relativize reports whether names in the zone are relative to its origin.
func (z *Zone) Relativize() bool { return !z.keepAbsolute }

// apex is the origin as the zone's names are.
func (z *Zone) apex() Name {
	if z.keepAbsolute {
		return z.origin
	}
	return Empty
}

// ParseName reads the text of a name as the zone's methods take it: without a
// final dot it is relative to the origin. The errors are those of NameFromText.
func (z *Zone) ParseName(text string) (Name, error) {
	return NameFromText(text, &NameOptions{Relative: true})
}

// own is a name as the zone has it, or ErrNotFound for one that cannot be in it.
func (z *Zone) own(name Name) (Name, error) {
	if name.absolute {
		if !name.IsSubdomain(z.origin) {
			return Empty, failOn(ErrNotFound, "name parameter must be a subdomain of the zone origin", name.String())
		}
		if !z.keepAbsolute {
			name = name.Relativize(z.origin)
		}
		return name, nil
	}
	full, err := name.Derelativize(z.origin)
	if err != nil {
		return Empty, failOn(ErrNotFound, "relative name too long for zone", name.String())
	}
	if z.keepAbsolute {
		return full, nil
	}
	return name, nil
}

// Len is the number of names.
func (z *Zone) Len() int { return z.nodes.len() }

// All yields names and their nodes.
func (z *Zone) All() iter.Seq2[Name, *Node] { return z.nodes.all() }

// Names yields the names.
func (z *Zone) Names() iter.Seq[Name] {
	return func(yield func(Name) bool) {
		for name := range z.nodes.all() {
			if !yield(name) {
				return
			}
		}
	}
}

// Nodes yields the nodes.
func (z *Zone) Nodes() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, n := range z.nodes.all() {
			if !yield(n) {
				return
			}
		}
	}
}

// Sorted yields names and their nodes in the order of DNSSEC.
func (z *Zone) Sorted() iter.Seq2[Name, *Node] {
	return func(yield func(Name, *Node) bool) {
		for _, e := range z.nodes.sorted() {
			if !yield(e.name, e.node) {
				return
			}
		}
	}
}

// Contains reports whether the zone has a node of the name.
func (z *Zone) Contains(name Name) bool { return z.GetNode(name) != nil }

// GetNode returns the node of a name, or nil. Changes to it change the zone.
func (z *Zone) GetNode(name Name) *Node {
	name, err := z.own(name)
	if err != nil {
		return nil
	}
	return z.nodes.get(name)
}

// FindNode is GetNode with an error, ErrNotFound, where there is no such node.
func (z *Zone) FindNode(name Name) (*Node, error) {
	own, err := z.own(name)
	if err != nil {
		return nil, err
	}
	if n := z.nodes.get(own); n != nil {
		return n, nil
	}
	return nil, failOn(ErrNotFound, "the zone has no such name", name.String())
}

// CreateNode is FindNode that adds an empty node where there is none (Python's
// create=True). A name out of the zone is ErrNotFound.
func (z *Zone) CreateNode(name Name) (*Node, error) {
	own, err := z.own(name)
	if err != nil {
		return nil, err
	}
	n := z.nodes.get(own)
	if n == nil {
		n = &Node{}
		z.nodes.put(own, n)
	}
	return n, nil
}

// PutNode puts a node, which is not copied, in the place of that of the name. A
// name out of the zone is ErrNotFound.
func (z *Zone) PutNode(name Name, n *Node) error {
	own, err := z.own(name)
	if err == nil {
		z.nodes.put(own, n)
	}
	return err
}

// DeleteNode takes a name out of the zone; that it is not there is no error. A
// name out of the zone is ErrNotFound.
func (z *Zone) DeleteNode(name Name) error {
	own, err := z.own(name)
	if err == nil {
		z.nodes.delete(own)
	}
	return err
}

// GetRdataset returns the rdataset of a name and type, or nil; covers is what
// signatures are of, else TypeNone. Changes to it change the zone.
func (z *Zone) GetRdataset(name Name, typ, covers RdataType) *Rdataset {
	if n := z.GetNode(name); n != nil {
		return n.GetRdataset(z.class, typ, covers)
	}
	return nil
}

// FindRdataset is GetRdataset with an error, ErrNotFound, where there is none.
func (z *Zone) FindRdataset(name Name, typ, covers RdataType) (*Rdataset, error) {
	n, err := z.FindNode(name)
	if err != nil {
		return nil, err
	}
	return n.FindRdataset(z.class, typ, covers)
}

// CreateRdataset is FindRdataset that adds node and rdataset where there are none
// (Python's create=True). A name out of the zone is ErrNotFound.
func (z *Zone) CreateRdataset(name Name, typ, covers RdataType) (*Rdataset, error) {
	n, err := z.CreateNode(name)
	if err != nil {
		return nil, err
	}
	return n.CreateRdataset(z.class, typ, covers), nil
}

// ReplaceRdataset puts a rdataset, which is not copied, in the place of that of
// its type. Errors: ErrValue for another class, ErrNotFound for a name out of
// the zone.
func (z *Zone) ReplaceRdataset(name Name, replacement *Rdataset) error {
	if replacement.Class != z.class {
		return failOn(ErrValue, "replacement.rdclass != zone.rdclass", replacement.Class.String())
	}
	n, err := z.CreateNode(name)
	if err == nil {
		n.ReplaceRdataset(replacement)
	}
	return err
}

// DeleteRdataset takes out a rdataset, and its node when that is empty then; that
// it is not there is no error. A name out of the zone is ErrNotFound.
func (z *Zone) DeleteRdataset(name Name, typ, covers RdataType) error {
	own, err := z.own(name)
	if err != nil {
		return err
	}
	if n := z.nodes.get(own); n != nil {
		if n.DeleteRdataset(z.class, typ, covers); n.Len() == 0 {
			z.nodes.delete(own)
		}
	}
	return nil
}

// GetRRset returns a copy of a rdataset with its name, or nil.
func (z *Zone) GetRRset(name Name, typ, covers RdataType) *RRset {
	s, err := z.FindRRset(name, typ, covers)
	if err != nil {
		return nil
	}
	return s
}

// FindRRset is GetRRset with an error, ErrNotFound, where there is none.
func (z *Zone) FindRRset(name Name, typ, covers RdataType) (*RRset, error) {
	s, err := z.FindRdataset(name, typ, covers)
	if err != nil {
		return nil, err
	}
	if name, err = z.own(name); err != nil {
		return nil, err
	}
	return &RRset{Rdataset: *s.Clone(), Name: name}, nil
}

// IterateRdatasets yields the rdatasets of a type with their names; TypeANY means
// all types.
func (z *Zone) IterateRdatasets(typ, covers RdataType) iter.Seq2[Name, *Rdataset] {
	return func(yield func(Name, *Rdataset) bool) {
		for name, n := range z.nodes.all() {
			for _, s := range n.rdatasets {
				if (typ == TypeANY || s.Type == typ && s.Covers == covers) && !yield(name, s) {
					return
				}
			}
		}
	}
}

// A ZoneRecord is a record of a zone.
type ZoneRecord struct {
	Name  Name
	TTL   uint32 // seconds
	Rdata Rdata
}

// IterateRdatas yields the records of a type; TypeANY means all types.
func (z *Zone) IterateRdatas(typ, covers RdataType) iter.Seq[ZoneRecord] {
	return func(yield func(ZoneRecord) bool) {
		for name, s := range z.IterateRdatasets(typ, covers) {
			for _, rd := range s.Items {
				if !yield(ZoneRecord{name, s.TTL, rd}) {
					return
				}
			}
		}
	}
}

// GetSOA returns the zone's SOA, or ErrNoSOA.
func (z *Zone) GetSOA() (*SOA, error) {
	if s := z.GetRdataset(z.apex(), TypeSOA, TypeNone); s != nil && len(s.Items) > 0 {
		if soa, ok := s.Items[0].(*SOA); ok {
			return soa, nil
		}
	}
	return nil, fail(ErrNoSOA, "")
}

// CheckOrigin reports what a zone's origin must have and lacks: ErrUnknownOrigin,
// ErrNoSOA, ErrNoNS.
func (z *Zone) CheckOrigin() error {
	if z.origin == Empty {
		return fail(ErrUnknownOrigin, "")
	}
	if z.GetRdataset(z.apex(), TypeSOA, TypeNone) == nil {
		return fail(ErrNoSOA, "")
	}
	if z.GetRdataset(z.apex(), TypeNS, TypeNone) == nil {
		return fail(ErrNoNS, "")
	}
	return nil
}

// Equal reports whether two zones have the same origin, class, names and nodes;
// times to live may differ.
func (z *Zone) Equal(o *Zone) bool {
	if z.class != o.class || !z.origin.Equal(o.origin) || z.Len() != o.Len() {
		return false
	}
	for name, n := range z.nodes.all() {
		if other := o.nodes.get(name); other == nil || !n.Equal(other) {
			return false
		}
	}
	return true
}

// Clone returns a zone with clones of the nodes.
func (z *Zone) Clone() *Zone {
	c := *z
	c.nodes = z.nodes.clone()
	for i := range c.nodes.entries {
		if e := &c.nodes.entries[i]; e.node != nil {
			e.node = e.node.Clone()
		}
	}
	return &c
}
