package rrd

import (
	"errors"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// graphDivergences are the places where graphs of a file mean to differ from
// librrd's.
func graphDivergences(file string) []original.Divergence {
	return []original.Divergence{{
		Name:    "trailingNewline",
		Why:     "some of librrd's errors end in a line feed; here an error is one line",
		Example: graphCall([]string{"-", "--start", "1699914000", "--end", "1700000400", "DEF:a=" + file + ":in:AVERAGE", "VDEF:v=a,FOO", "LINE1:a#f00"}),
		Theirs:  &original.Exception{Class: "RRDError", Message: "Unknown function 'FOO' in VDEF 'v'\n"},
		Ours:    &original.Exception{Class: "RRDError", Message: "Unknown function 'FOO' in VDEF 'v'"},
		Expect: func(_ original.Call, theirs original.Result) (original.Result, bool) {
			var e *original.Exception
			if !errors.As(theirs.Err, &e) || !strings.HasSuffix(e.Message, "\n") {
				return theirs, false
			}
			return original.Result{Err: &original.Exception{Class: e.Class, Message: strings.TrimSuffix(e.Message, "\n")}}, true
		},
	}}
}
