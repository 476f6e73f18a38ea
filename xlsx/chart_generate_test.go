package xlsx

import (
	"math/rand/v2"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// chartGenerator makes random programs over all options of charts that both
// sides know and that Excel accepts.
type chartGenerator struct {
	*rand.Rand
	kind   *chartKind
	sheet  string
	newer  bool // XlsxWriter is newer than 3.0.2
	second bool // the chart is another's companion
	axes   int  // 1 for primary axes only, 2 for secondary ones only
	alone  bool // there is no other chart, to which XlsxWriter would give the values that are given for this one
}

func (g *chartGenerator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *chartGenerator) one(of ...any) any { return of[g.IntN(len(of))] }

func (g *chartGenerator) key(of map[string]string) string {
	keys := sortedKeys(of, func(a, b string) int {
		if a < b {
			return -1
		}
		return 1
	})
	return keys[g.IntN(len(keys))]
}

// some adds an option to a dictionary now and then.
func (g *chartGenerator) some(d dict, percent int, key string, value func() any) {
	if g.chance(percent) {
		d[key] = value()
	}
}

func (g *chartGenerator) color() any {
	return g.one("#FF0000", "#00B050", "#7030A0", "red", "navy", "silver", "#C0FFEE")
}

// decimal is a number that is not whole, so that Python does not write a point
// and a zero after it.
func (g *chartGenerator) decimal(from, to float64) any {
	return float64(int((from+g.Float64()*(to-from))*100))/100 + 0.001
}

func (g *chartGenerator) line() any {
	d := dict{}
	g.some(d, 10, "none", func() any { return g.one(true, 1) })
	g.some(d, 60, "color", g.color)
	g.some(d, 50, "width", func() any { return g.one(1, 2.25, 0.25, 3.1, 10) })
	g.some(d, 40, "dash_type", func() any { return g.key(dashTypes) })
	if d["color"] != nil {
		g.some(d, 30, "transparency", func() any { return 1 + g.IntN(99) })
	}
	return d
}

func (g *chartGenerator) look(d dict, percent int, keys ...string) {
	if !g.chance(percent) {
		return
	}
	line, fill, pattern, gradient := g.one("line", "border").(string), "fill", "pattern", "gradient"
	if len(keys) == 4 {
		line, fill, pattern, gradient = keys[0], keys[1], keys[2], keys[3]
	}
	g.some(d, 60, line, g.line)
	switch g.IntN(5) {
	case 0, 1:
		f := dict{"color": g.color()}
		g.some(f, 30, "transparency", func() any { return 1 + g.IntN(99) })
		g.some(d, 100, fill, func() any { return g.one(f, f, f, dict{"none": true}) })
	case 2:
		p := dict{"pattern": g.key(patternPresets), "fg_color": g.color()}
		g.some(p, 50, "bg_color", g.color)
		d[pattern] = p
		g.some(d, 20, fill, func() any { return dict{"color": g.color()} }) // which the pattern overrides
	case 3:
		n := 2 + g.IntN(5)
		colors, positions := list{}, list{}
		for range n {
			colors = append(colors, g.color())
			positions = append(positions, g.IntN(101))
		}
		r := dict{"colors": colors}
		if n > 4 || g.chance(40) {
			r["positions"] = positions
		}
		g.some(r, 60, "type", func() any { return g.one("linear", "radial", "rectangular", "path") })
		g.some(r, 40, "angle", func() any { return g.IntN(360) })
		d[gradient] = r
		g.some(d, 20, fill, func() any { return dict{"color": g.color()} }) // which the gradient overrides
	}
}

func (g *chartGenerator) font() any {
	d := dict{"bold": g.chance(50)}
	g.some(d, 30, "italic", func() any { return g.chance(50) })
	g.some(d, 30, "underline", func() any { return true })
	g.some(d, 30, "name", func() any { return g.one("Arial", "Courier New", "Ünï & Co") })
	g.some(d, 30, "size", func() any { return g.one(9, 12.5, 18) })
	g.some(d, 30, "color", g.color)
	g.some(d, 15, "pitch_family", func() any { return g.one(0, 18, 49) })
	g.some(d, 15, "charset", func() any { return g.one(0, 178) })
	g.some(d, 10, "baseline", func() any { return g.one(-1, 0, 30000) })
	g.some(d, 25, "rotation", func() any { return g.one(-90, -45, 1, 30, 90, 270, 271) })
	return d
}

func (g *chartGenerator) text() any {
	return g.one("Sales", "A & B", "<x> \"y\"", "Größe ✓", " two  ", "Foo! [bar]", "1 of 2", "=not a range", "a!B", "line\nbreak", "_x0041_")
}

// rangeOf is a range in a column of the sheet, now as a formula, now as a list.
func (g *chartGenerator) rangeOf(column int) any {
	first, last := 1+g.IntN(3), 4+g.IntN(6)
	if g.chance(30) {
		return list{g.sheet, first, column, last, column}
	}
	return g.one("=", "").(string) + RangeFormula(g.sheet, first, column, last, column)
}

// name is a text, or a cell as formula or list.
func (g *chartGenerator) name() any {
	switch g.IntN(4) {
	case 0:
		return list{g.sheet, 0, g.IntN(3)}
	case 1:
		return g.one("=", "").(string) + RangeFormula(g.sheet, 0, g.IntN(4), 0, 0)[:len(QuoteSheetName(g.sheet))+5]
	}
	return g.text()
}

func (g *chartGenerator) layout(title bool) any {
	d := dict{"x": g.decimal(0, 0.9), "y": g.decimal(0, 0.9)}
	if !title {
		d["width"], d["height"] = g.decimal(0, 0.9), g.one(0.1, 0.3333333333333333, 1e-5, g.decimal(0, 0.9))
	}
	return d
}

func (g *chartGenerator) labels() any {
	d := dict{g.one("value", "category", "series_name", "percentage", "legend_key").(string): true}
	g.some(d, 50, "value", func() any { return g.one(true, 1, false) })
	g.some(d, 30, "category", func() any { return true })
	g.some(d, 30, "series_name", func() any { return true })
	g.some(d, 20, "legend_key", func() any { return true })
	g.some(d, 20, "leader_lines", func() any { return true })
	g.some(d, 40, "position", func() any { return g.key(g.kind.labelPositions) })
	g.some(d, 30, "separator", func() any { return g.one(",", ";", ".", "\n", " ") })
	g.some(d, 20, "num_format", func() any { return g.one("0.00", "#,##0 \"€\"") })
	g.some(d, 30, "font", g.font)
	g.look(d, 30)
	g.some(d, 30, "custom", func() any {
		custom := list{}
		for range 1 + g.IntN(4) {
			c := dict{}
			if g.chance(20) {
				custom = append(custom, nil)
				continue
			}
			if g.chance(20) {
				c["delete"] = true
			} else {
				g.some(c, 60, "value", func() any { return g.one("Text", "x & y", "="+RangeFormula(g.sheet, 1, 0, 1, 0)) })
			}
			g.some(c, 30, "font", g.font)
			g.look(c, 30)
			if g.newer {
				g.some(c, 30, "position", func() any { return g.key(g.kind.labelPositions) })
			}
			custom = append(custom, c)
		}
		return custom
	})
	return d
}

func (g *chartGenerator) errors() any {
	d := dict{"type": g.key(errorTypes)}
	g.some(d, 40, "value", func() any { return g.one(0, 5, 2.5) })
	g.some(d, 40, "end_style", func() any { return g.IntN(2) })
	g.some(d, 40, "direction", func() any { return g.one("plus", "minus", "both") })
	g.some(d, 40, "line", g.line)
	if d["type"] == "custom" {
		d["plus_values"] = g.one(list{1, 2.5, 3}, "="+RangeFormula(g.sheet, 1, 1, 4, 1))
		d["minus_values"] = g.one(list{0.5}, RangeFormula(g.sheet, 1, 2, 4, 2))
		g.some(d, 40, "plus_data", func() any { return list{1, nil, 2.5, "x"} })
		g.some(d, 40, "minus_data", func() any { return list{3} })
	}
	return d
}

func (g *chartGenerator) series() any {
	d := dict{"values": g.rangeOf(1 + g.IntN(5))}
	if g.kind.needsCategories || g.chance(70) {
		d["categories"] = g.rangeOf(g.IntN(6))
	}
	g.some(d, 50, "name", g.name)
	g.some(d, 10, "name_formula", func() any { return "=" + RangeFormula(g.sheet, 0, 1, 0, 1) })
	given := 0
	if g.alone {
		given = 15
	}
	g.some(d, given, "name_data", func() any { return list{g.text()} })
	g.some(d, given, "values_data", func() any { return list{1, 2.5, nil, "", "x", "7"} })
	g.some(d, given, "categories_data", func() any {
		if g.kind.scatter {
			return list{1, 2, 3}
		}
		d["categories"] = g.rangeOf(9) // which is nobody's values
		return g.one(list{"a", "b"}, list{1, 2, 3}, list{list{"N", "S"}, list{"a", "b", nil}}, list{})
	})
	g.look(d, 40)
	if !g.kind.round && !g.kind.bars && g.kind.name != "area" {
		g.some(d, 40, "marker", func() any {
			m := dict{"type": g.key(markerSymbols)}
			g.some(m, 50, "size", func() any { return 2 + g.IntN(20) })
			g.look(m, 50)
			return m
		})
		g.some(d, 20, "smooth", func() any { return g.chance(50) })
	}
	if !g.kind.round && g.kind.name != "radar" {
		g.some(d, 25, "trendline", func() any {
			t := dict{"type": g.key(trendTypes), "order": 1 + g.IntN(6), "period": 1 + g.IntN(6)}
			g.some(t, 30, "name", g.text)
			g.some(t, 30, "forward", func() any { return g.one(1, 0.5) })
			g.some(t, 30, "backward", func() any { return g.one(0.5, 2) })
			g.some(t, 30, "intercept", func() any { return g.one(0, 1.5, -3) })
			g.some(t, 30, "display_equation", func() any { return true })
			g.some(t, 30, "display_r_squared", func() any { return true })
			g.look(t, 30)
			if g.newer {
				g.some(t, 40, "label", func() any {
					l := dict{}
					g.some(l, 60, "font", g.font)
					g.look(l, 60)
					return l
				})
			}
			return t
		})
		g.some(d, 20, "x_error_bars", g.errors)
		g.some(d, 20, "y_error_bars", g.errors)
	}
	g.some(d, 30, "data_labels", g.labels)
	g.some(d, 25, "points", func() any {
		points := list{}
		for range 1 + g.IntN(4) {
			p := dict{}
			g.look(p, 90)
			points = append(points, g.one(p, p, nil))
		}
		return points
	})
	g.some(d, 15, "invert_if_negative", func() any { return true })
	if !g.kind.round {
		switch g.axes {
		case 0:
			g.some(d, 20, "y2_axis", func() any { return g.one(true, 1) })
			g.some(d, 5, "x2_axis", func() any { return true })
		case 2:
			d["y2_axis"] = true
		}
	}
	if g.newer {
		g.some(d, 15, "invert_if_negative_color", g.color)
	}
	g.some(d, 20, "gap", func() any { return g.IntN(501) })
	g.some(d, 20, "overlap", func() any { return g.IntN(201) - 100 })
	return d
}

func (g *chartGenerator) axis() any {
	d := dict{}
	if g.second {
		g.some(d, 40, "name", g.text) // XlsxWriter looks for cells in the other chart
	} else {
		g.some(d, 40, "name", g.name)
	}
	if d["name"] == nil && g.alone {
		g.some(d, 20, "name_formula", func() any { return RangeFormula(g.sheet, 0, 2, 0, 2) })
		g.some(d, 10, "data", func() any { return list{"known"} })
	}
	g.some(d, 30, "name_font", g.font)
	if g.newer {
		g.look(d, 30, "name_"+g.one("line", "border").(string), "name_fill", "name_pattern", "name_gradient")
		delete(d, "name_pattern") // would stand beside the colour
		if d["name_gradient"] != nil {
			delete(d, "name_fill")
		}
		g.some(d, 10, "border", g.line)
	}
	g.some(d, 15, "name_layout", func() any { return g.layout(true) })
	g.some(d, 30, "num_font", g.font)
	g.some(d, 25, "num_format", func() any { return g.one("General", "0%", "0.00", "dd/mm/yyyy", "[$-409]mmm\"x\"") })
	g.some(d, 15, "num_format_linked", func() any { return g.chance(50) })
	g.some(d, 15, "reverse", func() any { return g.chance(70) })
	number := func() any { return g.one(0, -5, 100, 2.5, 1e-7, 1234567) }
	g.some(d, 20, "min", number)
	g.some(d, 20, "max", number)
	g.some(d, 20, "crossing", func() any { return g.one("max", "min", 2, 0, -1.5, date(2013, 1, 2, 6, 7, 8)) })
	g.some(d, 20, "minor_unit", func() any { return g.one(1, 0.25) })
	g.some(d, 20, "major_unit", func() any { return g.one(2, 0.5) })
	g.some(d, 20, "minor_unit_type", func() any { return g.one("days", "months", "years") })
	g.some(d, 20, "major_unit_type", func() any { return g.one("days", "months", "years") })
	g.some(d, 15, "log_base", func() any { return g.one(2, 10, 2.5) })
	g.some(d, 15, "display_units", func() any { return g.one("hundreds", "ten_thousands", "millions", "trillions") })
	g.some(d, 10, "display_units_visible", func() any { return g.chance(50) })
	g.some(d, 15, "interval_unit", func() any { return 1 + g.IntN(9) })
	g.some(d, 15, "interval_tick", func() any { return 1 + g.IntN(9) })
	g.some(d, 20, "label_align", func() any { return g.one("left", "right", "center") })
	g.some(d, 20, "label_position", func() any { return g.one("next_to", "high", "low", "none") })
	g.some(d, 20, "position", func() any { return g.one("top", "bottom", "left", "right", "Left") })
	g.some(d, 15, "position_axis", func() any { return g.one("on_tick", "between") })
	g.some(d, 10, "date_axis", func() any { return true })
	g.some(d, 10, "text_axis", func() any { return true })
	g.some(d, 20, "visible", func() any { return g.chance(50) })
	for _, key := range []string{"major_gridlines", "minor_gridlines"} {
		g.some(d, 20, key, func() any {
			l := dict{"visible": g.chance(70)}
			g.some(l, 50, "line", g.line)
			return l
		})
	}
	g.some(d, 20, "major_tick_mark", func() any { return g.one("none", "inside", "outside", "cross") })
	g.some(d, 20, "minor_tick_mark", func() any { return g.one("none", "inside", "outside", "cross") })
	g.look(d, 25, "line", "fill", "pattern", "gradient") // a border is newer
	return d
}

// spec is one chart with its calls.
func (g *chartGenerator) spec() any {
	options := dict{"type": g.kind.name}
	if len(g.kind.subtypes) > 0 && g.chance(60) {
		options["subtype"] = g.kind.subtypes[g.IntN(len(g.kind.subtypes))]
	}
	calls := list{}
	for range 1 + g.IntN(5) {
		calls = append(calls, call("add_series", g.series()))
	}
	add := func(percent int, method string, argument func() any) {
		if g.chance(percent) {
			calls = append(calls, call(method, argument()))
		}
	}
	if !g.kind.round {
		add(45, "set_x_axis", g.axis)
		add(45, "set_y_axis", g.axis)
		add(15, "set_x2_axis", g.axis)
		add(15, "set_y2_axis", g.axis)
	}
	add(40, "set_title", func() any {
		d := dict{}
		g.some(d, 80, "name", g.name)
		g.some(d, 10, "none", func() any { return true })
		g.some(d, 30, "name_font", g.font)
		g.some(d, 20, "layout", func() any { return g.layout(true) })
		g.some(d, 20, "overlay", func() any { return g.chance(70) })
		if g.newer {
			g.look(d, 40)
			delete(d, "pattern") // a title's is our own
			if d["gradient"] != nil {
				delete(d, "fill")
			}
		}
		return d
	})
	add(40, "set_legend", func() any {
		d := dict{}
		g.some(d, 60, "position", func() any {
			return g.one("right", "left", "top", "bottom", "top_right", "overlay_left", "overlay_top_right", "none")
		})
		g.some(d, 10, "none", func() any { return true })
		g.some(d, 30, "delete_series", func() any { return list{0, 1} })
		g.some(d, 20, "layout", func() any { return g.layout(false) })
		if g.chance(50) {
			g.look(d, 50)
		} else {
			g.some(d, 50, "font", g.font)
		}
		return d
	})
	for _, area := range []string{"set_chartarea", "set_plotarea"} {
		add(25, area, func() any {
			d := dict{}
			g.look(d, 90)
			g.some(d, 30, "layout", func() any { return g.layout(false) })
			return d
		})
	}
	add(20, "set_style", func() any { return 1 + g.IntN(48) })
	add(20, "show_blanks_as", func() any { return g.one("gap", "zero", "span") })
	add(10, "show_hidden_data", func() any { return nil })
	if g.newer {
		add(10, "show_na_as_empty_cell", func() any { return nil })
	}
	add(25, "set_size", func() any {
		d := dict{}
		g.some(d, 50, "width", func() any { return 100 + g.IntN(900) })
		g.some(d, 50, "height", func() any { return 100 + g.IntN(900) })
		g.some(d, 30, "x_scale", func() any { return g.one(2, 0.5, 1.37) })
		g.some(d, 30, "y_scale", func() any { return g.one(2, 0.5, 1.37) })
		g.some(d, 30, "x_offset", func() any { return g.IntN(100) })
		g.some(d, 30, "y_offset", func() any { return g.IntN(100) })
		return d
	})
	if !g.kind.round && !g.kind.scatter {
		add(15, "set_table", func() any {
			d := dict{}
			for _, k := range []string{"horizontal", "vertical", "outline", "show_keys"} {
				g.some(d, 50, k, func() any { return g.one(true, false, 1, 0) })
			}
			g.some(d, 40, "font", g.font)
			return d
		})
	}
	lines := func() any { return g.one(dict{}, dict{"line": g.line()}, nil) }
	if g.kind.linesAcross {
		add(20, "set_high_low_lines", lines)
		add(20, "set_up_down_bars", func() any {
			bar := func() any {
				line := g.line().(dict)
				line["color"] = g.color() // without a line, XlsxWriter leaves out the fill
				return dict{g.one("line", "border").(string): line, "fill": dict{"color": g.color()}}
			}
			return g.one(nil, dict{"up": bar()}, dict{"up": bar(), "down": bar()})
		})
	}
	if g.kind.linesAcross || g.kind.name == "area" {
		add(20, "set_drop_lines", lines)
	}
	if g.kind.round {
		add(40, "set_rotation", func() any { return g.IntN(361) })
	}
	if g.kind.name == "doughnut" {
		add(40, "set_hole_size", func() any { return 10 + g.IntN(81) })
	}
	return dict{"options": options, "calls": calls, "combine": g.second}
}

func (g *chartGenerator) program() dict {
	g.sheet = g.one("Sheet1", "My data", "A&B's \"x\"").(string)
	p := dict{"cells": chartCells, "sheet": g.sheet, "chartsheet": g.chance(10), "date_1904": g.chance(10)}
	kinds := sortedKeys(chartKinds, func(a, b string) int {
		if a < b {
			return -1
		}
		return 1
	})
	specs := list{}
	pick := func(fits func(*chartKind) bool) {
		for {
			if g.kind = chartKinds[kinds[g.IntN(len(kinds))]]; fits(g.kind) {
				return
			}
		}
	}
	all := func(*chartKind) bool { return true }
	g.second, g.axes, g.alone = false, 0, false
	switch g.IntN(3) {
	case 0:
		pick(all)
		g.alone = true
		specs = append(specs, g.spec())
	case 1:
		for range 2 {
			pick(all)
			specs = append(specs, g.spec())
		}
	case 2: // combined
		pick(func(k *chartKind) bool { return !k.scatter })
		first := g.kind
		g.axes = 1
		specs = append(specs, g.spec())
		pick(func(k *chartKind) bool { return k.round == first.round })
		if g.second = true; first.swapped || g.chance(50) {
			g.axes = 2
		}
		specs = append(specs, g.spec())
	}
	p["charts"] = specs
	g.some(p, 30, "insert", func() any {
		return dict{"x_offset": g.IntN(50), "y_scale": 1.5, "object_position": 1 + g.IntN(3), "description": g.text()}
	})
	return p
}

// TestGeneratedCharts compares the parts of random workbooks with those that
// XlsxWriter makes.
func TestGeneratedCharts(t *testing.T) {
	j := chartJudge(t)
	g := &chartGenerator{Rand: original.Rand(t), newer: newerXlsxWriter(j.Python)}
	for n := original.Rounds(t, 300); n > 0; n -= 100 {
		var calls []original.Call
		for range min(n, 100) {
			calls = append(calls, partsOf(g.program()))
		}
		j.Generated(t, calls)
	}
}
