package diffx_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityCloseMatches(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	cutoffs := []float64{0, 0.1, 0.5, 0.6, 0.75, 0.9, 1}
	inChunks(original.Rounds(t, 1500), func(n int) {
		var calls []original.Call
		var ours []func() ([]string, error)
		for range n {
			alphabet := pick(rng, alphabets)
			word := genLine(rng, alphabet)
			var list []string
			for range rng.IntN(30) {
				list = append(list, pick(rng, []string{mutate(rng, word, alphabet), genLine(rng, alphabet), mutate(rng, mutate(rng, word, alphabet), alphabet)}))
			}
			limit, cutoff := 1+rng.IntN(6), pick(rng, cutoffs)
			calls = append(calls, original.Call{Func: "difflib.get_close_matches", Args: []any{word, list, limit, cutoff}})
			ours = append(ours, func() ([]string, error) {
				return diffx.GetCloseMatches(word, list, &diffx.CloseMatchesOptions{N: &limit, Cutoff: &cutoff})
			})
		}
		for i, r := range py.Batch(calls) {
			got, err := ours[i]()
			if err != nil || r.Err != nil || !original.Same(got, r.Value) {
				t.Errorf("%.700q:\n got %q, %v\nwant %q, %v", calls[i].Args, got, err, r.Value, r.Err)
			}
		}
	})
	words := []string{"ape", "apple", "peach", "puppy"}
	if got, err := diffx.GetCloseMatches("appel", words, nil); err != nil || !original.Same(got, py.Value("difflib.get_close_matches", "appel", words)) {
		t.Errorf("with the defaults: %q, %v", got, err)
	}
}

func TestParityCloseMatchesRefuses(t *testing.T) {
	py := startOriginal(t)
	for _, c := range []struct {
		n      int
		cutoff float64
	}{{-1, 0.6}, {0, 0.6}, {3, 1.5}, {3, -0.1}, {3, math.NaN()}, {3, math.Inf(1)}, {3, math.Inf(-1)}, {3, 1e16}, {3, 1.5e300}, {3, -1e-5}, {3, 2}, {-3, 7}} {
		_, want := py.Call("difflib.get_close_matches", "a", []string{"a"}, c.n, c.cutoff)
		list, err := diffx.GetCloseMatches("a", []string{"a"}, &diffx.CloseMatchesOptions{N: &c.n, Cutoff: &c.cutoff})
		var theirs *original.Exception
		if !errors.As(want, &theirs) || theirs.Class != "ValueError" || !errors.Is(err, diffx.ErrValue) || reasonOf(err) != theirs.Message || list != nil {
			t.Errorf("n %d, cutoff %v: got %q, %v, want %v", c.n, c.cutoff, list, err, want)
		}
	}
}

func TestParityRestoreRefuses(t *testing.T) {
	py := startOriginal(t)
	for _, which := range []int{0, 3, -1} {
		_, want := py.Call("lambda w: list(difflib.restore([], w))", which)
		_, err := diffx.Restore(slices.Values([]string{}), which)
		var theirs *original.Exception
		if !errors.As(want, &theirs) || theirs.Class != "ValueError" || !errors.Is(err, diffx.ErrValue) || reasonOf(err) != theirs.Message {
			t.Errorf("restore(%d): got %v, want %v", which, err, want)
		}
	}
}
