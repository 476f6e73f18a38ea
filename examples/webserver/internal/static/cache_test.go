package static

import (
	"bytes"
	"strconv"
	"testing"
	"time"
)

func kept(c *cache) (bytes int) {
	for _, v := range c.files {
		bytes += v.weight()
	}
	return bytes
}

// Small files take 32 MiB at most, whatever there are, and what they take is counted
// right. The newest is always there.
func TestTheCacheIsBounded(t *testing.T) {
	const most = 32 << 20
	c := newCache()
	largest := 0
	for i := range 100 {
		name := strconv.Itoa(i)
		c.put(name, &variant{tag: name, data: make([]byte, 1<<20), checked: time.Now()})
		if c.get(name) == nil {
			t.Errorf("%s is not kept", name)
		}
		if got := kept(c); got != c.bytes || got > most {
			t.Fatalf("%d bytes after %d files, counted %d", got, i+1, c.bytes)
		}
		largest = max(largest, c.bytes)
	}
	if largest < most-2<<20 {
		t.Errorf("no more than %d bytes are used", largest)
	}
	// Files of nothing weigh as well: names are without end.
	for i := range 1 << 16 {
		c.put("empty"+strconv.Itoa(i), &variant{checked: time.Now()})
	}
	if n := len(c.files); n > most/1000 || kept(c) != c.bytes {
		t.Errorf("%d files of nothing", n)
	}
}

// A file that is read again takes its own place; what was compressed stays only while
// the file is the same.
func TestAFileTakesItsOwnPlace(t *testing.T) {
	c := newCache()
	text := bytes.Repeat([]byte("all is well. "), 1000)
	first := &variant{tag: "1", data: text, checked: time.Now()}
	c.put("a", first)
	packed := c.packed(first, "gzip", 5)
	if again := c.packed(first, "gzip", 5); &again[0] != &packed[0] {
		t.Error("it was compressed twice")
	}
	if other := c.packed(first, "br", 5); bytes.Equal(other, packed) || len(first.packed) != 2 {
		t.Error("one encoding took the place of another")
	}
	if c.bytes != kept(c) || c.bytes <= len(text)+len(packed) {
		t.Errorf("%d bytes counted, %d kept", c.bytes, kept(c))
	}
	same := &variant{tag: "1", data: text, checked: time.Now()}
	c.put("a", same)
	if again := c.packed(same, "gzip", 5); &again[0] != &packed[0] || c.bytes != kept(c) {
		t.Errorf("it was compressed again, or counted twice: %d, %d", c.bytes, kept(c))
	}
	changed := &variant{tag: "2", data: text, checked: time.Now()}
	c.put("a", changed)
	if len(changed.packed) != 0 || c.bytes != kept(c) || len(c.files) != 1 {
		t.Errorf("%d of the old are kept, %d bytes, %d", len(changed.packed), c.bytes, kept(c))
	}
}

// A file is believed for a second.
func TestAFileIsLookedAtAgain(t *testing.T) {
	c := newCache()
	c.put("new", &variant{checked: time.Now().Add(time.Hour)}) // so that no machine is too slow
	c.put("old", &variant{checked: time.Now().Add(-time.Second)})
	if c.get("new") == nil || c.get("old") != nil || c.get("none") != nil {
		t.Error("one is believed for too long, or not at all")
	}
}
