package pcap

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// A FileReader is a [Reader] of a file that it closes.
type FileReader struct {
	*Reader
	f *os.File
}

// Open begins to read a capture file. Close it in the end.
func Open(path string) (*FileReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(f)
	if err != nil {
		f.Close()
		return nil, named(path, err)
	}
	return &FileReader{r, f}, nil
}

func named(path string, err error) error {
	var e *FormatError
	if errors.As(err, &e) && e.Path == "" {
		e.Path = path
	}
	return err
}

// Close closes the file. It may be called twice.
func (r *FileReader) Close() error {
	if r == nil || r.f == nil {
		return nil
	}
	err := r.f.Close()
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// reader is what a nil FileReader, of an Open that failed, reads by: nothing.
func (r *FileReader) reader() *Reader {
	if r == nil {
		return nil
	}
	return r.Reader
}

// Next is [Reader.Next].
func (r *FileReader) Next() (Record, error) { return r.reader().Next() }

// All is [Reader.All].
func (r *FileReader) All() iter.Seq2[Record, error] { return r.reader().All() }

// Cut is [Reader.Cut].
func (r *FileReader) Cut() bool { return r.reader().Cut() }

// NG is [Reader.NG].
func (r *FileReader) NG() bool { return r.reader().NG() }

// Nano is [Reader.Nano].
func (r *FileReader) Nano() bool { return r.reader().Nano() }

// BigEndian is [Reader.BigEndian].
func (r *FileReader) BigEndian() bool { return r.reader().BigEndian() }

// Link is [Reader.Link].
func (r *FileReader) Link() uint32 { return r.reader().Link() }

// SnapLen is [Reader.SnapLen].
func (r *FileReader) SnapLen() int { return r.reader().SnapLen() }

// FileOptions are the options of [Create].
type FileOptions struct {
	WriterOptions

	// Append writes behind what the file has. A classic file keeps its byte order
	// and its resolution, and takes records of its own link type alone; in a
	// pcapng file a new section begins, whatever NG says. A file that ends within
	// a record is refused, since nothing behind that would be found again.
	Append bool

	// Gzip packs the file. An existing one is packed or not as it was.
	Gzip bool

	// Sync hands every record to the system as it is written, for those who read
	// along.
	Sync bool
}

// A FileWriter is a [Writer] of a file that it closes.
type FileWriter struct {
	*Writer
	f    *os.File
	z    *gzip.Writer
	sync bool
}

// Create begins to write a capture file of a link type: a new one, or with Append
// at the end of the one that is there. The file grows as records are written.
func Create(path string, link uint32, opts *FileOptions) (*FileWriter, error) {
	var o FileOptions
	if opts != nil {
		o = *opts
	}
	if err := checkLink(link); err != nil {
		return nil, named(path, err) // before a file that is there is emptied
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if o.Append {
		flags = os.O_RDWR | os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o666)
	if err != nil {
		return nil, err
	}
	w, err := create(f, link, &o)
	if err != nil {
		f.Close()
		return nil, named(path, err)
	}
	return w, nil
}

func create(f *os.File, link uint32, o *FileOptions) (*FileWriter, error) {
	if o.Append {
		if err := o.continues(f, link); err != nil {
			return nil, err
		}
	}
	w := &FileWriter{f: f, sync: o.Sync}
	var out io.Writer = f
	if o.Gzip {
		w.z = gzip.NewWriter(f)
		out = w.z
	}
	var err error
	w.Writer, err = NewWriter(out, link, &o.WriterOptions)
	return w, err
}

// continues makes the options those of a file that has records already, and stands
// at its end.
func (o *FileOptions) continues(f *os.File, link uint32) error {
	var two [2]byte
	if n, _ := f.ReadAt(two[:], 0); n == 0 {
		return nil
	}
	r, err := NewReader(f)
	if err != nil {
		return err
	}
	o.Gzip = two == [2]byte{0x1f, 0x8b}
	if o.NG = r.NG(); !o.NG {
		if r.Link() != link {
			return &FormatError{Kind: ErrLinkType, Reason: fmt.Sprintf("records of link type %d do not go into a file of link type %d", link, r.Link())}
		}
		o.Nano, o.BigEndian, o.Headless = r.Nano(), r.BigEndian(), true
	}
	for _, err := range r.All() {
		if err != nil {
			return err
		}
	}
	if r.Cut() {
		return &FormatError{Kind: ErrFormat, Offset: r.in.at, Reason: "the file ends within a record, and nothing behind that would be found again: write it anew"}
	}
	_, err = f.Seek(0, io.SeekEnd)
	return err
}

// Write writes a record; see [Writer.Write].
func (w *FileWriter) Write(r Record) error {
	if w == nil {
		return ErrClosed
	}
	err := w.Writer.Write(r)
	if err == nil && w.sync {
		err = w.Flush()
	}
	return err
}

// Flush hands what was collected to the system.
func (w *FileWriter) Flush() error {
	if w == nil {
		return ErrClosed
	}
	err := w.Writer.Flush()
	if err == nil && w.z != nil {
		err = w.z.Flush()
	}
	return err
}

// Close ends the file and closes it.
func (w *FileWriter) Close() error {
	if w == nil || w.Writer == nil || w.closed {
		return nil
	}
	err := w.Writer.Close()
	if w.z != nil {
		err = errors.Join(err, w.z.Close())
	}
	return errors.Join(err, w.f.Close())
}
