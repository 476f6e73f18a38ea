package dnsq

import (
	"iter"
	"slices"
)

// A NodeKind tells what a node may hold: a CNAME stands alone but for records
// about the node itself.
type NodeKind int

// The kinds of nodes and of what makes them so.
const (
	NodeRegular NodeKind = iota // other data than a CNAME
	NodeNeutral                 // nothing, or what may stand beside both: NSEC, NSEC3, KEY and signatures of these
	NodeCNAME                   // a CNAME, or the signature of one
)

// String is the kind's name in dnspython.
func (k NodeKind) String() string {
	switch k {
	case NodeNeutral:
		return "NEUTRAL"
	case NodeCNAME:
		return "CNAME"
	}
	return "REGULAR"
}

// ClassifyRdatatype is the kind of node that records of a type make; covers is
// what signatures are of.
func ClassifyRdatatype(typ, covers RdataType) NodeKind {
	if typ == TypeRRSIG {
		typ = covers
	}
	switch typ {
	case TypeCNAME:
		return NodeCNAME
	case TypeNSEC, TypeNSEC3, TypeKEY:
		return NodeNeutral
	}
	return NodeRegular
}

// A Node is what a zone holds at one name: rdatasets of different types. Its
// methods keep a CNAME and other data apart.
type Node struct {
	rdatasets []*Rdataset
	maker     uint64 // number of the transaction that may change it, or 0
}

// Len is the number of rdatasets.
func (n *Node) Len() int { return len(n.rdatasets) }

// All yields the rdatasets in their order.
func (n *Node) All() iter.Seq[*Rdataset] { return slices.Values(n.rdatasets) }

// GetRdataset returns the rdataset of a class and type, or nil; covers is what
// signatures are of, else TypeNone.
func (n *Node) GetRdataset(class RdataClass, typ, covers RdataType) *Rdataset {
	for _, s := range n.rdatasets {
		if s.Type == typ && s.Covers == covers && s.Class == class {
			return s
		}
	}
	return nil
}

// FindRdataset is GetRdataset with an error, ErrNotFound, where there is none.
func (n *Node) FindRdataset(class RdataClass, typ, covers RdataType) (*Rdataset, error) {
	if s := n.GetRdataset(class, typ, covers); s != nil {
		return s, nil
	}
	return nil, fail(ErrNotFound, "the node has no rdataset of type "+typ.String())
}

// CreateRdataset is GetRdataset that adds an empty rdataset where there is none
// (Python's create=True). Of a CNAME and other data the newcomer stays.
func (n *Node) CreateRdataset(class RdataClass, typ, covers RdataType) *Rdataset {
	s := n.GetRdataset(class, typ, covers)
	if s == nil {
		s = NewRdataset(class, typ, covers, 0)
		n.append(s)
	}
	return s
}

// append adds a rdataset, and takes out what may not stand beside it.
func (n *Node) append(s *Rdataset) {
	switch ClassifyRdatatype(s.Type, s.Covers) {
	case NodeCNAME:
		n.drop(NodeRegular)
	case NodeRegular:
		n.drop(NodeCNAME)
	}
	n.rdatasets = append(n.rdatasets, s)
}

func (n *Node) drop(kind NodeKind) {
	n.rdatasets = slices.DeleteFunc(n.rdatasets, func(s *Rdataset) bool { return ClassifyRdatatype(s.Type, s.Covers) == kind })
}

// ReplaceRdataset puts a rdataset, which is not copied, in the place of that of
// its class and type. Of a CNAME and other data the newcomer stays.
func (n *Node) ReplaceRdataset(replacement *Rdataset) {
	n.DeleteRdataset(replacement.Class, replacement.Type, replacement.Covers)
	n.append(replacement)
}

// DeleteRdataset takes out the rdataset of a class and type, if there is one.
func (n *Node) DeleteRdataset(class RdataClass, typ, covers RdataType) {
	n.rdatasets = slices.DeleteFunc(n.rdatasets, func(s *Rdataset) bool { return s.Match(class, typ, covers) })
}

// Classify is the kind of the node.
func (n *Node) Classify() NodeKind {
	for _, s := range n.rdatasets {
		if k := ClassifyRdatatype(s.Type, s.Covers); k != NodeNeutral {
			return k
		}
	}
	return NodeNeutral
}

// Clone returns a node with clones of the rdatasets.
func (n *Node) Clone() *Node {
	c := &Node{rdatasets: make([]*Rdataset, len(n.rdatasets))}
	for i, s := range n.rdatasets {
		c.rdatasets[i] = s.Clone()
	}
	return c
}

// Equal reports whether two nodes have the same rdatasets, in whatever order.
func (n *Node) Equal(o *Node) bool {
	if len(n.rdatasets) != len(o.rdatasets) {
		return false
	}
	for _, s := range n.rdatasets {
		if !slices.ContainsFunc(o.rdatasets, s.Equal) {
			return false
		}
	}
	return true
}

// ToText writes the node's records, a line each, as those of name. Empty
// rdatasets are left out.
func (n *Node) ToText(name Name, opts *SetTextOptions) string {
	var out []byte
	for _, s := range n.rdatasets {
		if len(s.Items) == 0 {
			continue
		}
		if out != nil {
			out = append(out, '\n')
		}
		out = s.appendText(out, &name, opts)
	}
	return string(out)
}
