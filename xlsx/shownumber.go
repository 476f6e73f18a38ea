package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// showNumber is about what a number format makes of a number, for its width: ok
// is false for formats that it does not understand.
func showNumber(n float64, format string, date1904 bool) (text string, ok bool) {
	sections := strings.Split(format, ";")
	section := sections[0]
	if n < 0 && len(sections) > 1 {
		section, n = sections[1], -n
	}
	tokens := formatTokens(section)
	if tokens == nil {
		return "", false
	}
	for _, t := range tokens {
		if t.date {
			return showDate(n, tokens, date1904), true
		}
	}
	return showDigits(n, tokens), true
}

// A formatToken is a piece of a number format: letters of a date, the places of
// digits, or text.
type formatToken struct {
	text   string
	date   bool
	digits bool
}

func formatTokens(section string) (tokens []formatToken) {
	for i := 0; i < len(section); {
		c := section[i]
		switch {
		case c == '"':
			end := strings.IndexByte(section[i+1:], '"')
			if end < 0 {
				return nil
			}
			tokens = append(tokens, formatToken{text: section[i+1 : i+1+end]})
			i += end + 2
		case (c == '\\' || c == '_' || c == '*') && i+1 < len(section):
			text := section[i+1 : i+2]
			if c == '*' {
				text = ""
			}
			tokens = append(tokens, formatToken{text: text})
			i += 2
		case c == '[':
			end := strings.IndexByte(section[i:], ']')
			if end < 0 {
				return nil
			}
			if inside := section[i+1 : i+end]; strings.Trim(inside, "hms") == "" {
				tokens = append(tokens, formatToken{text: section[i : i+end+1], date: true})
			} else if strings.HasPrefix(inside, "$") {
				currency, _, _ := strings.Cut(inside[1:], "-")
				tokens = append(tokens, formatToken{text: currency})
			}
			i += end + 1
		case len(section)-i >= 5 && strings.EqualFold(section[i:i+5], "AM/PM"):
			tokens = append(tokens, formatToken{text: "AM/PM", date: true})
			i += 5
		case strings.IndexByte("yYmMdDhHsS", c) >= 0:
			end := i
			for end < len(section) && section[end]|0x20 == c|0x20 {
				end++
			}
			tokens = append(tokens, formatToken{text: strings.ToLower(section[i:end]), date: true})
			i = end
		case strings.IndexByte("0#?.,", c) >= 0:
			end := i
			for end < len(section) && strings.IndexByte("0#?.,", section[end]) >= 0 {
				end++
			}
			tokens = append(tokens, formatToken{text: section[i:end], digits: true})
			i = end
		case c == 'E' || c == 'G' || c == '@':
			return nil
		default:
			tokens = append(tokens, formatToken{text: section[i : i+1]})
			i++
		}
	}
	return tokens
}

func showDigits(n float64, tokens []formatToken) string {
	var b strings.Builder
	for _, t := range tokens {
		if t.text == "%" {
			n *= 100
		}
	}
	shown := false
	for _, t := range tokens {
		switch {
		case !t.digits:
			b.WriteString(t.text)
		case !shown:
			shown = true
			if n < 0 {
				b.WriteByte('-')
			}
			b.WriteString(showPlaces(math.Abs(n), t.text))
		}
	}
	return b.String()
}

// showPlaces is a number with the places and the separators of a pattern.
func showPlaces(n float64, pattern string) string {
	for strings.HasSuffix(pattern, ",") {
		n, pattern = n/1000, strings.TrimSuffix(pattern, ",")
	}
	whole, fraction, point := strings.Cut(pattern, ".")
	places := len(fraction)
	digits := strconv.FormatFloat(n, 'f', places, 64)
	integer, rest, _ := strings.Cut(digits, ".")
	if least := strings.Count(whole, "0"); len(integer) < least {
		integer = strings.Repeat("0", least-len(integer)) + integer
	}
	if strings.Contains(whole, ",") {
		for i := len(integer) - 3; i > 0; i -= 3 {
			integer = integer[:i] + "," + integer[i:]
		}
	}
	if point {
		integer += "." + rest
	}
	return integer
}

func showDate(n float64, tokens []formatToken, date1904 bool) string {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if !(n > -1e6 && n < 3e6) {
		n = 0
	}
	days := math.Floor(n)
	t := epoch.AddDate(0, 0, int(days)).Add(time.Duration(math.Round((n-days)*86400)) * time.Second)
	twelve := false
	for _, tok := range tokens {
		twelve = twelve || tok.text == "AM/PM"
	}
	layouts := map[string]string{
		"y": "06", "yy": "06", "yyyy": "2006", "m": "1", "mm": "01", "mmm": "Jan", "mmmm": "January", "d": "2", "dd": "02", "ddd": "Mon", "dddd": "Monday",
		"h": "3", "hh": "15", "s": "5", "ss": "05", "AM/PM": "PM",
	}
	if twelve {
		layouts["hh"] = "03"
	}
	var b strings.Builder
	for i, tok := range tokens {
		layout, ok := layouts[tok.text]
		switch {
		case !tok.date:
			b.WriteString(tok.text)
		case strings.HasPrefix(tok.text, "["):
			b.WriteString(strconv.Itoa(int(n * 24)))
		case (tok.text == "m" || tok.text == "mm") && nearTime(tokens, i):
			b.WriteString(t.Format(map[string]string{"m": "4", "mm": "04"}[tok.text]))
		case tok.text == "h" && !twelve:
			b.WriteString(strconv.Itoa(t.Hour()))
		case ok:
			b.WriteString(t.Format(layout))
		default:
			b.WriteString(t.Format("2006"))
		}
	}
	return b.String()
}

// nearTime reports whether an m stands for minutes: after hours or before
// seconds.
func nearTime(tokens []formatToken, at int) bool {
	for i := at - 1; i >= 0; i-- {
		if tokens[i].date {
			if tokens[i].text[0] == 'h' || tokens[i].text[0] == '[' {
				return true
			}
			break
		}
	}
	for _, t := range tokens[at+1:] {
		if t.date {
			return t.text[0] == 's'
		}
	}
	return false
}
