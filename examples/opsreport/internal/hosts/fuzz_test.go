package hosts

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// Whatever a machine sends is refused, or is a reading that can be recorded and
// shown.
func FuzzReading(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"AllCPUs":1,"CPUs":1}`, `{"AllCPUs":1,"CPUs":0.5,"Name":"a\u202eb\nc","Time":"2026-01-01T00:00:00Z","Boot":"9999-12-31T00:00:00Z"}`,
		`{"AllCPUs":2,"CPUs":2,"Filesystems":[{"Mountpoint":"/","Total":18446744073709551615}],"Busiest":[{"PID":-1}]}`, `{"AllCPUs":1,"CPUs":1,"CPU":{"User":1e308},"OOMKills":5}`,
	} {
		f.Add([]byte(s))
	}
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		m := new(model.Machine)
		if json.Unmarshal(text, m) != nil {
			return
		}
		if err := sane(m, now); err != nil {
			if strings.ContainsAny(model.Clean(err.Error()), "\n\r\x1b") {
				t.Fatalf("%q", err)
			}
			return
		}
		if !m.Time.Equal(now) || m.Boot.After(now) || m.AllCPUs < 1 || m.CPUs <= 0 || m.Load1 < 0 || len(m.Filesystems) > mostFiles || len(m.Disks) > mostThings {
			t.Fatalf("%+v", m)
		}
		texts := append([]string{m.Name, m.Kernel, m.CPUsHow, m.RebootNeeded}, m.Listening...)
		for _, fs := range m.Filesystems {
			texts = append(texts, fs.Mountpoint, fs.Device)
			if p := fs.Percent(); p < 0 || p > 100 {
				t.Fatalf("%+v", fs)
			}
		}
		for _, s := range texts {
			if strings.ContainsFunc(s, unicode.IsControl) || len([]rune(s)) > mostText {
				t.Fatalf("%q", s)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"web1", "ops@web1:22", "a@b@c", ":", "@", "x:99999", "h:+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, target string) {
		_, host, port, err := parse(target)
		if err == nil && (host == "" || port < 0 || port > 65535 || !strings.Contains(target, host)) {
			t.Fatalf("%q: %q, %d", target, host, port)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("%q", err)
		}
	})
}
