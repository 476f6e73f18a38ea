package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A chart is a line chart of values over the time of the sampling, drawn as SVG
// by the page's template in the units of its viewBox.
type chart struct {
	Title string
	Lines []line
	// Top is the value at the upper edge; zero means the largest value, rounded
	// up by Round.
	Top   float64
	Round func(float64) float64 // nil means to a round decimal number
	Unit  func(float64) string
}

// A line is a named series of points.
type line struct {
	Name   string
	Points []point
}

type point struct {
	Since time.Duration
	Value float64
}

func (l *line) add(since time.Duration, value float64) {
	l.Points = append(l.Points, point{since, value})
}

func (l *line) last() float64 {
	if len(l.Points) == 0 {
		return 0
	}
	return l.Points[len(l.Points)-1].Value
}

func (l *line) mean() float64 {
	sum := 0.0
	for _, p := range l.Points {
		sum += p.Value
	}
	return sum / float64(max(len(l.Points), 1))
}

// The drawing area within the viewBox of 720 by 220, which leaves room for the
// labels of the axes.
const (
	left, right = 74.0, 708.0
	top, bottom = 12.0, 190.0
)

// A mark is a label at a place on an axis.
type mark struct {
	At   float64
	Text string
}

func (c chart) top() float64 {
	if c.Top > 0 {
		return c.Top
	}
	high := 0.0
	for _, l := range c.Lines {
		for _, p := range l.Points {
			high = max(high, p.Value)
		}
	}
	if c.Round != nil {
		return c.Round(high)
	}
	return roundUp(high)
}

// roundUp is the next of 1, 2, 4, 5 or 10 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 4, 5} {
		if v <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// roundBytes is roundUp in the powers of 1024 that bytesText writes, and at
// least 1 KiB, so that the grid lines of an idle disk differ.
func roundBytes(v float64) float64 {
	unit := 1024.0
	for v >= 1024*unit {
		unit *= 1024
	}
	return max(roundUp(v/unit), 1) * unit
}

func (c chart) length() time.Duration {
	length := time.Duration(0)
	for _, l := range c.Lines {
		for _, p := range l.Points {
			length = max(length, p.Since)
		}
	}
	return length
}

// Empty reports whether there are not two points to draw a line between.
func (c chart) Empty() bool {
	for _, l := range c.Lines {
		if len(l.Points) > 1 {
			return false
		}
	}
	return true
}

// YMarks are the horizontal grid lines.
func (c chart) YMarks() []mark {
	var marks []mark
	for i := range 5 {
		share := float64(i) / 4
		marks = append(marks, mark{bottom - share*(bottom-top), c.Unit(share * c.top())})
	}
	return marks
}

// XMarks are the times along the axis.
func (c chart) XMarks() []mark {
	length := c.length().Seconds()
	step := roundUp(length / 6)
	var marks []mark
	for t := 0.0; t <= length*1.0001; t += step {
		marks = append(marks, mark{left + t/length*(right-left), fmt.Sprintf("%.4g s", t)})
	}
	return marks
}

// Paths are the lines as values of the SVG attribute d.
func (c chart) Paths() []string {
	length, high := c.length().Seconds(), c.top()
	paths := make([]string, len(c.Lines))
	for i, l := range c.Lines {
		var d strings.Builder
		for j, p := range l.Points {
			command := 'L'
			if j == 0 {
				command = 'M'
			}
			x := left + p.Since.Seconds()/length*(right-left)
			y := bottom - min(max(p.Value/high, 0), 1)*(bottom-top)
			fmt.Fprintf(&d, "%c%.1f %.1f", command, x, y)
		}
		paths[i] = d.String()
	}
	return paths
}

// Legend pairs each line's name with its last value.
func (c chart) Legend() []figure {
	var entries []figure
	for _, l := range c.Lines {
		entries = append(entries, figure{l.Name, c.Unit(l.last())})
	}
	return entries
}
