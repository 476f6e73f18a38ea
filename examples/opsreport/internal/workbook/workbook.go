// Package workbook writes a report as an Excel file with native charts, for those
// who want the numbers.
package workbook

import (
	"errors"
	"io"
	"math"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/xlsx"
)

// Write writes the workbook.
func Write(w io.Writer, r *model.Report) error {
	wb, err := xlsx.NewWorkbookWriter(w, nil)
	if err != nil {
		return err
	}
	b := &book{Workbook: wb, r: r}
	wb.SetProperties(&xlsx.Properties{Title: r.Verdict(), Author: "opsreport", Created: r.Made})
	b.title = wb.AddFormat(&xlsx.FormatOptions{Bold: true, FontSize: 14})
	b.head = wb.AddFormat(&xlsx.FormatOptions{Bold: true, BgColor: "#E8ECF2", Bottom: 1, TextWrap: true, Valign: "top"})
	b.time = wb.AddFormat(&xlsx.FormatOptions{NumFormat: "yyyy-mm-dd hh:mm:ss", Align: "left"})
	b.wrap = wb.AddFormat(&xlsx.FormatOptions{TextWrap: true, Valign: "top"})
	b.one = wb.AddFormat(&xlsx.FormatOptions{NumFormat: "0.0"})
	b.gib = wb.AddFormat(&xlsx.FormatOptions{NumFormat: "#,##0.00"})
	b.ranks = map[model.Rank]*xlsx.Format{}
	for rank, colour := range map[model.Rank]xlsx.Color{model.OK: "#1A7F45", model.NoData: "#5B6675", model.Note: "#3C5A99", model.Warning: "#8A5A00", model.Critical: "#B3261E"} {
		b.ranks[rank] = wb.AddFormat(&xlsx.FormatOptions{FontColor: colour, Bold: true, Valign: "top"})
	}
	for _, write := range []func() error{b.summary, b.load, b.space, b.services, b.hosts, b.readings, b.limits} {
		if err := write(); err != nil {
			return errors.Join(err, wb.Close())
		}
	}
	return wb.Close()
}

type book struct {
	*xlsx.Workbook
	r                                 *model.Report
	title, head, time, wrap, one, gib *xlsx.Format
	ranks                             map[model.Rank]*xlsx.Format
}

// Kinds of cells: a text never becomes a formula, whoever wrote it, and what is not
// known is an empty cell.
type (
	text   string
	number struct {
		value  float64
		format *xlsx.Format
	}
)

func (b *book) put(ws *xlsx.Worksheet, row, col int, value any) error {
	switch v := value.(type) {
	case text:
		return ws.WriteString(row, col, string(v), b.wrap)
	case model.Rank:
		return ws.WriteString(row, col, v.Sign()+" "+v.String(), b.ranks[v])
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return ws.WriteDatetime(row, col, v.In(b.r.Made.Location()), b.time)
	case number:
		if math.IsNaN(v.value) || math.IsInf(v.value, 0) {
			return nil
		}
		return ws.WriteNumber(row, col, v.value, v.format)
	}
	return nil
}

// table writes rows below a head, with a filter, and what widths its columns have.
func (b *book) table(ws *xlsx.Worksheet, at int, head []string, widths []float64, rows [][]any) error {
	for col, name := range head {
		if err := ws.WriteString(at, col, name, b.head); err != nil {
			return err
		}
		if err := ws.SetColumn(col, col, &widths[col], nil, nil); err != nil {
			return err
		}
	}
	const twoLines = 30.0 // not every reader makes a row as high as its text
	if err := ws.SetRow(at, new(twoLines), nil, nil); err != nil {
		return err
	}
	for i, row := range rows {
		for col, value := range row {
			if err := b.put(ws, at+1+i, col, value); err != nil {
				return err
			}
		}
	}
	return ws.Autofilter(at, 0, at+max(len(rows), 1), len(head)-1)
}

func (b *book) sheet(name string) (*xlsx.Worksheet, error) {
	ws, err := b.AddWorksheet(name)
	if err != nil {
		return nil, err
	}
	ws.SetLandscape()
	ws.FitToPages(1, 0)
	return ws, nil
}

func (b *book) summary() error {
	ws, err := b.sheet("Summary")
	if err != nil {
		return err
	}
	r := b.r
	err = errors.Join(
		ws.WriteString(0, 0, r.Verdict(), b.title),
		ws.WriteString(1, 0, "From", nil), ws.WriteDatetime(1, 1, r.From, b.time),
		ws.WriteString(2, 0, "To", nil), ws.WriteDatetime(2, 1, r.To, b.time),
		ws.WriteString(3, 0, "Times in", nil), ws.WriteString(3, 1, r.Made.Format("MST (UTC-07:00)"), nil),
	)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, f := range r.Findings {
		rows = append(rows, []any{f.Rank, text(f.Host), text(f.Text), f.Since, text(f.Figure), text(f.Limit), text(f.Next)})
	}
	if len(rows) == 0 {
		rows = [][]any{{model.OK, text(r.Self().Name), text("nothing is wrong with what was watched")}}
	}
	return b.table(ws, 5, []string{"State", "Host", "What", "Since", "Figure", "Limit", "Next"}, []float64{12, 20, 46, 20, 28, 16, 44}, rows)
}

const gib = 1 << 30

// load writes the series of this machine, one row a step, and a chart for each
// group of them.
func (b *book) load() error {
	ws, err := b.sheet("Load")
	if err != nil {
		return err
	}
	columns := []struct {
		key, name string
		scale     float64
		format    *xlsx.Format
	}{
		{"user", "user %", 1, b.one}, {"system", "system %", 1, b.one}, {"iowait", "iowait %", 1, b.one}, {"steal", "steal %", 1, b.one},
		{"load", "load", 1, b.gib}, {"mem_used", "memory in use, GiB", gib, b.gib}, {"mem_cached", "cache, GiB", gib, b.gib}, {"swap_used", "swap, GiB", gib, b.gib},
		{"net_in", "received, KiB/s", 1024, b.one}, {"net_out", "sent, KiB/s", 1024, b.one}, {"disk_read", "read, KiB/s", 1024, b.one}, {"disk_written", "written, KiB/s", 1024, b.one},
	}
	byKey := map[string]model.Series{}
	rows := 0
	for _, s := range b.r.Self().Series {
		byKey[s.Key] = s
		rows = max(rows, len(s.Values))
	}
	cells := make([][]any, rows)
	head, widths := []string{"Time"}, []float64{20}
	for i, c := range columns {
		head, widths = append(head, c.name), append(widths, 12)
		s := byKey[c.key]
		for row, v := range s.Values {
			if i == 0 {
				cells[row] = make([]any, len(columns)+1)
				cells[row][0] = s.From.Add(time.Duration(row+1) * s.Step)
			}
			cells[row][i+1] = number{v / c.scale, c.format}
		}
	}
	if err := b.table(ws, 0, head, widths, cells); err != nil {
		return err
	}
	if err := ws.FreezePanes(1, 1, nil); err != nil {
		return err
	}
	if rows == 0 {
		return nil
	}
	for i, c := range []struct {
		title, unit string
		kind        string
		from, to    int
		most        any
	}{
		{"Processors", "%", "column", 1, 4, 100}, {"Load", "", "line", 5, 5, nil},
		{"Memory", "GiB", "line", 6, 8, nil}, {"Network", "KiB/s", "line", 9, 10, nil}, {"Disks", "KiB/s", "line", 11, 12, nil},
	} {
		subtype := ""
		var gap *int
		if c.kind == "column" {
			// Columns without gaps look like areas, but an area is drawn down to zero where nothing is known.
			subtype, gap = "stacked", new(int)
		}
		chart, err := b.AddChart(&xlsx.ChartOptions{Type: c.kind, Subtype: subtype})
		if err != nil {
			return err
		}
		for col := c.from; col <= c.to; col++ {
			err := chart.AddSeries(&xlsx.SeriesOptions{
				Name:       "=" + xlsx.RangeFormula("Load", 0, col, 0, col),
				Categories: "=" + xlsx.RangeFormula("Load", 1, 0, rows, 0),
				Values:     "=" + xlsx.RangeFormula("Load", 1, col, rows, col),
				Gap:        gap,
			})
			if err != nil {
				return err
			}
		}
		format := "hh:mm"
		if b.r.To.Sub(b.r.From) > 48*time.Hour {
			format = "mmm d"
		} else if b.r.To.Sub(b.r.From) < 10*time.Minute {
			format = "hh:mm:ss"
		}
		err = errors.Join(
			chart.SetTitle(&xlsx.ChartTitleOptions{Name: c.title}),
			chart.SetXAxis(&xlsx.AxisOptions{NumFormat: format, IntervalUnit: max(rows/6, 1), IntervalTick: max(rows/6, 1), TextAxis: true}),
			chart.SetYAxis(&xlsx.AxisOptions{Name: c.unit, Min: 0, Max: c.most, MajorGridlines: &xlsx.Gridlines{Visible: true, Line: &xlsx.Line{Color: "#DFE3E8"}}}),
			chart.SetLegend(&xlsx.LegendOptions{Position: "bottom"}),
			chart.SetSize(&xlsx.ChartSizeOptions{Width: 620, Height: 260}),
			ws.InsertChart(1+14*i, len(columns)+2, chart, nil),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *book) space() error {
	ws, err := b.sheet("Space")
	if err != nil {
		return err
	}
	var rows [][]any
	for _, h := range b.r.Hosts {
		if h.Machine == nil {
			continue
		}
		for _, f := range h.Machine.Filesystems {
			inodes := math.NaN()
			if f.InodesPercent != nil {
				inodes = *f.InodesPercent
			}
			early, late, perDay, why := math.NaN(), math.NaN(), math.NaN(), "no trend"
			if c, ok := h.Forecasts[f.Mountpoint]; ok {
				why = c.Why
				if c.Trend {
					early, late, perDay = c.Early, c.Late, c.PerDay/gib
				}
			}
			if f.Dead {
				rows = append(rows, []any{text(h.Name), text(f.Mountpoint), text(f.Device), text(f.Type), nil, nil, nil, nil, nil, nil, nil, nil, text("no data: it does not answer")})
				continue
			}
			rows = append(rows, []any{
				text(h.Name), text(f.Mountpoint), text(f.Device), text(f.Type), number{f.Percent(), b.one}, number{float64(f.Available) / gib, b.gib}, number{float64(f.Used) / gib, b.gib}, number{float64(f.Total) / gib, b.gib},
				number{inodes, b.one}, number{early, b.one}, number{late, b.one}, number{perDay, b.gib}, text(why),
			})
		}
	}
	head := []string{"Host", "File system", "Device", "Type", "full %", "left, GiB", "used, GiB", "size, GiB", "inodes %", "full in days, at the earliest", "at the latest", "grows, GiB a day", "Forecast"}
	if err := b.table(ws, 0, head, []float64{20, 24, 24, 10, 10, 12, 12, 12, 10, 14, 12, 12, 30}, rows); err != nil {
		return err
	}
	if len(rows) == 0 {
		return nil
	}
	return ws.ConditionalFormat(1, 4, len(rows), 4, &xlsx.ConditionalOptions{Type: "data_bar", MinType: "num", MaxType: "num", MinValue: 0, MaxValue: 100})
}

func (b *book) services() error {
	ws, err := b.sheet("Services")
	if err != nil {
		return err
	}
	ms := func(d time.Duration) number {
		if d == 0 {
			return number{math.NaN(), nil}
		}
		return number{float64(d) / float64(time.Millisecond), b.one}
	}
	var rows [][]any
	for _, s := range b.r.Services {
		up := math.NaN()
		if s.Watched > 0 {
			up = 100 * s.Up
		}
		rows = append(rows, []any{s.Rank, text(s.Name), text(s.URL), text(s.Err), ms(s.DNS), ms(s.Connect), ms(s.TLS), ms(s.FirstByte), ms(s.Total), ms(s.P95), number{up, b.gib}, number{s.Watched.Hours(), b.one}, s.CertificateEnds})
	}
	for _, n := range b.r.Names {
		rows = append(rows, []any{n.Rank, text(n.Name), text(n.Type + " " + strings.Join(n.Got, ", ")), text(n.Err), ms(n.Took)})
	}
	return b.table(ws, 0, []string{"State", "Target", "Address", "What is wrong", "DNS, ms", "connect, ms", "TLS, ms", "first byte, ms", "total, ms", "95 % within, ms", "up %", "watched, h", "Certificate until"},
		[]float64{12, 28, 40, 40, 10, 10, 10, 12, 10, 12, 10, 10, 20}, rows)
}

func (b *book) hosts() error {
	ws, err := b.sheet("Hosts")
	if err != nil {
		return err
	}
	var rows [][]any
	for _, h := range b.r.Hosts {
		rank := model.OK
		var problems []string
		for _, f := range b.r.Findings {
			if f.Host == h.Name {
				rank = max(rank, f.Rank)
				problems = append(problems, f.Text)
			}
		}
		if h.Machine == nil {
			rows = append(rows, []any{rank, text(h.Name), text("does not answer: " + h.Err), h.Since})
			continue
		}
		m := h.Machine
		rows = append(rows, []any{rank, text(h.Name), text(strings.Join(problems, ", ")), m.Time, number{m.Recent.CPU, b.one}, number{m.Load15, b.gib}, number{m.CPUs, nil}, number{float64(m.MemoryAvailable) / gib, b.gib}, number{float64(m.MemoryTotal) / gib, b.gib}, number{float64(m.Processes), nil}, m.Boot})
	}
	return b.table(ws, 0, []string{"State", "Host", "What is wrong", "Read at", "CPU %", "load, 15 min", "CPUs", "memory available, GiB", "memory, GiB", "processes", "up since"},
		[]float64{12, 24, 50, 20, 10, 12, 8, 14, 12, 12, 20}, rows)
}

// readings are the figures that have a limit and no graph.
func (b *book) readings() error {
	ws, err := b.sheet("Readings")
	if err != nil {
		return err
	}
	var rows [][]any
	for _, h := range b.r.Hosts {
		for _, r := range h.Readings {
			rows = append(rows, []any{r.Rank, text(h.Name), text(r.Name), text(r.Value), text(r.Limit)})
		}
	}
	return b.table(ws, 0, []string{"State", "Host", "Reading", "Now", "Limit"}, []float64{12, 24, 44, 34, 24}, rows)
}

func (b *book) limits() error {
	ws, err := b.sheet("Limits")
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range b.r.Limits {
		rows = append(rows, []any{text(l.Reading), text(l.Warning), text(l.Critical), text(l.Key)})
	}
	for _, n := range b.r.NotLooked {
		rows = append(rows, []any{text("not looked at: " + n.Section), text(n.Why), text(""), text(n.How)})
	}
	return b.table(ws, 0, []string{"Reading", "Warning", "Critical", "Key in [limits] of report.ini"}, []float64{44, 60, 44, 60}, rows)
}
