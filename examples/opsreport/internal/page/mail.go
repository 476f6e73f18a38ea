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

// What a mail shows of long lists, and of long texts that come from outside; the
// rest is in the page and the workbook.
const (
	mailFindings = 20
	mailHosts    = 40
	mailRows     = 30
	mailLetters  = 160
)

// mailBytes is far enough below the 100 KB from which readers cut mails off.
const mailBytes = 96 << 10

// Mail is the report as the HTML of a mail: tables, styles of their own, no links
// and no script. It is never so long that readers cut it off: where names are made
// to fill it, less of each is shown, and then fewer rows.
func Mail(r *model.Report, pictures []Picture) (string, error) {
	for letters, share := mailLetters, 1; ; letters, share = letters/2, share*2 {
		v := mail{
			view: view{Report: r, Space: head(spaces(r), mailRows/share)}, Pictures: pictures, letters: max(letters, 10),
			Shown: head(r.Findings, mailFindings/share), ShownServices: head(r.Services, mailRows/share), ShownNames: head(r.Names, mailRows/share),
			ShownNotLooked: head(r.NotLooked, mailRows/share),
		}
		v.HostLines = v.SortedHosts()
		v.MoreHosts = max(0, len(v.HostLines)-mailHosts/share)
		v.HostLines = head(v.HostLines, mailHosts/share)
		v.MoreNotLooked = len(r.NotLooked) - len(v.ShownNotLooked)
		v.MoreFindings = len(r.Findings) - len(v.Shown)
		var b strings.Builder
		if err := mailTemplate.Execute(&b, v); err != nil {
			return "", err
		}
		if b.Len() <= mailBytes || share > mailHosts {
			return b.String(), nil
		}
	}
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
	ShownNotLooked          []model.NotLooked
	MoreNotLooked           int
	letters                 int
}

// Short keeps one long name from filling the mail.
func (m mail) Short(s string) string { return model.Short(s, m.letters) }

func short(s string) string { return model.Short(s, mailLetters) }

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
			say("  %s %s %s: %s (%s; %s; limit %s)\n      next: %s", f.Rank.Sign(), f.Rank, short(f.Host), short(f.Text), since(r.Made, f.Since), short(f.Figure), short(f.Limit), short(f.Next))
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
		say("  %s %s: %s", s.Rank.Sign(), short(s.Name), short(text))
	}
	for _, n := range head(r.Names, mailRows) {
		say("  %s %s %s: %s %s", n.Rank.Sign(), short(n.Name), n.Type, short(strings.Join(n.Got, ", ")), short(n.Err))
	}
	say("\nSpace")
	for _, s := range head(spaces(r), mailRows) {
		if s.Dead {
			say("  %s %-20s %s", s.Rank.Sign(), s.Mountpoint, s.Forecast)
			continue
		}
		say("  %s %-20s %6s full, %s left; %s", s.Rank.Sign(), s.Mountpoint, model.Percent(s.Percent()), model.Bytes(float64(s.Available)), s.Forecast)
	}
	if len(r.Hosts) > 1 {
		say("\nHosts")
		v := view{Report: r}
		for _, h := range head(v.SortedHosts(), mailHosts) {
			if h.Machine == nil {
				say("  ● %s: does not answer: %s", short(h.Name), short(h.Err))
				continue
			}
			say("  %s %s: %s", h.Rank.Sign(), short(h.Name), short(strings.Join(h.Problems, ", ")))
		}
	}
	if len(r.Changes) > 0 {
		say("\nChanges since the last run")
		for _, c := range head(r.Changes, mailRows) {
			say("  %s %s %s", c.Kind, short(c.What), short(c.Text))
		}
	}
	for _, n := range head(r.NotLooked, mailRows) {
		say("\n? not looked at: %s: %s. %s", short(n.Section), short(n.Why), short(n.How))
	}
	if more := len(r.NotLooked) - mailRows; more > 0 {
		say("\nand %d more, in the workbook", more)
	}
	return b.String()
}
