package confobj_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
)

// tenThousand is a file of 100 sections of 100 keys each.
func tenThousand() []byte {
	var b strings.Builder
	for s := range 100 {
		fmt.Fprintf(&b, "[section%02d]\n", s)
		for k := range 100 {
			switch k % 10 {
			case 7:
				fmt.Fprintf(&b, "key%02d = a%d, b, c\n", k, s)
			case 8:
				fmt.Fprintf(&b, "key%02d = \"quoted value %d\"  # why\n", k, s)
			default:
				fmt.Fprintf(&b, "key%02d = value %d\n", k, s*k)
			}
		}
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	contents := tenThousand()
	b.SetBytes(int64(len(contents)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := confobj.Parse(contents, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParsePreserving(b *testing.B) {
	contents := tenThousand()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := confobj.Parse(contents, &confobj.ConfigObjOptions{PreserveFormat: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	c, err := confobj.Parse(tenThousand(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDict(b *testing.B) {
	c, err := confobj.Parse(tenThousand(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Dict(); err != nil {
			b.Fatal(err)
		}
	}
}

// A line that ConfigObj would not come to the end of: its time doubles with each
// item.
func BenchmarkHostileLine(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		line := []string{"a = " + strings.Repeat("x ,", n) + ",,"}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := confobj.NewConfigObj(line, nil); err == nil {
					b.Fatal("read")
				}
			}
		})
	}
}
