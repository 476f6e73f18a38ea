package xlsx

import (
	"sort"
	"strconv"
)

// emuPerPixel are Excel's units in a pixel.
const emuPerPixel = 9525

// A span is where an object lies: the cells of its corners, the offsets in them,
// and the distance from the corner of the sheet, all in pixels.
type span struct {
	fromCol, fromRow int
	x1, y1           float64
	toCol, toRow     int
	x2, y2           float64
	xAbs, yAbs       float64
}

// emu writes pixels in Excel's units, rounded: the last row lies further down than 32
// bits count.
func emu(pixels float64) string { return strconv.FormatInt(int64(0.5+emuPerPixel*pixels), 10) }

// A ruler measures from the beginning of a sheet to a row or a column.
type ruler struct {
	standard int
	at       []int // rows or columns of another size, in order
	more     []int // by how much those up to here are larger in all
}

func newRuler(standard int, sizes map[int]int) *ruler {
	r := &ruler{standard: standard, at: sortedKeys(sizes, compareInts)}
	sum := 0
	for _, i := range r.at {
		sum += sizes[i] - standard
		r.more = append(r.more, sum)
	}
	return r
}

// before is the size of all before i.
func (r *ruler) before(i int) float64 {
	n := r.standard * i
	if k := sort.SearchInts(r.at, i); k > 0 {
		n += r.more[k-1]
	}
	return float64(n)
}

// A geometry knows the sizes of a sheet's rows and columns once nothing changes
// them any more.
type geometry struct {
	ws         *Worksheet
	cols, rows *ruler
}

func newGeometry(ws *Worksheet) *geometry {
	cols, rows := map[int]int{}, map[int]int{}
	for c := range ws.colInfo {
		cols[c] = ws.colWidth(c, false)
	}
	for r := range ws.rowInfo {
		rows[r] = ws.rowHeight(r, false)
	}
	g := &geometry{ws: ws, cols: newRuler(ws.wb.defaultColWidth, cols), rows: newRuler(ws.defaultHeight, rows)}
	return g
}

// position places an object of a size in pixels. An object that would reach
// beyond the sheet ends with it.
func (g *geometry) position(at cellAt, x, y, width, height float64, anchor int) span {
	col, x := back(at.col, x, g.col)
	row, y := back(at.row, y, g.row)
	s := span{xAbs: g.cols.before(col) + x, yAbs: g.rows.before(row) + y}
	all := anchor == 4
	s.fromCol, s.x1, s.toCol, s.x2 = along(col, x, width, all, MaxColumns, g.col)
	s.fromRow, s.y1, s.toRow, s.y2 = along(row, y, height, all, MaxRows, g.row)
	return s
}

func (g *geometry) col(i int, hiddenCount bool) float64 {
	return float64(g.ws.colWidth(i, hiddenCount))
}
func (g *geometry) row(i int, hiddenCount bool) float64 {
	return float64(g.ws.rowHeight(i, hiddenCount))
}

// back moves a negative offset into the cells before.
func back(i int, offset float64, size func(int, bool) float64) (int, float64) {
	for offset < 0 && i > 0 {
		offset += size(i-1, false)
		i--
	}
	return i, max(0, offset)
}

// along walks over rows or columns: to the one in which the object begins, and
// from there over its extent. Hidden ones count only if all do.
func along(i int, offset, extent float64, all bool, most int, size func(int, bool) float64) (from int, x1 float64, to int, x2 float64) {
	for i < most-1 && offset >= size(i, all) {
		offset -= size(i, false)
		i++
	}
	from, x1 = i, offset
	if size(i, all) > 0 {
		extent += offset
	}
	for i < most-1 && extent >= size(i, all) {
		extent -= size(i, all)
		i++
	}
	if i == most-1 {
		extent = min(extent, size(i, all))
	}
	return from, x1, i, extent
}
