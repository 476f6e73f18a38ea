package bpf

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

type tokenKind uint8

const (
	tokEnd     tokenKind = iota
	tokSymbol            // an operator or a bracket
	tokKeyword           // a word of the grammar
	tokNumber            // with its value in number
	tokQuad              // digits and dots: an IPv4 address or the beginning of one
	tokIPv6
	tokMAC
	tokName // any other word, and an escaped one
	tokArcnet
)

// A token is a word of an expression.
type token struct {
	kind   tokenKind
	text   string // as it stands there, without the escape of a name
	at     int
	number uint32
	value  qualifier // of a keyword that is a protocol
}

// Words that stand for numbers: offsets of fields, and values of them.
var numberNames = map[string]uint32{
	"icmptype": 0, "icmpcode": 1, "icmp6type": 0, "icmp6code": 1, "tcpflags": 13,
	"icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4, "icmp-redirect": 5, "icmp-echo": 8,
	"icmp-routeradvert": 9, "icmp-routersolicit": 10, "icmp-timxceed": 11, "icmp-paramprob": 12, "icmp-tstamp": 13,
	"icmp-tstampreply": 14, "icmp-ireq": 15, "icmp-ireqreply": 16, "icmp-maskreq": 17, "icmp-maskreply": 18,
	"icmp6-destinationunreach": 1, "icmp6-packettoobig": 2, "icmp6-timeexceeded": 3, "icmp6-parameterproblem": 4,
	"icmp6-echo": 128, "icmp6-echoreply": 129, "icmp6-multicastlistenerquery": 130, "icmp6-multicastlistenerreportv1": 131,
	"icmp6-multicastlistenerdone": 132, "icmp6-routersolicit": 133, "icmp6-routeradvert": 134, "icmp6-neighborsolicit": 135,
	"icmp6-neighboradvert": 136, "icmp6-redirect": 137, "icmp6-routerrenum": 138, "icmp6-nodeinformationquery": 139,
	"icmp6-nodeinformationresponse": 140, "icmp6-ineighbordiscoverysolicit": 141, "icmp6-ineighbordiscoveryadvert": 142,
	"icmp6-multicastlistenerreportv2": 143, "icmp6-homeagentdiscoveryrequest": 144, "icmp6-homeagentdiscoveryreply": 145,
	"icmp6-mobileprefixsolicit": 146, "icmp6-mobileprefixadvert": 147, "icmp6-certpathsolicit": 148, "icmp6-certpathadvert": 149,
	"icmp6-multicastrouteradvert": 151, "icmp6-multicastroutersolicit": 152, "icmp6-multicastrouterterm": 153,
	"tcp-fin": 1, "tcp-syn": 2, "tcp-rst": 4, "tcp-push": 8, "tcp-ack": 16, "tcp-urg": 32, "tcp-ece": 64, "tcp-cwr": 128,
}

// plainKeywords are the words of the grammar that are not protocols.
var plainKeywords = wordSet(`src dst host net mask port portrange proto protochain gateway
	less greater broadcast multicast and or not len length inbound outbound ifindex
	vlan mpls pppoed pppoes geneve llc`)

// foreignKeywords belong to link types that this package does not compile for,
// which is what they lead to: they are words of the grammar all the same, that no
// host can have for a name.
var foreignKeywords = foreignWords(map[string]string{
	"802.11": "type subtype dir direction addr1 addr2 addr3 addr4 address1 address2 address3 address4 ra ta",
	"ATM":    "lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect",
	"pflog":  "on ifname rset ruleset srnr subrulenum rnr rulenum reason action",
	"SS7":    "fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls",
})

func foreignWords(lists map[string]string) map[string]string {
	links := map[string]string{}
	for link, words := range lists {
		for word := range wordSet(words) {
			links[word] = link
		}
	}
	return links
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

var (
	nameWord   = regexp.MustCompile(`^[A-Za-z0-9]([-_.A-Za-z0-9]*[.A-Za-z0-9])?`)
	escapeWord = regexp.MustCompile(`^\\[^ !()\n\t]+`)
	numberWord = regexp.MustCompile(`^(0[xX][0-9A-Fa-f]+|[0-9]+)`)
	quadWord   = regexp.MustCompile(`^(0[xX][0-9A-Fa-f]+|[0-9]+)(\.(0[xX][0-9A-Fa-f]+|[0-9]+)){1,3}`)
	macWord    = regexp.MustCompile(`^([0-9A-Fa-f]{1,2}[:.-]){5}[0-9A-Fa-f]{1,2}|^([0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}|^[0-9A-Fa-f]{12}`)
	partMAC    = regexp.MustCompile(`^([0-9A-Fa-f]{1,2}:){2,}[0-9A-Fa-f]{1,2}`)
	ipv6Word   = regexp.MustCompile(`^[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(\d+\.\d+\.\d+\.\d+)?`)
)

// longestWord is more than any name of a host has.
const longestWord = 511

// scan cuts an expression into tokens. As in lex, the longest word wins.
func (c *compiler) scan() error {
	s := c.expr
	for pos := 0; pos < len(s); {
		rest := s[pos:]
		if strings.IndexByte(" \t\r\n", rest[0]) >= 0 {
			pos++
			continue
		}
		t, size, err := c.word(rest[:min(len(rest), longestWord+1)], pos)
		if err != nil {
			return err
		}
		if size > longestWord {
			return c.fail(ErrSyntax, token{text: t.text, at: pos}, "no word is so long")
		}
		t.at = pos
		c.tokens = append(c.tokens, t)
		pos += size
	}
	c.tokens = append(c.tokens, token{kind: tokEnd, at: len(s)})
	return nil
}

// word reads the first token of s, which is not empty.
func (c *compiler) word(s string, pos int) (t token, size int, err error) {
	if s[0] == '\\' {
		if m := escapeWord.FindString(s); m != "" {
			return token{kind: tokName, text: m[1:]}, len(m), nil
		}
	}
	whole := s
	s = s[:wordLength(s)] // patterns over all that follows would take their time
	longest := func(m string, kind tokenKind) {
		if len(m) > size {
			t, size = token{kind: kind, text: m}, len(m)
		}
	}
	// Most words and all operators begin as no number and no address does.
	if s != "" && strings.IndexByte("0123456789abcdefABCDEF:", s[0]) >= 0 {
		longest(numberWord.FindString(s), tokNumber)
		longest(quadWord.FindString(s), tokQuad)
		if m := macWord.FindString(s); len(m) >= size && m != "" {
			t, size = token{kind: tokMAC, text: m}, len(m)
		}
		if m := ipv6Word.FindString(s); len(m) > size {
			if a, err := netip.ParseAddr(m); err == nil && a.Is6() {
				longest(m, tokIPv6)
			} else if part := partMAC.FindString(s); part != "" && strings.Trim(part, "0123456789abcdefABCDEF:") == "" && len(part) > size && len(part) >= len(m) {
				return t, 0, c.fail(ErrSyntax, token{text: part, at: pos}, "six pairs of hexadecimal digits make an Ethernet address")
			}
		}
	}
	if s != "" {
		longest(nameWord.FindString(s), tokName)
	}
	if s = whole; s[0] == '$' {
		return t, 0, c.fail(ErrLinkType, token{text: s[:1], at: pos}, "addresses of ARCnet are not supported")
	}
	if size == 0 {
		for _, symbol := range []string{"<<", ">>", "<=", ">=", "!=", "==", "&&", "||"} {
			if strings.HasPrefix(s, symbol) {
				return keywordFor(symbol), 2, nil
			}
		}
		if strings.IndexByte("()[]:=<>!+-*/%&|^", s[0]) < 0 {
			return t, 0, c.fail(ErrSyntax, token{text: s[:1], at: pos}, "no word or operator begins so")
		}
		return keywordFor(s[:1]), 1, nil
	}
	switch t.kind {
	case tokNumber:
		t.number, err = c.number(token{text: t.text, at: pos})
	case tokName:
		if n, ok := numberNames[t.text]; ok {
			t.kind, t.number = tokNumber, n
		} else if q, ok := protocolWords[t.text]; ok {
			t.kind, t.value = tokKeyword, q
		} else if plainKeywords[t.text] || foreignKeywords[t.text] != "" {
			t.kind = tokKeyword
			if t.text == "length" {
				t.text = "len"
			}
		}
	}
	return t, size, err
}

// wordLength is how many bytes of s could belong to a word: names, numbers and addresses
// are of them.
func wordLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > ':') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '.' && r != '_'
	})
	if n < 0 {
		return len(s)
	}
	return n
}

// keywordFor reads symbols that are also words as the words.
func keywordFor(symbol string) token {
	switch symbol {
	case "&&":
		return token{kind: tokKeyword, text: "and"}
	case "||":
		return token{kind: tokKeyword, text: "or"}
	case "!":
		return token{kind: tokKeyword, text: "not"}
	case "==":
		symbol = "="
	}
	return token{kind: tokSymbol, text: symbol}
}

// number reads a number as C writes it.
func (c *compiler) number(t token) (uint32, error) {
	n, err := strconv.ParseUint(t.text, 0, 64)
	switch {
	case err != nil && t.text[0] == '0' && strings.ContainsAny(t.text, "89") && !strings.ContainsAny(t.text, "xX"):
		return 0, c.fail(ErrSyntax, t, "a number that begins with 0 has octal digits")
	case err != nil || n > 1<<32-1:
		return 0, c.fail(ErrSyntax, t, "a number fits in 32 bits")
	}
	return uint32(n), nil
}
