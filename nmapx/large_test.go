package nmapx_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/nmapx"
)

// A network of many hosts, written as it is read: a report of any size without
// the memory for it.
func network(hosts int) io.Reader {
	head, tail, _ := strings.Cut(fmt.Sprintf(frame, "\x00"), "\x00")
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, head)
		for i := range hosts {
			if _, err := fmt.Fprint(w, hostOf(i)); err != nil {
				return
			}
		}
		io.WriteString(w, tail)
		w.Close()
	}()
	return r
}

// hostOf is a host of five ports, in some 1.8 kB.
func hostOf(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<host starttime=\"1795421382\" endtime=\"1795421383\"><status state=\"up\" reason=\"arp-response\" reason_ttl=\"0\"/>\n"+
		"<address addr=\"10.%d.%d.%d\" addrtype=\"ipv4\"/>\n<address addr=\"00:0C:29:%02X:%02X:%02X\" addrtype=\"mac\" vendor=\"VMware\"/>\n"+
		"<hostnames>\n<hostname name=\"host-%d.example.org\" type=\"PTR\"/>\n</hostnames>\n<ports><extraports state=\"closed\" count=\"995\">\n<extrareasons reason=\"reset\" count=\"995\"/>\n</extraports>\n",
		i>>16&255, i>>8&255, i&255, i>>16&255, i>>8&255, i&255, i)
	for _, p := range []string{
		`22"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="ssh" product="OpenSSH" version="9.2p1 Debian 2+deb12u3" extrainfo="protocol 2.0" ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service>`,
		`80"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="http" product="nginx" version="1.22.1" method="probed" conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service><script id="http-title" output="Welcome &amp; hello"><elem key="title">Welcome &amp; hello</elem></script>`,
		`111"><state state="filtered" reason="no-response" reason_ttl="0"/><service name="rpcbind" method="table" conf="3"/>`,
		`443"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="http" tunnel="ssl" method="table" conf="3"/>`,
		`8080"><state state="closed" reason="reset" reason_ttl="64"/><service name="http-proxy" method="table" conf="3"/>`,
	} {
		b.WriteString(`<port protocol="tcp" portid="` + p + "</port>\n")
	}
	b.WriteString("</ports>\n<times srtt=\"106\" rttvar=\"70\" to=\"100000\"/>\n</host>\n")
	return b.String()
}

func TestAStreamTakesConstantMemory(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	count, before, most := 0, heap(), uint64(0)
	for h, err := range nmapx.ParseHosts(network(20_000), nil) {
		if err != nil || len(h.Ports) != 5 {
			t.Fatal(h, err)
		}
		if count++; count%5000 == 0 {
			most = max(most, heap())
		}
	}
	if count != 20_000 {
		t.Errorf("%d hosts", count)
	}
	if most > before+4<<20 {
		t.Errorf("a report of 36 MB takes %d kB", (most-before)>>10)
	}
}

// blanks are so many blanks.
type blanks int

func (n *blanks) Read(p []byte) (int, error) {
	if *n <= 0 {
		return 0, io.EOF
	}
	k := copy(p, bytes.Repeat([]byte(" "), min(len(p), int(*n))))
	*n -= blanks(k)
	return k, nil
}

// A text that means nothing is not kept until its end: it may be longer than any piece
// of markup.
func TestALongTextIsNotKept(t *testing.T) {
	head, tail, _ := strings.Cut(fmt.Sprintf(frame, hostOf(1)+"\x00"+hostOf(2)), "\x00")
	text := blanks(70 << 20)
	r, err := nmapx.Parse(io.MultiReader(strings.NewReader(head), &text, strings.NewReader(tail)), nil)
	if err != nil || len(r.Hosts) != 2 {
		t.Fatal(r.AllHosts(), err)
	}
}

// What is no number counts as 0, and what it was is kept for the dictionary.
func TestNumbersThatAreNone(t *testing.T) {
	for text, want := range map[string]int{"7": 7, "abc": 0, "": 0, "1x": 0, "007": 7, "+5": 5, "99999999999999999999": 0} {
		r, err := nmapx.Parse(strings.NewReader(fmt.Sprintf(frame, `<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><distance value="`+text+`"/><uptime seconds="`+text+`" lastboot=""/></host>`)), nil)
		if err != nil {
			t.Fatal(err)
		}
		h := r.Hosts[0]
		if h.Boot == nil || h.Boot.Up != time.Duration(want)*time.Second {
			t.Errorf("%q: %+v, want %d seconds", text, h.Boot, want)
		}
		if got := h.AsDict()["uptime"].(map[string]any)["seconds"]; got != text {
			t.Errorf("%q is %q in the dictionary", text, got)
		}
	}
}

// A host made by hand has the vendors that it was given, and no others.
func TestVendorsOfAHostMadeByHand(t *testing.T) {
	h := nmapx.Host{Addresses: []nmapx.Address{{Addr: "00:00:00:00:00:01", Type: "mac"}, {Addr: "00:00:00:00:00:02", Type: "mac", Vendor: "Xerox"}}}
	if got := fmt.Sprint(h.AsDict()["vendor"]); got != "map[00:00:00:00:00:02:Xerox]" {
		t.Error(got)
	}
}

// A confidence that is missing, or empty, is none, other than one of nothing.
func TestConfidenceThatIsMissing(t *testing.T) {
	for attr, want := range map[string]string{"": "none", `conf=""`: "none", `conf="0"`: "0", `conf="7"`: "7"} {
		r, err := nmapx.Parse(strings.NewReader(fmt.Sprintf(frame, `<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="1"><state state="open"/><service name="x" `+attr+`/></port></ports></host>`)), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if c := r.Hosts[0].Ports[0].Service.Conf; c != nil {
			got = fmt.Sprint(*c)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", attr, got, want)
		}
	}
}

// One host that is mangled costs no other.
func TestTheRestOfAMangledReport(t *testing.T) {
	text, err := io.ReadAll(network(50))
	if err != nil {
		t.Fatal(err)
	}
	whole := string(text)
	for what, s := range map[string]string{
		"a report within a tag": strings.Replace(whole, `reason="reset" reason_ttl="64"/><service name="http-proxy"`, `reas<taskprogress task="x"/>on="reset"/><service name="http-proxy"`, 1),
		"a quote lost":          strings.Replace(whole, `portid="111"`, `portid="111`, 1),
		"an end lost":           strings.Replace(whole, `</ports>`, ``, 1),
		"a control character":   strings.Replace(whole, `OpenSSH`, "Open\x01SSH", 1),
		"not UTF-8":             strings.Replace(whole, `OpenSSH`, "Open\xffSSH", 1),
		"no address":            strings.Replace(strings.ReplaceAll(whole, "</host>\n", "</host>"), `<address addr="10.0.0.7" addrtype="ipv4"/>`+"\n"+`<address addr="00:0C:29:00:00:07" addrtype="mac" vendor="VMware"/>`, ``, 1),
		"no number":             strings.Replace(whole, `portid="22"`, `portid="ssh"`, 1),
	} {
		if s == whole {
			t.Fatalf("%s: nothing was mangled", what)
		}
		r, err := nmapx.Parse(strings.NewReader(s), nil)
		if err == nil {
			t.Errorf("%s: no error", what)
		}
		if len(r.Hosts) != 49 || r.Stats.UpHosts != 1 {
			t.Errorf("%s: %d hosts are left, and %d are up", what, len(r.Hosts), r.Stats.UpHosts)
		}
	}
}

// Cut short anywhere, a report gives the hosts before the cut.
func TestTruncatedReports(t *testing.T) {
	text, err := io.ReadAll(network(3))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range text {
		s := string(text[:cut])
		r, err := nmapx.Parse(strings.NewReader(s), nil)
		if want := strings.Count(s, "</host>"); len(r.Hosts) != want {
			t.Fatalf("cut at %d: %d hosts, want %d", cut, len(r.Hosts), want)
		}
		e, ok := err.(*nmapx.XMLError)
		if !ok || !e.Truncated {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
}

// A table that does not fit into one writing has each port once, in order, and ends
// with the error of its writer.
func TestALargeTable(t *testing.T) {
	r, err := nmapx.Parse(network(500), nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.EncodeCSV(&b); err != nil {
		t.Fatal(err)
	}
	table := csv.NewReader(strings.NewReader(b.String()))
	table.Comma = ';'
	rows, err := table.ReadAll()
	if err != nil || len(rows) != 1+500*5 || b.String() != r.CSV() {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var hosts []string
	for i := range 500 {
		hosts = append(hosts, fmt.Sprintf("10.0.%d.%d", i>>8, i&255))
	}
	slices.Sort(hosts) // as texts, which python-nmap does
	for i, row := range rows[1:] {
		if port := []string{"22", "80", "111", "443", "8080"}[i%5]; row[0] != hosts[i/5] || row[4] != port {
			t.Fatalf("row %d: %q, want %s and %s", i, row, hosts[i/5], port)
		}
	}
	for most := range 4 {
		if err := r.EncodeCSV(&full{most}); err != io.ErrShortWrite {
			t.Errorf("after %d writings: %v", most, err)
		}
	}
	// It is written in pieces of some 32 kB, not line by line.
	pieces := b.Len() >> 15
	if err := r.EncodeCSV(&full{pieces + 1}); err != nil {
		t.Errorf("%d bytes in %d pieces: %v", b.Len(), pieces+1, err)
	}
}

// A host with two names has each port twice, a name a line.
func TestATableOfTwoNames(t *testing.T) {
	r, err := nmapx.Parse(strings.NewReader(fmt.Sprintf(frame, `<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><hostnames><hostname name="a" type="user"/><hostname name="b" type="PTR"/></hostnames>`+
		`<ports><port protocol="tcp" portid="1"><state state="open"/></port><port protocol="tcp" portid="2"><state state="open"/></port></ports></host>`)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(r.CSV()) {
		got = append(got, strings.Join(strings.Split(line, ";")[:5], ";"))
	}
	if want := []string{"host;hostname;hostname_type;protocol;port", "10.0.0.1;a;user;tcp;1", "10.0.0.1;b;PTR;tcp;1", "10.0.0.1;a;user;tcp;2", "10.0.0.1;b;PTR;tcp;2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// full takes so many writings.
type full struct{ most int }

func (f *full) Write(p []byte) (int, error) {
	if f.most--; f.most < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// A report reads as the same wherever its bytes are cut in two, what it has in its
// texts too.
func TestReportsCutInTwo(t *testing.T) {
	for _, text := range []string{"a]]b", "a]b]", "a]]>b", "]]>", "a\r\nb\rc\r", "&amp;&lt;&#65;x&#x41;", "&nope;", "&amp", "é]]é\r\né", "\x01", "<![CDATA[a\r]]>", "<![CDATA[a\r\nb\rc]]>", "<![CDATA[]]>", "<![CDATA[a]]]>"} {
		whole := fmt.Sprintf(frame, `<target specification="10.0.0.1/99" status="skipped" reason="invalid"/><host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><hostscript><script id="s" output="o">`+
			`<elem key="k">`+text+`</elem></script></hostscript></host>`)
		at := strings.Index(whole, text)
		want, fault := nmapx.Parse(strings.NewReader(whole), nil)
		if fault == nil && (len(want.Targets) != 1 || want.Targets[0] != nmapx.Target{Specification: "10.0.0.1/99", Status: "skipped", Reason: "invalid"}) {
			t.Errorf("targets %+v", want.Targets)
		}
		for cut := at - 1; cut <= at+len(text)+1; cut++ {
			got, err := nmapx.Parse(io.MultiReader(strings.NewReader(whole[:cut]), strings.NewReader(whole[cut:])), nil)
			if (err == nil) != (fault == nil) || !reflect.DeepEqual(got.AsDict(), want.AsDict()) || err == nil && !reflect.DeepEqual(got.Hosts, want.Hosts) {
				t.Errorf("%q cut at %d: %v, want %v", text, cut-at, err, fault)
			}
		}
	}
}
