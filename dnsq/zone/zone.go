package zone

import (
	"iter"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// A Zone maps the names of a zone to nodes. Names in it, those of rdata too, are
// relative to its origin unless it was made otherwise; the methods take relative
// and absolute ones alike. Names come in the order in which they were added.
//
// A Zone may be read by several goroutines as long as none changes it; a
// [Versioned] may be changed meanwhile.
type Zone struct {
	origin       dnsq.Name // Empty until known
	class        dnsq.RdataClass
	keepAbsolute bool
	nodes        nodeMap
}

// Options say what zone New makes. Nil means Python's defaults.
type Options struct {
	Class dnsq.RdataClass // zero means IN

	// KeepAbsolute has names absolute in the zone (Python's relativize=False).
	KeepAbsolute bool
}

// New makes an empty zone. Its origin is absolute, or Empty when a zone file
// is to tell it; anything else is an dnsq.ErrValue.
func New(origin dnsq.Name, opts *Options) (*Zone, error) {
	if opts == nil {
		opts = &Options{}
	}
	if origin != dnsq.Empty && !origin.IsAbsolute() {
		return nil, fault.On(dnsq.ErrValue, "origin parameter must be an absolute name", origin.String())
	}
	z := &Zone{origin: origin, class: opts.Class, keepAbsolute: opts.KeepAbsolute}
	if z.class == 0 {
		z.class = dnsq.ClassIN
	}
	return z, nil
}

// Origin is the zone's name, or Empty while it is unknown.
func (z *Zone) Origin() dnsq.Name { return z.origin }

// Class is the class of the zone's records.
func (z *Zone) Class() dnsq.RdataClass { return z.class }

// Relativize reports whether names in the zone are relative to its origin.
func (z *Zone) Relativize() bool { return !z.keepAbsolute }

// apex is the origin as the zone's names are.
func (z *Zone) apex() dnsq.Name {
	if z.keepAbsolute {
		return z.origin
	}
	return dnsq.Empty
}

// ParseName reads the text of a name as the zone's methods take it: without a
// final dot it is relative to the origin. The errors are those of NameFromText.
func (z *Zone) ParseName(text string) (dnsq.Name, error) {
	return dnsq.NameFromText(text, &dnsq.NameOptions{Relative: true})
}

// own is a name as the zone has it, or ErrNotFound for one that cannot be in it.
func (z *Zone) own(name dnsq.Name) (dnsq.Name, error) {
	if name.IsAbsolute() {
		if !name.IsSubdomain(z.origin) {
			return dnsq.Empty, fault.On(ErrNotFound, "name parameter must be a subdomain of the zone origin", name.String())
		}
		if !z.keepAbsolute {
			name = name.Relativize(z.origin)
		}
		return name, nil
	}
	full, err := name.Derelativize(z.origin)
	if err != nil {
		return dnsq.Empty, fault.On(ErrNotFound, "relative name too long for zone", name.String())
	}
	if z.keepAbsolute {
		return full, nil
	}
	return name, nil
}

// Len is the number of names.
func (z *Zone) Len() int { return z.nodes.len() }

// All yields names and their nodes.
func (z *Zone) All() iter.Seq2[dnsq.Name, *Node] { return z.nodes.all() }

// Names yields the names.
func (z *Zone) Names() iter.Seq[dnsq.Name] {
	return func(yield func(dnsq.Name) bool) {
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
func (z *Zone) Sorted() iter.Seq2[dnsq.Name, *Node] {
	return func(yield func(dnsq.Name, *Node) bool) {
		for _, e := range z.nodes.sorted() {
			if !yield(e.name, e.node) {
				return
			}
		}
	}
}

// Contains reports whether the zone has a node of the name.
func (z *Zone) Contains(name dnsq.Name) bool { return z.GetNode(name) != nil }

// GetNode returns the node of a name, or nil. Changes to it change the zone.
func (z *Zone) GetNode(name dnsq.Name) *Node {
	name, err := z.own(name)
	if err != nil {
		return nil
	}
	return z.nodes.get(name)
}

// FindNode is GetNode with an error, ErrNotFound, where there is no such node.
func (z *Zone) FindNode(name dnsq.Name) (*Node, error) {
	own, err := z.own(name)
	if err != nil {
		return nil, err
	}
	if n := z.nodes.get(own); n != nil {
		return n, nil
	}
	return nil, fault.On(ErrNotFound, "the zone has no such name", name.String())
}

// CreateNode is FindNode that adds an empty node where there is none (Python's
// create=True). A name out of the zone is ErrNotFound.
func (z *Zone) CreateNode(name dnsq.Name) (*Node, error) {
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
func (z *Zone) PutNode(name dnsq.Name, n *Node) error {
	own, err := z.own(name)
	if err == nil {
		z.nodes.put(own, n)
	}
	return err
}

// DeleteNode takes a name out of the zone; that it is not there is no error. A
// name out of the zone is ErrNotFound.
func (z *Zone) DeleteNode(name dnsq.Name) error {
	own, err := z.own(name)
	if err == nil {
		z.nodes.delete(own)
	}
	return err
}

// GetRdataset returns the rdataset of a name and type, or nil; covers is what
// signatures are of, else TypeNone. Changes to it change the zone.
func (z *Zone) GetRdataset(name dnsq.Name, typ, covers dnsq.RdataType) *dnsq.Rdataset {
	if n := z.GetNode(name); n != nil {
		return n.GetRdataset(z.class, typ, covers)
	}
	return nil
}

// FindRdataset is GetRdataset with an error, ErrNotFound, where there is none.
func (z *Zone) FindRdataset(name dnsq.Name, typ, covers dnsq.RdataType) (*dnsq.Rdataset, error) {
	n, err := z.FindNode(name)
	if err != nil {
		return nil, err
	}
	return n.FindRdataset(z.class, typ, covers)
}

// CreateRdataset is FindRdataset that adds node and rdataset where there are none
// (Python's create=True). A name out of the zone is ErrNotFound.
func (z *Zone) CreateRdataset(name dnsq.Name, typ, covers dnsq.RdataType) (*dnsq.Rdataset, error) {
	n, err := z.CreateNode(name)
	if err != nil {
		return nil, err
	}
	return n.CreateRdataset(z.class, typ, covers), nil
}

// ReplaceRdataset puts a rdataset, which is not copied, in the place of that of
// its type. Errors: dnsq.ErrValue for another class, ErrNotFound for a name out of
// the zone.
func (z *Zone) ReplaceRdataset(name dnsq.Name, replacement *dnsq.Rdataset) error {
	if replacement.Class != z.class {
		return fault.On(dnsq.ErrValue, "replacement.rdclass != zone.rdclass", replacement.Class.String())
	}
	n, err := z.CreateNode(name)
	if err == nil {
		n.ReplaceRdataset(replacement)
	}
	return err
}

// DeleteRdataset takes out a rdataset, and its node when that is empty then; that
// it is not there is no error. A name out of the zone is ErrNotFound.
func (z *Zone) DeleteRdataset(name dnsq.Name, typ, covers dnsq.RdataType) error {
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
func (z *Zone) GetRRset(name dnsq.Name, typ, covers dnsq.RdataType) *dnsq.RRset {
	s, err := z.FindRRset(name, typ, covers)
	if err != nil {
		return nil
	}
	return s
}

// FindRRset is GetRRset with an error, ErrNotFound, where there is none.
func (z *Zone) FindRRset(name dnsq.Name, typ, covers dnsq.RdataType) (*dnsq.RRset, error) {
	s, err := z.FindRdataset(name, typ, covers)
	if err != nil {
		return nil, err
	}
	if name, err = z.own(name); err != nil {
		return nil, err
	}
	return &dnsq.RRset{Rdataset: *s.Clone(), Name: name}, nil
}

// IterateRdatasets yields the rdatasets of a type with their names; TypeANY means
// all types.
func (z *Zone) IterateRdatasets(typ, covers dnsq.RdataType) iter.Seq2[dnsq.Name, *dnsq.Rdataset] {
	return func(yield func(dnsq.Name, *dnsq.Rdataset) bool) {
		for name, n := range z.nodes.all() {
			for s := range n.All() {
				if (typ == dnsq.TypeANY || s.Type == typ && s.Covers == covers) && !yield(name, s) {
					return
				}
			}
		}
	}
}

// A Record is a record of a zone.
type Record struct {
	Name  dnsq.Name
	TTL   uint32 // seconds
	Rdata dnsq.Rdata
}

// IterateRdatas yields the records of a type; TypeANY means all types.
func (z *Zone) IterateRdatas(typ, covers dnsq.RdataType) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for name, s := range z.IterateRdatasets(typ, covers) {
			for _, rd := range s.Items {
				if !yield(Record{name, s.TTL, rd}) {
					return
				}
			}
		}
	}
}

// GetSOA returns the zone's SOA, or ErrNoSOA.
func (z *Zone) GetSOA() (*dnsq.SOA, error) {
	if s := z.GetRdataset(z.apex(), dnsq.TypeSOA, dnsq.TypeNone); s != nil && len(s.Items) > 0 {
		if soa, ok := s.Items[0].(*dnsq.SOA); ok {
			return soa, nil
		}
	}
	return nil, fault.New(ErrNoSOA, "")
}

// CheckOrigin reports what a zone's origin must have and lacks: ErrUnknownOrigin,
// ErrNoSOA, ErrNoNS.
func (z *Zone) CheckOrigin() error {
	if z.origin == dnsq.Empty {
		return fault.New(ErrUnknownOrigin, "")
	}
	if z.GetRdataset(z.apex(), dnsq.TypeSOA, dnsq.TypeNone) == nil {
		return fault.New(ErrNoSOA, "")
	}
	if z.GetRdataset(z.apex(), dnsq.TypeNS, dnsq.TypeNone) == nil {
		return fault.New(ErrNoNS, "")
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
