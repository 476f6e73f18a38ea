package xlsx

import (
	"fmt"
	"slices"
	"strings"
)

// ProtectOptions say what may still be done on a protected sheet. The zero value
// lets cells be selected and nothing else.
type ProtectOptions struct {
	Objects          bool // change shapes and charts
	Scenarios        bool
	FormatCells      bool
	FormatColumns    bool
	FormatRows       bool
	InsertColumns    bool
	InsertRows       bool
	InsertHyperlinks bool
	DeleteColumns    bool
	DeleteRows       bool
	Sort             bool
	Autofilter       bool
	PivotTables      bool

	// NoSelectLockedCells and NoSelectUnlockedCells forbid what is allowed by
	// default.
	NoSelectLockedCells   bool `key:"!select_locked_cells"`
	NoSelectUnlockedCells bool `key:"!select_unlocked_cells"`

	// NoSheet leaves out that the sheet is protected, and Content says that the
	// content is; chartsheets have them so.
	NoSheet bool `key:"!sheet"`
	Content bool
}

type sheetProtection struct {
	ProtectOptions
	password string
}

type protectedRange struct{ ref, name, password string }

// Protect protects the sheet: cells are locked unless their format says
// otherwise. The password may be empty. It keeps nobody out who wants in: Excel's
// old sum of 15 bits is all that is stored of it.
func (ws *Worksheet) Protect(password string, opts *ProtectOptions) error {
	if err := ws.enter("Protect"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	ws.protect(password, opts)
	return nil
}

func (s *Sheet) protect(password string, opts *ProtectOptions) {
	p := &sheetProtection{}
	if opts != nil {
		p.ProtectOptions = *opts
	}
	if password != "" {
		p.password = passwordSum(password)
	}
	s.protected = p
}

// UnprotectOptions are those of [Worksheet.UnprotectRange].
type UnprotectOptions struct {
	// RangeName is the name of the range; the default is Range1 and so on.
	RangeName string
	// Password is asked for before the range may be changed.
	Password string
}

// UnprotectRange lets ranges of cells, such as "A1:B5" or "A1 C1:C9", be changed
// on a protected sheet.
func (ws *Worksheet) UnprotectRange(ranges string, opts *UnprotectOptions) error {
	if err := ws.enter("UnprotectRange"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	ref := strings.ReplaceAll(strings.TrimLeft(ranges, "="), "$", "")
	if err := checkRanges(ref); err != nil {
		return &Error{Kind: ErrReference, Code: -1, Op: "UnprotectRange", Where: ws.name, Input: ranges, Reason: "expected ranges, such as A1:B5"}
	}
	r := protectedRange{ref: ref}
	if opts != nil {
		r.name = opts.RangeName
		if opts.Password != "" {
			r.password = passwordSum(opts.Password)
		}
	}
	if r.name == "" {
		r.name = "Range" + itoa(len(ws.ranges)+1)
	}
	ws.ranges = append(ws.ranges, r)
	return nil
}

// checkRanges reports a list of ranges, with blanks between them, that is none.
func checkRanges(ref string) error {
	fields := strings.Fields(ref)
	if len(fields) == 0 {
		return &Error{Kind: ErrReference, Code: -1, Input: ref, Reason: "expected ranges, such as A1:B5"}
	}
	for _, f := range fields {
		if _, _, _, _, err := ParseRange(f); err != nil {
			return err
		}
	}
	return nil
}

// passwordSum is what Excel stores of a password.
func passwordSum(password string) string {
	sum, runes := 0, []rune(password)
	rotate := func() { sum = sum>>14&1 | sum<<1&0x7FFF }
	for _, c := range slices.Backward(runes) {
		rotate()
		sum ^= int(c)
	}
	rotate()
	return fmt.Sprintf("%X", sum^len(runes)^0xCE4B)
}

func (s *Sheet) writeProtection(w *xmlWriter) {
	p := s.protected
	if p == nil {
		return
	}
	var attrs []string
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(p.password != "", "password", p.password)
	add(!p.NoSheet, "sheet", "1")
	add(p.Content, "content", "1")
	add(!p.Objects, "objects", "1")
	add(!p.Scenarios, "scenarios", "1")
	add(p.FormatCells, "formatCells", "0")
	add(p.FormatColumns, "formatColumns", "0")
	add(p.FormatRows, "formatRows", "0")
	add(p.InsertColumns, "insertColumns", "0")
	add(p.InsertRows, "insertRows", "0")
	add(p.InsertHyperlinks, "insertHyperlinks", "0")
	add(p.DeleteColumns, "deleteColumns", "0")
	add(p.DeleteRows, "deleteRows", "0")
	add(p.NoSelectLockedCells, "selectLockedCells", "1")
	add(p.Sort, "sort", "0")
	add(p.Autofilter, "autoFilter", "0")
	add(p.PivotTables, "pivotTables", "0")
	add(p.NoSelectUnlockedCells, "selectUnlockedCells", "1")
	w.emptyTag("sheetProtection", attrs...)
}

func (ws *Worksheet) writeProtectedRanges(w *xmlWriter) {
	if len(ws.ranges) == 0 {
		return
	}
	w.startTag("protectedRanges")
	for _, r := range ws.ranges {
		var attrs []string
		if r.password != "" {
			attrs = []string{"password", r.password}
		}
		w.emptyTag("protectedRange", append(attrs, "sqref", r.ref, "name", r.name)...)
	}
	w.endTag("protectedRanges")
}
