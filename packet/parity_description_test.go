package packet_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// describeSource lists the names of a layer's fields, and draws them: as they are, and
// with other sizes in bytes, of which 0 is none. asn1 are the fields of what is ASN.1,
// which scapy neither lists nor draws.
const describeSource = `
import collections, contextlib, io, re
from scapy.asn1fields import ASN1F_field

Cell = collections.namedtuple("Cell", "name sz")

def listed(name):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        ls(NAMES[name])
    return re.findall(r"(?m)^(\S+) *: .*? *= .*\(.*\)$", out.getvalue())

def asn1(name):
    return [f.name for f in NAMES[name].ASN1_root.seq]

def told(cls):
    lines = [l.rstrip() for l in rfc(cls, ret=True).strip().split("\n")]
    return "\n".join(lines)

def drawn(name):
    return told(NAMES[name])

def last_row(name):
    return drawn(name).split("\n")[-4]

def last_row_as(name, sizes):
    return drawn_as(name, sizes).split("\n")[-4]

def drawn_as(name, sizes):
    cls = NAMES[name]
    fields = [Cell(n, 2) for n in asn1(name)] if hasattr(cls, "ASN1_root") else cls.fields_desc
    cells = [Cell(f.name, sizes.get(f.name, f.sz)) for f in fields]
    before, cls.fields_desc = cls.fields_desc, [c for c in cells if c.sz]
    try:
        return told(cls)
    finally:
        cls.fields_desc = before
`

var lsLine = regexp.MustCompile(`(?m)^(\S+) *: (.*?) *= .*\((.*)\)$`)

// descriptionJudge is scapy, asked for the fields of a layer and for its drawing.
func descriptionJudge(t *testing.T) *original.Judge {
	py := startScapy(t)
	py.Define(describeSource)
	return &original.Judge{Python: py, Divergences: descriptionDivergences(py), Ours: func(c original.Call) original.Result {
		h, err := packet.NewLayer(protoNamed(c.Args[0].(string)), nil)
		if err != nil {
			return original.Result{Err: err}
		}
		if c.Func == "listed" {
			names := []any{}
			for _, m := range lsLine.FindAllStringSubmatch(packet.Ls(h), -1) {
				names = append(names, m[1])
			}
			return original.Result{Value: names}
		}
		lines := strings.Split(strings.TrimSpace(packet.Diagram(h)), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		if c.Func == "last_row" {
			return original.Result{Value: lines[len(lines)-4]}
		}
		return original.Result{Value: strings.Join(lines, "\n")}
	}}
}

// protoNamed is one of this package's protocols, nil if it is none.
func protoNamed(name string) *packet.Proto {
	for _, p := range packet.Protos() {
		if p.Name() == name {
			return p
		}
	}
	return nil
}

// The fields of each layer are listed with scapy's names, and drawn as scapy draws
// fields of their widths.
func TestDescriptionsAreScapys(t *testing.T) {
	var calls []original.Call
	for _, p := range packet.Protos() {
		calls = append(calls, original.Call{Func: "listed", Args: []any{p.Name()}}, original.Call{Func: "drawn", Args: []any{p.Name()}})
	}
	if len(calls) < 400 {
		t.Errorf("only %d descriptions", len(calls))
	}
	descriptionJudge(t).Table(t, calls)
}

func TestDescriptionDivergences(t *testing.T) { descriptionJudge(t).Pins(t) }

// drawnWith owes scapy's drawing, or its last row, of fields that have the sizes of the
// wire, in bytes.
func drawnWith(py *original.Python, layers map[string]map[string]any) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		sizes, ok := layers[c.Args[0].(string)]
		switch {
		case ok && c.Func == "drawn":
			return original.Result{Value: py.Value("drawn_as", c.Args[0], sizes)}, true
		case ok && c.Func == "last_row":
			return original.Result{Value: py.Value("last_row_as", c.Args[0], sizes)}, true
		}
		return theirs, false
	}
}

// descriptionDivergences are where lists and drawings mean to differ from scapy's.
func descriptionDivergences(py *original.Python) []original.Divergence {
	asn1 := map[string]map[string]any{}
	for _, p := range packet.Protos() {
		if strings.HasPrefix(p.Name(), "SNMP") {
			asn1[p.Name()] = map[string]any{}
		}
	}
	three := map[string]map[string]any{"SNAP": {"OUI": 3}, "ICMPv6DestUnreach": {"unused": 3}, "ICMPv6TimeExceeded": {"unused": 3}}
	for _, name := range []string{"", "_Advertise", "_Confirm", "_Decline", "_InfoRequest", "_Rebind", "_Reconf", "_Release", "_Renew", "_Reply", "_Request", "_Solicit"} {
		three["DHCP6"+name] = map[string]any{"trid": 3}
	}
	row := func(name string) original.Call { return original.Call{Func: "last_row", Args: []any{name}} }
	return []original.Divergence{
		{
			Name: "numbers of three bytes", Why: "they are drawn as four there",
			Example: row("SNAP"), Theirs: "|              CODE             |", Ours: "|               |", Expect: drawnWith(py, three),
		},
		{
			Name: "the length of a part of an address", Why: "it has one byte, RFC 4776, 3.3; scapy has two",
			Example: row("DHCP6OptGeoConfElement"), Theirs: "|               |", Ours: "|     CATYPE    |    CALENGTH   |            CAVALUE            |",
			Expect: drawnWith(py, map[string]map[string]any{"DHCP6OptGeoConfElement": {"CAlength": 1}}),
		},
		{
			Name: "what is no field of the wire", Why: "whether options are padded is told to the program, and is not in the packet",
			Example: row("IPv6ExtHdrHopByHop"), Theirs: "|               |", Ours: "|       NH      |      LEN      |            OPTIONS            |",
			Expect: drawnWith(py, map[string]map[string]any{"IPv6ExtHdrHopByHop": {"autopad": 0}, "IPv6ExtHdrDestOpt": {"autopad": 0}}),
		},
		{
			Name: "a prefix of any length", Why: "it has as many bytes as the length says, RFC 4191, 2.3, and is drawn as all that have no fixed length",
			Example: row("ICMPv6NDOptRouteInfo"), Theirs: "|                                                               |", Ours: "|             PREFIX            |",
			Expect: drawnWith(py, map[string]map[string]any{"ICMPv6NDOptRouteInfo": {"prefix": 2}}),
		},
		{
			Name: "what is left of an ICMP header", Why: "its length depends on the type, and it is drawn as all that have no fixed length; scapy draws no bytes, and some of the name",
			Example: row("ICMP"), Theirs: "|               |UNUSE|", Ours: "|               |             UNUSED            |",
			Expect: drawnWith(py, map[string]map[string]any{"ICMP": {"unused": 2}, "ICMPerror": {"unused": 2}}),
		},
		{
			Name: "drawings of ASN.1", Why: "scapy cannot draw fields whose length is in their bytes; here they are drawn as all that have no fixed length",
			Example: row("SNMP"), Theirs: &original.Exception{Class: "AttributeError", Message: "'ASN1F_enum_INTEGER' object has no attribute 'sz'"}, Ours: "|              PDU              |",
			Expect: drawnWith(py, asn1),
		},
	}
}
