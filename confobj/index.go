package confobj

import "hash/maphash"

// An index finds the members of a section by key. It is a table with open
// addressing rather than a map, since a configuration is read far more often
// than it is changed: a key is hashed once to be looked for and to be entered.
type index struct {
	slots []*member // a power of two of them, a quarter empty at least
	used  int       // slots that are not nil
}

var seed = maphash.MakeSeed()

// gone stands in a slot whose member was removed.
var gone = &member{}

func hashOf(key string) uint64 { return maphash.String(seed, key) }

// find is the member of a key with its hash, or nil.
func (x *index) find(key string, hash uint64) *member {
	mask := uint64(len(x.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		m := x.slots[i]
		if m == nil {
			return nil
		}
		if m.hash == hash && m.key == key && m != gone {
			return m
		}
	}
}

// enter adds a member, whose hash is set and whose key is new.
func (x *index) enter(m *member) {
	if 4*(x.used+1) > 3*len(x.slots) {
		x.grow(2 * len(x.slots))
	}
	mask := uint64(len(x.slots) - 1)
	i := m.hash & mask
	for x.slots[i] != nil {
		i = (i + 1) & mask
	}
	x.slots[i] = m
	x.used++
}

// remove takes a member out.
func (x *index) remove(m *member) {
	mask := uint64(len(x.slots) - 1)
	for i := m.hash & mask; x.slots[i] != nil; i = (i + 1) & mask {
		if x.slots[i] == m {
			x.slots[i] = gone
			return
		}
	}
}

// grow makes room; what was removed leaves its slots.
func (x *index) grow(size int) {
	old := x.slots
	x.slots, x.used = make([]*member, size), 0
	for _, m := range old {
		if m != nil && m != gone {
			x.enter(m)
		}
	}
}

// build makes an index of members, with room for more.
func build(lists [][]*member, room int) *index {
	size := 4 * few
	for 3*size < 4*room {
		size *= 2
	}
	x := &index{slots: make([]*member, size)}
	for _, list := range lists {
		for _, m := range list {
			m.hash = hashOf(m.key)
			x.enter(m)
		}
	}
	return x
}
