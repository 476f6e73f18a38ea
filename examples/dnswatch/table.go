package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// show prints a table of results, those that are not as expected with what came
// instead, and a line that counts them. It returns whether all are.
func show(out io.Writer, results []result) (good bool, err error) {
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "\tSERVER\tNAME\tTYPE\tTIME\tANSWER")
	wrong := 0
	for _, r := range results {
		mark, answer := "ok", r.got
		if !r.good {
			wrong++
			mark, answer = "WRONG", fmt.Sprintf("%s (expected %s)", r.got, r.text())
		}
		fmt.Fprintf(table, "%s\t%s\t%v\t%v\t%s\t%s\n", mark, r.server, r.name, r.typ, milliseconds(r.took), answer)
	}
	if err := table.Flush(); err != nil {
		return false, err
	}
	if wrong > 0 {
		_, err = fmt.Fprintf(out, "%d of %d answers are not as expected\n", wrong, len(results))
		return false, err
	}
	_, err = fmt.Fprintf(out, "all %d answers are as expected\n", len(results))
	return true, err
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
