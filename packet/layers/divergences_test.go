package layers_test

import (
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// divergences are where the layers mean to differ from scapy 2.5.
var divergences = []original.Divergence{
	{
		Name: "makers", Why: "scapy has a list of the makers of hardware; here the number of one is shown as it is",
		Example: unset("RSNCipherSuite", "show"), Theirs: "###[ Cipher suite ]### \n  oui       = Ieee 802.11 (00:0f:ac)\n  cipher    = CCMP-128\n",
		Ours:  "###[ Cipher suite ]### \n  oui       = 00:0f:ac\n  cipher    = CCMP-128\n",
		Share: 0.3, Expect: rewrite(always, maker, "$1$2"),
	},
	{
		Name: "RADIUS types", Why: "the type of an attribute is a field that is set, there, and a default here",
		Example: unset("RadiusAttr_NAS_Port", "repr"), Theirs: "<RadiusAttr_NAS_Port  type=NAS-Port |>", Ours: "<RadiusAttr_NAS_Port  |>",
		Expect: rewrite(isDefault, regexp.MustCompile(`^(<?RadiusAttr_\w+(?:  |\())type=[^|)]*( ?[|)]>?)$`), "$1$2"),
	},
	{
		Name: "VRRPv3 without IP", Why: "without an IP layer below scapy counts an address where there is none",
		Example: unset("VRRPv3", "bytes"), Theirs: []byte("\x31\x01\x64\x01\x00\x64\x00\x00"), Ours: []byte("\x31\x01\x64\x00\x00\x64\x00\x00"),
		Expect: owe([]byte("\x31\x01\x64\x00\x00\x64\x00\x00"), "VRRPv3", "bytes"),
	},
	{
		Name: "SCTP random", Why: "a random value is random at once, there; here it is empty until it is set",
		Example: unset("SCTPChunkParamRandom", "repr"), Theirs: "<SCTPChunkParamRandom  random=<RandBin> |>", Ours: "<SCTPChunkParamRandom  |>",
		Expect: oweAll("SCTPChunkParamRandom", map[string]any{
			"bytes": []byte("\x80\x02\x00\x04"), "repr": "<SCTPChunkParamRandom  |>", "command": "SCTPChunkParamRandom()",
			"show": "###[ SCTPChunkParamRandom ]### \n  type      = random\n  len       = None\n  random    = ''\n",
		}),
	},
	{
		Name: "PAP without a name", Why: "scapy raises where there is no name",
		Example: unset("PPP_PAP_Request", "bytes"), Ours: []byte("\x01\x00\x00\x06\x00\x00"),
		Theirs: &original.Exception{Class: "TypeError", Message: "While dissecting field 'len': object of type 'NoneType' has no len()"},
		Expect: owe([]byte("\x01\x00\x00\x06\x00\x00"), "PPP_PAP_Request", "bytes"),
	},
	{
		Name: "NetFlow without options", Why: "scapy raises where there are no options; the length is that of the padded header",
		Example: unset("NetflowOptionsFlowsetV9", "bytes"), Ours: []byte("\x00\x01\x00\x0c\x00\xff\x00\x00\x00\x00\x00\x00"),
		Theirs: &original.Exception{Class: "TypeError", Message: "unsupported operand type(s) for +: 'int' and 'NoneType'"},
		Expect: owe([]byte("\x00\x01\x00\x0c\x00\xff\x00\x00\x00\x00\x00\x00"), "NetflowOptionsFlowsetV9", "bytes"),
	},
	{
		Name: "LLMNR of no kind", Why: "scapy chooses Raw where there are no bytes to choose by",
		Example: unset("_LLMNR", "repr"), Theirs: "<Raw  |>", Ours: "<_LLMNR  |>",
		Expect: oweAll("_LLMNR", map[string]any{"repr": "<_LLMNR  |>", "command": "_LLMNR()", "show": "###[ _LLMNR ]### \n"}),
	},
	{
		Name: "a cipher of no kind", Why: "scapy chooses Raw where there are no bytes to choose by",
		Example: unset("Dot11Encrypted", "repr"), Theirs: "<Raw  |>", Ours: "<Dot11Encrypted  |>",
		Expect: oweAll("Dot11Encrypted", map[string]any{
			"repr": "<Dot11Encrypted  |>", "command": "Dot11Encrypted()", "show": "###[ 802.11 Encrypted (unknown algorithm) ]### \n  data      = None\n",
		}),
	},
	{
		Name: "WEP of nothing", Why: "scapy writes no header where it has nothing to encrypt",
		Example: unset("Dot11WEP", "bytes"), Theirs: []byte{}, Ours: make([]byte, 8), Expect: owe(make([]byte, 8), "Dot11WEP", "bytes"),
	},
	{
		Name: "flags in commands", Why: "flags in a field of several kinds are no expression of Python's there; here they are a number",
		Example: original.Call{Func: "form", Args: []any{"Dot11", []byte("\xd4\x04\x00\x00abcdef"), "command"}},
		Theirs:  "Dot11(subtype=13, type=1, proto=0, FCfield=<Flag 4 (MF)>, ID=0, addr1='61:62:63:64:65:66')",
		Ours:    "Dot11(subtype=13, type=1, proto=0, FCfield=4, ID=0, addr1='61:62:63:64:65:66')",
		Share:   0.3, Expect: rewrite(isKind("command"), regexp.MustCompile(`<Flag (\d+) \([^)]*\)>`), "$1"),
	},
	{
		Name: "order in HTTP's commands", Why: "the first line comes last there; here fields come in their order",
		Example: original.Call{Func: "form", Args: []any{"HTTP", []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "command"}},
		Theirs:  "HTTP()/HTTPRequest(Host=b'a', Method=b'GET', Path=b'/', Http_Version=b'HTTP/1.1')",
		Ours:    "HTTP()/HTTPRequest(Method=b'GET', Path=b'/', Http_Version=b'HTTP/1.1', Host=b'a')",
		Share:   0.2, Expect: rewrite(isKind("command"), httpCommand, "$1($3, $2)"),
	},
	{
		Name: "TLS without keys", Why: "what depends on the keys of a session has fields there, empty where there are none; here there are no sessions",
		Example: original.Call{Func: "form", Args: []any{"TLS", []byte("\x15\x03\x03\x00\x02\x02\x28"), "repr"}},
		Theirs:  "<TLS  type=alert version=TLS 1.2 len=2    [deciphered_len= 2] iv=b'' msg=[<TLSAlert  level=fatal descr=handshake_failure |>] padlen=None |>",
		Ours:    "<TLS  type=alert version=TLS 1.2 len=2 msg=[<TLSAlert  level=fatal descr=handshake_failure |>] |>",
		Share:   0.7, Expect: rewrite(isTLS, sessionFields, ""),
	},
	{
		Name: "TLS unsigned", Why: "scapy signs with the key of the session, and raises where there is none",
		Example: unset("TLSCertificateVerify", "bytes"), Ours: []byte("\x0f\x00\x00\x00"),
		Theirs: &original.Exception{Class: "AttributeError", Message: "'NoneType' object has no attribute 'sign'"},
		Expect: owe([]byte("\x0f\x00\x00\x00"), "TLSCertificateVerify", "bytes"),
	},
	{
		Name: "TLS not finished", Why: "scapy computes what ends a handshake of the keys of a session that are zeros",
		Example: unset("TLSFinished", "bytes"), Theirs: []byte("\x14\x00\x00\x0c\x72\x79\x3a\x9d\x2f\x94\x6a\x04\x55\xbf\x19\x95"),
		Ours: []byte("\x14\x00\x00\x00"), Expect: owe([]byte("\x14\x00\x00\x00"), "TLSFinished", "bytes"),
	},
	{
		Name: "TLS lists", Why: "a list of layers that is unset is shown as an empty one, and names of authorities and OCSP responses are bytes",
		Example: unset("TLSEncryptedExtensions", "show"),
		Theirs:  "###[ TLS 1.3 Handshake - Encrypted Extensions ]### \n  msgtype   = encrypted_extensions\n  msglen    = None\n  extlen    = None\n  ext       = None\n",
		Ours:    "###[ TLS 1.3 Handshake - Encrypted Extensions ]### \n  msgtype   = encrypted_extensions\n  msglen    = None\n  extlen    = None\n  \\ext       \\\n",
		Share:   0.1, Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if !ok || !isKind("show")(c) || !strings.HasPrefix(c.Args[0].(string), "TLS") {
				return theirs, false
			}
			return original.Result{Value: strings.NewReplacer("  ext       = None", "  \\ext       \\", "certauth  = []", "certauth  = ''",
				"responselen= 0\n  response  = None", "responselen= None\n  response  = ''",
				"sdatalen  = 0\n", "sdatalen  = None\n").Replace(text)}, true
		},
	},
	{
		Name: "a single cipher", Why: "a list of a single cipher has no brackets there",
		Example: original.Call{Func: "form", Args: []any{"TLSClientHello", []byte("\x01\x00\x00\x27\x03\x03\x00\x00\x00\x00" + strings.Repeat("r", 28) + "\x00\x00\x02\x00\x2f"), "repr"}},
		Theirs: "<TLSClientHello  msgtype=client_hello msglen=39 version=TLS 1.2 gmt_unix_time=Thu, 01 Jan 1970 00:00:00 +0000 (0) random_bytes=" +
			strings.Repeat("72", 28) + " sidlen=0 sid='' cipherslen=2 ciphers=TLS_RSA_WITH_AES_128_CBC_SHA comp=null |>",
		Ours: "<TLSClientHello  msgtype=client_hello msglen=39 version=TLS 1.2 gmt_unix_time=Thu, 01 Jan 1970 00:00:00 +0000 (0) random_bytes=" +
			strings.Repeat("72", 28) + " sidlen=0 sid='' cipherslen=2 ciphers=[TLS_RSA_WITH_AES_128_CBC_SHA] comp=null |>",
		Share: 0.2, Expect: rewrite(isTLS, regexp.MustCompile(`(ciphers *= ?)([A-Z]+_\w+)`), "$1[$2]"),
	},
	{
		Name: "order in TLS's commands", Why: "lists come first there, and a list of messages is not separated from the next field as others are",
		Example: original.Call{Func: "form", Args: []any{"TLS", []byte("\x15\x03\x03\x00\x02\x02\x28"), "command"}},
		Theirs:  "TLS(msg=[TLSAlert(level=2, descr=40)], padlen=None, type=21, version=771, len=2, iv=b'')",
		Ours:    "TLS(msg=[TLSAlert(level=2, descr=40)], type=21, version=771, len=2)",
		Share:   0.2, Expect: rewrite(isKind("command"), regexp.MustCompile(`, (?:padlen|iv|mac|pad)=(?:None|b'')`), ""),
	},
	{
		Name: "order in commands", Why: "the bytes of an element come first there; here fields come in their order",
		Example: original.Call{Func: "form", Args: []any{"Dot11Elt", []byte("\x00\x01a"), "command"}},
		Theirs:  "Dot11Elt(info=b'a', ID=0, len=1)", Ours: "Dot11Elt(ID=0, len=1, info=b'a')",
		Share: 0.2, Expect: rewrite(isKind("command"), regexp.MustCompile(`(Dot11Elt(?:VendorSpecific)?)\(info=(b'[^']*'|b"[^"]*"), ([^()]*)\)`), "$1($3, info=$2)"),
	},
	{
		Name: "fields of radiotap", Why: "scapy does not know some of radiotap's fields, and reads those after them at wrong offsets",
		Example: original.Call{Func: "form", Args: []any{"RadioTap", []byte("\x00\x00\x0a\x00\x10\x00\x00\x00\x01\x02"), "repr"}},
		Theirs:  "<RadioTap  version=0 pad=0 len=10 present=FHSS notdecoded='\\x01\\x02' |>",
		Ours:    "<RadioTap  version=0 pad=0 len=10 present=FHSS FHSS='\\x01\\x02' notdecoded='' |>",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, _ := theirs.Value.(string)
			switch {
			case c.Func == "form" && c.Args[0] == "RadioTap" && strings.Contains(text, "present=FHSS notdecoded='\\x01\\x02'"):
				return original.Result{Value: strings.Replace(text, "notdecoded='\\x01\\x02'", "FHSS='\\x01\\x02' notdecoded=''", 1)}, true
			case isDefault(c) && c.Args[0] == "RadioTap" && c.Args[1] == "show":
				text = strings.NewReplacer(
					"  ChannelFlags= None\n", "  ChannelFlags= None\n  FHSS      = ''\n",
					"  Lock_Quality= 0\n", "  Lock_Quality= 0\n  TX_Attenuation= 0\n  dB_TX_Attenuation= 0\n  dBm_TX_Power= 0 dBm\n",
					"  Antenna   = 0\n", "  Antenna   = 0\n  dB_AntSignal= 0\n  dB_AntNoise= 0\n").Replace(text)
				return original.Result{Value: text}, true
			}
			return theirs, false
		},
	},
	{
		Name: "bytes that are a number", Why: "the default of a field of bytes is the number 0 there",
		Example: original.Call{Func: "form", Args: []any{"RadioTap", []byte("\x00\x00\x08\x00\x00\x00\x20\x00"), "nss"}},
		Theirs:  "mcs_nss   = 0", Ours: "mcs_nss   = None",
		Share: 0.2, Expect: rewrite(always, regexp.MustCompile(`mcs_nss   = 0\b`), "mcs_nss   = None"),
	},
	{
		Name: "addresses of aggregates", Why: "scapy looks at the layer above to say whose address the third is; here the frame's own fields say it",
		Example: original.Call{Func: "form", Args: []any{"Dot11", []byte("\x88\x01\x00\x00abcdefghijklmnopqr\x00\x00\x80\x00"), "repr"}},
		Theirs: "<Dot11  subtype=QoS Data type=Data proto=0 FCfield=to-DS ID=0 addr1=61:62:63:64:65:66 (RA=BSSID) addr2=67:68:69:6a:6b:6c (TA=SA) " +
			"addr3=6d:6e:6f:70:71:72 (BSSID) SC=0 |<Dot11QoS  A_MSDU_Present=1 Ack_Policy=0 EOSP=0 TID=0 TXOP=0 |>>",
		Ours: "<Dot11  subtype=QoS Data type=Data proto=0 FCfield=to-DS ID=0 addr1=61:62:63:64:65:66 (RA=BSSID) addr2=67:68:69:6a:6b:6c (TA=SA) " +
			"addr3=6d:6e:6f:70:71:72 (DA) SC=0 |<Dot11QoS  A_MSDU_Present=1 Ack_Policy=0 EOSP=0 TID=0 TXOP=0 |>>",
		Share: 0.1, Expect: thirdAddress,
	},
	{
		Name: "a spacing of four bits", Why: "the default of a field of three bits is 8 there, and is written as 0",
		Example: original.Call{Func: "default", Args: []any{"Dot11EltHTCapabilities", "spacing"}},
		Theirs:  "8", Ours: "0",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if text, ok := theirs.Value.(string); ok && isDefault(c) && c.Args[0] == "Dot11EltHTCapabilities" {
				if text == "8" {
					return original.Result{Value: "0"}, true
				}
				return original.Result{Value: strings.Replace(text, "Min_MPDCU_Start_Spacing= 8", "Min_MPDCU_Start_Spacing= 0", 1)}, true
			}
			return theirs, false
		},
	},
}

// thirdAddress owes what the flags of a frame say of its third address.
func thirdAddress(c original.Call, theirs original.Result) (original.Result, bool) {
	text, ok := theirs.Value.(string)
	if !ok || !aggregate.MatchString(text) {
		return theirs, false
	}
	flags := controlFlags.FindString(text)
	whose := "BSSID"
	switch to, from := strings.Contains(flags, "to-DS"), strings.Contains(flags, "from-DS"); {
	case to:
		whose = "DA"
	case from:
		whose = "SA"
	}
	return original.Result{Value: addr3.ReplaceAllString(text, "${1}"+whose+")")}, true
}

var (
	aggregate    = regexp.MustCompile(`A_MSDU_Present=? ?= ?1|A_MSDU_Present=1`)
	controlFlags = regexp.MustCompile(`FCfield *= ?\S*`)
	addr3        = regexp.MustCompile(`(addr3 *= ?\S+ \()\w+\)`)
)

var httpCommand = regexp.MustCompile(
	`(HTTPRequest|HTTPResponse)\((.+), ((?:Method|Http_Version)=b'[^']*', (?:Path|Status_Code)=b'[^']*', (?:Http_Version|Reason_Phrase)=b'[^']*')\)`)

var sessionFields = regexp.MustCompile(
	`    \[deciphered_len= \d+\]| (?:iv|mac|pad)=b''| padlen=None|\n[ |]*(?:iv|mac|pad) += b''|\n[ |]*padlen +=[^\n]*| None:\w+ > None:\w+ / TLS\b`)

func isTLS(c original.Call) bool {
	name := c.Args[0].(string)
	return !isKind("command")(c) && (strings.HasPrefix(name, "TLS") || name == "TCP")
}

func isKind(kind string) func(original.Call) bool {
	return func(c original.Call) bool { return c.Args[len(c.Args)-1] == kind }
}

func unset(name, kind string) original.Call {
	return original.Call{Func: "default", Args: []any{name, kind}}
}

func always(original.Call) bool { return true }

func isDefault(c original.Call) bool { return c.Func == "default" }

// owe owes a value for one form of a layer of which nothing is set.
func owe(value any, name, kind string) func(original.Call, original.Result) (original.Result, bool) {
	return oweAll(name, map[string]any{kind: value})
}

func oweAll(name string, values map[string]any) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		if !isDefault(c) || c.Args[0] != name {
			return theirs, false
		}
		v, ok := values[c.Args[1].(string)]
		return original.Result{Value: v}, ok
	}
}

var maker = regexp.MustCompile(`((?:oui|OUI) *= ?)[^(|\n]*\(((?:[0-9a-f]{2}:){2}[0-9a-f]{2})\)`)

// rewrite owes the original's text with what matches replaced.
func rewrite(when func(original.Call) bool, what *regexp.Regexp, by string) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		text, ok := theirs.Value.(string)
		if !ok || !when(c) || !what.MatchString(text) {
			return theirs, false
		}
		return original.Result{Value: what.ReplaceAllString(text, by)}, true
	}
}
