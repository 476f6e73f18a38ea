package fab

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// A report is what all tasks of a run came to.
type report struct {
	executions []*Execution
	took       []time.Duration
}

func (r *report) add(x *Execution, took time.Duration) {
	r.executions = append(r.executions, x)
	r.took = append(r.took, took)
}

// state is how a task went on a host, in a word.
func (h HostResult) state() string {
	switch {
	case h.Err != nil:
		return "failed"
	case h.Skipped:
		return "skipped"
	}
	return "ok"
}

// summary is a line for each task and each of its hosts, with how long it took.
func (r *report) summary(w io.Writer) {
	io.WriteString(w, "\nSummary:\n\n")
	for i, x := range r.executions {
		counts := map[string]int{}
		for _, h := range x.Hosts {
			counts[h.state()]++
		}
		fmt.Fprintf(w, "    %s: %d ok, %d failed, %d skipped in %.2fs\n", x.Task, counts["ok"], counts["failed"], counts["skipped"], r.took[i].Seconds())
		for _, h := range x.Hosts {
			line := fmt.Sprintf("        %-7s %8.2fs  %s", h.state(), h.Duration.Seconds(), or(h.Host, "<local-only>"))
			if h.Tries > 1 {
				line += fmt.Sprintf(" (%d tries)", h.Tries)
			}
			if h.Err != nil {
				line += ": " + headline(h.Err)
			}
			fmt.Fprintln(w, line)
		}
	}
}

// jsonHost is a host in the report.
type jsonHost struct {
	Host    string  `json:"host"`
	State   string  `json:"state"`
	Seconds float64 `json:"seconds"`
	Tries   int     `json:"tries,omitempty"`
	Value   any     `json:"value,omitempty"`
	Error   string  `json:"error,omitempty"`
}

type jsonTask struct {
	Task    string     `json:"task"`
	Seconds float64    `json:"seconds"`
	Hosts   []jsonHost `json:"hosts"`
}

// encode writes the report, and why the run ended, as one JSON object. Values that
// JSON has no form for are shown as Go prints them.
func (r *report) encode(w io.Writer, ended error) error {
	doc := struct {
		Tasks []jsonTask `json:"tasks"`
		OK    bool       `json:"ok"`
		Error string     `json:"error,omitempty"`
	}{Tasks: []jsonTask{}, OK: ended == nil}
	if ended != nil {
		doc.Error = ended.Error()
	}
	for i, x := range r.executions {
		t := jsonTask{Task: x.Task, Seconds: r.took[i].Seconds(), Hosts: []jsonHost{}}
		for _, h := range x.Hosts {
			j := jsonHost{Host: h.Host, State: h.state(), Seconds: h.Duration.Seconds(), Tries: h.Tries, Value: h.Value}
			if result, ok := h.Value.(*Result); ok {
				j.Value = result.String()
			} else if _, err := json.Marshal(h.Value); err != nil {
				j.Value = fmt.Sprint(h.Value)
			}
			if h.Err != nil {
				j.Error = h.Err.Error()
			}
			t.Hosts = append(t.Hosts, j)
		}
		doc.Tasks = append(doc.Tasks, t)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(doc)
}
