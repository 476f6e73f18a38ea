package zone_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
)

// Names that come and go in numbers: a zone and a NameDict hold what a plain list
// does, in its order.
func TestManyNamesComeAndGo(t *testing.T) {
	r := original.Rand(t)
	z, err := zone.New(dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	var d dnsq.NameDict[int]
	var model []string
	for i := range 4000 {
		text := fmt.Sprintf("N%d.sub%d", r.IntN(150), r.IntN(2))
		if r.IntN(2) == 0 {
			text = strings.ToLower(text)
		}
		name := nameOf(text)
		at := slices.IndexFunc(model, func(s string) bool { return strings.EqualFold(s, text) })
		if r.IntN(100) < 45+10*(i/1000%2) {
			if _, err := z.CreateNode(name); err != nil {
				t.Fatal(err)
			}
			d.Set(name, i)
			if at < 0 {
				model = append(model, text)
			}
		} else {
			if err := z.DeleteNode(name); err != nil {
				t.Fatal(err)
			}
			if gone := d.Delete(name); gone != (at >= 0) {
				t.Fatalf("deleted %s: %v", text, gone)
			}
			if at >= 0 {
				model = slices.Delete(model, at, at+1)
			}
		}
		if i%97 > 0 {
			continue
		}
		var inZone, inDict []string
		for name := range z.Names() {
			inZone = append(inZone, name.String())
		}
		for name := range d.All() {
			inDict = append(inDict, name.String())
		}
		if !slices.Equal(inZone, model) || !slices.Equal(inDict, model) || z.Len() != len(model) || d.Len() != len(model) {
			t.Fatalf("after %d steps the zone has %v, the dictionary %v, want %v", i, inZone, inDict, model)
		}
	}
}

// The order in which zones are written is that of Name.Compare.
func TestSortedIsCanonicalOrder(t *testing.T) {
	r := original.Rand(t)
	z, err := zone.New(dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		labels := make([]string, r.IntN(4))
		for i := range labels {
			b := make([]byte, 1+r.IntN(3))
			for k := range b {
				b[k] = []byte{0, 1, 2, 'a', 'A', 'b', 'Z', '-', '.', 0xff, 0x7f}[r.IntN(11)]
			}
			labels[i] = string(b)
		}
		name, err := dnsq.NewName(labels...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.CreateNode(name); err != nil {
			t.Fatal(err)
		}
	}
	got := slices.Collect(func(yield func(dnsq.Name) bool) {
		for name := range z.Sorted() {
			if !yield(name) {
				return
			}
		}
	})
	if len(got) != z.Len() || !slices.IsSortedFunc(got, dnsq.Name.Compare) {
		t.Errorf("%d of %d names, not in order", len(got), z.Len())
	}
}

// A zone may be changed while it is iterated over: what is deleted is passed
// over, what is new does not come.
func TestZoneChangesUnderIteration(t *testing.T) {
	z, err := zone.New(dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if _, err := z.CreateNode(nameOf(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	for name := range z.All() {
		if seen++; seen > 100 {
			t.Fatal("the iteration has no end")
		}
		for i := range 100 {
			if i%10 != 0 && seen == 1 {
				if err := z.DeleteNode(nameOf(fmt.Sprint(i))); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := z.CreateNode(nameOf("new-" + name.String())); err != nil {
			t.Fatal(err)
		}
	}
	if seen != 10 || z.Len() != 20 {
		t.Errorf("%d names seen, %d there", seen, z.Len())
	}
	seen = 0
	for range z.All() {
		seen++
		for _, name := range slices.Collect(z.Names()) {
			if err := z.DeleteNode(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if seen != 1 || z.Len() != 0 {
		t.Errorf("%d names seen, %d there", seen, z.Len())
	}
}
