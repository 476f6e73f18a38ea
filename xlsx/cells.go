package xlsx

import "sort"

// A cellKind tells what the value of a cell is.
type cellKind uint8

const (
	cellNumber  cellKind = iota // its bits are those of the number
	cellDate                    // the same
	cellString                  // the number of a text
	cellRich                    // the number of a text
	cellBool                    // 0 or 1
	cellBlank                   // nothing
	cellFormula                 // the number of a formula
	cellImage                   // the number of an image in cells, from 1
)

// A cell is small: a sheet may have millions.
type cell struct {
	value  uint64
	format uint32 // the id of a format, 0 for none
	col    uint16
	kind   cellKind
}

// A formula is what a cell with one holds beside its format.
type formula struct {
	text      string
	value     string // as the file has it
	ref       string // the range of an array formula
	valueKind valueKind
	array     arrayKind
}

// A valueKind tells what the value of a formula is.
type valueKind uint8

const (
	valueNumber valueKind = iota
	valueBool
	valueError
	valueText
)

type arrayKind uint8

const (
	noArray arrayKind = iota
	staticArray
	dynamicArray
)

// A grid holds the cells of a sheet by rows. Pages of rows come into being when
// something is written to them.
type grid struct {
	pages []*[rowsPerPage][]cell
	width int // of the row written last, a guess for the next
}

const rowsPerPage = 256

func (g *grid) row(row int) []cell {
	p := row / rowsPerPage
	if p >= len(g.pages) || g.pages[p] == nil {
		return nil
	}
	return g.pages[p][row%rowsPerPage]
}

// set writes a cell over the one that may be there.
func (g *grid) set(row int, c cell) {
	p := row / rowsPerPage
	for len(g.pages) <= p {
		g.pages = append(g.pages, nil)
	}
	if g.pages[p] == nil {
		g.pages[p] = new([rowsPerPage][]cell)
	}
	cells := &g.pages[p][row%rowsPerPage]
	if *cells == nil && g.width > 1 {
		*cells = make([]cell, 0, g.width)
	}
	*cells = setCell(*cells, c)
	g.width = len(*cells)
}

// setCell puts a cell into a row that is sorted by columns.
func setCell(cells []cell, c cell) []cell {
	n := len(cells)
	if n == 0 || cells[n-1].col < c.col {
		return append(cells, c)
	}
	i := sort.Search(n, func(i int) bool { return cells[i].col >= c.col })
	if cells[i].col == c.col {
		cells[i] = c
		return cells
	}
	cells = append(cells, cell{})
	copy(cells[i+1:], cells[i:])
	cells[i] = c
	return cells
}

func (g *grid) cell(row, col int) (cell, bool) {
	cells := g.row(row)
	i := sort.Search(len(cells), func(i int) bool { return int(cells[i].col) >= col })
	if i < len(cells) && int(cells[i].col) == col {
		return cells[i], true
	}
	return cell{}, false
}

// rows calls each for every row that has cells, in order.
func (g *grid) rows(each func(row int, cells []cell)) {
	for p, page := range g.pages {
		if page == nil {
			continue
		}
		for i, cells := range page {
			if len(cells) > 0 {
				each(p*rowsPerPage+i, cells)
			}
		}
	}
}
