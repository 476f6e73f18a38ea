package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// book is the book's programs, in Python 3, asking a server of the test.
const book = `
import warnings
import dns.resolver
warnings.simplefilter("ignore")
def dnsquery(port, rdtype, domain):
    r = dns.resolver.Resolver(configure=False)
    r.nameservers, r.port = ["127.0.0.1"], port
    out = "Please input an domain: " if rdtype == "A" else "Please input an domain:"
    answer = r.query(domain, rdtype)
    if rdtype == "MX":
        for i in answer:
            out += "MX preference = %s mail exchanger = %s\n" % (i.preference, i.exchange)
        return out
    for i in answer.response.answer:
        for j in i.items:
            if rdtype == "A":
                if j.rdtype == 1:
                    out += j.address + "\n"
            else:
                out += j.to_text() + "\n"
    return out
`

const zone = `$TTL 300
@ IN SOA ns1 h 1 3600 600 86400 60
@ IN NS ns1
@ IN NS ns2.elsewhere.test.
@ IN MX 10 mail
@ IN MX 20 mail2.elsewhere.test.
ns1 IN A 127.0.0.1
mail IN A 127.0.0.3
web IN A 127.0.0.10
web IN A 127.0.0.11
www IN CNAME web
`

// ask runs the program with arguments and an input.
func ask(args []string, input string, out *strings.Builder) error {
	return run(args, cli.IO{In: strings.NewReader(input), Out: out, Err: out})
}

func TestPrintsWhatTheBookPrints(t *testing.T) {
	py := original.Start(t, "dns")
	py.Define(book)
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: zone})
	for _, c := range [][2]string{{"A", "web.example.test"}, {"A", "www.example.test"}, {"MX", "example.test"}, {"NS", "example.test"}, {"CNAME", "www.example.test"}} {
		var out strings.Builder
		if err := ask([]string{"-type", c[0], "-server", "127.0.0.1", "-port", strconv.Itoa(named.Port)}, c[1]+"\n", &out); err != nil {
			t.Errorf("%v: %v", c, err)
		}
		if want := py.Value("dnsquery", named.Port, c[0], c[1]); out.String() != want {
			t.Errorf("%v:\n%swant\n%s", c, out.String(), want)
		}
	}
	var out strings.Builder
	if err := ask([]string{"-server", "127.0.0.1", "-port", strconv.Itoa(named.Port), "mail.example.test"}, "", &out); err != nil || out.String() != "127.0.0.3\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := ask([]string{"-server", "127.0.0.1", "-port", strconv.Itoa(named.Port), "gone.example.test"}, "", &out); err == nil || err.Error() != "dnsq: the name does not exist: gone.example.test." {
		t.Error(err)
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"-h"}, 0}, {[]string{"-type", "X", "a"}, 2}, {[]string{"a", "b"}, 2}, {[]string{"-server", "nonsense", "a"}, 2}, {[]string{"-x"}, 2},
		{nil, 1}, {[]string{"-server", "127.0.0.1", "a..b"}, 1},
	} {
		var out, messages strings.Builder
		got := cli.Run("dnsquery", c.args, cli.IO{In: strings.NewReader(""), Out: &out, Err: &messages}, run)
		if got != c.want || (got == 0) != (messages.Len() == 0) || strings.Count(messages.String(), "dnsquery: ") != min(got, 1) {
			t.Errorf("%q: %d, want %d\n%s%s", c.args, got, c.want, out.String(), messages.String())
		}
	}
}
