package xlsx

import (
	"bytes"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// An optionUse is a call that takes a struct of options: the struct as it is
// accepted, and the call, for the nth value.
type optionUse struct {
	name  string
	valid any // a pointer to the struct
	call  func(s *hostileSheet, opts any) error
}

// A hostileSheet is where a call writes to.
type hostileSheet struct {
	wb  *Workbook
	ws  *Worksheet
	row int
}

func (s *hostileSheet) chart(kind string, set func(c *Chart) error) error {
	c, err := s.wb.AddChart(&ChartOptions{Type: kind})
	if err != nil {
		return err
	}
	if err := c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1:$A$3", Categories: "=Sheet1!$A$1:$A$3"}); err != nil {
		return err
	}
	if err := c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1:$A$3", Categories: "=Sheet1!$A$1:$A$3", Y2Axis: true, X2Axis: true}); err != nil {
		return err
	}
	if err := set(c); err != nil {
		return err
	}
	return s.ws.InsertChart(s.row, 20, c, nil)
}

func chartUse(name, kind string, valid any, set func(c *Chart, opts any) error) optionUse {
	return optionUse{name + " of " + kind, valid, func(s *hostileSheet, opts any) error {
		return s.chart(kind, func(c *Chart) error { return set(c, opts) })
	}}
}

func hostileUses(t *testing.T) []optionUse {
	image, err := NewImageReader("x.bmp", bytes.NewReader(bitmap(4, 4)))
	must(t, err)
	return []optionUse{
		{"AddFormat", &FormatOptions{}, func(s *hostileSheet, o any) error {
			return s.ws.Write(s.row, 0, 1, s.wb.AddFormat(o.(*FormatOptions)))
		}},
		{"ConditionalFormat cell", &ConditionalOptions{Type: "cell", Criteria: ">", Value: 1}, conditionUse},
		{"ConditionalFormat text", &ConditionalOptions{Type: "text", Criteria: "containing", Value: "x"}, conditionUse},
		{"ConditionalFormat scale", &ConditionalOptions{Type: "3_color_scale"}, conditionUse},
		{"ConditionalFormat bar 2010", &ConditionalOptions{Type: "data_bar", DataBar2010: true}, conditionUse},
		{"ConditionalFormat icons", &ConditionalOptions{Type: "icon_set", IconStyle: "3_arrows", Icons: []IconOptions{{Value: 5}}}, conditionUse},
		{"DataValidation", &ValidationOptions{Validate: "whole", Criteria: "between", Minimum: 1, Maximum: 2}, validationUse},
		{"DataValidation list", &ValidationOptions{Validate: "list", Source: []string{"a"}}, validationUse},
		{"DataValidation any", &ValidationOptions{Validate: "any", InputMessage: "x"}, validationUse},
		{"AddTable", &TableOptions{Columns: []TableColumn{{Header: "H", Formula: "=1", TotalFunction: "sum"}}, Data: [][]any{{1}}, TotalRow: true}, func(s *hostileSheet, o any) error {
			return s.ws.AddTable(s.row, 0, s.row+3, 1, o.(*TableOptions))
		}},
		{"AddSparkline", &SparklineOptions{Range: []string{"A1:B1"}}, func(s *hostileSheet, o any) error { return s.ws.AddSparkline(s.row, 0, o.(*SparklineOptions)) }},
		{"WriteURL", &URLOptions{}, func(s *hostileSheet, o any) error { return s.ws.WriteURL(s.row, 0, "http://x", nil, o.(*URLOptions)) }},
		{"Write of URL", &URL{Link: "http://x"}, func(s *hostileSheet, o any) error { return s.ws.Write(s.row, 0, *o.(*URL), nil) }},
		{"WriteComment", &CommentOptions{}, func(s *hostileSheet, o any) error { return s.ws.WriteComment(s.row, 0, "x", o.(*CommentOptions)) }},
		{"WriteRichString", &Run{Text: "x"}, func(s *hostileSheet, o any) error {
			return s.ws.WriteRichString(s.row, 0, []Run{{Text: "a"}, *o.(*Run), {Text: "b", Format: s.wb.URLFormat()}}, nil)
		}},
		{"InsertImage", &ObjectOptions{}, func(s *hostileSheet, o any) error { return s.ws.InsertImage(s.row, 0, image, o.(*ObjectOptions)) }},
		{"EmbedImage", &EmbedOptions{}, func(s *hostileSheet, o any) error { return s.ws.EmbedImage(s.row, 0, image, o.(*EmbedOptions)) }},
		{"InsertTextbox", &TextboxOptions{}, func(s *hostileSheet, o any) error { return s.ws.InsertTextbox(s.row, 0, "x", o.(*TextboxOptions)) }},
		{"InsertButton", &ButtonOptions{}, func(s *hostileSheet, o any) error { return s.ws.InsertButton(s.row, 0, o.(*ButtonOptions)) }},
		{"InsertChart", &ObjectOptions{}, func(s *hostileSheet, o any) error {
			c, err := s.wb.AddChart(&ChartOptions{Type: "line"})
			must(t, err)
			must(t, c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1"}))
			return s.ws.InsertChart(s.row, 0, c, o.(*ObjectOptions))
		}},
		{"FreezePanes", &PaneOptions{}, func(s *hostileSheet, o any) error { return s.ws.FreezePanes(2, 2, o.(*PaneOptions)) }},
		{"SplitPanes", &PaneOptions{}, func(s *hostileSheet, o any) error { return s.ws.SplitPanes(20, 20, o.(*PaneOptions)) }},
		{"SetRow", &RowOptions{}, func(s *hostileSheet, o any) error { return s.ws.SetRow(s.row, new(20.0), nil, o.(*RowOptions)) }},
		{"SetColumn", &ColumnOptions{}, func(s *hostileSheet, o any) error {
			return s.ws.SetColumn(s.row, s.row, new(20.0), nil, o.(*ColumnOptions))
		}},
		{"SetHeader", &HeaderOptions{ImageLeft: image}, func(s *hostileSheet, o any) error { return s.ws.SetHeader("&L&Gx", o.(*HeaderOptions)) }},
		{"SetMargins", &Margins{}, func(s *hostileSheet, o any) error { return s.ws.SetMargins(*o.(*Margins)) }},
		{"UnprotectRange", &UnprotectOptions{}, func(s *hostileSheet, o any) error { return s.ws.UnprotectRange("A1", o.(*UnprotectOptions)) }},
		{"IgnoreErrors", &IgnoreErrorsOptions{}, func(s *hostileSheet, o any) error { return s.ws.IgnoreErrors(o.(*IgnoreErrorsOptions)) }},
		{"Autofit", &AutofitOptions{}, func(s *hostileSheet, o any) error { return s.ws.Autofit(o.(*AutofitOptions)) }},
		{"SetProperties", &Properties{}, func(s *hostileSheet, o any) error { s.wb.SetProperties(o.(*Properties)); return nil }},
		{"SetCustomProperty", &CustomPropertyOptions{}, func(s *hostileSheet, o any) error {
			return s.wb.SetCustomProperty("a", "b", o.(*CustomPropertyOptions))
		}},
		{"SetCalcMode", &CalcOptions{}, func(s *hostileSheet, o any) error { return s.wb.SetCalcMode("auto", o.(*CalcOptions)) }},
		{"AddChart", &ChartOptions{Type: "line"}, func(s *hostileSheet, o any) error {
			c, err := s.wb.AddChart(o.(*ChartOptions))
			if err == nil {
				must(t, c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1"}))
				err = s.ws.InsertChart(s.row, 20, c, nil)
			}
			return err
		}},
		chartUse("AddSeries", "line", &SeriesOptions{Values: "=Sheet1!$A$1"}, seriesUse),
		chartUse("AddSeries with a trend", "scatter", &SeriesOptions{Values: "=Sheet1!$A$1", Categories: "=Sheet1!$A$1", Trendline: &Trendline{Type: "polynomial"},
			XErrorBars: &ErrorBars{Type: "custom", PlusValues: &ErrorValues{Numbers: []float64{1}}, MinusValues: &ErrorValues{Numbers: []float64{1}}},
			YErrorBars: &ErrorBars{Type: "fixed"}}, seriesUse),
		chartUse("AddSeries with labels", "pie", &SeriesOptions{Values: "=Sheet1!$A$1", DataLabels: &DataLabels{Value: true, Custom: []*CustomLabel{{Value: "x"}}}, Points: []*Point{{Fill: &Fill{Color: "red"}}}}, seriesUse),
		chartUse("SetTitle", "bar", &ChartTitleOptions{Name: "x"}, func(c *Chart, o any) error { return c.SetTitle(o.(*ChartTitleOptions)) }),
		chartUse("SetLegend", "area", &LegendOptions{}, func(c *Chart, o any) error { return c.SetLegend(o.(*LegendOptions)) }),
		chartUse("SetYAxis", "scatter", &AxisOptions{Name: "x"}, func(c *Chart, o any) error { return c.SetYAxis(o.(*AxisOptions)) }),
		chartUse("SetXAxis", "stock", &AxisOptions{DateAxis: true}, func(c *Chart, o any) error { return c.SetXAxis(o.(*AxisOptions)) }),
		chartUse("SetX2Axis", "line", &AxisOptions{Name: "x"}, func(c *Chart, o any) error { return c.SetX2Axis(o.(*AxisOptions)) }),
		chartUse("SetChartArea", "radar", &ChartAreaOptions{}, func(c *Chart, o any) error { return c.SetChartArea(o.(*ChartAreaOptions)) }),
		chartUse("SetTable", "column", &ChartTableOptions{}, func(c *Chart, o any) error { return c.SetTable(o.(*ChartTableOptions)) }),
		chartUse("SetSize", "column", &ChartSizeOptions{}, func(c *Chart, o any) error { return c.SetSize(o.(*ChartSizeOptions)) }),
		chartUse("SetUpDownBars", "line", &UpDownBarsOptions{}, func(c *Chart, o any) error { return c.SetUpDownBars(o.(*UpDownBarsOptions)) }),
		chartUse("SetDropLines", "line", &ChartLinesOptions{}, func(c *Chart, o any) error { return c.SetDropLines(o.(*ChartLinesOptions)) }),
	}
}

func conditionUse(s *hostileSheet, o any) error {
	return s.ws.ConditionalFormat(s.row, 0, s.row+1, 0, o.(*ConditionalOptions))
}

func validationUse(s *hostileSheet, o any) error {
	return s.ws.DataValidation(s.row, 0, s.row+1, 0, o.(*ValidationOptions))
}

func seriesUse(c *Chart, o any) error { return c.AddSeries(o.(*SeriesOptions)) }

const evilText = "\x00\x01\xff<>&\"'\n\r\t]]>\ufffe_x0041_ é\U0001F600"

type weekday int

func (weekday) String() string { return "Monday" }

// hostileValues are what a field of a type may be set to.
func hostileValues(t reflect.Type, foreign *Format) []any {
	itself := []any{nil}
	itself[0] = itself
	switch t.Kind() {
	case reflect.String:
		return []any{evilText, strings.Repeat("é", 3000), "=", "theme(9,9)"}
	case reflect.Float64:
		return []any{math.NaN(), math.Inf(-1), 1e300, 5e-324, -1.0}
	case reflect.Int:
		return []any{math.MaxInt, math.MinInt}
	case reflect.Bool:
		return []any{true}
	case reflect.Interface:
		return []any{evilText, math.NaN(), uint64(math.MaxUint64), []int{1}, itself, func() {}, time.Time{}, weekday(2), time.Duration(5), (*int)(nil), []string{evilText}, ""}
	case reflect.Pointer:
		if t == reflect.TypeFor[*Format]() {
			return []any{foreign, new(Format)}
		}
		if t == reflect.TypeFor[*Image]() {
			return []any{new(Image)}
		}
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return []any{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC)}
		}
	}
	return nil
}

// everyLeaf calls each with a copy of a value for each hostile value of each field
// in it, however deep: what pointers and slices lead to is made where it is not.
func everyLeaf(v reflect.Value, path string, depth int, foreign *Format, each func(path string)) {
	if depth > 6 {
		return
	}
	for _, h := range hostileValues(v.Type(), foreign) {
		before := reflect.New(v.Type()).Elem()
		before.Set(v)
		v.Set(reflect.ValueOf(h).Convert(v.Type()))
		each(path)
		v.Set(before)
	}
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				everyLeaf(v.Field(i), path+"."+v.Type().Field(i).Name, depth+1, foreign, each)
			}
		}
	case reflect.Pointer:
		if t := v.Type().Elem(); t != reflect.TypeFor[Format]() && t != reflect.TypeFor[Image]() {
			before := v.Interface()
			if v.IsNil() {
				v.Set(reflect.New(t))
			}
			everyLeaf(v.Elem(), path, depth+1, foreign, each)
			v.Set(reflect.ValueOf(before))
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[[][]any]() {
			return
		}
		before := v.Interface()
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		everyLeaf(v.Index(0), path+"[0]", depth+1, foreign, each)
		v.Set(reflect.ValueOf(before))
	}
}

// noNumber is what a number of a file must not look like: one that is none, or the
// largest of 64 bits, of which Excel has no use anywhere.
var noNumber = regexp.MustCompile(`"[+-]?(?:NaN|Inf)"|>[+-]?(?:NaN|Inf)<|="-?922337203685477580[78]"`)

// mayHoldNoNumber spares the regular expression most of its work.
func mayHoldNoNumber(part string) bool {
	return strings.Contains(part, "NaN") || strings.Contains(part, "Inf") || strings.Contains(part, "922337203685477580")
}

// TestHostileOptions sets each field of each struct of options to what makes no
// sense, in a call that is accepted otherwise. It is refused by an error of one
// line, or what comes of it is XML without numbers that are none.
func TestHostileOptions(t *testing.T) {
	_, other := blankSheet(t, nil)
	foreign := other.wb.AddFormat(&FormatOptions{Bold: true})
	for _, use := range hostileUses(t) {
		t.Run(use.name, func(t *testing.T) {
			accepted, tried := 0, 0
			parts := made(t, &WorkbookOptions{OnWarning: func(error) {}}, func(wb *Workbook, ws *Worksheet) {
				s := &hostileSheet{wb: wb, ws: ws}
				try := func(path string) {
					defer func() {
						if p := recover(); p != nil {
							t.Errorf("%s%s: panic: %v", use.name, path, p)
						}
					}()
					s.row += 4
					tried++
					err := use.call(s, use.valid)
					if err == nil {
						accepted++
					} else if strings.ContainsAny(err.Error(), "\n\r\x00") {
						t.Errorf("%s%s: an error of several lines: %q", use.name, path, err)
					}
				}
				try("")
				if accepted != 1 {
					t.Fatalf("the valid call is refused: %v", use.call(s, use.valid))
				}
				defer func() { t.Logf("%d calls, %d accepted", tried, accepted) }()
				everyLeaf(reflect.ValueOf(use.valid).Elem(), "", 0, foreign, try)
			})
			for name, part := range parts {
				if strings.HasPrefix(name, "xl/media/") {
					continue
				}
				wellFormed(t, part)
				if !utf8.ValidString(part) {
					t.Errorf("%s is no UTF-8", name)
				}
				if !mayHoldNoNumber(part) {
					continue
				}
				if bad := noNumber.FindStringIndex(part); bad != nil {
					t.Errorf("%s has %s", name, part[max(0, bad[0]-200):min(len(part), bad[1]+80)])
				}
			}
		})
	}
}
