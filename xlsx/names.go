package xlsx

import (
	"cmp"
	"slices"
	"strings"
)

// A definedName is a name for a formula.
type definedName struct {
	name    string
	sheet   int // the index of the sheet that alone knows it, or -1
	formula string
	hidden  bool
}

// DefineName gives a formula a name, such as Sales for "=Sheet1!$G$1:$H$10". A
// name with a sheet before it, Sheet2!Sales, is known on that sheet only. Names
// that Excel does not take are refused with code -1.
func (wb *Workbook) DefineName(name, formula string) error {
	const op = "DefineName"
	if err := wb.enter(op); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	d := definedName{name: name, sheet: -1, formula: strings.TrimLeft(formula, "=")}
	if d.formula == "" {
		return &Error{Kind: ErrParameter, Code: -1, Op: op, Input: name, Reason: "the formula is empty"}
	}
	if sheet, local, ok := cutSheet(name); ok {
		s := wb.names[strings.ToLower(unquoteSheetName(sheet))]
		if s == nil || s.name != unquoteSheetName(sheet) {
			return &Error{Kind: ErrParameter, Code: -1, Op: op, Input: name, Reason: "there is no such sheet"}
		}
		d.name, d.sheet = local, s.index
	}
	if e := checkName(d.name); e != nil {
		e.Code, e.Op = -1, op
		return e
	}
	wb.defined = append(wb.defined, d)
	return nil
}

// cutSheet parts a reference at the ! after its sheet.
func cutSheet(ref string) (sheet, rest string, ok bool) {
	i := strings.LastIndexByte(ref, '!')
	if i <= 0 || i == len(ref)-1 {
		return "", ref, false
	}
	return ref[:i], ref[i+1:], true
}

// allNames are the names that the file defines, in Excel's order: those of users
// and those that filters, print areas and repeated rows have.
func (wb *Workbook) allNames() []definedName {
	all := slices.Clone(wb.defined)
	for _, s := range wb.sheets {
		if s.work != nil && s.work.filter.on {
			all = append(all, definedName{"_xlnm._FilterDatabase", s.index, s.nameArea(s.work.filter.area), true})
		}
		p := &s.page
		if p.area != "" {
			all = append(all, definedName{"_xlnm.Print_Area", s.index, p.area, false})
		}
		if titles := strings.Trim(p.repeatCols+","+p.repeatRows, ","); titles != "" {
			all = append(all, definedName{"_xlnm.Print_Titles", s.index, titles, false})
		}
	}
	key := func(d definedName) string {
		return strings.ToLower(strings.Replace(d.name, "_xlnm.", "", 1)) + "::" + strings.ToLower(strings.TrimLeft(d.formula, "'"))
	}
	slices.SortStableFunc(all, func(a, b definedName) int { return cmp.Compare(key(a), key(b)) })
	return all
}

// listedNames are the names that the properties of the file list.
func listedNames(all []definedName) (list []string) {
	for _, d := range all {
		sheet, _, ok := strings.Cut(d.formula, "!")
		if d.name == "_xlnm._FilterDatabase" || !ok {
			continue
		}
		name := strings.TrimPrefix(d.name, "_xlnm.")
		if name != d.name || d.sheet >= 0 {
			name = sheet + "!" + name
		}
		list = append(list, name)
	}
	return list
}
