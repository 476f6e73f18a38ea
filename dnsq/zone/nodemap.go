package zone

import (
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
)

// A nodeMap maps names to nodes. Case does not matter, and the names keep the
// order and the spelling in which they came.
type nodeMap struct {
	entries []nodeEntry
	index   []uint32 // hash table of places in entries, counted from 1; 0 is free
	gone    int      // entries without a node
}

type nodeEntry struct {
	name dnsq.Name
	node *Node // nil once deleted
	hash uint32
}

// nodeSeed makes hashes that nobody can foresee.
var nodeSeed = maphash.MakeSeed()

func hashOf(name dnsq.Name) uint32 { return uint32(maphash.Comparable(nodeSeed, name.Canonicalize())) }

func (m *nodeMap) len() int { return len(m.entries) - m.gone }

func (m *nodeMap) get(name dnsq.Name) *Node {
	if e := m.find(name, hashOf(name)); e != nil {
		return e.node
	}
	return nil
}

func (m *nodeMap) put(name dnsq.Name, n *Node) { m.slot(name).node = n }

func (m *nodeMap) find(name dnsq.Name, hash uint32) *nodeEntry {
	for at := int(hash); len(m.index) > 0; at++ {
		i := m.index[at&(len(m.index)-1)]
		if i == 0 {
			break
		}
		if e := &m.entries[i-1]; e.hash == hash && e.node != nil && e.name.Equal(name) {
			return e
		}
	}
	return nil
}

// slot is where the node of a name is, which the caller must put there when it is
// nil. It is good until the map changes.
func (m *nodeMap) slot(name dnsq.Name) *nodeEntry {
	hash := hashOf(name)
	if e := m.find(name, hash); e != nil {
		return e
	}
	if 2*(len(m.entries)+1) > len(m.index) {
		size := max(16, 2*len(m.index))
		m.reindex(size)
		m.entries = slices.Grow(m.entries, size/2-len(m.entries))
	}
	m.entries = append(m.entries, nodeEntry{name: name, hash: hash})
	m.enter(hash, len(m.entries))
	return &m.entries[len(m.entries)-1]
}

// enter puts the place of an entry, counted from 1, into the table.
func (m *nodeMap) enter(hash uint32, place int) {
	at := int(hash)
	for m.index[at&(len(m.index)-1)] != 0 {
		at++
	}
	m.index[at&(len(m.index)-1)] = uint32(place)
}

// reindex makes a table of a size, a power of two.
func (m *nodeMap) reindex(size int) {
	m.index = make([]uint32, size)
	for i := range m.entries {
		if m.entries[i].node != nil {
			m.enter(m.entries[i].hash, i+1)
		}
	}
}

func (m *nodeMap) delete(name dnsq.Name) bool {
	e := m.find(name, hashOf(name))
	if e == nil {
		return false
	}
	e.node = nil
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
			kept = append(kept, e)
		}
	}
	m.entries, m.gone = kept, 0
	m.reindex(len(m.index))
}

// clone copies the map but not the nodes.
func (m *nodeMap) clone() nodeMap {
	return nodeMap{slices.Clone(m.entries), slices.Clone(m.index), m.gone}
}

// all yields the entries that are there when it begins, less those that are
// deleted meanwhile.
func (m *nodeMap) all() iter.Seq2[dnsq.Name, *Node] {
	return func(yield func(dnsq.Name, *Node) bool) {
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
		keys = e.name.AppendOrderKey(keys[:0])
		list = append(list, keyed{string(keys), e})
	}
	slices.SortFunc(list, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	out := make([]nodeEntry, len(list))
	for i := range list {
		out[i] = list[i].nodeEntry
	}
	return out
}
