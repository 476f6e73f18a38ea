package expect

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// A text in pieces is the same text as in one.
func TestTextsInPieces(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		var got text
		var want []byte
		for range 60 {
			switch r.IntN(8) {
			case 0:
				n := r.IntN(got.size + 1)
				front := got.cut(n)
				if front.String() != string(want[:n]) || front.size != n {
					t.Fatalf("seed %d: cut %q, want %q", seed, front.String(), want[:n])
				}
				want = want[n:]
			case 1:
				if r.IntN(4) == 0 {
					got.flat()
				}
			default:
				p := make([]byte, r.IntN(7))
				for i := range p {
					p[i] = "ab"[r.IntN(2)]
				}
				if len(p) > 0 && r.IntN(2) == 0 { // a piece of its own
					got.parts, got.size = append(got.parts, p[:len(p):len(p)]), got.size+len(p)
				} else {
					got.add(p)
				}
				want = append(want, p...)
			}
			if got.String() != string(want) || got.size != len(want) {
				t.Fatalf("seed %d: %q, want %q", seed, got.String(), want)
			}
			from := r.IntN(len(want) + 1)
			to := from + r.IntN(len(want)-from+1)
			if s := got.slice(from, to); string(s) != string(want[from:to]) {
				t.Fatalf("seed %d: slice %q, want %q", seed, s, want[from:to])
			}
			literal := []byte("abbaabab")[r.IntN(4):][:r.IntN(5)]
			at := bytes.Index(want[from:], literal)
			if at >= 0 {
				at += from
			}
			if i := got.index(literal, from); i != at {
				t.Fatalf("seed %d: %q in %q from %d: %d, want %d", seed, literal, want, from, i, at)
			}
		}
	}
}

// What was taken out of a text stays as it is when more is added.
func TestTextsShareAndDoNotChange(t *testing.T) {
	var all text
	all.add([]byte("before|after"))
	fixed := all.fixed()
	front := all.cut(7)
	all.add([]byte(" and more"))
	all.flat()
	all.add([]byte(", much more"))
	if front.String() != "before|" || fixed.String() != "before|after" || all.String() != "after and more, much more" {
		t.Errorf("%q, %q, %q", front.String(), fixed.String(), all.String())
	}
}
