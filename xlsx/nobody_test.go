package xlsx

import (
	"testing"
	"time"
)

// TestSheetsThatNobodyMade calls what was not made by its constructor: an error,
// and no panic.
func TestSheetsThatNobodyMade(t *testing.T) {
	for _, ws := range []*Worksheet{nil, {}} {
		for i, err := range []error{
			ws.Write(0, 0, 1, nil), ws.Write(0, 0, "x", nil), ws.WriteString(0, 0, "x", nil), ws.WriteNumber(0, 0, 1, nil), ws.WriteBlank(0, 0, nil), ws.WriteBoolean(0, 0, true, nil),
			ws.WriteDatetime(0, 0, time.Now(), nil), ws.WriteDuration(0, 0, 1, nil), ws.WriteFormula(0, 0, "=1", nil, nil), ws.WriteURL(0, 0, "http://x", nil, nil), ws.WriteRow(0, 0, []any{1}, nil),
			ws.WriteColumn(0, 0, []any{1}, nil), ws.WriteRichString(0, 0, nil, nil), ws.WriteArrayFormula(0, 0, 1, 1, "=1", nil, nil), ws.MergeRange(0, 0, 1, 1, 1, nil), ws.AddTable(0, 0, 2, 2, nil),
			ws.SetColumn(0, 0, new(1.0), nil, nil), ws.SetColumnPixels(0, 0, new(1), nil, nil), ws.SetRow(0, new(1.0), nil, nil), ws.SetRowPixels(0, new(1), nil, nil), ws.Autofit(nil),
			ws.Autofilter(0, 0, 1, 1), ws.FilterColumn(0, "x > 1"), ws.DataValidation(0, 0, 0, 0, nil), ws.ConditionalFormat(0, 0, 0, 0, nil), ws.AddSparkline(0, 0, nil), ws.WriteComment(0, 0, "x", nil),
			ws.InsertImage(0, 0, nil, nil), ws.EmbedImage(0, 0, nil, nil), ws.InsertTextbox(0, 0, "x", nil), ws.InsertButton(0, 0, nil), ws.InsertCheckbox(0, 0, true, nil), ws.InsertChart(0, 0, nil, nil),
			ws.FreezePanes(1, 1, nil), ws.SplitPanes(1, 1, nil), ws.Protect("", nil), ws.UnprotectRange("A1", nil), ws.PrintArea(0, 0, 1, 1), ws.RepeatRows(0, 0), ws.RepeatColumns(0, 0),
			ws.SetSelection(0, 0, 1, 1), ws.SetTopLeftCell(1, 1), ws.HideGridlines(1), ws.SetHPagebreaks(nil), ws.SetDefaultRow(1, nil), ws.At("A1").Write(1, nil), ws.Range("A1:B2").Merge(1, nil),
			ws.Columns("A").Set(nil, nil, nil), ws.FilterColumnList(0, nil),
		} {
			if !errorsIs(err, ErrParameter) && !errorsIs(err, ErrUnsupportedImageFormat) {
				t.Errorf("call %d: %v", i, err)
			}
		}
		ws.ShowComments()
		ws.SetCommentsAuthor("x")
		ws.HideZero()
		ws.OutlineSettings(nil)
		if _, _, _, _, ok := ws.Dimension(); ok {
			t.Error("it has cells")
		}
	}
	for _, s := range []*Sheet{nil, {}} {
		s.Activate()
		s.Hide()
		s.SetLandscape()
		s.SetPageView()
		for i, err := range []error{s.SetTabColor("red"), s.SetHeader("x", nil), s.SetMargins(DefaultMargins()), s.SetZoom(50), s.SetPrintScale(50)} {
			if i > 1 && err != nil {
				continue
			}
			_ = s.Name()
		}
	}
	var cs *Chartsheet
	refused(t, cs.SetChart(nil), ErrParameter, 0)
	refused(t, cs.Protect("", nil), ErrParameter, 0)
	cs.SetZoomToFit()
}

func TestBooksThatNobodyMade(t *testing.T) {
	for _, wb := range []*Workbook{nil, {}} {
		_, err := wb.AddWorksheet("")
		refused(t, err, ErrParameter, 0)
		_, err = wb.AddChart(nil)
		refused(t, err, ErrParameter, 0)
		refused(t, wb.Close(), ErrParameter, 0)
		refused(t, wb.DefineName("a", "=1"), ErrParameter, 0)
		refused(t, wb.SetCustomProperty("a", 1, nil), ErrParameter, 0)
		refused(t, wb.AddFormat(nil).Err(), ErrParameter, 0)
	}
	var f *Format
	if f.SetBold(true).SetFontColor("red").SetAlign("left").SetNumFormat(1).SetRotation(5) != nil || f.Err() != nil {
		t.Error("a format that is none has become one")
	}
	var i *Image
	if i.Type() != "" || i.Width()+i.Height()+i.XDPI()+i.YDPI() != 0 {
		t.Error("an image that is none has a size")
	}
	_, ws := blankSheet(t, nil)
	refused(t, ws.Write(0, 0, 1, new(Format).SetBold(true)), ErrForeignFormat, -2)
	if _, err := NewWorkbook("", nil); !errorsIs(err, ErrFileCreate) {
		t.Error(err)
	}
	if _, err := NewWorkbookWriter(nil, nil); !errorsIs(err, ErrFileCreate) {
		t.Error(err)
	}
	for _, o := range []WorkbookOptions{{CompressionLevel: 10}, {CompressionLevel: -1}, {MaxURLLength: -1}, {DefaultColumnWidth: 65}, {DefaultRowHeight: 1000}} {
		if _, err := NewWorkbook("x", &o); !errorsIs(err, ErrParameter) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
