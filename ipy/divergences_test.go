package ipy_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/ipy"
)

// Where IPy 1.01 is wrong about a network, testdata/original.py works out with
// Python's ipaddress, or with what works in IPy, what is owed: an answer that
// differs comes as both, with its kind.

// owed makes a divergence of such a kind: in place of both stands what is owed.
func owed(d original.Divergence) original.Divergence {
	d.Expect = func(_ original.Call, theirs original.Result) (original.Result, bool) {
		value, found := resolved(theirs.Value, d.Name)
		theirs.Value = value
		return theirs, found
	}
	return d
}

func resolved(value any, kind string) (out any, found bool) {
	v, ok := value.(original.Dict)
	if !ok {
		return value, false
	}
	if v.Get("kind") == kind {
		return v.Get("owed"), true
	}
	dict := make(original.Dict, len(v))
	for i, p := range v {
		item, here := resolved(p.Value, kind)
		dict[i], found = original.Pair{Key: p.Key, Value: item}, found || here
	}
	return dict, found
}

// fact asks for one of the facts of a network.
func fact(name, text string) original.Call {
	return original.Call{Func: "lambda n: facts(n)['" + name + "']", Args: []any{network{text, ipy.MustParse(text)}}}
}

func both(kind string, theirs, owed any) original.Dict {
	return original.Dict{{Key: "kind", Value: kind}, {Key: "theirs", Value: theirs}, {Key: "owed", Value: owed}}
}

func failure(class, text string) original.Dict {
	return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: text}}
}

// pinned is a divergence of a fact, with an example.
func pinned(name, what, text string, theirs, ours any, share float64, why string) original.Divergence {
	return owed(original.Divergence{Name: name, Why: why, Example: fact(what, text), Theirs: both(name, theirs, ours), Ours: ours, Share: share})
}

// always makes a divergence of an operation that the original gets wrong whenever
// it answers so.
func always(name, why, expression string, theirs, ours any) original.Divergence {
	return original.Divergence{
		Name: name, Why: why, Example: original.Call{Func: "lambda: " + expression}, Theirs: theirs, Ours: ours,
		Expect: func(c original.Call, r original.Result) (original.Result, bool) {
			if c.Func != "lambda: "+expression {
				return r, false
			}
			if e, ok := ours.(*original.Exception); ok {
				return original.Result{Err: e}, true
			}
			return original.Result{Value: ours}, true
		},
	}
}

func raises(class, text string) *original.Exception {
	return &original.Exception{Class: class, Message: text}
}

var divergences = []original.Divergence{
	pinned("last addresses", "broadcast", "::/96", []any{"255.255.255.255", 4}, []any{"::ffff:ffff", 6}, 0.01,
		"a last address below 2^32 is read as IPv4"),
	pinned("small mapped addresses", "v46map", "::ffff:0.0.0.5", "5.0.0.0", "0.0.0.5", 0.01,
		"the address is passed on as decimal text, of which below 256 is a first octet"),
	pinned("reverse names", "reverseName", "195.16.0.0/12", "16-255.195.in-addr.arpa.", "16-31.195.in-addr.arpa.", 0.6,
		"a name within an octet ends with the last octet of the broadcast address and within a hexadecimal digit is made of all digits of the address; /0 begins with an empty label, and a mapped network has the name of the wrong v46map"),
	pinned("lists of reverse names", "reverseNames", "123::/16", []any{"3.2.1.ip6.arpa."}, []any{"3.2.1.0.ip6.arpa."}, 0.6,
		"leading zeros of an IPv6 address have no labels, a prefix within a hexadecimal digit is refused, /0 has an empty label, and a mapped network has the names of the wrong v46map"),
	owed(original.Divergence{
		Name: "long prefixes", Why: "a prefix longer than the address is a negative shift count with make_net, and a want of memory when it is huge",
		Example: original.Call{Func: "reading", Args: []any{reading{Text: "1.2.3.4/33", MakeNet: true}}},
		Theirs:  both("long prefixes", failure("ValueError", "negative shift count"), failure("ValueError", "IP('1.2.3.4/33') has invalid prefix length (33)")),
		Ours:    failure("ValueError", "IP('1.2.3.4/33') has invalid prefix length (33)"), Share: 0.01,
	}),
	owed(original.Divergence{
		Name: "overlaps across families", Why: "overlaps() compares the numbers of addresses whatever their family",
		Example: original.Call{Func: "lambda p: pair(p)['overlaps']", Args: pairCall(ipy.MustParse("0.0.0.0/0"), ipy.MustParse("::1")).Args},
		Theirs:  both("overlaps across families", 1, 0), Ours: 0, Share: 0.03,
	}),
	owed(original.Divergence{
		Name: "symmetric differences", Why: "^= adds a network whole that is in the set in part",
		Example: original.Call{Func: "lambda s: sets(s)['ixor']", Args: []any{setCase([]ipy.IP{ipy.MustParse("10.0.0.0/25")}, []ipy.IP{ipy.MustParse("10.0.0.0/24")}, []ipy.IP{ipy.MustParse("10.0.0.0")})}},
		Theirs:  both("symmetric differences", []any{"10.0.0.0/24"}, []any{"10.0.0.128/25"}), Ours: []any{"10.0.0.128/25"}, Share: 0.3,
	}),
	always("families of texts", "text on the left of in loses its family", "'::1' in IPy.IP('0.0.0.0/0')", true, false),
	always("numbers below zero", "a number below zero is an address until it is shown", "IPy.IP(-1).int()", -1, raises("ValueError", "IPs can't be negative: -1")),
	always("| on sets", "| raises", "listed(ipset(['10.0.0.0/8']) | ipset(['11.0.0.0/8']))", raises("TypeError", "'generator' object is not subscriptable"), []any{"10.0.0.0/7"}),
	always("^ on sets", "^ raises", "listed(ipset(['10.0.0.0/8']) ^ ipset(['11.0.0.0/8']))", raises("TypeError", "'generator' object is not subscriptable"), []any{"10.0.0.0/7"}),
	always("what is not in a set", "a set that lacks an address says None", "ipset(['10.0.0.0/8']).__contains__(IPy.IP('11.0.0.0'))", nil, false),
	always("large counts", "networks of 2^63 addresses and more have no len()", "len(IPy.IP('::/64'))", raises("OverflowError", "cannot fit 'int' into an index-sized integer"), new(big.Int).Lsh(big.NewInt(1), 64)),
	always("large slices", "nor slices", "[str(x) for x in IPy.IP('::/64')[0:2]]", raises("OverflowError", "cannot fit 'int' into an index-sized integer"), []any{"::", "::1"}),
}

// operations answer the expressions above.
var operations = map[string]func() (any, error){
	"'::1' in IPy.IP('0.0.0.0/0')": func() (any, error) { return ipy.MustParse("0.0.0.0/0").ContainsText("::1") },
	"IPy.IP(-1).int()": func() (any, error) {
		ip, err := ipy.NewIP(-1, nil)
		return ip.IntBig(), err
	},
	"listed(ipset(['10.0.0.0/8']) | ipset(['11.0.0.0/8']))": func() (any, error) {
		return texts(ipy.NewIPSet(ipy.MustParse("10.0.0.0/8")).Union(ipy.NewIPSet(ipy.MustParse("11.0.0.0/8")))), nil
	},
	"listed(ipset(['10.0.0.0/8']) ^ ipset(['11.0.0.0/8']))": func() (any, error) {
		return texts(ipy.NewIPSet(ipy.MustParse("10.0.0.0/8")).SymmetricDifference(ipy.NewIPSet(ipy.MustParse("11.0.0.0/8")))), nil
	},
	"ipset(['10.0.0.0/8']).__contains__(IPy.IP('11.0.0.0'))": func() (any, error) {
		return ipy.NewIPSet(ipy.MustParse("10.0.0.0/8")).Contains(ipy.MustParse("11.0.0.0")), nil
	},
	"len(IPy.IP('::/64'))": func() (any, error) { return ipy.MustParse("::/64").LenBig(), nil },
	"[str(x) for x in IPy.IP('::/64')[0:2]]": func() (any, error) {
		two, err := ipy.MustParse("::/64").Slice(&ipy.SliceOptions{Start: new(0), Stop: new(2)})
		if err != nil {
			return nil, err
		}
		list := []any{}
		for ip := range two {
			list = append(list, ip.String())
		}
		return list, nil
	},
}

func judge(t *testing.T) *original.Judge {
	t.Helper()
	return &original.Judge{Python: startIPy(t), Divergences: divergences, Ours: ours}
}

func ours(c original.Call) original.Result {
	if len(c.Args) == 0 {
		value, err := operations[c.Func[len("lambda: "):]]()
		var e *ipy.Error
		if errors.As(err, &e) {
			return original.Result{Err: raises("ValueError", e.Reason)}
		}
		return original.Result{Value: value, Err: err}
	}
	value := c.Args[0].(interface{ ours() any }).ours()
	// An example asks for one of the answers alone.
	if _, name, alone := strings.Cut(c.Func, "['"); alone {
		value = value.(original.Dict).Get(strings.TrimSuffix(name, "']"))
	}
	return original.Result{Value: value}
}

func TestDivergencesArePinned(t *testing.T) { judge(t).Pins(t) }
