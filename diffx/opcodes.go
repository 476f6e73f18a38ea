package diffx

import (
	"iter"
	"slices"
)

// blocks are the matching blocks, neighbours made one, and the sentinel.
func (x *index) blocks() []Match {
	var list []Match
	x.eachBlock(func(m Match) {
		if n := len(list); n > 0 && list[n-1].A+list[n-1].Size == m.A && list[n-1].B+list[n-1].Size == m.B {
			list[n-1].Size += m.Size
			return
		}
		list = append(list, m)
	})
	return append(list, Match{len(x.a), len(x.b), 0})
}

// opcodes are what stands in matching blocks and between them.
func opcodes(blocks []Match) []OpCode {
	codes := make([]OpCode, 0, 2*len(blocks))
	i, j := 0, 0
	for _, m := range blocks {
		switch {
		case i < m.A && j < m.B:
			codes = append(codes, OpCode{Replace, i, m.A, j, m.B})
		case i < m.A:
			codes = append(codes, OpCode{Delete, i, m.A, j, m.B})
		case j < m.B:
			codes = append(codes, OpCode{Insert, i, m.A, j, m.B})
		}
		i, j = m.A+m.Size, m.B+m.Size
		if m.Size > 0 {
			codes = append(codes, OpCode{Equal, m.A, i, m.B, j})
		}
	}
	return codes
}

// grouped cuts opcodes into hunks with up to n equal elements around changes.
func grouped(codes []OpCode, n int) iter.Seq[[]OpCode] {
	return func(yield func([]OpCode) bool) {
		var group []OpCode
		for k, c := range codes {
			first, last := k == 0, k == len(codes)-1
			size := c.I2 - c.I1
			if c.Tag != Equal {
				group = append(group, c)
				continue
			}
			head := OpCode{Equal, c.I1, min(c.I2, c.I1+n), c.J1, min(c.J2, c.J1+n)}
			tail := OpCode{Equal, max(c.I1, c.I2-n), c.I2, max(c.J1, c.J2-n), c.J2}
			switch {
			case first && last: // nothing but equal elements
			case first:
				group = append(group, tail)
			case last:
				group = append(group, head)
			case size > 2*n:
				if !yield(append(group, head)) {
					return
				}
				group = []OpCode{tail}
			default:
				group = append(group, c)
			}
		}
		if len(group) > 0 {
			yield(slices.Clip(group))
		}
	}
}
