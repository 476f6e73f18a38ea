package layers_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
)

// TestAnswers compares which packets answer which, both ways round.
func TestAnswers(t *testing.T) {
	py := startScapy(t)
	for _, pair := range [][2]string{
		{"EAPOL()/EAP(code=1,type=1,id=3)", "EAPOL()/EAP(code=2,type=1,id=3)"}, {"EAPOL()/EAP(code=1,type=4)", "EAPOL()/EAP(code=2,type=3)"},
		{"EAP(code=1,type=1)", "EAP(code=3)"}, {"EAPOL(type=1)", "EAPOL(type=1)"}, {"EAP_MD5(code=1)", "EAP_MD5(code=2)"}, {"EAP_TLS(code=1)", "EAP_TLS(code=2)"},
		{"SCTP(sport=1,dport=2)", "SCTP(sport=2,dport=1)"}, {"SCTP(sport=1,dport=2)", "SCTP(sport=1,dport=2)"},
		{"PPP_LCP_Configure(code=1,id=4)", "PPP_LCP_Configure(code=2,id=4)"}, {"PPP_LCP_Configure(code=1,id=4)", "PPP_LCP_Configure(code=3,id=5)"},
		{"PPP_LCP_Terminate(code=5,id=1)", "PPP_LCP_Terminate(code=6,id=1)"}, {"PPP_LCP_Echo(code=9,id=7)", "PPP_LCP_Echo(code=10,id=7)"},
		{"PPP_PAP_Request(code=1,id=2,username=b'a',password=b'b')", "PPP_PAP_Response(code=2,id=2)"},
		{"PPP_PAP_Request(code=1,id=2,username=b'a',password=b'b')", "PPP_PAP_Response(code=3,id=3)"},
		{"PPP_CHAP_ChallengeResponse(code=1,id=2)", "PPP_CHAP_ChallengeResponse(code=2,id=2)"}, {"PPP_CHAP_ChallengeResponse(code=2,id=2)", "PPP_CHAP(code=3,id=2)"},
		{"PPP_CHAP_ChallengeResponse(code=1,id=2)", "PPP_CHAP(code=4,id=2)"}, {"ISAKMP(init_cookie=b'12345678')", "ISAKMP(init_cookie=b'12345678',resp_cookie=b'abc')"},
		{"ISAKMP(init_cookie=b'12345678')", "ISAKMP(init_cookie=b'87654321')"}, {"Radius(id=1)", "Radius(id=1,code=2)"}, {"L2TP()/PPP()", "L2TP()/PPP()"},
		{"LLMNRQuery(id=3)", "LLMNRResponse(id=3)"}, {"LLMNRQuery(id=3)", "LLMNRResponse(id=4)"}, {"LLMNRResponse(id=3)", "LLMNRResponse(id=3)"},
		{"TCP(sport=1,dport=80)/HTTP()/HTTPRequest()", "TCP(sport=80,dport=1)/HTTP()/HTTPResponse()"}, {"HTTPRequest()", "HTTPResponse()"}, {"HTTPResponse()", "HTTPResponse()"},
		{"RIP()/RIPEntry()", "RIP(cmd=2)/RIPEntry()"}, {"VXLAN()/Ether()", "VXLAN()/Ether()"},
	} {
		answer, err := py.Call("answer", pair[0], pair[1])
		if err != nil {
			t.Errorf("%s: %v", pair, err)
			continue
		}
		want := answer.([]any)
		var packets [2]*packet.Packet
		for i := range packets {
			data, _ := want[i].([]byte)
			d := packet.NewDissector(first(t, pair[i]), &packet.DissectorOptions{Protos: layers.All()})
			packets[i], _ = d.Dissect(data)
		}
		p, q := packets[0], packets[1]
		for i, got := range []any{p.Answers(q, nil), q.Answers(p, nil), p.Hashret(nil), q.Hashret(nil)} {
			theirs := want[2+i]
			if i == 1 && pair[1] == "EAPOL()/EAP(code=2,type=3)" {
				// A Nak answers a request of any type (RFC 3748, 5.3.1), which scapy denies.
				if theirs != false {
					t.Error("scapy takes a Nak for an answer by now")
				}
				theirs = true
			}
			if !original.Same(theirs, got) {
				t.Errorf("%s: %s: scapy %v, here %v", pair, []string{"first answers second", "second answers first", "hashret", "hashret of the second"}[i], want[2+i], got)
			}
		}
	}
}
