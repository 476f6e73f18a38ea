package xlsx

import (
	"fmt"
	"strings"
)

// FormatOptions are what a cell looks like. The zero value is the workbook's
// default format.
type FormatOptions struct {
	// FontName is the font, Calibri by default, and FontSize its size in points, 11
	// by default.
	FontName string  `key:"font_name,font"`
	FontSize float64 `key:"font_size,size"`
	// FontColor is the colour of the text.
	FontColor Color `key:"font_color,color"`
	// Bold and Italic are marks of the text.
	Bold, Italic bool
	// Underline is 1 single, 2 double, 33 and 34 as accountants do.
	Underline int
	// FontStrikeout strikes the text out.
	FontStrikeout bool
	// FontScript raises the text (1) or lowers it (2).
	FontScript int
	// FontOutline and FontShadow are shown by Excel for Mac alone, FontCondense
	// and FontExtend by old ones.
	FontOutline, FontShadow, FontCondense, FontExtend bool
	// FontFamily is as Excel numbers them, 2 by default, FontCharset as Windows
	// does, and FontScheme minor, major or none.
	FontFamily  *int
	FontCharset int
	FontScheme  string
	// Theme is the colour of the text as one of the theme's, ColorIndexed as one
	// of the old palette.
	Theme, ColorIndexed int
	// Hyperlink makes the format that of links.
	Hyperlink bool
	// FontOnly says that the format serves only as a font in rich text.
	FontOnly bool

	// NumFormat is a format as Excel's dialog has it, such as "0.00" or
	// "yyyy-mm-dd", or the number of one of Excel's own as an int.
	NumFormat any

	// Unlocked lets cells be changed on a protected sheet.
	Unlocked bool `key:"!locked"`
	// Hidden hides formulas on a protected sheet.
	Hidden bool

	// Align and Valign place the text; see [Format.SetAlign].
	Align, Valign string
	// TextHAlign and TextVAlign are the same by Excel's numbers.
	TextHAlign, TextVAlign int
	// CenterAcross centres the text across blank cells beside it.
	CenterAcross bool
	// TextWrap breaks long text into lines.
	TextWrap bool
	// Rotation is in degrees from -90 to 90, or 270 for stacked letters.
	Rotation int
	// Indent indents the text by so many levels.
	Indent int
	// Shrink makes the text as small as the cell needs it.
	Shrink bool
	// TextJustlast spreads the last line of East Asian text too.
	TextJustlast bool
	// ReadingOrder is 1 from left to right, 2 from right to left.
	ReadingOrder int

	// Pattern is 1 solid, and up to 18 as Excel numbers them; the default is
	// solid if there is a colour.
	Pattern int
	// BgColor is the colour of the ground, of a solid cell that of the cell, and
	// FgColor that of a pattern.
	BgColor, FgColor Color

	// Border is the style of all four borders (see [Format.SetBorder]), and Bottom,
	// Top, Left and Right those of one.
	Border, Bottom, Top, Left, Right int
	// BorderColor is the colour of all four borders, and the others those of one.
	BorderColor, BottomColor, TopColor, LeftColor, RightColor Color
	// DiagType draws a diagonal: 1 upwards, 2 downwards, 3 both. DiagBorder is its
	// style, and DiagColor its colour.
	DiagType, DiagBorder int
	DiagColor            Color

	// QuotePrefix marks text as if it had been typed after a quote.
	QuotePrefix bool
	// Checkbox shows true and false as a checkbox, which Excel can do since 2024.
	Checkbox bool
}

// formatProps are the properties of a format; formats with the same properties
// are one in the file.
type formatProps struct {
	fontProps
	borderProps
	fillProps
	alignProps
	numFormat   string
	numIndex    int
	numIndexed  bool // numIndex is given, numFormat is not
	unlocked    bool
	hidden      bool
	checkbox    bool
	quotePrefix bool
	xfID        int
	fontScheme  string
	hyperlink   bool
	condense    bool
	extend      bool
	fontOnly    bool
}

type fontProps struct {
	bold, italic, strikeout, outline, shadow  bool
	underline, script, family, charset, theme int
	colorIndexed                              int
	fontName                                  string
	fontSize                                  float64
	fontColor                                 paint
}

type borderProps struct {
	bottom, top, left, right, diagBorder, diagType          int
	bottomColor, topColor, leftColor, rightColor, diagColor paint
}

type fillProps struct {
	pattern          int
	bgColor, fgColor paint
}

type alignProps struct {
	hAlign, vAlign, indent, rotation, readingOrder int
	wrap, shrink, justLast, justDistrib            bool
}

// A Format is what cells look like. [Workbook.AddFormat] makes it; it may be
// changed until the workbook is closed, which changes all cells that have it,
// except those that constant memory has written already. A format must not be
// changed while another goroutine uses it.
type Format struct {
	wb        *Workbook
	id        uint32 // its place among the workbook's formats; 0 is the default
	p         formatProps
	themeFont string
	err       error
}

// Err is the first thing that was wrong with the format's properties, such as a
// color that is none. Cells are not written with such a format.
func (f *Format) Err() error {
	if f == nil {
		return nil
	}
	return f.err
}

func newFormat(wb *Workbook, themeFont string) *Format {
	f := &Format{wb: wb, themeFont: themeFont}
	f.p.fontName, f.p.fontSize, f.p.family, f.p.fontScheme, f.p.numFormat = "Calibri", 11, 2, "minor", "General"
	return f
}

func (f *Format) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *Format) paint(c Color) paint {
	if c == "" {
		return paint{}
	}
	p, err := c.parse()
	if err != nil {
		f.fail(err)
	}
	return p
}

func (f *Format) within(n, least, most int, what string) int {
	if n < least || n > most {
		f.fail(&Error{Kind: ErrParameter, Input: itoa(n), Reason: fmt.Sprintf("%s is from %d to %d", what, least, most)})
		return least
	}
	return n
}

// apply sets all that the options say, and leaves alone what they do not.
func (f *Format) apply(o *FormatOptions) {
	if o == nil {
		return
	}
	if o.FontName != "" {
		f.SetFontName(o.FontName)
	}
	if o.FontSize != 0 {
		f.SetFontSize(o.FontSize)
	}
	if o.FontFamily != nil {
		f.SetFontFamily(*o.FontFamily)
	}
	if o.Hyperlink {
		f.SetHyperlink(true)
	}
	if o.FontScheme != "" {
		f.SetFontScheme(o.FontScheme)
	}
	if o.NumFormat != nil {
		f.SetNumFormat(o.NumFormat)
	}
	for _, v := range []struct {
		n   int
		set func(int) *Format
	}{
		{o.Underline, f.SetUnderline}, {o.FontScript, f.SetFontScript}, {o.FontCharset, f.SetFontCharset}, {o.Theme, f.SetTheme}, {o.ColorIndexed, f.SetColorIndexed},
		{o.TextHAlign, f.setHAlign}, {o.TextVAlign, f.setVAlign}, {o.Rotation, f.SetRotation}, {o.Indent, f.SetIndent}, {o.ReadingOrder, f.SetReadingOrder}, {o.Pattern, f.SetPattern},
		{o.Border, f.SetBorder}, {o.Bottom, f.SetBottom}, {o.Top, f.SetTop}, {o.Left, f.SetLeft}, {o.Right, f.SetRight}, {o.DiagType, f.SetDiagType}, {o.DiagBorder, f.SetDiagBorder},
	} {
		if v.n != 0 {
			v.set(v.n)
		}
	}
	for _, v := range []struct {
		on  bool
		set func(bool) *Format
	}{
		{o.Bold, f.SetBold}, {o.Italic, f.SetItalic}, {o.FontStrikeout, f.SetFontStrikeout}, {o.FontOutline, f.SetFontOutline}, {o.FontShadow, f.SetFontShadow},
		{o.FontCondense, f.SetFontCondense}, {o.FontExtend, f.SetFontExtend}, {o.FontOnly, f.SetFontOnly}, {o.Unlocked, f.SetUnlocked}, {o.Hidden, f.SetHidden},
		{o.TextWrap, f.SetTextWrap}, {o.Shrink, f.SetShrink}, {o.TextJustlast, f.SetTextJustlast}, {o.QuotePrefix, f.SetQuotePrefix}, {o.Checkbox, f.SetCheckbox},
	} {
		if v.on {
			v.set(true)
		}
	}
	for _, v := range []struct {
		c   Color
		set func(Color) *Format
	}{
		{o.FontColor, f.SetFontColor}, {o.BgColor, f.SetBgColor}, {o.FgColor, f.SetFgColor}, {o.BorderColor, f.SetBorderColor}, {o.BottomColor, f.SetBottomColor},
		{o.TopColor, f.SetTopColor}, {o.LeftColor, f.SetLeftColor}, {o.RightColor, f.SetRightColor}, {o.DiagColor, f.SetDiagColor},
	} {
		if v.c != "" {
			v.set(v.c)
		}
	}
	if o.CenterAcross {
		f.SetCenterAcross()
	}
	if o.Align != "" {
		f.SetAlign(o.Align)
	}
	if o.Valign != "" {
		f.SetAlign(o.Valign)
	}
}

// SetNumFormat says how numbers and dates are shown: a format such as "0.00" or
// "yyyy-mm-dd", or the number of one of Excel's own as an int, such as 14 for a
// date as the reader's system shows it.
func (f *Format) SetNumFormat(format any) *Format {
	if f == nil {
		return nil
	}
	switch v := format.(type) {
	case string:
		f.p.numFormat, f.p.numIndex, f.p.numIndexed = v, 0, false
	case int:
		f.p.numFormat, f.p.numIndex, f.p.numIndexed = "", f.within(v, 0, 163, "num_format"), true
	case int64:
		return f.SetNumFormat(int(v))
	case float64:
		return f.SetNumFormat(int(v))
	default:
		f.fail(&Error{Kind: ErrType, Input: fmt.Sprintf("%T", format), Reason: "a number format is a string or an int"})
	}
	return f
}

// alignments number what SetAlign takes: horizontal ones first, from 1.
var alignments = map[string]struct{ horizontal, vertical int }{
	"left": {1, 0}, "centre": {2, 0}, "center": {2, 0}, "right": {3, 0}, "fill": {4, 0}, "justify": {5, 0}, "center_across": {6, 0}, "centre_across": {6, 0},
	"distributed": {7, 0}, "justify_distributed": {7, 0}, "top": {0, 1}, "vcentre": {0, 2}, "vcenter": {0, 2}, "bottom": {0, 3}, "vjustify": {0, 4}, "vdistributed": {0, 5},
}

// SetAlign places the text: left, center, right, fill, justify, center_across,
// distributed or justify_distributed, and top, vcenter, bottom, vjustify or
// vdistributed. The two directions are independent of each other.
func (f *Format) SetAlign(alignment string) *Format {
	if f == nil {
		return nil
	}
	name := strings.ToLower(alignment)
	a, ok := alignments[name]
	if !ok {
		f.fail(&Error{Kind: ErrParameter, Input: alignment, Reason: "no alignment of Excel"})
		return f
	}
	if a.horizontal > 0 {
		f.p.hAlign = a.horizontal
	}
	if a.vertical > 0 {
		f.p.vAlign = a.vertical
	}
	if name == "justify_distributed" {
		f.p.justDistrib = true
	}
	return f
}

func (f *Format) setHAlign(n int) *Format {
	f.p.hAlign = f.within(n, 0, 7, "text_h_align")
	return f
}

func (f *Format) setVAlign(n int) *Format {
	f.p.vAlign = f.within(n, 0, 5, "text_v_align")
	return f
}

// SetRotation turns the text by -90 to 90 degrees, or stacks its letters for 270.
func (f *Format) SetRotation(degrees int) *Format {
	if f == nil {
		return nil
	}
	switch {
	case degrees == 270:
		f.p.rotation = 255
	case degrees >= -90 && degrees < 0:
		f.p.rotation = 90 - degrees
	case degrees >= 0 && degrees <= 90:
		f.p.rotation = degrees
	default:
		f.fail(&Error{Kind: ErrParameter, Input: itoa(degrees), Reason: "rotation is from -90 to 90, or 270"})
	}
	return f
}

// checkFormat reports a format that cells of a workbook cannot have.
func (wb *Workbook) checkFormat(f *Format) error {
	if f == nil {
		return nil
	}
	if f.wb != wb {
		return &Error{Kind: ErrForeignFormat, Reason: "formats are made by AddFormat of the workbook that uses them"}
	}
	return f.err
}

// index is what a cell stores of a format.
func (f *Format) index() uint32 {
	if f == nil {
		return 0
	}
	return f.id
}
