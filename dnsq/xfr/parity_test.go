package xfr_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// What the tests of all rooms of this house share, under short names.
var (
	startZones  = dnstest.StartZones
	classOf     = dnstest.ClassOf
	zoneFailure = dnstest.ZoneFailure
	zoneResult  = dnstest.ZoneResult
	raised      = dnstest.Raised
	failure     = dnstest.Failure
	difference  = dnstest.Difference
	nameOf      = dnstest.Name
	ask         = dnstest.Ask
)

// compareZones compares our answers with the original's.
func compareZones(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	judge(py).Table(t, calls)
}

// An xfrQuery is a zone, and the serial from which a transfer is asked for.
type xfrQuery struct {
	Text   string
	Serial *uint32
}

func (xfrQuery) Asks() string { return "xfr_query" }

func (c xfrQuery) Ours() any {
	z, err := zone.FromText(c.Text, dnsq.MustName("example."), &zone.FileOptions{NoCheckOrigin: true})
	if err != nil {
		return zoneFailure(err)
	}
	q, got, err := xfr.MakeQuery(z, c.Serial, nil)
	if err != nil {
		return zoneFailure(err)
	}
	again, err := xfr.ExtractSerialFromQuery(q)
	if err != nil {
		return zoneFailure(err)
	}
	_, text, _ := strings.Cut(shownQuery(q), "\n")
	return []any{text, got, again}
}

// An xfrSerial is a query in text that names a serial or none.
type xfrSerial struct{ Text string }

func (xfrSerial) Asks() string { return "xfr_serial" }

func (c xfrSerial) Ours() any {
	m, err := dnsq.MessageFromText(c.Text, nil)
	if err != nil {
		return zoneFailure(err)
	}
	serial, err := xfr.ExtractSerialFromQuery(m)
	if err != nil {
		d := zoneFailure(err).(original.Dict)
		if d[0].Value == "KeyError" {
			d[1].Value = "" // the original says nothing
		}
		return d
	}
	return serial
}

// An xfrInbound is a zone, and the messages that are to change it.
type xfrInbound struct {
	Text                  string
	Relativize, Versioned bool
	Type                  dnsq.RdataType `py:"rdtype"`
	Serial                *uint32
	UDP                   bool
	Messages              []string
}

func (xfrInbound) Asks() string { return "xfr_inbound" }

func (c xfrInbound) Ours() any {
	example := dnsq.MustName("example.")
	z, err := zone.FromText(c.Text, example, &zone.FileOptions{KeepAbsolute: !c.Relativize})
	if err != nil {
		return zoneFailure(err)
	}
	current := func() *zone.Zone { return z }
	var manager zone.TransactionManager = z
	opts := &dnsq.MessageTextOptions{OneRRPerRRset: true}
	if c.Relativize {
		opts.Origin = &example
	}
	if c.Versioned {
		v := zone.NewVersioned(z)
		current, manager = v.Current, v
	}
	done := []any{}
	in, err := xfr.NewInbound(manager, &xfr.InboundOptions{Type: c.Type, Serial: c.Serial, UDP: c.UDP})
	if err == nil {
		for _, text := range c.Messages {
			var m *dnsq.Message
			if m, err = dnsq.MessageFromText(text, opts); err != nil {
				break
			}
			var complete bool
			if complete, err = in.ProcessMessage(context.Background(), m); err != nil {
				break
			}
			done = append(done, complete)
		}
		if err := in.Close(); err != nil {
			return zoneFailure(err)
		}
	}
	return []any{zoneResult(true, err), done, current().String()}
}

const before = "$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS a\na A 192.0.2.1\nb A 192.0.2.1\nb A 192.0.2.2\n"

func xfrMessage(question string, records ...string) string {
	return "id 1\nopcode QUERY\nrcode NOERROR\nflags QR AA\n;QUESTION\n" + question + "\n;ANSWER\n" + strings.Join(records, "\n") + "\n"
}

func soaOf(serial int) string {
	return fmt.Sprintf("example. 300 IN SOA a.example. b.example. %d 2 3 4 5", serial)
}

const axfr, ixfr = "example. IN AXFR", "example. IN IXFR"

// xfrCases are transfers, good and bad, of a zone whose serial is 1.
func xfrCases() []xfrInbound {
	const ns, a1, n, m, x = "example. 300 IN NS a.example.", "a.example. 300 IN A 192.0.2.1", "n.example. 300 IN A 192.0.2.9", "m.example. 7 IN MX 3 n.example.", "x.example. 300 IN A 192.0.2.8"
	s := soaOf
	var cases []xfrInbound
	add := func(rdtype dnsq.RdataType, serial *uint32, udp bool, messages ...string) {
		for _, relativize := range []bool{true, false} {
			for _, versioned := range []bool{true, false} {
				cases = append(cases, xfrInbound{before, relativize, versioned, rdtype, serial, udp, messages})
			}
		}
	}
	whole := func(messages ...string) { add(dnsq.TypeAXFR, nil, false, messages...) }
	whole(xfrMessage(axfr, s(2), ns, x, s(2)))
	whole(xfrMessage(axfr, s(2), ns), xfrMessage(axfr, x, m, s(2)))
	whole(xfrMessage(axfr, s(2), x))
	whole(xfrMessage(axfr))
	whole(xfrMessage(axfr, x, s(2)))
	whole(xfrMessage(axfr, "x.example. 300 IN SOA a. b. 1 2 3 4 5"))
	whole(strings.Replace(xfrMessage(axfr), "NOERROR", "REFUSED", 1))
	whole(xfrMessage(axfr, s(2)), strings.Replace(xfrMessage(axfr), "NOERROR", "SERVFAIL", 1))
	whole(xfrMessage(axfr, s(2), x, s(3)))
	whole(xfrMessage(axfr, s(2), x, strings.Replace(s(2), "300", "5", 1)))
	whole(xfrMessage(axfr, s(2), x, "y.example. 300 IN SOA a. b. 1 2 3 4 5", s(2)))
	whole(xfrMessage(axfr, s(2), "x.other. 300 IN A 192.0.2.1", s(2)))
	whole(xfrMessage(axfr, s(2), x, "x.example. 300 IN CNAME y.example.", s(2)))
	whole(xfrMessage(axfr, s(2), "x.example. 300 IN CNAME y.example.", x, s(2)))
	whole(xfrMessage("other. IN AXFR", s(2), s(2)))
	whole(xfrMessage("example. IN A", s(2), s(2)))
	whole(xfrMessage(ixfr, s(2), s(2)))
	whole(xfrMessage(axfr, s(2), s(2)))
	whole(xfrMessage(axfr, s(2), x, x, n, strings.Replace(x, "300", "200", 1), s(2)))
	whole(xfrMessage(axfr, s(2), x), xfrMessage(axfr), xfrMessage(axfr, s(2)))
	whole(xfrMessage(axfr, s(2), s(2)), xfrMessage(axfr))
	add(dnsq.TypeAXFR, new(uint32(1)), false, xfrMessage(axfr, s(2), s(2)))
	add(dnsq.TypeAXFR, nil, true, xfrMessage(axfr, s(2), s(2)))
	add(dnsq.TypeIXFR, nil, false, xfrMessage(ixfr, s(2)))

	part := func(messages ...string) {
		add(dnsq.TypeIXFR, new(uint32(1)), false, messages...)
		add(dnsq.TypeIXFR, new(uint32(1)), true, messages...)
	}
	part(xfrMessage(ixfr, s(1)))
	part(xfrMessage(ixfr, s(0)))
	part(xfrMessage(ixfr, s(2), s(1), a1, s(2), n, s(2)))
	part(xfrMessage(ixfr, s(3), s(1), a1, s(2), n, s(2), s(3), m, s(3)))
	part(xfrMessage(ixfr, s(3), s(1), a1, s(2), n, s(2), n, s(3), m, s(3)))
	part(xfrMessage(ixfr, s(3), s(1), "b.example. 300 IN A 192.0.2.2", s(2), n, s(2), s(3), m), xfrMessage(ixfr, s(3)))
	part(xfrMessage(ixfr, s(2), ns, n, s(2)))
	part(xfrMessage(ixfr, s(2)), xfrMessage(ixfr, ns, n, s(2)))
	part(xfrMessage(ixfr, s(2)))
	part(xfrMessage(ixfr, s(2)), xfrMessage(ixfr, s(1), s(2), n, s(2)))
	part(xfrMessage(ixfr, s(3), s(2), s(3), s(3)))
	part(xfrMessage(ixfr, s(2), s(1), n, s(2), s(2)))
	part(xfrMessage(ixfr, s(2), s(1), "a.example. 300 IN A 192.0.2.77", s(2), s(2)))
	part(xfrMessage(ixfr, s(3), s(1), s(2), s(1), s(3), s(3)))
	part(xfrMessage(ixfr, s(4), s(1), s(2), s(3), s(4), s(4)))
	part(xfrMessage(ixfr, s(2), s(1), s(2), s(3)))
	part(xfrMessage(ixfr, s(2), s(1), s(2), n))
	part(xfrMessage(ixfr, s(2), s(2)))
	part(xfrMessage(ixfr, s(2), s(1), s(2)))
	part(xfrMessage(ixfr, s(2), s(1), s(2), s(2)))
	part(xfrMessage(ixfr, s(3), s(1), s(2), s(3)))
	part(xfrMessage(axfr, s(2), s(1), s(2), s(2)))
	part(strings.Replace(xfrMessage(ixfr), "NOERROR", "NOTIMP", 1))
	part(xfrMessage(ixfr, s(2), ns))
	return cases
}

func TestInboundMessages(t *testing.T) {
	py := startZones(t)
	compareZones(t, py, dnstest.AskAll(xfrCases()...))
}

// Sequences of records that make sense or not: the zone and the fault must be
// those of the original.
func TestInboundGenerated(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 200) {
		rdtype, question := dnsq.TypeIXFR, ixfr
		if r.IntN(4) == 0 {
			rdtype, question = dnsq.TypeAXFR, axfr
		}
		records := generatedTransfer(r, rdtype)
		var messages []string
		for len(records) > 0 {
			n := 1 + r.IntN(len(records))
			messages = append(messages, xfrMessage(question, records[:n]...))
			records = records[n:]
		}
		calls = append(calls, ask(xfrInbound{before, r.IntN(2) == 0, r.IntN(2) == 0, rdtype, new(uint32(1)), false, messages}))
	}
	compareZones(t, py, calls)
}

func generatedTransfer(r *rand.Rand, rdtype dnsq.RdataType) []string {
	record := func() string {
		return fmt.Sprintf("%s.example. 300 IN A 192.0.2.%d", string("abxyz"[r.IntN(5)]), 1+r.IntN(3))
	}
	last := 2 + r.IntN(3)
	records := []string{soaOf(last)}
	if rdtype == dnsq.TypeAXFR || r.IntN(5) == 0 {
		for range 1 + r.IntN(5) {
			records = append(records, record())
		}
	} else {
		for serial := 1; serial < last; serial++ {
			records = append(records, soaOf(serial))
			if r.IntN(2) == 0 {
				records = append(records, "b.example. 300 IN A 192.0.2.1"[:28]+fmt.Sprint(serial))
			}
			records = append(records, soaOf(serial+1))
			for range r.IntN(3) {
				records = append(records, record())
			}
		}
	}
	records = append(records, soaOf(last))
	if r.IntN(3) == 0 { // a fault
		i := r.IntN(len(records))
		switch r.IntN(3) {
		case 0:
			records = append(records[:i], records[i+1:]...)
		case 1:
			records[i] = soaOf(r.IntN(5))
		default:
			records[i] = record()
		}
	}
	return records
}

func TestTransferQueries(t *testing.T) {
	py := startZones(t)
	var calls []original.Call
	for _, text := range []string{before, "", "@ 5 NS a"} {
		for _, serial := range []*uint32{nil, new(uint32(0)), new(uint32(5)), new(uint32(4294967295))} {
			calls = append(calls, ask(xfrQuery{text, serial}))
		}
	}
	for _, text := range []string{
		";QUESTION\nexample. IN A", ";QUESTION\nexample. IN IXFR", ";QUESTION\nexample. IN IXFR\n;AUTHORITY\nexample. 5 IN SOA a. b. 7 2 3 4 5",
		";QUESTION\nexample. IN IXFR\n;AUTHORITY\nother. 5 IN SOA a. b. 7 2 3 4 5", ";QUESTION\nexample. IN AXFR\n;AUTHORITY\nexample. 5 IN SOA a. b. 7 2 3 4 5",
		";QUESTION\nexample. IN AXFR\nexample. IN A", "opcode UPDATE\n;ZONE\nexample. IN SOA\n",
	} {
		calls = append(calls, ask(xfrSerial{"id 1\n" + text}))
	}
	compareZones(t, py, calls)
}
