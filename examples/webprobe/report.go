package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// writeJSON prints the result as a JSON object on a line.
func (r *result) writeJSON(w io.Writer) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", b)
	return err
}

// writeTable prints the result a line a figure, in the chapter's order.
func (r *result) writeTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(t, "%s\t"+format+"\n", append([]any{name}, args...)...)
	}
	row("URL", "%s", r.URL)
	if r.Problem != "" {
		row("Problem", "%s", r.Problem)
	}
	if r.Address != "" {
		row("Address", "%s", r.Address)
	}
	row("HTTP status", "%d", r.Status)
	if r.Redirects > 0 {
		row("Redirects", "%d", r.Redirects)
	}
	row("Name looked up after", "%.2f ms", r.DNS)
	row("Connected after", "%.2f ms", r.Connect)
	if r.TLS > 0 {
		row("TLS set up after", "%.2f ms", r.TLS)
	}
	row("Request sent after", "%.2f ms", r.Request)
	row("First byte after", "%.2f ms", r.FirstByte)
	row("Done after", "%.2f ms", r.Total)
	row("Size", "%d bytes", r.Size)
	row("Header size", "%d bytes", r.Header)
	row("Speed", "%d bytes/s", r.Speed)
	return t.Flush()
}
