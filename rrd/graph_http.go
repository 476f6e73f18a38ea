package rrd

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// GraphHandlerOptions are the limits of a [GraphHandler]. The zero value is what
// each field says.
type GraphHandlerOptions struct {
	MaxPixels   int           // of a picture, zoomed; zero means 4,000,000
	MaxRange    time.Duration // that a graph shows or reads; zero means 20 years
	MaxRows     int           // that one DEF reads; zero means 1,000,000
	MaxElements int           // of a graph; zero means 100

	// Location is the time zone of the axis and of times of day; nil means
	// time.Local.
	Location *time.Location
}

// A GraphHandler serves graphs of the files in one folder over HTTP. It may be
// used from many goroutines.
//
// A request is a GET or HEAD with these parameters, all but g once at most:
//
//	g       an element as rrdtool has it, such as DEF:in=net.rrd:in:AVERAGE; in order
//	start   an at-style time; end-1d if it is missing
//	end     the same; now if it is missing
//	width, height, zoom, title, vertical-label, lower-limit, upper-limit,
//	base, font, color, imgformat, watermark, x-grid, y-grid,
//	right-axis, right-axis-label, legend-position
//	        options of rrdtool graph with a value
//	rigid, slope-mode, logarithmic, alt-autoscale, alt-autoscale-max,
//	alt-autoscale-min, alt-y-grid, no-legend, only-graph, full-size-mode
//	        options without one
//
// Any other parameter is refused. Names of files are within the folder: neither
// ".." nor a symbolic link leads out of it. What a request may cost is bounded.
// Errors are texts: status 400 for a request that cannot be drawn, 404 for a file
// that does not exist, 405 for another method, 414 for more than 64 KB of parameters.
type GraphHandler struct {
	root *os.Root
	opts GraphHandlerOptions
}

// NewGraphHandler returns a handler for the files of a folder, which must exist.
func NewGraphHandler(folder string, opts *GraphHandlerOptions) (*GraphHandler, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, &Error{Kind: ErrOperational, Path: folder, Reason: fmt.Sprintf("opening '%s': %v", folder, err), Err: err}
	}
	h := &GraphHandler{root: root}
	if opts != nil {
		h.opts = *opts
	}
	o := &h.opts
	if o.MaxPixels <= 0 {
		o.MaxPixels = 4_000_000
	}
	if o.MaxRange <= 0 {
		o.MaxRange = 20 * 365 * day * time.Second
	}
	if o.MaxRows <= 0 {
		o.MaxRows = 1_000_000
	}
	if o.MaxElements <= 0 {
		o.MaxElements = 100
	}
	return h, nil
}

// Close ends the use of the folder. Requests after it fail.
func (h *GraphHandler) Close() error {
	if h == nil || h.root == nil {
		return nil
	}
	return h.root.Close()
}

// servedOptions are the options that a request may give, and whether each has a
// value.
var servedOptions = map[string]bool{
	"start": true, "end": true, "width": true, "height": true, "zoom": true, "title": true, "vertical-label": true, "lower-limit": true,
	"upper-limit": true, "base": true, "font": true, "color": true, "imgformat": true, "watermark": true, "x-grid": true, "y-grid": true,
	"right-axis": true, "right-axis-label": true, "legend-position": true,
	"rigid": false, "slope-mode": false, "logarithmic": false, "alt-autoscale": false, "alt-autoscale-max": false,
	"alt-autoscale-min": false, "alt-y-grid": false, "no-legend": false, "only-graph": false, "full-size-mode": false,
}

// What one request may say, and how many values its expressions may look at for
// each row that a DEF may read.
const (
	longestQuery = 1 << 16
	looksPerRow  = 100
)

// arguments turns the parameters of a request into those of a graph.
func (h *GraphHandler) arguments(q url.Values) (*graphCommand, error) {
	args := []string{"-"}
	for name, values := range q {
		if name == "g" {
			continue
		}
		takes, known := servedOptions[name]
		switch {
		case !known:
			return nil, graphError("unknown parameter %q", name)
		case len(values) > 1 && name != "color" && name != "font":
			return nil, graphError("parameter %q is given %d times", name, len(values))
		}
		for _, v := range values {
			if takes {
				args = append(args, "--"+name+"="+v)
			} else if v == "" || v == "1" || v == "true" {
				args = append(args, "--"+name)
			}
		}
	}
	elements := q["g"]
	if len(elements) == 0 {
		return nil, graphError("no element: parameter g gives one, such as g=DEF:in=net.rrd:in:AVERAGE")
	}
	if len(elements) > h.opts.MaxElements {
		return nil, graphError("%d elements: at most %d are drawn", len(elements), h.opts.MaxElements)
	}
	t := NewTool(&ToolOptions{Location: h.opts.Location})
	c, err := t.parseGraphCommand(append(append(args, "--"), elements...))
	if err != nil {
		return nil, err
	}
	zoom := c.opts.Zoom
	if zoom == 0 {
		zoom = 1
	}
	// Borders and legends come to what the field of the curves is about.
	if pixels := float64(c.opts.Width+400) * zoom * float64(c.opts.Height+200) * zoom; !(pixels <= float64(h.opts.MaxPixels)) {
		return nil, graphError("a picture of %.0f pixels is too large: at most %d", pixels, h.opts.MaxPixels)
	}
	if span := c.opts.End.Sub(c.opts.Start); span > h.opts.MaxRange {
		return nil, graphError("a range of %v is too long: at most %v", span, h.opts.MaxRange)
	}
	return c, nil
}

// open opens a file of the folder.
func (h *GraphHandler) open(name string) (*file, error) {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return nil, &Error{Kind: ErrOperational, Path: name, Reason: fmt.Sprintf("opening '%s': not in the folder that is served", name), Err: fs.ErrNotExist}
	}
	// What is no file, such as a pipe, could keep us waiting when it is opened.
	info, err := h.root.Stat(local)
	if err == nil && !info.Mode().IsRegular() {
		return nil, &Error{Kind: ErrFormat, Path: name, Reason: fmt.Sprintf("'%s' is not a regular file", name)}
	}
	f, err := h.root.Open(local)
	if err != nil {
		return nil, &Error{Kind: ErrOperational, Path: name, Reason: fmt.Sprintf("opening '%s': no such file in the folder that is served", name), Err: fs.ErrNotExist}
	}
	raw, err := rawOf(f)
	if err != nil {
		return nil, &Error{Kind: ErrOperational, Path: name, Reason: fmt.Sprintf("opening '%s': %s", name, osText(err)), Err: err}
	}
	r := &file{path: name, f: raw}
	if err := r.load(false, LockTry); err != nil {
		raw.Close()
		return nil, err
	}
	return r, nil
}

// mediaTypes are those of the formats.
var mediaTypes = map[GraphFormat]string{
	FormatPNG: "image/png", FormatSVG: "image/svg+xml", FormatEPS: "application/postscript", FormatPDF: "application/pdf",
	FormatXML: "text/xml; charset=utf-8", FormatXMLEnum: "text/xml; charset=utf-8", FormatJSON: "application/json", FormatJSONTime: "application/json",
	FormatCSV: "text/csv; charset=utf-8", FormatTSV: "text/tab-separated-values; charset=utf-8", FormatSSV: "text/csv; charset=utf-8",
}

// ServeHTTP draws the graph of a request.
func (h *GraphHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h == nil || h.root == nil {
		http.Error(w, "no folder is served", http.StatusInternalServerError)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered", http.StatusMethodNotAllowed)
		return
	}
	if n := len(r.URL.RawQuery); n > longestQuery {
		http.Error(w, fmt.Sprintf("parameters of %d bytes are too long: at most %d", n, longestQuery), http.StatusRequestURITooLong)
		return
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		http.Error(w, "the parameters cannot be read", http.StatusBadRequest)
		return
	}
	p, format, err := h.draw(r, query)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	case len(p.Image) == 0:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(strings.Join(p.Prints, "\n") + "\n")) // the client is gone if it fails
		return
	}
	w.Header().Set("Content-Type", mediaTypes[format])
	w.Header().Set("Content-Length", fmt.Sprint(len(p.Image)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	perPixel := p.End.Sub(p.Start) / time.Duration(max(p.Width, 1))
	w.Header().Set("Cache-Control", fmt.Sprintf("max-age=%d", int(min(max(perPixel, time.Second), time.Hour)/time.Second)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(p.Image) // the client is gone if it fails
	}
}

func (h *GraphHandler) draw(r *http.Request, query url.Values) (*Picture, GraphFormat, error) {
	c, err := h.arguments(query)
	if err != nil {
		return nil, 0, err
	}
	g, err := newGraph(&c.opts)
	if err != nil {
		return nil, 0, err
	}
	g.open, g.mostRows, g.mostRange = h.open, int64(h.opts.MaxRows), int64(h.opts.MaxRange/time.Second)
	g.mostPixels, g.mostLooks = h.opts.MaxPixels, looksPerRow*int64(h.opts.MaxRows)
	for _, text := range c.elements {
		e, err := g.parseElement(text)
		if err != nil {
			return nil, 0, err
		}
		if err := g.add(e, text); err != nil {
			return nil, 0, err
		}
	}
	p, err := g.draw(r.Context())
	return p, c.opts.Format, err
}
