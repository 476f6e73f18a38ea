package xlsx

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// A worksheet has this many rows and columns.
const (
	MaxRows    = 1_048_576
	MaxColumns = 16_384
)

// CellName is the name of a cell whose row and column count from 0: A1 for (0,
// 0). It is empty for numbers below 0.
func CellName(row, col int) string { return cellName(row, col, false, false) }

// CellNameAbs is as [CellName], with a $ before the row, the column or both.
func CellNameAbs(row, col int, rowAbs, colAbs bool) string {
	return cellName(row, col, rowAbs, colAbs)
}

func cellName(row, col int, rowAbs, colAbs bool) string {
	if row < 0 || col < 0 {
		return ""
	}
	b := make([]byte, 0, 16)
	if colAbs {
		b = append(b, '$')
	}
	b = appendColumn(b, col)
	if rowAbs {
		b = append(b, '$')
	}
	return string(strconv.AppendInt(b, int64(row)+1, 10))
}

// ColumnName is the name of a column that counts from 0: A for 0, XFD for 16383.
// It is empty for numbers below 0.
func ColumnName(col int) string { return string(appendColumn(nil, col)) }

func appendColumn(dst []byte, col int) []byte {
	switch {
	case col < 0:
		return dst
	case col < 26:
		return append(dst, byte('A'+col))
	}
	return append(appendColumn(dst, col/26-1), byte('A'+col%26))
}

// RangeName is the name of a range of cells, A1:B2, or of its one cell.
func RangeName(firstRow, firstCol, lastRow, lastCol int) string {
	return joinRange(CellName(firstRow, firstCol), CellName(lastRow, lastCol))
}

// RangeNameAbs is as [RangeName] with absolute references: $A$1:$B$2.
func RangeNameAbs(firstRow, firstCol, lastRow, lastCol int) string {
	return joinRange(cellName(firstRow, firstCol, true, true), cellName(lastRow, lastCol, true, true))
}

func joinRange(first, last string) string {
	switch {
	case first == "" || last == "":
		return ""
	case first == last:
		return first
	}
	return first + ":" + last
}

// RangeFormula is the absolute name of a range with its sheet, which is quoted
// where Excel needs it: 'My data'!$A$1:$B$2.
func RangeFormula(sheet string, firstRow, firstCol, lastRow, lastCol int) string {
	return QuoteSheetName(sheet) + "!" + RangeNameAbs(firstRow, firstCol, lastRow, lastCol)
}

// ParseCell reads the name of a cell, such as A1 or $B$20, and gives its row and
// column from 0. The letters may be small. What is no such name, or lies outside
// of a worksheet, is an error of kind [ErrReference] or [ErrBounds].
func ParseCell(name string) (row, col int, err error) {
	row, col, _, _, err = ParseCellAbs(name)
	return row, col, err
}

// ParseCellAbs is as [ParseCell] and tells where a $ stands.
func ParseCellAbs(name string) (row, col int, rowAbs, colAbs bool, err error) {
	bad := func(kind error, reason string) (int, int, bool, bool, error) {
		return 0, 0, false, false, &Error{Kind: kind, Code: -1, Input: name, Reason: reason}
	}
	rest := name
	rest, colAbs = strings.CutPrefix(rest, "$")
	n := 0
	for n < len(rest) && isLetter(rest[n]) {
		n++
	}
	letters, rest := rest[:n], rest[n:]
	digits, rowAbs := strings.CutPrefix(rest, "$")
	if letters == "" || digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' {
		return bad(ErrReference, "expected a cell, such as A1")
	}
	if len(letters) > 3 || len(digits) > 7 {
		return bad(ErrBounds, "the last cell is XFD1048576")
	}
	for _, c := range []byte(letters) {
		col = col*26 + int(c|0x20-'a') + 1
	}
	row, _ = strconv.Atoi(digits)
	if col > MaxColumns || row > MaxRows {
		return bad(ErrBounds, "the last cell is XFD1048576")
	}
	return row - 1, col - 1, rowAbs, colAbs, nil
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// ParseRange reads the name of a range, such as A1:B2, or of one cell.
func ParseRange(name string) (firstRow, firstCol, lastRow, lastCol int, err error) {
	first, last, two := strings.Cut(name, ":")
	if firstRow, firstCol, err = ParseCell(first); err != nil {
		return 0, 0, 0, 0, err
	}
	if !two {
		return firstRow, firstCol, firstRow, firstCol, nil
	}
	if lastRow, lastCol, err = ParseCell(last); err != nil {
		return 0, 0, 0, 0, err
	}
	return firstRow, firstCol, lastRow, lastCol, nil
}

// ParseColumns reads the name of columns, such as A:C, or of one column.
func ParseColumns(name string) (first, last int, err error) {
	a, b, two := strings.Cut(name, ":")
	if _, first, err = ParseCell(a + "1"); err == nil {
		last = first
		if two {
			_, last, err = ParseCell(b + "1")
		}
	}
	if err != nil || strings.ContainsAny(name, "0123456789") {
		return 0, 0, &Error{Kind: ErrReference, Code: -1, Input: name, Reason: "expected columns, such as A:C"}
	}
	return first, last, nil
}

// emoji are the characters outside of letters and digits that may stand in the
// name of a sheet without quotes, though not at its beginning.
var emoji = &unicode.RangeTable{R16: []unicode.Range16{
	{0x00a9, 0x00a9, 1}, {0x00ae, 0x00ae, 1}, {0x203c, 0x203c, 1}, {0x2049, 0x2049, 1}, {0x2122, 0x2122, 1}, {0x2139, 0x2139, 1}, {0x2194, 0x2199, 1}, {0x21a9, 0x21aa, 1},
	{0x231a, 0x231b, 1}, {0x2328, 0x2328, 1}, {0x23cf, 0x23cf, 1}, {0x23e9, 0x23f3, 1}, {0x23f8, 0x23fa, 1}, {0x24c2, 0x24c2, 1}, {0x25aa, 0x25ab, 1}, {0x25b6, 0x25b6, 1},
	{0x25c0, 0x25c0, 1}, {0x25fb, 0x25fe, 1}, {0x2600, 0x2604, 1}, {0x260e, 0x260e, 1}, {0x2611, 0x2611, 1}, {0x2614, 0x2615, 1}, {0x2618, 0x2618, 1}, {0x261d, 0x261d, 1},
	{0x2620, 0x2620, 1}, {0x2622, 0x2623, 1}, {0x2626, 0x2626, 1}, {0x262a, 0x262a, 1}, {0x262e, 0x262f, 1}, {0x2638, 0x263a, 1}, {0x2640, 0x2640, 1}, {0x2642, 0x2642, 1},
	{0x2648, 0x2653, 1}, {0x265f, 0x2660, 1}, {0x2663, 0x2663, 1}, {0x2665, 0x2666, 1}, {0x2668, 0x2668, 1}, {0x267b, 0x267b, 1}, {0x267e, 0x267f, 1}, {0x2692, 0x2697, 1},
	{0x2699, 0x2699, 1}, {0x269b, 0x269c, 1}, {0x26a0, 0x26a1, 1}, {0x26a7, 0x26a7, 1}, {0x26aa, 0x26ab, 1}, {0x26b0, 0x26b1, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1},
	{0x26c8, 0x26c8, 1}, {0x26ce, 0x26cf, 1}, {0x26d1, 0x26d1, 1}, {0x26d3, 0x26d4, 1}, {0x26e9, 0x26ea, 1}, {0x26f0, 0x26f5, 1}, {0x26f7, 0x26fa, 1}, {0x26fd, 0x26fd, 1},
	{0x2702, 0x2702, 1}, {0x2705, 0x2705, 1}, {0x2708, 0x270d, 1}, {0x270f, 0x270f, 1}, {0x2712, 0x2712, 1}, {0x2714, 0x2714, 1}, {0x2716, 0x2716, 1}, {0x271d, 0x271d, 1},
	{0x2721, 0x2721, 1}, {0x2728, 0x2728, 1}, {0x2733, 0x2734, 1}, {0x2744, 0x2744, 1}, {0x2747, 0x2747, 1}, {0x274c, 0x274c, 1}, {0x274e, 0x274e, 1}, {0x2753, 0x2755, 1},
	{0x2757, 0x2757, 1}, {0x2763, 0x2764, 1}, {0x2795, 0x2797, 1}, {0x27a1, 0x27a1, 1}, {0x27b0, 0x27b0, 1}, {0x27bf, 0x27bf, 1}, {0x2934, 0x2935, 1}, {0x2b05, 0x2b07, 1},
	{0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b50, 1}, {0x2b55, 0x2b55, 1}, {0x3030, 0x3030, 1}, {0x303d, 0x303d, 1}, {0x3297, 0x3297, 1}, {0x3299, 0x3299, 1},
}, R32: []unicode.Range32{
	{0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f170, 0x1f171, 1}, {0x1f17e, 0x1f17f, 1}, {0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f1e6, 0x1f1ff, 1},
	{0x1f201, 0x1f202, 1}, {0x1f21a, 0x1f21a, 1}, {0x1f22f, 0x1f22f, 1}, {0x1f232, 0x1f23a, 1}, {0x1f250, 0x1f251, 1}, {0x1f300, 0x1f321, 1}, {0x1f324, 0x1f393, 1},
	{0x1f396, 0x1f397, 1}, {0x1f399, 0x1f39b, 1}, {0x1f39e, 0x1f3f0, 1}, {0x1f3f3, 0x1f3f5, 1}, {0x1f3f7, 0x1f4fd, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f549, 0x1f54e, 1},
	{0x1f550, 0x1f567, 1}, {0x1f56f, 0x1f570, 1}, {0x1f573, 0x1f57a, 1}, {0x1f587, 0x1f587, 1}, {0x1f58a, 0x1f58d, 1}, {0x1f590, 0x1f590, 1}, {0x1f595, 0x1f596, 1},
	{0x1f5a4, 0x1f5a5, 1}, {0x1f5a8, 0x1f5a8, 1}, {0x1f5b1, 0x1f5b2, 1}, {0x1f5bc, 0x1f5bc, 1}, {0x1f5c2, 0x1f5c4, 1}, {0x1f5d1, 0x1f5d3, 1}, {0x1f5dc, 0x1f5de, 1},
	{0x1f5e1, 0x1f5e1, 1}, {0x1f5e3, 0x1f5e3, 1}, {0x1f5e8, 0x1f5e8, 1}, {0x1f5ef, 0x1f5ef, 1}, {0x1f5f3, 0x1f5f3, 1}, {0x1f5fa, 0x1f64f, 1}, {0x1f680, 0x1f6c5, 1},
	{0x1f6cb, 0x1f6d2, 1}, {0x1f6d5, 0x1f6d7, 1}, {0x1f6dc, 0x1f6e5, 1}, {0x1f6e9, 0x1f6e9, 1}, {0x1f6eb, 0x1f6ec, 1}, {0x1f6f0, 0x1f6f0, 1}, {0x1f6f3, 0x1f6fc, 1},
	{0x1f7e0, 0x1f7eb, 1}, {0x1f7f0, 0x1f7f0, 1}, {0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1}, {0x1fa70, 0x1fa7c, 1}, {0x1fa80, 0x1fa88, 1},
	{0x1fa90, 0x1fabd, 1}, {0x1fabf, 0x1fac5, 1}, {0x1face, 0x1fadb, 1}, {0x1fae0, 0x1fae8, 1}, {0x1faf0, 0x1faf8, 1},
}, LatinOffset: 2}

// likeR1C1 begins as references by number do.
var likeR1C1 = regexp.MustCompile(`^(?:R([0-9]+)|R?C([0-9]+))`)

// QuoteSheetName puts the name of a sheet into single quotes if formulas need
// it: for blanks and signs, and for names that look like references. A name that
// begins with a quote is taken as quoted already.
func QuoteSheetName(name string) string {
	if strings.HasPrefix(name, "'") || !needsQuotes(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", "''") + "'"
}

func needsQuotes(name string) bool {
	for i, c := range name {
		word := c == '_' || unicode.IsLetter(c) || unicode.IsNumber(c)
		sign := c == '.' || unicode.Is(emoji, c)
		if !word && !sign || i == 0 && (sign || unicode.IsDigit(c)) {
			return true
		}
	}
	upper := strings.ToUpper(name)
	if _, _, err := ParseCell(upper); err == nil && !strings.Contains(upper, "$") {
		return true
	}
	if m := likeR1C1.FindStringSubmatch(upper); m != nil {
		most, digits := MaxRows, m[1]
		if digits == "" {
			most, digits = MaxColumns, m[2]
		}
		n, err := strconv.Atoi(digits)
		return err == nil && n > 0 && n <= most
	}
	return upper == "R" || upper == "C" || upper == "RC"
}

// unquoteSheetName undoes [QuoteSheetName].
func unquoteSheetName(name string) string {
	if len(name) >= 2 && name[0] == '\'' && name[len(name)-1] == '\'' {
		name = name[1 : len(name)-1]
	}
	return strings.ReplaceAll(name, "''", "'")
}

// An area is a range of cells whose corners are in order.
type area struct {
	firstRow, firstCol, lastRow, lastCol int
}

func newArea(firstRow, firstCol, lastRow, lastCol int) area {
	return area{min(firstRow, lastRow), min(firstCol, lastCol), max(firstRow, lastRow), max(firstCol, lastCol)}
}

func (a area) String() string { return RangeName(a.firstRow, a.firstCol, a.lastRow, a.lastCol) }

// cells is how many it has, which may be more than 32 bits hold.
func (a area) cells() int64 {
	return int64(a.lastRow-a.firstRow+1) * int64(a.lastCol-a.firstCol+1)
}

func (a area) single() bool { return a.firstRow == a.lastRow && a.firstCol == a.lastCol }

func (a area) overlaps(b area) bool {
	return a.firstRow <= b.lastRow && b.firstRow <= a.lastRow && a.firstCol <= b.lastCol && b.firstCol <= a.lastCol
}

func inSheet(row, col int) bool { return row >= 0 && col >= 0 && row < MaxRows && col < MaxColumns }
