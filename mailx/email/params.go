package email

import (
	"slices"
	"strconv"
	"strings"
)

// A Param is a parameter of a header such as Content-Type. Text that is not ASCII
// is written as RFC 2231 says, in Charset ("" is UTF-8) with Language.
type Param struct {
	Name, Value       string
	Charset, Language string
	Encoded           bool // written as RFC 2231 says also where it is ASCII
	Flag              bool // a name without a value
}

// formatParam writes a parameter. Everything is quoted that is not a token.
func formatParam(p Param) (string, error) {
	if i := strings.IndexAny(p.Name, "\r\n\x00 \t\"=;"); i >= 0 || p.Name == "" {
		return "", &Error{Kind: ErrValue, Op: "parameter", Input: p.Name, Reason: "is no name of a parameter"}
	}
	if i := strings.IndexAny(p.Value, "\r\n\x00"); i >= 0 {
		return "", &Error{Kind: ErrValue, Op: p.Name, Input: p.Value, Reason: "a parameter holds no line end and no zero byte"}
	}
	switch {
	case p.Flag || p.Value == "" && !p.Encoded && p.Charset == "":
		return p.Name, nil
	case p.Encoded || p.Charset != "" || p.Language != "" || !ascii(p.Value):
		charset := p.Charset
		if charset == "" {
			charset = "utf-8"
		}
		v, err := EncodeRFC2231(p.Value, charset, p.Language)
		if err != nil {
			return "", err
		}
		return p.Name + "*=" + v, nil
	}
	return p.Name + `="` + quote(p.Value) + `"`, nil
}

// quote escapes quotes and backslashes.
func quote(s string) string {
	if strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

// Quote escapes the quotes and backslashes of text that goes between quotes: quote.
func Quote(s string) string { return quote(s) }

// Unquote takes quotes, or angle brackets, off: unquote.
func Unquote(s string) string {
	if len(s) > 1 {
		if s[0] == '"' && s[len(s)-1] == '"' {
			return strings.ReplaceAll(strings.ReplaceAll(s[1:len(s)-1], `\\`, `\`), `\"`, `"`)
		}
		if s[0] == '<' && s[len(s)-1] == '>' {
			return s[1 : len(s)-1]
		}
	}
	return s
}

// EncodeRFC2231 writes text as the value of a parameter (RFC 2231):
// charset'language'text, or the text alone where both are "". Errors: ErrCharset.
func EncodeRFC2231(text, charset, language string) (string, error) {
	set := charset
	if set == "" {
		set = "us-ascii"
		if !ascii(text) {
			set = "utf-8"
		}
	}
	p, err := EncodeText(text, set)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if charset != "" || language != "" {
		b.WriteString(charset + "'" + language + "'")
	}
	for _, c := range p {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_.-~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + hexOf(c)[1:])
		}
	}
	return b.String(), nil
}

// DecodeRFC2231 parts charset'language'text: decode_rfc2231. Text without them is
// text alone.
func DecodeRFC2231(s string) (charset, language, text string) {
	parts := strings.SplitN(s, "'", 3)
	if len(parts) < 3 {
		return "", "", s
	}
	return parts[0], parts[1], parts[2]
}

// percent undoes %XX.
func percent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
			out = append(out, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		} else {
			out = append(out, s[i])
		}
	}
	return out
}

// splitParams parts a value at the semicolons outside of quotes.
func splitParams(s string) []string {
	var parts []string
	for s != "" {
		end, quoted := 0, false
		for ; end < len(s) && (quoted || s[end] != ';'); end++ {
			switch {
			case s[end] == '"':
				quoted = !quoted
			case s[end] == '\\' && quoted:
				end++
			}
		}
		end = min(end, len(s))
		parts = append(parts, strings.Trim(s[:end], pythonBlanks))
		if end == len(s) {
			break
		}
		s = s[end+1:]
		if s == "" {
			break
		}
	}
	return parts
}

// rawParam is a parameter as it stands.
type rawParam struct {
	name, value string
	bare        bool // without "="
}

// rawParams reads the parameters of a header's value; the first is the value before
// them.
func rawParams(s string) []rawParam {
	var out []rawParam
	for _, part := range splitParams(s) {
		name, value, ok := strings.Cut(part, "=")
		p := rawParam{strings.Trim(name, pythonBlanks), strings.Trim(value, pythonBlanks), !ok}
		out = append(out, p)
	}
	return out
}

// mostSections is how many numbered pieces a parameter may have.
const mostSections = 1000

// decodeParams joins the pieces of parameters that RFC 2231 has parted, and decodes
// them; the first is left as it is.
func decodeParams(raw []rawParam) []Param {
	if len(raw) == 0 {
		return nil
	}
	out := []Param{{Name: raw[0].name, Value: Unquote(raw[0].value), Flag: raw[0].bare}}
	type section struct {
		n       int
		value   string
		encoded bool
	}
	pieces := map[string][]section{}
	var order []string
	for _, p := range raw[1:] {
		name, encoded := strings.CutSuffix(p.name, "*")
		base, number, numbered := strings.Cut(name, "*")
		n := 0
		if numbered {
			var err error
			if n, err = strconv.Atoi(number); err != nil || n < 0 {
				numbered, base = false, name
			}
		}
		if !numbered && !encoded {
			out = append(out, Param{Name: p.name, Value: Unquote(p.value), Flag: p.bare})
			continue
		}
		if len(pieces[base]) == 0 {
			order = append(order, base)
		}
		if len(pieces[base]) < mostSections {
			pieces[base] = append(pieces[base], section{n, Unquote(p.value), encoded})
		}
	}
	for _, name := range order {
		list := pieces[name]
		slices.SortStableFunc(list, func(a, b section) int { return a.n - b.n })
		var bytes []byte
		extended := false
		p := Param{Name: name}
		for i, s := range list {
			value := []byte(s.value)
			if s.encoded {
				text := s.value
				if i == 0 {
					p.Charset, p.Language, text = DecodeRFC2231(text)
				}
				extended = true
				value = percent(text)
			}
			bytes = append(bytes, value...)
		}
		p.Encoded = extended
		p.Value = string(bytes)
		if extended {
			charset := p.Charset
			if charset == "" {
				charset = "us-ascii"
			}
			if text, err := DecodeText(bytes, charset); err == nil {
				p.Value = text
			}
		}
		out = append(out, p)
	}
	return out
}

// ParseParams reads a header's value with parameters, such as those of Content-Type
// and Content-Disposition. The pieces of long parameters are joined and their
// characters decoded, as RFC 2231 says.
func ParseParams(value string) (main string, params []Param) {
	all := decodeParams(rawParams(value))
	if len(all) == 0 {
		return "", nil
	}
	main = all[0].Name
	if !all[0].Flag {
		main += "=" + all[0].Value
	}
	return main, all[1:]
}
