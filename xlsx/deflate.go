package xlsx

import (
	"bytes"
	"compress/flate"
	"hash/crc32"
	"io"
	"runtime"
	"sync"
)

// blockSize is how much of a part is compressed at a time: enough for the
// compressor to find what repeats, and little enough for several blocks to be at
// work at once.
const blockSize = 320 << 10

// A compressor compresses blocks for the parts of a workbook, as many at a time
// as there are processors.
type compressor struct {
	level int
	slots chan struct{}
	bufs  sync.Pool // of []byte, each with room for a block
}

// idleWriters are the deflaters of each level of compression that nobody uses: one
// needs a megabyte, which is more than many a workbook.
var idleWriters [flate.BestCompression + 1]sync.Pool

func newCompressor(level int) *compressor {
	// The caller, who compresses too when nobody else is free, is one more.
	return &compressor{level: level, slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
}

// A block is a piece of a part. Its data are one or more whole blocks of a
// deflate stream that end at a byte and are not the last of it.
type block struct {
	data []byte
	crc  uint32
	size int // before compression
	done chan struct{}
}

// A part is a file inside the workbook: blocks in their order.
type part struct {
	c      *compressor
	buf    []byte // what has not become a block yet
	blocks []*block
}

// flush compresses what the part holds in its buffer, in a goroutine of its own
// if a processor is free and the part is large enough to be worth it.
func (p *part) flush() {
	if len(p.buf) == 0 {
		return
	}
	b := &block{size: len(p.buf)}
	p.blocks = append(p.blocks, b)
	if len(p.buf) < blockSize {
		p.c.compress(b, p.buf)
		p.buf = p.buf[:0]
		return
	}
	b.done = make(chan struct{})
	text := p.buf
	p.buf = p.c.buffer()
	// Without a free slot the caller does the work itself, which also keeps what
	// waits for compression from growing.
	select {
	case p.c.slots <- struct{}{}:
		go func() {
			p.c.compress(b, text)
			p.c.bufs.Put(&text)
			<-p.c.slots
			close(b.done)
		}()
	default:
		p.c.compress(b, text)
		p.c.bufs.Put(&text)
		close(b.done)
	}
}

func (c *compressor) buffer() []byte {
	if b, ok := c.bufs.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, blockSize+blockSize/8)
}

// full tells the caller, who appends to the buffer, when it is time to flush.
func (p *part) full() bool { return len(p.buf) >= blockSize }

func (c *compressor) compress(b *block, text []byte) {
	b.crc = crc32.ChecksumIEEE(text)
	idle := &idleWriters[c.level]
	d, ok := idle.Get().(*deflater)
	if ok {
		// This clears tables of 600 KiB, which for a small part is much of the
		// work: once, and not again to let go of the output.
		d.w.Reset(&d.out)
	} else {
		d = &deflater{}
		d.w, _ = flate.NewWriter(&d.out, c.level) // the level has been checked
	}
	d.w.Write(text) // a sink takes everything
	d.w.Flush()
	b.data = bytes.Clone(d.out.b)
	d.out.b = d.out.b[:0]
	idle.Put(d)
}

// A deflater is a compressor with the memory that it writes to, so that one block
// after the other needs neither anew.
type deflater struct {
	w   *flate.Writer
	out sink
}

// A sink is a writer whose memory is its own.
type sink struct{ b []byte }

func (s *sink) Write(p []byte) (int, error) {
	s.b = append(s.b, p...)
	return len(p), nil
}

// streamEnd is the last block of a deflate stream, and an empty one.
var streamEnd = []byte{0x03, 0x00}

// A packed part is compressed.
type packed struct {
	name   string
	blocks []*block
	crc    uint32
	size   int64 // before compression
	length int64 // after
}

// pack waits for the compression of blocks and counts them together.
func pack(name string, blocks []*block) packed {
	p := packed{name: name, blocks: blocks, length: int64(len(streamEnd))}
	for i, b := range blocks {
		if b.done != nil {
			<-b.done
		}
		if i == 0 {
			p.crc = b.crc
		} else {
			p.crc = crcOfBoth(p.crc, b.crc, int64(b.size))
		}
		p.size += int64(b.size)
		p.length += int64(len(b.data))
	}
	return p
}

func (p *packed) writeTo(w io.Writer) error {
	for _, b := range p.blocks {
		if _, err := w.Write(b.data); err != nil {
			return err
		}
	}
	_, err := w.Write(streamEnd)
	return err
}

// crcOfBoth is the checksum of two texts one after the other, from the checksum
// of each and the length of the second. A checksum is a polynomial over two
// elements; the first text stands before as many zero bits as the second has, so
// that its checksum is multiplied by that power of x.
func crcOfBoth(first, second uint32, length int64) uint32 {
	power, square := uint32(1)<<31, uint32(1)<<(31-8) // 1, and x to the 8th, for a byte
	for ; length > 0; length >>= 1 {
		if length&1 == 1 {
			power = crcProduct(power, square)
		}
		square = crcProduct(square, square)
	}
	return crcProduct(power, first) ^ second
}

// crcProduct multiplies two polynomials, whose highest bits stand for the lowest
// powers, modulo that of the checksum.
func crcProduct(a, b uint32) (product uint32) {
	for i := 31; i >= 0; i-- {
		if a>>i&1 == 1 {
			product ^= b
		}
		carry := b & 1
		b >>= 1
		if carry == 1 {
			b ^= crc32.IEEE
		}
	}
	return product
}
