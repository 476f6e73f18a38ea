package in6_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/in6"
)

func TestMain(m *testing.M) { leak.Main(m) }

const scapy = `
import logging
logging.getLogger("scapy").setLevel(logging.CRITICAL)
from scapy.utils6 import *
import scapy.utils6 as _u, socket as _s, hashlib

def net(a):
    return _s.inet_pton(_s.AF_INET6, a)

def plain(b):
    return _s.inet_ntop(_s.AF_INET6, b)

def kinds(a):
    return [in6_getAddrType(a), in6_getscope(a)] + [bool(getattr(_u, "in6_is" + f)(a)) for f in (
        "gladdr", "uladdr", "lladdr", "sladdr", "addr6to4", "addrTeredo", "docaddr", "maddr", "mnladdr", "mlladdr", "msladdr", "mgladdr",
        "addrllallnodes", "addrllallservers", "llsnmaddr", "anycast")]

def derived(a, b):
    return [plain(in6_getnsma(net(a))), in6_getnsmac(net(a)), in6_getha(a), in6_getLinkScopedMcastAddr(a, 0x1020304, 1), in6_6to4ExtractAddr(a),
        in6_and(net(a), net(b)), in6_or(net(a), net(b)), in6_xor(net(a), net(b)), in6_get_common_plen(a, b), net(in6_ctop(in6_ptoc(a)) or "::"), in6_ptoc(a)]

def teredo(a):
    return list(teredoAddrExtractInfo(a))

def randomized(i, history):
    octets = lambda s: bytes.fromhex(s.replace(":", ""))
    groups = lambda b: ":".join("%02x%02x" % (b[k], b[k + 1]) for k in range(0, 8, 2))
    def by(data, kept):
        sum = bytearray(hashlib.md5(data).digest())
        sum[0] &= kept
        return [groups(sum[:8]), groups(sum[8:])]
    full = lambda s: groups(net("::" + s if s.count(":") == 3 else s)[8:])
    assert by(octets(i) + octets(history), 0xfb) == [full(s) for s in in6_getRandomizedIfaceId(i, history)], "scapy's order has changed"
    return by(octets(history) + octets(i), 0xfd)

def ids(mac, history):
    i = in6_mactoifaceid(mac)
    return [i.lower(), in6_ifaceidtomac(i), in6_addrtomac("fe80::" + i), randomized(i, history)]

def unique():
    return in6_getLocalUniquePrefix()
`

// addresses are some of each kind, and generated ones that lie near them.
func addresses(t *testing.T) []netip.Addr {
	var all []netip.Addr
	for _, s := range strings.Fields("::1 fe80::1 febf::5 fec0::1 ff01::1 ff02::1 ff02::2 ff02::1:ff00:1 ff02::1:fe00:1 ff03::1 ff05::2 ff08::1 ff0e::1 2002::1 2001:db8:: 1:: " +
		"fc00::1 fdff::1 4000::1 ::1.2.3.4 ::ffff:1.2.3.4 6000:: 2001::1 2001:1:: 2001:db8::fdff:ffff:ffff:ff80 2001:db8::fdff:ffff:ffff:ff7f 2001:db8::ffff:ffff:ffff:ff90 :: 2002:c000:201:: 2001:db8::fcff:ffff:ffff:ff90 2001:db8::7dff:ffff:ffff:ff80") {
		all = append(all, netip.MustParseAddr(s))
	}
	r := original.Rand(t)
	for range original.Rounds(t, 300) {
		b := all[r.IntN(29)].As16()
		for range r.IntN(4) {
			b[r.IntN(16)] = byte(r.Uint32())
		}
		all = append(all, netip.AddrFrom16(b))
	}
	return all
}

// Kinds, scopes and each question are scapy's.
func TestKinds(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define(scapy)
	for _, a := range addresses(t) {
		theirs, err := py.Call("kinds", a.String())
		if err != nil {
			t.Fatal(err)
		}
		if b := a.As16(); b[0] == 0xff && b[1]>>4 != 0 {
			// The flags of a multicast address say nothing of its scope (RFC 4291, 2.7).
			b[1] &= 15
			bare, err := py.Call("in6_getscope", netip.AddrFrom16(b).String())
			if err != nil {
				t.Fatal(err)
			}
			theirs.([]any)[1] = bare
		}
		scope := -1
		if s, ok := in6.ScopeOf(a); ok {
			scope = int(s)
		}
		ours := []any{int(in6.KindOf(a)), scope}
		for _, is := range []func(netip.Addr) bool{
			in6.IsGlobal, in6.IsUniqueLocal, in6.IsLinkLocal, in6.IsSiteLocal, in6.Is6to4, in6.IsTeredo, in6.IsDocumentation, in6.IsMulticast, in6.IsNodeLocalMulticast,
			in6.IsLinkLocalMulticast, in6.IsSiteLocalMulticast, in6.IsGlobalMulticast, in6.IsAllNodes, in6.IsAllRouters, in6.IsSolicitedNode, in6.IsReservedAnycast,
		} {
			ours = append(ours, is(a))
		}
		if !original.Same(theirs, ours) {
			t.Errorf("%v: scapy %v, here %v", a, theirs, ours)
		}
	}
}

// What is computed of addresses is scapy's, but for the compact notation of small
// addresses: scapy leaves leading zeros out, and RFC 1924 wants 20 digits.
func TestDerived(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define(scapy)
	all := addresses(t)
	for i, a := range all {
		b := all[(i*7+1)%len(all)]
		theirs, err := py.Call("derived", a.String(), b.String())
		if err != nil {
			t.Fatal(err)
		}
		want := theirs.([]any)
		text := func(a netip.Addr, ok bool) any {
			if !ok {
				return nil
			}
			return a.String()
		}
		scoped, serr := in6.LinkScoped(a, 0x1020304, 1)
		v4, ok := in6.Extract6to4(a)
		compact := in6.Compact(a)
		if short := want[10].(string); len(short) < 20 {
			want[9], want[10] = a.AsSlice(), strings.Repeat("0", 20-len(short))+short
		}
		back, err := in6.ParseCompact(compact)
		if err != nil || back != a {
			t.Errorf("%v is %q, which is %v, %v", a, compact, back, err)
		}
		ours := []any{
			in6.SolicitedNode(a).String(), in6.MulticastMAC(in6.SolicitedNode(a)).String(), in6.HomeAgents(a).String(), text(scoped, serr == nil), text(v4, ok),
			in6.And(a, b).AsSlice(), in6.Or(a, b).AsSlice(), in6.Xor(a, b).AsSlice(), in6.CommonPrefixLen(a, b), back.AsSlice(), compact,
		}
		mac, err := py.Call("in6_getnsmac", in6.SolicitedNode(a).AsSlice())
		if err != nil {
			t.Fatal(err)
		}
		want[1] = mac
		if !original.Same(want, ours) {
			t.Errorf("%v, %v:\nscapy %v\nhere  %v", a, b, want, ours)
		}
	}
	for n := range 129 {
		theirs, err := py.Call("in6_cidr2mask", n)
		ours, oerr := in6.Mask(n)
		if err != nil || oerr != nil || !original.Same(theirs, ours.AsSlice()) {
			t.Errorf("%d: scapy %x %v, here %v %v", n, theirs, err, ours, oerr)
		}
	}
}

// 6to4 and Teredo, as scapy takes them apart and as RFC 3056 and RFC 4380 show.
func TestTunnels(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define(scapy)
	r := original.Rand(t)
	for range 50 {
		v4 := netip.AddrFrom4([4]byte{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())})
		theirs, err := py.Call("in6_get6to4Prefix", v4.String())
		p := in6.Prefix6to4(v4)
		if err != nil || theirs != p.Addr().String() || p.Bits() != 48 {
			t.Errorf("%v: scapy %v %v, here %v", v4, theirs, err, p)
		}
		if back, ok := in6.Extract6to4(p.Addr()); !ok || back != v4 {
			t.Errorf("%v: %v", p, back)
		}
		b := [16]byte{0x20, 0x01}
		for i := 4; i < 16; i++ {
			b[i] = byte(r.Uint32())
		}
		a := netip.AddrFrom16(b)
		theirs, err = py.Call("teredo", a.String())
		x, ok := in6.Teredo(a)
		if ours := []any{x.Server.String(), int(x.Flags), x.Client.Addr().String(), int(x.Client.Port())}; err != nil || !ok || !original.Same(theirs, ours) {
			t.Errorf("%v: scapy %v %v, here %v", a, theirs, err, ours)
		}
	}
}

// Interface identifiers are scapy's, but for random ones: RFC 3041 appends the
// identifier to the history and unsets the bit of universal ones, and scapy appends
// the history to the identifier and unsets the bit beside.
func TestIfaceIDs(t *testing.T) {
	py := original.Start(t, "scapy")
	py.Define(scapy)
	r := original.Rand(t)
	for range 60 {
		var m packet.MAC
		for i := range m {
			m[i] = byte(r.Uint32())
		}
		history := r.Uint64()
		theirs, err := py.Call("ids", m.String(), in6.IfaceID(history).String())
		if err != nil {
			t.Fatal(err)
		}
		id := in6.MACToIfaceID(m)
		back, ok := id.MAC()
		a := netip.MustParseAddr("fe80::" + id.String())
		from, ok2 := in6.MACOf(a)
		next, h := in6.RandomizedIfaceID(id, &history)
		want := theirs.([]any)
		ours := []any{id.String(), back.String(), from.String(), []any{next.String(), in6.IfaceID(h).String()}}
		if !ok || !ok2 || !original.Same(want, ours) {
			t.Errorf("%v:\nscapy %v\nhere  %v", m, want, ours)
		}
	}
	for _, id := range []in6.IfaceID{0, 0x00ff000000, 0x0000ff000000, 0x000000ff00000000, 0xff_0000_0000, 0xfe00_0000} {
		if m, ok := id.MAC(); ok {
			t.Errorf("%v is of %v", id, m)
		}
	}
	one, h := in6.RandomizedIfaceID(7, nil)
	two, _ := in6.RandomizedIfaceID(7, nil)
	again, _ := in6.RandomizedIfaceID(7, &h)
	if one == two || one == again {
		t.Errorf("%v %v %v are not at random", one, two, again)
	}
	theirs, err := py.Call("unique")
	for _, p := range []string{fmt.Sprint(theirs, "/48"), in6.LocalUniquePrefix().String()} {
		q, perr := netip.ParsePrefix(p)
		if err != nil || perr != nil || !netip.MustParsePrefix("fd00::/8").Contains(q.Addr()) || q.Masked() != q || q.Addr() == netip.MustParseAddr("fd00::") {
			t.Errorf("%q %v %v", p, err, perr)
		}
	}
}

// What is no IPv6 address is none of anything, and nothing panics.
func TestNothing(t *testing.T) {
	for _, a := range []netip.Addr{{}, netip.MustParseAddr("1.2.3.4")} {
		if in6.KindOf(a) != 0 || in6.IsEUI64(a) || in6.IsReservedAnycast(a) || in6.IsGlobal(a) || in6.SolicitedNode(a).IsValid() || in6.HomeAgents(a).IsValid() || in6.Compact(a) != "" {
			t.Errorf("%v is something", a)
		}
		if scope, ok := in6.ScopeOf(a); ok || scope != 0 {
			t.Errorf("%v has a scope", a)
		}
		if _, ok := in6.MACOf(a); ok || in6.IfaceIDOf(a) != 0 {
			t.Errorf("%v has an identifier", a)
		}
		if _, ok := in6.Teredo(a); ok {
			t.Errorf("%v is of Teredo", a)
		}
		if _, ok := in6.Extract6to4(a); ok {
			t.Errorf("%v is of 6to4", a)
		}
		if _, err := in6.LinkScoped(a, 1, 1); !errors.Is(err, packet.ErrValue) {
			t.Error(err)
		}
		_, _, _ = in6.And(a, a), in6.CommonPrefixLen(a, a), in6.MulticastMAC(a)
	}
	if in6.Prefix6to4(netip.MustParseAddr("::1")).IsValid() {
		t.Error("6to4 of an IPv6 address")
	}
	if _, err := in6.LinkScoped(netip.MustParseAddr("fe80::1"), 1, 3); !errors.Is(err, packet.ErrValue) || !strings.Contains(err.Error(), "scope") {
		t.Error(err)
	}
	for _, n := range []int{-1, 129} {
		if _, err := in6.Mask(n); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%d: %v", n, err)
		}
	}
	for _, s := range []string{"", "abc", strings.Repeat("~", 20), strings.Repeat("0", 19) + "\"", strings.Repeat("0", 21)} {
		if a, err := in6.ParseCompact(s); !errors.Is(err, packet.ErrValue) || a.IsValid() {
			t.Errorf("%q is %v, %v", s, a, err)
		}
	}
	if a, err := in6.ParseCompact(strings.Repeat("0", 20)); err != nil || !a.IsUnspecified() {
		t.Error(a, err)
	}
	zone := netip.MustParseAddr("fe80::1%eth0")
	if !in6.IsLinkLocal(zone) || in6.KindOf(zone) != in6.Unicast|in6.LinkLocal {
		t.Error("a zone changed the kind")
	}
}

func TestKindWords(t *testing.T) {
	got := []string{in6.Global.String(), (in6.Unicast | in6.LinkLocal).String(), in6.Unspecified.String(), in6.Kind(0x400).String(), in6.Kind(0x173).String()}
	if want := []string{"global", "unicast+link-local", "unspecified", "global", "unicast+multicast+loopback+link-local+site-local+6to4"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
