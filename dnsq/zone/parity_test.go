package zone_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// What the tests of all rooms of this house share, under short names.
var (
	startZones  = dnstest.StartZones
	zoneFailure = dnstest.ZoneFailure
	zoneResult  = dnstest.ZoneResult
	written     = dnstest.Text
	nameOf      = dnstest.Name
	originOf    = dnstest.Origin
	typeOf      = dnstest.Type
)

// compareZones holds hand-picked calls against our answers.
func compareZones(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	judge(py).Table(t, calls)
}

func shownZone(z *zone.Zone, err error) any {
	if err != nil {
		return zoneFailure(err)
	}
	names, sets, items := []string{}, []any{}, []string{}
	for name := range z.Names() {
		names = append(names, name.String())
	}
	for n := range z.Nodes() {
		texts := []string{}
		for s := range n.All() {
			texts = append(texts, s.String())
		}
		sets = append(sets, texts)
	}
	for name, n := range z.All() {
		items = append(items, fmt.Sprint(name, " ", n.Len(), " ", n.Classify()))
	}
	return []any{
		z.Origin().String(),
		z.String(),
		written(z.ToText(&zone.TextOptions{Unsorted: true, WantComments: true})),
		written(z.ToText(&zone.TextOptions{KeepAbsolute: true, WantOrigin: true})),
		names, names, sets, items, z.Relativize(), int(z.Class()), int(z.Class()),
	}
}

// zoneAnswers are our sides of what zone.py asks of zones and nodes.
var zoneAnswers = dnstest.Answers{
	"zone_text": func(a []any) any {
		opts := &zone.FileOptions{NoCheckOrigin: true, KeepComments: true}
		if len(a) > 2 {
			opts.KeepAbsolute = !a[2].(bool)
		}
		if len(a) > 3 {
			opts.NoCheckOrigin = !a[3].(bool)
		}
		if len(a) > 4 {
			switch d := a[4].(type) {
			case bool:
				if !d {
					opts.Directives = []string{}
				}
			case []string:
				opts.Directives = d
			}
		}
		return shownZone(zone.FromText(a[0].(string), originOf(a[1].(string)), opts))
	},
	"zone_class": func(a []any) any {
		return shownZone(zone.FromText(a[0].(string), originOf(a[1].(string)), &zone.FileOptions{NoCheckOrigin: true, Class: dnsq.RdataClass(a[2].(int))}))
	},
	"zone_newlines": func(a []any) any {
		z, err := zone.FromText(a[0].(string), originOf(a[1].(string)), nil)
		if err != nil {
			return zoneFailure(err)
		}
		return written(z.ToText(&zone.TextOptions{Newline: a[2].(string)}))
	},
	"zone_range": func(a []any) any {
		start, stop, step, err := zone.GRangeFromText(a[0].(string))
		return zoneResult([]int64{start, stop, step}, err)
	},
	"node_kind": func(a []any) any {
		return zone.ClassifyRdatatype(dnsq.RdataType(a[0].(int)), dnsq.RdataType(a[1].(int))).String()
	},
	"node_steps": func(a []any) any { return nodeSteps(a[0].([]any)) },
	"zone_lookup": func(a []any) any {
		return zoneLookup(a[0].(string), a[1].(string), a[2].(bool), a[3].([]string), a[4].([]string))
	},
	"zone_edit": func(a []any) any { return zoneEdit(a[0].(string), a[1].(string), a[2].(bool), a[3].([]any)) },
}

// What nodes do with CNAMEs and other data, and find.
func nodeSteps(steps []any) any {
	n := &zone.Node{}
	seen := []any{}
	for _, step := range steps {
		s := step.([]any)
		typ, covers := typeOf(s[1].(string)), typeOf(s[2].(string))
		switch s[0] {
		case "replace":
			set, err := dnsq.RdatasetFromText(dnsq.ClassIN, typ, 300, s[3].([]string)...)
			if err != nil {
				return zoneFailure(err)
			}
			n.ReplaceRdataset(set)
		case "create":
			set := n.CreateRdataset(dnsq.ClassIN, typ, covers)
			seen = append(seen, []any{set.String(), set == n.GetRdataset(dnsq.ClassIN, typ, covers)})
		case "delete":
			n.DeleteRdataset(dnsq.ClassIN, typ, covers)
		default:
			if set, err := n.FindRdataset(dnsq.ClassIN, typ, covers); err != nil {
				seen = append(seen, lookupFailure(err))
			} else {
				seen = append(seen, set.String())
			}
			if set := n.GetRdataset(dnsq.ClassIN, typ, covers); set != nil {
				seen = append(seen, set.String())
			} else {
				seen = append(seen, nil)
			}
		}
		texts := []string{}
		for s := range n.All() {
			texts = append(texts, s.String())
		}
		seen = append(seen, []any{written(n.ToText(dnsq.MustName("x.example."), nil)), n.Classify().String(), n.Len(), texts})
	}
	same, kind := &zone.Node{}, ""
	for _, s := range slices.Backward(slices.Collect(n.All())) {
		same.ReplaceRdataset(s)
		kind = zone.ClassifyRdatatype(s.Type, s.Covers).String()
	}
	return []any{seen, n.Equal(same), n.Equal(&zone.Node{}), !n.Equal(same), kind, false}
}

// lookupFailure is a KeyError of dnspython, which for what is not there says
// nothing; ours names it.
func lookupFailure(err error) any {
	d := zoneFailure(err).(original.Dict)
	if text := d[1].Value.(string); strings.HasPrefix(text, "the zone has no") || strings.HasPrefix(text, "the node has no") {
		d[1].Value = ""
	}
	return d
}

func TestNodes(t *testing.T) {
	py := startZones(t)
	one := func(typ string, rdatas ...string) []any { return []any{"replace", typ, "NONE", rdatas} }
	step := func(what, typ, covers string) []any { return []any{what, typ, covers} }
	const signed = " 8 2 300 20300101000000 20200101000000 1 example. AAAA"
	calls := []original.Call{}
	for _, steps := range [][]any{
		{},
		{one("CNAME", "b."), one("A", "192.0.2.1")},
		{one("A", "192.0.2.1"), one("NSEC", "b. A"), one("RRSIG", "A"+signed), one("RRSIG", "NSEC"+signed), one("CNAME", "b.")},
		{one("RRSIG", "CNAME"+signed), one("A", "192.0.2.1")},
		{one("A", "192.0.2.1"), one("RRSIG", "CNAME"+signed)},
		{one("A", "192.0.2.1"), one("MX", "1 a."), one("A", "192.0.2.2"), step("delete", "MX", "NONE"), step("find", "MX", "NONE"), step("find", "A", "NONE")},
		{one("CNAME", "b.", "c."), one("NSEC3", "1 0 1 ab 2vptu5timamqttgl4luu9kg21e0aor3s A")},
		{step("create", "A", "NONE"), step("create", "CNAME", "NONE"), step("create", "RRSIG", "CNAME"), step("find", "RRSIG", "A")},
		{step("create", "KEY", "NONE"), one("CNAME", "b.")},
	} {
		calls = append(calls, original.Call{Func: "node_steps", Args: []any{steps}})
	}
	for typ := range 300 {
		for _, covers := range []dnsq.RdataType{dnsq.TypeNone, dnsq.TypeA, dnsq.TypeCNAME, dnsq.TypeNSEC, dnsq.TypeKEY} {
			calls = append(calls, original.Call{Func: "node_kind", Args: []any{typ, int(covers)}})
		}
	}
	compareZones(t, py, calls)
}

const lookedUp = `$TTL 300
@ SOA a b 1 2 3 4 5
@ NS a
a A 192.0.2.1 ; hello
  A 192.0.2.2
b MX 10 a ; x
  MX 20 c.foo.
B.c TXT "hi" ; y
z.B.c A 192.0.2.1
\000 A 192.0.2.1
\001\000 A 192.0.2.1
_x A 192.0.2.1
* A 192.0.2.1
A.b.c A 192.0.2.3
sig RRSIG A 8 2 300 20300101000000 20200101000000 1 example. AAAA
`

func zoneLookup(text, origin string, relativize bool, names, types []string) any {
	z, err := zone.FromText(text, originOf(origin), &zone.FileOptions{KeepAbsolute: !relativize})
	if err != nil {
		return zoneFailure(err)
	}
	out := []any{}
	add := func(value any, err error) {
		if err != nil {
			value = lookupFailure(err)
		}
		out = append(out, value)
	}
	for _, name := range names {
		n := nameOf(name)
		node, err := z.FindNode(n)
		textOf := func() any {
			if err != nil {
				return nil
			}
			return written(node.ToText(dnsq.Empty, nil))
		}
		add(textOf(), err)
		out = append(out, z.GetNode(n) == nil)
		add(textOf(), err)
		// In Python a name out of the zone cannot even be asked for; here it is not
		// contained.
		var outside error
		if err != nil && lookupFailure(err).(original.Dict)[1].Value != "" {
			outside = err
		}
		add(z.Contains(n), outside)
		add(z.GetNode(n) == nil, outside)
		for _, typ := range types {
			s, err := z.FindRdataset(n, typeOf(typ), dnsq.TypeNone)
			add(fmt.Sprint(s), err)
			out = append(out, z.GetRdataset(n, typeOf(typ), dnsq.TypeNone) == nil)
			r, err := z.FindRRset(n, typeOf(typ), dnsq.TypeNone)
			add(fmt.Sprint(r), err)
			out = append(out, z.GetRRset(n, typeOf(typ), dnsq.TypeNone) == nil)
		}
	}
	for _, typ := range append(slices.Clone(types), "ANY") {
		sets, records := []string{}, []string{}
		for name, s := range z.IterateRdatasets(typeOf(typ), dnsq.TypeNone) {
			sets = append(sets, name.String()+" "+s.String())
		}
		for r := range z.IterateRdatas(typeOf(typ), dnsq.TypeNone) {
			records = append(records, fmt.Sprint(r.Name, " ", r.TTL, " ", r.Rdata.String()))
		}
		out = append(out, sets, records)
	}
	soa, err := z.GetSOA()
	if err != nil {
		return append(out, zoneFailure(err))
	}
	return append(out, soa.String())
}

func TestZoneLookups(t *testing.T) {
	py := startZones(t)
	names := []string{"a", "A", "a.example.", "b.other.", "q", "@", "example.", "a.", "b.C", "z.b.c.EXAMPLE.", `\000`, "sig", "c"}
	types := []string{"A", "MX", "SOA", "RRSIG"}
	var calls []original.Call
	for _, relativize := range []bool{true, false} {
		calls = append(calls, original.Call{Func: "zone_lookup", Args: []any{lookedUp, "example.", relativize, names, types}})
	}
	compareZones(t, py, calls)
}

func zoneEdit(text, origin string, relativize bool, steps []any) any {
	opts := &zone.FileOptions{KeepAbsolute: !relativize}
	z, err := zone.FromText(text, originOf(origin), opts)
	if err != nil {
		return zoneFailure(err)
	}
	before := z.Clone()
	seen := []any{}
	for _, step := range steps {
		s := step.([]string)
		n := nameOf(s[1])
		var result any
		var err error
		switch s[0] {
		case "create":
			var set *dnsq.Rdataset
			if set, err = z.CreateRdataset(n, typeOf(s[2]), dnsq.TypeNone); err == nil {
				result = set.String()
			}
		case "createnode":
			var node *zone.Node
			if node, err = z.CreateNode(n); err == nil {
				result = node.Len()
			}
		case "replace":
			var set *dnsq.Rdataset
			if set, err = dnsq.RdatasetFromText(dnsq.ClassIN, typeOf(s[2]), 77, s[3:]...); err == nil {
				err = z.ReplaceRdataset(n, set)
			}
		case "class":
			var set *dnsq.Rdataset
			if set, err = dnsq.RdatasetFromText(dnsq.ClassCH, dnsq.TypeTXT, 77, "x"); err == nil {
				err = z.ReplaceRdataset(n, set)
			}
		case "delete":
			err = z.DeleteRdataset(n, typeOf(s[2]), dnsq.TypeNone)
		case "deletenode":
			err = z.DeleteNode(n)
		case "put":
			err = z.PutNode(n, &zone.Node{})
		case "drop":
			if _, err = z.FindNode(n); err == nil {
				err = z.DeleteNode(n)
			}
		default:
			if err := z.CheckOrigin(); err != nil {
				result = zoneFailure(err)
			}
		}
		if err != nil {
			result = lookupFailure(err)
		}
		seen = append(seen, result, z.Equal(before), !z.Equal(before), written(z.ToText(&zone.TextOptions{Unsorted: true})))
	}
	return seen
}

func TestZoneEdits(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	names := []string{"a", "A", "b", "new", "New", "example.", "@", "a.example.", "x.other.", "z.B.c"}
	whats := []string{"create", "createnode", "replace", "class", "delete", "deletenode", "put", "drop", "check"}
	types := []string{"A", "MX", "CNAME", "TXT", "NS", "SOA"}
	texts := map[string][]string{"A": {"192.0.2.7"}, "MX": {"3 x"}, "CNAME": {"y"}, "TXT": {"t"}, "NS": {"a"}, "SOA": {"a b 2 2 2 2 2"}}
	var calls []original.Call
	for range original.Rounds(t, 60) {
		var steps []any
		for range 12 {
			typ := types[r.IntN(len(types))]
			steps = append(steps, append([]string{whats[r.IntN(len(whats))], names[r.IntN(len(names))], typ}, texts[typ]...))
		}
		calls = append(calls, original.Call{Func: "zone_edit", Args: []any{lookedUp, "example.", r.IntN(2) == 0, steps}})
	}
	judge(py).Generated(t, calls)
}
