package ledger_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
)

const code = `package thing

import "net/netip"

const Limit = 1

var ErrBad, hidden = 1, 2

type Base struct{ Depth, inner int }

func (*Base) Walk() {}

type deep struct{ Base }

type Thing[T any] struct {
	*deep
	netip.Addr
	Width int
}

func (t *Thing[T]) Len() int { return 0 }

type Alias = Base

type Defined Base

type Reader interface {
	Read()
	closer
}

type closer interface{ Close() }

func New() {}

func private() {}
`

func TestIdentifiers(t *testing.T) {
	dir := write(t, map[string]string{
		"thing.go":         code,
		"thing_windows.go": "package thing\n\nfunc OnWindows() {}\n",
		"gen.go":           "//go:build ignore\n\npackage main\n\nfunc Generator() {}\n",
		"thing_test.go":    "package thing\n\nfunc InTest() {}\n",
	})
	got, err := ledger.Identifiers(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]ledger.Kind{
		"Limit": ledger.Const, "ErrBad": ledger.Var, "New": ledger.Func, "OnWindows": ledger.Func,
		"Base": ledger.Type, "Base.Depth": ledger.Field, "Base.Walk": ledger.Method,
		"Thing": ledger.Type, "Thing.Width": ledger.Field, "Thing.Len": ledger.Method, "Thing.Addr": ledger.Field,
		"Thing.Base": ledger.Field, "Thing.Depth": ledger.Field, "Thing.Walk": ledger.Method,
		"Alias": ledger.Type, "Alias.Depth": ledger.Field, "Alias.Walk": ledger.Method,
		"Defined": ledger.Type, "Defined.Depth": ledger.Field,
		"Reader": ledger.Type, "Reader.Read": ledger.Method, "Reader.Close": ledger.Method,
	}
	for name, kind := range want {
		if got[name] != kind {
			t.Errorf("%s is %q, want %q", name, got[name], kind)
		}
	}
	for name := range got {
		if want[name] == "" {
			t.Errorf("%s must not be there", name)
		}
	}
}

func TestCheckFindsEachFault(t *testing.T) {
	for row, want := range map[string]string{
		"thing.a\tNew\tsame\t":                   "",
		"thing.a\tThing.Len, Base\tadapted\twhy": "",
		"thing.a\tsub.Inner.Do\tsame\t":          "",
		"thing.a\t\tabsent\tlater: no peer yet":  "",
		"thing.a\tNew\tmaybe\t":                  `parity.tsv:4: thing.a: status "maybe" is none of same, adapted, fixed, absent`,
		"thing.a\tNew\tadapted\t":                "status adapted wants a reason",
		"thing.a\tNew\tfixed\t ":                 "status fixed wants a reason",
		"thing.a\t\tabsent\t":                    "status absent wants a reason",
		"thing.a\tNew\tabsent\twhy":              "is absent and yet names New",
		"thing.a\t\tsame\t":                      "status same wants a Go name",
		"thing.a\tGone\tsame\t":                  "Gone is not an exported name of",
		"thing.a\tprivate\tsame\t":               "private is not an exported name of",
		"thing.a\tNew,\tsame\t":                  " is not an exported name of",
		"thing.a\tThing.Gone\tsame\t":            "Thing.Gone is not an exported name of",
		"thing.a\tDefined.Walk\tsame\t":          "Defined.Walk is not an exported name of",
		"thing.a\tsub.Gone\tsame\t":              "sub.Gone is not an exported name of",
		"thing.a\tnone.Gone\tsame\t":             "none.Gone: there is no folder",
	} {
		dir := write(t, map[string]string{
			"thing.go":   code,
			"sub/sub.go": "package sub\n\ntype Inner int\n\nfunc (Inner) Do() {}\n",
			ledger.File:  headers + row + "\n",
		})
		err := ledger.Check(dir)
		if want == "" && err != nil {
			t.Errorf("%q: %v", row, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "parity.tsv:4: ")) {
			t.Errorf("%q:\n got %v\nwant %s", row, err, want)
		}
	}
}

func TestEveryFaultIsReported(t *testing.T) {
	dir := write(t, map[string]string{"thing.go": code, ledger.File: headers + "thing.a\tGone\tsame\t\nthing.b\tLost\tsame\t\n"})
	err := ledger.Check(dir)
	if err == nil || !strings.Contains(err.Error(), "parity.tsv:4: ") || !strings.Contains(err.Error(), "parity.tsv:5: ") {
		t.Errorf("got %v", err)
	}
}
