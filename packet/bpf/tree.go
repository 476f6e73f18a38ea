package bpf

// qualifier is a protocol that a word of the grammar names.
type qualifier uint8

const (
	qDefault qualifier = iota
	qLink
	qIP
	qARP
	qRARP
	qSCTP
	qTCP
	qUDP
	qICMP
	qIGMP
	qIGRP
	qPIM
	qVRRP
	qCARP
	qIP6
	qICMP6
	qAH
	qESP
	qAppleTalk
	qAARP
	qDECnet
	qLAT
	qSCA
	qMOPRC
	qMOPDL
	qISO
	qESIS
	qISIS
	qCLNP
	qSTP
	qIPX
	qNetBEUI
	qISISL1
	qISISL2
	qISISIIH
	qISISLSP
	qISISSNP
	qISISCSNP
	qISISPSNP
	qRadio
)

// protocolWords are the words of the grammar that name a protocol.
var protocolWords = map[string]qualifier{
	"link": qLink, "ether": qLink, "ppp": qLink, "slip": qLink, "fddi": qLink, "tr": qLink, "wlan": qLink,
	"ip": qIP, "arp": qARP, "rarp": qRARP, "sctp": qSCTP, "tcp": qTCP, "udp": qUDP, "icmp": qICMP, "igmp": qIGMP,
	"igrp": qIGRP, "pim": qPIM, "vrrp": qVRRP, "carp": qCARP, "ip6": qIP6, "icmp6": qICMP6, "ah": qAH, "esp": qESP,
	"atalk": qAppleTalk, "aarp": qAARP, "decnet": qDECnet, "lat": qLAT, "sca": qSCA, "moprc": qMOPRC, "mopdl": qMOPDL,
	"iso": qISO, "esis": qESIS, "es-is": qESIS, "isis": qISIS, "is-is": qISIS, "clnp": qCLNP, "stp": qSTP, "ipx": qIPX,
	"netbeui": qNetBEUI, "l1": qISISL1, "l2": qISISL2, "iih": qISISIIH, "lsp": qISISLSP, "snp": qISISSNP,
	"csnp": qISISCSNP, "psnp": qISISPSNP, "radio": qRadio,
}

// direction is which of a packet's two ends is meant.
type direction uint8

const (
	dirDefault direction = iota // either
	dirSrc
	dirDst
	dirOr
	dirAnd
)

// kindOfID is what an identifier stands for.
type kindOfID uint8

const (
	idDefault kindOfID = iota
	idHost
	idNet
	idPort
	idPortRange
	idGateway
	idProto
	idProtoChain
)

// qualifiers stand before an identifier, and hold for those behind it that have
// none of their own.
type qualifiers struct {
	proto qualifier
	dir   direction
	kind  kindOfID
	word  token // the first of them

	// none says that what stands before takes no identifier, so that one behind
	// "or" has nothing to inherit.
	none bool
}

// A node is an expression that is true or false.
type node interface{ where() token }

type (
	// both is left and right, or left or right.
	both struct {
		op          token
		isOr        bool
		left, right node
	}

	negation struct {
		op token
		x  node
	}

	// protocol is a protocol's name alone, as in "tcp".
	protocol struct{ word token }

	// identifier is an address, a number or a name under qualifiers.
	identifier struct {
		q    qualifiers
		id   token
		mask token // behind "/" or "mask": a number, or an IPv4 netmask
	}

	relation struct {
		op          token
		left, right arithmetic
	}

	// casting is broadcast or multicast.
	casting struct {
		word  token
		proto qualifier
	}

	// lengthTest is less or greater.
	lengthTest struct {
		word token
		n    uint32
	}

	// keyword is one of inbound, outbound, pppoed, geneve, vlan, mpls, pppoes,
	// ifindex and llc, with its number or its type.
	keyword struct {
		word   token
		number *uint32
		arg    token
		last   token // the last of its words
	}
)

func (n *both) where() token       { return n.op }
func (n *negation) where() token   { return n.op }
func (n *protocol) where() token   { return n.word }
func (n *relation) where() token   { return n.op }
func (n *casting) where() token    { return n.word }
func (n *lengthTest) where() token { return n.word }
func (n *keyword) where() token    { return n.word }
func (n *identifier) where() token {
	if n.q.word.text != "" && n.q.word.at < n.id.at {
		return n.q.word
	}
	return n.id
}

// arithmetic is an expression that is a number.
type arithmetic interface{ arithmetic() }

type (
	constantValue uint32

	lengthValue struct{}

	// element is bytes of the packet: proto[index:size].
	element struct {
		proto token
		index arithmetic
		size  uint32
	}

	operation struct {
		op          token
		left, right arithmetic
	}

	negative struct{ x arithmetic }
)

func (constantValue) arithmetic() {}
func (lengthValue) arithmetic()   {}
func (*element) arithmetic()      {}
func (*operation) arithmetic()    {}
func (*negative) arithmetic()     {}
