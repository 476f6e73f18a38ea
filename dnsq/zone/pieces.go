package zone

import "github.com/pyops-go/pyops/dnsq"

// pieces are memory for the nodes of a zone that is read, several together, each
// with room for one rdataset of one record. Nil pieces make each by itself.
type pieces struct {
	nodes []pieceOfNode
	sets  []pieceOfSet
}

type pieceOfNode struct {
	node Node
	list [1]*dnsq.Rdataset
}

type pieceOfSet struct {
	set   dnsq.Rdataset
	items [1]dnsq.Rdata
}

// pieceSize is how many there are together. One that stays keeps the others.
const pieceSize = 32

func (p *pieces) newNode() *Node {
	if len(p.nodes) == 0 {
		p.nodes = make([]pieceOfNode, pieceSize)
	}
	x := &p.nodes[0]
	p.nodes = p.nodes[1:]
	x.node.rdatasets = x.list[:0]
	return &x.node
}

func (p *pieces) newRdataset() *dnsq.Rdataset {
	if p == nil {
		return new(dnsq.Rdataset)
	}
	if len(p.sets) == 0 {
		p.sets = make([]pieceOfSet, pieceSize)
	}
	x := &p.sets[0]
	p.sets = p.sets[1:]
	x.set.Items = x.items[:0]
	return &x.set
}
