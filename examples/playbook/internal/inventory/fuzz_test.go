package inventory

import (
	"slices"
	"testing"
)

// FuzzINI: an inventory is read or refused; every member of a group is a host.
func FuzzINI(f *testing.F) {
	for _, s := range []string{"[web]\nh[01:10] a=1\n[web:vars]\nx=[1, 2]\n[all:children]\nweb\n", "h1:22 b='two words' # c\n", "[a:children]\nb\n[b:children]\na\n", "x[a:f:2]\n", "[::1]:22\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		inv := New()
		if inv.readINI("f", s) != nil || inv.finish() != nil {
			return
		}
		for _, g := range inv.Groups() {
			for _, h := range inv.Members(g) {
				if !inv.Has(h) || !slices.Contains(inv.GroupsOf(h), g) {
					t.Errorf("%q is in %q and is no host of it", h, g)
				}
			}
		}
	})
}
