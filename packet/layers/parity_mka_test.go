package layers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/eap"
)

const mkaSource = `
from scapy.layers.eap import *

def key_agreement(expr):
    """A message, in all of its forms, taken apart."""
    b = bytes(eval(expr))
    q = EAPOL(b)
    return [b, repr(q), q.show(dump=True), q.summary()]

def spoken(command):
    return bytes(eval(command))
`

// Messages of MACsec's key agreement are as scapy has them, and what Command says of one
// is an expression by which scapy builds it.
func TestKeyAgreementIsScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(mkaSource)
	g := original.Rand(t)
	octets := func(n int) string {
		b := bytesOf(g, n)
		var s strings.Builder
		for _, c := range b {
			fmt.Fprintf(&s, `\x%02x`, c)
		}
		return "b'" + s.String() + "'"
	}
	sets := []func() string{
		func() string {
			return "MKALivePeerListParamSet(param_set_body_len=16,member_id_message_num=[MKAPeerListTuple(member_id=" + octets(12) + ",message_number=" + octets(4) + ")])"
		},
		func() string {
			return "MKAPotentialPeerListParamSet(param_set_body_len=16,member_id_message_num=[MKAPeerListTuple(member_id=" + octets(12) + ")])"
		},
		func() string {
			return fmt.Sprintf("MKASAKUseParamSet(param_set_body_len=40,latest_key_an=%d,old_key_tx=%d,plain_rx=%d,delay_protect=%d,latest_key_key_server_member_id=%s,old_key_key_number=%s)", g.IntN(4), g.IntN(2), g.IntN(2), g.IntN(2), octets(12), octets(4))
		},
		func() string {
			return fmt.Sprintf("MKADistributedSAKParamSet(param_set_body_len=28,distributed_an=%d,confidentiality_offset=%d,key_number=%s,sak_aes_key_wrap=%s)", g.IntN(4), g.IntN(4), octets(4), octets(24))
		},
		func() string {
			return "MKADistributedSAKParamSet(param_set_body_len=36,macsec_cipher_suite=" + octets(8) + ",sak_aes_key_wrap=" + octets(24) + ")"
		},
		func() string { return `Raw(b'\x06\0\0\4abcd')` },
	}
	d := packet.NewDissector(eap.EAPOL{}, &packet.DissectorOptions{Protos: eap.Protos()})
	for range original.Rounds(t, 30) {
		name := g.IntN(9)
		expr := fmt.Sprintf("EAPOL(version=3)/MKAPDU(basic_param_set=MKABasicParamSet(mka_version_id=%d,key_server=%d,macsec_capability=%d,param_set_body_len=%d,SCI=MACsecSCI(system_identifier='02:00:00:00:00:0%d',port_identifier=%d),actor_member_id=%s,actor_message_number=%d,cak_name=%s),parameter_sets=[",
			g.IntN(256), g.IntN(2), g.IntN(4), 28+name, g.IntN(10), g.IntN(1<<16), octets(12), g.Uint32(), octets(name))
		for range g.IntN(4) {
			expr += sets[g.IntN(len(sets))]() + ","
		}
		expr += "MKAICVSet(param_set_body_len=16,icv=" + octets(16) + ")])"
		theirs, err := py.Call("key_agreement", expr)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		data := theirs.([]any)[0].([]byte)
		p, err := d.Dissect(data)
		if err != nil || p.Err() != nil {
			t.Fatalf("%x: %v, %v", data, err, p.Err())
		}
		b, err := p.Build()
		if err != nil {
			t.Fatal(err)
		}
		if ours := []any{b, p.String(), p.Show(), p.Summary()}; !original.Same(theirs, ours) {
			t.Errorf("%s\nscapy %q\nhere  %q", expr, theirs, ours)
		}
		if again, err := py.Call("spoken", p.Command()); err != nil || !original.Same(again, data) {
			t.Errorf("scapy builds %x of %s: %v, not %x", again, p.Command(), err, data)
		}
	}
}

// scapy reads one peer of a list, no key of a connectivity association and what fills a
// set up as another one: IEEE 802.1X-2010, 11.11.
func TestKeyAgreementByTheStandard(t *testing.T) {
	head := "\x01\x05\x00\x00\x01\x02\x80\x1c" + strings.Repeat("\x00", 28)
	icv := "\xff\x00\x00\x10" + strings.Repeat("i", 16)
	d := packet.NewDissector(eap.EAPOL{}, &packet.DissectorOptions{Protos: eap.Protos()})
	for set, want := range map[string]string{
		"\x01\x00\x00\x20" + strings.Repeat("a", 12) + "\x00\x00\x00\x01" + strings.Repeat("b", 12) + "\x00\x00\x00\x02": "[<MKALivePeerListParamSet  param_set_type=Live Peer List param_set_body_len=32 member_id_message_num=[<MKAPeerListTuple  member_id=616161616161616161616161 message_number=00000001 |>, " +
			"<MKAPeerListTuple  member_id=626262626262626262626262 message_number=00000002 |>] |>, ",
		"\x05\x00\x00\x1b" + strings.Repeat("w", 24) + "abc\x00": "[<MKADistributedCAKParamSet  param_set_type=Distributed CAK param_set_body_len=27 cak_aes_key_wrap=" + strings.Repeat("77", 24) + " cak_key_name=616263 |>, ",
		"\x07\x00\x00\x05abcde\x00\x00\x00":                      `[<Raw  load='\x07\x00\x00\x05abcde\x00\x00\x00' |>, `,
		"\x03\x00\x00\x00":                                       "[<MKASAKUseParamSet  param_set_type=MACsec SAK Use latest_key_an=0 latest_key_tx=0 latest_key_rx=0 old_key_an=0 old_key_tx=0 old_key_rx=0 plain_tx=0 plain_rx=0 X=0 delay_protect=0 param_set_body_len=0 |>, ",
		"\x04\x00\x00\x00":                                       "[<MKADistributedSAKParamSet  param_set_type=Distributed SAK distributed_an=0 confidentiality_offset=0 unused=0 param_set_body_len=0 |>, ",
	} {
		data := []byte(head + set + icv)
		data[2], data[3] = byte((len(data)-4)>>8), byte(len(data)-4)
		p, err := d.Dissect(data)
		if err != nil {
			t.Fatal(err)
		}
		text, err := p.Text("MKAPDU.parameter_sets")
		if err != nil || text != want+"<MKAICVSet  param_set_type=ICV Indicator param_set_body_len=16 icv="+strings.Repeat("69", 16)+" |>]" {
			t.Errorf("%q: %s, %v", set, text, err)
		}
		if b, err := p.Build(); err != nil || string(b) != string(data) {
			t.Errorf("%q was built again as %q, %v", data, b, err)
		}
	}
}
