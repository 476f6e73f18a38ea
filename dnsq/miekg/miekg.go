package miekg

import (
	"slices"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
)

// ToMsg is a message as miekg/dns has it. The errors are those of ToWire, such as
// dnsq.ErrTooBig for more than 65535 bytes, and of Unpack.
func ToMsg(m *dnsq.Message) (*dns.Msg, error) {
	unsigned := *m
	unsigned.Key = nil
	wire, err := unsigned.ToWire(&dnsq.RenderOptions{MaxSize: dns.MaxMsgSize})
	if err != nil {
		return nil, err
	}
	msg := &dns.Msg{}
	if err := msg.Unpack(wire); err != nil {
		return nil, err
	}
	return msg, nil
}

// FromMsg is a message of miekg/dns as dnsq has it. The errors are those of Pack
// and of MessageFromWire.
func FromMsg(msg *dns.Msg) (*dnsq.Message, error) {
	unsigned := *msg
	unsigned.Extra = slices.DeleteFunc(slices.Clone(msg.Extra), func(rr dns.RR) bool {
		_, ok := rr.(*dns.TSIG)
		return ok
	})
	wire, err := unsigned.Pack()
	if err != nil {
		return nil, err
	}
	return dnsq.MessageFromWire(wire, nil)
}

// ToRR is the records of an RRset, whose name must be absolute, as miekg/dns has
// them.
func ToRR(set *dnsq.RRset) ([]dns.RR, error) {
	msg, err := ToMsg(&dnsq.Message{Flags: dnsq.FlagQR, Answer: []*dnsq.RRset{set}})
	if err != nil {
		return nil, err
	}
	return msg.Answer, nil
}

// FromRR is records of miekg/dns as RRsets, in the order in which each begins.
func FromRR(records ...dns.RR) ([]*dnsq.RRset, error) {
	m, err := FromMsg(&dns.Msg{MsgHdr: dns.MsgHdr{Response: true}, Answer: records})
	if err != nil {
		return nil, err
	}
	return m.Answer, nil
}
