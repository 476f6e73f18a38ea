package xlsx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// pictures writes one image of each kind into a folder, and returns their paths by
// the ends of their names.
func pictures(t testing.TB) map[string]string {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, 40, 30), []color.Color{color.White, color.Black})
	files := map[string]string{}
	folder := t.TempDir()
	save := func(name string, data []byte) {
		path := filepath.Join(folder, "pic."+name)
		must(t, os.WriteFile(path, data, 0o644))
		files[name] = path
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	save("png", bytes.Clone(b.Bytes()))
	save("dense.png", withDensity(b.Bytes(), 5000))
	b.Reset()
	must(t, jpeg.Encode(&b, img, nil))
	save("jpg", bytes.Clone(b.Bytes()))
	b.Reset()
	must(t, gif.Encode(&b, img, nil))
	save("gif", bytes.Clone(b.Bytes()))
	save("bmp", bitmap(7, 5)) // 3.0.2 never ends for one that stands upside down
	save("wmf", metafile())
	save("emf", enhanced())
	return files
}

// withDensity puts a chunk with so many pixels a metre after the header of a PNG.
func withDensity(data []byte, perMetre uint32) []byte {
	const afterHeader = 8 + 25
	chunk := be.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = be.AppendUint32(be.AppendUint32(chunk, perMetre), perMetre)
	chunk = append(chunk, 1, 0, 0, 0, 0)
	return bytes.Join([][]byte{data[:afterHeader], chunk, data[afterHeader:]}, nil)
}

func bitmap(width, height int32) []byte {
	rows := max(height, -height)
	size := 54 + 3*int(width)*int(rows)
	b := append([]byte("BM"), make([]byte, size-2)...)
	le.PutUint32(b[2:], uint32(size))
	le.PutUint32(b[10:], 54)
	le.PutUint32(b[14:], 40)
	le.PutUint32(b[18:], uint32(width))
	le.PutUint32(b[22:], uint32(height))
	return b
}

func metafile() []byte {
	b := make([]byte, 22+18+8)
	le.PutUint32(b, placeableWMF)
	for i, v := range []uint16{10, 20, 1450, 1460, 1440} {
		le.PutUint16(b[6+2*i:], v)
	}
	le.PutUint32(b[28:], uint32(len(b)-22)/2)
	return b
}

func enhanced() []byte {
	b := make([]byte, 108)
	le.PutUint32(b, 1)
	le.PutUint32(b[4:], 108)
	for i, v := range []int32{1, 2, 101, 52, 0, 0, 2646, 1323} {
		le.PutUint32(b[8+4*i:], uint32(v))
	}
	copy(b[40:], " EMF")
	le.PutUint32(b[48:], uint32(len(b)))
	return b
}

// TestPrograms are what random programs do not reach.
func TestPrograms(t *testing.T) {
	files := pictures(t)
	input := func(kind string) ref { return ref{"$input": files[kind]} }
	var list []original.Call
	add := func(options map[string]any, fill func(c *calls, s int)) {
		list = append(list, programCall(one(options, fill)))
	}

	for _, kind := range sortedKeys(files, strings.Compare) {
		add(nil, func(c *calls, s int) {
			c.do(s, "insert_image", 2, 3, input(kind))
			c.do(s, "insert_image", 9, 3, input(kind), map[string]any{"x_offset": 7, "y_offset": -3, "x_scale": 0.5, "y_scale": 2.25, "object_position": 1, "description": "alt & <text>"})
			c.do(s, "insert_image", 30, 3, input(kind), map[string]any{"url": "https://x.y/z?q=1#top", "tip": "Go", "object_position": 3})
			c.do(s, "insert_image", 40, 3, input(kind), map[string]any{"url": "internal:Data!A1", "decorative": true})
			c.do(s, "insert_image", 50, 3, input(kind), map[string]any{"url": "external:c:\\a b\\c.xlsx#x"})
		})
	}
	add(nil, func(c *calls, s int) {
		c.do(s, "set_background", input("png"))
		c.do(s, "set_header", "&L&G&C&[Picture]&R&G", map[string]any{"image_left": input("png"), "image_center": input("dense.png"), "image_right": input("png")})
		c.do(s, "set_footer", "&R&G", map[string]any{"image_right": input("bmp")})
		c.do(s, "write_comment", 0, 0, "note")
		c.do(s, "insert_image", 0, 0, input("gif"))
		other := c.made(0, "add_worksheet")
		c.do(other, "insert_image", 0, 0, input("gif"))
		c.do(other, "set_header", "&C&G", map[string]any{"image_center": input("png")})
	})
	// Hidden rows and columns around an object.
	add(nil, func(c *calls, s int) {
		c.do(s, "set_row", 2, nil, nil, map[string]any{"hidden": true})
		c.do(s, "set_column", 1, 1, nil, nil, map[string]any{"hidden": true})
		for position := 1; position <= 4; position++ {
			c.do(s, "insert_image", 2, 1, input("png"), map[string]any{"x_offset": 10, "y_offset": 5, "object_position": position})
			c.do(s, "insert_textbox", 2, 1, "x", map[string]any{"object_position": position, "width": 100, "height": 100})
		}
		c.do(s, "write_comment", 2, 1, "hidden")
		c.do(s, "insert_button", 2, 1)
	})
	// Many notes: their numbers go over a thousand.
	add(nil, func(c *calls, s int) {
		for i := range 1100 {
			c.do(s, "write_comment", i, i%3, "n")
		}
		other := c.made(0, "add_worksheet")
		c.do(other, "write_comment", MaxRows-1, MaxColumns-1, "last")
		c.do(other, "write_comment", MaxRows-3, MaxColumns-2, "near")
		c.do(other, "write_comment", 0, MaxColumns-3, "top")
		c.do(other, "insert_button", 3, 3, map[string]any{"macro": "m"})
	})
	add(nil, func(c *calls, s int) {
		c.do(s, "write_row", 0, 0, []any{1, "a", nil, true, ref{"$d": "2024-02-29"}, ref{"$td": 93600.25}, ref{"$t": "12:30:15"}, ref{"$frac": "1/3"}})
		c.do(s, "write_column", "B2", []any{"x", 2.5, ""})
		c.do(s, "write_number", "A9", 5)
		c.do(s, "write_blank", 9, 0, nil)
		c.do(s, "write_boolean", 10, 0, true)
		c.do(s, "write_datetime", 11, 0, ref{"$dt": "2024-01-02T03:04:05.678901"})
		c.do(s, "write_dynamic_array_formula", "A20:A22", "=LEN(B1:B3)", nil, 4)
		c.do(s, "write_array_formula", "C20:D22", "{=TRANSPOSE(A1:B3)}")
		c.do(s, "write_formula", "E20", "=UNIQUE(A1:A3)")
		c.do(s, "write_array_formula", 22, 5, 22, 5, "=SORT(A1:A3)", nil, "text")
		c.do(s, "set_row_pixels", 30, 32)
		c.do(s, "set_column_pixels", 5, 6, 100)
		c.do(s, "set_first_sheet")
		c.do(s, "autofilter", "A1:C9")
		c.do(s, "freeze_panes", 3, 2, 10, 5, 1)
		c.do(s, "set_vba_name", "Mine")
		c.do(0, "set_vba_name")
		hidden := c.made(0, "add_worksheet")
		c.do(hidden, "hide")
		c.do(hidden, "set_column", 0, 0, 5, nil, map[string]any{"level": 1, "collapsed": true})
	})
	// Properties that say little in Excel of today.
	add(nil, func(c *calls, s int) {
		for i, o := range []map[string]any{
			{"border": 1, "border_color": "red"}, {"center_across": true}, {"font_condense": 1}, {"font_extend": 1}, {"font_scheme": "major"},
			{"text_justlast": true, "align": "justify_distributed"}, {"theme": 5}, {"hyperlink": true}, {"font_size": 33, "font_only": true},
		} {
			c.do(s, "write", i, 0, "x", refTo(c.made(0, "add_format", o)))
		}
	})
	add(map[string]any{"constant_memory": true}, func(c *calls, s int) {
		f := c.made(0, "add_format", map[string]any{"italic": true})
		c.do(s, "set_column", "A:B", 30, refTo(f))
		for row := range 40 {
			c.do(s, "write_row", row, 0, []any{row, fmt.Sprint("text ", row), " sp ", nil, 1.5})
			if row%7 == 0 {
				c.do(s, "set_row", row, 30, refTo(f))
			}
		}
		c.do(s, "write", 3, 0, "too late")
		c.do(s, "merge_range", 50, 0, 51, 3, "merged", refTo(f))
	})
	add(map[string]any{"nan_inf_to_errors": true, "strings_to_numbers": true}, func(c *calls, s int) {
		for i, text := range []string{"nan", "inf", " 7 ", "1_000", "0x1", "１２", "1e5", "=1", "abc"} {
			c.do(s, "write", i, 0, text)
		}
		c.do(s, "write", 20, 0, ref{"$f": "nan"})
	})
	// What is refused, with the codes that versions agree on.
	add(nil, func(c *calls, s int) {
		c.do(s, "write", MaxRows, 0, 1)
		c.do(s, "write", 0, MaxColumns, "x")
		c.do(s, "write_string", 0, 0, strings.Repeat("x", maxText+1))
		c.do(s, "write_comment", -1, 0, "x")
		c.do(s, "set_row", MaxRows, 15)
		c.do(s, "set_column", 0, MaxColumns, 15)
		c.do(s, "write_rich_string", 0, 0, "a", "b")
		c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"validate": "nonsense"})
		c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"validate": "whole", "criteria": "between", "value": 1})
		c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"validate": "any", "input_title": strings.Repeat("x", 33)})
		c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"nonsense": 1})
		c.do(s, "conditional_format", 0, 0, 0, 0, map[string]any{"type": "nonsense"})
		c.do(s, "conditional_format", 0, 0, 0, 0, map[string]any{"type": "icon_set"})
		c.do(s, "conditional_format", 0, 0, 0, 0, map[string]any{"nonsense": 1})
		c.do(s, "add_sparkline", 0, 0, map[string]any{})
		c.do(s, "add_sparkline", 0, 0, map[string]any{"range": "A1:B1", "type": "nonsense"})
		c.do(s, "write_url", 0, 0, "http://"+strings.Repeat("x", 2100))
		c.do(0, "define_name", "1abc", "=A1")
		c.do(0, "define_name", "A1", "=A1")
		c.do(0, "define_name", "Sheet9!x", "=A1")
		c.do(0, "add_worksheet", "a:b")
		c.do(0, "add_worksheet", "data")
		c.do(0, "add_worksheet", "'x")
		c.do(s, "write", 5, 5, ref{"$f": "inf"})
	})
	judgeOf(t).Table(t, list)
}

// TestUtilities compares the functions for names of cells.
func TestUtilities(t *testing.T) {
	py := startXlsxWriter(t)
	py.Define("from xlsxwriter import utility")
	j := &original.Judge{Python: py, Ours: utility}
	var list []original.Call
	call := func(name string, args ...any) {
		list = append(list, original.Call{Func: "utility." + name, Args: args})
	}
	r := original.Rand(t)
	for range original.Rounds(t, 500) {
		row, col, row2, col2 := r.IntN(MaxRows), r.IntN(MaxColumns), r.IntN(MaxRows), r.IntN(MaxColumns)
		call("xl_rowcol_to_cell", row, col)
		call("xl_rowcol_to_cell", row, col, r.IntN(2) == 0, r.IntN(2) == 0)
		call("xl_col_to_name", col)
		call("xl_range", row, col, row2, col2)
		call("xl_range_abs", row, col, row2, col2)
		call("xl_range_formula", "Data", row, col, row2, col2)
		call("xl_cell_to_rowcol", CellNameAbs(row, col, r.IntN(2) == 0, r.IntN(2) == 0))
		call("xl_cell_to_rowcol_abs", CellNameAbs(row, col, r.IntN(2) == 0, r.IntN(2) == 0))
	}
	for _, name := range []string{"Sheet1", "a b", "it's", "x-y", "'quoted'", "a&b", "Data"} {
		call("quote_sheetname", name)
	}
	j.Table(t, list)
}

func utility(c original.Call) original.Result {
	ints := func(from int) (out []int) {
		for _, a := range c.Args[from:] {
			if n, ok := a.(int); ok {
				out = append(out, n)
			}
		}
		return out
	}
	var v any
	switch name := strings.TrimPrefix(c.Func, "utility."); name {
	case "xl_rowcol_to_cell":
		n := ints(0)
		v = CellName(n[0], n[1])
		if len(c.Args) > 2 {
			v = CellNameAbs(n[0], n[1], c.Args[2].(bool), c.Args[3].(bool))
		}
	case "xl_col_to_name":
		v = ColumnName(ints(0)[0])
	case "xl_range", "xl_range_abs":
		n := ints(0)
		v = RangeName(n[0], n[1], n[2], n[3])
		if name == "xl_range_abs" {
			v = RangeNameAbs(n[0], n[1], n[2], n[3])
		}
	case "xl_range_formula":
		n := ints(1)
		v = RangeFormula(c.Args[0].(string), n[0], n[1], n[2], n[3])
	case "xl_cell_to_rowcol":
		row, col, err := ParseCell(c.Args[0].(string))
		if err != nil {
			return original.Result{Err: err}
		}
		v = original.Tuple{int64(row), int64(col)}
	case "xl_cell_to_rowcol_abs":
		row, col, rowAbs, colAbs, err := ParseCellAbs(c.Args[0].(string))
		if err != nil {
			return original.Result{Err: err}
		}
		v = original.Tuple{int64(row), int64(col), rowAbs, colAbs}
	case "quote_sheetname":
		v = QuoteSheetName(c.Args[0].(string))
	}
	return original.Result{Value: v}
}

// TestTruncatedImages cuts images at every byte: none is taken, none panics.
func TestTruncatedImages(t *testing.T) {
	for kind, path := range pictures(t) {
		data, err := os.ReadFile(path)
		must(t, err)
		if _, err := NewImageReader("x", bytes.NewReader(data)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		for n := range len(data) {
			if kind == "jpg" && n == len(data)-1 && data[n] != 0xD9 {
				continue
			}
			if _, err := NewImageReader("x", bytes.NewReader(data[:n])); err == nil {
				t.Fatalf("%s: %d of %d bytes are taken for an image", kind, n, len(data))
			}
		}
	}
}

func TestHostileImages(t *testing.T) {
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))))
	lies := bytes.Clone(b.Bytes())
	for _, size := range []uint32{0, 1 << 31, 1<<32 - 1, mostPixels + 1} {
		binary.BigEndian.PutUint32(lies[16:], size)
		_, err := NewImageReader("x", bytes.NewReader(lies))
		refused(t, err, ErrUndefinedImageSize, 0)
	}
	binary.BigEndian.PutUint32(lies[8:], 1<<32-1)
	_, err := NewImageReader("x", bytes.NewReader(lies))
	refused(t, err, ErrUndefinedImageSize, 0)
	_, err = NewImageReader("x", strings.NewReader(strings.Repeat("no image ", 20)))
	refused(t, err, ErrUnsupportedImageFormat, 0)
	_, err = NewImage(filepath.Join(t.TempDir(), "none"))
	refused(t, err, os.ErrNotExist, 0)

	// The largest that is taken ends with the sheet, wherever it stands.
	binary.BigEndian.PutUint32(lies[8:], 13)
	binary.BigEndian.PutUint32(lies[16:], mostPixels)
	binary.BigEndian.PutUint32(lies[20:], mostPixels)
	huge, err := NewImageReader("x", bytes.NewReader(lies))
	must(t, err)
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.InsertImage(MaxRows-1, MaxColumns-1, huge, &ObjectOptions{XScale: 1000, YScale: 1000}))
		must(t, ws.InsertImage(0, 0, huge, &ObjectOptions{XOffset: 1e8, YOffset: -1e8}))
		refused(t, ws.InsertImage(0, 0, nil, nil), ErrUnsupportedImageFormat, 0)
		refused(t, ws.InsertImage(0, 0, &Image{}, nil), ErrUnsupportedImageFormat, 0)
		refused(t, ws.InsertImage(0, 0, huge, &ObjectOptions{XScale: -1}), ErrParameter, -2)
	})
	has(t, parts["xl/drawings/drawing1.xml"], "<xdr:col>16383</xdr:col>")
}

// TestDensity is about images that say how many of their pixels make an inch.
func TestDensity(t *testing.T) {
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 100, 100)), nil))
	// Go writes no JFIF segment; this one has unit and densities after 7 bytes.
	with := func(unit byte, density uint16) *Image {
		segment := append([]byte{0xFF, 0xE0, 0, 16}, "JFIF\x00\x01\x01"...)
		segment = append(segment, unit)
		segment = be.AppendUint16(be.AppendUint16(segment, density), density)
		segment = append(segment, 0, 0)
		i, err := NewImageReader("x.jpg", bytes.NewReader(bytes.Join([][]byte{b.Bytes()[:2], segment, b.Bytes()[2:]}, nil)))
		must(t, err)
		return i
	}
	for _, c := range []struct {
		unit    byte
		density uint16
		dpi     float64
	}{{0, 72, 96}, {1, 1, 96}, {1, 0, 96}, {1, 200, 200}, {2, 28, 71.12}} {
		if i := with(c.unit, c.density); i.XDPI() != c.dpi || i.YDPI() != c.dpi || i.Type() != "JPEG" || i.Width() != 100 || i.Height() != 100 {
			t.Errorf("unit %d, density %d: %v DPI, not %v", c.unit, c.density, i.XDPI(), c.dpi)
		}
	}
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.InsertImage(0, 0, with(2, 28), nil)) })
	has(t, parts["xl/drawings/drawing1.xml"], `<a:ext cx="1285714" cy="1285714"/>`)
}
