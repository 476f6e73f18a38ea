package curlx

import "strings"

// A challenge is one way to authenticate that a server offers.
type challenge struct {
	scheme string
	params string // as they came
}

// splitChallenges takes header values apart: one may hold several challenges with
// commas between them, which stand between parameters too.
func splitChallenges(values []string) []challenge {
	var list []challenge
	for _, v := range values {
		for _, item := range splitCommas(v) {
			word, rest, _ := strings.Cut(item, " ")
			if word != "" && !strings.Contains(word, "=") {
				list = append(list, challenge{word, strings.TrimSpace(rest)})
			} else if word != "" && len(list) > 0 && strings.TrimRight(word, "=") != "" && strings.Index(item, "=") > 0 {
				last := &list[len(list)-1]
				if last.params != "" {
					last.params += ", "
				}
				last.params += item
			}
		}
	}
	return list
}

// splitCommas splits at commas outside quotes.
func splitCommas(s string) []string {
	var list []string
	quoted, start := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			list = append(list, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	return append(list, strings.TrimSpace(s[min(start, len(s)):]))
}

// parameters takes name=value pairs apart, with quotes and backslashes taken off.
func parameters(s string) map[string]string {
	m := map[string]string{}
	for _, item := range splitCommas(s) {
		name, value, ok := strings.Cut(item, "=")
		if !ok {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		if len(value) >= 2 && value[0] == '"' {
			value = unquote(value[1:])
		}
		if _, twice := m[name]; !twice {
			m[name] = value
		}
	}
	return m
}

// unquote takes text up to its closing quote, without backslashes.
func unquote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			break
		}
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
