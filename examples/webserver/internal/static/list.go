package static

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed list.html
var listHTML string

var listPage = template.Must(template.New("list").Parse(listHTML))

// An entry is a line of a listing.
type entry struct {
	Name, Link, Size, Changed string
	Folder                    bool
	bytes                     int64
	when                      time.Time
}

// mostListed bounds a listing: a page of more is of no use to a reader.
const mostListed = 10_000

// list answers with what a folder holds, sorted by ?sort=name, size or time, and
// "-" before it for the other way.
func (f *Files) list(w http.ResponseWriter, r *http.Request, name string) {
	page, err := f.listing(name, r.URL.Query().Get("sort"))
	if err != nil {
		f.fail(w, r, failure(err))
		return
	}
	if len(page) > smallFile {
		// It is held for as long as its client takes.
		if !f.Take() {
			f.refuse(w, r)
			return
		}
		defer f.Give()
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	if r.Method != http.MethodHead {
		w.Write(page)
	}
}

// listing makes the page, a few at a time.
func (f *Files) listing(name, by string) ([]byte, error) {
	f.lists <- struct{}{}
	defer func() { <-f.lists }()
	entries, cut, err := f.entries(name)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.Folder != b.Folder {
			if a.Folder {
				return -1
			}
			return 1
		}
		c := strings.Compare(a.Name, b.Name)
		switch strings.TrimPrefix(by, "-") {
		case "size":
			c = int(min(max(a.bytes-b.bytes, -1), 1))
		case "time":
			c = a.when.Compare(b.when)
		}
		if strings.HasPrefix(by, "-") {
			return -c
		}
		return c
	})
	var page bytes.Buffer
	// Names come from the disk, and may be anything: the template escapes them.
	err = listPage.Execute(&page, map[string]any{"Path": name, "Up": name != "/", "Entries": entries, "Cut": cut, "Sort": by})
	return page.Bytes(), err
}

// entries reads a folder. One that cannot be looked at, such as a link that leads
// nowhere or out of the root, costs the others nothing.
func (f *Files) entries(name string) (entries []entry, cut bool, err error) {
	folder, err := f.root.Open(rel(name))
	if err != nil {
		return nil, false, err
	}
	defer folder.Close()
	names, err := folder.Readdirnames(mostListed + 1)
	if err != nil && len(names) == 0 && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	if cut = len(names) > mostListed; cut {
		names = names[:mostListed]
	}
	own := f.own.look()
	for _, n := range names {
		full := strings.TrimSuffix(name, "/") + "/" + n
		if f.Hides(full) {
			continue
		}
		info, err := f.root.Stat(rel(full))
		if err != nil || !info.IsDir() && !info.Mode().IsRegular() || isOwn(info, own) {
			continue
		}
		e := entry{Name: n, Link: (&url.URL{Path: "./" + n}).EscapedPath(), Changed: info.ModTime().UTC().Format("2006-01-02 15:04"), when: info.ModTime()}
		if info.IsDir() {
			e.Folder, e.Name, e.Link, e.Size = true, n+"/", e.Link+"/", ""
		} else {
			e.bytes, e.Size = info.Size(), humanSize(info)
		}
		entries = append(entries, e)
	}
	return entries, cut, nil
}

func humanSize(info fs.FileInfo) string {
	n := float64(info.Size())
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 1000 {
			if unit == "B" {
				return fmt.Sprintf("%.0f B", n)
			}
			return fmt.Sprintf("%.1f %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.1f TB", n)
}
