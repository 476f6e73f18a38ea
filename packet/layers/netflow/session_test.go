package netflow_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/netflow"
)

func TestMain(m *testing.M) { leak.Main(m) }

// An exporter sends messages as they lie on the wire, written out by hand.
type exporter struct {
	ipfix bool
	src   string
	sport int
	id    int
}

// message is a packet of flowsets, dissected.
func (e exporter) message(t testing.TB, flowsets ...[]byte) *packet.Packet {
	t.Helper()
	payload := []byte{0, 9, 0, byte(len(flowsets)), 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, byte(e.id)}
	if e.ipfix {
		n := 16
		for _, f := range flowsets {
			n += len(f)
		}
		payload = []byte{0, 10, byte(n >> 8), byte(n), 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, byte(e.id)}
	}
	for _, f := range flowsets {
		payload = append(payload, f...)
	}
	src := "10.0.0.1"
	if e.src != "" {
		src = e.src
	}
	b, err := packet.Stack(packet.IP{Src: src, Dst: "10.0.0.2"}, packet.UDP{SPort: 4000 + e.sport, DPort: 2055}, payload).Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := packet.NewDissector(packet.IP{}, &packet.DissectorOptions{Protos: netflow.Protos()}).Dissect(b)
	if err != nil || p.Err() != nil {
		t.Fatal(err, p.Err())
	}
	return p
}

// set is a flowset: its number, its length, and what is in it.
func set(id int, body ...byte) []byte {
	n := len(body) + 4
	return append([]byte{byte(id >> 8), byte(id), byte(n >> 8), byte(n)}, body...)
}

func short(n ...int) (b []byte) {
	for _, n := range n {
		b = append(b, byte(n>>8), byte(n))
	}
	return b
}

// texts are the fields of all records, as they are shown, a record in braces.
func texts(t testing.TB, p *packet.Packet) string {
	t.Helper()
	var out string
	for _, h := range p.Layers() {
		if h.Name() != "NetflowDataflowsetV9" {
			continue
		}
		v, err := h.Get("records")
		if err != nil {
			t.Fatal(err)
		}
		list, _ := v.([]packet.Layer)
		for _, l := range list {
			r := packet.Stack(l)
			out += r.String()
		}
	}
	return out
}

var (
	addressAndPort = short(256, 2, 8, 4, 7, 2)
	portAndAddress = short(256, 2, 7, 2, 8, 4)
	someRecord     = []byte{10, 9, 8, 7, 1, 187}
)

const (
	readOneWay   = "<NetflowRecordV9  IPV4_SRC_ADDR=10.9.8.7 L4_SRC_PORT=443 |>"
	readOtherWay = "<NetflowRecordV9  L4_SRC_PORT=2569 IPV4_SRC_ADDR=8.7.1.187 |>"
	unread       = `<NetflowRecordV9  fieldValue='\n\t\x08\x07\x01\\xbb' |>`
)

// The templates of one exporter are not another's: RFC 3954, 5.1, and RFC 7011, 8.
func TestTemplatesAreOfAnExporter(t *testing.T) {
	for _, c := range []struct {
		title       string
		teller, now exporter
		want        string
	}{
		{"the same", exporter{}, exporter{}, readOneWay},
		{"another address", exporter{}, exporter{src: "10.0.0.3"}, unread},
		{"another source", exporter{}, exporter{id: 1}, unread},
		{"another version", exporter{}, exporter{ipfix: true}, unread},
		{"another port in version 9", exporter{}, exporter{sport: 1}, readOneWay},
		{"the same in IPFIX", exporter{ipfix: true}, exporter{ipfix: true}, readOneWay},
		{"another port in IPFIX", exporter{ipfix: true}, exporter{ipfix: true, sport: 1}, unread},
		{"another domain", exporter{ipfix: true}, exporter{ipfix: true, id: 1}, unread},
	} {
		templates := 0
		if c.teller.ipfix {
			templates = 2
		}
		var s netflow.NetflowSession
		if _, err := s.Process(c.teller.message(t, set(templates, addressAndPort...))); err != nil {
			t.Errorf("%s: %v", c.title, err)
		}
		p := c.now.message(t, set(256, someRecord...))
		q, err := s.Process(p)
		if got := texts(t, q); got != c.want {
			t.Errorf("%s: %s", c.title, got)
		}
		if missing := c.want == unread; errors.Is(err, netflow.ErrNoTemplate) != missing || !missing && err != nil || missing && q != p {
			t.Errorf("%s: %v", c.title, err)
		}
	}
}

// A later template takes the place of an earlier one, in IPFIX one of no fields takes it
// away.
func TestTemplatesChange(t *testing.T) {
	e := exporter{ipfix: true}
	options := short(256, 2, 1, 8, 4, 7, 2)
	for _, c := range []struct {
		title string
		then  []byte
		want  string
	}{
		{"said again", set(2, addressAndPort...), readOneWay}, {"another", set(2, portAndAddress...), readOtherWay},
		{"another of options", set(3, options...), "<NetflowOptionsRecordScopeV9  IPV4_SRC_ADDR=10.9.8.7 |><NetflowOptionsRecordOptionV9  L4_SRC_PORT=443 |>"},
		{"withdrawn", set(2, short(256, 0)...), unread}, {"another withdrawn", set(2, short(257, 0)...), readOneWay},
		{"all withdrawn", set(2, short(2, 0)...), unread}, {"all of options withdrawn", set(3, short(3, 0)...), readOneWay},
		{"withdrawn and said again", set(2, append(short(256, 0), portAndAddress...)...), readOtherWay},
		{"reserved", set(2, short(255, 1, 8, 4)...), readOneWay},
	} {
		var s netflow.NetflowSession
		for i, f := range [][]byte{set(2, addressAndPort...), c.then} {
			if _, err := s.Process(e.message(t, f)); err != nil && c.title != "reserved" || i == 1 && c.title == "reserved" && !errors.Is(err, packet.ErrMalformed) {
				t.Errorf("%s: %v", c.title, err)
			}
		}
		q, _ := s.Process(e.message(t, set(256, someRecord...)))
		if got := texts(t, q); got != c.want {
			t.Errorf("%s: %s", c.title, got)
		}
	}
}

// All templates of one kind can be withdrawn: RFC 7011, 8.1. A number belongs to the kind
// that has said it last, and nothing of other exporters is touched.
func TestAllOfAKindAreWithdrawn(t *testing.T) {
	e, other := exporter{ipfix: true}, exporter{ipfix: true, id: 1}
	var s netflow.NetflowSession
	tell := func(from exporter, flowsets ...[]byte) {
		t.Helper()
		if _, err := s.Process(from.message(t, flowsets...)); err != nil {
			t.Error(err)
		}
	}
	read := func(from exporter, id int, want string) {
		t.Helper()
		q, _ := s.Process(from.message(t, set(id, someRecord...)))
		if got := texts(t, q); got != want {
			t.Errorf("%d: %s, want %s", id, got, want)
		}
	}
	numbered := func(id int) []byte { return append(short(id), addressAndPort[2:]...) }
	options := short(257, 2, 1, 8, 4, 7, 2)
	const readOptions = "<NetflowOptionsRecordScopeV9  IPV4_SRC_ADDR=10.9.8.7 |><NetflowOptionsRecordOptionV9  L4_SRC_PORT=443 |>"

	tell(e, set(2, append(numbered(256), numbered(257)...)...), set(3, options...))
	tell(other, set(2, addressAndPort...))
	read(e, 257, readOptions)
	tell(e, set(2, short(2, 0, 2, 0, 2, 0)...))
	read(e, 256, unread)
	read(e, 257, readOptions)
	read(other, 256, readOneWay)
	tell(e, set(2, numbered(257)...), set(3, short(3, 0)...))
	read(e, 257, readOneWay)
	tell(e, set(2, short(2, 0)...))
	read(e, 257, unread)
	read(other, 256, readOneWay)
}

// What scapy reads out of place, or not at all, each by what the RFC says.
func TestRecords(t *testing.T) {
	v9, ipfix := exporter{}, exporter{ipfix: true}
	for _, c := range []struct {
		title     string
		from      exporter
		templates []byte
		data      []byte
		want      string
	}{
		{"several and padding", v9, set(0, addressAndPort...), set(256, append(append(someRecord[:6:6], someRecord...), 0, 0, 0, 0)...), readOneWay + readOneWay + `<Padding  load='\x00\x00\x00\x00' |>`},
		{"behind a flowset of nothing", v9, set(0, addressAndPort...), append(set(256), set(256, someRecord...)...), readOneWay},
		{"a field twice", v9, set(0, short(256, 2, 7, 2, 7, 2)...), set(256, 0, 1, 0, 2), "<NetflowRecordV9  L4_SRC_PORT=1 L4_SRC_PORT_2=2 |>"},
		{"autonomous systems of two bytes", v9, set(0, short(256, 2, 16, 2, 17, 4)...), set(256, 0, 5, 0, 0, 0, 6), "<NetflowRecordV9  SRC_AS=5 DST_AS=6 |>"},
		{"names with signs", v9, set(0, short(256, 2, 52, 1, 416, 1)...), set(256, 1, 2), `<NetflowRecordV9  IP_TTL_MINIMUM=b'\x01' deprecated_dup_of_layer2OctetDeltaCount=b'\x02' |>`},
		{"a port of four bytes", v9, set(0, short(256, 2, 7, 4, 11, 2)...), set(256, 0, 0, 1, 0, 0, 80), "<NetflowRecordV9  L4_SRC_PORT=256 L4_DST_PORT=80 |>"},
		{"an address of eight bytes", v9, set(0, short(256, 2, 8, 8, 11, 2)...), set(256, 1, 2, 3, 4, 5, 6, 7, 8, 0, 80), `<NetflowRecordV9  IPV4_SRC_ADDR=b'\x01\x02\x03\x04\x05\x06\x07\x08' L4_DST_PORT=80 |>`},
		{"an ASA's own field", v9, set(0, short(256, 2, 40001, 4, 33002, 2)...), set(256, 1, 2, 3, 4, 5, 6), `<NetflowRecordV9  XLATE_SRC_ADDR_IPV4=1.2.3.4 FW_EXT_EVENT=b'\x05\x06' |>`},
		{"a maker's field", ipfix, set(2, short(256, 2, 0x8008, 4, 0, 9, 7, 2)...), set(256, 1, 2, 3, 4, 0, 80), `<NetflowRecordV9  enterprise_9_8=b'\x01\x02\x03\x04' L4_SRC_PORT=80 |>`},
		{"the other direction", ipfix, set(2, short(256, 1, 0x8008, 4, 0, 29305)...), set(256, 1, 2, 3, 4), "<NetflowRecordV9  reverse_IPV4_SRC_ADDR=1.2.3.4 |>"},
		{"of any length", ipfix, set(2, short(256, 2, 82, 65535, 7, 2)...), set(256, 3, 'l', 'o', '0', 0, 80, 0, 0, 81, 255, 0, 1, 'x', 0, 82),
			"<NetflowRecordV9  IF_NAME=b'lo0' L4_SRC_PORT=80 |><NetflowRecordV9  IF_NAME=b'' L4_SRC_PORT=81 |><NetflowRecordV9  IF_NAME=b'x' L4_SRC_PORT=82 |>"},
		{"longer than what is there", ipfix, set(2, short(256, 1, 82, 65535)...), set(256, 1, 'a', 9, 'b', 'c'), `<NetflowRecordV9  IF_NAME=b'a' |><Padding  load='\tbc' |>`},
		{"of a length that is cut", ipfix, set(2, short(256, 1, 82, 65535)...), set(256, 255, 0), `<Padding  load='\\xff\x00' |>`},
		{"time of NTP", ipfix, set(2, short(256, 1, 154, 8)...), set(256, 0x83, 0xaa, 0x7e, 0x85, 0x80, 0, 0, 0), "<NetflowRecordV9  flowStartMicroseconds=Thu, 01 Jan 1970 00:00:05 +0000 (5) |>"},
		{"a time after all calendars", v9, set(0, short(256, 1, 150, 8)...), set(256, 0xff, 0, 0, 0, 0, 0, 0, 0), "<NetflowRecordV9  flowStartSeconds=18374686479671623680 |>"},
		{"when it was collected", v9, set(0, short(256, 2, 258, 8, 260, 4)...), set(256, 0, 0, 0, 0, 0, 0, 0x13, 0x88, 0, 0, 0, 6), "<NetflowRecordV9  collectionTimeMilliseconds=Thu, 01 Jan 1970 00:00:05 +0000 (5) maxExportSeconds=Thu, 01 Jan 1970 00:00:06 +0000 (6) |>"},
		{"how many addresses", v9, set(0, short(256, 2, 380, 4, 382, 4)...), set(256, 0, 0, 0, 7, 0, 0, 0, 8), "<NetflowRecordV9  distinctCountOfSourceIPv4Address=7 distinctCountOfSourceIPv6Address=8 |>"},
		{"options of version 9", v9, set(1, short(256, 8, 8, 1, 4, 2, 2, 10, 2, 4, 1, 0)...), set(256, 1, 2, 3, 4, 0, 9, 0, 7, 6, 1, 2, 3, 5, 0, 9, 0, 7, 17, 0, 0),
			`<NetflowOptionsRecordScopeV9  System=b'\x01\x02\x03\x04' Interface=b'\x00\t' |><NetflowOptionsRecordOptionV9  INPUT_SNMP=b'\x00\x07' PROTOCOL=tcp |>` +
				`<NetflowOptionsRecordScopeV9  System=b'\x01\x02\x03\x05' Interface=b'\x00\t' |><NetflowOptionsRecordOptionV9  INPUT_SNMP=b'\x00\x07' PROTOCOL=udp |><Padding  load='\x00\x00' |>`},
		{"options of nothing", v9, set(1, short(256, 0, 4, 4, 1)...), set(256, 6), "<NetflowOptionsRecordScopeV9  |><NetflowOptionsRecordOptionV9  PROTOCOL=tcp |>"},
		{"options of IPFIX", ipfix, set(3, short(256, 3, 2, 149, 4, 0x8001, 65535, 0, 9, 4, 1)...), set(256, 0, 0, 0, 1, 2, 'h', 'i', 6),
			`<NetflowOptionsRecordScopeV9  observationDomainId=b'\x00\x00\x00\x01' enterprise_9_1=b'hi' |><NetflowOptionsRecordOptionV9  PROTOCOL=tcp |>`},
	} {
		p := c.from.message(t, c.templates, c.data)
		was, before := texts(t, p), p.Show()
		q, err := new(netflow.NetflowSession).Process(p)
		if got := texts(t, q); err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant %s", c.title, err, got, c.want)
		}
		if texts(t, p) != was || p.Show() != before {
			t.Errorf("%s: the packet was changed", c.title)
		}
		if again, err := q.Build(); err != nil || !bytes.Equal(again, p.Data()) {
			t.Errorf("%s: %x was built again as %x, %v", c.title, p.Data(), again, err)
		}
		if back, err := new(netflow.NetflowSession).Process(q); err != nil || texts(t, back) != c.want {
			t.Errorf("%s: taken apart again: %s, %v", c.title, texts(t, back), err)
		}
	}
}

// Templates that nobody means are refused, and cost the others nothing.
func TestHostileTemplates(t *testing.T) {
	many := short(257, 1000)
	for range 1000 {
		many = append(many, short(1, 0)...)
	}
	nine := short(257, 10, 7, 2)
	for range 9 {
		nine = append(nine, short(1, 0)...)
	}
	for title, f := range map[string][]byte{
		"fields of no length": set(0, short(257, 1, 1, 0)...), "many of them": set(0, many...), "nine of them": set(0, nine...), "a number of data's": set(0, short(5, 1, 8, 4)...),
		"more fields than there are": set(0, short(257, 60000, 8, 4)...), "cut within a field": set(0, short(257, 1, 8)...), "scopes cut": set(1, short(257, 4)...),
		"more scopes than fields": set(1, short(257, 8, 4, 1, 4)...),
	} {
		var s netflow.NetflowSession
		e := exporter{}
		q, err := s.Process(e.message(t, set(0, addressAndPort...), set(256, someRecord...), f))
		if !errors.Is(err, packet.ErrMalformed) || texts(t, q) != readOneWay {
			t.Errorf("%s: %v, %s", title, err, texts(t, q))
		}
		if _, err = s.Process(e.message(t, set(257, someRecord...))); !errors.Is(err, netflow.ErrNoTemplate) || !errors.Is(err, packet.ErrNotFound) {
			t.Errorf("%s: %v", title, err)
		}
	}
	if _, err := new(netflow.NetflowSession).Process((exporter{ipfix: true}).message(t, set(3, short(257, 1, 2, 8, 4)...))); !errors.Is(err, packet.ErrMalformed) {
		t.Errorf("IPFIX: %v", err)
	}
}

// A session forgets what was used least recently, and keeps nothing that is larger than
// all it may keep.
func TestTemplatesAreForgotten(t *testing.T) {
	s := netflow.NewNetflowSession(&netflow.NetflowSessionOptions{MaxFields: 30}) // three templates of two fields
	e := exporter{}
	say := func(id int) { t.Helper(); process(t, s, e.message(t, set(0, short(id, 2, 8, 4, 7, 2)...))) }
	known := func(id int) bool {
		t.Helper()
		q, err := s.Process(e.message(t, set(id, someRecord...)))
		if err != nil && !errors.Is(err, netflow.ErrNoTemplate) {
			t.Fatal(err)
		}
		return texts(t, q) == readOneWay
	}
	for id := 256; id < 259; id++ {
		say(id)
	}
	if !known(256) || !known(258) {
		t.Fatal("a template was forgotten before there were too many")
	}
	say(259)
	for id, want := range map[int]bool{256: true, 257: false, 258: true, 259: true} {
		if known(id) != want {
			t.Errorf("template %d is known: %v", id, !want)
		}
	}
	big := short(300, 23)
	for i := range 23 {
		big = append(big, short(1+i, 4)...)
	}
	if _, err := s.Process(e.message(t, set(0, big...))); !errors.Is(err, packet.ErrMalformed) || !known(259) {
		t.Errorf("a template larger than the session: %v", err)
	}
	process(t, s, e.message(t, set(0, short(259, 1, 4, 1)...)))
	say(260)
	if !known(256) && !known(258) {
		t.Error("a template that was said anew counts twice")
	}
}

func process(t *testing.T, s *netflow.NetflowSession, p *packet.Packet) {
	t.Helper()
	if _, err := s.Process(p); err != nil {
		t.Fatal(err)
	}
}

// Records are layers as any other: they are made, changed and built.
func TestRecordsAreLayers(t *testing.T) {
	e := exporter{ipfix: true}
	template := set(2, short(256, 9, 8, 4, 4, 1, 152, 8, 161, 4, 1, 8, 82, 65535, 154, 8, 95, 4, 279, 2)...)
	record := append([]byte{1, 2, 3, 4, 6, 0, 0, 0, 0, 0, 0, 0x13, 0x88, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 0, 2, 'l', 'o'}, make([]byte, 14)...)
	list, err := netflow.NetflowV9Defragment([]*packet.Packet{e.message(t, template), e.message(t, set(256, record...)), e.message(t, set(257, record...)), e.message(t, set(257, record...)), nil})
	if !errors.Is(err, netflow.ErrNoTemplate) || len(list) != 5 {
		t.Fatal(err)
	}
	v, err := list[1].Get("NetflowDataflowsetV9.records")
	if err != nil {
		t.Fatal(err)
	}
	r := v.([]packet.Layer)[0].(*packet.Header)
	if n, ok := netflow.Number(must(r.Get("IN_BYTES"))); !ok || n != 256 {
		t.Errorf("%d, %v", n, ok)
	}
	for field, v := range map[string]any{
		"IPV4_SRC_ADDR": "5.6.7.8", "PROTOCOL": "udp", "flowStartMilliseconds": time.UnixMilli(0x1234), "flowDurationMilliseconds": 5 * time.Second, "IN_BYTES": []byte{9},
		"IF_NAME": bytes.Repeat([]byte("x"), 255), "flowStartMicroseconds": time.Unix(0, 5e8), "APPLICATION_ID": "abc", "connectionSumDurationSeconds": 7,
	} {
		if err := r.Set(field, v); err != nil {
			t.Fatal(err)
		}
	}
	want := append([]byte{5, 6, 7, 8, 17, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 0x13, 0x88, 9, 0, 0, 0, 0, 0, 0, 0, 255, 0, 255}, bytes.Repeat([]byte("x"), 255)...)
	want = append(want, 0x83, 0xaa, 0x7e, 0x80, 0x80, 0, 0, 0, 'a', 'b', 'c', 0, 0, 7)
	if b, err := packet.Stack(r).Build(); err != nil || !bytes.Equal(b, want) {
		t.Errorf("%x, %v", b, err)
	}
	list[1].Recompute()
	if b, err := list[1].Build(); err != nil || int(b[28+16+2])<<8|int(b[28+16+3]) != (4+len(want)+3)/4*4 {
		t.Errorf("the flowset has another length: %x, %v", b, err)
	}
	for field, v := range map[string]any{
		"IN_BYTES": make([]byte, 9), "APPLICATION_ID": 7, "IF_NAME": make([]byte, 1<<16), "flowDurationMilliseconds": -time.Second, "flowStartMilliseconds": time.Unix(-5, 0),
		"PROTOCOL": 256, "connectionSumDurationSeconds": 1 << 16, "flowStartMicroseconds": "noon",
	} {
		was := must(r.Get(field))
		if err := r.Set(field, v); err != nil {
			t.Fatal(err)
		}
		if b, err := packet.Stack(r).Build(); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%s = %v: %x, %v", field, v, b, err)
		}
		_ = fmt.Sprint(packet.Stack(r), packet.Stack(r).Command())
		if err := r.Set(field, was); err != nil {
			t.Fatal(err)
		}
	}
}

func must(v any, err error) any {
	if err != nil {
		return err
	}
	return v
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v    any
		want uint64
		ok   bool
	}{
		{7, 7, true}, {[]byte{1, 2}, 258, true}, {bytes.Repeat([]byte{255}, 8), 1<<64 - 1, true}, {make([]byte, 9), 0, false}, {[]byte{}, 0, false}, {nil, 0, false}, {"7", 0, false},
	} {
		if n, ok := netflow.Number(c.v); n != c.want || ok != c.ok {
			t.Errorf("%v: %d, %v", c.v, n, ok)
		}
	}
}

func TestSessionOfNothing(t *testing.T) {
	var s *netflow.NetflowSession
	if _, err := s.Process(&packet.Packet{}); err == nil {
		t.Error("no session learned something")
	}
	if _, err := netflow.NewNetflowSession(nil).Process(nil); err == nil {
		t.Error("a session learned of no packet")
	}
	p := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{}, "abc")
	if q, err := netflow.NewNetflowSession(nil).Process(p); err != nil || q != p {
		t.Error("a packet of something else was not left alone", err)
	}
}

// FuzzNetflowSession has a session learn from one message and take another apart:
// nothing is lost, and records are not larger than what they are made of.
func FuzzNetflowSession(f *testing.F) {
	for _, ipfix := range []bool{false, true} {
		id := 0
		if ipfix {
			id = 2
		}
		e := exporter{ipfix: ipfix}
		f.Add(e.message(f, set(id, addressAndPort...)).Data()[28:], e.message(f, set(256, someRecord...)).Data()[28:])
		f.Add(e.message(f, set(id+1, short(256, 4, 4, 1, 4, 82, 0xffff, 9, 9)...)).Data()[28:], e.message(f, set(256, 3, 1, 2, 3, 4, 5, 6, 7), set(257, 1)).Data()[28:])
		f.Add(e.message(f, set(id, short(256, 3, 154, 8, 0x8005, 2, 0, 9, 150, 4)...)).Data()[28:], e.message(f, set(256, make([]byte, 40)...)).Data()[28:])
	}
	d := packet.NewDissector(netflow.NetflowHeader{}, &packet.DissectorOptions{Protos: netflow.Protos()})
	f.Fuzz(func(t *testing.T, templates, data []byte) {
		s := netflow.NewNetflowSession(&netflow.NetflowSessionOptions{MaxFields: 4096})
		for _, b := range [][]byte{templates, data, append(templates[:len(templates):len(templates)], data...)} {
			p, _ := d.Dissect(b)
			q, err := s.Process(p)
			if err != nil && !errors.Is(err, packet.ErrScapy) {
				t.Fatalf("%T %v", err, err)
			}
			again, err := q.Build()
			if err != nil || !bytes.Equal(again, b) {
				t.Fatalf("%x was built again as %x, %v", b, again, err)
			}
			fields := 0
			for _, h := range q.Layers() {
				if v, err := h.Get("records"); err == nil {
					list, _ := v.([]packet.Layer)
					for _, l := range list {
						_, vals := l.Describe()
						fields += len(vals)
					}
				}
			}
			if most := 10 * (len(b) + 1); fields > most {
				t.Fatalf("%d bytes became %d fields", len(b), fields)
			}
			_, _, _ = q.Show(), q.Command(), q.String()
		}
	})
}

// Version 9 withdraws nothing, RFC 3954, 9: a template of no fields is told of, and says
// nothing, of whatever number and kind; those behind it count.
func TestVersion9WithdrawsNothing(t *testing.T) {
	e := exporter{}
	for title, f := range map[string][]byte{
		"of a template": set(0, short(256, 0)...), "of all": set(0, short(5, 0, 1, 0)...), "of options": set(1, short(256, 0, 0)...), "of all options": set(1, short(1, 0, 0)...),
	} {
		var s netflow.NetflowSession
		process(t, &s, e.message(t, set(0, addressAndPort...)))
		if _, err := s.Process(e.message(t, f)); !errors.Is(err, packet.ErrMalformed) {
			t.Errorf("%s: %v", title, err)
		}
		q, err := s.Process(e.message(t, set(256, someRecord...)))
		if got := texts(t, q); err != nil || got != readOneWay {
			t.Errorf("%s: %s, %v", title, got, err)
		}
	}
	var s netflow.NetflowSession
	if _, err := s.Process(e.message(t, set(0, append(short(300, 0), portAndAddress...)...))); !errors.Is(err, packet.ErrMalformed) {
		t.Error(err)
	}
	q, err := s.Process(e.message(t, set(256, someRecord...)))
	if got := texts(t, q); err != nil || got != readOtherWay {
		t.Errorf("behind one of no fields: %s, %v", got, err)
	}
}

// Records of a single byte, as many as a datagram holds, take memory in proportion to it.
func TestRecordsTakeLittleMemory(t *testing.T) {
	for title, template := range map[string][]byte{
		"a number": short(256, 1, 4, 1), "bytes": short(256, 1, 1, 1), "a byte and nothing": short(256, 9, 4, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0),
	} {
		e := exporter{}
		var s netflow.NetflowSession
		process(t, &s, e.message(t, set(0, template...)))
		p := e.message(t, set(256, bytes.Repeat([]byte{6}, 60000)...))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		q, err := s.Process(p)
		runtime.ReadMemStats(&after)
		records, _ := q.Get("NetflowDataflowsetV9.records")
		list, _ := records.([]packet.Layer)
		if err != nil || len(list) != 60000 {
			t.Fatalf("%s: %d records, %v", title, len(list), err)
		}
		if got := (after.TotalAlloc - before.TotalAlloc) / uint64(len(p.Data())); got > 400 && !strings.Contains(title, "nothing") || got > 800 {
			t.Errorf("%s: %d bytes of memory for a byte", title, got)
		}
	}
}
