package xlsx

// OutlineOptions are those of [Worksheet.OutlineSettings].
type OutlineOptions struct {
	// Hidden does not show the outline.
	Hidden bool `key:"!visible"`
	// SymbolsAbove and SymbolsLeft put the buttons above rows and left of
	// columns instead of below and right.
	SymbolsAbove bool `key:"!symbols_below"`
	SymbolsLeft  bool `key:"!symbols_right"`
	// AutoStyle lets Excel apply its styles to the levels.
	AutoStyle bool
}

// An outline is how the groups of rows and columns are shown.
type outline struct {
	OutlineOptions
	changed            bool
	rowLevel, colLevel int // the deepest
}

var defaultOutline = outline{}

// OutlineSettings say how the groups of rows and columns are shown that
// [Worksheet.SetRow] and [Worksheet.SetColumn] make by their levels.
func (ws *Worksheet) OutlineSettings(opts *OutlineOptions) {
	if ws.enter("OutlineSettings") != nil {
		return
	}
	defer ws.mu.Unlock()
	ws.outline.OutlineOptions = OutlineOptions{}
	if opts != nil {
		ws.outline.OutlineOptions = *opts
	}
	ws.outline.changed = true
}

// IgnoreErrorsOptions are the ranges of cells, such as "A1:B5" or "A1 C1:C9", at
// which Excel does not show a green corner for one of its reasons.
type IgnoreErrorsOptions struct {
	NumberStoredAsText string
	EvalError          string
	FormulaDiffers     string
	FormulaRange       string
	FormulaUnlocked    string
	EmptyCellReference string
	ListDataValidation string
	CalculatedColumn   string
	TwoDigitTextYear   string
}

type ignoredError struct{ kind, ref string }

// IgnoreErrors says at which cells Excel does not warn of what may be an error. A
// text that is no list of ranges is refused with code -1.
func (ws *Worksheet) IgnoreErrors(opts *IgnoreErrorsOptions) error {
	if err := ws.enter("IgnoreErrors"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if opts == nil {
		return &Error{Kind: ErrParameter, Code: -1, Op: "IgnoreErrors", Where: ws.name, Reason: "there is nothing to ignore"}
	}
	var all []ignoredError
	for _, i := range []ignoredError{
		{"numberStoredAsText", opts.NumberStoredAsText}, {"evalError", opts.EvalError}, {"formula", opts.FormulaDiffers}, {"formulaRange", opts.FormulaRange},
		{"unlockedFormula", opts.FormulaUnlocked}, {"emptyCellReference", opts.EmptyCellReference}, {"listDataValidation", opts.ListDataValidation},
		{"calculatedColumn", opts.CalculatedColumn}, {"twoDigitTextYear", opts.TwoDigitTextYear},
	} {
		if i.ref == "" {
			continue
		}
		if err := checkRanges(i.ref); err != nil {
			return &Error{Kind: ErrReference, Code: -1, Op: "IgnoreErrors", Where: ws.name, Input: i.ref, Reason: "expected ranges, such as A1:B5", Err: err}
		}
		all = append(all, i)
	}
	ws.ignored = all
	return nil
}

func (ws *Worksheet) writeIgnored(w *xmlWriter) {
	if len(ws.ignored) == 0 {
		return
	}
	w.startTag("ignoredErrors")
	for _, i := range ws.ignored {
		w.emptyTag("ignoredError", "sqref", i.ref, i.kind, "1")
	}
	w.endTag("ignoredErrors")
}
