package dnsq_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// keyringTexts are keys: their names, algorithms and secrets.
type keyringTexts struct{ Pairs map[string][]string }

func (keyringTexts) Asks() string { return "keyring_texts" }

func (c keyringTexts) Ours() any {
	keys := map[string]dnsq.KeyText{}
	for name, pair := range c.Pairs {
		keys[name] = dnsq.KeyText{Algorithm: pair[0], Secret: pair[1]}
	}
	ring, err := dnsq.KeyringFromTexts(keys)
	if err != nil {
		return dnstest.ZoneFailure(err)
	}
	out := [][]string{}
	for name, k := range ring.ToTexts() {
		out = append(out, []string{name, k.Algorithm, k.Secret})
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

func TestKeyringTexts(t *testing.T) {
	py := dnstest.StartZones(t)
	var calls []original.Call
	for _, keys := range []map[string][]string{
		{}, {"a": {"hmac-sha256", "AAAA"}, "b.example.": {"hmac-sha512", "c2VjcmV0"}}, {"A.B": {"HMAC-MD5.SIG-ALG.REG.INT", "AAAA"}}, {"a": {"hmac-sha1.", ""}}, {"a..": {"hmac-sha1", "AAAA"}},
	} {
		calls = append(calls, ask(keyringTexts{keys}))
	}
	dnstest.Judge(py, setDivergences).Table(t, calls)
	if _, err := dnsq.KeyringFromTexts(map[string]dnsq.KeyText{"a": {Secret: "not base64!"}}); classOf(err) != "SyntaxError" || strings.Contains(err.Error(), "not base64!") {
		t.Errorf("got %v", err)
	}
	if k := (dnsq.KeyText{Algorithm: "hmac-sha256", Secret: "c2VjcmV0"}); strings.Contains(fmt.Sprintf("%s %v %+v %#v %d %x", k, k, k, k, k, k), "c2V") {
		t.Errorf("%v shows its secret", k)
	}
}

// A nameDict is what is done to a dictionary of names, and the names that are asked
// for then.
type nameDict struct {
	Steps []dictStep
	Asked []string
}

// A dictStep sets a name to a value, or deletes it.
type dictStep struct {
	What, Name string
	Value      int
}

func (nameDict) Asks() string { return "name_dict" }

func (c nameDict) Ours() any {
	var d dnsq.NameDict[int]
	seen := []any{}
	for _, s := range c.Steps {
		n := relative(s.Name)
		if s.What == "set" {
			d.Set(n, s.Value)
		} else if d.Delete(n) {
			seen = append(seen, nil)
		} else {
			seen = append(seen, original.Dict{{Key: "error", Value: "KeyError"}, {Key: "text", Value: ""}})
		}
		names, values := []string{}, []int{}
		for name, v := range d.All() {
			names, values = append(names, name.String()), append(values, v)
		}
		seen = append(seen, []any{d.Len(), d.MaxDepth(), d.MaxDepthItems(), names, values})
	}
	for _, name := range c.Asked {
		n := relative(name)
		v, ok := d.Get(n)
		var value any
		if ok {
			value = v
		}
		seen = append(seen, []any{ok, ok, value})
		if match, v, ok := d.GetDeepestMatch(n); ok {
			seen = append(seen, []any{match.String(), v})
		} else {
			seen = append(seen, original.Dict{{Key: "error", Value: "KeyError"}, {Key: "text", Value: ""}})
		}
	}
	return seen
}

func TestNameDicts(t *testing.T) {
	py := dnstest.StartZones(t)
	r := original.Rand(t)
	names := []string{"a.b.", "b.", "x", "@", ".", "A.B.", "q.a.b.", "a.b.c.d.", "y.x", "Y.X", "c.b.", "z.", "*.b."}
	var calls []original.Call
	for range original.Rounds(t, 40) {
		var steps []dictStep
		has := map[string]bool{}
		for i := range r.IntN(30) {
			name := names[r.IntN(len(names))]
			what := "delete"
			if key := strings.ToLower(name); !has[key] && r.IntN(3) > 0 {
				what, has[key] = "set", true
			} else {
				delete(has, key)
			}
			steps = append(steps, dictStep{what, name, i})
		}
		calls = append(calls, ask(nameDict{steps, names}))
	}
	dnstest.Judge(py, setDivergences).Table(t, calls)
}

func setShown(s *dnsq.Rdataset) any {
	x := dnsq.MustName("x.")
	return []any{s.String(), written(s.ToText(&x, nil))}
}

// A setAlgebra is two lists of rdata of a type, of which sets are made.
type setAlgebra struct {
	Type dnsq.RdataType `py:"rdtype"`
	A, B []string
}

func (setAlgebra) Asks() string { return "set_algebra" }

func (p setAlgebra) Ours() any {
	make := func(texts []string, ttl uint32) *dnsq.Rdataset {
		s := dnsq.NewRdataset(dnsq.ClassIN, p.Type, dnsq.TypeNone, 0)
		for _, text := range texts {
			rd, err := dnsq.RdataFromText(dnsq.ClassIN, p.Type, text, nil)
			if err == nil {
				err = s.AddTTL(rd, ttl)
			}
			if err != nil {
				panic(err)
			}
		}
		return s
	}
	items := func(s *dnsq.Rdataset) []string {
		out := []string{}
		for rd := range s.All() {
			out = append(out, rd.String())
		}
		return out
	}
	sorted := func(s *dnsq.Rdataset) []string { return slices.Sorted(slices.Values(items(s))) }
	x, y := make(p.A, 300), make(p.B, 60)
	algebra := map[string]func(s *dnsq.Rdataset){
		"union":                func(s *dnsq.Rdataset) { must(s.Union(y)) },
		"intersection":         func(s *dnsq.Rdataset) { s.Intersection(y) },
		"difference":           func(s *dnsq.Rdataset) { s.Difference(y) },
		"symmetric difference": func(s *dnsq.Rdataset) { must(s.SymmetricDifference(y)) },
	}
	done := func(name string) *dnsq.Rdataset {
		s := x.Clone()
		algebra[name](s)
		return s
	}
	out := []any{x.Equal(y), !x.Equal(y), x.IsSubset(y), x.IsSuperset(y), x.IsDisjoint(y), x.Len(), items(x)}
	for _, name := range []string{"union", "intersection", "difference", "symmetric difference"} {
		out = append(out, []any{sorted(done(name)), true})
	}
	for _, name := range []string{"union", "union", "intersection", "difference", "symmetric difference"} {
		s := done(name)
		var ttl any
		if s.Len() > 0 {
			ttl = int(s.TTL)
		}
		out = append(out, []any{setShown(s), ttl})
	}
	for range 2 {
		for _, name := range []string{"union", "union", "intersection", "difference", "symmetric difference"} {
			out = append(out, sorted(done(name)))
		}
	}
	// In the second round the original's order of operators is another one.
	n := len(out)
	out[n-5], out[n-4], out[n-3], out[n-2], out[n-1] = sorted(done("union")), sorted(done("intersection")), sorted(done("difference")), sorted(done("symmetric difference")), sorted(done("union"))
	s := x.Clone()
	if rd := s.Pop(); rd != nil {
		out = append(out, rd.String())
	} else {
		out = append(out, nil)
	}
	out = append(out, setShown(s))
	if s.Len() > 0 {
		first := s.Items[0]
		out = append(out, []any{first.String(), s.Contains(first)})
		s.Remove(first)
		out = append(out, []any{s.Contains(first), s.Remove(first)})
	}
	if s.Len() > 0 {
		s.Remove(s.Items[0])
		out = append(out, setShown(s))
	}
	s = x.Clone()
	c := s.Clone()
	s.Clear()
	out = append(out, []any{s.Len(), setShown(c), c.Equal(x)})
	if x.Len() == 0 {
		return out
	}
	owner := dnsq.MustName("o.example.")
	r, err := dnsq.RRsetFromRdata(owner, 5, x.Items...)
	must(err)
	r2, err := dnsq.RRsetFromRdata(dnsq.MustName("O.example."), 7, x.Items...)
	must(err)
	wire, count, err := r.AppendWire(nil, nil)
	must(err)
	bare, bareCount, err := x.AppendWire(nil, owner, nil)
	must(err)
	out = append(out, []any{count, wire, bareCount, bare, r.String(), r.Equal(r2), r.Match(x.Class, x.Type, x.Covers) && r.Name.Equal(dnsq.MustName("o.EXAMPLE.")), !r.Equal(r.Clone())})
	set, err := dnsq.RdatasetFromRdata(9, x.Items...)
	must(err)
	fromText, err := dnsq.RdatasetFromText(dnsq.ClassIN, p.Type, 9, p.A...)
	must(err)
	named, err := dnsq.RRsetFromText("o.", 9, dnsq.ClassIN, p.Type, p.A...)
	must(err)
	return append(out, []any{set.String(), fromText.String(), named.String()}, x.Clone().Equal(x))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func TestSetAlgebra(t *testing.T) {
	py := dnstest.StartZones(t)
	r := original.Rand(t)
	texts := map[string][]string{
		"A": {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6"}, "MX": {"10 a.", "10 A.", "20 b.", "5 c."}, "TXT": {"a", "b", "\"a\"", "a b"}, "CNAME": {"a.", "b."},
	}
	pick := func(typ string) []string {
		out := []string{}
		for range r.IntN(18) {
			if typ == "A" {
				out = append(out, texts[typ][r.IntN(6)][:9]+string("123456789"[r.IntN(9)]))
			} else {
				out = append(out, texts[typ][r.IntN(len(texts[typ]))])
			}
		}
		return out
	}
	var calls []original.Call
	for range original.Rounds(t, 30) {
		for typ := range texts {
			calls = append(calls, ask(setAlgebra{dnstest.Type(typ), pick(typ), pick(typ)}))
		}
	}
	dnstest.Judge(py, setDivergences).Table(t, calls)
}

// The orders that chance may choose are those of the original.
func TestProcessingOrders(t *testing.T) {
	py := dnstest.StartZones(t)
	for _, c := range [][]string{
		{"MX", "20 a.", "10 b.", "10 c.", "5 d."}, {"A", "192.0.2.1", "192.0.2.2"}, {"SRV", "1 50 1 a.", "1 60 1 b.", "0 1 1 c."}, {"NAPTR", `1 2 "" "" "" a.`, `1 1 "" "" "" b.`, `0 7 "" "" "" c.`},
		{"URI", `1 5 "a"`, `0 1 "b"`}, {"KX", "2 a.", "1 b."}, {"HTTPS", "2 a.", "1 b.", "0 c."}, {"SVCB", "2 a.", "1 b."}, {"LP", "2 a.", "1 b."}, {"AFSDB", "2 a.", "1 b."}, {"RT", "2 a.", "1 b."}, {"CAA", `0 issue "a"`, `0 iodef "b"`},
	} {
		s, err := dnsq.RdatasetFromText(dnsq.ClassIN, dnstest.Type(c[0]), 300, c[1:]...)
		if err != nil {
			t.Fatal(err)
		}
		orders := map[string]bool{}
		for range 200 {
			var texts []string
			for _, rd := range s.ProcessingOrder() {
				texts = append(texts, rd.String())
			}
			orders[strings.Join(texts, " | ")] = true
		}
		got := []string{}
		for order := range orders {
			got = append(got, order)
		}
		slices.Sort(got)
		if want := py.Value("processing_orders", c[0], c[1:], 200); !original.Same(got, want) {
			t.Errorf("%s: got %q, want %q", c[0], got, want)
		}
	}
	empty := dnsq.NewRdataset(dnsq.ClassIN, dnsq.TypeA, dnsq.TypeNone, 0)
	if got := empty.ProcessingOrder(); len(got) != 0 || empty.Pop() != nil {
		t.Errorf("an empty set has %v", got)
	}
}

// setDivergences are those of sets and of dictionaries of names.
var setDivergences = []original.Divergence{{
	Name: "depthCountedTwice", Why: "a name that is given another value counts once more among the deepest",
	Example: ask(nameDict{Steps: []dictStep{{"set", "a.b.", 1}, {"set", "a.b.", 2}}}),
	Theirs:  []any{[]any{int64(1), int64(3), int64(1), []any{"a.b."}, []any{int64(1)}}, []any{int64(1), int64(3), int64(2), []any{"a.b."}, []any{int64(2)}}},
	Ours:    []any{[]any{int64(1), int64(3), int64(1), []any{"a.b."}, []any{int64(1)}}, []any{int64(1), int64(3), int64(1), []any{"a.b."}, []any{int64(2)}}},
	Expect: func(c original.Call, theirs result) (result, bool) {
		seen, ok := theirs.Value.([]any)
		if !is[nameDict](c) || !ok {
			return theirs, false
		}
		owed := slices.Clone(seen)
		for i, s := range owed {
			if state, ok := s.([]any); ok && len(state) == 5 && state[2].(int64) > state[0].(int64) {
				state = slices.Clone(state)
				state[2] = state[0] // there are no more names than these
				owed[i] = state
			}
		}
		return result{Value: owed}, true
	},
}}

func TestDivergencesOfSetsArePinned(t *testing.T) {
	dnstest.Judge(dnstest.StartZones(t), setDivergences).Pins(t)
}
