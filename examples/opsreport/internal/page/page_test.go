package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for systems without a database of time zones

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// sample is a report with something in every section.
func sample(zone *time.Location) *model.Report {
	made := time.Date(2026, 11, 28, 12, 0, 0, 0, zone)
	inodes := 12.5
	m := &model.Machine{
		Name: "web1", Time: made, Boot: made.Add(-50 * time.Hour), CPUs: 2, AllCPUs: 2, MemoryTotal: 8 << 30, MemoryAvailable: 6 << 30,
		Filesystems: []model.Filesystem{{Mountpoint: "/", Total: 100e9, Used: 97e9, Available: 3e9, InodesPercent: &inodes}, {Mountpoint: "/var", Total: 10e9, Used: 1e9, Available: 9e9}, {Mountpoint: "/mnt/nas", Device: "nas:/x", Type: "nfs4", Network: true, Dead: true}},
		Busiest:     []model.Process{{PID: 7, Name: "<b>", User: "root", CPU: 12.3, RSS: 1 << 20}},
	}
	values := make([]float64, 24)
	for i := range values {
		values[i] = float64(i)
	}
	values[3], values[7], values[9] = math.NaN(), math.NaN(), math.NaN() // 8 is alone
	from := made.AddDate(0, 0, -1)
	return &model.Report{
		Made: made, From: from, To: made, Range: model.Day, Samples: 5, Go: "go1.26",
		Hosts: []*model.Host{
			{Name: "web1", Machine: m, Readings: []model.Reading{{Name: "disk <sda> busy, 10 min", Value: "99.0 %", Limit: "> 98 %", Rank: model.Warning}, {Name: "clock", Value: "no data yet", Rank: model.NoData}}, Series: []model.Series{{Key: "user", From: from, Step: time.Hour, Values: values}}, Forecasts: map[string]model.Forecast{"/": {Trend: true, PerDay: 1 << 30, Early: 2, Late: 4}, "/var": {Why: "it does not grow"}}},
			{Name: "db1", Err: "no route to host", Since: made.Add(-8 * time.Hour)},
		},
		Services: []model.Service{{Name: "shop", Err: "refused", Rank: model.Critical}, {Name: "api", Status: 200, Total: 12 * time.Millisecond, Up: 0.9993, Watched: 23*time.Hour + 40*time.Minute}},
		Changes:  []model.Change{{Kind: "file", What: "/etc/hosts", Text: "1 line added, 0 removed", Since: from, Diff: []model.DiffLine{{Kind: '@', Text: "@ -1 +1,2 @@"}, {Kind: '+', Text: "<evil>"}}}},
		Findings: []model.Finding{
			{ID: "host", Host: "db1", Rank: model.Critical, Text: "does not answer", Since: made.AddDate(0, 0, -5), Next: "look", Anchor: "hosts"},
			{ID: "disk-space:/", Host: "web1", Rank: model.Warning, Text: "disk / is 97 % full", Since: made, Figure: "97.0 %", Limit: "90 %", Next: "make room", Anchor: "space"},
		},
		Glances:   []model.Glance{{Name: "CPU", Value: "12.0 %", Yesterday: "no data of yesterday", LastWeek: "+1.0 % against last week"}},
		NotLooked: []model.NotLooked{{Section: "Viruses", Why: "no clamd answers", How: "install it"}},
	}
}

func render(t *testing.T, r *model.Report) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageSaysWhatIsWrongFirst(t *testing.T) {
	page := render(t, sample(time.UTC))
	order := []string{
		"[2 problems] db1: does not answer, web1: disk / is 97 % full", "● 1 critical", "▲ 1 warning", "? 1 not looked at",
		"does not answer <small>since 5 days", "disk / is 97 % full <small>new · 97.0 % · limit 90 %", "At a glance", "no data of yesterday",
		"refused", "99.93 % of 23 h 40 min watched", "/mnt/nas (network)", "? no data</b> nfs4 of nas:/x", "no data: it does not answer", "full in 2 to 4 days", "it does not grow", "&lt;b&gt;", "disk &lt;sda&gt; busy, 10 min", "▲ warning", "99.0 %", "&gt; 98 %", "? no data", "no data yet", "<ins>+&lt;evil&gt;</ins>",
		"no data since 2026-11-28 04:00", "no route to host", "no clamd answers",
	}
	at := 0
	for _, want := range order {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("no %q after %q", want, page[max(0, at-80):at])
		}
		at += i
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "NaN") {
		t.Error("the page shows a value that is none")
	}
}

// What is missing is a gap, and a value alone between two is a dot.
func TestGapsAreGaps(t *testing.T) {
	r := sample(time.UTC)
	c := newChart("x", r, model.Percent, roundUp, line{"user", r.Self().Series[0]})
	d := string(c.Paths()[0])
	if n := strings.Count(d, "M"); n != 4 {
		t.Errorf("%d pieces, want those before, between and after three gaps: %s", n, d)
	}
	if n := strings.Count(d, "h.1"); n != 1 {
		t.Errorf("%d dots, want one: %s", n, d)
	}
	if empty := newChart("y", r, model.Percent, roundUp, line{"none", model.Series{Values: []float64{math.NaN()}}}); !empty.Empty() || empty.Legend()[0].Text != "no data" {
		t.Error("a line of nothing is something")
	}
}

// Days have 23 and 25 hours where clocks are changed, and the marks stand at the
// hours of the zone all the same.
func TestMarksStandAtRoundTimesOfTheZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{time.Date(2026, 11, 28, 9, 59, 31, 0, time.UTC), time.Date(2026, 11, 28, 9, 59, 36, 0, time.UTC), "09:59:31 09:59:32 09:59:33 09:59:34 09:59:35 09:59:36"},
		{time.Date(2026, 11, 28, 9, 10, 0, 0, time.UTC), time.Date(2026, 11, 28, 10, 10, 0, 0, time.UTC), "09:15 09:30 09:45 10:00"},
		{time.Date(2026, 3, 28, 12, 0, 0, 0, berlin), time.Date(2026, 3, 31, 12, 0, 0, 0, berlin), "Mar 29 Mar 30 Mar 31"},
		{time.Date(2026, 10, 24, 12, 0, 0, 0, berlin), time.Date(2026, 10, 27, 12, 0, 0, 0, berlin), "Oct 25 Oct 26 Oct 27"},
	} {
		r := &model.Report{From: c.from, To: c.to}
		var got []string
		for _, m := range newChart("x", r, model.Percent, roundUp).XMarks() {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.from, c.to, s, c.want)
		}
	}
	spring := model.Day.From(time.Date(2026, 3, 29, 12, 0, 0, 0, berlin))
	if got := time.Date(2026, 3, 29, 12, 0, 0, 0, berlin).Sub(spring); got != 23*time.Hour {
		t.Errorf("the day of the spring change has %v", got)
	}
}

// A mail about a hundred hosts that are all in trouble is still not cut off.
func TestMailStaysSmall(t *testing.T) {
	r := sample(time.UTC)
	for i := range 100 {
		name := fmt.Sprintf("host-with-a-long-name-%d.example.org", i)
		r.Hosts = append(r.Hosts, &model.Host{Name: name, Err: strings.Repeat("unreachable ", 20)})
		for j := range 5 {
			r.Findings = append(r.Findings, model.Finding{ID: fmt.Sprint(j), Host: name, Rank: model.Critical, Text: strings.Repeat("text ", 20), Figure: strings.Repeat("9", 50), Next: strings.Repeat("next ", 20)})
		}
		r.Services = append(r.Services, model.Service{Name: name, Err: strings.Repeat("refused ", 20)})
		r.Names = append(r.Names, model.Name{Name: name, Err: strings.Repeat("no ", 50)})
	}
	html, err := Mail(r, []Picture{{CID: "cpu.1@x", Alt: "CPU: 12 %", Width: 600}})
	if err != nil {
		t.Fatal(err)
	}
	if len(html) > 100_000 {
		t.Errorf("%d bytes, expected at most 100,000", len(html))
	}
	for _, want := range []string{`src="cid:cpu.1@x"`, `alt="CPU: 12 %"`, "more, in the attached workbook"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in the mail", want)
		}
	}
	if text := Text(r); !strings.Contains(text, "and 482 more") || !strings.HasPrefix(text, "[702 problems]") && !strings.HasPrefix(text, "[502 problems]") {
		t.Errorf("%.300s", text)
	}
}

// Names that somebody chose to fill the mail and the subject with do not.
func TestHostileNamesFillNoMail(t *testing.T) {
	r := sample(time.UTC)
	name := model.Clean("/srv/uploads/" + strings.Repeat("\"<", 2000) + "\r\nBcc: all@example.org\x00\u202egpj.exe\u0085")
	for range 200 {
		r.Findings = slices.Insert(r.Findings, 0, model.Finding{ID: "virus:" + name, Host: name, Rank: model.Critical, Text: "virus in " + name, Figure: name, Limit: name, Next: name})
		r.Hosts = append(r.Hosts, &model.Host{Name: name, Err: name})
		r.Services = append(r.Services, model.Service{Name: name, Err: name})
		r.Names = append(r.Names, model.Name{Name: name, Err: name, Got: []string{name}})
		r.NotLooked = append(r.NotLooked, model.NotLooked{Section: name, Why: name, How: name})
		r.Changes = append(r.Changes, model.Change{Kind: "file", What: name, Text: name})
	}
	html, err := Mail(r, nil)
	if err != nil || len(html) > 100_000 {
		t.Errorf("%d bytes, %v", len(html), err)
	}
	text := Text(r)
	for what, s := range map[string]string{"html": html, "text": text, "subject": r.Verdict()} {
		if strings.ContainsAny(s, "\r\x00\u202e\u0085") || strings.Contains(s, "\nBcc") || !strings.Contains(s, "virus in /srv/uploads/") || !strings.Contains(s, "gpj.exe") && what != "html" {
			t.Errorf("%s: %.300q", what, s)
		}
	}
	if n := len(r.Verdict()); n > 600 {
		t.Errorf("a subject of %d bytes", n)
	}
	if len(text) > 200_000 {
		t.Errorf("a text of %d bytes", len(text))
	}
}

func TestShortTextsKeepTheirEnd(t *testing.T) {
	for text, want := range map[string]string{"": "", "0123456789": "0123456789", "0123456789a": "012345…89a", "ééééééééééé": "éééééé…ééé", "ééééé": "ééééé"} {
		if got := model.Short(text, 10); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[float64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 1 << 30: "1.0 GiB", -1536: "-1.5 KiB"} {
		if got := model.Bytes(n); got != want {
			t.Errorf("%v bytes: %q, want %q", n, got, want)
		}
	}
	for v, want := range map[float64]float64{0: 1, 0.03: 0.04, 1: 1, 3: 4, 4.5: 5, 7: 10, 120: 200} {
		if got := roundUp(v); got != want {
			t.Errorf("roundUp(%v) = %v, want %v", v, got, want)
		}
	}
	for v, want := range map[float64]float64{0: 1024, 1500: 2048, 3 << 20: 4 << 20} {
		if got := roundBytes(v); got != want {
			t.Errorf("roundBytes(%v) = %v, want %v", v, got, want)
		}
	}
	for d, want := range map[time.Duration]string{-time.Second: "0 s", 12 * time.Millisecond: "12 ms", 59 * time.Second: "59 s", 5 * time.Minute: "5 min", 24 * time.Hour: "24 h", 25*time.Hour + 5*time.Minute: "25 h 5 min", 72 * time.Hour: "3 days"} {
		if got := model.Span(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
