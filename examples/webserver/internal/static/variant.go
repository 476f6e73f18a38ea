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
}

// smallFile is how large a file may be to be kept in memory.
const smallFile = 64 << 10

// variant opens a file. A small one is read, and remembered for a second.
func (f *Files) variant(name string, _ fs.FileInfo) (*variant, error) {
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
			v.contentType = contentType(name, data)
			return v, err
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
	if v.data != nil {
		f.small.put(name, v)
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

// serve answers with what suits the request best of a file, its sidecars and what
// can be made on the fly.
func (f *Files) serve(w http.ResponseWriter, r *http.Request, name string, v *variant) {
	h := w.Header()
	h.Set("Content-Type", v.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	now := time.Now()
	packs := v.compressed || len(v.sidecars) > 0
	if packs {
		h.Set("Vary", "Accept-Encoding")
	}
	etag, content, size := `"`+v.tag+`"`, io.ReadSeeker(nil), v.info.Size()
	if packs {
		for _, e := range accepted(strings.Join(r.Header.Values("Accept-Encoding"), ","), f.conf.Compress.Encodings) {
			if e == identity {
				break
			}
			if slices.Contains(v.sidecars, e) {
				if side, info, err := f.sidecar(name, v, e); err == nil {
					defer side.Close()
					h.Set("Content-Encoding", e)
					etag, content, size = `"`+tag(info)+"-"+e+`"`, side, info.Size()
					break
				}
			}
			if v.compressed {
				f.packed(w, r, name, v, e)
				return
			}
		}
	}
	if content == nil && v.data != nil {
		content = bytes.NewReader(v.data)
	} else if content == nil {
		content = v.file
	}
	h.Set("Etag", etag)
	f.keep(h, name, v.contentType, now)
	switch judgeRange(r, size) {
	case rangeIgnored:
		r = withoutRange(r)
	case rangeUnsatisfiable:
		if !fresh(r, etag, v.info) { // a precondition goes first
			break
		}
		h.Set("Content-Range", "bytes */"+strconv.FormatInt(size, 10))
		h.Del("Cache-Control")
		h.Del("Expires")
		f.fail(w, r, http.StatusRequestedRangeNotSatisfiable)
		return
	}
	if h.Get("Content-Encoding") != "" {
		w = &encoded{w, size, true}
	}
	http.ServeContent(w, r, "", modified(v.info, now), content)
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
