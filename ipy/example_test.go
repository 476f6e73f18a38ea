package ipy_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pyops-go/pyops/ipy"
)

func Example() {
	net := ipy.MustParse("192.168.1.0/24")
	fmt.Println(net.LenBig(), net.Netmask(), net.Broadcast(), net.IPType())
	fmt.Println(net.Contains(ipy.MustParse("192.168.1.20")), net.ReverseNames())
	// Output:
	// 256 255.255.255.0 192.168.1.255 PRIVATE
	// true [1.168.192.in-addr.arpa.]
}

func ExampleParse() {
	for _, s := range []string{"10", "127.1", "0x8080808", "192.168.1.0-192.168.1.255", "10.0.0.0/255.0.0.0", "2001:db8::/32"} {
		ip, err := ipy.Parse(s)
		fmt.Println(ip, err)
	}
	_, err := ipy.Parse("10.0.0.1/8")
	fmt.Println(errors.Is(err, ipy.ErrValue), err)
	// Output:
	// 10.0.0.0 <nil>
	// 127.1.0.0 <nil>
	// 8.8.8.8 <nil>
	// 192.168.1.0/24 <nil>
	// 10.0.0.0/8 <nil>
	// 2001:db8::/32 <nil>
	// true ipy: IP('10.0.0.1/8') has invalid prefix length (8): bits are set behind the prefix, which IPOptions.MakeNet clears
}

func ExampleNewIP() {
	ip, _ := ipy.NewIP("10.1.2.3/8", &ipy.IPOptions{MakeNet: true})
	fmt.Println(ip)
	ip, _ = ipy.NewIP(1, &ipy.IPOptions{Version: 6})
	fmt.Println(ip)
	// Output:
	// 10.0.0.0/8
	// ::1
}

func ExampleIP_StrNormal() {
	net := ipy.MustParse("10.0.0.0/24")
	fmt.Println(net.StrNormal(nil))
	for _, want := range []ipy.Want{ipy.NoPrefix, ipy.PrefixBits, ipy.PrefixNetmask, ipy.PrefixLast} {
		fmt.Println(net.StrNormal(&ipy.FormatOptions{WantPrefixLen: want}))
	}
	// Output:
	// 10.0.0.0/24
	// 10.0.0.0
	// 10.0.0.0/24
	// 10.0.0.0/255.255.255.0
	// 10.0.0.0-10.0.0.255
}

func ExampleIP_All() {
	for ip := range ipy.MustParse("10.0.0.0/30").All() {
		fmt.Println(ip)
	}
	// Output:
	// 10.0.0.0
	// 10.0.0.1
	// 10.0.0.2
	// 10.0.0.3
}

func ExampleIP_Slice() {
	last, err := ipy.MustParse("10.0.0.0/24").Slice(&ipy.SliceOptions{Start: new(-2)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for ip := range last {
		fmt.Println(ip)
	}
	// Output:
	// 10.0.0.254
	// 10.0.0.255
}

func ExampleIP_SpecialPurpose() {
	s, ok := ipy.MustParse("3fff::1").SpecialPurpose()
	fmt.Println(ok, s.Prefix, s.Name, s.RFC, s.Global)
	// Output: true 3fff::/20 Documentation RFC 9637 false
}

func ExampleIPSet() {
	office := ipy.NewIPSet(ipy.MustParse("10.0.0.0/24"), ipy.MustParse("10.0.1.0/24"))
	office.Discard(ipy.MustParse("10.0.1.128/25"))
	fmt.Println(office, office.LenBig())
	fmt.Println(office.Contains(ipy.MustParse("10.0.1.7")), office.Contains(ipy.MustParse("10.0.1.200")))
	text, _ := json.Marshal(office)
	fmt.Println(string(text))
	// Output:
	// IPSet([IP('10.0.0.0/24'), IP('10.0.1.0/25')]) 384
	// true false
	// ["10.0.0.0/24","10.0.1.0/25"]
}

func ExampleMap() {
	var routes ipy.Map[string]
	routes.Set(ipy.MustParse("0.0.0.0/0"), "uplink")
	routes.Set(ipy.MustParse("10.0.0.0/8"), "office")
	routes.Set(ipy.MustParse("10.9.0.0/16"), "lab")
	for _, s := range []string{"10.9.1.1", "10.8.1.1", "9.9.9.9"} {
		net, via, _ := routes.Lookup(ipy.MustParse(s))
		fmt.Println(s, net, via)
	}
	// Output:
	// 10.9.1.1 10.9.0.0/16 lab
	// 10.8.1.1 10.0.0.0/8 office
	// 9.9.9.9 0.0.0.0/0 uplink
}

func ExampleRangePrefixes() {
	nets, _ := ipy.RangePrefixes(ipy.MustParse("10.0.0.5"), ipy.MustParse("10.0.0.16"))
	for net := range nets {
		fmt.Println(net)
	}
	// Output:
	// 10.0.0.5
	// 10.0.0.6/31
	// 10.0.0.8/29
	// 10.0.0.16
}

func ExampleFormatOptions() {
	masks := &ipy.FormatOptions{WantPrefixLen: ipy.PrefixNetmask, PrefixForSingleIP: true}
	fmt.Println(ipy.MustParse("10.0.0.0/8").StrCompressed(masks))
	fmt.Println(ipy.MustParse("10.0.0.1").StrCompressed(masks))
	// Output:
	// 10.0.0.0/255.0.0.0
	// 10.0.0.1/255.255.255.255
}
