package curlx

import (
	"fmt"
	"io"
	"os"
)

// maxChunk is the most that a write callback gets at once.
const maxChunk = 16384

// A sink is where a transfer leaves what arrives.
type sink struct {
	t         *transfer
	write     WriteFunc
	header    WriteFunc
	debugFunc DebugFunc
	verbose   bool
	both      bool  // HEADER: headers go where the body goes
	maxSize   int64 // MAXFILESIZE, 0 for none
	received  int64 // bytes delivered, decoded
	chunk     int   // the largest piece that a writer gets
	waits     bool  // write may wait
	headWaits bool  // so may header
	ignore    bool  // the body of a reply that is not the last one
	toFile    *os.File
	toldError *Error // the last one that was told to who debugs
}

func (s *sink) init(t *transfer) {
	s.t = t
	s.write = bodyWriter(t.o)
	s.header = headerWriter(t.o)
	s.waits = get(t.o, WRITEFUNCTION) == nil && !prompt(bodyTarget(t.o))
	s.headWaits = get(t.o, HEADERFUNCTION) == nil && !prompt(get(t.o, WRITEHEADER))
	s.both = on(t.o, HEADER)
	s.maxSize = get(t.o, MAXFILESIZE_LARGE)
	s.chunk = max(min(get(t.o, BUFFERSIZE), maxChunk), 1024)
	if s.verbose = on(t.o, VERBOSE); s.verbose {
		s.debugFunc = get(t.o, DEBUGFUNCTION)
	}
	if get(t.o, WRITEFUNCTION) == nil {
		s.toFile, _ = get(t.o, WRITEDATA).(*os.File)
	}
}

// bodyWriter is what takes the body: WRITEFUNCTION, else WRITEDATA, else the
// standard output.
func bodyWriter(o *options) WriteFunc {
	if f := get(o, WRITEFUNCTION); f != nil {
		return f
	}
	return bodyTarget(o).Write
}

func bodyTarget(o *options) io.Writer {
	if w := get(o, WRITEDATA); w != nil {
		return w
	}
	return os.Stdout
}

// headerWriter is what takes header lines, nil for nobody.
func headerWriter(o *options) WriteFunc {
	if f := get(o, HEADERFUNCTION); f != nil {
		return f
	}
	if w := get(o, WRITEHEADER); w != nil {
		return w.Write
	}
	return nil
}

// headerLine shows and delivers one line of a header, its line end included.
func (t *transfer) headerLine(line []byte) error {
	if t.sink.verbose {
		t.debug(INFOTYPE_HEADER_IN, line)
	}
	return t.giveHeader(line)
}

// giveHeader delivers a line of a header that is not shown, or has been.
func (t *transfer) giveHeader(line []byte) error {
	t.info.headerSize += int64(len(line))
	if t.sink.both {
		if err := t.sink.put(t.sink.write, line, t.sink.waits, "Failure writing output to destination"); err != nil {
			return err
		}
	}
	if t.sink.header == nil {
		return nil
	}
	return t.sink.put(t.sink.header, line, t.sink.headWaits, "Failed writing header")
}

// body delivers body that is as it came over the wire.
func (t *transfer) body(p []byte) error {
	if err := t.arrived(p); err != nil {
		return err
	}
	return t.deliver(p)
}

// arrived shows and counts body as it comes over the wire.
func (t *transfer) arrived(p []byte) error {
	if t.sink.verbose {
		t.debug(INFOTYPE_DATA_IN, p)
	}
	return t.counted(int64(len(p)))
}

// counted counts body as it comes over the wire.
func (t *transfer) counted(n int64) error {
	t.meter.down += n
	if t.meter.ticking {
		if err := t.meter.tick(); err != nil {
			return err
		}
	}
	if t.meter.recvMax > 0 {
		return t.meter.throttle(t.meter.recvMax, t.meter.down)
	}
	return nil
}

func tooLarge() *Error { return fail(E_FILESIZE_EXCEEDED, "Maximum file size exceeded") }

// deliver hands decoded body to its writer, in pieces of at most 16 KiB.
func (t *transfer) deliver(p []byte) error {
	s := &t.sink
	if s.ignore {
		return nil
	}
	over := false
	if s.maxSize > 0 && s.received+int64(len(p)) > s.maxSize {
		// What still fits is delivered.
		p, over = p[:s.maxSize-s.received], true
	}
	s.received += int64(len(p))
	for len(p) > 0 {
		n := min(len(p), s.chunk)
		if err := s.put(s.write, p[:n], s.waits, "Failure writing output to destination"); err != nil {
			return err
		}
		p = p[n:]
	}
	if over {
		return tooLarge()
	}
	return nil
}

// put calls a writer, again after it paused.
func (s *sink) put(w WriteFunc, p []byte, waits bool, words string) error {
	for {
		if s.t.c.pausing.Load()&PAUSE_RECV != 0 {
			if err := s.t.waitUnpaused(PAUSE_RECV); err != nil {
				return err
			}
		}
		n, err := s.t.callWrite(w, p, waits)
		switch {
		case n == WRITEFUNC_PAUSE:
			s.t.c.pausing.Or(PAUSE_RECV)
		case err != nil:
			if gone := s.t.gone(err); gone != nil {
				return gone
			}
			return fail(E_WRITE_ERROR, "%s", words).because(err)
		case n != len(p):
			return fail(E_WRITE_ERROR, "%s", words).because(io.ErrShortWrite)
		default:
			return nil
		}
	}
}

// bodyEnd ends the body.
func (t *transfer) bodyEnd() error { return nil }

// textf tells what happens to who debugs.
func (t *transfer) textf(format string, args ...any) {
	if t.sink.verbose {
		t.debug(INFOTYPE_TEXT, fmt.Appendf(nil, format+"\n", args...))
	}
}

// failed tells once what a transfer failed with, before its connection is closed.
func (t *transfer) failed(err error) {
	e, ok := err.(*Error)
	if !ok || t.toldError == e || !t.sink.verbose {
		return
	}
	t.toldError = e
	if e.Reason != "" {
		t.textf("%s", e.Reason)
	}
}

// debug shows data to DEBUGFUNCTION, or writes it to STDERR in the manner of the
// curl program.
func (t *transfer) debug(kind InfoType, data []byte) {
	if !t.sink.verbose {
		return
	}
	if f := t.sink.debugFunc; f != nil {
		t.callback(func() error { f(kind, data); return nil })
		return
	}
	var mark string
	switch kind {
	case INFOTYPE_TEXT:
		mark = "* "
	case INFOTYPE_HEADER_IN:
		mark = "< "
	case INFOTYPE_HEADER_OUT:
		mark = "> "
	default:
		return
	}
	w := get(t.o, STDERR)
	if w == nil {
		w = os.Stderr
	}
	// Nobody can be told that telling failed.
	_, _ = w.Write(append([]byte(mark), data...))
}
