package post

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/mailx/email"
)

func TestMain(m *testing.M) { leak.Main(m) }

func report() *model.Report {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	return &model.Report{Made: now, From: now.AddDate(0, 0, -1), To: now, Hosts: []*model.Host{{Name: "web1\r\nBcc: all@example.org", Machine: &model.Machine{}}},
		Findings: []model.Finding{{Host: "web1\r\nBcc: all@example.org", Rank: model.Critical, Text: "disk / is full\r\nX: y"}}}
}

// What the mail holds comes from outside, and stays where it belongs.
func TestAMailThatSomebodyElseWroteTo(t *testing.T) {
	book := filepath.Join(t.TempDir(), "report.xlsx")
	if err := os.WriteFile(book, []byte("PK\x03\x04\r\n.\r\n.."), 0o600); err != nil {
		t.Fatal(err)
	}
	to := settings.Mail{From: "ops@example.org", To: []string{"root@example.org", "Two <two@example.org>"}}
	m, err := Message(report(), to, nil, book)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.eml")
	if err := ToFile(t.Context(), m, to, file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := email.MessageFromString(string(text), nil)
	if s := got.Text("Subject"); !strings.HasPrefix(s, "[1 problem] web1") || !strings.Contains(s, "disk / is full") || strings.ContainsAny(s, "\r\n") {
		t.Errorf("the subject is %q", s)
	}
	if got.Text("Bcc") != "" || got.Text("X") != "" || got.Text("To") != "root@example.org, Two <two@example.org>" || got.Text("Auto-Submitted") != "auto-generated" {
		t.Errorf("%s", text)
	}
	attached := false
	for p := range got.Walk() {
		if name, _ := p.GetFilename(); name == "report.xlsx" {
			content, defects := p.Content()
			attached = string(content) == "PK\x03\x04\r\n.\r\n.." && len(defects) == 0
		}
	}
	if !attached {
		t.Error("the workbook is another")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info, err)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, to := range []settings.Mail{{From: "ops@example.org", To: []string{"<"}}, {From: "", To: []string{"a@example.org"}}, {From: "ops@example.org", To: []string{"a@example.org\r\nBcc: b@example.org"}}} {
		m, err := Message(report(), to, nil, "none")
		if err == nil && (len(m.GetAll("Bcc")) > 0 || strings.Contains(m.Text("To"), "\n")) {
			t.Errorf("%+v: To is %q", to, m.Text("To"))
		}
		if err != nil && !strings.Contains(err.Error(), "[mail] ") {
			t.Errorf("%+v: %v does not say where", to, err)
		}
	}
}
