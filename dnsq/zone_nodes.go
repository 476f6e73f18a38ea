package dnsq

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// A nodeMap maps names to nodes. Case does not matter, and the names keep the
// order and the spelling in which they came.
type nodeMap struct {
	index   map[Name]int // by canonical name, where it is in entries
	entries []nodeEntry
	gone    int // entries without a node
}

type nodeEntry struct {
	name Name
	node *Node // nil once deleted
}

func (m *nodeMap) len() int { return len(m.entries) - m.gone }

func (m *nodeMap) get(name Name) *Node {
	if i, ok := m.index[name.Canonicalize()]; ok {
		return m.entries[i].node
	}
	return nil
}

func (m *nodeMap) put(name Name, n *Node) { m.slot(name).node = n }

// slot is where the node of a name is, which the caller must put there when it is
// nil. It is good until the map changes.
func (m *nodeMap) slot(name Name) *nodeEntry {
	key := name.Canonicalize()
	i, ok := m.index[key]
	if !ok {
		if m.index == nil {
			m.index = map[Name]int{}
		}
		i = len(m.entries)
		m.index[key] = i
		m.entries = append(m.entries, nodeEntry{name: name})
	}
	return &m.entries[i]
}

func (m *nodeMap) delete(name Name) bool {
	key := name.Canonicalize()
	i, ok := m.index[key]
	if !ok {
		return false
	}
	delete(m.index, key)
	m.entries[i].node = nil
	if m.gone++; m.gone > 16 && m.gone > len(m.entries)/2 {
		m.compact()
	}
	return true
}

// compact makes new entries, so that whoever iterates over the old ones keeps his
// place.
func (m *nodeMap) compact() {
	kept := make([]nodeEntry, 0, m.len())
	for _, e := range m.entries {
		if e.node != nil {
			m.index[e.name.Canonicalize()] = len(kept)
			kept = append(kept, e)
		}
	}
	m.entries, m.gone = kept, 0
}

// clone copies the map but not the nodes.
func (m *nodeMap) clone() nodeMap {
	return nodeMap{maps.Clone(m.index), slices.Clone(m.entries), m.gone}
}

// all yields the entries that are there when it begins, less those that are
// deleted meanwhile.
func (m *nodeMap) all() iter.Seq2[Name, *Node] {
	return func(yield func(Name, *Node) bool) {
		entries := m.entries
		for i := range entries {
			e := entries[i]
			if len(m.entries) == 0 || &m.entries[0] != &entries[0] {
				e.node = m.get(e.name) // the entries have moved, and changed since
			}
			if e.node != nil && !yield(e.name, e.node) {
				return
			}
		}
	}
}

// sorted are the entries in the order of DNSSEC.
func (m *nodeMap) sorted() []nodeEntry {
	type keyed struct {
		key string
		nodeEntry
	}
	list := make([]keyed, 0, m.len())
	var keys []byte
	for _, e := range m.entries {
		if e.node == nil {
			continue
		}
		keys = appendOrderKey(keys[:0], e.name)
		list = append(list, keyed{string(keys), e})
	}
	slices.SortFunc(list, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	out := make([]nodeEntry, len(list))
	for i := range list {
		out[i] = list[i].nodeEntry
	}
	return out
}

// appendOrderKey writes bytes that compare as Name.Compare compares names: labels
// from the right, in lower case, each ended by a zero. Zeros and ones within
// labels are written as two bytes that keep their order.
func appendOrderKey(dst []byte, n Name) []byte {
	if n.absolute {
		dst = append(dst, 1)
	} else {
		dst = append(dst, 0)
	}
	var at [128]uint8
	o := n.offsets(&at)
	for k := len(o) - 1; k >= 0; k-- {
		i := int(o[k])
		for _, c := range []byte(n.wire[i+1 : i+1+int(n.wire[i])]) {
			if c = lower(c); c <= 1 {
				dst = append(dst, 1)
				c++
			}
			dst = append(dst, c)
		}
		dst = append(dst, 0)
	}
	return dst
}
