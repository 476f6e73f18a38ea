package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

//go:embed mail.gohtml
var mailText string

var mailTemplate = template.Must(template.New("mail").Funcs(functions).Funcs(template.FuncMap{"colour": colour, "cid": cid}).Parse(mailText))

// A Picture is a graph that the mail shows: its content id, what it says to those
// who do not see it, and its width in the mail, half of its own.
type Picture struct {
	CID, Alt string
	Width    int
}

// What a mail shows of long lists; the rest is in the page and the workbook.
const (
	mailFindings = 20
	mailHosts    = 40
	mailRows     = 30
)

// Mail is the report as the HTML of a mail: tables, styles of their own, no links
// and no script. It stays far below the 100 KB from which readers cut mails off.
func Mail(r *model.Report, pictures []Picture) (string, error) {
	v := mail{view: view{Report: r, Space: spaces(r)}, Pictures: pictures, Shown: head(r.Findings, mailFindings), ShownServices: head(r.Services, mailRows), ShownNames: head(r.Names, mailRows)}
	v.HostLines = v.SortedHosts()
	v.MoreHosts = len(v.HostLines) - min(len(v.HostLines), mailHosts)
	v.HostLines = head(v.HostLines, mailHosts)
	v.Space = head(v.Space, mailRows)
	v.MoreFindings = len(r.Findings) - len(v.Shown)
	var b strings.Builder
	err := mailTemplate.Execute(&b, v)
	return b.String(), err
}

func head[T any](list []T, n int) []T { return list[:min(n, len(list))] }

type mail struct {
	view
	Pictures                []Picture
	Shown                   []model.Finding
	ShownServices           []model.Service
	ShownNames              []model.Name
	HostLines               []hostLine
	MoreFindings, MoreHosts int
}

// cid is an address of a part of the mail, which html/template does not know.
func cid(id string) template.URL { return template.URL("cid:" + id) }

func colour(r model.Rank) string {
	return []string{"#1a7f45", "#5b6675", "#3c5a99", "#8a5a00", "#b3261e"}[r]
}

// Text is the report for readers without HTML. It stands alone.
func Text(r *model.Report) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s\n", r.Verdict())
	say("%s to %s, times in %s", r.From.Format("2006-01-02 15:04:05"), r.To.Format("2006-01-02 15:04:05"), view{Report: r}.Zone())
	if len(r.Findings) > 0 {
		say("\nWhat is wrong")
		for _, f := range head(r.Findings, mailFindings) {
			say("  %s %s %s: %s (%s; %s; limit %s)\n      next: %s", f.Rank.Sign(), f.Rank, f.Host, f.Text, since(r.Made, f.Since), f.Figure, f.Limit, f.Next)
		}
		if more := len(r.Findings) - mailFindings; more > 0 {
			say("  and %d more, in the workbook", more)
		}
	}
	say("\nAt a glance")
	for _, g := range r.Glances {
		say("  %-20s %s", g.Name, strings.Join(slices.DeleteFunc([]string{g.Value, g.Yesterday, g.LastWeek}, func(s string) bool { return s == "" }), "; "))
	}
	if len(r.Services)+len(r.Names) > 0 {
		say("\nServices and names")
	}
	for _, s := range head(r.Services, mailRows) {
		text := fmt.Sprintf("answers in %.1f ms", float64(s.Total.Microseconds())/1000)
		if s.Err != "" {
			text = s.Err
		}
		say("  %s %s: %s", s.Rank.Sign(), s.Name, text)
	}
	for _, n := range head(r.Names, mailRows) {
		say("  %s %s %s: %s %s", n.Rank.Sign(), n.Name, n.Type, strings.Join(n.Got, ", "), n.Err)
	}
	say("\nSpace")
	for _, s := range head(spaces(r), mailRows) {
		say("  %s %-20s %6s full, %s left; %s", s.Rank.Sign(), s.Mountpoint, model.Percent(s.Percent()), model.Bytes(float64(s.Available)), s.Forecast)
	}
	if len(r.Hosts) > 1 {
		say("\nHosts")
		v := view{Report: r}
		for _, h := range head(v.SortedHosts(), mailHosts) {
			if h.Machine == nil {
				say("  ● %s: does not answer: %s", h.Name, h.Err)
				continue
			}
			say("  %s %s: %s", h.Rank.Sign(), h.Name, strings.Join(h.Problems, ", "))
		}
	}
	if len(r.Changes) > 0 {
		say("\nChanges since the last run")
		for _, c := range head(r.Changes, mailRows) {
			say("  %s %s %s", c.Kind, c.What, c.Text)
		}
	}
	for _, n := range r.NotLooked {
		say("\n? not looked at: %s: %s. %s", n.Section, n.Why, n.How)
	}
	return b.String()
}
