package static

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// suffixes are what sidecars are called, by encoding.
var suffixes = map[string]string{"gzip": ".gz", "br": ".br", "zstd": ".zst"}

// sidecar opens the file beside another that holds it compressed, if it is not
// older.
func (f *Files) sidecar(name string, v *variant, encoding string) (*os.File, fs.FileInfo, error) {
	file, info, err := f.open(name + suffixes[encoding])
	if err != nil {
		return nil, nil, err
	}
	if info.ModTime().Before(v.info.ModTime()) {
		file.Close()
		return nil, nil, fs.ErrNotExist
	}
	return file, info, nil
}

// findSidecars lists the encodings of which there is one.
func (f *Files) findSidecars(name string, v *variant) (found []string) {
	for _, e := range f.conf.Compress.Encodings {
		info, err := f.root.Stat(rel(name + suffixes[e]))
		if err == nil && info.Mode().IsRegular() && !info.ModTime().Before(v.info.ModTime()) {
			found = append(found, e)
		}
	}
	return found
}

// packed answers with a file compressed on the fly: a weak entity tag, no ranges. It
// is false, with nothing said yet, where too many are compressed at once.
func (f *Files) packed(w http.ResponseWriter, r *http.Request, name string, v *variant, encoding string) bool {
	if v.data == nil {
		if !f.Take() {
			return false
		}
		defer f.Give()
	}
	h, now := w.Header(), time.Now()
	etag := `W/"` + v.tag + "-" + encoding + `"`
	h.Set("Etag", etag)
	f.keep(h, name, v.contentType, now)
	if code := condition(r, etag, modified(v.info, now)); code != 0 {
		h.Del("Content-Type")
		w.WriteHeader(code)
		return true
	}
	h.Set("Content-Encoding", encoding)
	if !modified(v.info, now).IsZero() {
		h["Last-Modified"] = v.modified
	}
	if v.data != nil {
		data := f.small.packed(v, encoding, f.conf.Compress.Level)
		h.Set("Content-Length", strconv.Itoa(len(data)))
		w.WriteHeader(http.StatusOK)
		if r.Method != http.MethodHead {
			w.Write(data)
		}
		return true
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return true
	}
	p := compressor(encoding, f.conf.Compress.Level)
	p.Reset(w)
	if _, err := io.Copy(struct{ io.Writer }{p}, io.NewSectionReader(v.file, 0, v.info.Size())); err == nil {
		p.Close()
		release(encoding, f.conf.Compress.Level, p)
	}
	return true
}

// An encoded answer is one that net/http treats with caution: it leaves the length
// out of it.
type encoded struct {
	http.ResponseWriter
	length int64
}

func (e *encoded) WriteHeader(code int) {
	if code == http.StatusOK {
		e.Header().Set("Content-Length", strconv.FormatInt(e.length, 10))
	}
	e.ResponseWriter.WriteHeader(code)
}

// ReadFrom lets the system copy a file to the connection.
func (e *encoded) ReadFrom(r io.Reader) (int64, error) { return io.Copy(e.ResponseWriter, r) }

// Unwrap is for http.ResponseController.
func (e *encoded) Unwrap() http.ResponseWriter { return e.ResponseWriter }

// condition evaluates the preconditions of a request (RFC 9110, 13.2.2) for a
// representation with a weak tag: 0 where it is to be sent.
func condition(r *http.Request, etag string, modified time.Time) int {
	if v := r.Header.Get("If-Match"); v != "" {
		if strings.TrimSpace(v) != "*" { // a weak tag matches none strongly
			return http.StatusPreconditionFailed
		}
	} else if t, err := http.ParseTime(r.Header.Get("If-Unmodified-Since")); err == nil && !modified.IsZero() && modified.Truncate(time.Second).After(t) {
		return http.StatusPreconditionFailed
	}
	if v := r.Header.Get("If-None-Match"); v != "" {
		for part := range strings.SplitSeq(v, ",") {
			part = strings.TrimSpace(part)
			if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(etag, "W/") {
				return http.StatusNotModified
			}
		}
		return 0
	}
	if t, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil && !modified.IsZero() && !modified.Truncate(time.Second).After(t) {
		return http.StatusNotModified
	}
	return 0
}

// A packer is a compressor that can be used again.
type packer interface {
	io.WriteCloser
	Reset(io.Writer)
}

// packers keeps compressors, whose tables are large, by encoding and level.
var packers sync.Map

func compressor(encoding string, level int) packer {
	pool, _ := packers.LoadOrStore(encoding+strconv.Itoa(level), &sync.Pool{})
	if p, ok := pool.(*sync.Pool).Get().(packer); ok {
		return p
	}
	switch encoding {
	case "br":
		return brotli.NewWriterLevel(nil, level)
	case "zstd":
		p, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err == nil {
			return p
		}
	case "gzip":
		if p, err := gzip.NewWriterLevel(nil, level); err == nil {
			return p
		}
	}
	return broken{}
}

func release(encoding string, level int, p packer) {
	p.Reset(nil)
	pool, _ := packers.LoadOrStore(encoding+strconv.Itoa(level), &sync.Pool{})
	pool.(*sync.Pool).Put(p)
}

// broken is for an encoding that the configuration does not let through.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no such encoding") }
func (broken) Close() error              { return nil }
func (broken) Reset(io.Writer)           {}
