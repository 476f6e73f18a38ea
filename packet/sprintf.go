package packet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sprintf fills a text with fields of the packet:
//
//	%IP.src%          a field, as Show writes it
//	%TCP:2.sport%     a field of the second TCP layer
//	%sport%           a field of the first layer that has it, as it is if others lie below
//	%-10s,IP.src%     formatted, as C's printf does
//	%r,TCP.dport%     the raw value; %04xr,IP.id% the raw value, formatted
//	%time%            the packet's time of day
//	{TCP:text}        the text if the packet has the layer, {!TCP:text} if not
//	%%                a percent sign
//
// What the packet does not have is "??", whatever its format. A text that is not of this form is an
// error.
func (p *Packet) Sprintf(format string) (string, error) {
	if p == nil {
		return "", p.Err()
	}
	var err error
	if format, err = p.conditions(format, format); err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		before, rest, more := strings.Cut(format, "%")
		b.WriteString(before)
		if !more {
			return b.String(), nil
		}
		if strings.HasPrefix(rest, "%") {
			b.WriteByte('%')
			format = rest[1:]
			continue
		}
		spec, after, closed := strings.Cut(rest, "%")
		if !closed {
			return "", &Error{Kind: ErrValue, Op: "sprintf", Input: "%" + rest, Reason: "a second percent sign was expected"}
		}
		s, err := p.directive(spec)
		if err != nil {
			return "", at(err, "sprintf", "%"+spec+"%")
		}
		b.WriteString(s)
		format = after
	}
}

// conditions takes out the braces, the last ones first, which have none inside.
func (p *Packet) conditions(format, whole string) (string, error) {
	for {
		start := strings.LastIndexByte(format, '{')
		if start < 0 {
			return format, nil
		}
		n := strings.IndexByte(format[start:], '}')
		if n < 0 {
			return "", &Error{Kind: ErrValue, Op: "sprintf", Input: whole, Reason: "a brace is not closed"}
		}
		end := start + n
		name, text, ok := strings.Cut(format[start+1:end], ":")
		if !ok || name == "" {
			return "", &Error{Kind: ErrValue, Op: "sprintf", Input: whole, Reason: "a layer and a colon were expected between braces"}
		}
		wanted := true
		if strings.HasPrefix(name, "!") {
			wanted, name = false, name[1:]
		}
		if p.HasLayer(name) != wanted {
			text = ""
		}
		format = format[:start] + text + format[end+1:]
	}
}

// directive is what one %…% stands for.
func (p *Packet) directive(spec string) (string, error) {
	layout, path, formatted := strings.Cut(spec, ",")
	if !formatted {
		layout, path = "s", spec
	}
	raw := strings.HasSuffix(layout, "r")
	if raw {
		if layout = layout[:len(layout)-1]; layout == "" {
			layout = "s"
		}
	}
	switch path {
	case "time", ".time":
		when := p.Time
		if when.IsZero() {
			when = time.Now()
		}
		return pyFormat(layout, when.Local().Format("15:04:05.000000"))
	}
	h, i, err := p.find(strings.Replace(path, ":0.", ".", 1))
	if err != nil || !h.proto.fields[i].present(h) {
		return "??", nil
	}
	v := h.value(i)
	if raw {
		// Flags that were set by their letters are a number, and shown as letters.
		if s, ok := v.(string); ok && !strings.HasSuffix(layout, "s") && !strings.HasSuffix(layout, "r") {
			if n, err := h.proto.fields[i].numberIn(h, s); err == nil {
				v = n
			}
		}
		return pyFormat(layout, v)
	}
	if h != p.layers[0] && !strings.Contains(path, ".") {
		return pyFormat(layout, v) // only the first layer writes it as Show does
	}
	return pyFormat(layout, p.text(h, i, v))
}

// pyFormat is Python's "%" + layout applied to a value.
func pyFormat(layout string, v any) (string, error) {
	fault := func(reason string) (string, error) {
		return "", &Error{Kind: ErrValue, Input: layout, Reason: reason}
	}
	flags := strings.TrimLeft(layout, "-+ #0")
	spec := layout[:len(layout)-len(flags)]
	rest := strings.TrimLeft(flags, "0123456789.")
	width, precision, dotted := strings.Cut(flags[:len(flags)-len(rest)], ".")
	for _, n := range []string{width, precision} {
		if k, err := strconv.Atoi(n); n != "" && (err != nil || k > 1<<16) {
			return fault("a smaller width was expected")
		}
	}
	if len(rest) != 1 {
		return fault("a format such as -10s or 04xr was expected")
	}
	text := "%" + spec + width
	if dotted {
		text += "." + precision
	}
	switch rest[0] {
	case 's', 'a', 'r':
		s, ok := v.(string)
		if rest[0] != 's' && ok {
			s = literal(s)
		} else if !ok {
			s = literalText(v)
		}
		if strings.Contains(spec, "-") {
			width = "-" + width
		}
		if dotted {
			width += "." + precision
		}
		return fmt.Sprintf("%"+width+"s", s), nil
	case 'd', 'i', 'u', 'x', 'X', 'o', 'c':
		n, negative, ok := integer(v)
		if !ok {
			return fault("a number was expected; %d and the like need raw values, as in %dr")
		}
		verb := string(rest[0])
		if verb == "i" || verb == "u" {
			verb = "d"
		}
		if negative {
			return fmt.Sprintf(text+verb, int64(n)), nil
		}
		return fmt.Sprintf(text+verb, n), nil
	case 'e', 'E', 'f', 'F', 'g', 'G':
		n, negative, ok := integer(v)
		if !ok {
			return fault("a number was expected; %f and the like need raw values, as in %fr")
		}
		if negative {
			return fmt.Sprintf(text+string(rest[0]), float64(int64(n))), nil
		}
		return fmt.Sprintf(text+string(rest[0]), float64(n)), nil
	}
	return fault("s, r, d, x, X, o, c, e, f or g were expected at the end")
}

// literalText is a value as Python's str writes it.
func literalText(v any) string {
	switch x := v.(type) {
	case bitset:
		return fmt.Sprint(x)
	case []Layer, []Option:
		return listLiteral(v)
	}
	s := literal(v)
	if len(s) > 1 && s[0] == '\'' {
		return fmt.Sprint(v)
	}
	return s
}
