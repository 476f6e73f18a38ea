package zone_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
)

const soa = "@ 5 SOA ns h 1 2 3 4 5\n@ 5 NS ns\n"

// A few lines make no more text, records or work than the options allow.
func TestSmallFilesMakeNoLargeZones(t *testing.T) {
	example := dnsq.MustName("example.")
	bomb := func(name string) string {
		return soa + "$GENERATE 0-1048575 " + name + " TXT \"" + strings.Repeat("${0,255} ", 250) + "\"\n"
	}
	files := fstest.MapFS{}
	for i := range 15 {
		files[fmt.Sprint("f", i)] = &fstest.MapFile{Data: []byte(strings.Repeat(fmt.Sprintf("$INCLUDE f%d\n", i+1), 12))}
	}
	files["f15"] = &fstest.MapFile{Data: []byte("a 5 A 192.0.2.1\n")}
	for _, c := range []struct {
		name, text string
		opts       zone.FileOptions
		reason     string
	}{
		{"text of $GENERATE", bomb("a$"), zone.FileOptions{MaxGenerateBytes: 1 << 20}, "1048576 bytes"},
		{"text of $GENERATE, out of the zone, whose rdata is not read", bomb("a$.other."), zone.FileOptions{}, "134217728 bytes"},
		{"text of $GENERATE, less", soa + "$GENERATE 1-9 a$ TXT abc\n", zone.FileOptions{MaxGenerateBytes: 40}, "40 bytes"},
		{"records of $GENERATE", soa + "$GENERATE 1-9 a$ TXT abc\n", zone.FileOptions{MaxGenerate: 8}, "8 records"},
		{"files of $INCLUDE", soa + "$INCLUDE f0\n", zone.FileOptions{Include: files}, "1000 files"},
		{"files of $INCLUDE, fewer", soa + "$INCLUDE f15\n$INCLUDE f15\n", zone.FileOptions{Include: files, MaxInclude: 1}, "1 file"},
	} {
		_, err := zone.FromText(c.text, example, &c.opts)
		var at *zone.FileError
		if !errors.As(err, &at) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, c := range []struct {
		text string
		opts zone.FileOptions
	}{
		{soa + "$GENERATE 1-9 a$ TXT abc\n", zone.FileOptions{MaxGenerate: 9, MaxGenerateBytes: 500}},
		{soa + "$GENERATE 1-9 a$ TXT abc\n", zone.FileOptions{MaxGenerate: -1, MaxGenerateBytes: -1}},
		{soa + "$INCLUDE f15\n$INCLUDE f15\n", zone.FileOptions{Include: files, MaxInclude: 2}},
		{soa + "$INCLUDE f12\n", zone.FileOptions{Include: files, MaxInclude: -1}},
	} {
		if _, err := zone.FromText(c.text, example, &c.opts); err != nil {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// Many types at one name are found without looking at all of them each time.
func TestManyTypesAtANameTakeLinearTime(t *testing.T) {
	dnstest.Linear(t, "types", 2000, func(n int) func() {
		var text strings.Builder
		text.WriteString(soa)
		for i := range n {
			fmt.Fprintf(&text, "a 5 TYPE%d \\# 1 00\n", 1000+(i*7919)%n)
		}
		return func() {
			z, err := zone.FromText(text.String(), dnsq.MustName("example."), nil)
			if err != nil {
				t.Fatal(err)
			}
			if node, err := z.LookupNode("a"); err != nil || node.Len() != n {
				t.Fatalf("%v, %v", node, err)
			}
		}
	})
}
