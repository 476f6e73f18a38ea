package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// cellAndRest reads the cell with which the arguments begin, as a name or as two
// numbers, and drops it from the arguments.
func (r *replayer) cell() (row, col int, err error) {
	if name, ok := r.arg(0, "").(string); ok {
		row, col, err = ParseCell(name)
		r.args = r.args[1:]
		return row, col, err
	}
	row, col = r.integer(0, "", 0), r.integer(1, "", 0)
	r.args = r.args[min(2, len(r.args)):]
	return row, col, nil
}

// area is as cell, for a range.
func (r *replayer) area() (a [4]int, err error) {
	if name, ok := r.arg(0, "").(string); ok {
		a[0], a[1], a[2], a[3], err = ParseRange(name)
		r.args = r.args[1:]
		return a, err
	}
	for i := range a {
		a[i] = r.integer(i, "", 0)
	}
	r.args = r.args[min(4, len(r.args)):]
	return a, nil
}

// columns is as cell, for columns.
func (r *replayer) columns() (first, last int, err error) {
	if name, ok := r.arg(0, "").(string); ok {
		first, last, err = ParseColumns(name)
		r.args = r.args[1:]
		return first, last, err
	}
	first = r.integer(0, "", 0)
	last = r.integer(1, "", first)
	r.args = r.args[min(2, len(r.args)):]
	return first, last, nil
}

func (r *replayer) image(source any, options map[string]any) (*Image, error) {
	name := ""
	if s, ok := source.(string); ok {
		name = s
	}
	if data, ok := options["image_data"]; ok {
		source = data
		delete(options, "image_data")
	}
	if data, ok := source.([]byte); ok {
		return NewImageReader(name, bytes.NewReader(data))
	}
	path := filepath.Join(r.root, name)
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return NewImage(path)
}

// sheet is what worksheets and chartsheets have in common.
func (r *replayer) sheet(s *Sheet, method string) error {
	switch method {
	case "activate":
		s.Activate()
	case "select":
		s.Select()
	case "hide":
		s.Hide()
	case "very_hidden":
		s.VeryHidden()
	case "set_first_sheet":
		s.SetFirstSheet()
	case "set_tab_color":
		if c, ok := r.args[0].(Color); ok {
			return s.SetTabColor(c)
		}
		return s.SetTabColor(Color(r.text(0, "")))
	case "set_landscape":
		s.SetLandscape()
	case "set_portrait":
		s.SetPortrait()
	case "set_page_view":
		switch r.integer(0, "view", 1) {
		case 0:
			s.SetNormalView()
		case 1:
			s.SetPageView()
		default:
			s.SetPagebreakView()
		}
	case "set_pagebreak_view":
		s.SetPagebreakView()
	case "set_paper":
		s.SetPaper(r.integer(0, "", 0))
	case "center_horizontally":
		s.CenterHorizontally()
	case "center_vertically":
		s.CenterVertically()
	case "set_margins":
		return s.SetMargins(Margins{r.float(0, "left", 0.7), r.float(1, "right", 0.7), r.float(2, "top", 0.75), r.float(3, "bottom", 0.75)})
	case "set_header", "set_footer":
		return r.header(s, method)
	case "print_across":
		s.PrintAcross()
	case "print_black_and_white":
		s.PrintBlackAndWhite()
	case "fit_to_pages":
		s.FitToPages(r.integer(0, "width", 1), r.integer(1, "height", 1))
	case "set_start_page":
		s.SetStartPage(r.integer(0, "", 0))
	case "set_print_scale":
		return s.SetPrintScale(r.integer(0, "", 100))
	case "set_zoom":
		return s.SetZoom(r.integer(0, "", 100))
	case "right_to_left":
		s.RightToLeft()
	case "set_vba_name":
		s.SetVBAName(r.text(0, "name"))
	default:
		return fmt.Errorf("Sheet.%s: %w", method, errNoReplay)
	}
	return nil
}

func (r *replayer) header(s *Sheet, method string) error {
	opts := &HeaderOptions{}
	given := map[string]any{}
	switch v := r.arg(1, "options").(type) {
	case map[string]any:
		for k, x := range v {
			given[k] = x
		}
	case nil:
	default:
		margin := r.float(1, "options", 0.3)
		opts.Margin = &margin
	}
	if r.arg(2, "margin") != nil {
		margin := r.float(2, "margin", 0.3)
		opts.Margin = &margin
	}
	for _, side := range []string{"left", "center", "right"} {
		data, hasData := given["image_data_"+side]
		delete(given, "image_data_"+side)
		if source, ok := given["image_"+side]; ok {
			o := map[string]any{}
			if hasData {
				o["image_data"] = data
			}
			image, err := r.image(source, o)
			if err != nil {
				return err
			}
			given["image_"+side] = image
		}
	}
	if err := Decode(given, opts); err != nil {
		return err
	}
	if method == "set_header" {
		return s.SetHeader(r.text(0, "header"), opts)
	}
	return s.SetFooter(r.text(0, "footer"), opts)
}

func (r *replayer) worksheet(ws *Worksheet, method string) error {
	switch method {
	case "write", "write_string", "write_number", "write_blank", "write_boolean", "write_datetime", "write_formula", "write_url", "write_row", "write_column",
		"write_rich_string", "write_comment", "insert_checkbox":
		return r.write(ws, method)
	case "insert_image", "embed_image", "insert_chart", "insert_textbox", "insert_button", "add_sparkline", "freeze_panes", "set_top_left_cell":
		return r.place(ws, method)
	case "write_array_formula", "write_dynamic_array_formula", "merge_range", "autofilter", "data_validation", "conditional_format", "add_table", "set_selection", "print_area":
		return r.rangeCall(ws, method)
	case "set_column", "set_column_pixels", "set_row", "set_row_pixels", "set_default_row", "repeat_rows", "repeat_columns", "filter_column", "filter_column_list", "autofit":
		return r.lay(ws, method)
	case "set_background":
		image, err := r.image(r.arg(0, "source"), nil)
		if err != nil {
			return err
		}
		return ws.SetBackground(image)
	case "set_comments_author":
		ws.SetCommentsAuthor(r.text(0, "author"))
	case "show_comments":
		ws.ShowComments()
	case "outline_settings":
		ws.OutlineSettings(&OutlineOptions{!r.on(0, "visible", true), !r.on(1, "symbols_below", true), !r.on(2, "symbols_right", true), r.on(3, "auto_style", false)})
	case "split_panes":
		opts := &PaneOptions{}
		if r.arg(2, "top_row") != nil {
			top, left := r.integer(2, "top_row", 0), r.integer(3, "left_col", 0)
			opts.TopRow, opts.LeftCol = &top, &left
		}
		return ws.SplitPanes(r.float(0, "x", 0), r.float(1, "y", 0), opts)
	case "hide_zero":
		ws.HideZero()
	case "protect":
		opts := &ProtectOptions{}
		if err := Decode(r.dict(1, "options"), opts); err != nil {
			return err
		}
		return ws.Protect(r.text(0, "password"), opts)
	case "unprotect_range":
		return ws.UnprotectRange(r.text(0, "cell_range"), &UnprotectOptions{r.text(1, "range_name"), r.text(2, "password")})
	case "hide_gridlines":
		return ws.HideGridlines(r.integer(0, "option", 1))
	case "print_row_col_headers":
		ws.PrintRowColHeaders()
	case "hide_row_col_headers":
		ws.HideRowColHeaders()
	case "set_h_pagebreaks", "set_v_pagebreaks":
		var breaks []int
		for _, b := range r.args[0].([]any) {
			breaks = append(breaks, b.(int))
		}
		if method == "set_h_pagebreaks" {
			return ws.SetHPagebreaks(breaks)
		}
		return ws.SetVPagebreaks(breaks)
	case "ignore_errors":
		opts := &IgnoreErrorsOptions{}
		if err := Decode(r.dict(0, "options"), opts); err != nil {
			return err
		}
		return ws.IgnoreErrors(opts)
	default:
		return r.sheet(&ws.Sheet, method)
	}
	return nil
}

func (r *replayer) write(ws *Worksheet, method string) error {
	row, col, err := r.cell()
	if err != nil {
		return err
	}
	switch method {
	case "write":
		if len(r.args) > 2 {
			if s, ok := r.args[0].(string); ok && linkText.MatchString(s) {
				return ws.WriteURL(row, col, s, r.formatArg(1, ""), &URLOptions{r.text(2, ""), r.text(3, "")})
			}
			return ws.WriteFormula(row, col, r.text(0, ""), r.formatArg(1, ""), r.args[2])
		}
		return ws.Write(row, col, r.arg(0, "token"), r.formatArg(1, "cell_format"))
	case "write_string":
		return ws.WriteString(row, col, r.text(0, "string"), r.formatArg(1, "cell_format"))
	case "write_number", "write_datetime":
		return ws.Write(row, col, r.arg(0, "number"), r.formatArg(1, "cell_format"))
	case "write_blank":
		return ws.WriteBlank(row, col, r.formatArg(1, "cell_format"))
	case "write_boolean":
		return ws.WriteBoolean(row, col, r.on(0, "boolean", false), r.formatArg(1, "cell_format"))
	case "insert_checkbox":
		return ws.InsertCheckbox(row, col, r.on(0, "boolean", false), r.formatArg(1, "cell_format"))
	case "write_formula":
		return ws.WriteFormula(row, col, r.text(0, "formula"), r.formatArg(1, "cell_format"), r.arg(2, "value"))
	case "write_url":
		if u, ok := r.args[0].(*URL); ok {
			return ws.Write(row, col, *u, r.formatArg(1, "cell_format"))
		}
		return ws.WriteURL(row, col, r.text(0, "url"), r.formatArg(1, "cell_format"), &URLOptions{r.text(2, "string"), r.text(3, "tip")})
	case "write_row":
		return ws.WriteRow(row, col, r.args[0].([]any), r.formatArg(1, "cell_format"))
	case "write_column":
		return ws.WriteColumn(row, col, r.args[0].([]any), r.formatArg(1, "cell_format"))
	case "write_comment":
		opts := &CommentOptions{}
		if err := Decode(r.dict(1, "options"), opts); err != nil {
			return err
		}
		return ws.WriteComment(row, col, r.text(0, "comment"), opts)
	}
	var f *Format
	args := r.args
	if last, ok := args[len(args)-1].(*Format); ok {
		f, args = last, args[:len(args)-1]
	}
	var runs []Run
	var format *Format
	for _, a := range args {
		switch v := a.(type) {
		case *Format:
			format = v
		case string:
			runs = append(runs, Run{Text: v, Format: format})
			format = nil
		}
	}
	return ws.WriteRichString(row, col, runs, f)
}

func (r *replayer) place(ws *Worksheet, method string) error {
	row, col, err := r.cell()
	if err != nil {
		return err
	}
	switch method {
	case "set_top_left_cell":
		return ws.SetTopLeftCell(row, col)
	case "freeze_panes":
		opts := &PaneOptions{}
		if r.arg(0, "top_row") != nil {
			top := r.integer(0, "top_row", 0)
			opts.TopRow = &top
		}
		if r.arg(1, "left_col") != nil {
			left := r.integer(1, "left_col", 0)
			opts.LeftCol = &left
		}
		err := ws.FreezePanes(row, col, opts)
		ws.view.panes.kind = r.integer(2, "pane_type", 0)
		return err
	case "add_sparkline":
		opts := &SparklineOptions{}
		given := r.dict(0, "options")
		for _, k := range []string{"location", "range"} {
			if s, ok := given[k].(string); ok {
				given[k] = []any{s}
			}
		}
		if err := Decode(given, opts); err != nil {
			return err
		}
		return ws.AddSparkline(row, col, opts)
	case "insert_button":
		opts := &ButtonOptions{}
		if err := Decode(r.dict(0, "options"), opts); err != nil {
			return err
		}
		return ws.InsertButton(row, col, opts)
	case "insert_textbox":
		opts := &TextboxOptions{}
		given := r.dict(1, "options")
		if u, ok := given["url"].(*URL); ok {
			given["url"], given["tip"] = u.Link, u.Tip
		}
		if err := Decode(given, opts); err != nil {
			return err
		}
		return ws.InsertTextbox(row, col, r.text(0, "text"), opts)
	case "insert_chart":
		opts := &ObjectOptions{}
		if err := Decode(r.dict(1, "options"), opts); err != nil {
			return err
		}
		return ws.InsertChart(row, col, r.args[0].(*Chart), opts)
	}
	given := r.dict(1, "options")
	if u, ok := given["url"].(*URL); ok {
		given["url"], given["tip"] = u.Link, u.Tip
	}
	image, err := r.image(r.arg(0, "source"), given)
	if err != nil {
		return err
	}
	if method == "embed_image" {
		opts := &EmbedOptions{}
		if err := Decode(given, opts); err != nil {
			return err
		}
		return ws.EmbedImage(row, col, image, opts)
	}
	if v, ok := given["positioning"]; ok {
		given["object_position"] = v
		delete(given, "positioning")
	}
	opts := &ObjectOptions{}
	if err := Decode(given, opts); err != nil {
		return err
	}
	return ws.InsertImage(row, col, image, opts)
}

func (r *replayer) rangeCall(ws *Worksheet, method string) error {
	a, err := r.area()
	if err != nil {
		return err
	}
	switch method {
	case "write_array_formula":
		return ws.WriteArrayFormula(a[0], a[1], a[2], a[3], r.text(0, "formula"), r.formatArg(1, "cell_format"), r.arg(2, "value"))
	case "write_dynamic_array_formula":
		return ws.WriteDynamicArrayFormula(a[0], a[1], a[2], a[3], r.text(0, "formula"), r.formatArg(1, "cell_format"), r.arg(2, "value"))
	case "merge_range":
		return ws.MergeRange(a[0], a[1], a[2], a[3], r.arg(0, "data"), r.formatArg(1, "cell_format"))
	case "autofilter":
		return ws.Autofilter(a[0], a[1], a[2], a[3])
	case "set_selection":
		return ws.SetSelection(a[0], a[1], a[2], a[3])
	case "print_area":
		return ws.PrintArea(a[0], a[1], a[2], a[3])
	case "data_validation":
		opts := &ValidationOptions{}
		if err := Decode(r.dict(0, "options"), opts); err != nil {
			return err
		}
		return ws.DataValidation(a[0], a[1], a[2], a[3], opts)
	case "conditional_format":
		opts := &ConditionalOptions{}
		if err := Decode(r.dict(0, "options"), opts); err != nil {
			return err
		}
		return ws.ConditionalFormat(a[0], a[1], a[2], a[3], opts)
	}
	opts := &TableOptions{}
	given := r.dict(0, "options")
	if style, ok := given["style"]; ok && style == nil {
		given["style"] = ""
	}
	if err := Decode(given, opts); err != nil {
		return err
	}
	return ws.AddTable(a[0], a[1], a[2], a[3], opts)
}

func (r *replayer) lay(ws *Worksheet, method string) error {
	switch method {
	case "set_column", "set_column_pixels", "repeat_columns":
		first, last, err := r.columns()
		if err != nil {
			return err
		}
		if method == "repeat_columns" {
			return ws.RepeatColumns(first, last)
		}
		opts := &ColumnOptions{}
		if err := Decode(r.dict(2, "options"), opts); err != nil {
			return err
		}
		f := r.formatArg(1, "cell_format")
		if r.arg(0, "width") == nil {
			return ws.SetColumn(first, last, nil, f, opts)
		}
		if method == "set_column" {
			return ws.SetColumn(first, last, new(r.float(0, "width", 0)), f, opts)
		}
		return ws.SetColumnPixels(first, last, new(r.integer(0, "width", 0)), f, opts)
	case "set_row", "set_row_pixels":
		row := r.integer(0, "row", 0)
		opts := &RowOptions{}
		if err := Decode(r.dict(3, "options"), opts); err != nil {
			return err
		}
		f := r.formatArg(2, "cell_format")
		if r.arg(1, "height") == nil {
			return ws.SetRow(row, nil, f, opts)
		}
		if method == "set_row" {
			return ws.SetRow(row, new(r.float(1, "height", 0)), f, opts)
		}
		return ws.SetRowPixels(row, new(r.integer(1, "height", 0)), f, opts)
	case "set_default_row":
		return ws.SetDefaultRow(r.float(0, "height", 0), &DefaultRowOptions{HideUnusedRows: r.on(1, "hide_unused_rows", false)})
	case "repeat_rows":
		first := r.integer(0, "first_row", 0)
		return ws.RepeatRows(first, r.integer(1, "last_row", first))
	case "autofit":
		return ws.Autofit(&AutofitOptions{MaxWidth: r.integer(0, "max_width", 0)})
	}
	col := r.integer(0, "col", 0)
	if name, ok := r.arg(0, "col").(string); ok {
		var err error
		if _, col, err = ParseCell(name + "1"); err != nil {
			return err
		}
	}
	if method == "filter_column" {
		return ws.FilterColumn(col, r.text(1, "criteria"))
	}
	var list []string
	for _, v := range r.args[1].([]any) {
		list = append(list, fmt.Sprint(v))
	}
	return ws.FilterColumnList(col, list)
}
