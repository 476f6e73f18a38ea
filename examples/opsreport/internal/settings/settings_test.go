package settings

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// What is printed as the defaults are the defaults.
func TestDefaultFileSaysTheDefaults(t *testing.T) {
	none, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	written, err := Parse(Default)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(none, written) {
		t.Errorf("report.ini says %+v, without it %+v", written, none)
	}
	if none.Limits.DiskPercent[1] != 98 || none.Mail.When != "always" || none.Hosts.AtOnce != 16 {
		t.Errorf("%+v", none)
	}
}

// Every commented example in the file can be used as it stands.
func TestCommentedExamplesAreValid(t *testing.T) {
	var text strings.Builder
	for line := range strings.Lines(string(Default)) {
		trimmed := strings.TrimLeft(line, " ")
		if rest, ok := strings.CutPrefix(trimmed, "# "); ok && (strings.Contains(rest, " = ") || strings.HasPrefix(rest, "[[")) {
			line = rest
		}
		text.WriteString(line)
	}
	s, err := Parse([]byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	want := []Service{{"shop", "https://shop.example.org/health", "ready", "/etc/ssl/shop-ca.pem", 200, 10 * time.Second}}
	if !reflect.DeepEqual(s.Services, want) || s.Names[0].Expect[0] != "192.0.2.80" || s.Mail.Server != "mail.example.org:587" || s.Virus.Folder != "/srv/uploads" {
		t.Errorf("%+v", s)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"[limits]\ndisk_percent = 90":                 "report.ini:2: [limits] disk_percent: ",
		"[limits]\ndisk_percent = 90, many":           "float_list(min=2, max=2",
		"[report]\nrange = year":                      `[report] range: the value "year" is unacceptable; expected option("hour", "day", "week", "month")`,
		"[report]\ncolour = red":                      "[report] colour: there is no such key",
		"[services]\n[[shop]]\nstatus = 200":          "[services] [shop] url: is missing",
		"[services]\n[[shop]]\nurl = x\nstatus = two": "[services] [shop] status: ",
		"[report\n":                          "report.ini: ",
		"[limits]\nload_per_cpu = nan":       "report.ini:2: [limits] load_per_cpu: the value NaN is no number to compare with; expected float(min=0)",
		"[limits]\ndisk_percent = 90, inf":   "report.ini:2: [limits] disk_percent: the value +Inf is no number",
		"[hosts]\ntimeout = nan":             "report.ini:2: [hosts] timeout: the value NaN",
		"[limits]\ndisk_percent = 98, 90":    "report.ini:2: [limits] disk_percent: 98, 90: what is critical lies before the warning",
		"[limits]\ncertificate_days = 7, 14": "what is critical lies before the warning",
		"[limits]\ncpu_back = 99, 85":        "report.ini:2: [limits] cpu_back: 99 is over the limit, 85",
		"[reprot]\nrange = day":              `report.ini:1: reprot: there is no such section: did you mean "report"?`,
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
