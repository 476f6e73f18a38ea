package xlsx

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestChartsOfAllKinds compares every type and subtype, with and without
// everything that it can have.
func TestChartsOfAllKinds(t *testing.T) {
	j := chartJudge(t)
	var calls []original.Call
	for _, k := range sortedKeys(chartKinds, func(a, b string) int { return len(a) - len(b) }) {
		kind := chartKinds[k]
		for _, subtype := range append([]string{""}, kind.subtypes...) {
			p := oneChart(k)
			if subtype != "" {
				p["charts"].(list)[0].(dict)["options"].(dict)["subtype"] = subtype
			}
			calls = append(calls, partsOf(p))
		}
	}
	j.Table(t, calls)
}

// TestChartDivergences holds the differences from XlsxWriter to what they say.
func TestChartDivergences(t *testing.T) { chartJudge(t).Pins(t) }
