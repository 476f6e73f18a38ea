package static

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
)

// Files serves one site. Make one with [New].
type Files struct {
	site  config.Site
	conf  *config.Config
	root  *os.Root
	small *cache
	fail  func(w http.ResponseWriter, r *http.Request, code int)
}

// New opens the root of a site. fail writes the pages of errors. Close gives the
// root back.
func New(site config.Site, conf *config.Config, fail func(http.ResponseWriter, *http.Request, int)) (*Files, error) {
	root, err := os.OpenRoot(site.Root)
	if err != nil {
		return nil, err
	}
	return &Files{site: site, conf: conf, root: root, small: newCache(), fail: fail}, nil
}

// Close closes the root.
func (f *Files) Close() error { return f.root.Close() }

// Root gives the folder to those who run what is in it.
func (f *Files) Root() *os.Root { return f.root }

// clean makes a request's path one inside the root. It is false for what no file
// can be called.
func clean(p string) (name string, ok bool) {
	if !strings.HasPrefix(p, "/") || strings.ContainsRune(p, 0) {
		return "", false
	}
	return path.Clean(p), true
}

// Hides reports whether a part of a path is one that is kept from the world: names
// that begin with a dot (but not .well-known, which RFC 8615 makes public), the
// configuration, and keys.
func (f *Files) Hides(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != ".well-known" && !f.site.Hidden {
			return true
		}
	}
	for _, own := range []string{f.conf.File, f.conf.TLS.Key, f.conf.TLS.Certificate, f.site.Cert.Key, f.site.Cert.Certificate} {
		if own != "" && f.isOwn(name, own) {
			return true
		}
	}
	return false
}

// isOwn reports whether a name in the root is a file of the server itself.
func (f *Files) isOwn(name, own string) bool {
	if path.Base(name) != path.Base(own) {
		return false
	}
	a, err := f.root.Stat(rel(name))
	b, err2 := os.Stat(own)
	return err == nil && err2 == nil && os.SameFile(a, b)
}

// rel is a cleaned path as os.Root takes it.
func rel(name string) string {
	if name == "/" {
		return "."
	}
	return name[1:]
}

// ServeHTTP serves a file or a folder.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		f.fail(w, r, http.StatusMethodNotAllowed)
		return
	}
	name, ok := clean(r.URL.Path)
	if !ok {
		f.fail(w, r, http.StatusBadRequest)
		return
	}
	slash := strings.HasSuffix(r.URL.Path, "/")
	if hot := f.small.get(name); hot != nil && !slash {
		f.serve(w, r, name, hot)
		return
	}
	if f.Hides(name) {
		f.fail(w, r, http.StatusNotFound)
		return
	}
	info, err := f.root.Stat(rel(name))
	switch {
	case err != nil:
		f.fail(w, r, failure(err))
	case info.IsDir() && !slash:
		redirect(w, r, name+"/")
	case info.IsDir():
		f.folder(w, r, name)
	case slash || !info.Mode().IsRegular():
		f.fail(w, r, http.StatusNotFound)
	default:
		f.file(w, r, name, info)
	}
}

// failure is the code for a file that cannot be had. What leads out of the root is
// not there.
func failure(err error) int {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return http.StatusForbidden
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return http.StatusServiceUnavailable
	}
	return http.StatusNotFound
}

// redirect goes to a path of the same host, whatever that is called from outside,
// and keeps the query.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	u := url.URL{Path: to, RawQuery: r.URL.RawQuery}
	location := u.EscapedPath()
	if u.RawQuery != "" {
		location += "?" + u.RawQuery
	}
	w.Header().Set("Location", location)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusMovedPermanently)
}

// folder serves the index of a folder, or its listing.
func (f *Files) folder(w http.ResponseWriter, r *http.Request, name string) {
	for _, index := range f.site.Index {
		full := path.Join(name, index)
		info, err := f.root.Stat(rel(full))
		if err == nil && info.Mode().IsRegular() && !f.Hides(full) {
			f.file(w, r, full, info)
			return
		}
	}
	if !f.site.Listing {
		f.fail(w, r, http.StatusForbidden)
		return
	}
	f.list(w, r, name)
}

// file serves one that is there and regular.
func (f *Files) file(w http.ResponseWriter, r *http.Request, name string, info fs.FileInfo) {
	v, err := f.variant(name, info)
	if err != nil {
		f.fail(w, r, failure(err))
		return
	}
	f.serve(w, r, name, v)
	if v.file != nil {
		v.file.Close()
	}
}

// open opens a file without waiting: a pipe that has taken its place would block.
func (f *Files) open(name string) (*os.File, fs.FileInfo, error) {
	file, err := f.root.OpenFile(rel(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// tag is the entity tag of a file: time of change to the nanosecond, and size.
func tag(info fs.FileInfo) string {
	return strconv.FormatInt(info.ModTime().UnixNano(), 36) + "-" + strconv.FormatInt(info.Size(), 36)
}

// modified is a file's Last-Modified, the zero time where it would mislead: what
// has changed within the last two seconds may change again with the same time.
func modified(info fs.FileInfo, now time.Time) time.Time {
	if now.Sub(info.ModTime()) < 2*time.Second {
		return time.Time{}
	}
	return info.ModTime()
}
