package xlsx

// ButtonOptions are what a button looks like and does.
type ButtonOptions struct {
	// Macro is the name of the macro that runs; the default is Button1_Click and
	// so on.
	Macro string
	// Caption is the text of the button; the default is Button 1 and so on.
	Caption string
	// Width and Height are in pixels; the default is those of a cell.
	Width, Height float64
	// XScale and YScale stretch the button; 0 is 1.
	XScale, YScale float64
	// XOffset and YOffset are those from the corner of the cell, in pixels.
	XOffset, YOffset float64
	// Description is the alternative text.
	Description string
}

type button struct {
	at            cellAt
	opts          ButtonOptions
	width, height int
	span          span
}

// InsertButton puts a button on the sheet, its upper left corner in a cell. A
// macro needs a VBA project; see [Workbook.AddVBAProject].
func (ws *Worksheet) InsertButton(row, col int, opts *ButtonOptions) error {
	const op = "InsertButton"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.within(op, row, col); err != nil {
		return err
	}
	b := &button{at: cellAt{row, col}}
	if opts != nil {
		b.opts = *opts
	}
	o := &b.opts
	n := itoa(len(ws.buttons) + 1)
	if o.Macro == "" {
		o.Macro = "Button" + n + "_Click"
	}
	if o.Caption == "" {
		o.Caption = "Button " + n
	}
	if o.Width == 0 {
		o.Width = float64(ws.wb.defaultColWidth)
	}
	if o.Height == 0 {
		o.Height = float64(ws.defaultHeight)
	}
	if o.XScale != 0 {
		o.Width *= o.XScale
	}
	if o.YScale != 0 {
		o.Height *= o.YScale
	}
	if !(o.Width > 0 && o.Width < mostPixels && o.Height > 0 && o.Height < mostPixels) {
		return ws.refuse(op, row, col, Error{Kind: ErrParameter, Code: -2, Input: number(o.Width) + " by " + number(o.Height), Reason: "no size of a button"})
	}
	b.width, b.height = int(0.5+o.Width), int(0.5+o.Height)
	ws.buttons = append(ws.buttons, b)
	return nil
}

// InsertCheckbox writes TRUE or FALSE into a cell that shows it as a checkbox,
// which Excel can do since 2024.
func (ws *Worksheet) InsertCheckbox(row, col int, checked bool, f *Format) error {
	if err := ws.usable(); err != nil {
		return err
	}
	if f == nil {
		f = ws.wb.checkboxFormat()
	} else if f.wb == ws.wb && !f.p.checkbox {
		f.SetCheckbox(true)
	}
	if err := ws.enter("InsertCheckbox"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeBoolean("InsertCheckbox", row, col, checked, f)
}
