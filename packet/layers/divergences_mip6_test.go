package layers_test

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

func init() { divergences = append(divergences, mip6Divergences...) }

var genericMessage = original.Call{Func: "form", Args: []any{"MIP6MH_Generic", []byte("\x3b\x01\x4d\x00\x00\x000123456789"), "command"}}

const ownGenericMessage = "MIP6MH_Generic(nh=59, len=1, mhtype=77, res=0, cksum=0, msg=b'0123456789')"

var mip6Divergences = []original.Divergence{
	{
		Name: "lengths of mobility options", Why: "the length of two options is 16 there, which is not how many bytes they have: RFC 6275, 6.2.6 and 6.2.7",
		Example: unset("MIP6OptNonceIndices", "bytes"), Theirs: []byte("\x04\x10\x00\x00\x00\x00"), Ours: []byte("\x04\x04\x00\x00\x00\x00"),
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			length, is := map[any]byte{"MIP6OptNonceIndices": 4, "MIP6OptBindingAuthData": 12}[c.Args[0]]
			if !is || !isDefault(c) {
				return theirs, false
			}
			if text, ok := theirs.Value.(string); ok {
				return original.Result{Value: strings.Replace(text, "olen      = 16", fmt.Sprintf("olen      = %d", length), 1)}, true
			}
			b := append([]byte(nil), theirs.Value.([]byte)...)
			b[1] = length
			return original.Result{Value: b}, true
		},
	},
	{
		Name: "mobility messages of no known kind", Why: "scapy leaves eight bytes of such a message behind, although its length covers them: RFC 6275, 6.1.1",
		Example: genericMessage,
		Theirs:  "MIP6MH_Generic(nh=59, len=1, mhtype=77, res=0, cksum=0, msg=b'01')/Raw(load=b'23456789')", Ours: ownGenericMessage,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: ownGenericMessage}, fmt.Sprint(c) == fmt.Sprint(genericMessage)
		},
	},
	{
		Name: "checksums away from home", Why: "the checksum covers the home address where there is one: RFC 6275, 6.1.1; scapy takes the source",
		Example: awayFromHome, Theirs: []byte(awayBytes + "\x3b\x01\x05\x00\x3e\x60\x00\x00\x80\x00\x00\x03\x01\x02\x00\x00"),
		Ours: ownAwayFromHome,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: ownAwayFromHome}, fmt.Sprint(c) == fmt.Sprint(awayFromHome)
		},
	},
}

// awayBytes is a header of IPv6 from ::1 to ::1, and the home address ::9.
var awayBytes = "\x60\x00\x00\x00\x00\x28\x3c\x40" + strings.Repeat(strings.Repeat("\x00", 15)+"\x01", 2) +
	"\x87\x02\x01\x02\x00\x00\xc9\x10" + strings.Repeat("\x00", 15) + "\x09"

var awayFromHome = original.Call{
	Func: "rebuilt", Args: []any{"IPv6", []byte(awayBytes + "\x3b\x01\x05\x00\x00\x00\x00\x00\x80\x00\x00\x03\x01\x02\x00\x00"), []any{[]any{2, "cksum"}}},
}

// ownAwayFromHome has the sum over ::9, by hand 8 less than over ::1.
var ownAwayFromHome = []byte(awayBytes + "\x3b\x01\x05\x00\x3e\x58\x00\x00\x80\x00\x00\x03\x01\x02\x00\x00")
