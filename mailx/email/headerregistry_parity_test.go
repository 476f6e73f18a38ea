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
		defects = append(defects, string(d.Kind))
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
	var calls []original.Call
	for range original.Rounds(t, 2000) {
		names := headerNames()
		name := names[rng.IntN(len(names))]
		calls = append(calls, original.Call{Func: "structured", Args: []any{name, generatedHeader(rng, name), false, folds}})
	}
	j := judge(t, structured, versionWithoutMajor)
	j.Pins(t)
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
		{Key: "str", Value: ".0"}, {Key: "defects", Value: []any{"InvalidHeaderDefect"}}, {Key: "version", Value: v}, {Key: "folds", Value: []any{}},
	}
}
