package ipy

import (
	"iter"
	"math/bits"
	"slices"
)

// A Map holds a value for each of many networks and finds, for an address or
// network, the narrowest that contains it: the longest prefix match of a
// routing table. The zero Map is empty and ready; a nil one is
// empty and stays so, whatever is put into it. Reading may be concurrent, changing
// may not.
type Map[V any] struct {
	values map[IP]V
	// lengths tells, for IPv4 and IPv6, which prefix lengths are in use, as a
	// set of bits, and how many networks have each.
	lengths [2][3]uint64
	counts  [2][129]int
}

func family(ip IP) int { return int(ip.version) / 6 }

// Set gives a network a value, in place of the one it may have had. The zero IP
// is no network, and is left out.
func (m *Map[V]) Set(network IP, value V) {
	if m == nil || !network.IsValid() {
		return
	}
	if m.values == nil {
		m.values = map[IP]V{}
	}
	if _, had := m.values[network]; !had {
		f := family(network)
		m.counts[f][network.bits]++
		m.lengths[f][network.bits/64] |= 1 << (network.bits % 64)
	}
	m.values[network] = value
}

// Delete takes a network away; other networks inside or around it stay.
func (m *Map[V]) Delete(network IP) {
	if m == nil {
		return
	}
	if _, had := m.values[network]; !had {
		return
	}
	delete(m.values, network)
	f := family(network)
	if m.counts[f][network.bits]--; m.counts[f][network.bits] == 0 {
		m.lengths[f][network.bits/64] &^= 1 << (network.bits % 64)
	}
}

// Get is the value of exactly this network.
func (m *Map[V]) Get(network IP) (value V, ok bool) {
	if m == nil {
		return value, false
	}
	value, ok = m.values[network]
	return value, ok
}

// Lookup is the narrowest network of the map that contains ip, and its value.
func (m *Map[V]) Lookup(ip IP) (network IP, value V, ok bool) {
	for network, value := range m.Covering(ip) {
		return network, value, true
	}
	return IP{}, value, false
}

// Covering iterates over all networks of the map that contain ip, the narrowest
// first.
func (m *Map[V]) Covering(ip IP) iter.Seq2[IP, V] {
	return func(yield func(IP, V) bool) {
		if !ip.IsValid() || m == nil || m.values == nil {
			return
		}
		lengths := m.lengths[family(ip)]
		for word := 2; word >= 0; word-- {
			for set := lengths[word]; set != 0; {
				bit := 63 - bits.LeadingZeros64(set)
				set &^= 1 << bit
				length := word*64 + bit
				if length > int(ip.bits) {
					continue
				}
				network := ip.with(ip.addr.and(ones(ip.width()-length).not()), length)
				if value, ok := m.values[network]; ok && !yield(network, value) {
					return
				}
			}
		}
	}
}

// Len is the number of networks in the map.
func (m *Map[V]) Len() int {
	if m == nil {
		return 0
	}
	return len(m.values)
}

// All iterates over the networks in the order of [IP.Compare].
func (m *Map[V]) All() iter.Seq2[IP, V] {
	return func(yield func(IP, V) bool) {
		if m == nil {
			return
		}
		networks := make([]IP, 0, len(m.values))
		for n := range m.values {
			networks = append(networks, n)
		}
		slices.SortFunc(networks, IP.Compare)
		for _, n := range networks {
			if !yield(n, m.values[n]) {
				return
			}
		}
	}
}
