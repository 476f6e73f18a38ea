package diffx_test

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

// bounds are how find_longest_match is asked: alo, ahi, blo, bhi, nil for None.
type bounds [4]any

func (b bounds) ours() *diffx.Bounds {
	o := &diffx.Bounds{ALo: b[0].(int), BLo: b[2].(int)}
	if hi, ok := b[1].(int); ok {
		o.AHi = &hi
	}
	if hi, ok := b[3].(int); ok {
		o.BHi = &hi
	}
	return o
}

// told is everything that a SequenceMatcher tells, as testdata/original.py has it.
func told[T cmp.Ordered, P any](a, b []T, isJunk func(T) bool, noAutoJunk bool, asked []bounds, n int, plain func(T) P) original.Dict {
	m := diffx.NewSequenceMatcher(a, b, &diffx.SequenceMatcherOptions[T]{IsJunk: isJunk, NoAutoJunk: noAutoJunk})
	match := func(m diffx.Match) []any { return []any{m.A, m.B, m.Size} }
	code := func(c diffx.OpCode) []any { return []any{string(c.Tag), c.I1, c.I2, c.J1, c.J2} }
	var longest, grouped, b2j, full []any
	for _, w := range asked {
		longest = append(longest, match(m.FindLongestMatch(w.ours())))
	}
	for group := range must(m.GetGroupedOpcodes(&diffx.GroupOptions{N: &n})) {
		grouped = append(grouped, each(group, code))
	}
	positions, counts := m.B2J(), m.FullBCount()
	for _, e := range sortedKeys(positions) {
		b2j = append(b2j, []any{plain(e), positions[e]})
	}
	for _, e := range sortedKeys(counts) {
		full = append(full, []any{plain(e), counts[e]})
	}
	d := original.Dict{
		{Key: "longest", Value: longest}, {Key: "quick", Value: m.QuickRatio()}, {Key: "real_quick", Value: m.RealQuickRatio()},
		{Key: "b2j", Value: b2j}, {Key: "bjunk", Value: each(slices.Sorted(slices.Values(m.BJunk())), plain)},
		{Key: "bpopular", Value: each(slices.Sorted(slices.Values(m.BPopular())), plain)}, {Key: "fullbcount", Value: full},
		{Key: "grouped", Value: grouped}, {Key: "blocks", Value: each(m.GetMatchingBlocks(), match)},
		{Key: "opcodes", Value: each(m.GetOpcodes(), code)}, {Key: "ratio", Value: m.Ratio()},
	}
	m.SetSeq1(b)
	blocks := m.GetMatchingBlocks()
	d = append(d, original.Pair{Key: "swapped", Value: []any{m.Ratio(), m.QuickRatio(), each(blocks[:min(3, len(blocks))], diffx.Match.String)}})
	m.SetSeq2(a)
	return append(d, original.Pair{Key: "both", Value: each(m.GetOpcodes(), diffx.OpCode.String)})
}

func each[T, P any](list []T, f func(T) P) []any {
	out := []any{}
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func sortedKeys[T cmp.Ordered, V any](m map[T]V) []T {
	var keys []T
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func itself[T any](x T) T { return x }

func TestParityMatcher(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	ask := func(a, b int) []bounds {
		list := []bounds{{0, nil, 0, nil}}
		for range 3 {
			alo, blo := rng.IntN(a+1), rng.IntN(b+1)
			list = append(list, bounds{alo, alo + rng.IntN(a-alo+1), blo, blo + rng.IntN(b-blo+1)})
		}
		return append(list, bounds{rng.IntN(a + 1), nil, 0, rng.IntN(b + 1)})
	}
	inChunks(original.Rounds(t, 800), func(n int) {
		var calls []original.Call
		var ours []func() original.Dict
		add := func(a, b any, junk string, noAutoJunk bool, asked []bounds, group int, our func() original.Dict) {
			calls = append(calls, original.Call{Func: "matcher", Args: []any{a, b, junk, !noAutoJunk, asked, group}})
			ours = append(ours, our)
		}
		for range n {
			off, group := rng.IntN(3) == 0, rng.IntN(5)
			switch rng.IntN(3) {
			case 0:
				a, b := genSequence(rng)
				junk := pick(rng, []string{"", "", "never", "always", "small"})
				asked := ask(len(a), len(b))
				add(a, b, junk, off, asked, group, func() original.Dict {
					return told(a, b, intJunks[junk], off, asked, group, itself)
				})
			case 1:
				x, y := genLines(rng)
				// Python takes the product of the lengths in time.
				a, b := strings.Join(x[:min(12, len(x))], ""), strings.Join(y[:min(12, len(y))], "")
				junk := pick(rng, []string{"", "blank", "a", "vowel", "always"})
				ra, rb := []rune(a), []rune(b)
				asked := ask(len(ra), len(rb))
				add(a, b, junk, off, asked, group, func() original.Dict {
					return told(ra, rb, charJunks[junk], off, asked, group, func(r rune) string { return string(r) })
				})
			default:
				a, b := genLines(rng)
				junk := pick(rng, []string{"", "line", "a"})
				asked := ask(len(a), len(b))
				add(a, b, junk, off, asked, group, func() original.Dict {
					return told(a, b, lineJunks[junk], off, asked, group, itself)
				})
			}
		}
		for i, r := range py.Batch(calls) {
			if r.Err != nil {
				t.Fatalf("%.700q: %v", calls[i].Args, r.Err)
			}
			compareDicts(t, calls[i].Args, ours[i](), r.Value)
			if t.Failed() {
				return
			}
		}
	})
}

var intJunks = map[string]func(int) bool{
	"": nil, "never": func(int) bool { return false }, "always": func(int) bool { return true }, "small": func(x int) bool { return x < 2 },
}

// Long sequences over few elements, without autojunk, are where the search skips
// most.
func TestParityLongSequences(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	for range 12 {
		var a, b []string
		block := make([]string, 2+rng.IntN(60))
		for i := range block {
			block[i] = pick(rng, []string{"server {\n", "}\n", "listen 80;\n", "root /;\n", "\n"})
		}
		for len(a) < 900 {
			a = append(a, block...)
			if rng.IntN(3) == 0 {
				a[len(a)-1] = pick(rng, []string{"server {\n", "x\n", "y\n"})
			}
		}
		for _, line := range a {
			switch rng.IntN(40) {
			case 0:
			case 1:
				b = append(b, line, line)
			case 2:
				b = append(b, pick(rng, block))
			default:
				b = append(b, line)
			}
		}
		want := py.Value("opcodes_and_unified", a, b).(original.Tuple)
		m := diffx.NewSequenceMatcher(a, b, &diffx.SequenceMatcherOptions[string]{NoAutoJunk: true})
		got := each(m.GetOpcodes(), func(c diffx.OpCode) []any { return []any{string(c.Tag), c.I1, c.I2, c.J1, c.J2} })
		if !original.Same(got, want[0]) {
			t.Fatalf("opcodes of %q and %q:\n got %v\nwant %v", a, b, got, want[0])
		}
		if got := texts(must(diffx.UnifiedDiff(a, b, nil))); !original.Same(got, want[1]) {
			t.Fatalf("unified diff of %q and %q:\n got %q\nwant %q", a, b, got, want[1])
		}
	}
}

func TestParityRatios(t *testing.T) {
	py := startOriginal(t)
	for _, pair := range [][2]string{{"abcd", "bcde"}, {"tide", "diet"}, {"diet", "tide"}, {"", ""}, {"", "a"}, {" abcd", "abcd abcd"}, {"日本語", "日本"}, {strings.Repeat("a", 199), strings.Repeat("a", 199)}, {strings.Repeat("a", 200), strings.Repeat("a", 200)}, {strings.Repeat("a", 300), "b" + strings.Repeat("a", 299)}, {"a\xffb", "a\xfeb"}, {"\xff", "\xff"}} {
		want := py.Value("lambda a, b: (lambda m: [m.ratio(), m.quick_ratio(), m.real_quick_ratio()])(difflib.SequenceMatcher(None, a, b))", pair[0], pair[1])
		m := diffx.NewStringMatcher(pair[0], pair[1], nil)
		if got := []any{m.Ratio(), m.QuickRatio(), m.RealQuickRatio()}; !original.Same(got, want) {
			t.Errorf("%.40q and %.40q: got %v, want %v", pair[0], pair[1], got, want)
		}
	}
}

// NaN equals nothing, as in Python where every NaN is its own object.
func TestNaNMatchesNothing(t *testing.T) {
	nan := math.NaN()
	m := diffx.NewSequenceMatcher([]float64{nan, 1}, []float64{nan, nan}, nil)
	if m.Ratio() != 0 || m.QuickRatio() != 0 {
		t.Errorf("ratios %v, %v", m.Ratio(), m.QuickRatio())
	}
}

func TestBoundsOutsideCountAsTheEnds(t *testing.T) {
	m := diffx.NewStringMatcher("xabc", "abcy", nil)
	for _, b := range []*diffx.Bounds{nil, {}, {ALo: -5, AHi: new(99), BLo: -1, BHi: new(99)}} {
		if got := m.FindLongestMatch(b); got != (diffx.Match{A: 1, B: 0, Size: 3}) {
			t.Errorf("%+v: %v", b, got)
		}
	}
	if got := m.FindLongestMatch(&diffx.Bounds{ALo: 9, AHi: new(-1), BLo: 2, BHi: new(1)}); got.Size != 0 {
		t.Errorf("nothing: %v", got)
	}
}
