package bpf_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/pyops-go/pyops/packet/bpf"
)

// A writer writes expressions at random from the grammar.
type writer struct {
	*rand.Rand
	link bpf.LinkType
}

func (w writer) of(pool ...string) string { return pool[w.IntN(len(pool))] }

func (w writer) expression(depth int) string {
	if depth <= 0 {
		return w.primitive()
	}
	switch w.IntN(10) {
	case 0, 1, 2:
		return w.expression(depth-1) + w.of(" and ", " && ") + w.expression(depth-1)
	case 3, 4:
		return w.expression(depth-1) + w.of(" or ", " || ") + w.expression(depth-1)
	case 5:
		return w.of("not ", "!") + w.expression(depth-1)
	case 6:
		return "(" + w.expression(depth-1) + ")"
	}
	return w.primitive()
}

func (w writer) primitive() string {
	switch w.IntN(16) {
	case 0, 1:
		return w.of("", "ip ", "arp ", "rarp ") + w.of("src ", "dst ", "src or dst ", "dst and src ", "host ", "src host ", "dst host ") + w.addr4()
	case 2:
		return w.of("", "ip6 ") + w.of("src ", "dst ", "host ", "src and dst ") + w.of("fe80::1", "2001:db8::2", "ff02::1", "::1")
	case 3:
		return w.of("", "ip ", "arp ") + w.of("", "src ", "dst ", "src and dst ") + "net " + w.of("10", "10.0", "10.0.0.0/8", "192.168.0.0/16", "10.0.0.0/30", "0.0.0.0/0", "192.168.1.0 mask 255.255.255.0", "fe80::/10", "2001:db8::/32", "ff00::/8", "::/0", "8.8.8.8")
	case 4, 5:
		return w.of("", "tcp ", "udp ", "sctp ") + w.of("", "src ", "dst ", "src or dst ", "src and dst ") + "port " + w.of("80", "53", "(80 or 53)", "22", "443 or 1024", "domain", "(not 80 and 53)")
	case 6:
		return w.of("", "tcp ", "udp ") + w.of("", "src ", "dst ") + "portrange " + w.of("20-80", "53-443", "1024-65535", "80-22", "http-https")
	case 7, 8:
		return w.of("ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim", "vrrp", "carp", "ah", "esp", "atalk", "aarp", "ipx", "iso", "stp", "netbeui", "decnet", "lat", "moprc", "mopdl", "sca", "clnp", "esis", "isis", "iih", "l1", "l2", "lsp", "snp", "csnp", "psnp")
	case 9:
		return w.of("", "ip ", "ip6 ") + "proto " + w.of("6", "17", "44", "\\tcp", "\\udp", "\\sctp", "51", "132")
	case 10:
		return w.of("ip multicast", "ip6 multicast", "ip broadcast", "less 60", "greater 60", "less 100", "len > 70", "len <= 90")
	case 11, 12:
		return w.relation()
	case 13:
		return w.of("ether proto ", "link proto ") + w.of("0x800", "\\ip", "\\ip6", "\\arp", "0x600", "1500", "5", "66", "0xfe", "0xe0", "\\loopback", "loopback", "1501", "0x88a8", "70000")
	}
	return w.encapsulation()
}

func (w writer) encapsulation() string {
	if w.link != bpf.LinkEthernet {
		return w.of("inbound", "outbound", "pppoes and ip", "pppoed", "pppoes 7", "geneve", "geneve 5 and ip", "ip protochain 6", "ip6 protochain 17", "ifindex 2", "geneve and tcp port 80")
	}
	switch w.IntN(6) {
	case 0, 1:
		return "vlan" + w.of("", "", " 5", " 6", " (5)", " 0xfff")
	case 2:
		return w.of("mpls", "mpls 5", "mpls 1024", "pppoes", "pppoes 7", "pppoes 8", "pppoed", "geneve", "geneve 5", "geneve 0xb")
	case 3:
		return w.of("ether ", "ether src ", "ether dst ", "ether host ", "wlan src ", "ether src and dst ") + w.of("01:02:03:04:05:06", "2:0:0:0:0:1", "ff-ff-ff-ff-ff-ff", "0100.5e00.0001", "020000000001")
	case 4:
		return w.of("broadcast", "multicast", "ether broadcast", "ether multicast", "llc", "llc "+w.of("i", "s", "u", "rr", "rnr", "rej", "ui", "ua", "disc", "sabme", "test", "xid", "frmr"), "decnet host 10.1", "decnet src 10.1", "decnet dst 10.1")
	}
	return w.of("ip protochain 6", "ip6 protochain 17", "protochain 6", "ip6 protochain 44", "ip6 protochain \\tcp")
}

func (w writer) addr4() string {
	return w.of("10.0.0.1", "10.0.0.2", "192.168.1.1", "8.8.8.8", "224.0.0.1", "255.255.255.255", "(10.0.0.1 or 10.0.0.2)", "10.0.0.1 or 8.8.8.8", "not 10.0.0.1", "10.0")
}

func (w writer) relation() string {
	return w.sum(2) + w.of(" = ", " == ", " != ", " > ", " < ", " >= ", " <= ") + w.sum(1)
}

func (w writer) sum(depth int) string {
	if depth > 0 && w.IntN(2) == 0 {
		op := w.of("+", "-", "*", "&", "|", "<<", ">>", "/", "%", "^")
		right := w.sum(depth - 1)
		if op == "/" || op == "%" {
			right = w.of("4", "3", "ip[2]", "len", "tcp[13:2]", "(1 + ether[3])")
		}
		if op == "<<" || op == ">>" {
			right = fmt.Sprint(w.IntN(9))
		}
		s := w.sum(depth-1) + " " + op + " " + right
		if w.IntN(3) == 0 {
			return "(" + s + ")"
		}
		return s
	}
	switch w.IntN(6) {
	case 0:
		return fmt.Sprint(w.IntN(100))
	case 1:
		return w.of("len", "0x45", "-1", "tcp-syn", "icmp-echo", "070", "(6)")
	}
	index := w.of("0", "0", "1", "2", "6", "9", "12", "13", "tcpflags", "4", "40")
	if w.IntN(6) == 0 && depth > 0 {
		index = w.sum(depth - 1)
	}
	if w.IntN(3) == 0 {
		index += w.of(":1", ":2", ":4")
	}
	return w.of("ip", "ip6", "tcp", "udp", "icmp", "icmp6", "arp", "ether", "link", "sctp", "igmp", "pim") + "[" + index + "]"
}

// spoiled is an expression with a word changed, taken out or doubled.
func (w writer) spoiled(depth int) string {
	words := strings.Fields(w.expression(depth))
	i := w.IntN(len(words))
	switch w.IntN(3) {
	case 0:
		words = append(words[:i], words[i+1:]...)
	case 1:
		words[i] = w.of("and", "or", "not", "host", "port", "80", "tcp", "(", ")", "1.2.3.4", "vlan", "src", "proto", "[", "=", "ip6", "net", "/", "len", "-", "ether")
	default:
		words = append(words[:i+1], words[i:]...)
	}
	return strings.Join(words, " ")
}

// written are expressions chosen by hand: each way of the grammar, and what it
// refuses.
var written = strings.Split(strings.TrimSpace(`
ip
10.0.0.1
net 10.0.0.1/24
port 99999
vlan 5000
vlan 5 and port 80
vlan and port 80
port 80 and vlan
(vlan and port 80) or port 80
port 80 or (vlan and port 80)
vlan 6 or vlan 5
not vlan and port 80
vlan and not port 80
vlan and vlan 5 and ip
vlan and vlan and vlan
vlan and mpls and ip
mpls and mpls 5 and ip6
mpls and tcp
mpls and tcp[13] & 2 != 0
mpls and vlan
mpls and pppoes
mpls and arp
mpls and llc
mpls and host 10.0.0.1
mpls and link[0] = 1
mpls and geneve
mpls and geneve and ip
pppoes and ip6
pppoes and tcp port 80
pppoes and mpls
pppoes and mpls and ip
pppoes and vlan
pppoes and arp
pppoes and stp
pppoes and iso
pppoes and isis
pppoes and broadcast
pppoes and link[0] = 0
pppoes and ip[0] = 69
pppoes and ether proto 0x21
pppoes 7 or pppoes 8
pppoes and host 10.0.0.1
vlan and pppoes and ip
vlan and stp
vlan and llc ui
vlan and ether host 1:2:3:4:5:6
vlan and aarp
geneve 5
geneve 6
geneve 11 and ip
geneve and ip
geneve and ether host 1:2:3:4:5:6
geneve and vlan and ip
geneve and vlan 5
geneve and tcp port 80
geneve and tcp[13] & 2 = 0
geneve and ip[0] = 69
geneve and link[0] = 1
geneve and ether[ip[0]] = 1
geneve and geneve
geneve and geneve and ip
geneve and geneve and geneve and geneve
geneve and pppoes and ip
geneve and mpls and ip
geneve and broadcast
geneve and multicast
geneve and stp
geneve and iso
geneve and ipx
geneve and llc
geneve and icmp6[0] = 128
geneve and ip6 host ::1
geneve and udp port 53
geneve and protochain 6
geneve or ip
geneve 16777216
tcp[0:3] = 1
tcp and udp
portrange 60-50
tcp[13] = 2
ip6 protochain 6
net 10.0.0
1 = 1
1 = 2
port nosuch
ip and
ip or or tcp
(ip
ip)
ip tcp
host
net 10.1.0.0 mask 255.0.0.0
net 10/8
net 10.1/16
net 10.1/8
host 10.1
host 10.0.0.0/8
src net 10
src port http or 53
tcp port 80 or 53
tcp port 80 or udp
host 10.0.0.1 or 8.8.8.8 and port 53
not host 10.0.0.1 and 8.8.8.8
port http
tcp port domain
udp port http
sctp port http
port 80 and 53
port tftp
port ftp-data
len = 5 + 3
ip[0] & 0xf != 5
ether[0] & 1 = 0 and ip[16] >= 224
tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)
tcp[tcpflags] & (tcp-syn|tcp-fin) != 0
tcp[tcpflags] == tcp-syn
tcp[13] = 022
tcp[13] = 09
icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply
icmp6[icmp6type] != icmp6-echo
ip[0]/0 = 1
ip[0]%0 = 1
1/0 = 1
ip[0]/ip[1] = 1
ip[0] >> 33 = 1
1<<33 = 1
ether host 1:2:3:4:5
ether host 01-02-03-04-05-06
ether host 010203040506
ether host 0102.0304.0506
ip host ::1
ip6 host 1.2.3.4
tcp host 1.2.3.4
tcp net 10
ip port 80
arp port 80
host 256.1.1.1
net 300
host 5
net 5
ip proto tcp
ip proto \tcp
ip proto 300
proto \tcp
proto 256
ether proto \arp
ether proto ip
ip6 proto \icmp6
ip6 proto 58
ip proto 6 or 17
port 80-90
portrange 80
portrange 80-http
portrange ftp-data-80
less
less 60 or 70
less (60)
broadcast or multicast
tcp broadcast
arp multicast
vlan 5 or 6
mpls 1048576
mpls 1048575
pppoes 65536
dst or src 10.0.0.1
! ! ip
ip && tcp || udp
ip & tcp
len>=60&&len<=100
-1 = 5
len = -1
ip[2:2]-1 > 5
ip[-1] = 8
ip[2:2*1] = 1
ip[ip[0]&0xf] = 1
ip[0-ip[0]] = 1
ether[0:4] = 0x01020304 and ether[4:2] = 0x0506
tcp[] = 1
host fe80::1%eth0
net ::/0
net ::1/128
net fe80::1/10
net 1.2.3.4/33
net ::1/129
net 0/0
host ::1/128
host ::1/64
ip protochain \tcp
ip protochain 51
4294967295 = 5
4294967296 = 5
isis proto 17
iso proto \clnp
iso proto clnp
iso proto 0x83
l1 or l2
llc foo
llc 5
llc rr or ip
type mgt
wlan addr1 1:2:3:4:5:6
dir tods
vpi 3
lane
ifname eth0
inbound
ifindex 3
gateway 1.2.3.4
decnet host 10.1
decnet src 10.1
(ip[0]) = 69
(1+2)*3 = 9
((ip))
(port 80 or 53)
port (80 or 53)
tcp port (80 or (53))
host (10.0.0.1 or 8.8.8.8) and tcp
tcp (port 80)
len
1+1
ip = 1
1 == 1 == 1
5 >= 5
5 <= 5
5 > 5
5 < 5
4 >= 5
src src 1.2.3.4
src tcp port 80
tcp src port 80 and dst port 53
port 0x50
port -1
port \80
host \localhost
port 80 or 5 > 3
port 80 or (53)
(80 or 90)
host not 10.0.0.1
(ip src 10.0.0.1) and 8.8.8.8
src (10.0.0.1 or 10.0.0.2) and 8.8.8.8
port 80 or (53) and 22
port not 80
ip[0] = 69 or 5
icmp[0] = 8 and icmp6[0] = 128
7%4*2 = 7
2*7%4 = 6
3^1|2 = 0
1|2^3 = 1
1|2&4 = 1
5%3+1 = 1
-5%3 = 1
8 - 4 - 2 = 2
2 + ip[0] % 4 * 2 > 3
ip[0] ^ 0x45 | 2 = 2
radio[0] = 1
carp[0] = 1
ah[0] = 1
rarp[6:2] = 1
arp[6:2] = 2 and arp host 10.0.0.1
atalk[0] = 1
decnet[0] = 20
host 10.0.0.1 mask 255.0.0.0
ip broadcast
(tcp or udp) and icmp
ip and ip6
ip or not ip
not ip and not ip6 and not arp
tcp and not tcp
ip[0] = 69 and ip[0] = 70
ip[0] > 69 and ip[0] = 68
vlan and vlan 5 or vlan 6 and ip
(vlan 5) and (vlan 6) and not ip
not (vlan) and ip
ip and not (mpls and ip)
`), "\n")
