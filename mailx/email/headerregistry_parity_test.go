package email_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// structured is what original.py shows of a header.
func structured(c original.Call) (any, error) {
	name, value := c.Args[0].(string), c.Args[1].(string)
	h := email.ParseHeader(name, value)
	if slices.ContainsFunc(h.Defects, func(d email.Defect) bool { return d.Line == "cannot be taken apart" }) {
		return "no sense", nil
	}
	defects := []any{}
	for _, d := range h.Defects {
		says := ""
		switch d.Kind {
		case email.InvalidHeader, email.ObsoleteHeader, email.HeaderMissingRequiredValue:
			says = strings.TrimSuffix(d.Line, " but found something else")
		}
		defects = append(defects, []any{string(d.Kind), says})
	}
	got := original.Dict{{Key: "str", Value: h.String()}, {Key: "defects", Value: defects}}
	add := func(key string, v any) { got = append(got, original.Pair{Key: key, Value: v}) }
	params := func() {
		list := []any{}
		for _, p := range h.Params {
			list = append(list, []any{p.Name, p.Value})
		}
		add("params", list)
	}
	switch h.Kind {
	case email.AddressHeader, email.UniqueAddressHeader, email.SingleAddressHeader, email.UniqueSingleAddressHeader:
		groups := []any{}
		for _, g := range h.Groups {
			list := []any{}
			for _, a := range g.Addresses {
				list = append(list, []any{a.Name, a.Username(), a.Domain(), a.String()})
			}
			groups = append(groups, []any{deref(g.Name), list})
		}
		add("groups", groups)
	case email.DateHeader, email.UniqueDateHeader:
		if h.Time.IsZero() {
			add("date", nil)
		} else if h.NoZone {
			add("date", []any{h.Time.Format("2006-01-02T15:04:05")})
		} else {
			add("date", []any{h.Time.Format("2006-01-02T15:04:05-07:00")})
		}
	case email.ContentTypeHeader:
		params()
		add("content_type", h.ContentType)
	case email.ContentDispositionHeader:
		params()
		add("content_disposition", h.Disposition)
	case email.ContentTransferEncodingHeader:
		add("cte", h.CTE)
	case email.MIMEVersionHeader:
		add("version", h.Version())
	}
	folds := []any{}
	for _, f := range c.Args[3].([]any) {
		most, utf8, sep := f.([]any)[0].(int), f.([]any)[1].(bool), f.([]any)[2].(string)
		text, err := h.Fold(&email.Policy{MaxLineLength: most, UTF8: utf8, Linesep: sep})
		if err != nil {
			if strings.Contains(err.Error(), "cannot be folded") {
				return "no sense", nil
			}
			text = "failed"
		}
		folds = append(folds, latin1([]byte(text)))
	}
	add("folds", folds)
	return got, nil
}

var folds = []any{[]any{78, false, "\n"}, []any{40, false, "\r\n"}, []any{78, true, "\n"}, []any{-1, false, "\n"}, []any{20, false, "\n"}}

// headerPieces are what generated headers are made of, by the kind of header.
var headerPieces = map[string][]string{
	"Subject": {"word", "longer-words", strings.Repeat("x", 30), strings.Repeat("y", 90), " ", "  ", "\t", "你好", "é", "=?utf-8?q?a?=", "=?utf-8?b?w6k=?=", "=?utf-8?q?=22x=2C?=", "=?latin-1?q?=e9?=", "=?bogus?q?x?=", "=?utf-8?q?=ff?=",
		"=?utf-8?b?w6?=", "=?utf-8?b?!w6k=?=", "=?utf-8?x?a?=", "=?utf-8?q?a b?=", "=?=", "=?", "?=", "(c)", "<a@b>", "\"q\"", "\x01", ".", ",", ";", "=?gbk?b?xOO6ww==?=", "=?utf-8*en?q?a_b?=", "=?utf-8?q??="},
	"To": {"a@b.c", "Joe", "Q.", "<a@b.c>", "<a.b@c.d>", "\"Doe, J.\"", "\"a\\\"b\"", "\"", ",", ";", ":", " ", " ", "(comment)", "(a (b) \\) c)", "(", ")", ".", "@", "[1.2.3.4]", "[", "]", "\\", "g:", "你好", "张三 <z@e.c>", "=?utf-8?b?5byg5LiJ?=", "=?utf-8?q?J=C3=B6rg?=",
		"=?utf-8?q?=22Meier=2C_J=C3=B6rg=22?=", "jörg@b.c", "\"a b\"@c.d", "x@münchen.de", "<@r:a@b>", "<>", "\"=?utf-8?q?x?=\"", strings.Repeat("longname ", 9), strings.Repeat("n", 80), "<" + strings.Repeat("l", 70) + "@example.com>", "\t", "undisclosed-recipients:;"},
	"Content-Type": {"text/plain", "text", "/", "multipart/mixed", ";", "; ", " ", "charset", "charset=utf-8", "charset=\"utf-8\"", "name", "name=\"a;b\\\"c\"", "name*=utf-8''%E4%BD%A0.txt", "name*0=\"abc\"", "name*1=\"def\"", "name*0*=utf-8''%E4", "name*1*=%BD%A0", "=", "*", "'", "\"",
		"boundary=\"" + strings.Repeat("=", 60) + "\"", "name=\"" + strings.Repeat("报", 30) + "\"", "name=\"" + strings.Repeat("x", 100) + "\"", "(c)", "x=y", "name*=\"utf-8''%E4%BD%A0\"", "name*=x", "name*=\"plain\"", "你", "%", "name*01=x", "b=\"a b\"", "name=\xff", "x*=bogus''%ff", "name*2*=\"%20x\"", "(", "a/b/c", "TEXT/Html", "@", "x*=utf-8'en'a"},
	"Content-Disposition":       {"attachment", "inline", ";", "; ", "filename=\"a.txt\"", "filename=a b", "filename*=utf-8''%E6%8A%A5", "filename", "=", " ", "(c)", "\"x\"", "你", "size=3", "filename=\"" + strings.Repeat("报告", 20) + ".pdf\""},
	"Content-Transfer-Encoding": {"base64", "7BIT", " ", ";", "(c)", "quoted-printable", "x y", "=", ".", "\"q\"", "@"},
	"MIME-Version":              {"1", ".", "0", "1.0", " ", "(c)", "x", "2"},
	"Message-ID":                {"<a.b@c.d>", "<", ">", "@", "a", ".b", " ", "[1.2]", "[x", "\"q\"", "(c)", "<" + strings.Repeat("id", 40) + "@host>", "=?utf-8?q?x?=", "你", ","},
	"Date":                      {"Fri, ", "09 ", "Nov ", "2001 ", "01:08:47 ", "-0000", "+0130", "GMT", "Fri, 09 Nov 2001 01:08:47 -0000", "Fri, 9 Nov 2001 01:08:47 +0130", "9 Nov 2001 01:08 ", "bad"},
}

// headerNames are the names of the headers that pieces are for, in order.
func headerNames() []string {
	var names []string
	for name := range headerPieces {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func generatedHeader(rng *rand.Rand, name string) string {
	pieces := headerPieces[name]
	text := ""
	for range 1 + rng.IntN(7) {
		text += pieces[rng.IntN(len(pieces))]
		if rng.IntN(3) == 0 {
			text += " "
		}
	}
	return text
}

func TestParityStructuredHeaders(t *testing.T) {
	rng := original.Rand(t)
	j := judge(t, structured, versionWithoutMajor)
	// Until CVE-2025-11468 was mended Python lost the parentheses of a folded comment; an
	// older one cannot say how it should be.
	comments := j.Python.Value("folds_comments") == true
	ask := func(name, value string) original.Call {
		into := folds
		if strings.Contains(value, "(") && !comments {
			into = []any{}
		}
		return original.Call{Func: "structured", Args: []any{name, value, false, into}}
	}
	var calls []original.Call
	for range original.Rounds(t, 2000) {
		names := headerNames()
		name := names[rng.IntN(len(names))]
		calls = append(calls, ask(name, generatedHeader(rng, name)))
	}
	j.Pins(t)
	var rare []original.Call
	for _, h := range [][2]string{
		{"Content-Type", ""}, {"Content-Disposition", ""}, {"Content-Transfer-Encoding", ""}, {"MIME-Version", ""}, {"Message-ID", ""}, {"Date", ""}, {"To", ""},
		{"To", "a@b .c"}, {"To", "a@b (x) .c"}, {"To", "a@b. c"},
		{"To", strings.Repeat("(a)", 120) + "a@b"}, // beside each other, not in each other
	} {
		rare = append(rare, ask(h[0], h[1]))
	}
	j.Table(t, rare)
	j.Generated(t, calls)
}

var versionWithoutMajor = original.Divergence{
	Name: "a version without its major number", Why: `the original shows "None.0"; here it is no version`,
	Example: original.Call{Func: "structured", Args: []any{"MIME-Version", ".0", false, []any{}}},
	Theirs:  version("None.0"), Ours: version(""),
	Share: 0.05,
	Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
		d, ok := theirs.Value.(original.Dict)
		if !ok {
			return theirs, false
		}
		v, _ := d.Get("version").(string)
		if !strings.HasPrefix(v, "None.") {
			return theirs, false
		}
		owed := slices.Clone(d)
		for i := range owed {
			if owed[i].Key == "version" {
				owed[i].Value = ""
			}
		}
		return original.Result{Value: owed}, true
	},
}

// version is what original.py shows of ".0" as a version.
func version(v string) original.Dict {
	return original.Dict{
		{Key: "str", Value: ".0"}, {Key: "defects", Value: []any{[]any{"InvalidHeaderDefect", "Expected MIME major version number"}}}, {Key: "version", Value: v}, {Key: "folds", Value: []any{}},
	}
}

func TestParityAddressObjects(t *testing.T) {
	py := startEmail(t)
	py.Define("import email.headerregistry as hr")
	for _, p := range [][3]string{{"", "a", "b.c"}, {"Joe", "a.b", "c.d"}, {"J. Doe", "a b", "c.d"}, {`q"x`, `a"b\c`, "d"}, {"张三", "z", "e.c"}, {"", "", ""}, {"x", "", ""}, {"", "a@b", "c"}, {"", "a", ""}, {"n", "a..b", "c"}} {
		want := py.Value("lambda n, u, d: (lambda a: [str(a), a.username, a.domain, a.display_name, '' if a.addr_spec == '<>' else a.addr_spec])(hr.Address(n, u, d))", p[0], p[1], p[2])
		a, err := email.NewAddress(p[0], p[1], p[2])
		if got := original.Plain([]any{a.String(), a.Username(), a.Domain(), a.Name, a.Addr}); err != nil || !original.Same(got, want) {
			t.Errorf("%q: %v (%v), want %v", p, got, err, want)
		}
		b, _ := email.NewAddress(p[0], p[1], p[2])
		if a != b {
			t.Errorf("%v is not %v", a, b)
		}
	}
	for _, spec := range []string{"a@b", `"a b"@c`, "a.b@c.d", "a@[1.2.3.4]", "x <a@b>", "a@b c", "a@", "", "jörg@b", "a b@c", "(c)a@b"} {
		want, failed := py.Call("lambda s: str(hr.Address(addr_spec=s))", spec)
		a, err := email.ParseAddrSpec(spec)
		if (err != nil) != (failed != nil) || err == nil && a.String() != want {
			t.Errorf("%q: %v (%v), want %v (%v)", spec, a, err, want, failed)
		}
	}
	if _, err := email.NewAddress("x\r\nBcc: y", "a", "b"); err == nil {
		t.Error("a line end in a name was taken")
	}
}

func TestParityGroupObjects(t *testing.T) {
	py := startEmail(t)
	py.Define("import email.headerregistry as hr")
	a, b := email.Address{Name: "Doe, J.", Addr: "d@e.f"}, email.Address{Addr: "x@y.z"}
	for _, g := range []email.Group{{Addresses: []email.Address{b}}, {Name: ptr("team"), Addresses: []email.Address{a, b}}, {Name: ptr("a, b")}, {Name: ptr("")}, {Addresses: []email.Address{a, b}}} {
		var pairs []any
		for _, x := range g.Addresses {
			pairs = append(pairs, []any{x.Name, x.Username(), x.Domain()})
		}
		want := py.Value("lambda n, l: str(hr.Group(n, [hr.Address(*x) for x in l or []]))", deref(g.Name), pairs)
		if g.String() != want {
			t.Errorf("%q, want %q", g, want)
		}
		other := email.Group{Name: ptr("other"), Addresses: g.Addresses}
		if same := (email.Group{Name: g.Name, Addresses: slices.Clone(g.Addresses)}); !g.Equal(same) || g.Equal(other) || other.Equal(g) {
			t.Errorf("%v is not equal to itself, or to %v", g, other)
		}
	}
	// What is set reads back.
	m := email.NewEmailMessage(nil)
	team := email.Group{Name: ptr("运维, 北京"), Addresses: []email.Address{a, {Name: "张三", Addr: "z@e.c"}}}
	if err := m.SetGroups("To", team, email.Group{Addresses: []email.Address{b}}); err != nil {
		t.Fatal(err)
	}
	data, err := m.AsBytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	groups := email.MessageFromBytes(data, nil).Header("To").Groups
	if len(groups) != 2 || !groups[0].Equal(team) || groups[1].Name != nil || groups[1].Addresses[0] != b {
		t.Errorf("%s reads back as %v", data, groups)
	}
	for _, bad := range []email.Group{{}, {Name: ptr("x\n")}, {Name: ptr("x"), Addresses: []email.Address{{Addr: "no address"}}}, {Addresses: []email.Address{a, b}}} {
		if err := m.SetGroups("Cc", bad); err == nil || m.Has("Cc") {
			t.Errorf("%v was set: %v", bad, err)
		}
	}
	if err := m.SetGroups("To"); err != nil || m.Has("To") {
		t.Errorf("no groups: %v", err)
	}
}

func TestRegistriesOfOnesOwn(t *testing.T) {
	r := &email.HeaderRegistry{Default: email.DateHeader, NoStandardMap: true}
	r.MapToType("X-Sender", email.SingleAddressHeader)
	if r.Kind("x-SENDER") != email.SingleAddressHeader || r.Kind("To") != email.DateHeader || email.DateHeader.MaxCount() != 0 || email.UniqueDateHeader.MaxCount() != 1 {
		t.Error("the registry does not know its kinds")
	}
	if a, err := r.Parse("X-Sender", "Joe <a@b.c>").Address(); err != nil || a.Name != "Joe" {
		t.Errorf("%v, %v", a, err)
	}
	for _, value := range []string{"a@b, c@d", "", "g:;"} {
		if a, err := r.Parse("X-Sender", value).Address(); err == nil {
			t.Errorf("%q: %v", value, a)
		}
	}
	m := email.NewEmailMessage(&email.Policy{Structured: true, Headers: r})
	if err := m.Add("Subject", "Fri, 09 Nov 2001 01:08:47 -0000"); err != nil || m.Header("Subject").Time.Unix() != 1005268127 {
		t.Errorf("%v (%v)", m.Header("Subject"), err)
	}
	def := email.NewEmailMessage(nil)
	if def.Add("Subject", "x") != nil || def.Add("subject", "y") == nil || def.Add("Received", "x") != nil || def.Add("Received", "y") != nil {
		t.Error("a second subject was taken, or a second Received refused")
	}
}
