package zone_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// zoneTexts are zone files of the zone example., good ones and bad ones.
var zoneTexts = []string{
	"", "\n", "a A 192.0.2.1", "a 300 A 192.0.2.1", "a 300 IN A 192.0.2.1", "$TTL 1h\na A 192.0.2.1",
	"@ SOA a b 1 2 3 4 5\n@ NS a\n", "@ 77 SOA a b 1 2 3 4 5\nb A 192.0.2.1",
	"@ SOA a b 1 2 3 4 5\nb A 192.0.2.1\nc 9 A 192.0.2.1\nd A 192.0.2.2",
	"a 10 A 192.0.2.1\n@ SOA a b 1 2 3 4 5\nb A 192.0.2.1", "$TTL 9\n@ SOA a b 1 2 3 4 5\nb A 192.0.2.1",
	"@ SOA a b 1 2 3 4 5\n$TTL 9\nb A 192.0.2.1\n", "x.other. 10 SOA a b 1 2 3 4 5\nb A 192.0.2.1",
	"a 10 A 192.0.2.1\nb A 192.0.2.1", "a 10 A 192.0.2.1\n A 192.0.2.2\n\n  \n ; foo\n\tAAAA 2001:db8::1", " A 192.0.2.1", " 300 A 192.0.2.1",
	"a 300 CH A b. 1", "a 300 HS A 192.0.2.1", "a 300 BOGUS A 192.0.2.1", "a 300 IN", "a 300", "a", "a 300 IN A",
	"a 300 IN A 192.0.2.1 5", "b.other. 300 A 192.0.2.1", "b.other. garbage", "b.other. \" foo", "a.example. 300 A 192.0.2.1",
	"x.other. 10 A 192.0.2.1\n 10 A 192.0.2.1\n", "x 10 A 192.0.2.1\nx.other. 10 A 192.0.2.1\n 10 A 192.0.2.2\n",
	"A.EXAMPLE. 300 A 192.0.2.1\na 300 AAAA 2001:db8::1", "a 300 CNAME b\na 300 CNAME c", "a 300 CNAME b\na 300 NSEC c A",
	"$ORIGIN sub.example.\na 300 MX 1 b", "$ORIGIN other.\na 300 MX 1 b", "$ORIGIN", "$TTL", "$TTL x", "$TTL 1 2", "$FOO bar", "$foo bar",
	"$ttl 30\na A 192.0.2.1", "$INCLUDE foo", "a 300 A 192.0.2.1\na 200 A 192.0.2.2\na 400 A 192.0.2.3", "a 300 A 192.0.2.1\na 300 A 192.0.2.1",
	"@ 30 SOA a b 1 2 3 4 5\n@ 30 SOA a b 2 2 3 4 5", "a.. 300 A 192.0.2.1", "a 300 TXT \"foo", "a ( 300 A 192.0.2.1",
	"a 300 (\nA 192.0.2.1\n) ; hi", "\"a\" 300 A 192.0.2.1", "\\097 300 A 192.0.2.1", "a 300 TYPE1 \\# 4 01020304", "a 300 ANY x",
	"a 300 AXFR foo", "a 300 TYPE65280 \\# 1 00", "a 300 BOGUS x", "a 4294967296 A 192.0.2.1", "a 1w A 192.0.2.1", "a -1 A 192.0.2.1", "a 4294967295 A 192.0.2.1",
	"a 300 RRSIG A 8 2 300 20300101000000 20200101000000 1 example. AAAA\n", " $TTL 7\n", "\\$TTL 300 A 192.0.2.1", "a 300 IN A 192.0.2.1 ; one\na A 192.0.2.2;two\n",
	"a 300 IN (A) 192.0.2.1 ; one", "a 300 TXT ( \"x\" ; first\n \"y\" ; second\n) ; third\n", "a\t300\tIN\tA\t192.0.2.1\t;tabs", "a 300 A 192.0.2.1\r\n", "; only\n;comments\n",
	"a 300 in a 192.0.2.1\nB 1D iN mX 5 C", "*.w 300 A 192.0.2.1\n* 300 A 192.0.2.1", "a 300 CLASS1 TYPE1 192.0.2.1", "a 300 IN NONE x", "bücher 300 A 192.0.2.1",
	"$TTL 7\n$GENERATE 1-3 a$ A 192.0.2.$", "$GENERATE 1-3 a$ A 192.0.2.$", "$TTL 7\n$GENERATE 1-10/3 a$ A 192.0.2.$", "$TTL 7\n$GENERATE 1-3 a${0,3,d} A 192.0.2.$",
	"$TTL 7\n$GENERATE 1-3 a${5} A 192.0.2.$", "$TTL 7\n$GENERATE 1-3 a${-5,3} CNAME b$", "$TTL 7\n$GENERATE 1-3 a${+5,3} CNAME b$",
	"$TTL 7\n$GENERATE 10-12 a${0,4,x} CNAME b${0,4,X}", "$TTL 7\n$GENERATE 10-12 a${0,4,o} CNAME b$", "$TTL 7\n$GENERATE 10-12 ${0,4,n} CNAME b${0,4,N}",
	"$TTL 7\n$GENERATE 1000-1002 ${0,4,n}.x CNAME b${0,9,N}", "$TTL 7\n$GENERATE 10-12 ${0,3,n} CNAME b${0,1,n}", "$TTL 7\n$GENERATE 1000-1001 ${0,5,n} CNAME b${0,1,N}", "$TTL 7\n$GENERATE 10-12 ${0,4,z} CNAME b",
	"$TTL 7\n$GENERATE 1-2 a$ 30 A 192.0.2.$", "$TTL 7\n$GENERATE 1-2 a$ 30 IN A 192.0.2.$", "$TTL 7\n$GENERATE 1-2 a$ CH A 192.0.2.$", "$TTL 7\n$GENERATE 1-2 a$",
	"$TTL 7\n$GENERATE 1-2", "$TTL 7\n$GENERATE", "$TTL 7\n$GENERATE 1-2 a$ BOGUS x", "$TTL 7\n$GENERATE 1-2 $.$.b TXT $-$", "$TTL 7\n$GENERATE 1-2 a$.other. A 192.0.2.1",
	"$TTL 7\n$GENERATE 1-2 a${-3} A 192.0.2.1", "$TTL 7\n$GENERATE 1-2 a${-3,4,x} A 192.0.2.1", "$TTL 7\n$GENERATE 1-3 @ NS ns$\n", "$TTL 7\n$GENERATE 0-0 a$ A 192.0.2.$",
	"$TTL 7\n$GENERATE 1-70000/69999 a$ A 192.0.2.1", "$TTL 7\nfoo A 192.0.2.1\n$GENERATE 1-2 a$ A 192.0.2.$\n A 192.0.2.5", "x 5 A 192.0.2.1\n$GENERATE 1-2 a$ A 192.0.2.$",
	"x 5 A 192.0.2.1\n$GENERATE 1-2 a$ 9 A 192.0.2.$\nc A 192.0.2.1", "$TTL 7\n$GENERATE 3-1 a$ A 192.0.2.$", "$TTL 7\n$GENERATE 1-3/0 a$ A 192.0.2.$", "$TTL 7\n$GENERATE 1-2 \"a$\" A 192.0.2.$",
}

func TestZoneTexts(t *testing.T) {
	py := startZones(t)
	var calls []original.Call
	for _, text := range zoneTexts {
		for _, relativize := range []bool{true, false} {
			c := textOf(text)
			c.Relativize = relativize
			calls = append(calls, ask(c))
		}
	}
	add := func(c zoneText) { calls = append(calls, ask(c)) }
	for _, text := range []string{"$ORIGIN foo.\na 300 A 192.0.2.1", "a 300 A 192.0.2.1", "$TTL 3\n$ORIGIN foo.\n$ORIGIN bar.foo.\na 300 A 192.0.2.1\nx.foo. MX 10 y\n"} {
		add(zoneText{Text: text, Relativize: true, Directives: true})
	}
	for _, text := range []string{"@ 300 A 192.0.2.1", "@ 300 NS x", "b 300 NS x", "@ 300 SOA a b 1 2 3 4 5", "@ 300 SOA a b 1 2 3 4 5\n@ NS a", ""} {
		for _, relativize := range []bool{true, false} {
			add(zoneText{Text: text, Origin: "example.", Relativize: relativize, Check: true, Directives: true})
		}
	}
	for _, c := range []struct {
		text       string
		directives any
	}{
		{"$TTL 300\n$ORIGIN foo.\n", false}, {"$TTL 300 A 192.0.2.1\n", false}, {"$TTL 300\na A 192.0.2.1\n$ORIGIN foo", []string{"$TTL"}},
		{"$TTL 8\n$GENERATE 1-2 a$ A 192.0.2.$", []string{"$ttl"}}, {"$TTL 8\n$FOO 1-2 a$", []string{"$TTL", "$foo"}},
	} {
		add(zoneText{Text: c.text, Origin: "example.", Relativize: true, Directives: c.directives})
	}
	for _, text := range []string{"", "@ 5 TXT x", "a 300 A b. 1", "a 300 CH A b. 1", "a 300 IN A 192.0.2.1"} {
		calls = append(calls, ask(zoneClass{text, "example.", dnsq.ClassCH}))
	}
	for _, text := range []string{"1-2", "1-1", "0-0", "1-10/3", "3-1", "1", "1-", "-1-2", "1--2", "1-2/", "/2", "1-2/0", "a-b", "1-2/3/4", "1 - 2", "1-2-3", "2/1-3", ""} {
		calls = append(calls, ask(zoneRange{text}))
	}
	compareZones(t, py, calls)
}

// generatedZone is the text of a zone of many kinds of lines; a few are bad.
func generatedZone(r *rand.Rand, good, bad []dnstest.Line) string {
	var b strings.Builder
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	if r.IntN(4) > 0 {
		fmt.Fprintf(&b, "$TTL %s\n", pick("300", "1h", "2d3h", "0"))
	}
	if r.IntN(3) > 0 {
		b.WriteString("@ 60 IN SOA ns hostmaster ( 1 2\n 3 4 ; minimum follows\n 5 )\n@ NS ns\n")
	}
	for range 2 + r.IntN(12) {
		switch k := r.IntN(60); {
		case k == 0:
			fmt.Fprintf(&b, "$TTL %s\n", pick("60", "1m30s", "x", ""))
		case k == 1:
			fmt.Fprintf(&b, "$ORIGIN %s\n", pick("sub.example.", "example.", "other.", "SUB.example."))
		case k == 2:
			fmt.Fprintf(&b, "$GENERATE %s %s %s %s %s\n", pick("1-3", "0-9/4", "7-7", "2-1", "15-17"), pick("h$", "${0,2,x}", "${1}", "$.g", "${0,3,n}", "@", "h${-9,4,d}"),
				pick("", "5", "IN", "7 IN"), pick("A", "CNAME", "TXT", "PTR"), pick("192.0.2.$", "t$", "${10,4,o}", "x${0,5,N}y"))
		case k == 3:
			b.WriteString(pick("\n", "   \n", "; comment\n", " ; comment\n", "\t\n"))
		case k == 4:
			b.WriteString(pick("a b c\n", "( \n", "$FOO\n", "\"x\" 5 A 192.0.2.1\n", "x 5 A\n", "x 5\n", "x\n", ")\n", "x 5 IN A 192.0.2.256\n"))
		default:
			l := good[r.IntN(len(good))]
			if r.IntN(40) == 0 {
				l = bad[r.IntN(len(bad))]
			}
			rdata := l.Text
			if r.IntN(8) == 0 {
				rdata = "( " + strings.ReplaceAll(rdata, " ", pick(" ", "\t", "  ", " ")) + " )"
			}
			fmt.Fprintf(&b, "%s%s%s%s %s%s\n",
				pick("@", "a", "b", "A", "c.d", "example.", "x.example.", "x.other.", "", `\097.b`, "*", "_s._tcp", "C.D.example."),
				pick(" ", "  ", "\t"), pick("", "", "300 ", "1h ", "5 "), pick("", "IN ", "in ")+dnsq.RdataType(l.Type).String(), rdata, pick("", "", " ; note", ";n"))
		}
	}
	return b.String()
}

// otherText are the types whose text the original reads or prints in another way,
// which the tests of rdata compare.
var otherText = []dnsq.RdataType{
	dnsq.TypeAAAA, dnsq.TypeAPL, dnsq.TypeNID, dnsq.TypeL64, dnsq.TypeIPSECKEY, dnsq.TypeAMTRELAY, dnsq.TypeSVCB, dnsq.TypeHTTPS, dnsq.TypeA6, dnsq.TypeNXT,
}

var highEscape = regexp.MustCompile(`\\[12]\d\d`)

func TestZonesGenerated(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	var good, bad []dnstest.Line
	for _, l := range dnstest.RdataLines(t) {
		if l.Type.IsMetatype() || l.Type == dnsq.TypeSOA || slices.Contains(otherText, l.Type) || highEscape.MatchString(l.Text) || strings.Contains(l.Text, "dohpath") || strings.HasSuffix(l.Text, `=""`) || strings.HasPrefix(l.Text, "90 0 1 N") {
			continue // what they print has its divergences elsewhere
		}
		if _, err := dnsq.RdataFromText(dnsq.ClassIN, l.Type, l.Text, nil); err != nil {
			bad = append(bad, l)
		} else {
			good = append(good, l)
		}
	}
	var calls []original.Call
	for range original.Rounds(t, 400) {
		c := textOf(generatedZone(r, good, bad))
		c.Relativize = r.IntN(2) == 0
		calls = append(calls, ask(c))
	}
	j := judge(py)
	j.Same = samePlace
	j.Generated(t, calls)
}

// A zoneIncluded is a file of a folder whose files include one another.
type zoneIncluded struct{ Folder, Name string }

func (zoneIncluded) Asks() string { return "zone_included" }

func (c zoneIncluded) Ours() any {
	root, err := os.OpenRoot(c.Folder)
	if err != nil {
		return zoneFailure(err)
	}
	defer root.Close()
	text, err := root.ReadFile(c.Name)
	if err != nil {
		return zoneFailure(err)
	}
	return shownZone(zone.FromText(string(text), dnsq.MustName("example."), &zone.FileOptions{NoCheckOrigin: true, KeepComments: true, Include: root.FS(), Filename: c.Name}))
}

// A zoneRRsets is text of records, of which some fields may be given for all: what is
// nil stands in the text.
type zoneRRsets struct {
	Text         string
	Name         *string
	TTL          *uint32
	Class        *string         `py:"rdclass"`
	DefaultClass string          `py:"default_rdclass"`
	Type         *dnsq.RdataType `py:"rdtype"`
	DefaultTTL   *uint32
	Origin       string
	Relativize   bool
}

// rrsetsOf is text of records of class IN that has all but their class.
func rrsetsOf(text string) zoneRRsets {
	return zoneRRsets{Text: text, Class: new("IN"), DefaultClass: "IN", Origin: "."}
}

func (zoneRRsets) Asks() string { return "zone_rrsets" }

func (c zoneRRsets) Ours() any {
	origin := originOf(c.Origin)
	opts := &zone.ReadRRsetsOptions{TTL: c.TTL, Type: c.Type, DefaultTTL: c.DefaultTTL, Origin: &origin, Relativize: c.Relativize, MayNameClass: c.Class == nil}
	if c.Name != nil {
		name := nameOf(*c.Name)
		opts.Name = &name
	}
	class := c.DefaultClass
	if c.Class != nil {
		class = *c.Class
	}
	opts.Class, _ = dnsq.RdataClassFromText(class)
	sets, err := zone.ReadRRsets(c.Text, opts)
	if err != nil {
		return zoneFailure(err)
	}
	texts := []string{}
	for _, s := range sets {
		texts = append(texts, s.String())
	}
	return texts
}

// includes are files that include one another.
var includes = map[string]string{
	"plain":    "$TTL 5\nx A 192.0.2.1\n$ORIGIN zz.example.\ny A 192.0.2.2\n",
	"noeol":    "last A 192.0.2.3",
	"nested":   "$TTL 9\nn A 192.0.2.1\n$INCLUDE plain in.example.\nm A 192.0.2.4\n",
	"leading":  "  A 192.0.2.9\n",
	"sub/deep": "$TTL 3\nd A 192.0.2.1 ; deep\n",

	"top":     "$TTL 8\nf A 192.0.2.1\n$INCLUDE plain\n A 192.0.2.4\n",
	"origin":  "$TTL 8\n$ORIGIN q.example.\nf A 192.0.2.1\n$INCLUDE plain inc.example.\ng A 192.0.2.3\n A 192.0.2.4\n",
	"related": "$TTL 8\nf A 192.0.2.1\n$INCLUDE plain inc\n A 192.0.2.4\n",
	"quoted":  "$TTL 8\n$INCLUDE \"plain\"\nf A 192.0.2.1\n",
	"end":     "$TTL 8\n$INCLUDE noeol",
	"twice":   "$TTL 8\n$INCLUDE noeol\n$INCLUDE nested ; comment\n$INCLUDE nested n2\nz A 192.0.2.5\n",
	"indent":  "$TTL 8\nf A 192.0.2.1\n$INCLUDE leading\n A 192.0.2.5\n",
	"folder":  "$TTL 8\n$INCLUDE sub/deep\nf A 192.0.2.1\n",
	"extra":   "$TTL 8\n$INCLUDE plain inc foo",
	"bad":     "$TTL 8\n$INCLUDE wrong\n",
	"wrong":   "y IN A bad",
}

func TestZoneIncludes(t *testing.T) {
	py := startZones(t)
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	var calls []original.Call
	for name, text := range includes {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"plain", "nested", "top", "origin", "related", "quoted", "end", "twice", "indent", "folder", "extra", "bad"} {
		calls = append(calls, ask(zoneIncluded{folder, name}))
	}
	compareZones(t, py, calls)
}

// $INCLUDE reads from the folder that it is given and from nowhere else, and ends.
func TestIncludesAreConfined(t *testing.T) {
	outside := t.TempDir()
	folder := filepath.Join(outside, "zones")
	secret := filepath.Join(outside, "secret")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	write(secret, "secret 5 A 192.0.2.1\n")
	write(filepath.Join(folder, "self"), "$INCLUDE self\n")
	write(filepath.Join(folder, "good"), "good 5 A 192.0.2.1\n")
	if err := os.Symlink(secret, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	opts := &zone.FileOptions{Include: root.FS(), NoCheckOrigin: true}
	for _, name := range []string{secret, "../secret", "link", "none", "self", "zones/../../secret", `"`, `""`} {
		z, err := zone.FromText("$INCLUDE "+name+"\n", dnsq.MustName("example."), opts)
		var placed *zone.FileError
		if z != nil || !errors.As(err, &placed) || placed.Line != 1 {
			t.Errorf("%s: %v, %v", name, z, err)
		}
	}
	for _, name := range []string{"good", "./good", "\"good\"", "x/../good"} {
		z, err := zone.FromText("$INCLUDE "+name+"\n", dnsq.MustName("example."), opts)
		if err != nil || !z.Contains(nameOf("good")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := zone.FromText("$INCLUDE good\n", dnsq.MustName("example."), nil); !errors.Is(err, dnsq.ErrSyntax) {
		t.Errorf("included without leave: %v", err)
	}
}

// $GENERATE makes no more than it may.
func TestGenerateIsBounded(t *testing.T) {
	example := dnsq.MustName("example.")
	const text = "$TTL 5\n$GENERATE 1-60 a$ A 192.0.2.1\n$GENERATE 1-41 b$ A 192.0.2.1\n"
	for most, fits := range map[int]bool{0: true, -1: true, 101: true, 100: false} {
		z, err := zone.FromText(text, example, &zone.FileOptions{NoCheckOrigin: true, MaxGenerate: most})
		if fits && (err != nil || z.Len() != 101) || !fits && !errors.Is(err, dnsq.ErrSyntax) {
			t.Errorf("at most %d: %v", most, err)
		}
	}
	if _, err := zone.FromText("$TTL 5\n$GENERATE 0-2147483647 @ A 192.0.2.1\n", example, &zone.FileOptions{NoCheckOrigin: true}); !errors.Is(err, dnsq.ErrSyntax) {
		t.Errorf("two thousand million records: %v", err)
	}
}

func TestReadRRsets(t *testing.T) {
	py := startZones(t)
	var calls []original.Call
	add := func(text string, turns ...func(*zoneRRsets)) {
		c := rrsetsOf(text)
		for _, turn := range turns {
			turn(&c)
		}
		calls = append(calls, ask(c))
	}
	named := func(name string) func(*zoneRRsets) { return func(c *zoneRRsets) { c.Name = &name } }
	lasting := func(ttl uint32) func(*zoneRRsets) { return func(c *zoneRRsets) { c.TTL = &ttl } }
	byDefault := func(ttl uint32) func(*zoneRRsets) { return func(c *zoneRRsets) { c.DefaultTTL = &ttl } }
	of := func(typ dnsq.RdataType) func(*zoneRRsets) { return func(c *zoneRRsets) { c.Type = &typ } }
	within := func(origin string, relativize bool) func(*zoneRRsets) {
		return func(c *zoneRRsets) { c.Origin, c.Relativize = origin, relativize }
	}
	anyClass := func(c *zoneRRsets) { c.Class = nil }
	for _, text := range []string{
		"a 300 A 192.0.2.1", "a 300 IN A 192.0.2.1", "a A 192.0.2.1", "$TTL 5\na A 192.0.2.1", "$ORIGIN x.\na A 192.0.2.1", "a 3 A 192.0.2.1\n 4 A 192.0.2.2", " 3 A 192.0.2.1",
		"a 300 MX 10 b\nb 5 A 192.0.2.9\na 300 A 192.0.2.1\na 200 MX 20 c", "a 3 TXT foo\n  \n ;c\n\na 3 TXT bar", "$GENERATE 1-2 a$ 5 A 192.0.2.$", "a 300 MX 10 b\nb.other. 3 A 192.0.2.1",
		"a 3 CNAME b\na 3 CNAME c", "", "a 3 RRSIG A 8 2 300 20300101000000 20200101000000 1 example. AAAA\na 3 RRSIG MX 8 2 300 20300101000000 20200101000000 1 example. AAAA",
	} {
		add(text)
		add(text, anyClass)
		add(text, byDefault(7))
		add(text, anyClass, byDefault(7), within("example.", true))
		add(text, within("example.", false))
		add(text, named("foo"), lasting(3))
		add(text, named("foo"), lasting(3), of(dnsq.TypeA))
	}
	add("A 192.0.2.1\n A 192.0.2.5\n", named("foo"), lasting(3))
	add("192.0.2.1\n192.0.2.2", named("foo"), lasting(3), of(dnsq.TypeA))
	add("192.0.2.1", named("foo"), lasting(3), anyClass, of(dnsq.TypeA))
	add("IN 192.0.2.1", named("foo"), lasting(3), anyClass, of(dnsq.TypeA))
	add("CH 192.0.2.1", named("foo"), lasting(3), anyClass, of(dnsq.TypeA))
	add("5 192.0.2.1\n192.0.2.2", named("foo"), of(dnsq.TypeA), byDefault(9))
	add("5 IN 192.0.2.1\n192.0.2.2", named("foo"), anyClass, of(dnsq.TypeA), byDefault(9))
	add("3 A 192.0.2.1\n\n 4 AAAA 2001:db8::1 ; foo\n", named("a.b"))
	add("3 A 192.0.2.1\n", named("a.b"), within("example.", true))
	add("\"x\" y\nz", named("foo"), lasting(3), of(dnsq.TypeTXT))
	add("\\# 4 01020304\n", named("foo"), lasting(3), of(dnsq.TypeA))
	add("A", named("foo"), lasting(3))
	compareZones(t, py, calls)
}

// BIND made $GENERATE, so what it makes of a line is what counts.
func TestGenerateAsBIND(t *testing.T) {
	checkzone := peers.Need(t, "named-checkzone")
	folder := t.TempDir()
	const head = "$TTL 7\n@ SOA a b 1 2 3 4 5\n@ NS a\na A 192.0.2.1\n"
	for i, line := range []string{
		"1-2 a$ MX 10 b$", `1-2 a$ MX "10 b$"`, "1-2 a$$ TXT foo", `1-2 a\$ TXT foo`, "1-2 ${1}.${2} TXT ${3}", "10-11 ${0,4,n} CNAME b${0,4,N}", "10-11 ${0,4,n}.x CNAME b",
		"10-11 ${0,3,n}$ CNAME b", "1-3 a${-5,3} CNAME b$", `1-2 a${0} TXT "x $ y"`, "1-2 a${} A 192.0.2.1", "1-2 a${0,} A 192.0.2.1", "1-2 a${x} A 192.0.2.1", "1-2 a${0,3,d A 192.0.2.1",
		"1-2 a$ A 192.0.2.1 ; foo", "1-2 a$ A 192.0.2.1 5", "1-2 a$ IN 30 A 192.0.2.1", "1-2 a$ 30 IN A 192.0.2.1", "1000-1001 ${0,4,n}.x CNAME b${0,9,N}", "1000-1001 ${0,0,n}.x CNAME b${0,1,N}",
		"1000-1001 ${0,3,n}.x CNAME b${0,2,N}", "1000-1001 ${0,5,n}.x CNAME b${0,6,N}x", `0-1 a$ TXT "x $$ \$ y"`, `0-1 "a$" A 192.0.2.1`, `0-1 $ TXT "$ ${0} ;"`,
		"1-2 ${0,0,d}${1,2,d}x A 192.0.2.1", `1-2 a\065$ A 192.0.2.1`, `1-2 a\${$} A 192.0.2.1`, "1-2 a$$$ A 192.0.2.1", "1-2 a${0,300,d} A 192.0.2.1", `1-2 a$ TXT a\ b`, "7-15/4 $ CNAME ${0,3,o}", "30-31 x${225,2,X} PTR ${0,1,x}.y",
	} {
		text := head + "$GENERATE " + line + "\n"
		file := filepath.Join(folder, fmt.Sprint(i))
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		ours, err := zone.FromText(text, dnsq.MustName("example."), nil)
		out, judge := exec.Command(checkzone, "-q", "-k", "ignore", "-n", "ignore", "-r", "ignore", "-i", "none", "-D", "example.", file).Output()
		if (err == nil) != (judge == nil) {
			t.Errorf("%s: %v; BIND: %v", line, err, judge)
			continue
		}
		if err != nil {
			continue
		}
		theirs, err := zone.FromText(string(out), dnsq.MustName("example."), nil)
		if err != nil {
			t.Errorf("%s: %v in\n%s", line, err, out)
		} else if !ours.Equal(theirs) {
			t.Errorf("%s: got\n%swant\n%s", line, written(ours.ToText(nil)), written(theirs.ToText(nil)))
		}
	}
}
