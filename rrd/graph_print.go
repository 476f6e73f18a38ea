package rrd

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// neverDashes are the directives of strftime that have more than one character,
// and what stands for them where there is no time.
var neverDashes = map[byte]string{
	'd': "--", 'g': "--", 'j': "---", 'm': "--", 'n': "\r\n", 't': "\t", 'y': "--", 'C': "--", 'D': "--/--/--", 'F': "----------",
	'G': "----", 'H': "--", 'I': "--", 'M': "--", 'R': "--:--", 'S': "--", 'T': "--:--:--", 'U': "--", 'V': "--", 'W': "--", 'Y': "----",
	'%': "%",
}

// neverText is a time format with dashes for the time that there is not.
func neverText(format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		if i++; i < len(format) && (format[i] == 'E' || format[i] == 'O') {
			i++
		}
		dashes := "-"
		if i < len(format) && neverDashes[format[i]] != "" {
			dashes = neverDashes[format[i]]
		}
		b.WriteString(dashes)
	}
	return b.String()
}

// greenwich is UTC under the name that C's gmtime gives it.
var greenwich = time.FixedZone("GMT", 0)

// longestTime is what a time.Time holds.
const longestTime = 1 << 62

// timestampText is a value as seconds since 1970, in UTC.
func timestampText(v float64, format string) string {
	if v != v || math.IsInf(v, 0) {
		return formatC("%lf", v)
	}
	if math.Abs(v) >= longestTime {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	if format == "" {
		format = "%Y-%m-%d %H:%M:%S"
	}
	return strftime(format, time.Unix(int64(v), 0).In(greenwich))
}

// A durationUnit is a directive of duration formats: by what a value is divided,
// one after the other, to count it, and how many of it make the next larger one;
// 0 for no end.
type durationUnit struct {
	steps int // of durationSteps
	most  float64
}

// durationSteps lead from milliseconds to seconds, minutes, hours, days and weeks.
var durationSteps = [...]float64{1000, 60, 60, 24, 7}

var durationDirectives = map[byte]durationUnit{
	'W': {5, 0},
	'd': {4, 7}, 'D': {4, 0},
	'h': {3, 24}, 'H': {3, 0},
	'm': {2, 60}, 'M': {2, 0},
	's': {1, 60}, 'S': {1, 0},
	'f': {0, 1000},
}

var durationPiece = regexp.MustCompile(`%(0?)(\d*)(?:\.(\d*))?([WdDhHmMsSf%])`)

// mostPlaces bounds the width and the places of a number in a duration.
const mostPlaces = 100

// checkDuration refuses a duration format that has no meaning.
func checkDuration(format string) error {
	rest := durationPiece.ReplaceAllStringFunc(format, func(piece string) string {
		m := durationPiece.FindStringSubmatch(piece)
		for _, digits := range m[2:4] {
			if n, err := strconv.Atoi(digits); digits != "" && (err != nil || n > mostPlaces) {
				return "%"
			}
		}
		return ""
	})
	if strings.Contains(rest, "%") {
		return graphError("Wrong duration format")
	}
	return nil
}

// durationText is a value as milliseconds.
func durationText(v float64, format string) string {
	if v != v || math.IsInf(v, 0) {
		return formatC("%lf", v)
	}
	if format == "" {
		format = "%H:%02m:%02s"
	}
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	return sign + durationPiece.ReplaceAllStringFunc(format, func(piece string) string {
		m := durationPiece.FindStringSubmatch(piece)
		if m[4] == "%" {
			return "%"
		}
		unit := durationDirectives[m[4][0]]
		n := v
		for _, by := range durationSteps[:unit.steps] {
			n /= by
		}
		if unit.most > 0 {
			n -= float64(unit.most * math.Floor(n/unit.most))
		}
		places, _ := strconv.Atoi(m[3])
		scale := math.Pow(10, float64(places))
		text := strconv.FormatFloat(math.Floor(n*scale)/scale, 'f', places, 64)
		width, _ := strconv.Atoi(m[2])
		pad := " "
		if m[1] == "0" {
			pad = "0"
		}
		return strings.Repeat(pad, max(width-len(text), 0)) + text
	})
}
