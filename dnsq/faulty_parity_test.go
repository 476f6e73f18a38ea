package dnsq_test

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// A faultyCase is a question to servers that do wrong, asked of both libraries.
type faultyCase struct {
	name  string
	serve []func(*asking) // by server; the last one goes for those after it

	qname    string         // empty means "a.example."
	alone    bool           // ask the first server only
	settings map[string]any // of the resolver, by Python's names
	kw       map[string]any // of resolve

	// words says that the errors' texts are the systems' and not the
	// libraries': only classes and queries are compared.
	words bool

	// differs is why the outcomes are not to be the same. Then ours and theirs
	// are the classes of the errors, or "answer", that they are to be.
	differs, ours, theirs string
}

const (
	tudoor  = "CVE-2023-29483: whoever guesses or spoils a response ends the query; since 2.6.1 what is no answer is ignored until the deadline, and so do we"
	noSOA   = "a response that there is nothing is cached for 68 years where no SOA says how long; RFC 2308, section 5, forbids it, and we do not cache it"
	opcodes = "the ValueError of an opcode without a name is not taken for a malformed message, so that the server is asked again and again"
)

// quick are times that let a case of silence end soon.
var quick = map[string]any{"timeout": 0.06, "lifetime": 0.2}

// patient are times that let the original ask more than once where we need not.
var patient = map[string]any{"timeout": 2.0, "lifetime": 0.3}

func always(change func(*dnsq.Message)) func(*asking) {
	return func(a *asking) { a.send(a.good(change)) }
}

var (
	right    = always(nil)
	silent   = func(*asking) {}
	servfail = always(func(m *dnsq.Message) { m.SetRcode(dnsq.RcodeSERVFAIL); m.Answer = nil })
	refused  = always(func(m *dnsq.Message) { m.SetRcode(dnsq.RcodeREFUSED); m.Answer = nil })
)

// wrongID and the others are changes to the right response.
func wrongID(m *dnsq.Message) { m.ID ^= 0x5555 }
func wrongQuestion(m *dnsq.Message) {
	m.Question[0] = dnsq.NewRRset(dnsq.MustName("b.example."), dnsq.ClassIN, dnsq.TypeA)
}
func wrongType(m *dnsq.Message) {
	m.Question[0] = dnsq.NewRRset(m.Question[0].Name, dnsq.ClassIN, dnsq.TypeAAAA)
}
func noQuestion(m *dnsq.Message) { m.Question = nil }
func truncate(m *dnsq.Message)   { m.Flags |= dnsq.FlagTC; m.Answer = nil }

// records replaces a section by records in the form of a zone's lines.
func records(section dnsq.Section, lines ...string) func(*dnsq.Message) {
	return func(m *dnsq.Message) {
		text := fmt.Sprintf(";%s\n", map[dnsq.Section]string{dnsq.SectionAnswer: "ANSWER", dnsq.SectionAuthority: "AUTHORITY"}[section])
		for _, l := range lines {
			text += l + "\n"
		}
		read, err := dnsq.MessageFromText(text, nil)
		if err != nil {
			m.SetRcode(dnsq.RcodeNOTIMP) // so that the case fails
			return
		}
		if section == dnsq.SectionAnswer {
			m.Answer = read.Answer
		} else {
			m.Authority = read.Authority
		}
	}
}

func both(changes ...func(*dnsq.Message)) func(*dnsq.Message) {
	return func(m *dnsq.Message) {
		for _, c := range changes {
			c(m)
		}
	}
}

func rcode(r dnsq.Rcode) func(*dnsq.Message) {
	return func(m *dnsq.Message) { m.SetRcode(r) }
}

// nothing is an NXDOMAIN or a NOERROR without answers, with an SOA or not.
func nothing(r dnsq.Rcode, soa bool) func(*dnsq.Message) {
	return func(m *dnsq.Message) {
		m.SetRcode(r)
		m.Answer = nil
		if soa {
			records(dnsq.SectionAuthority, "example. 300 IN SOA ns.example. h.example. 1 2 3 4 60")(m)
		}
	}
}

// then answers the first query in one way and those after it in another.
func then(first, later func(*asking)) func(*asking) {
	return func(a *asking) {
		if a.nth == 1 {
			first(a)
		} else {
			later(a)
		}
	}
}

// overUDP and overTCP choose by the transport.
func byTransport(udp, tcp func(*asking)) func(*asking) {
	return func(a *asking) {
		if a.tcp {
			tcp(a)
		} else {
			udp(a)
		}
	}
}

// spoiled sends something and then the right response.
func spoiled(by func(*asking)) func(*asking) {
	return func(a *asking) { by(a); right(a) }
}

// raw writes bytes on a connection as they are, and hangs up.
func raw(bytes func(good []byte) []byte) func(*asking) {
	return func(a *asking) {
		a.conn.Write(bytes(a.good(nil)))
		a.done = true
	}
}

func chain(length int) func(*dnsq.Message) {
	var lines []string
	owner := "a.example."
	for i := range length {
		next := fmt.Sprintf("c%d.example.", i)
		lines = append(lines, owner+" 300 IN CNAME "+next)
		owner = next
	}
	return records(dnsq.SectionAnswer, append(lines, owner+" 60 IN A 1.2.3.4")...)
}

func bytesOf(wire ...byte) func(*asking) { return func(a *asking) { a.send(wire) } }

// cut sends the right response without its end.
func cut(keep int) func(*asking) {
	return func(a *asking) { a.send(a.good(nil)[:keep]) }
}

// selfPointer is a response whose answer's name points at itself.
func selfPointer(a *asking) {
	good := a.good(nil)
	end := 12 + len("\x01a\x07example\x00") + 4
	a.send(append(slices.Clone(good[:end]), 0xc0, byte(end), 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4))
}

// garbage has the header of a response and nothing else that makes sense.
func garbage(a *asking) {
	a.send(append(append(slices.Clone(a.wire[:2]), 0x80, 0, 0, 9), "garbage"...))
}

// noOpcode is garbage in whose header there is an opcode without a name.
func noOpcode(a *asking) { a.send([]byte("garbage that is no message")) }

func trailing(a *asking) { a.send(append(a.good(nil), 0)) }
func echo(a *asking)     { a.send(a.wire) }

func elsewhere(a *asking) { a.elsewhere(a.good(nil)) }

func one(f func(*asking)) []func(*asking) { return []func(*asking){f} }

var tcpOnly = map[string]any{"tcp": true}

var faultyCases = slices.Concat(honestCases, spoiledCases, streamCases, rcodeCases, chainCases)

var honestCases = []faultyCase{
	{name: "right", serve: one(right)},
	{name: "right over TCP", serve: one(right), kw: tcpOnly},
	{name: "right, after a while", serve: one(func(a *asking) { a.wait(50 * time.Millisecond); right(a) })},
	{name: "question in other case", serve: one(always(func(m *dnsq.Message) {
		m.Question[0] = dnsq.NewRRset(dnsq.MustName("A.eXample."), dnsq.ClassIN, dnsq.TypeA)
	}))},
	{name: "two responses, the first counts", serve: one(func(a *asking) {
		right(a)
		a.send(a.good(records(dnsq.SectionAnswer, "a.example. 60 IN A 9.9.9.9")))
	})},
	{name: "4000 bytes over UDP", serve: one(always(func(m *dnsq.Message) {
		var lines []string
		for i := range 240 {
			lines = append(lines, fmt.Sprintf("a.example. 60 IN A 10.0.0.%d", i))
		}
		records(dnsq.SectionAnswer, lines...)(m)
	}))},
	{name: "truncated, then over TCP", serve: one(byTransport(always(truncate), right))},
	{name: "truncated within a record", serve: one(byTransport(func(a *asking) {
		w := a.good(func(m *dnsq.Message) { m.Flags |= dnsq.FlagTC })
		a.send(w[:len(w)-3])
	}, right))},
	{name: "truncated over TCP too", serve: one(always(func(m *dnsq.Message) { m.Flags |= dnsq.FlagTC }))},
	{name: "truncated, silent over TCP, the other right", serve: []func(*asking){byTransport(always(truncate), silent), right}, settings: map[string]any{"timeout": 0.15}},
	{name: "truncated, hung up over TCP, the other right", serve: []func(*asking){byTransport(always(truncate), raw(func([]byte) []byte { return nil })), right}},
	{name: "truncated, hung up over TCP", serve: one(byTransport(always(truncate), raw(func([]byte) []byte { return nil }))), alone: true, words: true},
	{name: "with EDNS", serve: one(right), settings: map[string]any{"edns": 0, "payload": 1232}},
	{name: "search list, the second name", qname: "a", serve: one(always(func(m *dnsq.Message) {
		if m.Question[0].Name.String() != "a.example." {
			nothing(dnsq.RcodeNXDOMAIN, true)(m)
		}
	})), settings: map[string]any{"search": []any{"first.", "example."}}, kw: map[string]any{"search": true}},
	{name: "search list by default", qname: "a", serve: one(right), settings: map[string]any{"search": []any{"example."}, "use_search_by_default": true}},
	{name: "search list not by default", qname: "a", serve: one(right), settings: map[string]any{"search": []any{"example."}}},
	{name: "rotated, one server", serve: one(right), alone: true, settings: map[string]any{"rotate": true}},
	{name: "search list, no name", qname: "b.c", serve: one(always(nothing(dnsq.RcodeNXDOMAIN, true))),
		settings: map[string]any{"search": []any{"first.", "second."}}, kw: map[string]any{"search": true}},
	{name: "search list ends at SERVFAIL", qname: "a", serve: one(servfail),
		settings: map[string]any{"search": []any{"first.", "second."}}, kw: map[string]any{"search": true}},
}

var spoiledCases = []faultyCase{
	{name: "silent", serve: one(silent), settings: quick},
	{name: "silent, one server", serve: one(silent), alone: true, settings: map[string]any{"timeout": 0.02, "lifetime": 0.2}},
	{name: "silent, the other right", serve: []func(*asking){silent, right}, settings: map[string]any{"timeout": 0.15}},
	{name: "too late, then in time", serve: one(then(func(a *asking) { a.wait(200 * time.Millisecond); right(a) }, right)), alone: true, settings: map[string]any{"timeout": 0.15}},
	{name: "another id", serve: one(always(wrongID)), settings: quick, differs: tudoor, ours: "LifetimeTimeout", theirs: "NoNameservers"},
	{name: "another id, then right", serve: one(spoiled(always(wrongID))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "another id, the other right", serve: []func(*asking){always(wrongID), right}, settings: map[string]any{"timeout": 0.15}},
	{name: "another question, then right", serve: one(spoiled(always(wrongQuestion))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "another type, then right", serve: one(spoiled(always(wrongType))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "no question, then right", serve: one(spoiled(always(noQuestion))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "the query itself, then right", serve: one(spoiled(echo)), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "another opcode, then right", serve: one(spoiled(always(func(m *dnsq.Message) { m.Flags |= 0x1000 }))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "truncated with another id, then right", serve: one(byTransport(spoiled(always(both(truncate, wrongID))), right)), differs: "CVE-2023-29483: TC is looked at before the id", ours: "answer", theirs: "answer"},
	{name: "from elsewhere, then right", serve: one(spoiled(elsewhere)), alone: true, settings: patient, differs: tudoor, ours: "answer", theirs: "LifetimeTimeout"},
	{name: "from elsewhere", serve: one(elsewhere), alone: true, settings: map[string]any{"timeout": 2.0, "lifetime": 0.2}, differs: tudoor, ours: "LifetimeTimeout", theirs: "LifetimeTimeout"},
	{name: "from the other server, then right", serve: one(func(a *asking) { a.elsewhere([]byte("x")); right(a) }), alone: true, settings: patient, differs: tudoor, ours: "answer", theirs: "LifetimeTimeout"},
	{name: "garbage", serve: one(garbage), settings: quick, differs: tudoor, ours: "LifetimeTimeout", theirs: "NoNameservers"},
	{name: "garbage, then right", serve: one(spoiled(garbage)), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "garbage with an opcode that there is not", serve: one(noOpcode), settings: quick, differs: opcodes, ours: "LifetimeTimeout", theirs: "LifetimeTimeout"},
	{name: "garbage with an opcode that there is not, then right", serve: one(spoiled(noOpcode)), settings: patient, differs: tudoor, ours: "answer", theirs: "LifetimeTimeout"},
	{name: "a short header, then right", serve: one(spoiled(bytesOf(1, 2, 3))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "nothing at all, then right", serve: one(spoiled(bytesOf())), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "cut off, then right", serve: one(spoiled(cut(40))), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "trailing bytes, then right", serve: one(spoiled(trailing)), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
	{name: "a pointer to itself, then right", serve: one(spoiled(selfPointer)), differs: tudoor, ours: "answer", theirs: "NoNameservers"},
}

var streamCases = []faultyCase{
	{name: "TCP: half a message", serve: one(raw(func(w []byte) []byte { return framed(w)[:20] })), kw: tcpOnly, words: true},
	{name: "TCP: half a length", serve: one(raw(func(w []byte) []byte { return framed(w)[:1] })), kw: tcpOnly, words: true},
	{name: "TCP: hung up", serve: one(raw(func([]byte) []byte { return nil })), kw: tcpOnly, words: true},
	{name: "TCP: half a message, the other right", serve: []func(*asking){raw(func(w []byte) []byte { return framed(w)[:20] }), right}, kw: tcpOnly},
	{name: "TCP: a length too long, then silence", serve: one(func(a *asking) { a.conn.Write(append([]byte{0xff, 0xff}, a.good(nil)...)) }), kw: tcpOnly, settings: quick},
	{name: "TCP: a length too long", serve: one(raw(func(w []byte) []byte { return append([]byte{0xff, 0xff}, w...) })), kw: tcpOnly, words: true},
	{name: "TCP: a length too short", serve: one(raw(func(w []byte) []byte { return append([]byte{0, byte(len(w) - 2)}, w...) })), kw: tcpOnly},
	{name: "TCP: a length of zero", serve: one(raw(func(w []byte) []byte { return append([]byte{0, 0}, w...) })), kw: tcpOnly},
	{name: "TCP: silent", serve: one(silent), kw: tcpOnly, settings: quick},
	{name: "TCP: byte by byte", serve: one(func(a *asking) {
		if c, ok := a.conn.(*net.TCPConn); ok {
			c.SetNoDelay(true)
		}
		for _, b := range framed(a.good(nil)) {
			a.conn.Write([]byte{b})
		}
	}), kw: tcpOnly},
	{name: "TCP: trailing bytes", serve: one(trailing), kw: tcpOnly},
	{name: "TCP: another id", serve: one(always(wrongID)), kw: tcpOnly},
	{name: "TCP: another question", serve: one(always(wrongQuestion)), kw: tcpOnly},
	{name: "TCP: the query itself", serve: one(echo), kw: tcpOnly},
	{name: "TCP: garbage", serve: one(garbage), kw: tcpOnly},
	{name: "TCP: garbage with an opcode that there is not", serve: one(noOpcode), kw: tcpOnly, settings: quick, differs: opcodes, ours: "NoNameservers", theirs: "LifetimeTimeout"},
	{name: "TCP: a pointer to itself", serve: one(selfPointer), kw: tcpOnly},
	{name: "TCP: two responses, in the wrong order", serve: one(func(a *asking) { a.send(a.good(wrongID)); right(a) }), kw: tcpOnly},
}

var rcodeCases = []faultyCase{
	{name: "REFUSED", serve: one(refused), alone: true},
	{name: "REFUSED by one, SERVFAIL by the other", serve: []func(*asking){refused, servfail}},
	{name: "SERVFAIL by one of two", serve: []func(*asking){servfail, right}},
	{name: "SERVFAIL once, asked again", serve: one(then(servfail, right)), alone: true, settings: map[string]any{"retry_servfail": true}},
	{name: "SERVFAIL until the lifetime ends", serve: one(servfail), alone: true, settings: map[string]any{"retry_servfail": true, "lifetime": 0.2}},
	{name: "SERVFAIL, silent, then right", serve: []func(*asking){servfail, then(silent, right)}, settings: map[string]any{"timeout": 0.15}},
	{name: "FORMERR without a question, for EDNS", serve: one(func(a *asking) {
		a.send(a.good(func(m *dnsq.Message) {
			if a.query.EDNS != nil {
				m.SetRcode(dnsq.RcodeFORMERR)
				m.Question, m.Answer, m.EDNS = nil, nil, nil
			}
		}))
	}), settings: map[string]any{"edns": 0, "payload": 1232}},
	{name: "FORMERR for EDNS by one of two", serve: []func(*asking){always(both(rcode(dnsq.RcodeFORMERR), noQuestion)), right}, settings: map[string]any{"edns": 0}},
	{name: "BADVERS", serve: one(always(rcode(dnsq.RcodeBADVERS))), alone: true, settings: map[string]any{"edns": 0}},
	{name: "NOTIMP", serve: one(always(rcode(dnsq.RcodeNOTIMP))), alone: true},
	{name: "YXDOMAIN", serve: one(always(rcode(dnsq.RcodeYXDOMAIN)))},
	{name: "NXDOMAIN with an SOA", serve: one(always(nothing(dnsq.RcodeNXDOMAIN, true)))},
	{name: "NXDOMAIN without an SOA", serve: one(always(nothing(dnsq.RcodeNXDOMAIN, false)))},
	{name: "NXDOMAIN with an answer", serve: one(always(rcode(dnsq.RcodeNXDOMAIN)))},
	{name: "NXDOMAIN by one of two", serve: []func(*asking){always(nothing(dnsq.RcodeNXDOMAIN, true)), right}},
	{name: "NXDOMAIN with an SOA, cached", serve: one(always(nothing(dnsq.RcodeNXDOMAIN, true))), settings: map[string]any{"cache": true}},
	{name: "NXDOMAIN without an SOA, cached", serve: one(always(nothing(dnsq.RcodeNXDOMAIN, false))), settings: map[string]any{"cache": true}, differs: noSOA, ours: "NXDOMAIN", theirs: "NXDOMAIN"},
	{name: "nothing, with an SOA", serve: one(always(nothing(dnsq.RcodeNOERROR, true)))},
	{name: "nothing, with an SOA, cached", serve: one(always(nothing(dnsq.RcodeNOERROR, true))), settings: map[string]any{"cache": true}},
	{name: "nothing, without an SOA", serve: one(always(nothing(dnsq.RcodeNOERROR, false)))},
	{name: "nothing, without an SOA, cached", serve: one(always(nothing(dnsq.RcodeNOERROR, false))), settings: map[string]any{"cache": true}, differs: noSOA, ours: "NoAnswer", theirs: "NoAnswer"},
	{name: "nothing, and no error wanted", serve: one(always(nothing(dnsq.RcodeNOERROR, true))), kw: map[string]any{"raise_on_no_answer": false}},
	{name: "right, cached", serve: one(right), settings: map[string]any{"cache": true}},
	{name: "a TTL of zero, cached", serve: one(always(records(dnsq.SectionAnswer, "a.example. 0 IN A 1.2.3.4"))), settings: map[string]any{"cache": true}},
}

var chainCases = []faultyCase{
	{name: "a chain of 1", serve: one(always(chain(1)))},
	{name: "a chain of 14", serve: one(always(chain(14)))},
	{name: "a chain of 15", serve: one(always(chain(15)))},
	{name: "a chain of 16", serve: one(always(chain(16)))},
	{name: "a chain of 17", serve: one(always(chain(17))), alone: true},
	{name: "a loop", serve: one(always(records(dnsq.SectionAnswer, "a.example. 300 IN CNAME b.example.", "b.example. 300 IN CNAME a.example.")))},
	{name: "a loop by one of two", serve: []func(*asking){always(records(dnsq.SectionAnswer, "a.example. 300 IN CNAME a.example.")), right}},
	{name: "a chain the other way round", serve: one(always(records(dnsq.SectionAnswer, "c.example. 60 IN A 1.2.3.4", "b.example. 60 IN CNAME c.example.", "a.example. 60 IN CNAME b.example.")))},
	{name: "a chain to nothing", serve: one(always(both(records(dnsq.SectionAnswer, "a.example. 60 IN CNAME b.example."), func(m *dnsq.Message) {
		records(dnsq.SectionAuthority, "example. 300 IN SOA ns.example. h.example. 1 2 3 4 30")(m)
	})))},
	{name: "a chain to a name that does not exist", serve: one(always(both(records(dnsq.SectionAnswer, "a.example. 60 IN CNAME b.example."), rcode(dnsq.RcodeNXDOMAIN))))},
	{name: "a chain of two targets", serve: one(always(records(dnsq.SectionAnswer, "a.example. 60 IN CNAME b.example.", "a.example. 60 IN CNAME c.example.", "b.example. 60 IN A 1.1.1.1", "c.example. 60 IN A 2.2.2.2")))},
	{name: "an answer to another name", serve: one(always(records(dnsq.SectionAnswer, "b.example. 60 IN A 1.2.3.4")))},
	{name: "an answer of another type", serve: one(always(records(dnsq.SectionAnswer, "a.example. 60 IN AAAA ::1")))},
	{name: "an answer twice, with other TTLs", serve: one(always(records(dnsq.SectionAnswer, "a.example. 60 IN A 1.2.3.4", "a.example. 5 IN A 1.2.3.4", "a.example. 90 IN A 4.3.2.1")))},
	{name: "a question for CNAME", serve: one(always(chain(2))), kw: map[string]any{"rdtype": "CNAME"}},
}

// seconds are in the text of a LifetimeTimeout, and no two runs take as long.
var seconds = regexp.MustCompile(`after [0-9.]+ seconds`)

// TestParityFaultyServers asks both libraries the same of servers that do wrong:
// they come to the same outcome with as many queries to each server, or the case
// says why not.
func TestParityFaultyServers(t *testing.T) {
	py, ours, originals := startResolving(t), startFaulty(t), startFaulty(t)
	for _, c := range faultyCases {
		wrong := c.compare(t, py, ours, originals)
		// A machine that stalls one side changes how many tries fit into a time;
		// what the libraries do shows all the same.
		for range 2 {
			if wrong != "" && c.timed() {
				wrong = c.compare(t, py, ours, originals)
			}
		}
		if wrong != "" {
			t.Errorf("%s: %s", c.name, wrong)
		}
	}
}

// timed reports whether the case has times that end within the test.
func (c *faultyCase) timed() bool {
	return c.settings["timeout"] != nil || c.settings["lifetime"] != nil
}

// compare asks both sides at the same time and says what is not as it should be.
func (c *faultyCase) compare(t *testing.T, py *original.Python, ours, originals *faulty) string {
	ours.begin(c.serve...)
	originals.begin(c.serve...)
	var want any
	done := make(chan struct{})
	go func() { defer close(done); want, _ = c.askOriginal(py, originals) }()
	got := c.ask(t, ours)
	<-done
	asked, wanted := fmt.Sprint(ours.queries()), fmt.Sprint(originals.queries())
	shown := fmt.Sprintf("\n  got %v\n      %v\n want %v\n      %v", original.Plain(got), asked, want, wanted)
	same := original.Same(got, want) && asked == wanted
	switch {
	case c.differs != "" && same:
		return "no longer differs (" + c.differs + ")"
	case c.differs != "" && (kind(got) != c.ours || kind(want) != c.theirs):
		return fmt.Sprintf("came to %s and in the original to %s, not %s and %s%s", kind(got), kind(want), c.ours, c.theirs, shown)
	case c.differs != "" || same || c.words && kind(got) == kind(want) && asked == wanted:
		return ""
	}
	return shown
}

// TestTheOriginalOverrunsItsLifetime pins that the pause between rounds is slept
// to its end there, past the lifetime, which is a hard limit here.
func TestTheOriginalOverrunsItsLifetime(t *testing.T) {
	py, ours, originals := startResolving(t), startFaulty(t), startFaulty(t)
	c := faultyCase{alone: true, settings: map[string]any{"timeout": 0.02, "lifetime": 0.5}}
	var took, theirs time.Duration
	for range 5 { // once the machine does not stall the original just before its end
		ours.begin(silent)
		originals.begin(silent)
		start := time.Now()
		got := c.ask(t, ours)
		took = time.Since(start)
		want, seconds := c.askOriginal(py, originals)
		if theirs = seconds; kind(got) != "LifetimeTimeout" || kind(want) != "LifetimeTimeout" {
			t.Fatalf("got %v, want %v", got, want)
		}
		if theirs > 600*time.Millisecond && took < theirs {
			return
		}
	}
	t.Errorf("ended after %v, the original after %v", took, theirs)
}

// kind is "answer" or the class of an error; of a question asked twice, that of
// the first.
func kind(v any) string {
	if list, ok := original.Plain(v).([]any); ok && len(list) == 2 {
		v = list[0]
	}
	if class, ok := failure(original.Plain(v)).(string); ok {
		return class
	}
	return "answer"
}

// ask asks as a case wants.
func (c *faultyCase) ask(t *testing.T, f *faulty) any {
	r, err := dnsq.NewResolver(c.servers()...)
	if err != nil {
		t.Fatal(err)
	}
	r.Port = f.port
	o := &dnsq.ResolveOptions{}
	cached := false
	for k, v := range c.settings {
		switch k {
		case "timeout":
			r.Timeout = time.Duration(v.(float64) * float64(time.Second))
		case "lifetime":
			r.Lifetime = time.Duration(v.(float64) * float64(time.Second))
		case "retry_servfail":
			r.RetryServfail = true
		case "use_search_by_default":
			r.UseSearchByDefault = true
		case "rotate":
			r.Rotate = true
		case "edns":
			r.EDNS = &dnsq.EDNS{Payload: dnsq.DefaultPayload}
		case "payload":
		case "search":
			for _, s := range v.([]any) {
				r.Search = append(r.Search, dnsq.MustName(s.(string)))
			}
		case "cache":
			cached, r.Cache = true, dnsq.NewCache(0)
		default:
			t.Fatalf("%s: setting %s", c.name, k)
		}
	}
	typ := "A"
	for k, v := range c.kw {
		switch k {
		case "tcp":
			o.TCP = true
		case "search":
			yes := true
			o.Search = &yes
		case "raise_on_no_answer":
			o.NoRaiseOnNoAnswer = true
		case "rdtype":
			typ = v.(string)
		default:
			t.Fatalf("%s: argument %s", c.name, k)
		}
	}
	out := timeless(f, told(r.Resolve(t.Context(), c.question(), typ, o)))
	if cached {
		return []any{out, timeless(f, told(r.Resolve(t.Context(), c.question(), typ, o)))}
	}
	return out
}

func (c *faultyCase) servers() []string {
	if c.alone {
		return faultyAddresses[:1]
	}
	return faultyAddresses
}

func (c *faultyCase) question() string {
	if c.qname == "" {
		return "a.example."
	}
	return c.qname
}

func (c *faultyCase) askOriginal(py *original.Python, f *faulty) (any, time.Duration) {
	servers := []any{}
	for _, s := range c.servers() {
		servers = append(servers, s)
	}
	settings, kw := map[string]any{}, map[string]any{}
	for k, v := range c.settings {
		settings[k] = v
	}
	typ := "A"
	for k, v := range c.kw {
		if k == "rdtype" {
			typ = v.(string)
			continue
		}
		kw[k] = v
	}
	v, err := py.Call("outlast", f.port, servers, c.question(), typ, settings, kw)
	out, ok := v.([]any)
	if !ok {
		return raised(original.Result{Value: v, Err: err}), 0
	}
	if _, cached := c.settings["cache"]; cached {
		list := out[0].([]any)
		return []any{timeless(f, list[0]), timeless(f, list[1])}, time.Duration(out[1].(float64) * float64(time.Second))
	}
	return timeless(f, out[0]), time.Duration(out[1].(float64) * float64(time.Second))
}

// timeless takes from an outcome how long it took, and the port.
func timeless(f *faulty, v any) any {
	d, ok := v.(original.Dict)
	if !ok || failure(v) == nil {
		return v
	}
	return original.Dict{d[0], {Key: d[1].Key, Value: words(strings.ReplaceAll(seconds.ReplaceAllString(d[1].Value.(string), "after a time"), fmt.Sprint("port ", f.port), "port P"))}}
}
