package xlsx

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ConditionalOptions are a rule by which cells look different. Which fields
// count depends on the Type.
type ConditionalOptions struct {
	// Type is cell, date or time, average, duplicate, unique, top, bottom, text,
	// time_period, blanks, no_blanks, errors, no_errors, formula, 2_color_scale,
	// 3_color_scale, data_bar or icon_set.
	Type string
	// Criteria compares a cell as in [ValidationOptions]; for average it is
	// above, below, equal or above, equal or below, or 1, 2 or 3 std dev above
	// or below; for top and bottom % or nothing; for text containing, not
	// containing, begins with or ends with; for time_period yesterday, today,
	// tomorrow, last 7 days, and last, this or next week or month; for formula
	// the formula.
	Criteria string
	// Value is what a cell is compared with: a number, a boolean, a formula or
	// reference, or a text in double quotes; a time for date and time; the number
	// of cells for top and bottom, 10 by default; the text for text. Minimum and
	// Maximum are the two values of between.
	Value, Minimum, Maximum any
	// Format is what the cells look like for which the rule holds.
	Format *Format
	// StopIfTrue ends the rules for a cell with this one, if it holds.
	StopIfTrue bool
	// MultiRange is a list of ranges, such as "A1 C1:C9", instead of the range.
	MultiRange string

	// MinType, MidType and MaxType tell what the values of scales and bars are:
	// min, max, num, percent, percentile or formula.
	MinType, MidType, MaxType string
	// MinValue, MidValue and MaxValue are numbers or formulas.
	MinValue, MidValue, MaxValue any
	// MinColor, MidColor and MaxColor are those of scales.
	MinColor, MidColor, MaxColor Color

	// MinLength and MaxLength are those of bars in percent of the cell.
	MinLength, MaxLength *int
	// BarColor is that of bars, and BarNegativeColor that of negative ones.
	BarColor, BarNegativeColor Color
	// BarBorderColor and BarNegativeBorderColor are those of their borders.
	BarBorderColor, BarNegativeBorderColor Color
	// BarNegativeColorSame and BarNegativeBorderColorSame give negative bars the
	// colours of the others.
	BarNegativeColorSame, BarNegativeBorderColorSame bool
	// BarSolid draws bars without a gradient, BarNoBorder without a border, and
	// BarOnly without the number.
	BarSolid, BarNoBorder, BarOnly bool
	// BarDirection is left (from left to right) or right; the default is the
	// text's.
	BarDirection string
	// BarAxisPosition is middle or none; the default depends on the values.
	BarAxisPosition string
	// BarAxisColor is that of the axis.
	BarAxisColor Color
	// DataBar2010 draws bars as Excel does since 2010, which each of the options
	// that need it does too.
	DataBar2010 bool `key:"data_bar_2010"`

	// IconStyle is one of Excel's sets of icons: 3_arrows, 3_arrows_gray,
	// 3_flags, 3_signs, 3_symbols, 3_symbols_circled, 3_traffic_lights,
	// 3_traffic_lights_rimmed, 4_arrows, 4_arrows_gray, 4_ratings,
	// 4_red_to_black, 4_traffic_lights, 5_arrows, 5_arrows_gray, 5_quarters or
	// 5_ratings.
	IconStyle string
	// ReverseIcons turns the order of the icons, and IconsOnly shows no numbers.
	ReverseIcons, IconsOnly bool
	// Icons say from which value on each icon but the last is shown, from the
	// first.
	Icons []IconOptions
}

// IconOptions say from which value on an icon is shown.
type IconOptions struct {
	// Criteria is >= (the default) or >; Excel knows no others, which are taken
	// for >=.
	Criteria string
	// Type is percent (the default), percentile, number or formula.
	Type string
	// Value is a number or a formula; nil is the icon's own.
	Value any
}

// A condition is a rule as the file has it.
type condition struct {
	opts     ConditionalOptions
	kind     string
	ref      string
	priority int
	criteria string
	formulas []string
	bottom   bool
	rank     string
	text     string
	min, max conditionValue
	mid      *conditionValue
	colors   []paint
	bar      *dataBar
	icons    []conditionIcon
	iconSet  string
	noFormat bool
}

// A conditionValue is one of the values of a scale or of bars.
type conditionValue struct {
	kind string
	// value is nil where the kind needs none.
	value *string
}

type conditionIcon struct {
	conditionValue
	above bool
}

var conditionKinds = map[string]string{
	"cell": "cellIs", "date": "cellIs", "time": "cellIs", "average": "aboveAverage", "duplicate": "duplicateValues", "unique": "uniqueValues", "top": "top10",
	"bottom": "top10", "text": "text", "time_period": "timePeriod", "blanks": "containsBlanks", "no_blanks": "notContainsBlanks", "errors": "containsErrors",
	"no_errors": "notContainsErrors", "2_color_scale": "colorScale", "3_color_scale": "colorScale", "data_bar": "dataBar", "formula": "expression", "icon_set": "iconSet",
}

// ConditionalFormat makes the cells of a range look different where a rule
// holds. What Excel does not know is refused with code -2.
func (ws *Worksheet) ConditionalFormat(firstRow, firstCol, lastRow, lastCol int, opts *ConditionalOptions) error {
	const op = "ConditionalFormat"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.withinArea(op, area{firstRow, firstCol, lastRow, lastCol}); err != nil {
		return err
	}
	c := condition{}
	if opts != nil {
		c.opts = *opts
	}
	if err := ws.wb.checkFormat(c.opts.Format); err != nil {
		return ws.refuse(op, firstRow, firstCol, Error{Kind: ErrParameter, Code: -2, Reason: "the format cannot be used", Err: err})
	}
	if e := ws.prepareCondition(&c, newArea(firstRow, firstCol, lastRow, lastCol)); e != nil {
		e.Code = -2
		if c.kind == "iconSet" && c.opts.IconStyle == "" {
			e.Code = -3
		}
		return ws.refuse(op, firstRow, firstCol, *e)
	}
	if c.opts.Format != nil {
		ws.formatUses = append(ws.formatUses, c.opts.Format)
	}
	ws.hasBars2010 = ws.hasBars2010 || c.bar != nil && c.bar.since2010
	c.priority = len(ws.conditions) + 1
	ws.conditions = append(ws.conditions, c)
	return nil
}

func wrongOption(input, reason string) *Error {
	return &Error{Kind: ErrParameter, Input: input, Reason: reason}
}

func (ws *Worksheet) prepareCondition(c *condition, a area) *Error {
	o := &c.opts
	var ok bool
	if c.kind, ok = conditionKinds[o.Type]; !ok {
		return wrongOption(o.Type, "the type of a conditional format is one of "+strings.Join(slices.Sorted(maps.Keys(conditionKinds)), ", "))
	}
	c.ref = a.String()
	if o.MultiRange != "" {
		c.ref = strings.ReplaceAll(o.MultiRange, "$", "")
		if err := checkRanges(c.ref); err != nil {
			return err.(*Error)
		}
	}
	cell := CellName(a.firstRow, a.firstCol)
	switch c.kind {
	case "cellIs":
		return ws.prepareComparison(c)
	case "aboveAverage":
		return c.prepareAverage()
	case "top10":
		c.bottom = o.Type == "bottom"
		return c.prepareRank()
	case "text":
		return c.prepareText(cell)
	case "timePeriod":
		return c.preparePeriod(cell)
	case "containsBlanks":
		c.formulas = []string{"LEN(TRIM(" + cell + "))=0"}
	case "notContainsBlanks":
		c.formulas = []string{"LEN(TRIM(" + cell + "))>0"}
	case "containsErrors":
		c.formulas = []string{"ISERROR(" + cell + ")"}
	case "notContainsErrors":
		c.formulas = []string{"NOT(ISERROR(" + cell + "))"}
	case "expression":
		if o.Criteria == "" {
			return wrongOption("", "Criteria is the formula")
		}
		c.formulas = []string{strings.TrimLeft(o.Criteria, "=")}
	case "colorScale":
		return c.prepareScale()
	case "dataBar":
		return c.prepareBar()
	case "iconSet":
		return c.prepareIcons()
	}
	return nil
}

func (ws *Worksheet) prepareComparison(c *condition) *Error {
	o := &c.opts
	var ok bool
	if c.criteria, ok = comparisons[o.Criteria]; !ok {
		return wrongOption(o.Criteria, "Criteria is a comparison, such as between or >=")
	}
	values := []any{o.Value}
	switch {
	case o.Minimum != nil && o.Maximum != nil:
		values = []any{o.Minimum, o.Maximum}
	case c.criteria == "between" || c.criteria == "notBetween":
		return wrongOption(o.Criteria, "Minimum and Maximum have to be given")
	}
	dates := o.Type != "cell"
	for _, v := range values {
		_, isTime := v.(time.Time)
		_, isSpan := v.(time.Duration)
		if dates && !isTime && !isSpan {
			return &Error{Kind: ErrType, Input: fmt.Sprintf("%T", v), Reason: "a date or time is compared with a time.Time or a time.Duration"}
		}
		text, e := ws.comparand(v, dates)
		if e != nil {
			return e
		}
		c.formulas = append(c.formulas, text)
	}
	return nil
}

var averageCriteria = regexp.MustCompile(`^(?:(equal or )?(above|below)|([123]) std dev (above|below))$`)

func (c *condition) prepareAverage() *Error {
	if !averageCriteria.MatchString(c.opts.Criteria) {
		return wrongOption(c.opts.Criteria, "Criteria is above, below, equal or above, equal or below, or 1, 2 or 3 std dev above or below")
	}
	return nil
}

func (c *condition) prepareRank() *Error {
	c.rank = "10"
	if c.opts.Criteria != "" && c.opts.Criteria != "%" {
		return wrongOption(c.opts.Criteria, "Criteria is % or nothing")
	}
	if v := reflect.ValueOf(c.opts.Value); v.IsValid() {
		f, ok := asFloat(v)
		if s, isText := c.opts.Value.(string); isText {
			var err error
			f, err = pytext.ParseFloat(s)
			ok = err == nil
		}
		if !ok || f != float64(int(f)) || f < 0 || f > 1000 {
			return wrongOption(shortValue(c.opts.Value), "Value is a whole number up to 1000")
		}
		if f != 0 {
			c.rank = number(f)
		}
	}
	return nil
}

func (c *condition) prepareText(cell string) *Error {
	text, ok := c.opts.Value.(string)
	if !ok {
		return &Error{Kind: ErrType, Input: fmt.Sprintf("%T", c.opts.Value), Reason: "Value is the text"}
	}
	c.text = text
	quoted := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	length := itoa(utf8.RuneCountInString(text))
	switch c.opts.Criteria {
	case "containing":
		c.kind, c.criteria, c.formulas = "containsText", "containsText", []string{"NOT(ISERROR(SEARCH(" + quoted + "," + cell + ")))"}
	case "not containing":
		c.kind, c.criteria, c.formulas = "notContainsText", "notContains", []string{"ISERROR(SEARCH(" + quoted + "," + cell + "))"}
	case "begins with":
		c.kind, c.criteria, c.formulas = "beginsWith", "beginsWith", []string{"LEFT(" + cell + "," + length + ")=" + quoted}
	case "ends with":
		c.kind, c.criteria, c.formulas = "endsWith", "endsWith", []string{"RIGHT(" + cell + "," + length + ")=" + quoted}
	default:
		return wrongOption(c.opts.Criteria, "Criteria is containing, not containing, begins with or ends with")
	}
	return nil
}

// periods are the names of periods in the file and what a cell is tested for,
// CELL standing for it.
var periods = map[string][2]string{
	"yesterday":   {"yesterday", "FLOOR(CELL,1)=TODAY()-1"},
	"today":       {"today", "FLOOR(CELL,1)=TODAY()"},
	"tomorrow":    {"tomorrow", "FLOOR(CELL,1)=TODAY()+1"},
	"last 7 days": {"last7Days", "AND(TODAY()-FLOOR(CELL,1)<=6,FLOOR(CELL,1)<=TODAY())"},
	"last week":   {"lastWeek", "AND(TODAY()-ROUNDDOWN(CELL,0)>=(WEEKDAY(TODAY())),TODAY()-ROUNDDOWN(CELL,0)<(WEEKDAY(TODAY())+7))"},
	"this week":   {"thisWeek", "AND(TODAY()-ROUNDDOWN(CELL,0)<=WEEKDAY(TODAY())-1,ROUNDDOWN(CELL,0)-TODAY()<=7-WEEKDAY(TODAY()))"},
	"next week":   {"nextWeek", "AND(ROUNDDOWN(CELL,0)-TODAY()>(7-WEEKDAY(TODAY())),ROUNDDOWN(CELL,0)-TODAY()<(15-WEEKDAY(TODAY())))"},
	"last month":  {"lastMonth", "AND(MONTH(CELL)=MONTH(TODAY())-1,OR(YEAR(CELL)=YEAR(TODAY()),AND(MONTH(CELL)=1,YEAR(CELL)=YEAR(TODAY())-1)))"},
	"this month":  {"thisMonth", "AND(MONTH(CELL)=MONTH(TODAY()),YEAR(CELL)=YEAR(TODAY()))"},
	"next month":  {"nextMonth", "AND(MONTH(CELL)=MONTH(TODAY())+1,OR(YEAR(CELL)=YEAR(TODAY()),AND(MONTH(CELL)=12,YEAR(CELL)=YEAR(TODAY())+1)))"},
}

func (c *condition) preparePeriod(cell string) *Error {
	criteria := strings.Replace(c.opts.Criteria, "continue", "next", 1)
	p, ok := periods[criteria]
	if !ok {
		return wrongOption(c.opts.Criteria, "Criteria is a period, such as last 7 days")
	}
	c.criteria, c.formulas = p[0], []string{strings.ReplaceAll(p[1], "CELL", cell)}
	return nil
}

// conditionText is a value of a rule as the file has it.
func conditionText(value any) (string, *Error) {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
	case v.Kind() == reflect.String:
		return strings.TrimLeft(v.String(), "="), nil
	case v.CanInt() || v.CanUint():
		return wholeText(v), nil
	case v.CanFloat() && v.Float()-v.Float() == 0:
		return pytext.Float(v.Float()), nil
	}
	return "", &Error{Kind: ErrType, Input: shortValue(value), Reason: "expected a number or a formula"}
}

// valueKinds are what the values of scales and bars may be.
var valueKinds = map[string]bool{"min": true, "max": true, "num": true, "percent": true, "percentile": true, "formula": true}

func scaleValue(kind, standard string, value any, standardValue string) (conditionValue, *Error) {
	if kind == "" {
		kind = standard
	}
	if !valueKinds[kind] {
		return conditionValue{}, wrongOption(kind, "expected min, max, num, percent, percentile or formula")
	}
	text := standardValue
	if value != nil {
		var e *Error
		if text, e = conditionText(value); e != nil {
			return conditionValue{}, e
		}
	}
	return conditionValue{kind, &text}, nil
}

func (c *condition) prepareScale() *Error {
	o := &c.opts
	c.noFormat = true
	var e *Error
	if c.min, e = scaleValue(o.MinType, "min", o.MinValue, "0"); e != nil {
		return e
	}
	if c.max, e = scaleValue(o.MaxType, "max", o.MaxValue, "0"); e != nil {
		return e
	}
	colors := []Color{orColor(o.MinColor, "#FF7128"), orColor(o.MaxColor, "#FFEF9C")}
	if o.Type == "3_color_scale" {
		mid, e := scaleValue(o.MidType, "percentile", o.MidValue, "50")
		if e != nil {
			return e
		}
		c.mid = &mid
		colors = []Color{orColor(o.MinColor, "#F8696B"), orColor(o.MidColor, "#FFEB84"), orColor(o.MaxColor, "#63BE7B")}
	}
	c.colors, e = paints(colors)
	return e
}

func orColor(c, standard Color) Color {
	if c == "" {
		return standard
	}
	return c
}

func paints(colors []Color) (all []paint, e *Error) {
	for _, c := range colors {
		p, err := c.parse()
		if err != nil {
			return nil, err.(*Error)
		}
		all = append(all, p)
	}
	return all, nil
}

var iconSets = map[string]string{
	"3_arrows": "3Arrows", "3_flags": "3Flags", "3_traffic_lights_rimmed": "3TrafficLights2", "3_symbols_circled": "3Symbols", "4_arrows": "4Arrows",
	"4_red_to_black": "4RedToBlack", "4_traffic_lights": "4TrafficLights", "5_arrows_gray": "5ArrowsGray", "5_quarters": "5Quarters",
	"3_arrows_gray": "3ArrowsGray", "3_traffic_lights": "3TrafficLights", "3_signs": "3Signs", "3_symbols": "3Symbols2", "4_arrows_gray": "4ArrowsGray",
	"4_ratings": "4Rating", "5_arrows": "5Arrows", "5_ratings": "5Rating",
}

// iconBounds are the percentages from which on icons are shown, by the number of
// icons.
var iconBounds = map[int][]string{3: {"67", "33", "0"}, 4: {"75", "50", "25", "0"}, 5: {"80", "60", "40", "20", "0"}}

func (c *condition) prepareIcons() *Error {
	o := &c.opts
	var ok bool
	if c.iconSet, ok = iconSets[o.IconStyle]; !ok {
		return wrongOption(o.IconStyle, "IconStyle is one of Excel's sets of icons, such as 3_arrows")
	}
	bounds := iconBounds[int(c.iconSet[0]-'0')]
	for i := range bounds {
		icon := conditionIcon{conditionValue: conditionValue{"percent", &bounds[i]}}
		if i < len(o.Icons) && i < len(bounds)-1 {
			u := o.Icons[i]
			if u.Value != nil {
				text, e := conditionText(u.Value)
				if e != nil {
					return e
				}
				icon.value = &text
			}
			switch u.Type {
			case "":
			case "percent", "percentile", "formula":
				icon.kind = u.Type
			case "number":
				icon.kind = "num"
			default:
				return wrongOption(u.Type, "the type of an icon's value is percent, percentile, number or formula")
			}
			switch u.Criteria {
			case "", ">=", "<", "<=":
			case ">":
				icon.above = true
			default:
				return wrongOption(u.Criteria, "the criteria of an icon is >= or >")
			}
		}
		c.icons = append(c.icons, icon)
	}
	return nil
}
