package packet_test

import (
	"bytes"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

func unset(name, form string) original.Call {
	return original.Call{Func: "default", Args: []any{name, form}}
}

// owe owes the given forms of a layer.
func owe(name string, forms map[string]any) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		if c.Func != "default" || c.Args[0] != name {
			return theirs, false
		}
		v, ok := forms[c.Args[1].(string)]
		return original.Result{Value: v}, ok
	}
}

// replaced owes the original's texts of some layers with other words, and its bytes with
// other bytes.
func replaced(layers string, words ...string) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		if c.Func != "default" || !strings.Contains(" "+layers+" ", " "+c.Args[0].(string)+" ") {
			return theirs, false
		}
		switch v := theirs.Value.(type) {
		case string:
			owed := strings.NewReplacer(words...).Replace(v)
			return original.Result{Value: owed}, owed != v
		case []byte:
			owed := bytes.Replace(bytes.Replace(v, []byte("\x02\x00\x00\x00\x00\x01"), make([]byte, 6), 1), []byte("\xc0\x00\x02\x02"), make([]byte, 4), 1)
			return original.Result{Value: owed}, !bytes.Equal(owed, v)
		}
		return theirs, false
	}
}

const unsetTrap = "\xa4\x14\x06\x01\x2b\x40\x04\x00\x00\x00\x00\x02\x01\x00\x02\x01\x00\x43\x01\x00\x30\x00"

// builtTrap are the forms of a trap that is built.
var builtTrap = map[string]any{
	"bytes": []byte(unsetTrap), "summary2": "SNMPtrapv1",
	"show2": "###[ SNMPtrapv1 ]### \n  enterprise= <ASN1_OID['.1.3']>\n  agent_addr= <ASN1_IPADDRESS['0.0.0.0']>\n  generic_trap= 'cold_start' 0x0 <ASN1_INTEGER[0]>\n" +
		"  specific_trap= 0x0 <ASN1_INTEGER[0]>\n  time_stamp= 0x0 <ASN1_TIME_TICKS[0]>\n  \\varbindlist\\\n",
	"repr2":    "<SNMPtrapv1  enterprise=<ASN1_OID['.1.3']> agent_addr=<ASN1_IPADDRESS['0.0.0.0']> generic_trap='cold_start' 0x0 <ASN1_INTEGER[0]> specific_trap=0x0 <ASN1_INTEGER[0]> time_stamp=0x0 <ASN1_TIME_TICKS[0]> |>",
	"command2": "SNMPtrapv1(enterprise=ASN1_OID('1.3'), agent_addr=ASN1_IPADDRESS('0.0.0.0'), generic_trap=ASN1_INTEGER(0), specific_trap=ASN1_INTEGER(0), time_stamp=ASN1_TIME_TICKS(0))",
}

// defaultDivergences are where layers with nothing set mean to differ from scapy 2.5.
var defaultDivergences = []original.Divergence{
	{
		Name: "addresses of this machine", Why: "scapy looks at the machine when a layer is shown; here an unset address is one when the packet is sent",
		Example: unset("Ether", "summary"), Theirs: "02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff (0x9000)", Ours: "00:00:00:00:00:00 > ff:ff:ff:ff:ff:ff (0x9000)",
		Expect: replaced("Ether Dot3 ARP", "02:00:00:00:00:01", "00:00:00:00:00:00", "192.0.2.2", "0.0.0.0"),
	},
	{
		Name: "makers", Why: "scapy has a list of the makers of hardware; here the number of one is shown as it is",
		Example: unset("SNAP", "show"), Theirs: "###[ SNAP ]### \n  OUI       = Officially Xerox, but 0:0:0:0:0:0 is more common (00:00:00)\n  code      = 0x0\n",
		Ours:   "###[ SNAP ]### \n  OUI       = 00:00:00\n  code      = 0x0\n",
		Expect: replaced("SNAP", "Officially Xerox, but 0:0:0:0:0:0 is more common (00:00:00)", "00:00:00"),
	},
	{
		Name: "a type that is set", Why: "the type of one record is set there, and a default here as it is for all others",
		Example: unset("DNSRRDLV", "repr"), Theirs: "<DNSRRDLV  type=DLV |>", Ours: "<DNSRRDLV  |>",
		Expect: owe("DNSRRDLV", map[string]any{"repr": "<DNSRRDLV  |>", "command": "DNSRRDLV()"}),
	},
	{
		Name: "summaries of 802.1ad", Why: "scapy asks for the fields of another class",
		Example: unset("Dot1AD", "summary"), Theirs: "802.1q (??) vlan ??", Ours: "802.1q (0x0) vlan 1",
		Expect: replaced("Dot1AD", "(??) vlan ??", "(0x0) vlan 1"),
	},
	{
		Name: "summaries of NTP", Why: "scapy asks for the fields of a class that no message has",
		Example: unset("NTPHeader", "summary"), Theirs: "NTP v??, ??", Ours: "NTP v4, client",
		Expect: replaced("NTPHeader", "NTP v??, ??", "NTP v4, client"),
	},
	{
		Name: "traps with a time", Why: "the time of a trap is that of the day there, which scapy cannot write; here it is 0 until it is set",
		Example: unset("SNMPtrapv1", "bytes"), Ours: []byte(unsetTrap),
		Theirs: &original.Exception{Class: "TypeError", Message: "unsupported operand type(s) for &: 'IntAutoTime' and 'int'"},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Args[0] != "SNMPtrapv1" {
				return theirs, false
			}
			text, _ := theirs.Value.(string)
			at := strings.Index(text, "  time_stamp= ")
			owed, ok := builtTrap[c.Args[1].(string)]
			switch {
			case ok:
				return original.Result{Value: owed}, true
			case at < 0:
				return theirs, false
			}
			_, rest, _ := strings.Cut(text[at:], "\n")
			return original.Result{Value: text[:at] + "  time_stamp= 0x0 <ASN1_TIME_TICKS[0]>\n" + rest}, true
		},
	},
	{
		Name: "civic locations", Why: "scapy cannot write the option: its length takes two arguments",
		Example: unset("DHCP6OptGeoConf", "bytes"), Ours: []byte("\x00\x24\x00\x03\x02FR"),
		Theirs: &original.Exception{Class: "TypeError", Message: "While dissecting field 'optlen': DHCP6OptGeoConf.<lambda>() takes 1 positional argument but 2 were given"},
		Expect: owe("DHCP6OptGeoConf", map[string]any{
			"bytes": []byte("\x00\x24\x00\x03\x02FR"), "summary2": "DHCP6OptGeoConf",
			"show2":    "###[ DHCP6 Option - Civic Location ]### \n  optcode   = OPTION_GEOCONF_CIVIC\n  optlen    = 3\n  what      = client\n  country_code= 'FR'\n  \\ca_elts   \\\n",
			"repr2":    "<DHCP6OptGeoConf  optcode=OPTION_GEOCONF_CIVIC optlen=3 what=client country_code='FR' |>",
			"command2": "DHCP6OptGeoConf(optcode=36, optlen=3, what=2, country_code=b'FR')",
		}),
	},
	{
		Name: "padding of NTP's authentication", Why: "what fills up before a key is None there, where nothing does; here it is no bytes",
		Example: unset("NTPAuthenticator", "command2"),
		Theirs:  "NTPAuthenticator(padding=None, key_id=0, dgst=b'" + strings.Repeat(`\x00`, 16) + "')", Ours: "NTPAuthenticator(padding=b'', key_id=0, dgst=b'" + strings.Repeat(`\x00`, 16) + "')",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Args[1] == "command2" {
				return replaced("NTPAuthenticator", "padding=None", "padding=b''")(c, theirs)
			}
			return replaced("NTPAuthenticator", "padding=None", "padding=''", "padding   = None", "padding   = ''")(c, theirs)
		},
	},
	{
		Name: "parts of addresses", Why: "the length of a part of an address has one byte, RFC 4776, 3.3; scapy has two",
		Example: unset("DHCP6OptGeoConfElement", "bytes"), Theirs: []byte{0, 0, 0}, Ours: []byte{0, 0},
		Expect: owe("DHCP6OptGeoConfElement", map[string]any{"bytes": []byte{0, 0}}),
	},
}
