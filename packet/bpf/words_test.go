package bpf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet/bpf"
)

// compiled is what tcpdump makes of an expression for Ethernet.
func compiled(t *testing.T, tcpdump, expr string, options ...string) (program []bpf.Instruction) {
	t.Helper()
	out, err := exec.Command(tcpdump, append(options, "-y", "EN10MB", "-ddd", expr)...).Output()
	if err != nil {
		t.Fatalf("%q: %v", expr, err)
	}
	var n int
	in := bytes.NewReader(out)
	if _, err := fmt.Fscan(in, &n); err != nil {
		t.Fatal(err)
	}
	for range n {
		var i bpf.Instruction
		if _, err := fmt.Fscan(in, &i.Op, &i.Jt, &i.Jf, &i.K); err != nil {
			t.Fatal(err)
		}
		program = append(program, i)
	}
	return program
}

// Every word that stands for a number, and every one for a kind of LLC's frames, picks
// the packets that tcpdump's picks, of all values of a byte.
func TestWordsAreTcpdumps(t *testing.T) {
	tcpdump := peers.Need(t, "tcpdump")
	number := func(v int) []byte { return append([]byte{byte(v)}, make([]byte, 59)...) }
	llc := func(v int) []byte {
		return append([]byte("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x00\x2e\x42\x42"+string([]byte{byte(v)})), make([]byte, 43)...)
	}
	for _, c := range []struct {
		words []string
		form  string
		make  func(int) []byte
	}{
		{slices.Sorted(maps.Keys(bpf.NumberNames)), "ether[0] = ", number}, {slices.Sorted(maps.Keys(bpf.LLCTypes)), "llc ", llc},
	} {
		if len(c.words) < 10 {
			t.Errorf("%s: %d words", c.form, len(c.words))
		}
		for _, word := range c.words {
			theirs := compiled(t, tcpdump, c.form+word)
			p, err := bpf.Compile(t.Context(), c.form+word, nil)
			if err != nil {
				t.Errorf("%s: %v", word, err)
				continue
			}
			picked := 0
			for v := range 256 {
				want, err := bpf.Run(theirs, c.make(v), bpf.About{})
				if err != nil {
					t.Fatal(err)
				}
				if want != 0 {
					picked++
				}
				if got := p.Match(c.make(v)); got != (want != 0) {
					t.Errorf("%s%s: %v for %#02x", c.form, word, got, v)
				}
			}
			if picked == 0 || picked == 256 {
				t.Errorf("%s%s: tcpdump picks %d of 256", c.form, word, picked)
			}
		}
	}
}

// Every name of what a frame carries picks the frames that tcpdump's picks, by type and
// by LLC.
func TestEtherNamesAreTcpdumps(t *testing.T) {
	tcpdump := peers.Need(t, "tcpdump")
	var frames [][]byte
	for _, n := range slices.Sorted(maps.Values(bpf.EtherNames)) {
		for v := n - 1; v <= n+1; v++ {
			head := "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02"
			frames = append(frames, append([]byte(head+string([]byte{byte(v >> 8), byte(v)})), make([]byte, 46)...))
			if v < 256 {
				frames = append(frames, append([]byte(head+"\x00\x2e"+string([]byte{byte(v), byte(v), 3})), make([]byte, 43)...))
			}
			frames = append(frames, append([]byte(head+"\x00\x2e\xaa\xaa\x03\x00\x00\x00"+string([]byte{byte(v >> 8), byte(v)})), make([]byte, 38)...))
			frames = append(frames, append([]byte(head+"\x00\x2e\xaa\xaa\x03\x08\x00\x07"+string([]byte{byte(v >> 8), byte(v)})), make([]byte, 38)...))
		}
	}
	for _, name := range []string{"pup", "xns", "sprite", "v6", "mop-dl", "revarp"} { // names that tcpdump had, and that files of a system have
		_, err := bpf.Compile(t.Context(), "ether proto \\"+name, nil)
		if out, terr := exec.Command(tcpdump, "-y", "EN10MB", "-d", "ether proto \\"+name).CombinedOutput(); (terr == nil) != (err == nil) {
			t.Errorf("%s: %v, tcpdump: %s", name, err, out)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(bpf.EtherNames)) {
		expr := "ether proto \\" + name
		theirs := compiled(t, tcpdump, expr)
		p, err := bpf.Compile(t.Context(), expr, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		picked := 0
		for _, f := range frames {
			want, err := bpf.Run(theirs, f, bpf.About{})
			if err != nil {
				t.Fatal(err)
			}
			if want != 0 {
				picked++
			}
			if got := p.Match(f); got != (want != 0) {
				t.Errorf("%s: %v for %x", name, got, f[12:22])
			}
		}
		if picked == 0 || picked == len(frames) {
			t.Errorf("%s: tcpdump picks %d of %d", name, picked, len(frames))
		}
	}
}

// The manual of pcap-filter names these words for numbers; each is known here.
func TestWordsOfTheManual(t *testing.T) {
	for _, word := range strings.Fields(`icmptype icmp6type icmpcode icmp6code tcpflags
		icmp-echoreply icmp-unreach icmp-sourcequench icmp-redirect icmp-echo icmp-routeradvert icmp-routersolicit icmp-timxceed icmp-paramprob icmp-tstamp
		icmp-tstampreply icmp-ireq icmp-ireqreply icmp-maskreq icmp-maskreply
		icmp6-destinationunreach icmp6-packettoobig icmp6-timeexceeded icmp6-parameterproblem icmp6-echo icmp6-echoreply icmp6-multicastlistenerquery
		icmp6-multicastlistenerreportv1 icmp6-multicastlistenerdone icmp6-routersolicit icmp6-routeradvert icmp6-neighborsolicit icmp6-neighboradvert
		icmp6-redirect icmp6-routerrenum icmp6-nodeinformationquery icmp6-nodeinformationresponse icmp6-ineighbordiscoverysolicit
		icmp6-ineighbordiscoveryadvert icmp6-multicastlistenerreportv2 icmp6-homeagentdiscoveryrequest icmp6-homeagentdiscoveryreply
		icmp6-mobileprefixsolicit icmp6-mobileprefixadvert icmp6-certpathsolicit icmp6-certpathadvert icmp6-multicastrouteradvert
		icmp6-multicastroutersolicit icmp6-multicastrouterterm tcp-fin tcp-syn tcp-rst tcp-push tcp-ack tcp-urg tcp-ece tcp-cwr`) {
		if p, err := bpf.Compile(t.Context(), "1 + "+word+" > 0 and ip[0] = "+word, nil); err != nil || p == nil {
			t.Errorf("%s: %v", word, err)
		}
	}
	for _, word := range strings.Fields("i s u rr rnr rej ui ua disc sabme test xid frmr") {
		if _, err := bpf.Compile(t.Context(), "llc "+word, nil); err != nil {
			t.Errorf("llc %s: %v", word, err)
		}
	}
}

// Words of the grammar that are about other links are refused by the link they belong
// to, and never taken for the name of a host, neither by tcpdump.
func TestWordsOfOtherLinks(t *testing.T) {
	tcpdump := peers.Need(t, "tcpdump")
	for link, words := range map[string]string{
		"802.11": "type subtype dir direction addr1 addr2 addr3 addr4 address1 address2 address3 address4 ra ta",
		"ATM":    "lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect",
		"pflog":  "on ifname rset ruleset srnr subrulenum rnr rulenum reason action",
		"SS7":    "fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls",
	} {
		for word := range strings.FieldsSeq(words) {
			_, err := bpf.Compile(t.Context(), "ip and "+word+" 1", nil)
			if !errors.Is(err, bpf.ErrLinkType) || !strings.Contains(err.Error(), link) || !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v", word, err)
			}
			out, err := exec.Command(tcpdump, "-y", "EN10MB", "-d", "host "+word).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "syntax error") {
				t.Errorf("host %s: tcpdump says %s", word, out)
			}
			if _, err := bpf.Compile(t.Context(), "host "+word, &bpf.Options{LookupHost: lookup}); !errors.Is(err, bpf.ErrFilter) || errors.Is(err, bpf.ErrUnknownName) {
				t.Errorf("host %s: %v", word, err)
			}
		}
	}
}

// A name that could not be looked up is told with the reason.
func TestUnknownHostHasACause(t *testing.T) {
	why := errors.New("the name server is gone")
	_, err := bpf.Compile(t.Context(), "host nosuch", &bpf.Options{LookupHost: func(context.Context, string) ([]netip.Addr, error) { return nil, why }})
	if !errors.Is(err, why) || !strings.HasSuffix(err.Error(), ": the name server is gone") || !strings.Contains(err.Error(), `at "nosuch" (byte 5): `) {
		t.Error(err)
	}
}
