package history

import (
	"math"
	"slices"
	"time"
)

// Availability is how much of an interval a service was watched, which part of
// that it answered, and how long all but the slowest twentieth of its answers
// took.
func (s *Store) Availability(host, name string, from, to time.Time) (watched time.Duration, up float64, p95 time.Duration, err error) {
	all, err := s.fetch(s.File(host, "service", name), from, to)
	if err != nil || len(all) != 2 {
		return 0, 0, 0, err
	}
	known, sum := 0, 0.0
	for _, v := range all[0].Values {
		if !math.IsNaN(v) {
			known++
			sum += v
		}
	}
	if known == 0 {
		return 0, 0, 0, nil
	}
	var took []float64
	for _, v := range all[1].Values {
		if !math.IsNaN(v) {
			took = append(took, v)
		}
	}
	slices.Sort(took)
	if len(took) > 0 {
		p95 = time.Duration(took[(len(took)*95+99)/100-1] * float64(time.Millisecond))
	}
	return min(time.Duration(known)*all[0].Step, to.Sub(from)), sum / float64(known), p95, nil
}
