package packet_test

import (
	"slices"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

func dissectIP(t *testing.T, p *packet.Packet) *packet.Packet {
	t.Helper()
	q, err := packet.Dissect(packet.IP{}, must(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// An ICMP error answers what it quotes, though it quotes eight bytes and routers have
// changed time to live and checksum of the header.
func TestQuotedHeaders(t *testing.T) {
	for name, l := range map[string]packet.Layer{"TCP": packet.TCP{SPort: 1234, DPort: 80, Seq: 7}, "UDP": packet.UDP{SPort: 1234, DPort: 80}, "ICMP": packet.ICMP{ID: 5, Seq: 6}} {
		request := dissectIP(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.9.0.1", TTL: 3, ID: 77}, l, "and more of it"))
		quoted := slices.Clone(must(t, request)[:28])
		quoted[8], quoted[10], quoted[11] = 1, 0x12, 0x34
		for _, code := range []string{"same", "other port"} {
			answers := code == "same"
			if code == "other port" {
				quoted[21] ^= 9
				if name == "ICMP" {
					quoted[25] ^= 9
				}
			}
			reply := dissectIP(t, packet.Stack(packet.IP{Src: "10.5.0.1", Dst: "10.0.0.1"}, packet.ICMP{Type: 11}, packet.Raw{Load: quoted}))
			if got := reply.Answers(request, nil); got != answers {
				t.Errorf("%s, %s: %v: %v", name, code, got, reply)
			}
			if answers && string(reply.Hashret(nil)) != string(request.Hashret(nil)) {
				t.Errorf("%s: %x is not %x", name, reply.Hashret(nil), request.Hashret(nil))
			}
		}
	}
}

// A server of TFTP answers from a port of its own; who is asked by broadcast or
// multicast answers from an address of its own, which counts where it is asked for.
func TestAnswersFromElsewhere(t *testing.T) {
	request := dissectIP(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.9"}, packet.UDP{SPort: 2000, DPort: 69}, packet.TFTP{}, packet.TFTPRRQ{Filename: "a"}))
	reply := dissectIP(t, packet.Stack(packet.IP{Src: "10.0.0.9", Dst: "10.0.0.1"}, packet.UDP{SPort: 40000, DPort: 2000}, packet.TFTP{}, packet.TFTPData{Block: 1}))
	if !reply.Answers(request, nil) || request.Answers(reply, nil) {
		t.Errorf("TFTP: %v, %v", reply.Answers(request, nil), request.Answers(reply, nil))
	}
	for to, l := range map[string][2]packet.Layer{
		"10.0.0.255": {packet.ICMP{ID: 4, Seq: 9}, packet.ICMP{Type: 0, ID: 4, Seq: 9}}, "224.0.0.251": {packet.UDP{SPort: 5353, DPort: 5353}, packet.UDP{SPort: 5353, DPort: 5353}},
	} {
		request := dissectIP(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: to}, l[0]))
		for _, from := range []string{"10.0.0.7", "10.0.0.8"} {
			reply := dissectIP(t, packet.Stack(packet.IP{Src: from, Dst: "10.0.0.1"}, l[1]))
			any := &packet.AnswerOptions{AnyAddress: true}
			if reply.Answers(request, nil) || !reply.Answers(request, any) {
				t.Errorf("%s by %s: %v without the option, %v with it", to, from, reply.Answers(request, nil), reply.Answers(request, any))
			}
			if string(reply.Hashret(any)) != string(request.Hashret(any)) {
				t.Errorf("%s by %s: the hashes differ", to, from)
			}
		}
	}
}

// A fragment that came twice, and one that came again with other bytes, do not keep the
// others apart; what came first stays.
func TestFragmentsTwice(t *testing.T) {
	p := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", ID: 9}, packet.UDP{SPort: 5, DPort: 6, Chksum: 0}, "0123456789abcdefghijklmnopqrstuvwxyz")
	parts, err := p.Fragment(16)
	if err != nil || len(parts) < 3 {
		t.Fatal(parts, err)
	}
	other := parts[1].Copy()
	packet.GetLayer[packet.Raw](other).Load = "XXXXXXXXXXXXXXXX"
	whole, left, err := packet.Defragment([]*packet.Packet{parts[0], parts[1], parts[1], other, parts[0], parts[2]})
	if err != nil || len(left) != 0 || len(whole) != 1 || string(must(t, whole[0])) != string(must(t, p)) {
		t.Errorf("%v %v %v", whole, left, err)
	}
}

// Fragments of more than a packet may hold are left over, all of them, of IPv4 and IPv6.
func TestFragmentsOfTooMuch(t *testing.T) {
	long, end := packet.Raw{Load: make([]byte, 65512)}, packet.Raw{Load: make([]byte, 100)}
	four, six := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Flags: "MF", Proto: 17}, packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}
	last := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Frag: 65512 / 8, Proto: 17}
	for name, c := range map[string]struct {
		first  packet.Layer
		pieces []*packet.Packet
		join   func([]*packet.Packet) ([]*packet.Packet, []*packet.Packet, error)
	}{
		"IPv4": {packet.IP{}, []*packet.Packet{packet.Stack(four, long), packet.Stack(last, end)}, packet.Defragment},
		"IPv6": {packet.IPv6{}, []*packet.Packet{
			packet.Stack(six, packet.IPv6ExtHdrFragment{M: 1, NH: 17}, long), packet.Stack(six, packet.IPv6ExtHdrFragment{Offset: 65512 / 8, NH: 17}, end),
		}, packet.Defragment6},
	} {
		var pieces []*packet.Packet
		for _, p := range c.pieces {
			q, err := packet.Dissect(c.first, must(t, p))
			if err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, q)
		}
		whole, left, err := c.join(pieces)
		if err == nil || len(whole) != 0 || !slices.Equal(left, pieces) {
			t.Errorf("%s: %d whole, %d of %d left, %v", name, len(whole), len(left), len(pieces), err)
		}
	}
}

// A UDP header that says it is shorter than it is, and bytes behind the end of IP, leave
// nothing negative: what is there is kept.
func TestShortUDP(t *testing.T) {
	for _, length := range []int{0, 1, 7, 8, 9, 500} {
		b := must(t, packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", Len: 30}, packet.UDP{SPort: 5, DPort: 6, Len: length, Chksum: 0}, "ab and junk"))
		p, err := packet.Dissect(packet.IP{}, b)
		if err != nil || string(must(t, p)) != string(b) {
			t.Errorf("%d: %v %v", length, p, err)
		}
		if r := p.Layer("Raw"); length > 8 && r != nil {
			if load, _ := r.Get("load"); len(load.([]byte)) > 2 {
				t.Errorf("%d: %q is the load, and IP ends before it", length, load)
			}
		}
		if p.Layer("UDP") != nil {
			p.Recompute()
			must(t, p)
		}
	}
}

// Who is asked through extension headers answers without them: the two have one hash,
// and are query and answer. A home agent answers from its own address.
func TestAnswersBehindExtensions(t *testing.T) {
	dissect := func(layers ...any) *packet.Packet {
		t.Helper()
		p, err := packet.Dissect(packet.IPv6{}, must(t, packet.Stack(layers...)))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	asked, answer := packet.UDP{SPort: 1000, DPort: 7000}, packet.UDP{SPort: 7000, DPort: 1000}
	for name, c := range map[string]struct {
		request []any
		from    string // who answers
		to      string
	}{
		"none":            {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, asked}, "::2", "::1"},
		"hop by hop":      {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrHopByHop{}, asked}, "::2", "::1"},
		"options":         {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrDestOpt{}, asked}, "::2", "::1"},
		"home address":    {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrDestOpt{Options: []packet.Layer{packet.HAO{HOA: "::9"}}}, asked}, "::2", "::9"},
		"route":           {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrRouting{Addresses: []any{"::7", "::8"}}, asked}, "::8", "::1"},
		"end of a route":  {[]any{packet.IPv6{Src: "::1", Dst: "::8"}, packet.IPv6ExtHdrRouting{SegLeft: 0, Addresses: []any{"::2", "::7"}}, asked}, "::8", "::1"},
		"segments":        {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrSegmentRouting{Addresses: []any{"::8", "::2"}}, asked}, "::8", "::1"},
		"several of them": {[]any{packet.IPv6{Src: "::1", Dst: "::2"}, packet.IPv6ExtHdrHopByHop{}, packet.IPv6ExtHdrRouting{Addresses: []any{"::8"}}, packet.IPv6ExtHdrDestOpt{}, asked}, "::8", "::1"},
	} {
		request, reply := dissect(c.request...), dissect(packet.IPv6{Src: c.from, Dst: c.to}, answer)
		if !reply.Answers(request, nil) || string(reply.Hashret(nil)) != string(request.Hashret(nil)) {
			t.Errorf("%s: %v, hashes %x and %x", name, reply.Answers(request, nil), request.Hashret(nil), reply.Hashret(nil))
		}
		if other := dissect(packet.IPv6{Src: "::77", Dst: c.to}, answer); other.Answers(request, nil) {
			t.Errorf("%s: answered by ::77", name)
		}
		told := dissect(packet.IPv6{Src: "::77", Dst: "::1"}, packet.ICMPv6TimeExceeded{}, must(t, request))
		if !told.Answers(request, nil) {
			t.Errorf("%s: %v is not told of", name, request)
		}
		elsewhere := dissect(append(slices.Clone(c.request[:len(c.request)-1]), packet.UDP{SPort: 1000, DPort: 7001})...)
		if told.Answers(elsewhere, nil) {
			t.Errorf("%s: another port is told of", name)
		}
	}
	request := dissect(packet.IPv6{Src: "::1", Dst: "::fdfe"}, packet.ICMPv6HAADRequest{ID: 7})
	for id, want := range map[int]bool{7: true, 8: false} {
		reply := dissect(packet.IPv6{Src: "::5", Dst: "::1"}, packet.ICMPv6HAADReply{ID: id})
		if reply.Answers(request, nil) != want || want != (string(reply.Hashret(nil)) == string(request.Hashret(nil))) {
			t.Errorf("home agent, number %d: %v, hashes %x and %x", id, reply.Answers(request, nil), request.Hashret(nil), reply.Hashret(nil))
		}
	}
	// An error behind extension headers quotes what it is about.
	quoted := []any{packet.IPv6{Src: "::2", Dst: "::1"}, packet.IPv6ExtHdrDestOpt{}, packet.ICMPv6TimeExceeded{}, packet.IPerror6{Src: "::1", Dst: "::2"}, packet.UDPerror{SPort: 1000, DPort: 7000}}
	request = dissect(packet.IPv6{Src: "::1", Dst: "::2"}, asked)
	if reply := dissect(quoted...); !reply.Answers(request, nil) || string(reply.Hashret(nil)) != string(request.Hashret(nil)) {
		t.Errorf("an error: %v, hashes %x and %x", reply.Answers(request, nil), request.Hashret(nil), reply.Hashret(nil))
	}
}
