package xlsx

// The methods that worksheets and chartsheets have of [Sheet]. They are written
// out, not left to embedding, because a method that is promoted from an embedded
// struct panics on a nil sheet before it can look at it.

func (ws *Worksheet) sheet() *Sheet {
	if ws == nil {
		return nil
	}
	return &ws.Sheet
}

func (cs *Chartsheet) sheet() *Sheet {
	if cs == nil {
		return nil
	}
	return &cs.Sheet
}

// Name is [Sheet.Name].
func (ws *Worksheet) Name() string { return ws.sheet().Name() }

// Activate is [Sheet.Activate].
func (ws *Worksheet) Activate() { ws.sheet().Activate() }

// Select is [Sheet.Select].
func (ws *Worksheet) Select() { ws.sheet().Select() }

// Hide is [Sheet.Hide].
func (ws *Worksheet) Hide() { ws.sheet().Hide() }

// VeryHidden is [Sheet.VeryHidden].
func (ws *Worksheet) VeryHidden() { ws.sheet().VeryHidden() }

// SetFirstSheet is [Sheet.SetFirstSheet].
func (ws *Worksheet) SetFirstSheet() { ws.sheet().SetFirstSheet() }

// SetTabColor is [Sheet.SetTabColor].
func (ws *Worksheet) SetTabColor(c Color) error { return ws.sheet().SetTabColor(c) }

// SetVBAName is [Sheet.SetVBAName].
func (ws *Worksheet) SetVBAName(name string) { ws.sheet().SetVBAName(name) }

// SetZoom is [Sheet.SetZoom].
func (ws *Worksheet) SetZoom(percent int) error { return ws.sheet().SetZoom(percent) }

// RightToLeft is [Sheet.RightToLeft].
func (ws *Worksheet) RightToLeft() { ws.sheet().RightToLeft() }

// SetPageView is [Sheet.SetPageView].
func (ws *Worksheet) SetPageView() { ws.sheet().SetPageView() }

// SetPagebreakView is [Sheet.SetPagebreakView].
func (ws *Worksheet) SetPagebreakView() { ws.sheet().SetPagebreakView() }

// SetNormalView is [Sheet.SetNormalView].
func (ws *Worksheet) SetNormalView() { ws.sheet().SetNormalView() }

// SetLandscape is [Sheet.SetLandscape].
func (ws *Worksheet) SetLandscape() { ws.sheet().SetLandscape() }

// SetPortrait is [Sheet.SetPortrait].
func (ws *Worksheet) SetPortrait() { ws.sheet().SetPortrait() }

// SetPaper is [Sheet.SetPaper].
func (ws *Worksheet) SetPaper(size int) { ws.sheet().SetPaper(size) }

// CenterHorizontally is [Sheet.CenterHorizontally].
func (ws *Worksheet) CenterHorizontally() { ws.sheet().CenterHorizontally() }

// CenterVertically is [Sheet.CenterVertically].
func (ws *Worksheet) CenterVertically() { ws.sheet().CenterVertically() }

// SetMargins is [Sheet.SetMargins].
func (ws *Worksheet) SetMargins(m Margins) error { return ws.sheet().SetMargins(m) }

// PrintAcross is [Sheet.PrintAcross].
func (ws *Worksheet) PrintAcross() { ws.sheet().PrintAcross() }

// PrintBlackAndWhite is [Sheet.PrintBlackAndWhite].
func (ws *Worksheet) PrintBlackAndWhite() { ws.sheet().PrintBlackAndWhite() }

// FitToPages is [Sheet.FitToPages].
func (ws *Worksheet) FitToPages(width, height int) { ws.sheet().FitToPages(width, height) }

// SetStartPage is [Sheet.SetStartPage].
func (ws *Worksheet) SetStartPage(n int) { ws.sheet().SetStartPage(n) }

// SetPrintScale is [Sheet.SetPrintScale].
func (ws *Worksheet) SetPrintScale(percent int) error { return ws.sheet().SetPrintScale(percent) }

// SetHeader is [Sheet.SetHeader].
func (ws *Worksheet) SetHeader(text string, opts *HeaderOptions) error {
	return ws.sheet().SetHeader(text, opts)
}

// SetFooter is [Sheet.SetFooter].
func (ws *Worksheet) SetFooter(text string, opts *HeaderOptions) error {
	return ws.sheet().SetFooter(text, opts)
}

// Name is [Sheet.Name].
func (cs *Chartsheet) Name() string { return cs.sheet().Name() }

// Activate is [Sheet.Activate].
func (cs *Chartsheet) Activate() { cs.sheet().Activate() }

// Select is [Sheet.Select].
func (cs *Chartsheet) Select() { cs.sheet().Select() }

// Hide is [Sheet.Hide].
func (cs *Chartsheet) Hide() { cs.sheet().Hide() }

// VeryHidden is [Sheet.VeryHidden].
func (cs *Chartsheet) VeryHidden() { cs.sheet().VeryHidden() }

// SetFirstSheet is [Sheet.SetFirstSheet].
func (cs *Chartsheet) SetFirstSheet() { cs.sheet().SetFirstSheet() }

// SetTabColor is [Sheet.SetTabColor].
func (cs *Chartsheet) SetTabColor(c Color) error { return cs.sheet().SetTabColor(c) }

// SetVBAName is [Sheet.SetVBAName].
func (cs *Chartsheet) SetVBAName(name string) { cs.sheet().SetVBAName(name) }

// SetZoom is [Sheet.SetZoom].
func (cs *Chartsheet) SetZoom(percent int) error { return cs.sheet().SetZoom(percent) }

// RightToLeft is [Sheet.RightToLeft].
func (cs *Chartsheet) RightToLeft() { cs.sheet().RightToLeft() }

// SetPageView is [Sheet.SetPageView].
func (cs *Chartsheet) SetPageView() { cs.sheet().SetPageView() }

// SetPagebreakView is [Sheet.SetPagebreakView].
func (cs *Chartsheet) SetPagebreakView() { cs.sheet().SetPagebreakView() }

// SetNormalView is [Sheet.SetNormalView].
func (cs *Chartsheet) SetNormalView() { cs.sheet().SetNormalView() }

// SetLandscape is [Sheet.SetLandscape].
func (cs *Chartsheet) SetLandscape() { cs.sheet().SetLandscape() }

// SetPortrait is [Sheet.SetPortrait].
func (cs *Chartsheet) SetPortrait() { cs.sheet().SetPortrait() }

// SetPaper is [Sheet.SetPaper].
func (cs *Chartsheet) SetPaper(size int) { cs.sheet().SetPaper(size) }

// CenterHorizontally is [Sheet.CenterHorizontally].
func (cs *Chartsheet) CenterHorizontally() { cs.sheet().CenterHorizontally() }

// CenterVertically is [Sheet.CenterVertically].
func (cs *Chartsheet) CenterVertically() { cs.sheet().CenterVertically() }

// SetMargins is [Sheet.SetMargins].
func (cs *Chartsheet) SetMargins(m Margins) error { return cs.sheet().SetMargins(m) }

// PrintAcross is [Sheet.PrintAcross].
func (cs *Chartsheet) PrintAcross() { cs.sheet().PrintAcross() }

// PrintBlackAndWhite is [Sheet.PrintBlackAndWhite].
func (cs *Chartsheet) PrintBlackAndWhite() { cs.sheet().PrintBlackAndWhite() }

// FitToPages is [Sheet.FitToPages].
func (cs *Chartsheet) FitToPages(width, height int) { cs.sheet().FitToPages(width, height) }

// SetStartPage is [Sheet.SetStartPage].
func (cs *Chartsheet) SetStartPage(n int) { cs.sheet().SetStartPage(n) }

// SetPrintScale is [Sheet.SetPrintScale].
func (cs *Chartsheet) SetPrintScale(percent int) error { return cs.sheet().SetPrintScale(percent) }

// SetHeader is [Sheet.SetHeader].
func (cs *Chartsheet) SetHeader(text string, opts *HeaderOptions) error {
	return cs.sheet().SetHeader(text, opts)
}

// SetFooter is [Sheet.SetFooter].
func (cs *Chartsheet) SetFooter(text string, opts *HeaderOptions) error {
	return cs.sheet().SetFooter(text, opts)
}
