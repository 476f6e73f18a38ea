package rrd

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// fetched is a FetchResult as the helper "fetch" returns it.
func fetched(r *FetchResult, err error) original.Result {
	if err != nil {
		return resultOf(nil, err)
	}
	return resultOf([]any{r.Start.Unix(), r.End.Unix(), int64(r.Step.Seconds()), r.Names, r.Data}, nil)
}

func TestParityFetch(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	j := &original.Judge{
		Python: py,
		Ours: func(c original.Call) original.Result {
			var args []string
			for _, a := range c.Args {
				args = append(args, a.(string))
			}
			return fetched(Fetch(args...))
		},
	}
	dir := t.TempDir()
	for f := range 12 {
		step := []int64{1, 10, 60, 300}[r.IntN(4)]
		path := filepath.Join(dir, fmt.Sprint(f, ".rrd"))
		args := []any{path, f, "--start", fmt.Sprint(rpnStart), "--step", fmt.Sprint(step)}
		for i := range 1 + r.IntN(3) {
			args = append(args, fmt.Sprintf("DS:d%d:GAUGE:%d:U:U", i, 2*step))
		}
		sources := len(args) - 6
		for _, a := range r.plainRRAs(1 + r.IntN(5)) {
			args = append(args, a)
		}
		py.Value("create", args...)
		updates := []any{path}
		at := int64(rpnStart)
		for range r.IntN(60) {
			at += 1 + r.Int64N(2*step)
			text := fmt.Sprint(at)
			for range sources {
				text += fmt.Sprintf(":%d", r.IntN(100))
			}
			updates = append(updates, text)
		}
		if len(updates) > 1 {
			py.Value("update", updates...)
		}
		var calls []original.Call
		for range original.Rounds(t, 600) / 12 {
			from := rpnStart - 20*step + r.Int64N(100*step)
			args := []any{path, r.of("AVERAGE AVERAGE MIN MAX LAST HWPREDICT"), "-s", fmt.Sprint(from), "-e", fmt.Sprint(from + r.Int64N(60*step))}
			if r.one(2) {
				args = append(args, "-r", fmt.Sprint(1+r.Int64N(6)*step))
			}
			if r.one(4) {
				args = append(args, "-a")
			}
			calls = append(calls, original.Call{Func: "fetch", Args: args})
		}
		j.Generated(t, calls)
	}
	path := filepath.Join(dir, "0.rrd")
	var table []original.Call
	for _, args := range [][]any{
		{}, {"AVERAGE", "--start"}, {"AVERAGE", "-s"}, {"FOO"}, {"average"}, {"AVERAGE", "-z"}, {"AVERAGE", "--foo"}, {"AVERAGE", "--align-start=3"},
		{"--abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"}, {"AVERAGE", "--=x"}, {"-"}, {"-s", "1000000000", "-e", "1000000300", "--", "AVERAGE", "-s"}, {"--"},
		{"AVERAGE", "-s", "315360001", "-e", "315360300"}, {"AVERAGE", "-s", "1000000000", "-e", "900000000"},
		{"AVERAGE", "-s", "end-1h", "-e", "start+1h"}, {"AVERAGE", "-s", "foo"}, {"AVERAGE", "-e", "foo"},
		{"AVERAGE", "-r", "0"}, {"AVERAGE", "-r", "x"}, {"AVERAGE", "-r", "5x"}, {"AVERAGE", "-r", "-5"}, {"AVERAGE", "-r", "1.5"}, {"AVERAGE", "-r", ""},
		{"-as", "1000000000", "AVERAGE", "-e1000000300", "-r", "5m"}, {"AVERAGE", "--start=1000000000", "--end", "1000000300", "ignored"},
		{"AVERAGE", "-s", "1000000500", "-e", "1000000500"},
	} {
		table = append(table, original.Call{Func: "fetch", Args: append([]any{path}, args...)})
	}
	table = append(table, original.Call{Func: "fetch", Args: []any{"/nowhere/x.rrd", "AVERAGE"}}, original.Call{Func: "fetch", Args: []any{}})
	j.Table(t, table)
}
