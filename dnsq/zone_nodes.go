package dnsq

import (
	"iter"
	"maps"
	"slices"
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

func (m *nodeMap) put(name Name, n *Node) {
	key := name.Canonicalize()
	if i, ok := m.index[key]; ok {
		m.entries[i].node = n
		return
	}
	if m.index == nil {
		m.index = map[Name]int{}
	}
	m.index[key] = len(m.entries)
	m.entries = append(m.entries, nodeEntry{name, n})
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

// compact makes new entries, so that whoever iterates over the old ones goes on
// undisturbed.
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

func (m *nodeMap) all() iter.Seq2[Name, *Node] {
	return func(yield func(Name, *Node) bool) {
		entries := m.entries
		for i := range entries {
			if e := &entries[i]; e.node != nil && !yield(e.name, e.node) {
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
	slices.SortFunc(list, func(a, b keyed) int { return compareStrings(a.key, b.key) })
	out := make([]nodeEntry, len(list))
	for i := range list {
		out[i] = list[i].nodeEntry
	}
	return out
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
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
