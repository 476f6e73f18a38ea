package ipy

import (
	"slices"
	"sort"
)

// A span is a run of addresses of one family, both ends included.
type span struct{ first, last uint128 }

// prefixes yields the fewest networks that make up the span, in order, and
// reports whether it came to the end.
func (s span) prefixes(version int, yield func(IP) bool) bool {
	for from := s.first; ; {
		net := single(from, version)
		// The network is as wide as both its alignment and what is left allow.
		hosts := min(from.trailingZeros(), net.width())
		for left := s.last.sub(from); left.less(ones(hosts)); {
			hosts--
		}
		net.bits -= uint8(hosts)
		if !yield(net) {
			return false
		}
		last := net.last()
		if last == s.last {
			return true
		}
		from = last.add(one)
	}
}

// before reports whether a ends before b begins, with a gap between them.
func (a span) before(b span) bool {
	return a.last.less(b.first) && a.last.add(one) != b.first
}

// spanSet is a set of addresses of one family: spans in order, with a gap
// between each and the next.
type spanSet []span

// merge sorts spans and joins those that meet, in place.
func merge(spans []span) spanSet {
	slices.SortFunc(spans, func(a, b span) int { return a.first.compare(b.first) })
	return join(spans)
}

// join joins sorted spans that meet, in place.
func join(spans []span) spanSet {
	out := spanSet(spans[:0])
	for _, s := range spans {
		out = out.push(s)
	}
	return out
}

// push adds a span that does not begin before the last one does.
func (set spanSet) push(s span) spanSet {
	if n := len(set); n > 0 && !set[n-1].before(s) {
		if set[n-1].last.less(s.last) {
			set[n-1].last = s.last
		}
		return set
	}
	return append(set, s)
}

// reaching is the index of the first span that does not end before addr, or the
// length.
func (set spanSet) reaching(addr uint128) int {
	return sort.Search(len(set), func(i int) bool { return !set[i].last.less(addr) })
}

func (set spanSet) union(other spanSet) spanSet {
	out := make(spanSet, 0, len(set)+len(other))
	for len(set) > 0 && len(other) > 0 {
		if other[0].first.less(set[0].first) {
			set, other = other, set
		}
		out = out.push(set[0])
		set = set[1:]
	}
	for _, rest := range []spanSet{set, other} {
		for _, s := range rest {
			out = out.push(s)
		}
	}
	return out
}

func (set spanSet) intersection(other spanSet) spanSet {
	out := make(spanSet, 0, min(len(set), len(other)))
	for i, j := 0, 0; i < len(set) && j < len(other); {
		a, b := &set[i], &other[j]
		switch {
		case a.last.less(b.first):
			i++
		case b.last.less(a.first):
			j++
		case b.last.less(a.last):
			out = append(out, span{later(a.first, b.first), b.last})
			j++
		default:
			out = append(out, span{later(a.first, b.first), a.last})
			i++
		}
	}
	return out
}

func later(a, b uint128) uint128 {
	if a.less(b) {
		return b
	}
	return a
}

func (set spanSet) difference(other spanSet) spanSet {
	out := make(spanSet, 0, len(set))
	j := 0
	for _, s := range set {
		for j < len(other) && other[j].last.less(s.first) {
			j++
		}
		whole := true
		for k := j; k < len(other) && !s.last.less(other[k].first); k++ {
			if s.first.less(other[k].first) {
				out = append(out, span{s.first, other[k].first.sub(one)})
			}
			if !other[k].last.less(s.last) {
				whole = false
				break
			}
			s.first = other[k].last.add(one)
		}
		if whole {
			out = append(out, s)
		}
	}
	return out
}
