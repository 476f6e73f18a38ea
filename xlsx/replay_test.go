package xlsx

import (
	"bytes"
	"compress/flate"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A program is a recorded use of XlsxWriter's interface, as the corpus has it.
type program struct {
	Exp            string
	IgnoreFiles    []string            `json:"ignore_files"`
	IgnoreElements map[string][]string `json:"ignore_elements"`
	Ops            []operation
}

// An operation makes an object, calls a method of one, or sets an attribute.
type operation struct {
	New    string         `json:"new,omitempty"`
	ID     *int           `json:"id,omitempty"`
	Object int            `json:"o"`
	Method string         `json:"m,omitempty"`
	Args   []any          `json:"a"`
	Kwargs map[string]any `json:"k"`
	Result *int           `json:"r,omitempty"`
	Ret    any            `json:"ret,omitempty"`
	Set    string         `json:"set,omitempty"`
	Value  any            `json:"v,omitempty"`
}

// A replayer carries a program out through this package.
type replayer struct {
	root     string // of the input files
	stored   bool   // parts are not compressed, for tests that read them again at once
	out      io.Writer
	objects  map[int]any
	args     []any
	kwargs   map[string]any
	warnings []error
}

// codes are what the operations returned, by their place in the program.
func (r *replayer) run(ops []operation) (codes []int, err error) {
	r.objects = map[int]any{}
	for i, o := range ops {
		code := 0
		err := r.do(o)
		if err != nil {
			var known *Error
			if !errors.As(err, &known) || known.Code == 0 {
				return codes, fmt.Errorf("operation %d, %s%s: %w", i, o.New, o.Method, err)
			}
			code = known.Code
		}
		codes = append(codes, code)
	}
	return codes, nil
}

var errNoReplay = errors.New("cannot be replayed")

func (r *replayer) do(o operation) error {
	r.args, r.kwargs = r.values(o.Args), map[string]any{}
	for k, v := range o.Kwargs {
		r.kwargs[k] = r.value(v)
	}
	if o.New != "" {
		made, err := r.make(o.New)
		r.objects[*o.ID] = made
		return err
	}
	object := r.objects[o.Object]
	if o.Set != "" {
		return r.set(o.Object, object, o.Set, r.value(o.Value))
	}
	made, err := r.call(object, o.Method)
	if o.Result != nil {
		r.objects[*o.Result] = made
	}
	return err
}

// storeOnly makes a new workbook store its parts: most of the time of a test with
// many small workbooks, under the race detector, is compression.
func storeOnly(wb *Workbook) { wb.compressor = newCompressor(flate.NoCompression) }

func (r *replayer) make(class string) (any, error) {
	switch class {
	case "Workbook":
		opts := &WorkbookOptions{CompressionLevel: 1, OnWarning: func(err error) { r.warnings = append(r.warnings, err) }}
		given := r.dict(1, "options")
		for _, k := range []string{"in_memory", "tmpdir", "remove_timezone", "use_zip64"} {
			delete(given, k) // Go has no use for them
		}
		if v, ok := given["default_date_format"]; ok {
			given["default_date_format"] = fmt.Sprint(v)
		}
		if err := Decode(given, opts); err != nil {
			return nil, err
		}
		wb, err := NewWorkbookWriter(r.out, opts)
		if err == nil && r.stored {
			storeOnly(wb)
		}
		return wb, err
	case "Color":
		switch v := r.arg(0, "color").(type) {
		case string:
			return Color(v), nil
		case int:
			return RGB(uint32(v)), nil
		case []any:
			return ThemeColor(v[0].(int), v[1].(int)), nil
		}
	case "Url":
		return &URL{Link: r.text(0, "link")}, nil
	}
	return nil, fmt.Errorf("class %s: %w", class, errNoReplay)
}

func (r *replayer) set(id int, object any, name string, v any) error {
	switch o := object.(type) {
	case *Workbook:
		switch name {
		case "default_url_format":
			o.urlFormat = nil
			return nil
		case "custom_colors":
			for _, c := range v.([]any) {
				o.mru = append([]paint{Color(fmt.Sprint(c)).paint()}, o.mru...)
			}
			return nil
		}
	case *Worksheet:
		switch name {
		case "vertical_dpi":
			o.page.vDPI = v.(int)
			return nil
		case "horizontal_dpi":
			o.page.hDPI = v.(int)
			return nil
		case "row_data_fh_closed":
			return nil
		case "default_url_format":
			o.wb.urlFormat = nil
			return nil
		case "use_future_functions":
			o.wb.opts.UseFutureFunctions = true
			return nil
		}
	case *Chartsheet:
		switch name {
		case "vertical_dpi":
			o.page.vDPI = v.(int)
			return nil
		case "horizontal_dpi":
			o.page.hDPI = v.(int)
			return nil
		}
	case *Format:
		if name == "text_h_align" {
			o.setHAlign(v.(int))
			return nil
		}
	case Color:
		if name == "_is_automatic" {
			r.objects[id] = ColorAutomatic
			return nil
		}
	case *URL:
		switch name {
		case "text", "_text":
			o.Text = v.(string)
		case "tip", "_tip":
			o.Tip = v.(string)
		}
		return nil
	case *Chart:
		return replayChartSet(o, name, v)
	}
	return fmt.Errorf("attribute %s of %T: %w", name, object, errNoReplay)
}

func (r *replayer) call(object any, method string) (any, error) {
	switch o := object.(type) {
	case *Workbook:
		return r.workbook(o, method)
	case *Worksheet:
		return nil, r.worksheet(o, method)
	case *Chartsheet:
		if method == "set_chart" {
			return r.args[0], o.SetChart(r.args[0].(*Chart))
		}
		if method == "set_zoom_to_fit" {
			o.SetZoomToFit()
			return nil, nil
		}
		if method == "protect" {
			opts := &ChartsheetProtectOptions{}
			if err := Decode(r.dict(1, "options"), opts); err != nil {
				return nil, err
			}
			return nil, o.Protect(r.text(0, "password"), opts)
		}
		return nil, r.sheet(&o.Sheet, method)
	case *Format:
		return nil, r.format(o, method)
	case *Chart:
		return nil, replayChartCall(o, method, r.args, r.kwargs)
	}
	return nil, fmt.Errorf("method %s of %T: %w", method, object, errNoReplay)
}

func (r *replayer) workbook(wb *Workbook, method string) (any, error) {
	switch method {
	case "close":
		// XlsxWriter only warns of a second one.
		if err := wb.Close(); !errors.Is(err, ErrClosed) {
			return nil, err
		}
		return nil, nil
	case "add_worksheet":
		return wb.AddWorksheet(r.text(0, "name"))
	case "add_chartsheet":
		return wb.AddChartsheet(r.text(0, "name"))
	case "add_format":
		opts := &FormatOptions{}
		given := r.dict(0, "properties")
		dxf, forced := given["dxf_index"]
		delete(given, "dxf_index")
		if err := Decode(given, opts); err != nil {
			return nil, err
		}
		f := wb.AddFormat(opts)
		if forced {
			r.forceDXF(wb, f, dxf.(int))
		}
		return f, f.Err()
	case "add_chart":
		opts := &ChartOptions{}
		if err := Decode(r.dict(0, "options"), opts); err != nil {
			return nil, err
		}
		return wb.AddChart(opts)
	case "get_default_url_format":
		return wb.URLFormat(), nil
	case "define_name":
		return nil, wb.DefineName(r.text(0, "name"), r.text(1, "formula"))
	case "set_properties":
		p := &Properties{}
		if err := Decode(r.dict(0, "properties"), p); err != nil {
			return nil, err
		}
		wb.SetProperties(p)
		return nil, nil
	case "set_custom_property":
		return nil, wb.SetCustomProperty(r.text(0, "name"), r.arg(1, "value"), &CustomPropertyOptions{PropertyType: r.text(2, "property_type")})
	case "set_vba_name":
		wb.SetVBAName(r.text(0, "name"))
		return nil, nil
	case "set_size":
		wb.SetSize(r.integer(0, "width", 0), r.integer(1, "height", 0))
		return nil, nil
	case "set_tab_ratio":
		return nil, wb.SetTabRatio(r.float(0, "tab_ratio", 60))
	case "set_calc_mode":
		return nil, wb.SetCalcMode(r.text(0, "mode"), &CalcOptions{CalcID: r.integer(1, "calc_id", 0)})
	case "read_only_recommended":
		wb.ReadOnlyRecommended()
		return nil, nil
	case "use_custom_theme":
		return nil, wb.UseCustomTheme(filepath.Join(r.root, r.text(0, "theme")))
	case "add_vba_project", "add_signed_vba_project":
		var files []io.Reader
		for _, i := range []int{0, 1} {
			switch v := r.arg(i, "").(type) {
			case []byte:
				files = append(files, bytes.NewReader(v))
			case string:
				data, err := os.ReadFile(filepath.Join(r.root, v))
				if err != nil {
					return nil, err
				}
				files = append(files, bytes.NewReader(data))
			}
		}
		if len(files) == 1 {
			return nil, wb.AddVBAProjectReader(files[0], nil)
		}
		return nil, wb.AddVBAProjectReader(files[0], files[1])
	}
	return nil, fmt.Errorf("Workbook.%s: %w", method, errNoReplay)
}

func (r *replayer) format(f *Format, method string) error {
	switch method {
	case "set_font_name":
		f.SetFontName(r.text(0, ""))
	case "set_font_family":
		f.SetFontFamily(r.integer(0, "", 0))
	case "set_font_charset":
		f.SetFontCharset(r.integer(0, "", 0))
	case "set_rotation":
		f.SetRotation(r.integer(0, "", 0))
	default:
		return fmt.Errorf("Format.%s: %w", method, errNoReplay)
	}
	return f.Err()
}

// forceDXF numbers a format as Excel's file has it, where that differs from the
// order of use.
func (r *replayer) forceDXF(wb *Workbook, f *Format, n int) {
	t := wb.styles
	for len(t.dxfs) <= n {
		t.dxfs = append(t.dxfs, formatProps{})
	}
	t.dxfOf = place(t.dxfOf, f.id)
	t.dxfs[n], t.dxfOf[f.id] = f.p, int32(n)
}

// arg is an argument by place or name, nil if it is not given.
func (r *replayer) arg(i int, name string) any {
	if i < len(r.args) {
		return r.args[i]
	}
	return r.kwargs[name]
}

func (r *replayer) text(i int, name string) string {
	switch v := r.arg(i, name).(type) {
	case string:
		return v
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	default:
		return fmt.Sprint(v)
	}
}

func (r *replayer) float(i int, name string, standard float64) float64 {
	switch v := r.arg(i, name).(type) {
	case int:
		return float64(v)
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return standard
}

func (r *replayer) integer(i int, name string, standard int) int {
	return int(r.float(i, name, float64(standard)))
}

func (r *replayer) on(i int, name string, standard bool) bool {
	d := 0.0
	if standard {
		d = 1
	}
	return r.float(i, name, d) != 0
}

func (r *replayer) dict(i int, name string) map[string]any {
	m, _ := r.arg(i, name).(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m
}

func (r *replayer) formatArg(i int, name string) *Format {
	f, _ := r.arg(i, name).(*Format)
	return f
}

// values turns what JSON holds into Go's values.
func (r *replayer) values(list []any) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = r.value(v)
	}
	return out
}

func (r *replayer) value(v any) any {
	switch x := v.(type) {
	case json.Number:
		if n, err := strconv.Atoi(string(x)); err == nil {
			return n
		}
		f, _ := x.Float64()
		return f
	case []any:
		return r.values(x)
	case map[string]any:
		for tag, inner := range x {
			if strings.HasPrefix(tag, "$") {
				return r.tagged(tag, inner, x)
			}
		}
		m := map[string]any{}
		for k, inner := range x {
			m[k] = r.value(inner)
		}
		return m
	}
	return v
}

func (r *replayer) tagged(tag string, v any, all map[string]any) any {
	s, _ := v.(string)
	parse := func(layouts ...string) any {
		for _, l := range layouts {
			if t, err := time.Parse(l, s); err == nil {
				return t
			}
		}
		panic("no time: " + s)
	}
	switch tag {
	case "$ref":
		return r.objects[r.value(v).(int)]
	case "$d":
		return parse("2006-01-02")
	case "$dt":
		return parse("2006-01-02T15:04:05.999999", "2006-01-02T15:04:05.999999Z07:00")
	case "$t":
		return parse("15:04:05.999999", "15:04:05.999999Z07:00")
	case "$td":
		return time.Duration(math.Round(r.value(v).(float64)*1e6)) * time.Microsecond
	case "$f":
		f, _ := pytext.ParseFloat(s)
		return f
	case "$dec", "$frac":
		n, _ := new(big.Rat).SetString(s)
		return n
	case "$input":
		return s
	case "$bytes":
		return inputBySum(r.root, s)
	}
	panic("unknown tag " + tag)
}

var inputs = struct {
	sync.Mutex
	bySum map[string][]byte
}{}

// inputBySum is the input file with a SHA-1.
func inputBySum(root, sum string) []byte {
	inputs.Lock()
	defer inputs.Unlock()
	if inputs.bySum == nil {
		inputs.bySum = map[string][]byte{}
		filepath.WalkDir(filepath.Join(root, "input"), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				if data, err := os.ReadFile(path); err == nil {
					h := sha1.Sum(data)
					inputs.bySum[hex.EncodeToString(h[:])] = data
				}
			}
			return nil
		})
	}
	data, ok := inputs.bySum[sum]
	if !ok {
		panic("no input file " + sum)
	}
	return data
}

func readPrograms(t testing.TB, path string) map[string]program {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	programs := map[string]program{}
	if err := d.Decode(&programs); err != nil {
		t.Fatal(err)
	}
	return programs
}
