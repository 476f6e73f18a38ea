package xlsx

import (
	"fmt"
	"strconv"
	"strings"
)

// A Color is "#RRGGBB", one of the names black, blue, brown, cyan, gray, green,
// lime, magenta, navy, orange, pink, purple, red, silver, white and yellow, a
// theme colour of [ThemeColor], or [ColorAutomatic]. The empty Color stands for
// the default of the place where it is used.
type Color string

// ColorAutomatic is the colour that Excel calls automatic.
const ColorAutomatic Color = "automatic"

// RGB is the colour of a number 0xRRGGBB.
func RGB(rgb uint32) Color { return Color(fmt.Sprintf("#%06X", rgb)) }

// ThemeColor is a colour of the workbook's theme as Excel's palette shows them:
// column 0 to 9 (the backgrounds and texts, then the accents) and row 0 to 5.
func ThemeColor(column, row int) Color { return Color(fmt.Sprintf("theme(%d,%d)", column, row)) }

// namedColors are the names that XlsxWriter knows.
var namedColors = map[string]uint32{
	"black": 0x000000, "blue": 0x0000FF, "brown": 0x800000, "cyan": 0x00FFFF, "gray": 0x808080, "green": 0x008000, "lime": 0x00FF00, "magenta": 0xFF00FF,
	"navy": 0x000080, "orange": 0xFF6600, "pink": 0xFF00FF, "purple": 0x800080, "red": 0xFF0000, "silver": 0xC0C0C0, "white": 0xFFFFFF, "yellow": 0xFFFF00,
}

// A paint is a Color that has been read.
type paint struct {
	set           bool
	rgb           uint32
	theme         bool
	column, shade int
	automatic     bool
}

func (c Color) parse() (p paint, err error) {
	name := strings.ToLower(strings.TrimLeft(string(c), "#"))
	if name == "automatic" {
		return paint{set: true, automatic: true}, nil
	}
	if rgb, ok := namedColors[name]; ok {
		return paint{set: true, rgb: rgb}, nil
	}
	if arg, ok := strings.CutPrefix(name, "theme("); ok && strings.HasSuffix(arg, ")") {
		a, b, _ := strings.Cut(strings.TrimSuffix(arg, ")"), ",")
		column, err1 := strconv.Atoi(strings.TrimSpace(a))
		shade, err2 := strconv.Atoi(strings.TrimSpace(b))
		if err1 == nil && err2 == nil && column >= 0 && column <= 9 && shade >= 0 && shade <= 5 {
			return paint{set: true, theme: true, column: column, shade: shade}, nil
		}
		return p, &Error{Kind: ErrColor, Input: string(c), Reason: "a theme colour has a column from 0 to 9 and a row from 0 to 5"}
	}
	rgb, err := strconv.ParseUint(name, 16, 32)
	if err != nil || rgb > 0xFFFFFF || name == "" {
		return p, &Error{Kind: ErrColor, Input: string(c), Reason: "expected #RRGGBB, a colour's name, or a theme colour"}
	}
	return paint{set: true, rgb: uint32(rgb)}, nil
}

// check is nil for a colour that can be written, and for none.
func (c Color) check() error {
	if c == "" {
		return nil
	}
	_, err := c.parse()
	return err
}

// paint reads a colour that has been checked; what cannot be read is black.
func (c Color) paint() paint {
	p, err := c.parse()
	if err != nil {
		return paint{}
	}
	return p
}

// hex is RRGGBB, black for colours that have no numbers of their own.
func (p paint) hex() string {
	if p.automatic || p.theme {
		return "000000"
	}
	return fmt.Sprintf("%06X", p.rgb)
}

// argb is the colour in styles and worksheets, where the first byte says that
// it is opaque.
func (p paint) argb() string { return "FF" + p.hex() }

// shadeTint are the steps of one column of the palette, for spreadsheet parts
// as the tint of a colour, for drawings as modulation and offset of luminance.
type shadeTint struct {
	tint     string
	mod, off int
}

// drawingScheme are the theme's colours as drawings name them, by the column of
// the palette.
var drawingScheme = [10]string{"bg1", "tx1", "bg2", "tx2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6"}

func (p paint) steps() shadeTint {
	var steps [6]shadeTint
	switch p.column {
	case 0:
		steps = [6]shadeTint{{"", 0, 0}, {"-4.9989318521683403E-2", 95000, 0}, {"-0.14999847407452621", 85000, 0}, {"-0.249977111117893", 75000, 0}, {"-0.34998626667073579", 65000, 0}, {"-0.499984740745262", 50000, 0}}
	case 1:
		steps = [6]shadeTint{{"", 0, 0}, {"0.499984740745262", 50000, 50000}, {"0.34998626667073579", 65000, 35000}, {"0.249977111117893", 75000, 25000}, {"0.14999847407452621", 85000, 15000}, {"4.9989318521683403E-2", 95000, 5000}}
	case 2:
		steps = [6]shadeTint{{"", 0, 0}, {"-9.9978637043366805E-2", 90000, 0}, {"-0.249977111117893", 75000, 0}, {"-0.499984740745262", 50000, 0}, {"-0.749992370372631", 25000, 0}, {"-0.89999084444715716", 10000, 0}}
	default:
		steps = [6]shadeTint{{"", 0, 0}, {"0.79998168889431442", 20000, 80000}, {"0.59999389629810485", 40000, 60000}, {"0.39997558519241921", 60000, 40000}, {"-0.249977111117893", 75000, 0}, {"-0.499984740745262", 50000, 0}}
	}
	return steps[p.shade]
}

// attributes are those of a spreadsheet part's <color>, <fgColor> and the like.
func (p paint) attributes() []string {
	if !p.theme {
		return []string{"rgb", p.argb()}
	}
	a := []string{"theme", itoa(p.column)}
	if t := p.steps().tint; t != "" {
		a = append(a, "tint", t)
	}
	return a
}

// writeDrawing writes the colour as drawings and charts have it, with the alpha
// that transparency in percent comes to.
func (p paint) writeDrawing(w *xmlWriter, transparency int) {
	alpha := ""
	if transparency > 0 {
		alpha = itoa((100 - transparency) * 1000)
	}
	if p.theme {
		s := p.steps()
		if s.mod == 0 && s.off == 0 && alpha == "" {
			w.emptyTag("a:schemeClr", "val", drawingScheme[p.column])
			return
		}
		w.startTag("a:schemeClr", "val", drawingScheme[p.column])
		if s.mod > 0 {
			w.emptyTag("a:lumMod", "val", itoa(s.mod))
		}
		if s.off > 0 {
			w.emptyTag("a:lumOff", "val", itoa(s.off))
		}
		if alpha != "" {
			w.emptyTag("a:alpha", "val", alpha)
		}
		w.endTag("a:schemeClr")
		return
	}
	tag, attrs := "a:srgbClr", []string{"val", p.hex()}
	if p.automatic {
		tag, attrs = "a:sysClr", []string{"val", "window", "lastClr", "FFFFFF"}
	}
	if alpha == "" {
		w.emptyTag(tag, attrs...)
		return
	}
	w.startTag(tag, attrs...)
	w.emptyTag("a:alpha", "val", alpha)
	w.endTag(tag)
}
