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
	ask         = dnstest.Ask
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

// A zoneText is the text of a zone. The directives that are allowed are true for all
// of them, false for none, or a list.
type zoneText struct {
	Text, Origin      string
	Relativize, Check bool
	Directives        any
}

// textOf is the text of a zone example. with relative names and all directives.
func textOf(text string) zoneText {
	return zoneText{Text: text, Origin: "example.", Relativize: true, Directives: true}
}

func (zoneText) Asks() string { return "zone_text" }

func (c zoneText) Ours() any {
	opts := &zone.FileOptions{KeepAbsolute: !c.Relativize, NoCheckOrigin: !c.Check, KeepComments: true}
	switch d := c.Directives.(type) {
	case []string:
		opts.Directives = d
	case bool:
		if !d {
			opts.Directives = []string{}
		}
	}
	return shownZone(zone.FromText(c.Text, originOf(c.Origin), opts))
}

// A zoneClass is the text of a zone of some class.
type zoneClass struct {
	Text, Origin string
	Class        dnsq.RdataClass `py:"rdclass"`
}

func (zoneClass) Asks() string { return "zone_class" }

func (c zoneClass) Ours() any {
	return shownZone(zone.FromText(c.Text, originOf(c.Origin), &zone.FileOptions{NoCheckOrigin: true, Class: c.Class}))
}

// A zoneNewlines is the text of a zone that is written with other line ends.
type zoneNewlines struct{ Text, Origin, NL string }

func (zoneNewlines) Asks() string { return "zone_newlines" }

func (c zoneNewlines) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), nil)
	if err != nil {
		return zoneFailure(err)
	}
	return written(z.ToText(&zone.TextOptions{Newline: c.NL}))
}

type zoneRange struct{ Text string }

func (zoneRange) Asks() string { return "zone_range" }

func (c zoneRange) Ours() any {
	start, stop, step, err := zone.GRangeFromText(c.Text)
	return zoneResult([]int64{start, stop, step}, err)
}

type nodeKind struct {
	Type   dnsq.RdataType `py:"rdtype"`
	Covers dnsq.RdataType
}

func (nodeKind) Asks() string { return "node_kind" }

func (c nodeKind) Ours() any { return zone.ClassifyRdatatype(c.Type, c.Covers).String() }

// nodeSteps are what is done to a node, one after another.
type nodeSteps struct{ Steps []nodeStep }

type nodeStep struct {
	What   string
	Type   dnsq.RdataType `py:"rdtype"`
	Covers dnsq.RdataType
	Rdatas []string
}

func (nodeSteps) Asks() string { return "node_steps" }

// What nodes do with CNAMEs and other data, and find.
func (c nodeSteps) Ours() any {
	n := &zone.Node{}
	seen := []any{}
	for _, s := range c.Steps {
		typ, covers := s.Type, s.Covers
		switch s.What {
		case "replace":
			set, err := dnsq.RdatasetFromText(dnsq.ClassIN, typ, 300, s.Rdatas...)
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
	one := func(typ dnsq.RdataType, rdatas ...string) nodeStep {
		return nodeStep{What: "replace", Type: typ, Rdatas: rdatas}
	}
	step := func(what string, typ, covers dnsq.RdataType) nodeStep {
		return nodeStep{What: what, Type: typ, Covers: covers}
	}
	const signed = " 8 2 300 20300101000000 20200101000000 1 example. AAAA"
	calls := []original.Call{}
	for _, steps := range [][]nodeStep{
		{},
		{one(dnsq.TypeCNAME, "b."), one(dnsq.TypeA, "192.0.2.1")},
		{one(dnsq.TypeA, "192.0.2.1"), one(dnsq.TypeNSEC, "b. A"), one(dnsq.TypeRRSIG, "A"+signed), one(dnsq.TypeRRSIG, "NSEC"+signed), one(dnsq.TypeCNAME, "b.")},
		{one(dnsq.TypeRRSIG, "CNAME"+signed), one(dnsq.TypeA, "192.0.2.1")},
		{one(dnsq.TypeA, "192.0.2.1"), one(dnsq.TypeRRSIG, "CNAME"+signed)},
		{one(dnsq.TypeA, "192.0.2.1"), one(dnsq.TypeMX, "1 a."), one(dnsq.TypeA, "192.0.2.2"), step("delete", dnsq.TypeMX, dnsq.TypeNONE), step("find", dnsq.TypeMX, dnsq.TypeNONE), step("find", dnsq.TypeA, dnsq.TypeNONE)},
		{one(dnsq.TypeCNAME, "b.", "c."), one(dnsq.TypeNSEC3, "1 0 1 ab 2vptu5timamqttgl4luu9kg21e0aor3s A")},
		{step("create", dnsq.TypeA, dnsq.TypeNONE), step("create", dnsq.TypeCNAME, dnsq.TypeNONE), step("create", dnsq.TypeRRSIG, dnsq.TypeCNAME), step("find", dnsq.TypeRRSIG, dnsq.TypeA)},
		{step("create", dnsq.TypeKEY, dnsq.TypeNONE), one(dnsq.TypeCNAME, "b.")},
	} {
		calls = append(calls, ask(nodeSteps{steps}))
	}
	for typ := range dnsq.RdataType(300) {
		for _, covers := range []dnsq.RdataType{dnsq.TypeNone, dnsq.TypeA, dnsq.TypeCNAME, dnsq.TypeNSEC, dnsq.TypeKEY} {
			calls = append(calls, ask(nodeKind{typ, covers}))
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

// A zoneLookup is a zone in which names and types are looked up.
type zoneLookup struct {
	Text, Origin string
	Relativize   bool
	Names        []string
	Types        []dnsq.RdataType `py:"rdtypes"`
}

func (zoneLookup) Asks() string { return "zone_lookup" }

func (c zoneLookup) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), &zone.FileOptions{KeepAbsolute: !c.Relativize})
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
	for _, name := range c.Names {
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
		for _, typ := range c.Types {
			s, err := z.FindRdataset(n, typ, dnsq.TypeNone)
			add(fmt.Sprint(s), err)
			out = append(out, z.GetRdataset(n, typ, dnsq.TypeNone) == nil)
			r, err := z.FindRRset(n, typ, dnsq.TypeNone)
			add(fmt.Sprint(r), err)
			out = append(out, z.GetRRset(n, typ, dnsq.TypeNone) == nil)
		}
	}
	for _, typ := range append(slices.Clone(c.Types), dnsq.TypeANY) {
		sets, records := []string{}, []string{}
		for name, s := range z.IterateRdatasets(typ, dnsq.TypeNone) {
			sets = append(sets, name.String()+" "+s.String())
		}
		for r := range z.IterateRdatas(typ, dnsq.TypeNone) {
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
	types := []dnsq.RdataType{dnsq.TypeA, dnsq.TypeMX, dnsq.TypeSOA, dnsq.TypeRRSIG}
	var calls []original.Call
	for _, relativize := range []bool{true, false} {
		calls = append(calls, ask(zoneLookup{lookedUp, "example.", relativize, names, types}))
	}
	compareZones(t, py, calls)
}

// A zoneEdit is a zone, and what is done to it, one after another.
type zoneEdit struct {
	Text, Origin string
	Relativize   bool
	Steps        []editStep
}

type editStep struct {
	What, Name string
	Type       dnsq.RdataType `py:"rdtype"`
	Rdatas     []string
}

func (zoneEdit) Asks() string { return "zone_edit" }

func (c zoneEdit) Ours() any {
	z, err := zone.FromText(c.Text, originOf(c.Origin), &zone.FileOptions{KeepAbsolute: !c.Relativize})
	if err != nil {
		return zoneFailure(err)
	}
	before := z.Clone()
	seen := []any{}
	for _, s := range c.Steps {
		n := nameOf(s.Name)
		var result any
		var err error
		switch s.What {
		case "create":
			var set *dnsq.Rdataset
			if set, err = z.CreateRdataset(n, s.Type, dnsq.TypeNone); err == nil {
				result = set.String()
			}
		case "createnode":
			var node *zone.Node
			if node, err = z.CreateNode(n); err == nil {
				result = node.Len()
			}
		case "replace":
			var set *dnsq.Rdataset
			if set, err = dnsq.RdatasetFromText(dnsq.ClassIN, s.Type, 77, s.Rdatas...); err == nil {
				err = z.ReplaceRdataset(n, set)
			}
		case "class":
			var set *dnsq.Rdataset
			if set, err = dnsq.RdatasetFromText(dnsq.ClassCH, dnsq.TypeTXT, 77, "x"); err == nil {
				err = z.ReplaceRdataset(n, set)
			}
		case "delete":
			err = z.DeleteRdataset(n, s.Type, dnsq.TypeNone)
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
	types := []dnsq.RdataType{dnsq.TypeA, dnsq.TypeMX, dnsq.TypeCNAME, dnsq.TypeTXT, dnsq.TypeNS, dnsq.TypeSOA}
	texts := map[dnsq.RdataType][]string{
		dnsq.TypeA: {"192.0.2.7"}, dnsq.TypeMX: {"3 x"}, dnsq.TypeCNAME: {"y"}, dnsq.TypeTXT: {"t"}, dnsq.TypeNS: {"a"}, dnsq.TypeSOA: {"a b 2 2 2 2 2"},
	}
	var calls []original.Call
	for range original.Rounds(t, 60) {
		var steps []editStep
		for range 12 {
			typ := types[r.IntN(len(types))]
			steps = append(steps, editStep{whats[r.IntN(len(whats))], names[r.IntN(len(names))], typ, texts[typ]})
		}
		calls = append(calls, ask(zoneEdit{lookedUp, "example.", r.IntN(2) == 0, steps}))
	}
	judge(py).Generated(t, calls)
}
