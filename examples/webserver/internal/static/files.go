package static

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"runtime"
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
	own   own
	small *cache
	busy  chan struct{} // see Take
	lists chan struct{} // that are made at once
	fail  func(w http.ResponseWriter, r *http.Request, code int)
}

// New opens the root of a site. fail writes the pages of errors. Close gives the
// root back.
func New(site config.Site, conf *config.Config, fail func(http.ResponseWriter, *http.Request, int)) (*Files, error) {
	root, err := os.OpenRoot(site.Root)
	if err != nil {
		return nil, err
	}
	return &Files{site: site, conf: conf, root: root, own: ownFiles(conf, site.Root), small: newCache(), busy: make(chan struct{}, mostBusy), lists: make(chan struct{}, runtime.GOMAXPROCS(0)), fail: fail}, nil
}

// mostBusy is how many answers may hold megabytes at once, for as long as their
// clients take: compressors of large files, and long listings.
const mostBusy = 32

// Take is false where so many hold them already; else Give follows.
func (f *Files) Take() bool {
	select {
	case f.busy <- struct{}{}:
		return true
	default:
		return false
	}
}

// Give ends what Take began.
func (f *Files) Give() { <-f.busy }

func (f *Files) refuse(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "1")
	f.fail(w, r, http.StatusServiceUnavailable)
}

// Close closes the root.
func (f *Files) Close() error { return f.root.Close() }

// Root gives the folder to those who run what is in it.
func (f *Files) Root() *os.Root { return f.root }

// ServeHTTP serves a file or a folder.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		f.fail(w, r, http.StatusMethodNotAllowed)
		return
	}
	name, ok := Clean(r.URL.Path)
	if !ok {
		f.fail(w, r, http.StatusBadRequest)
		return
	}
	if hot := f.small.get(name); hot != nil {
		f.serve(w, r, name, hot)
		return
	}
	slash := strings.HasSuffix(name, "/")
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
		f.file(w, r, name)
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
			f.file(w, r, full)
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
func (f *Files) file(w http.ResponseWriter, r *http.Request, name string) {
	v, err := f.variant(name)
	if err != nil {
		f.fail(w, r, failure(err))
		return
	}
	f.serve(w, r, name, v)
	if v.file != nil {
		v.file.Close()
	}
}

// Read is a file of the site, as much of it as may be.
func (f *Files) Read(name string, most int64) ([]byte, error) {
	file, _, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// open opens a file without waiting: a pipe that has taken its place would block.
// The server's own are not there.
func (f *Files) open(name string) (*os.File, fs.FileInfo, error) {
	file, err := f.root.OpenFile(rel(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && (!info.Mode().IsRegular() || isOwn(info, f.own.look())) {
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
