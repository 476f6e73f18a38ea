package dnsq

import "iter"

// A NameDict maps names, without regard to case, to values, and finds the deepest
// name that another one lies in. The zero NameDict is empty and ready for use.
type NameDict[V any] struct {
	entries  map[Name]nameDictEntry[V] // by canonical name
	order    []Name                    // as they came; those gone are not in entries
	depths   map[int]int               // how many names have so many labels
	maxDepth int
}

type nameDictEntry[V any] struct {
	name  Name
	value V
	at    int // in order
}

// Set gives a name a value.
func (d *NameDict[V]) Set(name Name, value V) {
	key := name.Canonicalize()
	if e, ok := d.entries[key]; ok {
		e.value = value
		d.entries[key] = e
		return
	}
	if d.entries == nil {
		d.entries, d.depths = map[Name]nameDictEntry[V]{}, map[int]int{}
	}
	d.entries[key] = nameDictEntry[V]{name, value, len(d.order)}
	d.order = append(d.order, key)
	depth := name.Len()
	d.depths[depth]++
	d.maxDepth = max(d.maxDepth, depth)
}

// Get returns the value of a name, and whether it has one.
func (d *NameDict[V]) Get(name Name) (V, bool) {
	e, ok := d.entries[name.Canonicalize()]
	return e.value, ok
}

// Delete takes a name out and reports whether it was there.
func (d *NameDict[V]) Delete(name Name) bool {
	key := name.Canonicalize()
	if _, ok := d.entries[key]; !ok {
		return false
	}
	delete(d.entries, key)
	depth := name.Len()
	if d.depths[depth]--; d.depths[depth] == 0 {
		delete(d.depths, depth)
		if depth == d.maxDepth {
			d.maxDepth = 0
			for n := range d.depths {
				d.maxDepth = max(d.maxDepth, n)
			}
		}
	}
	if len(d.order) > 2*len(d.entries)+16 {
		d.compact()
	}
	return true
}

func (d *NameDict[V]) compact() {
	var kept []Name
	for i, key := range d.order {
		if e, ok := d.entries[key]; ok && e.at == i {
			e.at = len(kept)
			d.entries[key] = e
			kept = append(kept, key)
		}
	}
	d.order = kept
}

// Len is the number of names.
func (d *NameDict[V]) Len() int { return len(d.entries) }

// MaxDepth is the number of labels of the deepest name, and MaxDepthItems how many
// names have as many.
func (d *NameDict[V]) MaxDepth() int { return d.maxDepth }

// MaxDepthItems is how many names have MaxDepth labels.
func (d *NameDict[V]) MaxDepthItems() int { return d.depths[d.maxDepth] }

// All yields names and values in the order in which the names came.
func (d *NameDict[V]) All() iter.Seq2[Name, V] {
	return func(yield func(Name, V) bool) {
		order := d.order
		for i, key := range order {
			if e, ok := d.entries[key]; ok && e.at == i && !yield(e.name, e.value) {
				return
			}
		}
	}
}

// GetDeepestMatch returns the deepest name that a name lies in, or is, spelled as
// there, with its value, and whether there is one. The empty name matches all.
func (d *NameDict[V]) GetDeepestMatch(name Name) (Name, V, bool) {
	for depth := min(name.Len(), d.maxDepth); depth >= 0; depth-- {
		_, suffix, err := name.Split(depth)
		if err != nil {
			break
		}
		if e, ok := d.entries[suffix.Canonicalize()]; ok {
			return suffix, e.value, true
		}
	}
	var none V
	return Empty, none, false
}
