package overlord

import (
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// working is an overlord at work, and a caller of it.
func working(t *testing.T) (*Overlord, *Caller) {
	t.Helper()
	dir := t.TempDir()
	v, err := Start(t.Context(), Options{Dir: dir, Bus: "127.0.0.1:0", Door: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	c, err := NewCaller(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return v, c
}

// Answers that the bus dropped are an error of their own, and no missing minion.
func TestAnswersThatWereLost(t *testing.T) {
	_, c := working(t)
	dropped := errors.New("slow consumer, messages dropped")
	c.lost <- dropped
	err := c.Call(t.Context(), []string{"web1"}, "test.ping", nil, CallOptions{Wait: time.Minute}, func(r *wire.Return) { t.Errorf("%+v", r) })
	var missing *MissingError
	if !errors.Is(err, dropped) || errors.As(err, &missing) || err.Error() != "answers were lost on the way: slow consumer, messages dropped" {
		t.Error(err)
	}
}

// A minion that was never heard of is not waited for to the end, and is named so.
func TestWhoWasNeverHeardOf(t *testing.T) {
	_, c := working(t)
	begun := time.Now()
	err := c.Call(t.Context(), []string{"web2", "web1"}, "test.ping", nil, CallOptions{Wait: time.Hour}, func(r *wire.Return) { t.Errorf("%+v", r) })
	if err == nil || err.Error() != "no answer from web1 (never heard of), web2 (never heard of)" || time.Since(begun) > 30*time.Minute {
		t.Error(err)
	}
	var missing *MissingError
	if !errors.As(err, &missing) {
		t.Fatal(err)
	}
	all, err := c.Status(t.Context(), missing.Call)
	if err != nil || len(all) != 2 || all[0].Minion != "web1" || all[1].State != Waiting {
		t.Errorf("%+v, %v", all, err)
	}
	missing = &MissingError{Minions: []string{"web1"}, Seen: map[string]Seen{"web1": {At: time.Now().Add(-90 * time.Second)}}, Err: errors.New("the disk is full")}
	if got := missing.Error(); got != "no answer from web1 (last heard 1m30s ago); the disk is full" {
		t.Error(got)
	}
}

// What is asked for wrongly is said to be wrong, with what was expected.
func TestWhatIsAskedForWrongly(t *testing.T) {
	v, c := working(t)
	for _, id := range []string{"web1", "web2"} {
		if _, err := v.Authority.Token(id); err != nil {
			t.Fatal(err)
		}
	}
	groups := filepath.Join(c.dir, "groups")
	if err := os.WriteFile(groups, []byte("a = @a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"db*":   fmt.Sprintf("no minion is meant by: %q; there are 0 minions", "db*"),
		"@none": fmt.Sprintf("there is no group %q in %s", "none", groups),
		"@a":    `group "a" contains itself`,
		"[":     `"[" is no pattern of names`,
	} {
		if got, err := c.Targets(pattern); err == nil || err.Error() != want {
			t.Errorf("%s: %v, %v, want %s", pattern, got, err, want)
		}
	}
	for id, want := range map[string]string{
		"":       `"" is no job; expected what -async printed, or a call whose answers did not come`,
		"a.b":    `"a.b" is no job; expected what -async printed, or a call whose answers did not come`,
		"absent": `there is no job "absent"; expected what -async printed within the last 30 days`,
	} {
		if got, err := c.Status(t.Context(), id); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v, want %s", id, got, err, want)
		}
	}
	big := strings.Repeat("x", 1<<20)
	if err := c.Call(t.Context(), []string{"web1"}, "test.echo", []string{big}, CallOptions{}, nil); err == nil || !strings.Contains(err.Error(), ", the bus takes 1048576") {
		t.Error(err)
	}
	if id, err := c.Submit(t.Context(), []string{"web1"}, "test.echo", []string{big}, CallOptions{}); err == nil || id != "" {
		t.Errorf("%q, %v", id, err)
	}
	if _, err := NewCaller(t.TempDir()); !errors.Is(err, ErrNoOverlord) {
		t.Error(err)
	}
}

// Times that are not given are a command's own.
func TestTimesOfACommand(t *testing.T) {
	v, caller := working(t)
	for _, c := range []struct{ wait, timeout, deadline, limit time.Duration }{
		{0, 0, 24 * time.Hour, time.Hour}, {time.Minute, 0, time.Minute, time.Hour}, {0, time.Minute, 24 * time.Hour, time.Minute},
	} {
		id, err := caller.Submit(t.Context(), []string{"web1"}, "test.echo", []string{"a"}, CallOptions{Wait: c.wait, Timeout: c.timeout, Idempotent: true})
		if err != nil {
			t.Fatal(err)
		}
		var job Job
		for stream, subject := range map[string]string{wire.Results: wire.Meta + id, wire.Jobs: wire.Job + "web1"} {
			s, err := caller.js.Stream(t.Context(), stream)
			if err != nil {
				t.Fatal(err)
			}
			m, err := s.GetLastMsgForSubject(t.Context(), subject)
			if err != nil {
				t.Fatal(err)
			}
			if stream == wire.Results {
				if err := json.Unmarshal(m.Data, &job); err != nil || job.ID != id || job.Method != "test.echo" || !slices.Equal(job.Args, []string{"a"}) || !slices.Equal(job.Targets, []string{"web1"}) || job.Deadline.Sub(job.Issued) != c.deadline || !job.Late.IsZero() {
					t.Errorf("%+v: %+v, %v", c, job, err)
				}
				continue
			}
			command, err := wire.Open(v.Authority.Key.Public().(ed25519.PublicKey), m.Data)
			if err != nil || command.ID != id || command.Deadline.Sub(command.Issued) != c.deadline || command.Timeout != c.limit || !command.Async || !command.Idempotent {
				t.Errorf("%+v: %+v, %v", c, command, err)
			}
		}
		all, err := caller.Status(t.Context(), id)
		if err != nil || len(all) != 1 || all[0].State != Waiting || all[0].Err != "" {
			t.Errorf("%+v, %v", all, err)
		}
	}
	for _, c := range []struct{ wait, timeout, deadline, limit time.Duration }{
		{0, 0, 30 * time.Second, 30 * time.Second}, {time.Hour, 0, time.Hour, time.Hour}, {time.Hour, time.Minute, time.Hour, time.Minute}, {0, time.Minute, 30 * time.Second, time.Minute},
	} {
		o := CallOptions{Wait: c.wait, Timeout: c.timeout}
		got := o.command("1", "test.ping", nil, []string{"web1"})
		if got.Deadline.Sub(got.Issued) != c.deadline || got.Timeout != c.limit || time.Since(got.Issued) > time.Hour || got.Overlord != "overlord" || !got.For("web1") {
			t.Errorf("%+v: %+v", o, got)
		}
	}
}

// The door answers requests for certificates, and nothing else; where the bus is told
// to minions as it is reached from elsewhere.
func TestTheDoor(t *testing.T) {
	v, err := Start(t.Context(), Options{Dir: t.TempDir(), Bus: "127.0.0.1:0", Door: "127.0.0.1:0", Public: "master.example.org:51234"})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if v.URL != "tls://master.example.org:51234" {
		t.Error(v.URL)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: v.Authority.Pool(), ServerName: "overlord"}, DisableKeepAlives: true}
	client := &http.Client{Transport: transport}
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"GET", "/csr", "", http.StatusNotFound, "not found"},
		{"POST", "/", "", http.StatusNotFound, "not found"},
		{"POST", "/csr?id=web1", strings.Repeat("x", 1<<16+1), http.StatusRequestEntityTooLarge, "a request of over 64 kB"},
		{"POST", "/csr?id=web1", strings.Repeat("x", 1<<16), http.StatusOK, `"Err":"`},
		{"POST", "/csr?id=..%2Fx", "x", http.StatusOK, "expected a name of a-z"},
	} {
		q, err := http.NewRequestWithContext(t.Context(), c.method, "https://"+v.Door+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		a, err := client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(a.Body)
		a.Body.Close()
		if err != nil || a.StatusCode != c.status || !strings.Contains(string(text), c.says) || c.status == http.StatusOK && a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: %s, %s, %v", c.method, c.path, a.Status, text, err)
		}
	}
}
