package static

import (
	"bytes"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A variant is a file as it can be sent: as it is, and in the encodings that it is
// to be had in.
type variant struct {
	tag         string // without quotes
	info        fs.FileInfo
	contentType string
	compressed  bool     // it is of a type that is worth it
	data        []byte   // the contents of a small file
	file        *os.File // of a large one, which the caller closes
	checked     time.Time
	packed      map[string][]byte // made on the fly, by encoding
	sidecars    []string          // encodings that stand beside it

	// Values of the answer's header, made once. They are never changed in place.
	etag, length, modified, typed []string
}

// smallFile is how large a file may be to be kept in memory.
const smallFile = 64 << 10

// variant opens a file. A small one is read, and remembered for a second.
func (f *Files) variant(name string) (*variant, error) {
	v, err := f.read(name)
	if err != nil {
		return nil, err
	}
	v.etag, v.length = []string{`"` + v.tag + `"`}, []string{strconv.FormatInt(v.info.Size(), 10)}
	v.modified, v.typed = []string{v.info.ModTime().UTC().Format(http.TimeFormat)}, []string{v.contentType}
	if v.data != nil {
		f.small.put(name, v)
	}
	return v, nil
}

func (f *Files) read(name string) (*variant, error) {
	file, info, err := f.open(name)
	if err != nil {
		return nil, err
	}
	v := &variant{tag: tag(info), info: info, file: file, checked: time.Now()}
	if info.Size() <= smallFile {
		data, err := io.ReadAll(io.LimitReader(file, smallFile+1))
		if err != nil || int64(len(data)) != info.Size() {
			// It is being written: it goes as it is.
			_, err = file.Seek(0, io.SeekStart)
			if err != nil {
				file.Close()
				return nil, err
			}
			v.contentType = contentType(name, data)
			return v, nil
		}
		file.Close()
		v.data, v.file = data, nil
		v.contentType = contentType(name, data)
	} else {
		head := make([]byte, 512)
		n, _ := file.ReadAt(head, 0)
		v.contentType = contentType(name, head[:n])
	}
	c := &f.conf.Compress
	plain, _, _ := strings.Cut(v.contentType, ";")
	v.compressed = c.Enable && slices.Contains(c.Types, plain) && info.Size() >= int64(c.MinLength)
	if c.Enable && c.Precompressed {
		v.sidecars = f.findSidecars(name, v)
	}
	return v, nil
}

// contentType goes by the name, and by the first bytes where that says nothing.
func contentType(name string, head []byte) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return http.DetectContentType(head)
}

// Values that every answer has. They are never changed in place.
var (
	noSniff = []string{"nosniff"}
	vary    = []string{"Accept-Encoding"}
	inBytes = []string{"bytes"}
)

// serve answers with what suits the request best of a file, its sidecars and what
// can be made on the fly.
func (f *Files) serve(w http.ResponseWriter, r *http.Request, name string, v *variant) {
	h := w.Header()
	h["Content-Type"], h["X-Content-Type-Options"] = v.typed, noSniff
	now := time.Now()
	packs := v.compressed || len(v.sidecars) > 0
	if packs {
		h["Vary"] = vary
	}
	etag, content, size := v.etag, io.ReadSeeker(nil), v.info.Size()
	if packs {
		for _, e := range accepted(strings.Join(r.Header.Values("Accept-Encoding"), ","), f.conf.Compress.Encodings) {
			if e == identity {
				break
			}
			if slices.Contains(v.sidecars, e) {
				if side, info, err := f.sidecar(name, v, e); err == nil {
					defer side.Close()
					h.Set("Content-Encoding", e)
					etag, content, size = []string{`"` + tag(info) + "-" + e + `"`}, side, info.Size()
					break
				}
			}
			if v.compressed && f.packed(w, r, name, v, e) {
				return
			}
		}
	}
	h["Etag"] = etag
	f.keep(h, name, v.contentType, now)
	if content == nil && v.data != nil {
		if unconditional(r) {
			f.whole(w, r, v, now)
			return
		}
		content = bytes.NewReader(v.data)
	} else if content == nil {
		content = v.file
	}
	switch judgeRange(r, size) {
	case rangeIgnored:
		r = withoutRange(r)
	case rangeUnsatisfiable:
		if !fresh(r, etag[0], v.info) { // a precondition goes first
			break
		}
		h.Set("Content-Range", "bytes */"+strconv.FormatInt(size, 10))
		h.Del("Cache-Control")
		h.Del("Expires")
		f.fail(w, r, http.StatusRequestedRangeNotSatisfiable)
		return
	}
	if h.Get("Content-Encoding") != "" {
		w = &encoded{w, size}
	}
	http.ServeContent(w, r, "", modified(v.info, now), content)
}

// unconditional reports whether a request asks for all of a file, whatever it knows
// of it already.
func unconditional(r *http.Request) bool {
	for _, name := range []string{"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range"} {
		if len(r.Header[name]) > 0 {
			return false
		}
	}
	return true
}

// whole answers with a small file as net/http would, but in one write with the
// header: half of what such an answer costs is the system's calls.
func (f *Files) whole(w http.ResponseWriter, r *http.Request, v *variant, now time.Time) {
	h := w.Header()
	h["Accept-Ranges"], h["Content-Length"] = inBytes, v.length
	if !modified(v.info, now).IsZero() {
		h["Last-Modified"] = v.modified
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(v.data)
	}
}

// keep says how long a browser may keep a file. max-age goes before Expires, which
// says the same to old ones.
func (f *Files) keep(h http.Header, name, contentType string, now time.Time) {
	age := f.conf.Cache.Age(name, contentType)
	if age < 0 {
		return
	}
	h.Set("Cache-Control", "max-age="+strconv.Itoa(age))
	if f.conf.Cache.Expires {
		h.Set("Expires", now.Add(time.Duration(age)*time.Second).UTC().Format(http.TimeFormat))
	}
}
