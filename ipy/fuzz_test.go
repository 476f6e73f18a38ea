package ipy_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/ipy"
)

// What Parse reads, every form writes so that it reads as the same again; what
// netip reads too, it reads as the same network, unless IPy has its own meaning
// for the text; an error comes without a value.
func FuzzParse(f *testing.F) {
	if len(readings) < 100 {
		f.Fatal("the seeds are gone")
	}
	for _, s := range readings {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ip, err := ipy.Parse(s)
		if err != nil {
			if ip != (ipy.IP{}) {
				t.Fatalf("%q: %v came with the error %v", s, ip, err)
			}
			if err.Error() == "" {
				t.Fatalf("%q: an error without words", s)
			}
			return
		}
		for _, text := range []string{ip.String(), ip.StrNormal(nil), ip.StrFullsize(nil), ip.StrCompressed(want(ipy.PrefixBits))} {
			if again, err := ipy.Parse(text); err != nil || again != ip {
				t.Fatalf("%q reads as %v, which reads as %v, %v", text, ip, again, err)
			}
		}
		if ip.Version() == 4 {
			for _, form := range []ipy.Want{ipy.PrefixNetmask, ipy.PrefixLast} {
				if again, err := ipy.Parse(ip.StrNormal(want(form))); err != nil || again != ip {
					t.Fatalf("%q reads as %v, %v", ip.StrNormal(want(form)), again, err)
				}
			}
		}
		if p, err := netip.ParsePrefix(s); err == nil && p.Masked() != ip.Prefix() {
			t.Fatalf("%q is %v here and %v in netip", s, ip, p)
		}
		if a, err := netip.ParseAddr(s); err == nil && (a.Zone() != "" || a != ip.Addr()) {
			t.Fatalf("%q is %v here and %v in netip", s, ip, a)
		}
		if b := ip.Broadcast(); !ip.Contains(b) || b.Less(ip.Net()) {
			t.Fatalf("%v ends at %v", ip, b)
		}
		if names := ip.ReverseNames(); len(names) == 0 || strings.HasPrefix(names[0], ".") {
			t.Fatalf("%v has the reverse names %q", ip, names)
		}
	})
}

// netip reads nothing plain that Parse does not, except what has host bits, a
// zone, or a number that IPy takes for something else.
func FuzzNetipAgrees(f *testing.F) {
	for _, s := range []string{"10.0.0.0/8", "::/0", "1.2.3.4", "::ffff:1.2.3.4/128", "fe80::1%eth0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return
		}
		ip, err := ipy.NewIP(s, &ipy.IPOptions{MakeNet: true})
		if err != nil || ip.Prefix() != p.Masked() {
			t.Fatalf("%q is %v, %v here and %v in netip", s, ip, err, p.Masked())
		}
	})
}

// What UnmarshalBinary reads, MarshalBinary writes.
func FuzzUnmarshalBinary(f *testing.F) {
	for _, n := range append(corners(), ipy.IP{}) {
		b, err := n.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var ip ipy.IP
		if err := ip.UnmarshalBinary(data); err != nil {
			return
		}
		if again, err := ip.MarshalBinary(); err != nil || string(again) != string(data) {
			t.Fatalf("%x became %v and then %x, %v", data, ip, again, err)
		}
	})
}

// A set read from JSON holds what its networks hold, and is written as it is
// read.
func FuzzIPSetUnmarshalJSON(f *testing.F) {
	f.Add([]byte(`["10.0.0.0/8","11.0.0.0/8","::/0"]`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s, again ipy.IPSet
		if s.UnmarshalJSON(data) != nil {
			return
		}
		text, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalJSON(text); err != nil || !again.Equal(&s) {
			t.Fatalf("%s became %s: %v", data, text, err)
		}
	})
}
