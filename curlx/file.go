package curlx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// fileProtocol reads and writes files of this machine.
type fileProtocol struct{}

func (fileProtocol) defaultPort() int { return 0 }

func (fileProtocol) perform(t *transfer) error {
	path, ok := filePath(t.url.path)
	if !ok {
		return fail(E_URL_MALFORMAT, "").because(errors.New("the path holds a zero byte"))
	}
	if on(t.o, UPLOAD) {
		t.fileFound()
		return t.writeFile(path)
	}
	return t.readFile(path)
}

// fileFound takes the times that a file has: it is there, and its bytes may come.
func (t *transfer) fileFound() {
	t.stamp(stampNamelookup)
	t.stamp(stampPretransfer)
}

// filePath is the path in a file's URL. On Windows a drive has no slash before it.
func filePath(raw string) (string, bool) {
	path := decodeAll(raw)
	if runtime.GOOS == "windows" && strings.HasPrefix(path, "/") && isDrive(path[1:]) {
		path = path[1:2] + ":" + path[3:]
	}
	return path, !strings.Contains(path, "\x00")
}

// decodeAll decodes escapes, control characters too.
func decodeAll(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c = byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		}
		out = append(out, c)
	}
	return string(out)
}

// readFile delivers a file, or what RANGE and RESUME_FROM ask for of it.
func (t *transfer) readFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fail(E_FILE_COULDNT_READ_FILE, "Couldn't open file %s", path).because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fail(E_FILE_COULDNT_READ_FILE, "Couldn't open file %s", path).because(err)
	}
	if info.IsDir() {
		// libcurl 7.88 gives an empty file for it.
		return fail(E_FILE_COULDNT_READ_FILE, "Couldn't open file %s", path).because(errors.New("it is a directory"))
	}
	t.fileFound()
	at := info.ModTime().UTC()
	t.info.filetime = at.Unix()
	if limit := int64(get(t.o, TIMEVALUE)); limit > 0 {
		switch get(t.o, TIMECONDITION) {
		case TIMECONDITION_IFMODSINCE, TIMECONDITION_LASTMOD:
			t.info.conditionUnmet = at.Unix() <= limit
		case TIMECONDITION_IFUNMODSINCE:
			t.info.conditionUnmet = at.Unix() > limit
		}
		if t.info.conditionUnmet {
			return nil
		}
	}
	size := info.Size()
	t.info.downLength = size
	if err := t.fileHeader(fmt.Sprintf("Content-Length: %d\r\n", size), "Accept-ranges: bytes\r\n"); err != nil {
		return err
	}
	last := at.Format("Last-Modified: Mon, 02 Jan 2006 15:04:05 GMT\r\n")
	if on(t.o, NOBODY) {
		return t.fileHeader(last)
	}
	if err := t.fileHeader(last + "\r\n"); err != nil {
		return err
	}
	from, most, err := t.byteRange()
	if err != nil {
		return err
	}
	if from < 0 {
		from += size
	}
	if from > size {
		return fail(E_BAD_DOWNLOAD_RESUME, "failed to resume file:// transfer")
	}
	if size > from || most >= 0 {
		t.info.downLength = size - from
		if most >= 0 {
			t.info.downLength = most
		}
	}
	if from != 0 {
		// A device may be at 0 wherever it was sent.
		if at, err := f.Seek(from, io.SeekStart); err != nil || at != from {
			return fail(E_BAD_DOWNLOAD_RESUME, "").because(err)
		}
	}
	t.meter.downTotal = t.info.downLength
	var r io.Reader = f
	if most >= 0 {
		r = io.LimitReader(f, most)
	}
	return t.copyFile(path, r)
}

// fileHeader gives lines to the header callback. libcurl does not count them.
func (t *transfer) fileHeader(lines ...string) error {
	for _, line := range lines {
		if t.sink.header == nil {
			return nil
		}
		if err := t.sink.put(t.sink.header, []byte(line), t.sink.headWaits, "Failed writing header"); err != nil {
			return err
		}
	}
	return nil
}

func (t *transfer) copyFile(path string, r io.Reader) error {
	buf := make([]byte, max(get(t.o, BUFFERSIZE), maxChunk))
	for first := true; ; first = false {
		n, err := r.Read(buf)
		if n > 0 {
			if first {
				t.stamp(stampStarttransfer)
			}
			if err := t.body(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return t.bodyEnd()
		}
		if err != nil {
			return fail(E_READ_ERROR, "").because(fmt.Errorf("%s: %w", path, err))
		}
		if gone := t.expired(); gone != nil {
			return gone
		}
	}
}

// writeFile writes what is to be sent to a file, from its beginning, or with
// RESUME_FROM to its end.
func (t *transfer) writeFile(path string) error {
	size := get(t.o, INFILESIZE)
	t.upload = t.readerSource(size)
	t.info.upLength, t.meter.upTotal = size, size
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	from := get(t.o, RESUME_FROM_LARGE)
	if from != 0 {
		flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	f, err := os.OpenFile(path, flags, os.FileMode(get(t.o, NEW_FILE_PERMS))&os.ModePerm)
	if err != nil {
		return fail(E_WRITE_ERROR, "Can't open %s for writing", path).because(err)
	}
	err = t.fillFile(f, from)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = fail(E_SEND_ERROR, "").because(cerr)
	}
	return err
}

func (t *transfer) fillFile(f *os.File, from int64) error {
	if from < 0 {
		info, err := f.Stat()
		if err != nil {
			return fail(E_WRITE_ERROR, "Can't get the size of %s", f.Name()).because(err)
		}
		from = info.Size()
	}
	buf := make([]byte, max(get(t.o, UPLOAD_BUFFERSIZE), 1<<10))
	for {
		n, err := t.upload.Read(buf)
		p := buf[:n]
		if skip := min(from, int64(n)); skip > 0 {
			p, from = p[skip:], from-skip
		}
		if len(p) > 0 {
			if _, err := f.Write(p); err != nil {
				return fail(E_SEND_ERROR, "").because(err)
			}
			if err := t.sent(len(p)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if gone := t.expired(); gone != nil {
			return gone
		}
	}
}

// byteRange is where RESUME_FROM or else RANGE begins, counted from the end if negative,
// and how much RANGE asks for, -1 for all.
func (t *transfer) byteRange() (from, most int64, err error) {
	s := get(t.o, RANGE)
	if from = get(t.o, RESUME_FROM_LARGE); from != 0 || s == "" {
		return from, -1, nil
	}
	s, _, _ = strings.Cut(s, ",") // the first of several
	first, last, ok := strings.Cut(strings.TrimSpace(s), "-")
	a, err1 := strconv.ParseUint(first, 10, 63)
	b, err2 := strconv.ParseUint(last, 10, 63)
	switch {
	case ok && first == "" && err2 == nil && b > 0:
		return -int64(b), int64(b), nil
	case ok && err1 == nil && last == "":
		return int64(a), -1, nil
	case ok && err1 == nil && err2 == nil && a <= b:
		return int64(a), int64(b - a + 1), nil
	}
	return 0, -1, fail(E_RANGE_ERROR, "").because(fmt.Errorf("the range %q is not FIRST-LAST, FIRST- or -LAST", s))
}
