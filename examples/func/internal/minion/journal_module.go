package minion

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// module tells what the minion itself knows of its jobs, from its journal.
func (j *journal) module() *modules.Module {
	return &modules.Module{
		Name: "jobs", Summary: "Tell what the minion's journal knows of its jobs.",
		Methods: map[string]modules.Method{
			"list": func(context.Context, *modules.Call) (any, error) {
				j.mu.Lock()
				defer j.mu.Unlock()
				out := []any{}
				for _, r := range slices.SortedFunc(maps.Values(j.known), func(a, b *wire.Return) int { return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.Call, b.Call)) }) {
					out = append(out, []string{r.Call, r.State, r.Started.UTC().Format(time.RFC3339)})
				}
				return out, nil
			},
			"job_status": func(_ context.Context, c *modules.Call) (any, error) {
				if len(c.Args) != 1 {
					return nil, fmt.Errorf("%d arguments; expected a job", len(c.Args))
				}
				r := j.find(c.Args[0])
				if r == nil {
					return nil, fmt.Errorf("there is no job %q in this minion's journal", c.Args[0])
				}
				return map[string]any{"state": r.State, "value": r.Value, "error": r.Err}, nil
			},
		},
		Args: map[string]string{"list": "", "job_status": "JOB"},
	}
}
