package packet_test

import (
	"encoding/hex"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

func must(t testing.TB, p *packet.Packet) []byte {
	t.Helper()
	b, err := p.Build()
	if err != nil {
		t.Fatalf("%s: %v", p.Command(), err)
	}
	return b
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReplacedPayload: one call recomputes the lengths and checksums of all layers.
func TestReplacedPayload(t *testing.T) {
	p, err := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1, DPort: 2}, "a longer payload").Rebuilt()
	if err != nil {
		t.Fatal(err)
	}
	packet.GetLayer[packet.Raw](p).Load = "hi"
	if b := must(t, p); len(b) != 30 || b[3] != 44 {
		t.Errorf("what was dissected must stand until it is unset: %x", b)
	}
	p.Recompute()
	want := must(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1, DPort: 2}, "hi"))
	if b := must(t, p); string(b) != string(want) {
		t.Errorf("%x, want %x", b, want)
	}
}

// TestDeletedChecksum: only what is unset is computed anew.
func TestDeletedChecksum(t *testing.T) {
	b := must(t, packet.Stack(packet.Ether{}, packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{}, "x"))
	p, _ := packet.Dissect(packet.Ether{}, b)
	ip := packet.GetLayer[packet.IP](p)
	ip.TTL = 5
	if changed := must(t, p); changed[22] != 5 || changed[24] != b[24] || changed[25] != b[25] {
		t.Errorf("the checksum was computed unasked: %x", changed)
	}
	ip.Chksum = nil
	if changed := must(t, p); packet.Checksum(changed[14:34]) != 0 {
		t.Errorf("the checksum was not computed: %x", changed)
	}
}

func TestVLANInserted(t *testing.T) {
	b := must(t, packet.Stack(packet.Ether{}, packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{}, "x"))
	p, _ := packet.Dissect(packet.Ether{}, b)
	q, err := p.InsertAfter("Ether", packet.Dot1Q{VLAN: 7})
	if err != nil {
		t.Fatal(err)
	}
	got := must(t, q)
	if want := unhex(t, "8100 0007 0800 45"); string(got[12:19]) != string(want) {
		t.Errorf("%x, want %x", got[12:19], want)
	}
	if _, err := p.InsertAfter("TCP", packet.Raw{}); !errors.Is(err, packet.ErrNoLayer) {
		t.Errorf("inserted after a layer that is not there: %v", err)
	}
}

// TestEthernetPadding: padding counts for no length, and the frame keeps its size,
// also where both a tunnel and what is inside it are padded.
func TestEthernetPadding(t *testing.T) {
	inner := must(t, packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{SPort: 5, DPort: 6}, "ab"))
	frame := append(append(must(t, packet.Stack(packet.Ether{}, packet.IP{}))[:14], inner...), make([]byte, 16)...)
	p, _ := packet.Dissect(packet.Ether{}, frame)
	if p.Summary() != "Ether / IP / UDP 1.1.1.1:5 > 2.2.2.2:6 / Raw / Padding" {
		t.Error(p.Summary())
	}
	p.Recompute()
	b := must(t, p)
	if len(b) != 60 || b[39] != 10 || b[17] != 30 {
		t.Errorf("%d bytes, UDP %d, IP %d", len(b), b[39], b[17])
	}
	tunnel := must(t, packet.Stack(packet.Ether{}, packet.IP{Src: "3.3.3.3", Dst: "4.4.4.4"}, packet.GRE{Proto: 0x6558}, frame))
	tunnel = append(tunnel, 1, 2, 3)
	q, _ := packet.Dissect(packet.Ether{}, tunnel)
	q.Recompute()
	if again := must(t, q); string(again) != string(tunnel) {
		t.Errorf("%v\n%x became\n%x", q, tunnel, again)
	}
}

func TestTooManyOptions(t *testing.T) {
	var list []packet.Option
	for range 11 {
		list = append(list, packet.Option{Name: "MSS", Value: 1})
	}
	_, err := packet.Stack(packet.IP{}, packet.TCP{Options: list}).Build()
	if !errors.Is(err, packet.ErrValue) || !strings.Contains(err.Error(), "TCP.options") || !strings.Contains(err.Error(), "40 bytes") {
		t.Error(err)
	}
}

func TestOptionsComeBack(t *testing.T) {
	list := []packet.Option{{Name: "SAckOK"}, {Name: "1"}, {Name: "30", Value: []byte{1, 2}}, {Name: "MSS", Value: 1460}, {Name: "Timestamp", Value: [2]uint32{1, 2}}}
	p, err := packet.Stack(packet.IP{}, packet.TCP{Options: list}).Rebuilt()
	if err != nil {
		t.Fatal(err)
	}
	got, _ := p.Text("TCP.options")
	if want := `[('SAckOK', b''), ('NOP', None), (30, b'\x01\x02'), ('MSS', 1460), ('Timestamp', (1, 2)), ('EOL', None)]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, bad := range []packet.Option{{Name: "nosuch"}, {Name: "MSS", Value: 70000}, {Name: "MSS"}, {Name: "Timestamp", Value: 3}, {Name: "300"}} {
		if _, err := packet.Stack(packet.TCP{Options: []packet.Option{bad}}).Build(); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%v was written: %v", bad, err)
		}
	}
}

// TestOffloadedLengths: a length of zero stands for what the card would have filled
// in, and the rest is payload.
func TestOffloadedLengths(t *testing.T) {
	b := must(t, packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2", Len: 0}, packet.UDP{SPort: 5, DPort: 6}, "abc"))
	p, _ := packet.Dissect(packet.IP{}, b)
	if load := packet.GetLayer[packet.Raw](p); load == nil || string(load.Load.([]byte)) != "abc" {
		t.Error(p)
	}
	b = must(t, packet.Stack(packet.IPv6{Src: "::1", Dst: "::2", PLen: 0}, packet.UDP{SPort: 5, DPort: 6}, "abc"))
	if p, _ = packet.Dissect(packet.IPv6{}, b); p.Layer("UDP") == nil || p.Layer("Raw") == nil {
		t.Error(p)
	}
}

// TestContradictions: headers that contradict themselves say so, and what follows
// is not guessed at.
func TestContradictions(t *testing.T) {
	whole := must(t, packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.TCP{SPort: 1, DPort: 2}, "abcdefgh"))
	for name, change := range map[string]func(b []byte){
		"IP.ihl":         func(b []byte) { b[0] = 0x42 },
		"IP.options":     func(b []byte) { b[0] = 0x4f; b[3] = 255 },
		"IP.options:":    func(b []byte) { b[0] = 0x46; b[20], b[21] = 7, 0 },
		"IP.options: a":  func(b []byte) { b[0] = 0x46; b[20], b[21] = 7, 1 },
		"TCP.options: a": func(b []byte) { b[32] = 0x60; b[40], b[41] = 2, 0 },
		"TCP.options: ":  func(b []byte) { b[32] = 0x60; b[40], b[41] = 2, 1 },
		"TCP.dataofs":    func(b []byte) { b[32] = 0x20 },
		"TCP.options":    func(b []byte) { b[32] = 0xf0 },
	} {
		b := append([]byte(nil), whole...)
		change(b)
		p, err := packet.Dissect(packet.IP{}, b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if p.Err() == nil || !errors.Is(p.Err(), packet.ErrMalformed) || !strings.Contains(p.Err().Error(), name) {
			t.Errorf("%s: %v: %v", name, p, p.Err())
		}
		if again := must(t, p); string(again) != string(b) {
			t.Errorf("%s: %x became %x", name, b, again)
		}
	}
}

// TestHostileNames: names that point at themselves, forwards or into nothing end.
func TestHostileNames(t *testing.T) {
	for _, s := range []string{
		"0001 8180 0001 0000 0000 0000 c00c 0001 0001", "0001 8180 0001 0000 0000 0000 0161 c00c 0001 0001", "0001 8180 0001 0000 0000 0000 c0ff 0001 0001",
		"0001 8180 ffff ffff ffff ffff", "0001 8180 0001 0000 0000 0000 c00e c00c 0001 0001", "0001 8180 0001 0000 0000 0000 3f",
	} {
		data := unhex(t, s)
		p, _ := packet.Dissect(packet.DNS{}, data)
		if b := must(t, p); string(b) != string(data) {
			t.Errorf("%s became %x: %v", s, b, p)
		}
	}
}

// TestMissingRecords: a message that announces more records than it has keeps those
// that are there, and says so.
func TestMissingRecords(t *testing.T) {
	p, err := packet.Dissect(packet.DNS{}, unhex(t, "0001 8180 0002 0000 0000 0000 0161 0162 00 0001 0001"))
	if err != nil || p.Layer("DNS") == nil || !errors.Is(p.Err(), packet.ErrMalformed) || !strings.Contains(p.Err().Error(), "DNS.qdcount") {
		t.Errorf("%v %v %v", p, err, p.Err())
	}
	if list, _ := packet.GetLayer[packet.DNS](p).QD.([]packet.Layer); len(list) != 1 {
		t.Errorf("%v", list)
	}
}

// TestHomeAddress: the checksum is over the home address, whatever options stand
// beside it (RFC 6275, 11.3.1).
func TestHomeAddress(t *testing.T) {
	with := func(options ...packet.Layer) *packet.Packet {
		return packet.Stack(packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrDestOpt{Options: options}, packet.UDP{SPort: 1, DPort: 2}, "x")
	}
	alone, beside := must(t, with(packet.HAO{HOA: "::9"})), must(t, with(packet.PadN{OptData: "abc"}, packet.HAO{HOA: "::9"}))
	direct := must(t, packet.Stack(packet.IPv6{Src: "::9", Dst: "::2"}, packet.UDP{SPort: 1, DPort: 2}, "x"))
	for _, b := range [][]byte{alone, beside} {
		if string(b[len(b)-3:]) != string(direct[len(direct)-3:]) {
			t.Errorf("checksum %x, want %x", b[len(b)-3:], direct[len(direct)-3:])
		}
	}
}

// TestBuildChangesNothing: building and stacking leave the caller's layers as they
// were.
func TestBuildChangesNothing(t *testing.T) {
	ip, tcp := &packet.IP{Dst: "10.0.0.1"}, &packet.TCP{DPort: 80}
	p := packet.Stack(ip, tcp)
	before := p.Command()
	must(t, p)
	if *ip != (packet.IP{Dst: "10.0.0.1"}) || *tcp != (packet.TCP{DPort: 80}) || p.Command() != before {
		t.Errorf("%v %v %v", ip, tcp, p)
	}
	tcp.DPort = 81
	if got, _ := p.Uint("TCP.dport"); got != 80 {
		t.Error("a later change of the layer was seen")
	}
	q := p.Div("payload")
	if p.Layer("Raw") != nil || q.Layer("Raw") == nil {
		t.Error("Div changed its receiver")
	}
}

func TestBadValues(t *testing.T) {
	for name, p := range map[string]*packet.Packet{
		"IP.ttl": packet.Stack(packet.IP{TTL: 300}), "IP.dst": packet.Stack(packet.IP{Dst: "no host"}), "TCP.dport": packet.Stack(packet.TCP{DPort: "nosuchport"}),
		"TCP.sport": packet.Stack(packet.TCP{SPort: -1}), "TCP.flags": packet.Stack(packet.TCP{Flags: "X"}), "Ether.dst": packet.Stack(packet.Ether{Dst: 5}),
		"IP.options": packet.Stack(packet.IP{Options: 5}), "TCP.options": packet.Stack(packet.TCP{Options: 5}), "Dot1Q.vlan": packet.Stack(packet.Dot1Q{VLAN: 5000}),
		"DNS.qd": packet.Stack(packet.DNS{QD: 5}), "IP.src": packet.Stack(packet.IP{Src: "::1"}), "SNMPvarbind.oid": packet.Stack(packet.SNMPVarBind{OID: packet.OID("x")}),
		"DHCP.options": packet.Stack(packet.DHCP{Options: 5}), "int": packet.Stack(5), "NTPHeader.ref": packet.Stack(packet.NTPHeader{Ref: "x"}), "IP.id": packet.Stack(packet.IP{ID: 1.5}),
	} {
		b, err := p.Build()
		if !errors.Is(err, packet.ErrValue) || !strings.Contains(err.Error(), name) || b != nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %x %v", name, b, err)
		}
	}
	if _, err := packet.Stack(packet.IP{}).Get("IP.foo"); !errors.Is(err, packet.ErrNoField) {
		t.Error(err)
	}
	if _, err := packet.Stack(packet.IP{}).Get("UDP.sport"); !errors.Is(err, packet.ErrNoLayer) {
		t.Error(err)
	}
}

// TestNestedBombs: packets inside packets and names inside names take memory in
// proportion to the bytes.
func TestNestedBombs(t *testing.T) {
	relay := unhex(t, "0c 00"+strings.Repeat("00", 32))
	var bomb []byte
	for len(bomb) < 40000 {
		n := len(bomb)
		bomb = append(append(append([]byte(nil), relay...), 0, 9, byte(n>>8), byte(n)), bomb...)
	}
	long := strings.Repeat("\x3f"+strings.Repeat("a", 63), 15) + "\x00"
	records := "\x00\x01\x80\x00\x00\x00\x0f\xff\x00\x00\x00\x00" + long
	for len(records) < 40000 {
		records += "\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x00\x00\x00"
	}
	tags := []byte(strings.Repeat("\x00", 12) + strings.Repeat("\x81\x00\x00\x01", 10000))
	for name, c := range map[string]struct {
		first packet.Layer
		data  []byte
	}{"relayed": {packet.DHCP6RelayForward{}, bomb}, "names": {packet.DNS{}, []byte(records)}, "tags": {packet.Ether{}, tags}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, _ := packet.Dissect(c.first, c.data)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(100*len(c.data)) {
			t.Errorf("%s: %d bytes took %d of memory", name, len(c.data), got)
		}
		if b := must(t, p); string(b) != string(c.data) {
			t.Errorf("%s: %d bytes became %d", name, len(c.data), len(b))
		}
	}
}
