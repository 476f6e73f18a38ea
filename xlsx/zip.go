package xlsx

import (
	"encoding/binary"
	"io"
	"math"
)

// writeZip writes parts as a zip file in their order. The sizes are known
// beforehand, so that it never goes back; the records of zip64 are written only
// for what is too large without them. All times are the first that a zip file
// can hold, as Excel has them.
func writeZip(w io.Writer, parts []packed, progress func(i int)) error {
	z := zipWriter{w: w}
	for i := range parts {
		if err := z.add(&parts[i]); err != nil {
			return err
		}
		if progress != nil {
			progress(i)
		}
	}
	return z.close(len(parts))
}

type zipWriter struct {
	w         io.Writer
	offset    int64
	directory []byte
	large     bool // the directory refers to something that needs zip64
}

const (
	zipLocal     = 0x04034b50
	zipDirectory = 0x02014b50
	zipEnd       = 0x06054b50
	zip64End     = 0x06064b50
	zip64Locator = 0x07064b50

	zipDate    = 1<<5 | 1 // 1980-01-01
	zipDeflate = 8
	zipNeeds   = 20
	zip64Needs = 45
)

var le = binary.LittleEndian

func (z *zipWriter) write(b []byte) error {
	n, err := z.w.Write(b)
	z.offset += int64(n)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}

func (z *zipWriter) add(p *packed) error {
	at := z.offset
	big := p.size >= math.MaxUint32 || p.length >= math.MaxUint32
	head := zipEntry(le.AppendUint32(nil, zipLocal), p, big)
	extra := []byte(nil)
	if big {
		extra = zip64Extra(p.size, p.length)
	}
	head = le.AppendUint16(head, uint16(len(extra)))
	head = append(append(head, p.name...), extra...)
	if err := z.write(head); err != nil {
		return err
	}
	counted := countingWriter{z}
	if err := p.writeTo(counted); err != nil {
		return err
	}

	extra = nil
	far := at >= math.MaxUint32
	switch {
	case big && far:
		extra = zip64Extra(p.size, p.length, at)
	case big:
		extra = zip64Extra(p.size, p.length)
	case far:
		extra = zip64Extra(at)
	}
	z.large = z.large || big || far
	d := le.AppendUint32(z.directory, zipDirectory)
	d = le.AppendUint16(d, 3<<8|zipNeeds) // made by Unix
	d = zipEntry(d, p, big)
	d = le.AppendUint16(d, uint16(len(extra)))
	d = append(d, 0, 0, 0, 0, 0, 0)      // no comment, first disk, binary
	d = le.AppendUint32(d, 0o100600<<16) // a file of its owner
	d = le.AppendUint32(d, low32(at))
	z.directory = append(append(d, p.name...), extra...)
	return nil
}

// zipEntry appends what the head of a file and the directory have in common.
func zipEntry(b []byte, p *packed, big bool) []byte {
	needs := uint16(zipNeeds)
	length, size := uint32(p.length), uint32(p.size)
	if big {
		needs, length, size = zip64Needs, math.MaxUint32, math.MaxUint32
	}
	b = le.AppendUint16(b, needs)
	b = append(b, 0, 0)
	b = le.AppendUint16(b, zipDeflate)
	b = append(b, 0, 0)
	b = le.AppendUint16(b, zipDate)
	b = le.AppendUint32(b, p.crc)
	b = le.AppendUint32(b, length)
	b = le.AppendUint32(b, size)
	return le.AppendUint16(b, uint16(len(p.name)))
}

func zip64Extra(fields ...int64) []byte {
	b := le.AppendUint16(nil, 1)
	b = le.AppendUint16(b, uint16(8*len(fields)))
	for _, f := range fields {
		b = le.AppendUint64(b, uint64(f))
	}
	return b
}

func low32(n int64) uint32 { return uint32(min(n, math.MaxUint32)) }

func (z *zipWriter) close(entries int) error {
	at, size := z.offset, int64(len(z.directory))
	if err := z.write(z.directory); err != nil {
		return err
	}
	var b []byte
	if z.large || entries >= math.MaxUint16 || at >= math.MaxUint32 || size >= math.MaxUint32 {
		end := z.offset
		b = le.AppendUint32(b, zip64End)
		b = le.AppendUint64(b, 44)
		b = le.AppendUint16(b, 3<<8|zip64Needs)
		b = le.AppendUint16(b, zip64Needs)
		b = append(b, 0, 0, 0, 0, 0, 0, 0, 0)
		b = le.AppendUint64(b, uint64(entries))
		b = le.AppendUint64(b, uint64(entries))
		b = le.AppendUint64(b, uint64(size))
		b = le.AppendUint64(b, uint64(at))
		b = le.AppendUint32(b, zip64Locator)
		b = append(b, 0, 0, 0, 0)
		b = le.AppendUint64(b, uint64(end))
		b = le.AppendUint32(b, 1)
	}
	n := uint16(min(entries, math.MaxUint16))
	b = le.AppendUint32(b, zipEnd)
	b = append(b, 0, 0, 0, 0)
	b = le.AppendUint16(b, n)
	b = le.AppendUint16(b, n)
	b = le.AppendUint32(b, low32(size))
	b = le.AppendUint32(b, low32(at))
	b = append(b, 0, 0)
	return z.write(b)
}

type countingWriter struct{ z *zipWriter }

func (c countingWriter) Write(b []byte) (int, error) {
	if err := c.z.write(b); err != nil {
		return 0, err
	}
	return len(b), nil
}
