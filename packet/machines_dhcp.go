package packet

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// DHCPServerOptions are the options of [BOOTPMachine] and [DHCPMachine]. Zero fields
// are scapy's defaults.
type DHCPServerOptions struct {
	// Pool are the addresses that are given out; the zero Prefix means
	// 192.168.1.128/25.
	Pool netip.Prefix

	// Network is the network of the clients, which tells them the netmask and the
	// broadcast address; the zero Prefix means 192.168.1.0/24.
	Network netip.Prefix

	// Gateway is the router, and the server's own address; the zero Addr means
	// 192.168.1.1.
	Gateway netip.Addr

	// NameServer is who resolves names; the zero Addr means Gateway.
	NameServer netip.Addr

	// Domain is the domain of the clients; empty means "localnet".
	Domain string

	// Renewal is after how long clients ask again, Lease how long an address is
	// theirs; zero means 60 seconds and half an hour.
	Renewal, Lease time.Duration
}

func (o *DHCPServerOptions) defaults() {
	if !o.Pool.IsValid() {
		o.Pool = netip.MustParsePrefix("192.168.1.128/25")
	}
	if !o.Network.IsValid() {
		o.Network = netip.MustParsePrefix("192.168.1.0/24")
	}
	if !o.Gateway.IsValid() {
		o.Gateway = netip.MustParseAddr("192.168.1.1")
	}
	if !o.NameServer.IsValid() {
		o.NameServer = o.Gateway
	}
	if o.Domain == "" {
		o.Domain = "localnet"
	}
	if o.Renewal <= 0 {
		o.Renewal = time.Minute
	}
	if o.Lease <= 0 {
		o.Lease = 30 * time.Minute
	}
}

// A pool gives addresses to clients. An address once given is its client's for as long
// as the machine lives.
type pool struct {
	mu    sync.Mutex
	all   netip.Prefix
	next  netip.Addr
	given map[MAC]netip.Addr
}

// lease is a client's address; none is left if it is not valid.
func (l *pool) lease(client MAC) netip.Addr {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.given[client]; ok {
		return a
	}
	a := l.next
	if !l.all.Contains(a) {
		return netip.Addr{}
	}
	l.next, l.given[client] = a.Next(), a
	return a
}

// BOOTPMachine gives addresses to those who ask for one by BOOTP: scapy's BOOTP_am. A
// client that asks again gets what it has.
func BOOTPMachine(opts *DHCPServerOptions) *AnsweringMachine { return bootpMachine(opts, false) }

// DHCPMachine offers addresses to those who look for one by DHCP, and acknowledges
// what they ask for then: scapy's DHCP_am. One who only informs itself gets the options
// without an address; messages that no server answers are not answered.
func DHCPMachine(opts *DHCPServerOptions) *AnsweringMachine { return bootpMachine(opts, true) }

func bootpMachine(opts *DHCPServerOptions, dhcp bool) *AnsweringMachine {
	var o DHCPServerOptions
	if opts != nil {
		o = *opts
	}
	o.defaults()
	leases := &pool{all: o.Pool.Masked(), next: o.Pool.Masked().Addr(), given: map[MAC]netip.Addr{}}
	return &AnsweringMachine{
		Filter: "udp and port 68 and port 67", Link: true,
		Reply: func(q *Packet) *Packet {
			asked, udp := q.Layer("BOOTP"), q.Layer("UDP")
			ether := q.Layer("Ether")
			if asked == nil || udp == nil || ether == nil || asked.Num("op") != 1 {
				return nil
			}
			kind := 0
			if dhcp {
				if kind = dhcpMessageType(q); kind != dhcpDiscover && kind != dhcpRequest && kind != dhcpInform {
					return nil
				}
			}
			src, _ := ether.Get("src")
			client, ok := HardwareAddr(src)
			if !ok {
				return nil
			}
			get := func(field string) any {
				v, _ := asked.Get(field)
				return v
			}
			reply := BOOTP{
				Op: 2, HType: get("htype"), HLen: get("hlen"), Hops: get("hops"), XID: get("xid"), Secs: get("secs"), Flags: get("flags"),
				CIAddr: get("ciaddr"), SIAddr: o.Gateway, GIAddr: get("giaddr"), CHAddr: get("chaddr"), SName: get("sname"), File: get("file"),
			}
			to, _ := Addr(get("ciaddr"))
			if kind != dhcpInform {
				if to = leases.lease(client); !to.IsValid() {
					return nil
				}
				reply.YIAddr = to
			}
			p := Stack(Ether{Dst: client}, IP{Dst: to}, UDP{SPort: udp.Num("dport"), DPort: udp.Num("sport")}, reply)
			if dhcp {
				p = p.Div(DHCP{Options: o.options(kind)})
			}
			return p
		},
	}
}

// Kinds of DHCP's messages, RFC 2132.
const (
	dhcpDiscover = 1
	dhcpOffer    = 2
	dhcpRequest  = 3
	dhcpAck      = 5
	dhcpInform   = 8
)

// dhcpMessageType is the kind of a message, zero if it has none.
func dhcpMessageType(q *Packet) int {
	h := q.Layer("DHCP")
	if h == nil {
		return 0
	}
	list, _ := h.Get("options")
	all, _ := list.([]Option)
	for _, o := range all {
		if o.Name == "message-type" {
			n, _ := Uint(o.Value)
			return int(n)
		}
	}
	return 0
}

// options are what a client of DHCP is told.
func (o *DHCPServerOptions) options(asked int) []Option {
	kind := dhcpAck
	if asked == dhcpDiscover {
		kind = dhcpOffer
	}
	broadcast, mask := o.Network.Masked().Addr().As4(), [4]byte{}
	for i := range 32 {
		if i < o.Network.Bits() {
			mask[i/8] |= 0x80 >> (i % 8)
		} else {
			broadcast[i/8] |= 0x80 >> (i % 8)
		}
	}
	all := []Option{
		{Name: "message-type", Value: kind}, {Name: "server_id", Value: o.Gateway}, {Name: "domain", Value: o.Domain}, {Name: "router", Value: o.Gateway},
		{Name: "name_server", Value: o.NameServer}, {Name: "broadcast_address", Value: netip.AddrFrom4(broadcast)}, {Name: "subnet_mask", Value: netip.AddrFrom4(mask)},
	}
	if asked != dhcpInform {
		all = append(all, Option{Name: "renewal_time", Value: int(o.Renewal.Seconds())}, Option{Name: "lease_time", Value: int(o.Lease.Seconds())})
	}
	return append(all, Option{Name: "end"})
}

// DHCP6ServerOptions are what a [DHCP6Machine] tells its clients: servers and domains
// of each kind. What is empty is not told.
type DHCP6ServerOptions struct {
	// DUID is the server's identity, such as [DUIDLL]; it has to be set.
	DUID Layer

	// DNS and SNTP are servers of names and of the time, SIP of calls, NIS and NISP of
	// NIS and NIS+, BCMCS those that control broadcasts.
	DNS, SNTP, SIP, NIS, NISP, BCMCS []netip.Addr

	// Domains are what names are looked up in; SIPDomains and BCMCSDomains are those
	// of servers of calls and of broadcasts.
	Domains, SIPDomains, BCMCSDomains []string

	// NISDomain and NISPDomain are the domains of NIS and NIS+.
	NISDomain, NISPDomain string
}

// DHCP6Machine tells clients of DHCPv6 which servers and domains there are: scapy's
// DHCPv6_am, a server without addresses. One who asks for an address is told that none
// is available, or, if it wants a quick answer, is answered without one. Messages that
// break RFC 8415's rules for servers are not answered.
func DHCP6Machine(opts *DHCP6ServerOptions) *AnsweringMachine {
	var o DHCP6ServerOptions
	if opts != nil {
		o = *opts
	}
	var own []byte
	if o.DUID != nil {
		own, _ = Stack(o.DUID).Build()
	}
	return &AnsweringMachine{
		Filter: "udp and port 546 and port 547",
		Reply: func(q *Packet) *Packet {
			ip, udp := q.Layer("IPv6"), q.Layer("UDP")
			if ip == nil || udp == nil || udp.Num("dport") != 547 || len(own) == 0 {
				return nil
			}
			message, client, server, rapid := dhcp6Asked(q)
			if message == nil || server != nil && !slices.Equal(server, own) {
				return nil
			}
			trid := message.Num("trid")
			head := func(l Layer) *Packet {
				return Stack(IPv6{Dst: ip.address(ip6Src)}, UDP{SPort: 547, DPort: 546}, l)
			}
			ends := func(p *Packet) *Packet {
				if p = p.Div(DHCP6OptServerID{DUID: o.DUID}); client != nil {
					p = p.Div(DHCP6OptClientID{DUID: client})
				}
				return p
			}
			none := DHCP6OptStatusCode{StatusCode: 2, StatusMsg: "no addresses are given out here"}
			switch message.Name() {
			case "DHCP6_Solicit":
				switch {
				case client == nil || server != nil:
					return nil
				case rapid:
					return ends(head(DHCP6Reply{TrID: trid}).Div(DHCP6OptRapidCommit{}))
				}
				return ends(head(DHCP6Advertise{TrID: trid}).Div(none))
			case "DHCP6_Request":
				if client == nil || server == nil {
					return nil
				}
				return ends(head(DHCP6Reply{TrID: trid}).Div(none))
			case "DHCP6_InfoRequest":
				return o.tell(ends(head(DHCP6Reply{TrID: trid})))
			}
			return nil
		},
	}
}

// dhcp6Asked is what a message asks: its own layer, who sent it, whom it is for, and
// whether a quick answer is wanted.
func dhcp6Asked(q *Packet) (message *Header, client any, server []byte, rapid bool) {
	for _, h := range q.Layers() {
		switch name := h.Name(); name {
		case "DHCP6_Solicit", "DHCP6_Request", "DHCP6_InfoRequest":
			message = h
		case "DHCP6OptClientId", "DHCP6OptServerId":
			v, _ := h.Get("duid")
			b, ok := Bytes(v)
			if l, isLayer := v.(Layer); isLayer {
				b, _ = Stack(l).Build()
				ok = true
			}
			if p, isPacket := v.(*Packet); isPacket {
				b, _ = p.Build()
				ok = true
			}
			switch {
			case !ok:
			case name == "DHCP6OptClientId":
				client = v
			default:
				server = append([]byte{}, b...)
			}
		case "DHCP6OptRapidCommit":
			rapid = true
		}
	}
	return message, client, server, rapid
}

// tell adds what there is to a reply.
func (o *DHCP6ServerOptions) tell(p *Packet) *Packet {
	any := func(list []netip.Addr) (all []any) {
		for _, a := range list {
			all = append(all, a)
		}
		return all
	}
	add := func(there bool, l Layer) {
		if there {
			p = p.Div(l)
		}
	}
	add(len(o.DNS) > 0, DHCP6OptDNSServers{DNSServers: any(o.DNS)})
	add(len(o.Domains) > 0, DHCP6OptDNSDomains{DNSDomains: o.Domains})
	add(len(o.SNTP) > 0, DHCP6OptSNTPServers{SNTPServers: any(o.SNTP)})
	add(len(o.SIP) > 0, DHCP6OptSIPServers{SIPServers: any(o.SIP)})
	add(len(o.SIPDomains) > 0, DHCP6OptSIPDomains{SIPDomains: o.SIPDomains})
	add(len(o.NIS) > 0, DHCP6OptNISServers{NISServers: any(o.NIS)})
	add(o.NISDomain != "", DHCP6OptNISDomain{NISDomain: o.NISDomain})
	add(len(o.NISP) > 0, DHCP6OptNISPServers{NISPServers: any(o.NISP)})
	add(o.NISPDomain != "", DHCP6OptNISPDomain{NISPDomain: o.NISPDomain})
	add(len(o.BCMCS) > 0, DHCP6OptBCMCSServers{BCMCSServers: any(o.BCMCS)})
	add(len(o.BCMCSDomains) > 0, DHCP6OptBCMCSDomains{BCMCSDomains: o.BCMCSDomains})
	return p
}
