package rrd

import (
	"fmt"
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

// timestampText is a value as seconds since 1970, in UTC.
func timestampText(v float64, format string) string {
	if v != v || math.IsInf(v, 0) {
		return formatC("%lf", v)
	}
	if format == "" {
		format = "%Y-%m-%d %H:%M:%S"
	}
	const most = 1 << 55 // far beyond any calendar, and no overflow
	return strftime(format, time.Unix(int64(min(max(v, -most), most)), 0).UTC())
}

// A durationUnit is a directive of duration formats: how many milliseconds it
// counts, and how many of it make the next larger one; 0 for no end.
type durationUnit struct{ ms, most float64 }

var durationDirectives = map[byte]durationUnit{
	'W': {604800000, 0},
	'd': {86400000, 7}, 'D': {86400000, 0},
	'h': {3600000, 24}, 'H': {3600000, 0},
	'm': {60000, 60}, 'M': {60000, 0},
	's': {1000, 60}, 'S': {1000, 0},
	'f': {1, 1000},
}

var durationPiece = regexp.MustCompile(`%(0?)(\d*)(?:\.(\d+))?([WdDhHmMsSf%])`)

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
		if unit.most > 0 {
			n = math.Mod(v, unit.ms*unit.most)
		}
		n /= unit.ms
		whole := math.Floor(n)
		text := strconv.FormatFloat(whole, 'f', 0, 64)
		if places, _ := strconv.Atoi(m[3]); m[3] != "" {
			text += fmt.Sprintf(".%0*.0f", places, math.Floor((n-whole)*math.Pow(10, float64(places))))
			if places == 0 {
				text = strconv.FormatFloat(whole, 'f', 0, 64)
			}
		}
		width, _ := strconv.Atoi(m[2])
		pad := " "
		if m[1] == "0" {
			pad = "0"
		}
		return strings.Repeat(pad, max(width-len(text), 0)) + text
	})
}
