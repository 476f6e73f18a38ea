package fab_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// reported is a program whose tasks end in all ways.
func reported() *fab.Program {
	tries := map[string]int{}
	return &fab.Program{
		Setup: func(e *fab.Env) error {
			e.Hosts, e.Retries, e.MaxFailures = []string{"a", "b", "c", "d"}, 2, 1
			return nil
		},
		Tasks: []fab.Task{
			{Name: "values", Func: func(c *fab.Context) (any, error) {
				switch c.Env.Host {
				case "a":
					return c.Local("echo said", &fab.LocalOptions{Capture: true})
				case "b":
					return map[string]int{"n": 1}, nil
				case "c":
					return make(chan int), nil
				}
				return nil, nil
			}},
			{Name: "mixed", Func: func(c *fab.Context) error {
				tries[c.Env.Host]++
				switch {
				case c.Env.Host == "b" && tries["b"] < 3:
					return errors.New("not yet")
				case c.Env.Host == "c":
					return errors.New("two\nlines")
				}
				return nil
			}},
		},
	}
}

func TestTheReportAsJSON(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	var out, errs screen
	if status := reported().Run(ctx(t), []string{"--json", "values", "mixed"}, &fab.Streams{Out: &out, Err: &errs}); status != 1 {
		t.Errorf("status %d", status)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(out.String()), &doc); err != nil {
		t.Fatalf("%v:\n%s", err, &out)
	}
	tasks := doc["tasks"].([]any)
	for _, task := range tasks {
		task := task.(map[string]any)
		if _, ok := task["seconds"].(float64); !ok {
			t.Errorf("%v: how long it took is not told", task)
		}
		delete(task, "seconds")
		for i, h := range task["hosts"].([]any) {
			h := h.(map[string]any)
			if _, ok := h["seconds"].(float64); !ok {
				t.Errorf("%v: how long it took is not told", h)
			}
			delete(h, "seconds")
			if text, ok := h["value"].(string); ok && i == 2 && regexp.MustCompile(`^0x[0-9a-f]+$`).MatchString(text) {
				h["value"] = "a channel"
			}
		}
	}
	host := func(name, state string, tries float64, more ...any) map[string]any {
		h := map[string]any{"host": name, "state": state}
		if tries > 0 {
			h["tries"] = tries
		}
		for i := 0; i < len(more); i += 2 {
			h[more[i].(string)] = more[i+1]
		}
		return h
	}
	want := map[string]any{"ok": false, "error": "two\nlines", "tasks": []any{
		map[string]any{"task": "values", "hosts": []any{
			host("a", "ok", 1, "value", "said"), host("b", "ok", 1, "value", map[string]any{"n": 1.0}), host("c", "ok", 1, "value", "a channel"), host("d", "ok", 1),
		}},
		map[string]any{"task": "mixed", "hosts": []any{host("a", "ok", 1), host("b", "ok", 3), host("c", "failed", 3, "error", "two\nlines"), host("d", "skipped", 0)}},
	}}
	if !reflect.DeepEqual(doc, want) {
		t.Errorf("%v\nwant %v", doc, want)
	}
	// What else is said goes to the other output.
	for _, said := range []string{"[a] Executing task 'values'", "Warning: task 'mixed' failed on b, and is tried again (1 of 2):\n    not yet\n", "Fatal error: two\nlines"} {
		if !strings.Contains(errs.String(), said) {
			t.Errorf("%q is not said:\n%s", said, &errs)
		}
	}
	// Where nothing runs there is a report too, and the list of tasks is beside it.
	for _, q := range []struct {
		call, says string
		status     int
	}{
		{"nosuch", `{"tasks":[],"ok":false,"error":"fab: command line: \"nosuch\": no such task"}`, 1}, {"values:x", `{"tasks":[],"ok":false,"error":"fab: task values: \"x\": too many arguments: it takes none"}`, 1}, {"", `{"tasks":[],"ok":true}`, 0},
	} {
		var out, errs screen
		status := reported().Run(ctx(t), append([]string{"--json"}, strings.Fields(q.call)...), &fab.Streams{Out: &out, Err: &errs})
		var short bytes.Buffer
		if err := json.Compact(&short, []byte(out.String())); err != nil || short.String() != q.says || status != q.status {
			t.Errorf("%q: %d, %v\n%s", q.call, status, err, &out)
		}
		if strings.Contains(q.call, ":") == strings.Contains(errs.String(), "Available commands:\n\n    mixed\n    values\n") {
			t.Errorf("%q: %s", q.call, &errs)
		}
	}
}

func TestTheSummary(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	var out screen
	if status := reported().Run(ctx(t), []string{"--summary", "values", "mixed"}, &fab.Streams{Out: &out}); status != 1 {
		t.Errorf("status %d", status)
	}
	_, summary, _ := strings.Cut(out.String(), "\nSummary:\n\n")
	const want = `    values: 4 ok, 0 failed, 0 skipped in TIME
        ok      TIME  a
        ok      TIME  b
        ok      TIME  c
        ok      TIME  d
    mixed: 2 ok, 1 failed, 1 skipped in TIME
        ok      TIME  a
        ok      TIME  b (3 tries)
        failed  TIME  c (3 tries): two
        skipped TIME  d
`
	times, blanks := regexp.MustCompile(` *[0-9]+\.[0-9]{2}s`), regexp.MustCompile(` +TIME`)
	if got := times.ReplaceAllString(summary, " TIME"); got != blanks.ReplaceAllString(want, " TIME") {
		t.Errorf("%s\nwant\n%s", summary, want)
	}
	var nothing screen
	if status := reported().Run(ctx(t), []string{"--summary", "-l"}, &fab.Streams{Out: &nothing}); status != 0 || strings.Contains(nothing.String(), "Summary") {
		t.Errorf("%d, %s", status, &nothing)
	}
}
