package packet

import (
	"maps"
	"slices"
)

// An Enum gives numbers names. It never changes; the zero value is empty.
type Enum struct {
	names  map[uint64]string
	values map[string]uint64
}

// NewEnum makes an Enum of a table. Of two numbers with one name, the name means
// the higher one, as in scapy.
func NewEnum(names map[uint64]string) *Enum {
	e := &Enum{names: maps.Clone(names), values: make(map[string]uint64, len(names))}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		e.values[names[n]] = n
	}
	return e
}

// Name is the name of a number.
func (e *Enum) Name(n uint64) (string, bool) {
	if e == nil {
		return "", false
	}
	s, ok := e.names[n]
	return s, ok
}

// Value is the number of a name.
func (e *Enum) Value(name string) (uint64, bool) {
	if e == nil {
		return 0, false
	}
	n, ok := e.values[name]
	return n, ok
}

// Len is how many numbers have names.
func (e *Enum) Len() int {
	if e == nil {
		return 0
	}
	return len(e.names)
}
