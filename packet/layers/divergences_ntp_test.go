package layers_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

func init() { divergences = append(divergences, ntpDivergences...) }

// control is an answer to CTL_OP_READVAR, over UDP as it may be.
var control = "\x16\x82\x00\x07\x06\x15\x00\x00\x00\x00\x00\x05hello"

// authentication is what ends a message that is authenticated with MD5.
const authentication = "\x00\x00\x00\x010123456789abcdef"

var authenticated = original.Call{
	Func: "form", Args: []any{"NTPControl", []byte("\x16" + strings.Repeat("\x00", 15) + authentication), "command"},
}

// fraction is a message whose dispersion is 0x2e00 in units of 1/65536 seconds.
var fraction = original.Call{Func: "form", Args: []any{"NTPHeader", []byte("\x23\x02\x0a\x00\x00\x00\x00\x00\x00\x00\x2e\x00" + strings.Repeat("\x00", 36)), "dispersion"}}

var twoItems = original.Call{Func: "form", Args: []any{"NTPPrivate", []byte("\x17\x00\x00\x00\x00\x02\x00\x02abcd"), "repr"}}

const ownTwoItems = "<NTPPrivate  response=0 more=0 version=2 mode=7 auth=0 seq=0 implementation=IMPL_UNIV request_code=REQ_PEER_LIST err=no error nb_items=2 mbz=0 data_item_size=2 req_data=[<NTPPrivateReqPacket  req_data='ab' |>, <NTPPrivateReqPacket  req_data='cd' |>] |>"

const ownAuthenticated = "NTPControl(zeros=0, version=2, mode=6, response=0, err=0, more=0, op_code=0, sequence=0, status=0, association_id=0, offset=0, count=0, data=Raw(load=b'\\x00\\x00\\x00\\x00'), authenticator=NTPAuthenticator(padding=b'', key_id=1, dgst=b'0123456789abcdef'))"

var ntpDivergences = []original.Divergence{
	{
		Name: "summaries of NTP", Why: "scapy looks for the fields of a class that no message has; here are the version and the mode",
		Example: original.Call{Func: "form", Args: []any{"NTPControl", []byte(control), "summary"}},
		Theirs:  "NTP v??, ??", Ours: "NTP v2, NTP control message", Share: 0.3,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if !ok || c.Func != "form" || !isKind("summary")(c) || !strings.Contains(text, "NTP v??, ??") {
				return theirs, false
			}
			first := c.Args[1].([]byte)[below[c.Args[0].(string)]]
			mode := []string{
				"reserved", "symmetric active", "symmetric passive", "client", "server", "broadcast", "NTP control message", "reserved for private use",
			}[first&7]
			return original.Result{Value: strings.Replace(text, "NTP v??, ??", fmt.Sprintf("NTP v%d, %s", first>>3&7, mode), 1)}, true
		},
	},
	{
		Name: "NTP's count", Why: "scapy writes the computed number of bytes one byte too late, over the data",
		Example: unset("NTPControl", "bytes"), Theirs: []byte("\x16\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Ours: []byte("\x16\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		Share: 0.3,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if isDefault(c) && c.Args[0] == "NTPControl" && c.Args[1] == "bytes" {
				return original.Result{Value: append([]byte{0x16}, make([]byte, 11)...)}, true
			}
			if c.Func != "rebuilt" || !strings.Contains(fmt.Sprint(c.Args[2]), " count]") {
				return theirs, false
			}
			return original.Result{Value: c.Args[1]}, true // the samples have the right counts already
		},
	},
	{
		Name: "where NTP's authentication lies", Why: "scapy looks for it after at least twelve bytes of data, or right after the header; RFC 1305 has it at a multiple of eight bytes",
		Example: authenticated,
		Theirs:  "NTPControl(zeros=0, version=2, mode=6, response=0, err=0, more=0, op_code=0, sequence=0, status=0, association_id=0, offset=0, count=0, data=Raw(), authenticator=NTPAuthenticator(padding=b'\\x00\\x00\\x00\\x00', key_id=1, dgst=b'0123456789abcdef'))",
		Ours:    ownAuthenticated,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: ownAuthenticated}, fmt.Sprint(c) == fmt.Sprint(authenticated)
		},
	},
	{
		Name: "NTP's fractions", Why: "scapy rounds the fractions of short times to four digits, so that they are not built again as they came",
		Example: fraction, Theirs: "0.1797", Ours: "0.1796875",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: "0.1796875"}, fmt.Sprint(c) == fmt.Sprint(fraction)
		},
	},
	{
		Name: "NTP's times in commands", Why: "a time is a decimal number there, and a float here",
		Example: original.Call{Func: "form", Args: []any{"NTPPrivatePktTail", []byte("\x00\x00\x00\x01\x80\x00\x00\x00" + authentication), "command"}},
		Theirs:  "NTPPrivatePktTail(tstamp=Decimal('1.5'), key_id=1, dgst=b'0123456789abcdef')", Ours: "NTPPrivatePktTail(tstamp=1.5, key_id=1, dgst=b'0123456789abcdef')",
		Share: 0.3, Expect: floats,
	},
	{
		Name: "nothing behind items", Why: "there is an empty layer behind the items of a request that is authenticated",
		Example: original.Call{Func: "form", Args: []any{"NTPPrivate", []byte("\x17\x80\x00\x00\x00\x01\x00\x02ab" + strings.Repeat("\x00", 8) + authentication), "repr"}},
		Theirs:  "<NTPPrivate  response=0 more=0 version=2 mode=7 auth=1 seq=0 implementation=IMPL_UNIV request_code=REQ_PEER_LIST err=no error nb_items=1 mbz=0 data_item_size=2 req_data=[<NTPPrivateReqPacket  req_data='ab' |>, <Raw  |>] authenticator=<NTPPrivatePktTail  tstamp=0 key_id=1 dgst=30313233343536373839616263646566 |> |>",
		Ours:    "<NTPPrivate  response=0 more=0 version=2 mode=7 auth=1 seq=0 implementation=IMPL_UNIV request_code=REQ_PEER_LIST err=no error nb_items=1 mbz=0 data_item_size=2 req_data=[<NTPPrivateReqPacket  req_data='ab' |>] authenticator=<NTPPrivatePktTail  tstamp=0 key_id=1 dgst=30313233343536373839616263646566 |> |>",
		Share:   0.1, Expect: rewrite(isNTP, regexp.MustCompile(`, <Raw  \|>|,Raw\(\)|\n +\|###\[ Raw \]### \n +\|  load      = ''`), ""),
	},
	{
		Name: "more than one item", Why: "of a request of several items scapy takes only the first, or none where fewer are there than it says",
		Example: twoItems,
		Theirs:  "<NTPPrivate  response=0 more=0 version=2 mode=7 auth=0 seq=0 implementation=IMPL_UNIV request_code=REQ_PEER_LIST err=no error nb_items=2 mbz=0 data_item_size=2 req_data=[<NTPPrivateReqPacket  req_data='ab' |>] |<Raw  load='cd' |>>",
		Ours:    ownTwoItems,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: ownTwoItems}, fmt.Sprint(c) == fmt.Sprint(twoItems)
		},
	},
	{
		Name: "padding of NTP's authentication", Why: "what fills up before a key is None there, where nothing does; here it is no bytes",
		Example: original.Call{Func: "form", Args: []any{"NTPAuthenticator", []byte("\x00\x00\x00\x01ab"), "repr"}},
		Theirs:  "<NTPAuthenticator  padding=None key_id=1 dgst=6162 |>", Ours: "<NTPAuthenticator  padding='' key_id=1 dgst=6162 |>",
		Share: 0.3, Expect: nonePadding,
	},
	{
		Name: "private messages", Why: "a private message has mode 0 there unless it is set, and is none then",
		Example: unset("NTPPrivate", "bytes"), Theirs: []byte("\x10\x00\x00\x00\x00\x00\x00\x00"), Ours: []byte("\x17\x00\x00\x00\x00\x00\x00\x00"),
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if !isDefault(c) || c.Args[0] != "NTPPrivate" {
				return theirs, false
			}
			switch c.Args[1] {
			case "bytes":
				return original.Result{Value: []byte("\x17\x00\x00\x00\x00\x00\x00\x00")}, true
			case "show":
				return original.Result{Value: strings.Replace(theirs.Value.(string), "  mode      = 0\n", "  mode      = 7\n", 1)}, true
			}
			return theirs, false
		},
	},
	{
		Name: "counts of hashes", Why: "the default of a list of bytes is floats there, which it cannot write",
		Example: unset("NTPInfoMemStats", "bytes"), Ours: make([]byte, 148),
		Theirs: &original.Exception{Class: "ValueError", Message: "While dissecting field 'hashcount': Incorrect type of value for field :\n" +
			"struct.error('required argument is not an integer')\nTo inject bytes into the field regardless of the type, use RawVal. See help(RawVal)"},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if !isDefault(c) || c.Args[0] != "NTPInfoMemStats" {
				return theirs, false
			}
			if text, ok := theirs.Value.(string); ok {
				return original.Result{Value: strings.ReplaceAll(text, "0.0", "0")}, true
			}
			return original.Result{Value: make([]byte, 148)}, true
		},
	},
	{
		Name: "modes of hosts", Why: "the default of a number is a table of names there, which it cannot write",
		Example: unset("NTPInfoPeerSummary", "command"), Ours: "NTPInfoPeerSummary()",
		Theirs: "NTPInfoPeerSummary(hmode={0: 'reserved', 1: 'symmetric active', 2: 'symmetric passive', 3: 'client', 4: 'server', 5: 'broadcast', 6: 'NTP control message', 7: 'reserved for private use'})",
		Share:  0.1, Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if ok && !isDefault(c) && summaryCommand.MatchString(text) {
				return original.Result{Value: summaryCommand.ReplaceAllString(text, "$2, $1, ")}, true
			}
			if !isDefault(c) || c.Args[0] != "NTPInfoPeerSummary" {
				return theirs, false
			}
			if !ok {
				return original.Result{Value: make([]byte, 72)}, true
			}
			text = regexp.MustCompile(` ?hmode=\{[^}]*\}`).ReplaceAllString(text, "")
			return original.Result{Value: regexp.MustCompile(`= \{[^}]*\}`).ReplaceAllString(text, "= 0")}, true
		},
	},
	{
		Name: "reference clocks", Why: "the default of an address is the number 0 there",
		Example: original.Call{Func: "default", Args: []any{"NTPInfoSys", "refid"}}, Theirs: "0", Ours: "0.0.0.0",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if !ok || !isDefault(c) || c.Args[0] != "NTPInfoSys" {
				return theirs, false
			}
			if c.Args[1] == "refid" {
				return original.Result{Value: "0.0.0.0"}, true
			}
			return original.Result{Value: strings.Replace(text, "  refid     = 0\n", "  refid     = 0.0.0.0\n", 1)}, true
		},
	},
	{
		Name: "lists of times", Why: "scapy cannot show a list of numbers with fractions",
		Example: unset("NTPInfoPeer", "repr"), Theirs: &original.Exception{Class: "TypeError", Message: "sequence item 0: expected str instance, EDecimal found"},
		Ours: "<NTPInfoPeer  filtdelay=[0, 0, 0, 0, 0, 0, 0, 0] filtoffset=[0, 0, 0, 0, 0, 0, 0, 0] order=[0, 0, 0, 0, 0, 0, 0, 0] |>",
		Expect: oweAll("NTPInfoPeer", map[string]any{
			"repr": "<NTPInfoPeer  filtdelay=[0, 0, 0, 0, 0, 0, 0, 0] filtoffset=[0, 0, 0, 0, 0, 0, 0, 0] order=[0, 0, 0, 0, 0, 0, 0, 0] |>",
			"show": infoPeer,
		}),
	},
	{
		Name: "lengths of NTP's extensions", Why: "the length of an extension is 0 there unless it is set, and cannot be read then; here it is computed",
		Example: unset("NTPExtension", "bytes"), Theirs: make([]byte, 4), Ours: []byte("\x00\x00\x00\x04"),
		Expect: oweAll("NTPExtension", map[string]any{
			"bytes": []byte("\x00\x00\x00\x04"), "show": "###[ extension ]### \n  type      = 0\n  len       = None\n  value     = ''\n",
		}),
	},
	{
		Name: "values of NTP's extensions", Why: "there is a layer without a name around the bytes of an extension",
		Example: original.Call{Func: "form", Args: []any{"NTPExtension", []byte("\x00\x00\x00\x08abcd"), "repr"}},
		Theirs:  "<NTPExtension  type=0 len=8 value=<Packet  |<Raw  load='abcd' |>> |>", Ours: "<NTPExtension  type=0 len=8 value=<Raw  load='abcd' |> |>",
		Share: 0.1, Expect: unwrapped,
	},
}

// summaryCommand has the field with the odd default first.
var summaryCommand = regexp.MustCompile(`(hmode=\d+), (dstaddr=[^)]*?flags=\d+), `)

func isNTP(c original.Call) bool { return strings.HasPrefix(c.Args[0].(string), "NTP") }

// floats owes the floats of Decimal's texts.
func floats(c original.Call, theirs original.Result) (original.Result, bool) {
	text, ok := theirs.Value.(string)
	if !ok || !isKind("command")(c) || !strings.Contains(text, "Decimal(") {
		return theirs, false
	}
	return original.Result{Value: decimals.ReplaceAllStringFunc(text, func(s string) string {
		f, _ := strconv.ParseFloat(decimals.FindStringSubmatch(s)[1], 64)
		return pytext.Float(f)
	})}, true
}

var decimals = regexp.MustCompile(`E?Decimal\('([^']*)'\)`)

// below is how many bytes lie below the layers of NTP.
var below = map[string]int{"IP": 28, "UDP": 8}

func nonePadding(c original.Call, theirs original.Result) (original.Result, bool) {
	text, ok := theirs.Value.(string)
	if !ok || !strings.Contains(text, "key_id") || !paddingNone.MatchString(text) {
		return theirs, false
	}
	by := "${1}''"
	if isKind("command")(c) {
		by = "${1}b''"
	}
	return original.Result{Value: paddingNone.ReplaceAllString(text, by)}, true
}

var paddingNone = regexp.MustCompile(`(\bpadding *= ?)None`)

// unwrapped owes the layer inside of one without a name.
func unwrapped(_ original.Call, theirs original.Result) (original.Result, bool) {
	text, ok := theirs.Value.(string)
	if !ok || !strings.Contains(text, "Packet  |<Raw") && !strings.Contains(text, "Packet()/Raw") && !strings.Contains(text, "###[ Packet ]###") {
		return theirs, false
	}
	text = regexp.MustCompile(`<Packet  \|(<Raw  [^|]* \|>)>`).ReplaceAllString(text, "$1")
	text = strings.ReplaceAll(text, "Packet()/Raw(", "Raw(")
	text = regexp.MustCompile(`(?m)^[ |]*###\[ Packet \]### \n([ |]*###\[ Raw \]### \n[ |]*?)   (  load)`).ReplaceAllString(text, "$1$2")
	return original.Result{Value: text}, true
}

// infoPeer is NTPInfoPeer as scapy would show it.
const infoPeer = `###[ info_peer ]### 
  dstaddr   = 0.0.0.0
  srcaddr   = 0.0.0.0
  srcport   = 0
  flags     = 
  leap      = 0
  hmode     = reserved
  pmode     = 0
  stratum   = 0
  ppoll     = 0
  hpoll     = 0
  precision = 0
  version   = 0
  unused8   = 0
  reach     = 0
  unreach   = 0
  flash     = 0x0
  ttl       = 0
  flash2    = 0x0
  associd   = 0
  keyid     = 0
  pkeyid    = 0
  refid     = 0.0.0.0
  timer     = 0
  rootdelay = 0
  rootdispersion= 0
  reftime   = 0
  org       = 0
  rec       = 0
  xmt       = 0
  filtdelay = [0, 0, 0, 0, 0, 0, 0, 0]
  filtoffset= [0, 0, 0, 0, 0, 0, 0, 0]
  order     = [0, 0, 0, 0, 0, 0, 0, 0]
  delay     = 0
  dispersion= 0
  offset    = 0
  selectdisp= 0
  unused1   = 0
  unused2   = 0
  unused3   = 0
  unused4   = 0
  unused5   = 0
  unused6   = 0
  unused7   = 0
  estbdelay = 0
  v6_flag   = 0
  unused9   = 0
  dstaddr6  = ::
  srcaddr6  = ::
`
