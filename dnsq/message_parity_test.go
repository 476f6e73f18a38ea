package dnsq_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// randomMessage is a response with random records, CNAME chains among them.
func randomMessage(t testing.TB, rng *rand.Rand, lines []line) *dnsq.Message {
	t.Helper()
	names := []string{"a.", "A.", "www.example.", "example.", "mail.example.", "x.y.z.example.", "."}
	name := func() dnsq.Name { return dnsq.MustName(names[rng.IntN(len(names))]) }
	id := uint16(rng.Uint32())
	o := &dnsq.QueryOptions{ID: &id}
	if rng.IntN(3) == 0 {
		o.EDNS = &dnsq.EDNS{Payload: uint16(512 + rng.IntN(4000)), Options: []dnsq.Option{&dnsq.GenericOption{OType: 5, Data: []byte("abc")}, &dnsq.EDEOption{Code: 18, Text: "hi"}}}
	}
	m := dnsq.MakeQuery(name(), []dnsq.RdataType{dnsq.TypeA, dnsq.TypeMX, dnsq.TypeCNAME, dnsq.TypeTXT}[rng.IntN(4)], o)
	m.Flags |= dnsq.FlagQR | dnsq.Flag(rng.Uint32())&0x07f0
	m.SetRcode([]dnsq.Rcode{0, 0, 0, 3, 2, 23}[rng.IntN(6)])
	add := func(s dnsq.Section, owner dnsq.Name, rd dnsq.Rdata) {
		set, err := dnsq.RRsetFromRdata(owner, uint32(rng.IntN(4))*100, rd)
		if err != nil {
			t.Fatal(err)
		}
		m.Add(s, set)
	}
	at := m.Question[0].Name
	for range rng.IntN(3) {
		to := name()
		add(dnsq.SectionAnswer, at, &dnsq.CNAME{Target: to})
		at = to
	}
	for range rng.IntN(8) {
		l := lines[rng.IntN(len(lines))]
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, l.Type, l.Text, nil)
		if err != nil || l.Type.IsMetatype() {
			continue
		}
		if _, err := rd.ToWire(nil); err != nil {
			continue
		}
		add(dnsq.Section(1+rng.IntN(3)), name(), rd)
	}
	if rng.IntN(2) == 0 {
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSOA, "ns.example. h.example. 1 2 3 4 60", nil)
		if err != nil {
			t.Fatal(err)
		}
		add(dnsq.SectionAuthority, dnsq.MustName([]string{".", "example.", "www.example."}[rng.IntN(3)]), rd)
		a, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "1.2.3.4", nil)
		if err != nil {
			t.Fatal(err)
		}
		add(dnsq.SectionAnswer, at, a)
	}
	return m
}

// shown is what shown in testdata/original.py says of a message.
func shown(m *dnsq.Message) any {
	sections := []any{}
	for s := range dnsq.Section(4) {
		list := []any{}
		for _, set := range m.Section(s) {
			texts, wires := []any{}, []any{}
			for rd := range set.All() {
				wire, err := rd.ToWire(&dnsq.Root)
				texts, wires = append(texts, rd.String()), append(wires, outcome(append([]byte{}, wire...), err))
			}
			list = append(list, []any{set.Name.String(), int(set.Class), int(set.Type), int(set.Covers), set.TTL, int(set.Deleting), texts, wires})
		}
		sections = append(sections, list)
	}
	edns, payload := -1, 0
	if m.EDNS != nil {
		edns, payload = int(m.EDNS.Version), int(m.EDNS.Payload)
	}
	return original.Dict{
		{Key: "text", Value: written(m.ToText(nil))}, {Key: "id", Value: m.ID}, {Key: "flags", Value: int(m.Flags)}, {Key: "rcode", Value: int(m.Rcode())},
		{Key: "opcode", Value: int(m.Opcode())}, {Key: "edns", Value: edns}, {Key: "payload", Value: payload},
		{Key: "sections", Value: sections}, {Key: "had_tsig", Value: m.HadTSIG},
	}
}

func randomWires(t testing.TB, rng *rand.Rand, n int) [][]byte {
	lines := rdataLines(t)
	var all [][]byte
	for range n {
		wire, err := randomMessage(t, rng, lines).ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, wire)
	}
	return all
}

func TestParityMessages(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	var calls []original.Call
	for i, wire := range randomWires(t, rng, original.Rounds(t, 1500)) {
		calls = append(calls, ask(messageRendered{wire}))
		if i%2 == 0 {
			wire = mutateBytes(rng, wire, true)
		}
		if beyond(wire) {
			continue
		}
		if i%4 == 0 {
			calls = append(calls, ask(messageErrors{wire}))
		}
		calls = append(calls, ask(messageWire{Wire: wire, OneRR: i%5 == 0, XFR: i%7 == 0, IgnoreTrailing: i%3 == 0, QuestionOnly: i%11 == 0}), ask(chaining{wire}))
	}
	wireJudge(py).Generated(t, calls)
}

const updateText = "id 1\nopcode UPDATE\nrcode NOERROR\nflags\n;ZONE\nexample. IN SOA\n;PREREQ\na.example. ANY ANY\nb.example. NONE A\n;UPDATE\na.example. 300 IN A 1.2.3.4\nc.example. ANY MX\nd.example. 0 NONE TXT \"x\"\n;ADDITIONAL"

func TestParityMessageText(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	texts := []string{
		updateText, "", "id 1", "bogus 1", ";QUESTION\nexample. IN MX\n;ANSWER\nexample. 1h IN MX 10 a.\n\t60 IN MX 20 b.\n", ";QUESTION\n IN A", ";ANSWER\na. 300 IN A",
		"id 70000", "flags QR XX", "edns 0\neflags DO\npayload 1232\n;QUESTION\na. IN A", "rcode BADVERS", "opcode X", ";QUESTION\na. XX", ";ANSWER\na. 300 IN A 1.2.3.4 ;c\na. IN TYPE99999 x",
		"opcode UPDATE\n;PREREQ\na. ANY ANY", "id 5 6", ";QUESTION\n\"a\" IN A",
	}
	for _, wire := range randomWires(t, rng, original.Rounds(t, 300)) {
		m, err := dnsq.MessageFromWire(wire, nil)
		if err != nil {
			continue // text reads a LOC beyond the pole, wire does not
		}
		if m.EDNS != nil {
			m.EDNS.Options = nil // they have no text that reads
		}
		shown, err := m.ToText(nil)
		if err != nil {
			t.Fatal(err)
		}
		if beyond(wire) || laterParamName.MatchString(shown) || highEscape.MatchString(shown) {
			continue // the original reads other rdata, or none
		}
		texts = append(texts, shown)
	}
	var calls []original.Call
	for _, s := range texts {
		calls = append(calls, ask(messageText{s}))
	}
	compareAll(t, py, calls)
	wire := func(s string) []byte {
		m, err := dnsq.MessageFromText(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := m.ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	update := wire(updateText)
	compareAll(t, py, []original.Call{ask(messageWire{Wire: update})})
}

func TestParityQueries(t *testing.T) {
	py := startDNS(t)
	var calls []original.Call
	for _, name := range []string{"example.", ".", "WWW.example."} {
		for _, typ := range []dnsq.RdataType{dnsq.TypeA, dnsq.TypeMX, dnsq.TypeANY} {
			for edns := -1; edns < 1; edns++ {
				for _, dnssec := range []bool{false, true} {
					calls = append(calls, ask(queryCase{name, typ, edns, dnssec}))
				}
			}
		}
	}
	compareAll(t, py, calls)
}

// A queryCase is a query, and the response to it.
type queryCase struct {
	Name   string
	Type   dnsq.RdataType `py:"rdtype"`
	EDNS   int
	DNSSEC bool
}

func (queryCase) Asks() string { return "queries" }

func (c queryCase) Ours() any {
	id, flags := uint16(77), dnsq.FlagRD
	o := &dnsq.QueryOptions{ID: &id, Flags: &flags, WantDNSSEC: c.DNSSEC}
	if c.EDNS >= 0 {
		o.EDNS = &dnsq.EDNS{Version: uint8(c.EDNS), Payload: 1232}
	}
	m := dnsq.MakeQuery(dnsq.MustName(c.Name), c.Type, o)
	w, err := m.ToWire(nil)
	if err != nil {
		return outcome(nil, err)
	}
	r, err := dnsq.MakeResponse(m, &dnsq.ResponseOptions{RecursionAvailable: true})
	if err != nil {
		return outcome(nil, err)
	}
	rw, err := r.ToWire(nil)
	return outcome([]any{w, written(m.ToText(nil)), rw, written(r.ToText(nil))}, err)
}

func TestParityIsResponse(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	var calls []original.Call
	for range 300 {
		id := uint16(rng.IntN(2))
		flags := []dnsq.Flag{dnsq.FlagRD, dnsq.FlagRD | 0x2800}[rng.IntN(2)]
		typ := []dnsq.RdataType{dnsq.TypeSOA, dnsq.TypeA}[rng.IntN(2)]
		if flags != dnsq.FlagRD {
			typ = dnsq.TypeSOA
		}
		q := dnsq.MakeQuery(dnsq.MustName([]string{"a.", "A."}[rng.IntN(2)]), typ, &dnsq.QueryOptions{ID: &id, Flags: &flags})
		id2 := uint16(rng.IntN(2))
		r := dnsq.MakeQuery(dnsq.MustName([]string{"a.", "b."}[rng.IntN(2)]), typ, &dnsq.QueryOptions{ID: &id2, Flags: &flags})
		if rng.IntN(4) > 0 {
			r.Flags |= dnsq.FlagQR
		}
		r.SetRcode(dnsq.Rcode(rng.IntN(6)))
		if rng.IntN(3) == 0 {
			r.Question = nil
		}
		a, err := q.ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, ask(responsePair{a, b}))
	}
	compareAll(t, py, calls)
}

// A responsePair is a query, and what may be the response to it.
type responsePair struct{ A, B []byte }

func (responsePair) Asks() string { return "is_response" }

func (p responsePair) Ours() any {
	a, err := dnsq.MessageFromWire(p.A, nil)
	if err != nil {
		return outcome(nil, err)
	}
	b, err := dnsq.MessageFromWire(p.B, nil)
	return outcome(err == nil && a.IsResponse(b), err)
}

func TestParitySignatures(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	lines := rdataLines(t)
	secret := []byte("sixteen byte key and more of it")
	now := int64(1700000000)
	for i, algorithm := range []dnsq.Name{
		dnsq.HMACMD5, dnsq.HMACSHA1, dnsq.HMACSHA224, dnsq.HMACSHA256, dnsq.HMACSHA256128, dnsq.HMACSHA384, dnsq.HMACSHA384192, dnsq.HMACSHA512, dnsq.HMACSHA512256,
	} {
		key := dnsq.NewTSIGKey(dnsq.MustName("Key.example."), secret, algorithm)
		m := randomMessage(t, rng, lines)
		m.EDNS = nil
		m.SetRcode(0)
		plain, err := m.ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		var mac []byte
		if i%2 == 1 {
			mac = []byte("the request's signature")
		}
		if m, err = dnsq.MessageFromWire(plain, nil); err != nil {
			m = dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
		}
		m.UseTSIG(key)
		m.Fudge, m.RequestMAC = 301, mac
		wire, err := m.ToWire(&dnsq.RenderOptions{Now: time.Unix(now, 0)})
		if err != nil {
			t.Fatal(err)
		}
		var calls []original.Call
		for j, w := range [][]byte{wire, wire, mutateBytes(rng, wire, true), wire, wire} {
			at, s, alg := now, secret, algorithm.String()
			switch j {
			case 1:
				at += 302
			case 3:
				s = []byte("another")
			case 4:
				alg = "hmac-sha1."
			}
			calls = append(calls, ask(tsigVerify{w, "key.EXAMPLE.", s, alg, at, mac}))
		}
		compareAll(t, py, calls)
		if size, err := key.MACSize(); err != nil || len(m.MAC) != size {
			t.Errorf("%v: a signature of %d bytes, %v", algorithm, len(m.MAC), err)
		}
	}
	secrets := map[string]string{"a.": base64.StdEncoding.EncodeToString(secret), "b.c.": "AAAA"}
	ring, err := dnsq.KeyringFromText(secrets)
	if err != nil {
		t.Fatal(err)
	}
	if want := py.Value("keyring", secrets); fmt.Sprint(original.Plain(ring.ToText())) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", original.Plain(ring.ToText()), want)
	}
	key := dnsq.NewTSIGKey(dnsq.MustName("k."), []byte("hush"), dnsq.Empty)
	for _, shown := range []string{fmt.Sprint(key), fmt.Sprintf("%+v", key), fmt.Sprintf("%#v", key)} {
		if strings.Contains(shown, "hush") || strings.Contains(shown, "104") {
			t.Errorf("a key shows its secret: %s", shown)
		}
	}
}

func TestParityRdatasets(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	pools := map[dnsq.RdataType][]string{
		dnsq.TypeA: {"1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"}, dnsq.TypeMX: {"10 a.", "10 A.", "20 b.example.", "5 c"}, dnsq.TypeCNAME: {"a.", "b.", "c."},
		dnsq.TypeTXT: {`"a"`, `"b" "c"`, `"B" "c"`},
	}
	var calls []original.Call
	for range original.Rounds(t, 300) {
		for typ, pool := range pools {
			pick := func() (some []string) {
				for range 1 + rng.IntN(6) {
					some = append(some, pool[rng.IntN(len(pool))])
				}
				return some
			}
			calls = append(calls, ask(setPair{typ, pick(), pick()}))
		}
	}
	compareAll(t, py, calls)
}

// A setPair is two sets of one type.
type setPair struct {
	Type dnsq.RdataType `py:"rdtype"`
	A, B []string
}

func (setPair) Asks() string { return "rdatasets" }

func (p setPair) Ours() any {
	make := func(texts []string, ttl uint32) *dnsq.Rdataset {
		s, err := dnsq.RdatasetFromText(dnsq.ClassIN, p.Type, ttl, texts...)
		if err != nil {
			panic(err)
		}
		return s
	}
	list := func(s *dnsq.Rdataset) []any {
		out := []any{}
		for rd := range s.All() {
			out = append(out, rd.String())
		}
		return out
	}
	x, y := make(p.A, 300), make(p.B, 60)
	owner := dnsq.MustName("a.example.")
	out := []any{written(x.ToText(nil, nil)), written(y.ToText(&owner, nil)), x.Len(), x.Equal(y), !x.Equal(y), list(x), y.Contains(x.Items[0]), x.Match(dnsq.ClassIN, p.Type, 0)}
	for op := range 4 {
		z := make(p.A, 300)
		switch op {
		case 1:
			z.Intersection(y)
		case 3:
			z.Difference(y)
		default:
			if err := z.Union(y); err != nil {
				panic(err)
			}
		}
		out = append(out, []any{z.TTL, list(z)})
	}
	z := make(p.A, 300)
	z.Remove(y.Items[0])
	again := any(original.Dict{{Key: "error", Value: "ValueError"}, {Key: "text", Value: ""}})
	if z.Remove(y.Items[0]) {
		again = list(z)
	}
	out = append(out, []any{list(z), again})
	set := &dnsq.RRset{Rdataset: *make(p.A, 300), Name: owner}
	example := dnsq.MustName("example.")
	other, err := dnsq.RRsetFromText("A.EXAMPLE.", 5, dnsq.ClassIN, p.Type, p.A...)
	if err != nil {
		panic(err)
	}
	return append(out, []any{
		set.String(), written(set.ToText(&dnsq.SetTextOptions{Origin: &example})), written(set.ToRdataset().ToText(nil, nil)),
		set.FullMatch(dnsq.MustName("A.example."), dnsq.ClassIN, p.Type, 0, 0), set.Equal(other),
	})
}

// A message of many names, beyond those that pointers reach, is compressed as
// the original does.
func TestParityManyNames(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	for _, n := range []int{10, 24, 25, 26, 300, 1500} {
		var b strings.Builder
		b.WriteString("id 1\nflags QR\n;QUESTION\nexample. IN A\n;ANSWER\n")
		for range n {
			fmt.Fprintf(&b, "%s%d.%s%d.Example. 60 IN MX 1 m%d.example.\n", []string{"h", "H"}[rng.IntN(2)], rng.IntN(n), []string{"sub", "Sub"}[rng.IntN(2)], rng.IntN(9), rng.IntN(n))
		}
		m, err := dnsq.MessageFromText(b.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wire, err := m.ToWire(nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := py.Value("lambda s: dns.message.from_text(s).to_wire(want_shuffle=False)", b.String()); !original.Same(wire, want) {
			t.Errorf("%d records: %d bytes, there %d", n, len(wire), len(want.([]byte)))
		}
	}
}

// An update names no more than one zone, by its SOA, in text as in wire format.
func TestUpdatesHaveOneZone(t *testing.T) {
	for _, c := range []struct {
		zone string
		fine bool
	}{
		{"example. IN SOA", true}, {"", true}, {"example. IN A", false}, {"example. IN SOA\nother. IN SOA", false}, {"example. IN SOA\nexample. IN SOA", false}, {"example. ANY SOA", false},
	} {
		text := "id 1\nopcode UPDATE\nflags\n;ZONE\n" + c.zone + "\n;UPDATE\na.example. 300 IN A 192.0.2.1\n"
		_, err := dnsq.MessageFromText(text, nil)
		// The same in wire format, made of a query with those questions.
		q, qerr := dnsq.MessageFromText("id 1\nopcode QUERY\nflags\n;QUESTION\n"+c.zone+"\n", nil)
		if qerr != nil {
			t.Fatal(qerr)
		}
		wire, qerr := q.ToWire(nil)
		if qerr != nil {
			t.Fatal(qerr)
		}
		wire[2] |= byte(dnsq.OpcodeUPDATE) << 3
		_, werr := dnsq.MessageFromWire(wire, nil)
		if c.fine != (err == nil) || c.fine != (werr == nil) || classOf(err) != classOf(werr) {
			t.Errorf("%q: in text %v, in wire format %v", c.zone, err, werr)
		}
	}
}
