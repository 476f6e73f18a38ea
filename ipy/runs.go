package ipy

import (
	"iter"
	"slices"
	"sort"
)

// mostRuns is how many spans a block may hold when one is put in: moving so many
// costs less than keeping more blocks.
const mostRuns = 512

// runs is a set of addresses of one family: spans in order, with a gap between
// each and the next, in blocks, none of them empty. A set that is made at once is
// one block of any length; it is cut up when it is first changed, so that a change
// moves a block and not the set.
type runs struct{ blocks [][]span }

func runsOf(set spanSet) runs {
	if len(set) == 0 {
		return runs{}
	}
	return runs{[][]span{set}}
}

// flat is the set in one piece. It is the set's own when that is one block.
func (r *runs) flat() spanSet {
	if len(r.blocks) == 1 {
		return r.blocks[0]
	}
	return slices.Concat(r.blocks...)
}

func (r *runs) clone() runs { return runsOf(slices.Clone(r.flat())) }

func (r *runs) isEmpty() bool { return len(r.blocks) == 0 }

func (r *runs) len() int {
	n := 0
	for _, b := range r.blocks {
		n += len(b)
	}
	return n
}

func (r *runs) all() iter.Seq[span] {
	return func(yield func(span) bool) {
		for _, b := range r.blocks {
			for _, s := range b {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// A spot is a span's place: its block and its index there. The end is the spot
// behind the last block.
type spot struct{ block, index int }

// reaching is the spot of the first span that does not end before addr.
func (r *runs) reaching(addr uint128) spot {
	b := 0
	if len(r.blocks) > 1 {
		b = sort.Search(len(r.blocks), func(i int) bool {
			block := r.blocks[i]
			return !block[len(block)-1].last.less(addr)
		})
	}
	if b == len(r.blocks) {
		return spot{b, 0}
	}
	i := spanSet(r.blocks[b]).reaching(addr)
	if i == len(r.blocks[b]) {
		return spot{b + 1, 0}
	}
	return spot{b, i}
}

// at is the span at a spot, unless that is the end.
func (r *runs) at(p spot) (*span, bool) {
	if p.block >= len(r.blocks) {
		return nil, false
	}
	return &r.blocks[p.block][p.index], true
}

func (r *runs) next(p spot) spot {
	if p.index++; p.index == len(r.blocks[p.block]) {
		return spot{p.block + 1, 0}
	}
	return p
}

func (r *runs) previous(p spot) (spot, bool) {
	switch {
	case p.index > 0:
		return spot{p.block, p.index - 1}, true
	case p.block > 0:
		return spot{p.block - 1, len(r.blocks[p.block-1]) - 1}, true
	}
	return p, false
}

func (r *runs) contains(s span) bool {
	found, ok := r.at(r.reaching(s.first))
	return ok && !s.first.less(found.first) && !found.last.less(s.last)
}

func (r *runs) touches(s span) bool {
	found, ok := r.at(r.reaching(s.first))
	return ok && !s.last.less(found.first)
}

// add puts a span into the set, joined with those that it meets.
func (r *runs) add(s span) {
	r.cut()
	from := r.reaching(s.first)
	if before, ok := r.previous(from); ok {
		if found, _ := r.at(before); !found.before(s) {
			from = before
		}
	}
	to := from
	for found, ok := r.at(to); ok && !s.before(*found); found, ok = r.at(to) {
		if found.first.less(s.first) {
			s.first = found.first
		}
		if s.last.less(found.last) {
			s.last = found.last
		}
		to = r.next(to)
	}
	r.replace(from, to, s)
}

// remove takes a span out of the set.
func (r *runs) remove(s span) {
	r.cut()
	from := r.reaching(s.first)
	to := from
	var rest [2]span
	left := rest[:0]
	for found, ok := r.at(to); ok && !s.last.less(found.first); found, ok = r.at(to) {
		if found.first.less(s.first) {
			left = append(left, span{found.first, s.first.sub(one)})
		}
		if s.last.less(found.last) {
			left = append(left, span{s.last.add(one), found.last})
		}
		to = r.next(to)
	}
	r.replace(from, to, left...)
}

// replace puts spans in the place of those between two spots.
func (r *runs) replace(from, to spot, with ...span) {
	if from.block == len(r.blocks) {
		if len(with) == 0 {
			return
		}
		if from.block == 0 {
			r.blocks = [][]span{slices.Clone(with)}
			return
		}
		// Behind the last block: at its end.
		from = spot{from.block - 1, len(r.blocks[from.block-1])}
		to = from
	}
	if to.block > from.block {
		if to.index > 0 {
			r.blocks[to.block] = r.blocks[to.block][to.index:]
		}
		r.blocks[from.block] = r.blocks[from.block][:from.index]
		r.blocks = slices.Delete(r.blocks, from.block+1, to.block)
		to = from
	}
	block := slices.Replace(r.blocks[from.block], from.index, to.index, with...)
	switch {
	case len(block) == 0:
		r.blocks = slices.Delete(r.blocks, from.block, from.block+1)
	case len(block) > mostRuns:
		half := len(block) / 2
		r.blocks[from.block] = block[:half:half]
		r.blocks = slices.Insert(r.blocks, from.block+1, slices.Clone(block[half:]))
	default:
		r.blocks[from.block] = block
	}
}

// cut parts blocks that are too long to be moved about.
func (r *runs) cut() {
	if !slices.ContainsFunc(r.blocks, func(b []span) bool { return len(b) > mostRuns }) {
		return
	}
	var parted [][]span
	for _, b := range r.blocks {
		for len(b) > mostRuns {
			const some = mostRuns / 2
			parted = append(parted, b[:some:some])
			b = b[some:]
		}
		parted = append(parted, b)
	}
	r.blocks = parted
}
