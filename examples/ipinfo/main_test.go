package main

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// book is the program as the book prints it, in Python 3.
const book = `
import contextlib, io, IPy
def ipinfo(text):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        ips = IPy.IP(text)
        if len(ips) > 1:
            print('net: %s' % ips.net())
            print('netmask:%s' % ips.netmask())
            print('broadcast:%s' % ips.broadcast())
            print('reverse address: %s' % ips.reverseNames()[0])
            print('subnet: %s' % len(ips))
        else:
            print('reverse address:%s' % ips.reverseNames()[0])
            print('hexadecimal: %s' % ips.strHex())
            print('binary ip:%s' % ips.strBin())
            print('iptype: %s' % ips.iptype())
    return out.getvalue()
`

func TestPrintsWhatTheBookPrints(t *testing.T) {
	py := original.Start(t, "IPy")
	py.Define(book)
	for _, text := range []string{"192.168.1.0/24", "192.168.1.20", "10/8", "127.0.0.1", "192.168.1.0-192.168.1.255", "2001:db8::/112", "2001:db8::1", "8.8.8.8"} {
		var out strings.Builder
		if err := run([]string{text}, cli.IO{Out: &out}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if want := py.Value("ipinfo", text); out.String() != want {
			t.Errorf("%s:\n%swant\n%s", text, out.String(), want)
		}
	}
}

func TestAsksWhenNothingIsGiven(t *testing.T) {
	for _, answer := range []string{"192.168.1.20\n", "192.168.1.20", "192.168.1.20\r\n"} {
		var out strings.Builder
		if err := run(nil, cli.IO{In: strings.NewReader(answer), Out: &out}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), "Please input an IP or net-range:reverse address:20.1.168.192.in-addr.arpa.\nhexadecimal: 0xc0a80114\n") {
			t.Errorf("%q gives %q", answer, out.String())
		}
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		out    string
		err    string
	}{
		{[]string{"-h"}, 0, "usage: ipinfo [ADDRESS]\n", ""},
		{[]string{"300.1.1.1"}, 1, "", "ipinfo: "},
		{[]string{""}, 1, "", "ipinfo: "},
		{[]string{"10/8", "11/8"}, 2, "", "unexpected argument \"11/8\": expected [ADDRESS]"},
		{[]string{"-x"}, 2, "", "not defined: -x"},
		{nil, 1, "Please input", "reading a line from standard input"},
	} {
		var out, messages strings.Builder
		status := cli.Run("ipinfo", c.args, cli.IO{In: strings.NewReader(""), Out: &out, Err: &messages}, run)
		if status != c.status || !strings.Contains(out.String(), c.out) || !strings.Contains(messages.String(), c.err) || strings.Count(messages.String(), "ipinfo: ") > 1 {
			t.Errorf("%q: status %d, %q, %q", c.args, status, out.String(), messages.String())
		}
	}
}
