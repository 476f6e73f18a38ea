package layers_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// answerers make packets of one family, as expressions of Python. Numbers that have to be
// the same in a packet and its answer are of a few, so that they often are.
var answerers = map[string][]func(g *rand.Rand) string{
	"Mobile IPv6": {
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_BU(seq=%d,flags=0x41)", g.IntN(3)) },
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_BA(seq=%d,status=%d)", g.IntN(3), g.IntN(2)*130) },
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_HoTI(cookie=b'1234567%d')", g.IntN(2)) },
		func(g *rand.Rand) string {
			return fmt.Sprintf("MIP6MH_HoT(cookie=b'1234567%d',index=%d)", g.IntN(2), g.IntN(3))
		},
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_CoTI(cookie=b'1234567%d')", 2+g.IntN(2)) },
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_CoT(cookie=b'1234567%d')", 2+g.IntN(2)) },
		func(*rand.Rand) string { return "MIP6MH_BRR()" },
		func(g *rand.Rand) string { return fmt.Sprintf("MIP6MH_BE(status=%d)", g.IntN(3)) },
	},
	"NTP": {
		func(g *rand.Rand) string {
			return fmt.Sprintf("NTPHeader(version=%d,mode=%d,stratum=%d)", 3+g.IntN(2), g.IntN(6), g.IntN(3))
		},
		func(g *rand.Rand) string {
			return fmt.Sprintf("NTPControl(response=%d,op_code=%d,sequence=%d,status_word=NTPStatusPacket(status=7),count=4,data=b'abcd')", g.IntN(2), g.IntN(3), g.IntN(3))
		},
		func(g *rand.Rand) string {
			return fmt.Sprintf("NTPPrivate(mode=7,response=%d,seq=%d,implementation=%d,request_code=%d)", g.IntN(2), g.IntN(2), g.IntN(3), g.IntN(3))
		},
	},
	"IPFIX": {
		func(g *rand.Rand) string {
			return fmt.Sprintf("NetflowHeader(version=10)/NetflowHeaderV10(length=16,flowSequence=%d)", g.IntN(2))
		},
		func(g *rand.Rand) string {
			return fmt.Sprintf("NetflowHeader(version=9)/NetflowHeaderV9(unixSecs=5,SourceID=%d)/NetflowFlowsetV9(templates=[])", g.IntN(2))
		},
		func(g *rand.Rand) string {
			return fmt.Sprintf("NetflowHeader(version=10)/NetflowHeaderV10(length=24)/NetflowDataflowsetV9(templateID=%d,records=[NetflowRecordV9(fieldValue=b'abcd')])", 256+g.IntN(2))
		},
	},
	"TLS": {
		func(g *rand.Rand) string {
			return fmt.Sprintf("TLS(version=%d,msg=[TLSClientHello(gmt_unix_time=7,random_bytes=b'r'*28,ciphers=[47],ext=[])])", 0x301+g.IntN(3))
		},
		func(*rand.Rand) string {
			return "TLS(msg=[TLSServerHello(gmt_unix_time=9,random_bytes=b'q'*28,cipher=47)])"
		},
		func(g *rand.Rand) string {
			return fmt.Sprintf("TLS(msg=[TLSAlert(level=%d,descr=%d)])", 1+g.IntN(2), g.IntN(2)*40)
		},
		func(*rand.Rand) string { return "TLS(msg=[TLSApplicationData(data=b'abc')])" },
		func(*rand.Rand) string { return "TLS(msg=[TLSChangeCipherSpec()])" },
	},
	"node information": {
		func(g *rand.Rand) string { return fmt.Sprintf("ICMPv6NIQueryName(nonce=b'1234567%d')", g.IntN(2)) },
		func(g *rand.Rand) string { return fmt.Sprintf("ICMPv6NIQueryIPv4(nonce=b'1234567%d')", g.IntN(2)) },
		func(g *rand.Rand) string { return fmt.Sprintf("ICMPv6NIReplyName(nonce=b'1234567%d')", g.IntN(2)) },
	},
}

// carriers are what such packets lie over, with few addresses and ports.
var carriers = map[string][]func(g *rand.Rand) string{
	"Mobile IPv6": {overIPv6}, "node information": {overIPv6}, "NTP": {overUDP(123)}, "IPFIX": {overUDP(2055)}, "TLS": {overTCP},
}

func overIPv6(g *rand.Rand) string {
	ends := [][2]int{{1, 2}, {2, 1}}[g.IntN(2)]
	return fmt.Sprintf("IPv6(src='2001:db8::%d',dst='2001:db8::%d')/", ends[0], ends[1])
}

func overUDP(port int) func(*rand.Rand) string {
	return func(g *rand.Rand) string {
		return fmt.Sprintf("IP(src='10.0.0.%d',dst='10.0.0.%d')/UDP(sport=%d,dport=%d)/", 1+g.IntN(2), 1+g.IntN(2), port, port)
	}
}

func overTCP(g *rand.Rand) string {
	ports := [][2]int{{443, 4000}, {4000, 443}}[g.IntN(2)]
	return fmt.Sprintf("IP(src='10.0.0.%d',dst='10.0.0.%d')/TCP(sport=%d,dport=%d,flags='A',seq=%d,ack=%d)/", 1+g.IntN(2), 1+g.IntN(2), ports[0], ports[1], g.IntN(2), g.IntN(2))
}

// TestAnswersByTheDocuments has the pairs of which scapy says something else than the
// documents: RFC 6275, 5.2.5 and 6.1.7, and RFC 4620, 5.
func TestAnswersByTheDocuments(t *testing.T) {
	py := startScapy(t)
	for _, c := range []struct {
		p, q         string
		theirs, ours bool
	}{
		{"MIP6MH_HoT(cookie=b'12345678')", "MIP6MH_CoTI(cookie=b'12345678')", true, false}, // the test of an address is not answered for another
		{"MIP6MH_BA(seq=5)", "MIP6MH_BU(seq=5)", false, true},                              // it asks for an acknowledgement, by the flag A
		{"MIP6MH_BA(seq=5)", "MIP6MH_BU(seq=5,flags=1)", true, false},
		{"ICMPv6NIReplyName(nonce=b'12345678')", "ICMPv6NIReplyName(nonce=b'12345678')", true, false}, // a reply is to a query
	} {
		r, err := py.Call("answer", c.p, c.q)
		if err != nil {
			t.Fatal(err)
		}
		theirs := r.([]any)
		p, _ := dissector(t, c.p).Dissect(theirs[0].([]byte))
		q, _ := dissector(t, c.q).Dissect(theirs[1].([]byte))
		if got := p.Answers(q, nil); theirs[2] != c.theirs || got != c.ours {
			t.Errorf("%s answers %s: scapy %v, here %v, not %v and %v", c.p, c.q, theirs[2], got, c.theirs, c.ours)
		}
	}
}

// TestAnswersAreScapys compares which of two packets answers the other, and what they
// have in common, over generated pairs: each pair by itself and over what carries it.
func TestAnswersAreScapys(t *testing.T) {
	py := startScapy(t)
	g := original.Rand(t)
	for _, family := range []string{"Mobile IPv6", "NTP", "IPFIX", "TLS", "node information"} {
		t.Run(family, func(t *testing.T) {
			makers := answerers[family]
			var calls []original.Call
			for range original.Rounds(t, 60) {
				var pair [2]string
				bare := g.IntN(2) == 0
				for i := range pair {
					if pair[i] = makers[g.IntN(len(makers))](g); !bare {
						pair[i] = carriers[family][0](g) + pair[i]
					}
				}
				if strings.Contains(pair[0], "NIReply") && strings.Contains(pair[1], "NIReply") {
					continue // TestAnswersByTheDocuments has them
				}
				calls = append(calls, original.Call{Func: "answer", Args: []any{pair[0], pair[1]}})
			}
			answered := 0
			for i, r := range py.Batch(calls) {
				if r.Err != nil {
					t.Fatalf("%v: %v", calls[i], r.Err)
				}
				theirs := r.Value.([]any)
				p, _ := dissector(t, calls[i].Args[0].(string)).Dissect(theirs[0].([]byte))
				q, _ := dissector(t, calls[i].Args[1].(string)).Dissect(theirs[1].([]byte))
				ours := []any{p.Answers(q, nil), q.Answers(p, nil), p.Hashret(nil), q.Hashret(nil)}
				if !original.Same(theirs[2:], ours) {
					t.Errorf("%q: scapy %v, here %v", calls[i].Args, theirs[2:], ours)
				}
				if theirs[2] == true {
					answered++
				}
			}
			if answered == 0 {
				t.Errorf("none of %d are answers", len(calls))
			}
		})
	}
}
