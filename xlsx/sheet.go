package xlsx

import (
	"cmp"
	"slices"
	"sync"
)

// A Sheet is what worksheets and chartsheets have in common: how they are shown,
// printed and protected.
type Sheet struct {
	wb     *Workbook
	mu     *sync.Mutex
	name   string
	index  int // among all sheets
	closed bool
	chart  bool // it is a chartsheet

	hidden   visibility
	selected bool
	tabColor paint
	vbaName  string

	view      view
	page      page
	protected *sheetProtection
	ranges    []protectedRange
	charts    []*placedChart
}

type visibility uint8

const (
	shown visibility = iota
	hidden
	veryHidden
)

// enter begins a method of a sheet that a workbook made and that may still be
// changed, and locks the sheet.
func (s *Sheet) enter(op string) error {
	if err := s.lock(); err != nil {
		return err
	}
	if err := s.open(op); err != nil {
		s.mu.Unlock()
		return err
	}
	return nil
}

// lock is enter for what only looks at the sheet.
func (s *Sheet) lock() error {
	if s == nil || s.wb == nil {
		return errNoSheet
	}
	s.mu.Lock()
	return nil
}

var errNoSheet error = &Error{Kind: ErrParameter, Reason: "sheets are made by AddWorksheet and AddChartsheet"}

// usable reports a sheet that no workbook made.
func (ws *Worksheet) usable() error {
	if ws == nil || ws.wb == nil {
		return errNoSheet
	}
	return nil
}

func (ws *Worksheet) enter(op string) error { return ws.sheet().enter(op) }

func (cs *Chartsheet) enter(op string) error { return cs.sheet().enter(op) }

// Name is the name of the sheet.
func (s *Sheet) Name() string {
	if s == nil {
		return ""
	}
	return s.name
}

// Activate shows the sheet when the workbook is opened, instead of the first. It
// also selects it and makes it visible.
func (s *Sheet) Activate() {
	if s.enter("Activate") != nil {
		return
	}
	defer s.mu.Unlock()
	s.hidden, s.selected = shown, true
	s.wb.mu.Lock()
	defer s.wb.mu.Unlock()
	s.wb.active = s.index
}

// Select selects the sheet as one of several, which Excel then changes together.
func (s *Sheet) Select() {
	if s.enter("Select") != nil {
		return
	}
	defer s.mu.Unlock()
	s.hidden, s.selected = shown, true
}

// Hide hides the sheet. Another one has to be active: Excel has no workbook
// without a sheet to show, and the first one is active unless [Sheet.Activate]
// says otherwise. [Workbook.Close] reports a hidden sheet that is active by the
// workbook's OnWarning, and shows it.
func (s *Sheet) Hide() {
	if s.enter("Hide") != nil {
		return
	}
	defer s.mu.Unlock()
	s.hidden, s.selected = hidden, false
}

// VeryHidden hides the sheet so that only a macro shows it again.
func (s *Sheet) VeryHidden() {
	if s.enter("VeryHidden") != nil {
		return
	}
	defer s.mu.Unlock()
	s.hidden, s.selected = veryHidden, false
}

// SetFirstSheet makes the sheet the first of the tabs that are seen, where there
// are too many for all of them.
func (s *Sheet) SetFirstSheet() {
	if s.enter("SetFirstSheet") != nil {
		return
	}
	defer s.mu.Unlock()
	s.hidden = shown
	s.wb.mu.Lock()
	defer s.wb.mu.Unlock()
	s.wb.first = s.index
}

// SetTabColor sets the colour of the sheet's tab.
func (s *Sheet) SetTabColor(c Color) error {
	if err := s.enter("SetTabColor"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	p, err := c.parse()
	if err != nil {
		e := *err.(*Error)
		e.Op, e.Where = "SetTabColor", s.name
		return &e
	}
	s.tabColor = p
	return nil
}

// SetVBAName sets the name by which macros know the sheet; "" is Sheet1 and so
// on.
func (s *Sheet) SetVBAName(name string) {
	if s.enter("SetVBAName") != nil {
		return
	}
	defer s.mu.Unlock()
	if name == "" {
		name = "Sheet" + itoa(s.index+1)
	}
	s.vbaName = name
}

// sortedKeys are the keys of a map in order.
func sortedKeys[K comparable, V any](m map[K]V, by func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, by)
	return keys
}

func compareInts(a, b int) int { return cmp.Compare(a, b) }
