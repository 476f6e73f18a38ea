package packet

import (
	"context"
	"slices"
	"strings"
	"time"
)

// ArpingOptions are the options of [Arping]. Zero fields are scapy's defaults.
type ArpingOptions struct {
	// Timeout is how long answers are waited for; zero means two seconds.
	Timeout time.Duration

	// Interface is where to ask; empty means where the route to the network leads.
	Interface string

	// Retry asks who did not answer again so often.
	Retry int
}

// An ARPingResult is who answered: scapy's ARPingResult.
type ARPingResult struct{ SndRcvList }

// Arping asks who has the addresses of a network, such as "192.168.1.0/24", or an
// address: scapy's arping. It returns who answered, and the questions without an
// answer.
func Arping(ctx context.Context, network string, opts *ArpingOptions) (ARPingResult, PacketList, error) {
	var o ArpingOptions
	if opts != nil {
		o = *opts
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	answered, unanswered, err := Srp(ctx, Stack(Ether{Dst: Broadcast()}, ARP{PDst: network}), &SrOptions{
		Timeout: o.Timeout, Interface: o.Interface, Retry: o.Retry, Filter: "arp and arp[6:2] = 2",
	})
	answered.Name = "ARPing"
	return ARPingResult{answered}, unanswered, err
}

// Show is a line an answer: the Ethernet address and the address that it has.
func (r ARPingResult) Show() string {
	var rows [][]string
	for _, p := range r.Pairs {
		rows = append(rows, []string{fieldText(p.Answer.Layer("Ether"), "src"), fieldText(p.Answer.Layer("ARP"), "psrc")})
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	return columns(rows)
}
