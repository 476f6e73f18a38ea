package xlsx

import (
	"archive/zip"
	"bytes"
	_ "embed" // of Office's themes
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
)

// A theme is the colours and fonts of a workbook.
type theme struct {
	xml     string
	version string // as Excel numbers its own
}

//go:embed theme/office2007.xml
var office2007 string

//go:embed theme/office2023.xml
var office2023 string

var (
	theme2007 = theme{office2007, "124226"}
	theme2023 = theme{office2023, "202300"}
)

// maxTheme is how large a theme may be: they have some ten thousand bytes.
const maxTheme = 16 << 20

// UseCustomTheme takes the theme of a file: one of Office's themes (.thmx), a
// workbook, or the XML of a theme. What is none, or has images, is refused with
// an error of kind [ErrThemeFile].
func (wb *Workbook) UseCustomTheme(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &Error{Kind: ErrThemeFile, Op: "UseCustomTheme", Where: path, Reason: "it cannot be read", Err: err}
	}
	defer f.Close()
	return wb.useTheme(path, f)
}

// UseCustomThemeReader takes the theme that r reads; see
// [Workbook.UseCustomTheme].
func (wb *Workbook) UseCustomThemeReader(r io.Reader) error { return wb.useTheme("", r) }

func (wb *Workbook) useTheme(where string, r io.Reader) error {
	fail := func(reason string, err error) error {
		return &Error{Kind: ErrThemeFile, Op: "UseCustomTheme", Where: where, Reason: reason, Err: err}
	}
	data, err := readAtMost(r, maxTheme)
	if err != nil {
		return fail("it cannot be read", err)
	}
	if bytes.HasPrefix(data, []byte("PK")) {
		if data, err = themeInside(data); err != nil {
			return fail("no theme can be read from it", err)
		}
	}
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	switch {
	case !strings.HasPrefix(text, "<?xml") || !strings.Contains(text, "<a:theme"):
		return fail("expected the XML of a theme", nil)
	case strings.Contains(text, "<a:blipFill>"):
		return fail("the theme has images, which a workbook's cannot have here", nil)
	}
	if err := checkXML(text); err != nil {
		return fail("the theme is broken", err)
	}
	if err := wb.enter("UseCustomTheme"); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	wb.theme = theme{xml: text}
	return nil
}

var errLarge = errors.New("it is too large")

var errNoReader = errors.New("there is no reader")

func readAtMost(r io.Reader, most int64) ([]byte, error) {
	if r == nil {
		return nil, errNoReader
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		err = errLarge
	}
	return data, err
}

// checkXML reports XML that ends early or is none: Excel would refuse the whole
// workbook for it.
func checkXML(text string) error {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// themeInside finds the theme in a theme file or a workbook.
func themeInside(data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"theme/theme/theme1.xml", "xl/theme/theme1.xml"} {
		f, err := z.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		return readAtMost(f, maxTheme)
	}
	return nil, errors.New("it holds no theme1.xml")
}
