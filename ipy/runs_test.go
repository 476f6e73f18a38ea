package ipy_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/ipy"
)

// apart are n networks of either family of which no two touch.
func apart(n int) []ipy.IP {
	nets := make([]ipy.IP, 0, n)
	for i := range n {
		if i%4 == 3 {
			ip, _ := ipy.MustParse("2001:db8::/64").At(2 * i)
			nets = append(nets, ip)
		} else {
			ip, _ := ipy.FromInt(uint64(0x0a000000+2*i), 4)
			nets = append(nets, ip)
		}
	}
	return nets
}

func reversed(nets []ipy.IP) []ipy.IP {
	out := make([]ipy.IP, len(nets))
	for i, n := range nets {
		out[len(nets)-1-i] = n
	}
	return out
}

// A change moves a part of the set and not all of it: 100,000 networks one by one,
// in any order, and taken out again. There is nothing to compare with but that it
// comes to an end.
func TestManyChangesOfALargeSet(t *testing.T) {
	const n = 100_000
	nets := apart(n)
	want := ipy.NewIPSet(nets...)
	shuffled := append([]ipy.IP{}, nets...)
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, order := range map[string][]ipy.IP{"ascending": nets, "descending": reversed(nets), "random": shuffled} {
		var s ipy.IPSet
		for _, net := range order {
			s.Add(net)
		}
		if !s.Equal(want) {
			t.Errorf("%s: not what the same networks make at once", name)
		}
		for _, net := range order {
			if err := s.Remove(net); err != nil {
				t.Fatal(name, err)
			}
		}
		if !s.IsEmpty() {
			t.Errorf("%s: %d are left", name, s.LenBig())
		}
	}
	whole := want.Clone()
	for range n {
		if _, err := whole.Pop(); err != nil {
			t.Fatal(err)
		}
	}
	if !whole.IsEmpty() || want.LenBig().Int64() != n {
		t.Errorf("%v popped of, %d left of its clone", want.LenBig(), whole.LenBig())
	}
}

// Sets that are cut into blocks are the sets that they were: a set made at once of
// what should be in it is the judge, after every few changes.
func TestBlocksHoldWhatWasPutIn(t *testing.T) {
	rng := original.Rand(t)
	for range 4 {
		nets := apart(4000)
		in := make([]bool, len(nets))
		set := ipy.NewIPSet()
		if rng.IntN(2) == 0 {
			set = ipy.NewIPSet(nets...)
			for i := range in {
				in[i] = true
			}
		}
		for step := range 400 {
			// Runs of neighbours, so that networks between them go as one.
			from := rng.IntN(len(nets))
			to := min(len(nets), from+1+rng.IntN(30))
			if step%37 == 0 {
				to = min(len(nets), from+1500)
			}
			add := rng.IntN(2) == 0
			for i := from; i < to; i++ {
				if in[i] = add; add {
					set.Add(nets[i])
				}
			}
			if !add {
				for _, family := range [][2]ipy.IP{ends(nets[from:to], 4), ends(nets[from:to], 6)} {
					if !family[0].IsValid() {
						continue
					}
					across, err := ipy.RangePrefixes(family[0], family[1])
					if err != nil {
						t.Fatal(err)
					}
					for net := range across {
						set.Discard(net)
					}
				}
			}
			if step%20 != 19 {
				continue
			}
			var held []ipy.IP
			for i, net := range nets {
				if set.Contains(net) != in[i] || set.Overlaps(net) != in[i] {
					t.Fatalf("%v: in the set %v, want %v", net, set.Contains(net), in[i])
				}
				if in[i] {
					held = append(held, net)
				}
			}
			if want := ipy.NewIPSet(held...); !set.Equal(want) || !want.Equal(set) || set.LenBig().Cmp(want.LenBig()) != 0 || !set.Union(want).Equal(want) || !set.Difference(want).IsEmpty() || set.String() != want.String() {
				t.Fatalf("after step %d the set is another than its networks make", step)
			}
		}
	}
}

// ends are the first and the last of a family.
func ends(nets []ipy.IP, version int) (out [2]ipy.IP) {
	for _, n := range nets {
		if n.Version() == version {
			if !out[0].IsValid() {
				out[0] = n
			}
			out[1] = n
		}
	}
	return out
}

func TestNilSetsAndMapsAreEmpty(t *testing.T) {
	var s *ipy.IPSet
	one := ipy.NewIPSet(ipy.MustParse("10.0.0.0/8"))
	if !s.IsEmpty() || s.LenBig().Sign() != 0 || s.Contains(ipy.MustParse("::1")) || s.Overlaps(ipy.MustParse("::1")) || len(s.Prefixes()) != 0 || s.String() != "IPSet([])" ||
		!s.Clone().IsEmpty() || !s.Union(one).Equal(one) || !one.Difference(s).Equal(one) || !s.IsSubset(one) || one.IsSubset(s) || !s.Equal(s) || !s.IsDisjoint(one) {
		t.Error("a nil set holds something")
	}
	if n, ok := s.Len(); n != 0 || !ok {
		t.Errorf("%d, %v", n, ok)
	}
	for _, change := range []func(){
		func() { s.Add(ipy.MustParse("::1")) }, func() { s.Discard(ipy.MustParse("::1")) }, s.Clear, func() { s.Update(one) }, func() { s.IntersectionUpdate(one) },
		func() { s.DifferenceUpdate(one) }, func() { s.SymmetricDifferenceUpdate(one) },
	} {
		if change(); !s.IsEmpty() {
			t.Error("a nil set has taken something up")
		}
	}
	if _, err := s.Pop(); !errors.Is(err, ipy.ErrKey) || !errors.Is(s.Remove(ipy.MustParse("::1")), ipy.ErrKey) {
		t.Error("something was taken out of a nil set")
	}
	var ip *ipy.IP
	for _, err := range []error{s.UnmarshalJSON([]byte(`["::1"]`)), ip.UnmarshalText([]byte("::1")), ip.UnmarshalBinary(nil)} {
		if !errors.Is(err, ipy.ErrType) {
			t.Errorf("read into nothing: %v", err)
		}
	}
	if text, err := s.MarshalJSON(); err != nil || string(text) != "[]" {
		t.Errorf("%s, %v", text, err)
	}
	var m *ipy.Map[int]
	m.Set(ipy.MustParse("::1"), 1)
	m.Delete(ipy.MustParse("::1"))
	if _, ok := m.Get(ipy.MustParse("::1")); ok || m.Len() != 0 {
		t.Error("a nil map holds something")
	}
	if _, _, ok := m.Lookup(ipy.MustParse("::1")); ok {
		t.Error("a nil map holds something")
	}
	for range m.All() {
		t.Error("a nil map holds something")
	}
}
