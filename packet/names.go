package packet

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync"
)

// etherTypes are the names of Ethernet types.
var etherTypes = NewEnum(map[uint64]string{
	0x0800: "IPv4", 0x0805: "X25", 0x0806: "ARP", 0x0808: "FR_ARP", 0x08ff: "BPQ", 0x22f3: "TRILL", 0x22f4: "L2_IS_IS", 0x6558: "TEB",
	0x6559: "RAW_FR", 0x8035: "RARP", 0x809b: "ATALK", 0x80f3: "AARP", 0x8100: "n_802_1Q", 0x8137: "IPX", 0x8191: "NetBEUI", 0x86dd: "IPv6",
	0x880b: "PPP", 0x8847: "MPLS", 0x8848: "MPLS_MULTI", 0x884c: "ATMMPOA", 0x8863: "PPP_DISC", 0x8864: "PPP_SES", 0x8884: "ATMFATE",
	0x888e: "EAPOL", 0x88a8: "802_AD", 0x88c7: "EAP_PREAUTH", 0x88cc: "LLDP", 0x88e5: "802_1AE", 0x88e7: "PBB", 0x88f5: "MVRP",
	0x88f7: "PTP", 0x8906: "FCOE", 0x8914: "FIP", 0x8915: "ROCE", 0xa0ed: "LoWPAN",
})

// ipProtos are the names of IP's protocols.
var ipProtos = NewEnum(map[uint64]string{
	0: "hopopt", 1: "icmp", 2: "igmp", 3: "ggp", 4: "ipencap", 5: "st", 6: "tcp", 8: "egp", 9: "igp", 12: "pup", 17: "udp", 20: "hmp",
	22: "xns_idp", 27: "rdp", 29: "iso_tp4", 33: "dccp", 36: "xtp", 37: "ddp", 38: "idpr_cmtp", 41: "ipv6", 43: "ipv6_route",
	44: "ipv6_frag", 45: "idrp", 46: "rsvp", 47: "gre", 50: "esp", 51: "ah", 57: "skip", 58: "ipv6_icmp", 59: "ipv6_nonxt",
	60: "ipv6_opts", 73: "rspf", 81: "vmtp", 88: "eigrp", 89: "ospf", 93: "ax_25", 94: "ipip", 97: "etherip", 98: "encap", 103: "pim",
	108: "ipcomp", 112: "vrrp", 115: "l2tp", 124: "isis", 132: "sctp", 133: "fc", 135: "mobility_header", 136: "udplite",
	137: "mpls_in_ip", 138: "manet", 139: "hip", 140: "shim6", 141: "wesp", 142: "rohc", 143: "ethernet", 262: "mptcp",
})

// tcpPorts and udpPorts are the names of ports: those of /etc/services where there
// is one, as in scapy, else the best known.
var (
	tcpPorts = sync.OnceValue(func() *Enum { return services("tcp") })
	udpPorts = sync.OnceValue(func() *Enum { return services("udp") })
)

func services(transport string) *Enum {
	f, err := os.Open("/etc/services")
	if err != nil {
		return NewEnum(wellKnown[transport])
	}
	defer f.Close()
	names := map[uint64]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		port, t, _ := strings.Cut(words[1], "/")
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || t != transport {
			continue
		}
		names[n] = identifier(words[0])
	}
	if len(names) == 0 {
		return NewEnum(wellKnown[transport])
	}
	return NewEnum(names)
}

// identifier is a name with all but letters and digits as underscores.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, s)
}

var wellKnown = map[string]map[uint64]string{
	"tcp": {
		7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 20: "ftp_data", 21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 37: "time",
		43: "whois", 49: "tacacs", 53: "domain", 70: "gopher", 79: "finger", 80: "http", 88: "kerberos", 110: "pop3", 111: "sunrpc",
		113: "auth", 119: "nntp", 135: "epmap", 139: "netbios_ssn", 143: "imap2", 161: "snmp", 179: "bgp", 389: "ldap", 443: "https",
		445: "microsoft_ds", 465: "submissions", 512: "exec", 513: "login", 514: "shell", 515: "printer", 554: "rtsp", 587: "submission",
		631: "ipp", 636: "ldaps", 853: "domain_s", 873: "rsync", 990: "ftps", 993: "imaps", 995: "pop3s", 1080: "socks", 1433: "ms_sql_s",
		2049: "nfs", 3260: "iscsi_target", 3306: "mysql", 3389: "ms_wbt_server", 5060: "sip", 5222: "xmpp_client", 5432: "postgresql",
		5671: "amqps", 5672: "amqp", 6000: "x11", 6379: "redis", 6667: "ircd", 8080: "http_alt", 9418: "git",
	},
	"udp": {
		7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 37: "time", 49: "tacacs", 53: "domain", 67: "bootps", 68: "bootpc",
		69: "tftp", 88: "kerberos", 111: "sunrpc", 123: "ntp", 137: "netbios_ns", 138: "netbios_dgm", 161: "snmp", 162: "snmp_trap",
		177: "xdmcp", 389: "ldap", 443: "https", 500: "isakmp", 514: "syslog", 520: "route", 546: "dhcpv6_client", 547: "dhcpv6_server",
		623: "asf_rmcp", 1194: "openvpn", 1434: "ms_sql_m", 1701: "l2f", 1812: "radius", 1813: "radius_acct", 2049: "nfs", 3130: "icpv2",
		4500: "ipsec_nat_t", 5060: "sip", 5353: "mdns",
	},
}
