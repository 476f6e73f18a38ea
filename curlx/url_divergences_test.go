package curlx

import "github.com/pyops-go/pyops/internal/original"

// differing is what testdata/libcurl.py answers where libcurl is wrong.
func differing(theirs, owed any) original.Dict {
	return original.Dict{{Key: "theirs", Value: theirs}, {Key: "owed", Value: owed}}
}

var urlDivergences = []original.Divergence{
	{
		Name: "URLs that libcurl 7.88 gets wrong",
		Why: "it leaves the query out of a file's URL and writes (nil) for its path /; takes an empty reference or a fragment alone " +
			"for one that changes path and query, and looks for slashes in the base's fragment; loses a slash of a base whose path is //x; " +
			"takes a port with blanks or a line end before it, and anything after an IPv6 address with a zone; " +
			"leaves 1%2e1 a name and takes %7f in one; changes a host with a percent sign each time that the URL is told, and the zone when a host is refused",
		Example: urlCall(0, setOf(UPART_URL, "file:///?y#z", 0)),
		Theirs: differing(
			[]any{[]any{0}, []any{[]byte("file://(nil)#z"), []byte("file"), 11, 12, 13, 14, 15, []byte("/"), []byte("y"), []byte("z"), 18, 9}},
			[]any{[]any{0}, []any{[]byte("file:///?y#z"), []byte("file"), 11, 12, 13, 14, 15, []byte("/"), []byte("y"), []byte("z"), 18, 9}}),
		Ours:  []any{[]any{0}, []any{[]byte("file:///?y#z"), []byte("file"), 11, 12, 13, 14, 15, []byte("/"), []byte("y"), []byte("z"), 18, 9}},
		Share: 0.2,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if both, ok := theirs.Value.(original.Dict); ok {
				return original.Result{Value: both.Get("owed")}, true
			}
			return theirs, false
		},
	},
}
