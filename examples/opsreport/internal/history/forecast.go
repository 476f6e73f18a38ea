package history

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// A forecast wants a week of days, and looks at no more than a month of them.
const (
	leastDays = 7
	mostDays  = 30
)

// Forecast tells when a file system will be full, if its use grows as in the days
// until now.
func (s *Store) Forecast(host, mountpoint string, now time.Time) (model.Forecast, error) {
	days, err := s.days(s.File(host, "fs", mountpoint), now)
	if err != nil {
		return model.Forecast{}, err
	}
	return Trend(days), nil
}

// A Day is a day's mean use and space left, in bytes; NaN where nothing is known.
type Day struct{ Used, Available float64 }

func (s *Store) days(path string, now time.Time) ([]Day, error) {
	all, err := s.fetch(path, now.Add(-mostDays*24*time.Hour), now)
	if err != nil || len(all) != 2 {
		return nil, err
	}
	// The mean of each day's rows, whatever their step is.
	perDay := int(24 * time.Hour / all[0].Step)
	if perDay < 1 {
		return nil, nil
	}
	var days []Day
	for end := len(all[0].Values); end > 0; end -= perDay {
		rows := func(s model.Series) float64 { return mean(s.Values[max(0, end-perDay):end]) }
		days = append(days, Day{rows(all[0]), rows(all[1])})
	}
	slices.Reverse(days)
	return days, nil
}

func mean(values []float64) float64 {
	n, sum := 0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			n++
			sum += v
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// Trend is the growth that a line through the days has which half of all pairs of
// days lie above: a night with a backup moves it little (Theil and Sen). The range
// of the forecast comes from the quarters of the pairs' slopes.
func Trend(days []Day) model.Forecast {
	first := slices.IndexFunc(days, func(d Day) bool { return !math.IsNaN(d.Used) })
	if first < 0 || len(days)-first < leastDays {
		return model.Forecast{Why: fmt.Sprintf("no trend before %d days", leastDays)}
	}
	var slopes []float64
	known := 0
	for i := first; i < len(days); i++ {
		if math.IsNaN(days[i].Used) {
			continue
		}
		known++
		for j := i + 1; j < len(days); j++ {
			if !math.IsNaN(days[j].Used) {
				slopes = append(slopes, (days[j].Used-days[i].Used)/float64(j-i))
			}
		}
	}
	last := days[len(days)-1]
	if known < leastDays || math.IsNaN(last.Available) {
		return model.Forecast{Why: fmt.Sprintf("%d of the last %d days are known, expected at least %d", known, len(days)-first, leastDays)}
	}
	slices.Sort(slopes)
	at := func(q float64) float64 { return slopes[int(q*float64(len(slopes)-1))] }
	slow, middle, fast := at(0.25), at(0.5), at(0.75)
	size := last.Used + last.Available
	switch {
	case middle <= size/1e4: // less than a hundredth of a percent a day
		return model.Forecast{Why: "it does not grow", PerDay: middle}
	case slow <= 0:
		return model.Forecast{Why: "it grows and shrinks", PerDay: middle}
	}
	return model.Forecast{Trend: true, PerDay: middle, Early: last.Available / fast, Late: last.Available / slow}
}
