package house

import (
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// A law looks for what breaks one rule of the house.
type law struct {
	name string
	find func(*testing.T, *tree) []string

	// broken is a tree that breaks the rule, in every way that the law knows,
	// and mends the same with all that looks like a breach and is none.
	broken map[string]string
	want   []string // how each finding begins
	needs  string   // a program without which the breach cannot be found
}

var laws = []law{
	importLaw, commentLaw, filesLaw, namesLaw, topLevelLaw, quietLaw,
	buildLaw, pathLaw, sleepLaw, skipLaw, sizeLaw, readmeLaw,
	synopsisLaw, linkLaw,
}

func TestTheTreeKeepsItsLaws(t *testing.T) {
	house := load(t, "../..")
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			for _, finding := range l.find(t, house) {
				t.Error(finding)
			}
		})
	}
}

func TestEachLawFindsWhatBreaksIt(t *testing.T) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			if len(l.want) == 0 {
				t.Fatal("no broken tree: a law that cannot fail is none")
			}
			if l.needs != "" {
				peers.Need(t, l.needs)
			}
			got := l.find(t, plant(t, l.broken))
			slices.Sort(got)
			want := slices.Sorted(slices.Values(l.want))
			for i := range max(len(got), len(want)) {
				switch {
				case i >= len(got):
					t.Errorf("missed %s", want[i])
				case i >= len(want):
					t.Errorf("found too much: %s", got[i])
				case !strings.HasPrefix(got[i], want[i]):
					t.Errorf("found %s\n want %s", got[i], want[i])
				}
			}
		})
	}
}

func TestAllLawsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range laws {
		if seen[l.name] {
			t.Errorf("%s stands twice, so that another law does not run", l.name)
		}
		seen[l.name] = true
	}
}
