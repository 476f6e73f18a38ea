package curlx

import (
	"strings"
	"testing"
	"time"
)

// What becomes of Set-Cookie lines that are odd: the cookie as COOKIELIST tells it, ""
// for none. libcurl 7.88 does the same (replyCases compares), but where a name is missing:
// it stores the first attribute.
func TestSetCookieLinesThatAreOdd(t *testing.T) {
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC1123)
	long := strings.Repeat("x", 5000)
	for line, want := range map[string]string{
		"a=1; Domain=":           "127.0.0.1 FALSE / FALSE session a 1",
		"a=1; Domain=.":          "",
		"a=1; Domain=127.0.0.1":  "127.0.0.1 FALSE / FALSE session a 1",
		"a=1; Domain=other.test": "",
		"a=1; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT": "127.0.0.1 FALSE / FALSE later a 1",
		"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=100": "127.0.0.1 FALSE / FALSE later a 1",
		"a=1; Max-Age=0; Expires=" + soon:                         "",
		"a=1; Max-Age=-5":                                         "",
		"a=1; Max-Age=99999999999999999999":                       "127.0.0.1 FALSE / FALSE later a 1",
		"a=1; Expires=" + soon:                                    "127.0.0.1 FALSE / FALSE later a 1",
		"a=1; Expires=no date":                                    "127.0.0.1 FALSE / FALSE session a 1",
		"a=b\tc":                                                  "",
		"a\tb=c":                                                  "",
		"a=\x01":                                                  "",
		"a=\x7f":                                                  "",
		"a=" + long:                                               "",
		long + "=a":                                               "",
		"=v; path=/":                                              "",
		"v; path=/":                                               "",
		"a=; path=/":                                              "127.0.0.1 FALSE / FALSE session a ",
		" a = b c ;path=/x/;HttpOnly":                             "#HttpOnly_127.0.0.1 FALSE /x FALSE session a b c",
	} {
		s, err := script([][]byte{[]byte("HTTP/1.1 200 OK\r\nSet-Cookie: " + line + "\r\nContent-Length: 0\r\n\r\n")})
		if err != nil {
			t.Fatal(err)
		}
		c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", COOKIEFILE, "")
		if _, err := body(c); err != nil {
			t.Fatal(err)
		}
		s.stop()
		got := ""
		for _, l := range info(t, c, INFO_COOKIELIST) {
			f := strings.Split(l, "\t")
			if len(f) != 7 {
				t.Fatalf("%q: the cookie %q", line, l)
			}
			if f[4] == "0" {
				f[4] = "session"
			} else if len(f[4]) >= 10 {
				f[4] = "later"
			}
			got += strings.Join(f, " ")
		}
		if got != want {
			t.Errorf("%.60q is kept as %q, want %q", line, got, want)
		}
	}
}

// NOPROXY compares addresses by value.
func TestNoProxyComparesAddressesByValue(t *testing.T) {
	for _, x := range []struct {
		list, host string
		want       bool
	}{
		{"::1", "::1", true}, {"0:0:0:0:0:0:0:1", "::1", true}, {"[::1]", "::1", true}, {"::1/64", "::2", true}, {"::1/128", "::2", false}, {"::1/64", "1::2", false},
		{"2001:DB8::/32", "2001:db8:1::1", true}, {"2001:db8::/33", "2001:db8:8000::1", false}, {"::1/129", "::1", false}, {"::1/", "::1", false}, {"::1/x", "::1", false},
		{"127.0.0.0/8", "127.9.9.9", true}, {"127.0.0.0/33", "127.0.0.1", false}, {"127.0.0.0/8", "::1", false}, {"::/0", "127.0.0.1", false}, {"0.0.0.0/0", "9.9.9.9", true},
	} {
		if got := inNoProxy(x.list, x.host); got != x.want {
			t.Errorf("%s is in %s: %v, want %v", x.host, x.list, got, x.want)
		}
	}
}
