package xlsx

// SetFontName sets the font.
func (f *Format) SetFontName(name string) *Format {
	if f == nil {
		return nil
	}
	f.p.fontName = name
	if name != f.themeFont {
		f.p.fontScheme = "none"
	}
	return f
}

const maxFontSize = 409

// SetFontSize sets the size of the font in points.
func (f *Format) SetFontSize(points float64) *Format {
	if f == nil {
		return nil
	}
	if !(points > 0 && points <= maxFontSize) {
		f.fail(&Error{Kind: ErrParameter, Input: number(points), Reason: "a font is up to 409 points large"})
		return f
	}
	f.p.fontSize = points
	return f
}

// SetFontColor sets the colour of the text.
func (f *Format) SetFontColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.fontColor = f.paint(c)
	return f
}

// SetBold makes the text bold.
func (f *Format) SetBold(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.bold = on
	return f
}

// SetItalic makes the text italic.
func (f *Format) SetItalic(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.italic = on
	return f
}

// SetUnderline underlines the text: 1 single, 2 double, 33 and 34 as accountants do, 0 not at all.
func (f *Format) SetUnderline(style int) *Format {
	if f == nil {
		return nil
	}
	switch style {
	case 0, 1, 2, 33, 34:
		f.p.underline = style
	default:
		f.fail(&Error{Kind: ErrParameter, Input: itoa(style), Reason: "underline is 0, 1, 2, 33 or 34"})
	}
	return f
}

// SetFontStrikeout strikes the text out.
func (f *Format) SetFontStrikeout(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.strikeout = on
	return f
}

// SetFontScript raises the text (1) or lowers it (2).
func (f *Format) SetFontScript(script int) *Format {
	if f == nil {
		return nil
	}
	f.p.script = f.within(script, 0, 2, "font_script")
	return f
}

// SetFontOutline draws the outlines of the letters; only Excel for Mac shows it.
func (f *Format) SetFontOutline(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.outline = on
	return f
}

// SetFontShadow gives the letters a shadow; only Excel for Mac shows it.
func (f *Format) SetFontShadow(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.shadow = on
	return f
}

// SetFontFamily sets the family of the font as Excel numbers them; the default is 2.
func (f *Format) SetFontFamily(family int) *Format {
	if f == nil {
		return nil
	}
	f.p.family = f.within(family, 0, 14, "font_family")
	return f
}

// SetFontCharset sets the character set of the font as Windows numbers them.
func (f *Format) SetFontCharset(charset int) *Format {
	if f == nil {
		return nil
	}
	f.p.charset = f.within(charset, 0, 255, "font_charset")
	return f
}

// SetFontScheme says that the font is the theme's minor or major one, or none of them.
func (f *Format) SetFontScheme(scheme string) *Format {
	if f == nil {
		return nil
	}
	f.p.fontScheme = scheme
	return f
}

// SetFontCondense condenses the font on old Macs.
func (f *Format) SetFontCondense(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.condense = on
	return f
}

// SetFontExtend extends the font on old Macs.
func (f *Format) SetFontExtend(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.extend = on
	return f
}

// SetTheme sets the colour of the text to one of the theme's; -1 leaves it out.
func (f *Format) SetTheme(theme int) *Format {
	if f == nil {
		return nil
	}
	if theme != -1 {
		theme = f.within(theme, 0, 11, "theme")
	}
	f.p.theme = theme
	return f
}

// SetColorIndexed sets the colour of the text to one of Excel's old palette.
func (f *Format) SetColorIndexed(index int) *Format {
	if f == nil {
		return nil
	}
	f.p.colorIndexed = f.within(index, 0, 65, "color_indexed")
	return f
}

// SetHyperlink makes the format that of links.
func (f *Format) SetHyperlink(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.xfID = 1
	f.p.underline = 1
	f.p.theme = 10
	f.p.hyperlink = on
	f.p.fontScheme = "none"
	return f
}

// SetFontOnly says that the format serves only as a font in rich text.
func (f *Format) SetFontOnly(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.fontOnly = on
	return f
}

// SetUnlocked lets cells be changed on a protected sheet.
func (f *Format) SetUnlocked(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.unlocked = on
	return f
}

// SetHidden hides formulas on a protected sheet.
func (f *Format) SetHidden(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.hidden = on
	return f
}

// SetCenterAcross centres the text across the cells beside it that are blank and have the format too.
func (f *Format) SetCenterAcross() *Format {
	if f == nil {
		return nil
	}
	f.p.hAlign = 6
	return f
}

// SetTextWrap breaks long text into lines.
func (f *Format) SetTextWrap(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.wrap = on
	return f
}

// SetIndent indents the text.
func (f *Format) SetIndent(levels int) *Format {
	if f == nil {
		return nil
	}
	f.p.indent = f.within(levels, 0, 250, "indent")
	return f
}

// SetShrink makes the text as small as the cell needs it.
func (f *Format) SetShrink(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.shrink = on
	return f
}

// SetTextJustlast spreads the last line of East Asian text too.
func (f *Format) SetTextJustlast(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.justLast = on
	return f
}

// SetReadingOrder sets the direction of the text: 1 from left to right, 2 from right to left, 0 as the text itself says.
func (f *Format) SetReadingOrder(order int) *Format {
	if f == nil {
		return nil
	}
	f.p.readingOrder = f.within(order, 0, 2, "reading_order")
	return f
}

// SetBgColor sets the colour of the ground, of a solid cell that of the cell.
func (f *Format) SetBgColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.bgColor = f.paint(c)
	return f
}

// SetFgColor sets the colour of a pattern.
func (f *Format) SetFgColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.fgColor = f.paint(c)
	return f
}

// SetBorder sets all four borders: 1 thin, 2 medium, 3 dashed, 4 dotted, 5 thick, 6 double, 7 hair, and six more up to 13.
func (f *Format) SetBorder(style int) *Format {
	if f == nil {
		return nil
	}
	f.SetBottom(style).SetTop(style).SetLeft(style).SetRight(style)
	return f
}

// SetBorderColor sets the colour of all four borders.
func (f *Format) SetBorderColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.SetBottomColor(c).SetTopColor(c).SetLeftColor(c).SetRightColor(c)
	return f
}

// SetBottomColor sets the colour of the lower border.
func (f *Format) SetBottomColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.bottomColor = f.paint(c)
	return f
}

// SetTopColor sets the colour of the upper border.
func (f *Format) SetTopColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.topColor = f.paint(c)
	return f
}

// SetLeftColor sets the colour of the left border.
func (f *Format) SetLeftColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.leftColor = f.paint(c)
	return f
}

// SetRightColor sets the colour of the right border.
func (f *Format) SetRightColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.rightColor = f.paint(c)
	return f
}

// SetDiagColor sets the colour of the diagonal.
func (f *Format) SetDiagColor(c Color) *Format {
	if f == nil {
		return nil
	}
	f.p.diagColor = f.paint(c)
	return f
}

// SetBottom sets the lower border; see [Format.SetBorder].
func (f *Format) SetBottom(style int) *Format {
	if f == nil {
		return nil
	}
	f.p.bottom = f.within(style, 0, 13, "bottom")
	return f
}

// SetTop sets the upper border; see [Format.SetBorder].
func (f *Format) SetTop(style int) *Format {
	if f == nil {
		return nil
	}
	f.p.top = f.within(style, 0, 13, "top")
	return f
}

// SetLeft sets the left border; see [Format.SetBorder].
func (f *Format) SetLeft(style int) *Format {
	if f == nil {
		return nil
	}
	f.p.left = f.within(style, 0, 13, "left")
	return f
}

// SetRight sets the right border; see [Format.SetBorder].
func (f *Format) SetRight(style int) *Format {
	if f == nil {
		return nil
	}
	f.p.right = f.within(style, 0, 13, "right")
	return f
}

// SetDiagBorder sets the style of the diagonal; see [Format.SetBorder].
func (f *Format) SetDiagBorder(style int) *Format {
	if f == nil {
		return nil
	}
	f.p.diagBorder = f.within(style, 0, 13, "diag_border")
	return f
}

// SetDiagType draws a diagonal: 1 upwards, 2 downwards, 3 both.
func (f *Format) SetDiagType(kind int) *Format {
	if f == nil {
		return nil
	}
	f.p.diagType = f.within(kind, 0, 3, "diag_type")
	return f
}

// SetPattern sets the pattern of the cell: 1 solid, up to 18 as Excel numbers them.
func (f *Format) SetPattern(pattern int) *Format {
	if f == nil {
		return nil
	}
	f.p.pattern = f.within(pattern, 0, 18, "pattern")
	return f
}

// SetQuotePrefix marks text as if it had been typed after a quote.
func (f *Format) SetQuotePrefix(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.quotePrefix = on
	return f
}

// SetCheckbox shows true and false as a checkbox, which Excel can do since 2024.
func (f *Format) SetCheckbox(on bool) *Format {
	if f == nil {
		return nil
	}
	f.p.checkbox = on
	return f
}
