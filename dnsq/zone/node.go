package zone

import (
	"iter"
	"slices"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
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
func ClassifyRdatatype(typ, covers dnsq.RdataType) NodeKind {
	if typ == dnsq.TypeRRSIG {
		typ = covers
	}
	switch typ {
	case dnsq.TypeCNAME:
		return NodeCNAME
	case dnsq.TypeNSEC, dnsq.TypeNSEC3, dnsq.TypeKEY:
		return NodeNeutral
	}
	return NodeRegular
}

// A Node is what a zone holds at one name: rdatasets of different types, which are
// not to be changed while they are here. Its methods keep a CNAME and other data
// apart.
type Node struct {
	rdatasets []*dnsq.Rdataset // in their order; nil for those that are gone, once there is an index
	index     map[setKey]int   // where each is, once they are many
	maker     uint64           // number of the transaction that may change it, or 0
}

// A setKey is what a node has one rdataset of.
type setKey struct {
	class       dnsq.RdataClass
	typ, covers dnsq.RdataType
}

func keyOf(s *dnsq.Rdataset) setKey { return setKey{s.Class, s.Type, s.Covers} }

// manySets is how many rdatasets are looked through one by one.
const manySets = 16

// Len is the number of rdatasets.
func (n *Node) Len() int {
	if n.index != nil {
		return len(n.index)
	}
	return len(n.rdatasets)
}

// All yields the rdatasets in their order.
func (n *Node) All() iter.Seq[*dnsq.Rdataset] {
	return func(yield func(*dnsq.Rdataset) bool) {
		for _, s := range n.rdatasets {
			if s != nil && !yield(s) {
				return
			}
		}
	}
}

// find is where an rdataset is, or -1.
func (n *Node) find(key setKey) int {
	if n.index != nil {
		if i, ok := n.index[key]; ok {
			return i
		}
		return -1
	}
	for i, s := range n.rdatasets {
		if s.Type == key.typ && s.Covers == key.covers && s.Class == key.class {
			return i
		}
	}
	return -1
}

// GetRdataset returns the rdataset of a class and type, or nil; covers is what
// signatures are of, else TypeNone.
func (n *Node) GetRdataset(class dnsq.RdataClass, typ, covers dnsq.RdataType) *dnsq.Rdataset {
	if i := n.find(setKey{class, typ, covers}); i >= 0 {
		return n.rdatasets[i]
	}
	return nil
}

// FindRdataset is GetRdataset with an error, ErrNotFound, where there is none.
func (n *Node) FindRdataset(class dnsq.RdataClass, typ, covers dnsq.RdataType) (*dnsq.Rdataset, error) {
	if s := n.GetRdataset(class, typ, covers); s != nil {
		return s, nil
	}
	return nil, fault.New(ErrNotFound, "the node has no rdataset of type "+typ.String())
}

// CreateRdataset is GetRdataset that adds an empty rdataset where there is none
// (Python's create=True). Of a CNAME and other data the newcomer stays.
func (n *Node) CreateRdataset(class dnsq.RdataClass, typ, covers dnsq.RdataType) *dnsq.Rdataset {
	s := n.GetRdataset(class, typ, covers)
	if s == nil {
		s = dnsq.NewRdataset(class, typ, covers, 0)
		n.append(s)
	}
	return s
}

// append adds a rdataset, and takes out what may not stand beside it.
func (n *Node) append(s *dnsq.Rdataset) {
	switch ClassifyRdatatype(s.Type, s.Covers) {
	case NodeCNAME:
		n.drop(NodeRegular)
	case NodeRegular:
		if n.Classify() == NodeCNAME {
			n.drop(NodeCNAME)
		}
	}
	n.put(s)
}

// put adds a rdataset of a type that the node lacks.
func (n *Node) put(s *dnsq.Rdataset) {
	if n.index == nil && len(n.rdatasets) == manySets {
		n.reindex()
	}
	if n.index != nil {
		n.index[keyOf(s)] = len(n.rdatasets)
	}
	n.rdatasets = append(n.rdatasets, s)
}

// reindex makes the index, and has no place empty.
func (n *Node) reindex() {
	n.rdatasets = slices.DeleteFunc(n.rdatasets, func(s *dnsq.Rdataset) bool { return s == nil })
	n.index = make(map[setKey]int, 2*len(n.rdatasets))
	for i, s := range n.rdatasets {
		n.index[keyOf(s)] = i
	}
}

// take takes out the rdataset at a place.
func (n *Node) take(i int, key setKey) {
	if n.index == nil {
		n.rdatasets = slices.Delete(n.rdatasets, i, i+1)
		return
	}
	delete(n.index, key)
	n.rdatasets[i] = nil
	if len(n.rdatasets) > 2*len(n.index)+manySets {
		n.reindex()
	}
}

func (n *Node) drop(kind NodeKind) {
	n.rdatasets = slices.DeleteFunc(n.rdatasets, func(s *dnsq.Rdataset) bool {
		return s == nil || ClassifyRdatatype(s.Type, s.Covers) == kind
	})
	if n.index != nil {
		n.reindex()
	}
}

// touch is GetRdataset that makes what it finds the last of the node.
func (n *Node) touch(class dnsq.RdataClass, typ, covers dnsq.RdataType) *dnsq.Rdataset {
	key := setKey{class, typ, covers}
	i := n.find(key)
	if i < 0 {
		return nil
	}
	s := n.rdatasets[i]
	if i < len(n.rdatasets)-1 {
		n.take(i, key)
		n.put(s)
	}
	return s
}

// ReplaceRdataset puts a rdataset, which is not copied, in the place of that of
// its class and type. Of a CNAME and other data the newcomer stays.
func (n *Node) ReplaceRdataset(replacement *dnsq.Rdataset) {
	n.DeleteRdataset(replacement.Class, replacement.Type, replacement.Covers)
	n.append(replacement)
}

// DeleteRdataset takes out the rdataset of a class and type, if there is one.
func (n *Node) DeleteRdataset(class dnsq.RdataClass, typ, covers dnsq.RdataType) {
	key := setKey{class, typ, covers}
	if i := n.find(key); i >= 0 {
		n.take(i, key)
	}
}

// Classify is the kind of the node.
func (n *Node) Classify() NodeKind {
	for s := range n.All() {
		if k := ClassifyRdatatype(s.Type, s.Covers); k != NodeNeutral {
			return k
		}
	}
	return NodeNeutral
}

// Clone returns a node with clones of the rdatasets.
func (n *Node) Clone() *Node {
	c := &Node{rdatasets: make([]*dnsq.Rdataset, 0, n.Len())}
	for s := range n.All() {
		c.put(s.Clone())
	}
	return c
}

// Equal reports whether two nodes have the same rdatasets, in whatever order.
func (n *Node) Equal(o *Node) bool {
	if n.Len() != o.Len() {
		return false
	}
	for s := range n.All() {
		if other := o.GetRdataset(s.Class, s.Type, s.Covers); other == nil || !s.Equal(other) {
			return false
		}
	}
	return true
}

// ToText writes the node's records, a line each, as those of name. Empty
// rdatasets are left out. Errors are those of dnsq.RdataToText.
func (n *Node) ToText(name dnsq.Name, opts *dnsq.SetTextOptions) (string, error) {
	out, err := n.appendText(nil, name, opts)
	return string(out), err
}

func (n *Node) appendText(out []byte, name dnsq.Name, opts *dnsq.SetTextOptions) ([]byte, error) {
	begun := false
	for s := range n.All() {
		if len(s.Items) == 0 {
			continue
		}
		if begun {
			out = append(out, '\n')
		}
		begun = true
		var err error
		if out, err = s.AppendText(out, &name, opts); err != nil {
			return out, err
		}
	}
	return out, nil
}
