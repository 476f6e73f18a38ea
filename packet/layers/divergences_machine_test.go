package layers_test

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

func init() { divergences = append(divergences, machineDivergences...) }

// randomAt are the bytes of unset layers that are other ones each time, on both sides.
var randomAt = map[string][2]int{
	"TLSClientHello": {10, 38}, "TLSServerHello": {10, 38}, "TLS13ClientHello": {6, 38}, "TLS13ServerHello": {6, 38},
	"ICMPv6NIQueryNOOP": {8, 16}, "ICMPv6NIQueryName": {8, 16}, "ICMPv6NIQueryIPv6": {8, 16}, "ICMPv6NIQueryIPv4": {8, 16}, "ICMPv6NIReplyNOOP": {8, 16}, "ICMPv6NIReplyName": {8, 16},
	"ICMPv6NIReplyIPv6": {8, 16}, "ICMPv6NIReplyIPv4": {8, 16}, "ICMPv6NIReplyRefuse": {8, 16}, "ICMPv6NIReplyUnknown": {8, 16},
}

// theTime is what testdata's scapy takes for the time of day.
const theTime = 1000000000

// still makes of the bytes of an unset layer what they are at another time and with no
// luck: random bytes that are some become zeros, the time of day becomes theTime.
func still(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	if at, ok := randomAt[name]; ok && len(b) >= at[1] {
		part := b[at[0]:at[1]]
		if bytes.Count(part, []byte{0}) == len(part) {
			t.Errorf("%s: the random bytes are zeros", name)
		}
		clear(part)
	}
	if name == "NetflowHeaderV9" && len(b) == 18 {
		if now := time.Now().Unix(); now-int64(binary.BigEndian.Uint32(b[6:])) < 60 {
			binary.BigEndian.PutUint32(b[6:], theTime)
		}
	}
	return b
}

// helloBytes is a client's hello that offers nothing.
var helloBytes = []byte("\x01\x00\x00\x27\x03\x03" + zeros12 + zeros12 + "\x00\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x00\x01\x00")

// withLength owes bytes, and how many they are.
func withLength(name string, b []byte) func(original.Call, original.Result) (original.Result, bool) {
	return oweAll(name, map[string]any{"bytes": b, "length": len(b)})
}

var (
	ownAddress = regexp.MustCompile(`(sourceip  = |MAC_ADDRESS= |system_identifier= )(?:192\.0\.2\.2|02:00:00:00:00:01)`)
	ownTime    = regexp.MustCompile(`(unixSecs  = |gmt_unix_time= )Sun, 09 Sep 2001 01:46:40 \+0000 \(1000000000\)`)
)

// machineDivergences are about what is unset and depends on the machine, the time of day
// or luck.
var machineDivergences = []original.Divergence{
	{
		Name: "addresses of this machine", Why: "scapy looks at the machine when a layer is shown or built; here an unset address is one when the packet is sent",
		Example: unset("HSRPmd5", "show"),
		Theirs:  "###[ HSRP MD5 Authentication ]### \n  type      = MD5 authentication\n  len       = None\n  algo      = 0\n  padding   = 0\n  flags     = 0x0\n  sourceip  = 192.0.2.2\n  keyid     = 0x0\n  authdigest= ''\n",
		Ours:    "###[ HSRP MD5 Authentication ]### \n  type      = MD5 authentication\n  len       = None\n  algo      = 0\n  padding   = 0\n  flags     = 0x0\n  sourceip  = 0.0.0.0\n  keyid     = 0x0\n  authdigest= ''\n",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if !isDefault(c) || !slices.Contains([]any{"HSRPmd5", "NBNSNodeStatusResponse", "MACsecSCI", "MKABasicParamSet"}, c.Args[0]) {
				return theirs, false
			}
			if b, ok := theirs.Value.([]byte); ok {
				b = bytes.Replace(b, []byte("\xc0\x00\x02\x02"), make([]byte, 4), 1)
				return original.Result{Value: bytes.Replace(b, []byte("\x02\x00\x00\x00\x00\x01"), make([]byte, 6), 1)}, true
			}
			text, ok := theirs.Value.(string)
			return original.Result{Value: ownAddress.ReplaceAllStringFunc(text, func(s string) string {
				name, _, _ := strings.Cut(s, "= ")
				if name == "sourceip  " {
					return "sourceip  = 0.0.0.0"
				}
				return name + "= 00:00:00:00:00:00"
			})}, ok
		},
	},
	{
		Name: "the length of HSRP's authentication", Why: "28 bytes follow, and scapy writes 0",
		Example: original.Call{Func: "default", Args: []any{"HSRPmd5", "head"}}, Theirs: []byte("\x04\x00"), Ours: []byte("\x04\x1c"),
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			b, ok := theirs.Value.([]byte)
			if !ok || !isDefault(c) || c.Args[0] != "HSRPmd5" || len(b) < 2 {
				return theirs, false
			}
			owed := bytes.Clone(b)
			owed[1] = 28
			return original.Result{Value: owed}, true
		},
	},
	{
		Name: "the time of day", Why: "scapy shows the time of day where none is set; here it is not set until the packet is built, and in TLS, where it stands for random bytes, it is 0",
		Example: unset("NetflowHeaderV9", "show"),
		Theirs:  "###[ Netflow Header V9 ]### \n  count     = None\n  sysUptime = 0\n  unixSecs  = Sun, 09 Sep 2001 01:46:40 +0000 (1000000000)\n  packageSequence= 0\n  SourceID  = 0\n",
		Ours:    "###[ Netflow Header V9 ]### \n  count     = None\n  sysUptime = 0\n  unixSecs  = None\n  packageSequence= 0\n  SourceID  = 0\n",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if !ok || !isDefault(c) || !ownTime.MatchString(text) {
				return theirs, false
			}
			by := "${1}Thu, 01 Jan 1970 00:00:00 +0000 (0)"
			if c.Args[0] == "NetflowHeaderV9" {
				by = "${1}None"
			}
			return original.Result{Value: ownTime.ReplaceAllString(text, by)}, true
		},
	},
	{
		Name: "a client's first hello", Why: "scapy offers its own choice of ciphers and extensions where none are set; here none are offered",
		Example: unset("TLSClientHello", "length"), Theirs: 115, Ours: 43, Expect: withLength("TLSClientHello", helloBytes),
	},
	{
		Name: "a cookie", Why: "an unset cookie is 32 random bytes there",
		Example: unset("TLS_Ext_Cookie", "length"), Theirs: 38, Ours: 6, Expect: withLength("TLS_Ext_Cookie", []byte("\x00\x2c\x00\x02\x00\x00")),
	},
	{
		Name: "a share of a key", Why: "scapy makes a key where none is set; here there are no sessions",
		Example: unset("KeyShareEntry", "length"), Theirs: 69, Ours: 4, Expect: withLength("KeyShareEntry", make([]byte, 4)),
	},
	{
		Name: "a session's ticket", Why: "scapy makes a ticket where none is set, and writes another lifetime than it shows; here there are no sessions",
		Example: unset("TLS13NewSessionTicket", "length"), Theirs: 95, Ours: 15,
		Expect: withLength("TLS13NewSessionTicket", []byte("\x04\x00\x00\x0b\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00")),
	},
	{
		Name: "random numbers", Why: "they are others each time on both sides, and compared as zeros",
		Example: original.Call{Func: "default", Args: []any{"TLS13ServerHello", "random"}}, Theirs: "other each time", Ours: "zeros",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			at, random := randomAt[c.Args[0].(string)]
			if !random || !isDefault(c) {
				return theirs, false
			}
			if c.Args[1] == "random" {
				return original.Result{Value: "zeros"}, true
			}
			b, ok := theirs.Value.([]byte)
			if !ok || len(b) < at[1] {
				return theirs, false
			}
			owed := bytes.Clone(b)
			clear(owed[at[0]:at[1]])
			return original.Result{Value: owed}, true
		},
	},
}
