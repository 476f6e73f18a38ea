package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// failingWriter takes so many bytes, then has no room.
type failingWriter struct{ left int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, syscall.ENOSPC
	}
	w.left -= len(p)
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	var whole bytes.Buffer
	fill := func(w io.Writer) error {
		wb, err := NewWorkbookWriter(w, nil)
		must(t, err)
		ws, err := wb.AddWorksheet("")
		must(t, err)
		must(t, ws.WriteString(0, 0, "x", nil))
		return wb.Close()
	}
	must(t, fill(&whole))
	for left := 0; left < whole.Len(); left += 97 {
		if err := fill(&failingWriter{left}); !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, ErrFileCreate) || !errors.Is(err, ErrXlsxFile) {
			t.Fatalf("after %d bytes: %v", left, err)
		}
	}
}

func TestCloseAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "gone")
	path := filepath.Join(folder, "a.xlsx")
	wb, err := NewWorkbook(path, nil)
	must(t, err)
	ws, err := wb.AddWorksheet("")
	must(t, err)
	must(t, ws.WriteString(0, 0, "x", nil))
	if err := wb.Close(); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, ErrFileCreate) {
		t.Fatalf("no folder: %v", err)
	}
	must(t, os.Mkdir(folder, 0o755))
	must(t, wb.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	parts, err := unzip(data)
	must(t, err)
	has(t, parts[sstPart], "<t>x</t>")
	if err := wb.Close(); !errors.Is(err, ErrClosed) || !errors.Is(err, fs.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
	for name, err := range map[string]error{
		"WriteString": ws.WriteString(0, 0, "x", nil), "Write": ws.Write(0, 0, nil, nil), "SetRow": ws.SetRow(0, nil, nil, nil), "MergeRange": ws.MergeRange(0, 0, 1, 1, nil, nil),
		"AddTable": ws.AddTable(0, 0, 2, 2, nil), "Autofit": ws.Autofit(nil), "InsertTextbox": ws.InsertTextbox(0, 0, "", nil), "Protect": ws.Protect("", nil),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
	if _, err := wb.AddWorksheet(""); !errors.Is(err, ErrClosed) {
		t.Errorf("AddWorksheet after Close: %v", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestFullDiskLeavesTheFile(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		peers.Missing(t, "the device /dev/full")
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	must(t, os.WriteFile(path, []byte("before"), 0o644))
	wb, err := NewWorkbook(path, nil)
	must(t, err)
	if data, err := os.ReadFile(path); err != nil || string(data) != "before" {
		t.Fatalf("the file has been touched before Close: %q, %v", data, err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	must(t, err)
	defer full.Close()
	toFull, err := NewWorkbookWriter(full, nil)
	must(t, err)
	if err := toFull.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full disk: %v", err)
	}
	must(t, wb.Close())
}

func TestOrderInTheFile(t *testing.T) {
	var out bytes.Buffer
	wb, err := NewWorkbookWriter(&out, &WorkbookOptions{ConstantMemory: true})
	must(t, err)
	ws, err := wb.AddWorksheet("")
	must(t, err)
	for row := range 20000 {
		must(t, ws.WriteNumber(row, 0, float64(row), nil))
	}
	must(t, wb.Close())
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	must(t, err)
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("%s is first", z.File[0].Name)
	}
	for _, f := range z.File {
		if f.Method != zip.Deflate || f.Flags != 0 || f.ReaderVersion != 20 || len(f.Extra) != 0 {
			t.Errorf("%s: method %d, flags %x, version %d, %d extra bytes", f.Name, f.Method, f.Flags, f.ReaderVersion, len(f.Extra))
		}
	}
	py := startXlsxWriter(t)
	names := py.Value("order", "")
	var ours []any
	wb, err = NewWorkbookWriter(&out, nil)
	must(t, err)
	out.Reset()
	must(t, wb.Close())
	z, err = zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	must(t, err)
	for _, f := range z.File {
		ours = append(ours, f.Name)
	}
	if fmt.Sprint(ours) != fmt.Sprint(names) {
		t.Errorf("%v is not XlsxWriter's order %v", ours, names)
	}
}

// TestSchedules fills sheets from goroutines that wait for each other in
// different orders: the file is the same.
func TestSchedules(t *testing.T) {
	for _, constant := range []bool{false, true} {
		var first []byte
		for schedule := range 4 {
			var out bytes.Buffer
			wb, err := NewWorkbookWriter(&out, &WorkbookOptions{ConstantMemory: constant})
			must(t, err)
			wb.SetProperties(&Properties{Created: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)})
			var formats []*Format
			for i := range 5 {
				formats = append(formats, wb.AddFormat(&FormatOptions{FontSize: float64(8 + i)}))
			}
			var sheets []*Worksheet
			for range 4 {
				ws, err := wb.AddWorksheet("")
				must(t, err)
				sheets = append(sheets, ws)
			}
			turns := make([]chan struct{}, 4)
			for i := range turns {
				turns[i] = make(chan struct{}, 1)
			}
			var wait sync.WaitGroup
			for i, ws := range sheets {
				wait.Go(func() {
					for row := range 300 {
						if row%50 == 0 && schedule > 0 {
							<-turns[i]
						}
						for col := range 4 {
							if err := ws.WriteString(row, col, fmt.Sprintf("%d %d", (row*7+col)%100, i%2), formats[(row+i)%5]); err != nil {
								t.Error(err)
							}
						}
						if row%50 == 49 && schedule > 0 {
							turns[(i+schedule)%4] <- struct{}{}
						}
					}
					if err := ws.ConditionalFormat(0, 0, 1, 1, &ConditionalOptions{Type: "unique", Format: formats[4-i]}); err != nil {
						t.Error(err)
					}
				})
			}
			if schedule > 0 {
				for i := range turns {
					if schedule == 3 || i == 0 {
						turns[i] <- struct{}{}
					}
					if schedule != 3 && i > 0 {
						turns[i] <- struct{}{}
					}
				}
			}
			wait.Wait()
			must(t, wb.Close())
			if first == nil {
				first = out.Bytes()
			} else if !bytes.Equal(first, out.Bytes()) {
				a, _ := unzip(first)
				b, _ := unzip(out.Bytes())
				for name := range a {
					if a[name] != b[name] {
						t.Errorf("schedule %d, constant memory %v: %s differs", schedule, constant, name)
					}
				}
			}
		}
	}
}

func TestOneSheetFromSeveralGoroutines(t *testing.T) {
	wb, ws := blankSheet(t, nil)
	f := wb.AddFormat(nil)
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for row := range 200 {
				ws.WriteString(row, i, fmt.Sprint(row), f)
				ws.SetRow(row, new(20.0), f, nil)
				ws.WriteComment(row, i, "x", nil)
				wb.AddFormat(&FormatOptions{FontSize: float64(i + 1)})
			}
		})
	}
	wait.Wait()
	must(t, wb.Close())
}

func TestConstantMemory(t *testing.T) {
	wb, ws := blankSheet(t, &WorkbookOptions{ConstantMemory: true})
	must(t, ws.WriteColumn(0, 0, []any{1, 2, 3}, nil))
	refused(t, ws.WriteColumn(0, 1, []any{1, 2, 3}, nil), ErrBounds, -1)
	refused(t, ws.AddTable(5, 0, 8, 1, nil), ErrParameter, -3)
	bold := wb.AddFormat(&FormatOptions{Bold: true})
	must(t, ws.SetColumn(0, 0, new(30.0), nil, nil))
	refused(t, ws.SetColumn(0, 0, new(30.0), bold, nil), ErrParameter, 0)
	must(t, wb.Close())
	s := sheetOf(t, &WorkbookOptions{ConstantMemory: true}, func(wb *Workbook, ws *Worksheet) {
		must(t, ws.WriteString(0, 2, "c", nil))
		must(t, ws.WriteString(0, 0, "a", nil))
		must(t, ws.SetRow(3, new(30.0), nil, nil))
		must(t, ws.WriteComment(5, 0, "note", nil))
		must(t, ws.WriteString(7, 0, "a text that is rather long", nil))
		must(t, ws.Autofit(nil))
	})
	has(t, s, `<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="C1" t="inlineStr"><is><t>c</t></is></c></row>`)
	has(t, s, `bestFit="1"`)
	has(t, s, `<dimension ref="A1:C8"/>`)
}

// TestConstantMemoryIsTheSame compares what both ways show: the text of all cells.
func TestConstantMemoryWidths(t *testing.T) {
	fill := func(_ *Workbook, ws *Worksheet) {
		must(t, ws.WriteRow(0, 0, []any{"text", 12345.5, true, "two\nlines, the second longer", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), "日本"}, nil))
		must(t, ws.WriteFormula(1, 0, "=1", nil, "a value that is long"))
		must(t, ws.Autofit(nil))
	}
	cols := func(s string) string { return s[strings.Index(s, "<cols>"):strings.Index(s, "<sheetData>")] }
	a, b := cols(sheetOf(t, nil, fill)), cols(sheetOf(t, &WorkbookOptions{ConstantMemory: true}, fill))
	if a != b {
		t.Errorf("in constant memory columns are\n%s, not\n%s", b, a)
	}
}

func TestProgress(t *testing.T) {
	var steps []string
	made(t, &WorkbookOptions{Progress: func(done, all int) { steps = append(steps, fmt.Sprint(done, "/", all)) }}, func(*Workbook, *Worksheet) {})
	if len(steps) != 9 || steps[8] != "9/9" {
		t.Errorf("steps %v", steps)
	}
}

// TestLargeZip writes more than a zip file without its extensions holds, without
// the memory for it: one compressed block many times.
func TestLargeZip(t *testing.T) {
	c := newCompressor(5)
	p := &part{c: c, buf: bytes.Repeat([]byte("x"), 16<<20)}
	p.flush()
	b := p.blocks
	var blocks []*block
	for range 257 {
		blocks = append(blocks, b...)
	}
	large, small := pack("large", blocks), pack("small", b[:1])
	file, err := os.Create(filepath.Join(t.TempDir(), "large.zip"))
	must(t, err)
	defer file.Close()
	must(t, writeZip(file, []packed{small, large, small}, nil))
	z, err := zip.OpenReader(file.Name())
	must(t, err)
	defer z.Close()
	if n := z.File[1].UncompressedSize64; n != 257*16<<20 {
		t.Errorf("the large part has %d bytes", n)
	}
	for _, f := range z.File {
		if zip64 := f.ReaderVersion == 45; zip64 != (f.Name == "large") {
			t.Errorf("%s needs version %d", f.Name, f.ReaderVersion)
		}
	}
	// The end of the directory in the order of APPNOTE.TXT 4.3.14 to 4.3.16: there
	// is one disk, number 0, and three entries.
	info, err := file.Stat()
	must(t, err)
	tail := make([]byte, 56+20+22)
	_, err = file.ReadAt(tail, info.Size()-int64(len(tail)))
	must(t, err)
	for at, want := range map[int]uint32{0: zip64End, 4: 44, 16: 0, 20: 0, 24: 3, 32: 3, 56: zip64Locator, 60: 0, 72: 1, 76: zipEnd, 80: 0, 84: 3 | 3<<16} {
		if got := le.Uint32(tail[at:]); got != want {
			t.Errorf("byte %d of the end is %x, not %x", at, got, want)
		}
	}
	if os.Getenv("PYOPS_FUZZ") == "" {
		return // to read it all takes long
	}
	r, err := z.File[1].Open()
	must(t, err)
	defer r.Close()
	// The reader compares the checksum, which was put together of 257.
	if n, err := io.Copy(io.Discard, r); err != nil || n != 257*16<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestChecksumOfBoth(t *testing.T) {
	a, b := []byte("some text"), bytes.Repeat([]byte("and more "), 1000)
	for _, n := range []int{0, 1, 7, len(b)} {
		p := &part{c: newCompressor(5)}
		p.buf = append(p.buf, a...)
		p.flush()
		p.buf = append(p.buf, b[:n]...)
		p.flush()
		got := pack("x", p.blocks)
		q := &part{c: p.c, buf: append(bytes.Clone(a), b[:n]...)}
		q.flush()
		if want := pack("x", q.blocks); got.crc != want.crc || got.size != want.size {
			t.Errorf("%d: %x of %d bytes, not %x of %d", n, got.crc, got.size, want.crc, want.size)
		}
	}
}
