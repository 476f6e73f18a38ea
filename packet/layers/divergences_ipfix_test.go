package layers_test

import (
	"encoding/binary"
	"slices"

	"github.com/pyops-go/pyops/internal/original"
)

func init() { divergences = append(divergences, ipfixDivergences...) }

var ipfixDivergences = []original.Divergence{
	{
		Name: "lengths of IPFIX", Why: "the length of a message has its version in it, RFC 7011, 3.1; scapy leaves the two bytes out",
		Example: unset("NetflowHeaderV10", "bytes"), Theirs: []byte("\x00\x0e" + zeros12), Ours: []byte("\x00\x10" + zeros12),
		Share: 0.3,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			b, ok := theirs.Value.([]byte)
			at := map[any]int{"NetflowHeaderV10": 0, "NetflowHeader": 2}[c.Args[0]] // where the length lies
			switch {
			case !ok || len(b) < at+14 || at == 2 && (b[0] != 0 || b[1] != 10 || c.Func != "rebuilt"):
				return theirs, false
			case at == 0 && (c.Args[0] != "NetflowHeaderV10" || !isDefault(c)):
				return theirs, false
			}
			owed := slices.Clone(b)
			binary.BigEndian.PutUint16(owed[at:], binary.BigEndian.Uint16(b[at:])+2)
			return original.Result{Value: owed}, true
		},
	},
	{
		Name: "options of IPFIX", Why: "scapy cannot write the template",
		Example: unset("NetflowOptionsFlowset10", "bytes"), Ours: []byte("\x00\x03\x00\x0c\x00\xff\x00\x00\x00\x00\x00\x00"),
		Theirs: &original.Exception{Class: "TypeError", Message: "unsupported operand type(s) for *: 'NoneType' and 'int'"},
		Expect: owe([]byte("\x00\x03\x00\x0c\x00\xff\x00\x00\x00\x00\x00\x00"), "NetflowOptionsFlowset10", "bytes"),
	},
}

const zeros12 = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
