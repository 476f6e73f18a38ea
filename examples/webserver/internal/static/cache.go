package static

import (
	"bytes"
	"sync"
	"time"
)

// believed is how long a small file is served without a look at the disk.
const believed = time.Second

// mostCached is how much memory the small files take, compressed ones included.
const mostCached = 32 << 20

// entryWeight is about what an entry takes with its name and its answer's header.
const entryWeight = 2 << 10

// A cache keeps small files for as long as they are believed.
type cache struct {
	mu      sync.RWMutex
	files   map[string]*variant
	bytes   int
	packing sync.Mutex // one at a time: compressors are large
}

func newCache() *cache { return &cache{files: map[string]*variant{}} }

// get is a file that was looked at within the last second, or nil.
func (c *cache) get(name string) *variant {
	c.mu.RLock()
	v := c.files[name]
	c.mu.RUnlock()
	if v == nil || time.Since(v.checked) > believed {
		return nil
	}
	return v
}

// put keeps a file. What was compressed stays while the file is the same.
func (c *cache) put(name string, v *variant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.files[name]
	if old != nil {
		c.bytes -= old.weight()
		if old.tag == v.tag {
			v.packed = old.packed
		}
	}
	if c.bytes+v.weight() > mostCached {
		c.files, c.bytes = map[string]*variant{}, 0
	}
	c.files[name] = v
	c.bytes += v.weight()
}

// weight counts what an entry takes besides its contents, too: through links that
// lead upwards one empty file has names without end.
func (v *variant) weight() int {
	n := len(v.data) + entryWeight
	for _, p := range v.packed {
		n += len(p)
	}
	return n
}

// packed is a small file compressed, from memory where it was before.
func (c *cache) packed(v *variant, encoding string, level int) []byte {
	if done := c.wasPacked(v, encoding); done != nil {
		return done
	}
	c.packing.Lock()
	defer c.packing.Unlock()
	if done := c.wasPacked(v, encoding); done != nil {
		return done
	}
	var out bytes.Buffer
	p := compressor(encoding, level)
	p.Reset(&out)
	p.Write(v.data)
	p.Close()
	release(encoding, level, p)
	c.mu.Lock()
	defer c.mu.Unlock()
	packed := map[string][]byte{encoding: out.Bytes()} // readers may hold the old map
	for e, data := range v.packed {
		packed[e] = data
	}
	v.packed = packed
	c.bytes += out.Len()
	return out.Bytes()
}

func (c *cache) wasPacked(v *variant, encoding string) []byte {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return v.packed[encoding]
}
