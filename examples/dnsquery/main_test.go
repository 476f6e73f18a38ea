package main

import (
	"strconv"
	"strings"
	"testing"

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

func TestPrintsWhatTheBookPrints(t *testing.T) {
	py := original.Start(t, "dns")
	py.Define(book)
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: zone})
	for _, c := range [][2]string{{"A", "web.example.test"}, {"A", "www.example.test"}, {"MX", "example.test"}, {"NS", "example.test"}, {"CNAME", "www.example.test"}} {
		var out strings.Builder
		if err := run(t.Context(), []string{"-type", c[0], "-server", "127.0.0.1", "-port", strconv.Itoa(named.Port)}, strings.NewReader(c[1]+"\n"), &out); err != nil {
			t.Errorf("%v: %v", c, err)
		}
		if want := py.Value("dnsquery", named.Port, c[0], c[1]); out.String() != want {
			t.Errorf("%v:\n%swant\n%s", c, out.String(), want)
		}
	}
	var out strings.Builder
	if err := run(t.Context(), []string{"-server", "127.0.0.1", "-port", strconv.Itoa(named.Port), "mail.example.test"}, nil, &out); err != nil || out.String() != "127.0.0.3\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := run(t.Context(), []string{"-server", "127.0.0.1", "-port", strconv.Itoa(named.Port), "gone.example.test"}, nil, &out); err == nil || err.Error() != "The DNS query name does not exist: gone.example.test." {
		t.Error(err)
	}
}

func TestRefusesWhatIsNoQuestion(t *testing.T) {
	for _, args := range [][]string{{"-type", "X", "a"}, {"a", "b"}, {"-server", "nonsense", "a"}} {
		if err := run(t.Context(), args, nil, new(strings.Builder)); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	if err := run(t.Context(), nil, strings.NewReader(""), new(strings.Builder)); err == nil {
		t.Error("no input: no error")
	}
}
