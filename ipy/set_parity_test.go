package ipy_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/ipy"
)

// A setsCase is two sets by their networks, and networks to try on them.
type setsCase struct {
	A, B, Probes []string

	a, b, probes []ipy.IP
}

func setCase(a, b, probes []ipy.IP) setsCase {
	written := func(nets []ipy.IP) []string {
		out := []string{}
		for _, n := range nets {
			out = append(out, n.StrFullsize(nil))
		}
		return out
	}
	return setsCase{written(a), written(b), written(probes), a, b, probes}
}

func TestParitySets(t *testing.T) {
	rng := original.Rand(t)
	network := func() ipy.IP {
		// Few enough addresses that networks meet often.
		base, _ := ipy.FromInt(uint64(0x0a000000+rng.IntN(64)), 4)
		if rng.IntN(4) == 0 {
			base, _ = ipy.MustParse("2001:db8::/64").At(rng.IntN(64))
		}
		net, _ := base.Supernet(base.PrefixLen() - rng.IntN(5))
		return net
	}
	networks := func(n int) (nets []ipy.IP) {
		for range n {
			nets = append(nets, network())
		}
		return nets
	}
	calls := make([]original.Call, original.Rounds(t, 1000))
	for i := range calls {
		calls[i] = original.Call{Func: "sets", Args: []any{setCase(networks(rng.IntN(8)), networks(rng.IntN(8)), networks(1+rng.IntN(4)))}}
	}
	judge(t).Generated(t, calls)
}

func (c setsCase) ours() any {
	x, y := ipy.NewIPSet(c.a...), ipy.NewIPSet(c.b...)
	facts := original.Dict{
		{Key: "a", Value: texts(x)}, {Key: "repr", Value: x.String()}, {Key: "len", Value: x.LenBig()}, {Key: "union", Value: texts(x.Union(y))}, {Key: "and", Value: texts(x.Intersection(y))}, {Key: "sub", Value: texts(x.Difference(y))},
	}
	add := func(name string, value any) { facts = append(facts, original.Pair{Key: name, Value: value}) }
	for _, o := range []struct {
		name string
		op   func(s, other *ipy.IPSet)
	}{
		{"ior", (*ipy.IPSet).Update}, {"iand", (*ipy.IPSet).IntersectionUpdate}, {"isub", (*ipy.IPSet).DifferenceUpdate}, {"ixor", (*ipy.IPSet).SymmetricDifferenceUpdate},
	} {
		z := x.Clone()
		o.op(z, y)
		add(o.name, texts(z))
	}
	add("xor", texts(x.SymmetricDifference(y)))
	add("isdisjoint", x.IsDisjoint(y))
	add("compare", []any{x.IsSubset(y), x.IsSuperset(y), x.Equal(y), !x.Equal(y)})
	contains := []any{}
	z := ipy.NewIPSet(c.a...)
	for _, p := range c.probes {
		contains = append(contains, x.Contains(p))
		z.Add(p)
	}
	add("contains", contains)
	add("added", texts(z))
	for _, p := range c.probes[1:] {
		z.Discard(p)
	}
	add("discarded", texts(z))
	err := z.Remove(c.probes[0])
	add("remove", outcome(texts(z), err))
	first, err := z.Pop()
	popped := outcome([]any{first.String(), texts(z)}, err)
	if err != nil {
		popped = failure("KeyError", "") // IPy has no text here
	}
	add("pop", popped)
	z.Clear()
	add("cleared", texts(z))
	return facts
}

// IPy's add and discard take a set too; here they are Update and
// DifferenceUpdate.
func TestParitySetsOfSets(t *testing.T) {
	py := startIPy(t)
	a := ipy.NewIPSet(ipy.MustParse("10.0.0.0/24"), ipy.MustParse("10.0.4.0/24"))
	b := ipy.NewIPSet(ipy.MustParse("10.0.1.0/24"), ipy.MustParse("10.0.4.0/25"))
	py.Define(`
def both(op, a, b):
    x, y = ipset(a), ipset(b)
    getattr(x, op)(y)
    return listed(x)`)
	added, discarded := a.Clone(), a.Clone()
	added.Update(b)
	discarded.DifferenceUpdate(b)
	for op, ours := range map[string]*ipy.IPSet{"add": added, "discard": discarded} {
		if want := py.Value("both", op, texts(a), texts(b)); !original.Same(texts(ours), want) {
			t.Errorf("%s: got %v, want %v", op, ours, want)
		}
	}
}
