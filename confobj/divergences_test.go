package confobj_test

import (
	"strings"

	"github.com/pyops-go/pyops/confobj"
)

// A divergence is a place where ConfigObj 5.0.8 is wrong and this package is
// not. The differential tests read this table and nothing else: what it does not
// name must be equal, and what it names must still differ.
type divergence struct {
	name string
	why  string

	// member tells whether what is written differs for a key with its value.
	member func(o confobj.ConfigObjOptions, key string, value any) bool
	// section does so for the name of a section.
	section func(o confobj.ConfigObjOptions, depth int, name string) bool
}

var divergences = []divergence{
	{
		name: "tripleQuotesWithin",
		why:  "a value that needs three quotes and holds one kind of them is written between just these, and does not come back",
		member: func(o confobj.ConfigObjOptions, _ string, value any) bool {
			text, ok := value.(string)
			both := strings.Contains(text, `"`) && strings.Contains(text, "'")
			triple := strings.Contains(text, "\n") || both && (!o.NoListValues || strings.Contains(text, "#"))
			return ok && !o.Unrepr && triple && strings.Contains(text, "'''") != strings.Contains(text, `"""`)
		},
	},
	{
		name: "blanksThatAreNoneOfASCII",
		why:  "white space at the ends of a text is kept by quotes only if it is one of five characters; the rest is lost when it is read",
		member: func(o confobj.ConfigObjOptions, key string, value any) bool {
			if o.NoListValues {
				return false
			}
			items := []any{key}
			switch v := value.(type) {
			case string:
				items = append(items, v)
			case []string:
				for _, item := range v {
					items = append(items, item)
				}
			case []any:
				for _, item := range v {
					items = append(items, confobj.Str(item))
				}
			}
			for i, item := range items {
				if i > 0 && o.Unrepr {
					break
				}
				if text := item.(string); bareInPython(text) && pyStrip(text) != text && (i == 0 || !tripled(value, text)) {
					return true
				}
			}
			return false
		},
	},
	{
		name: "keysWithASignInThem",
		why:  "a key with = in it is written without quotes, and read as a shorter one; one that begins with [ may be read as a section; without list_values one with a line feed is two lines",
		member: func(o confobj.ConfigObjOptions, key string, _ any) bool {
			bare := bareInPython(key) || o.NoListValues && key != ""
			return bare && (strings.ContainsAny(key, "=\n") || key[0] == '[' || pyStrip(key) != key)
		},
	},
	{
		name: "namesThatEndInBrackets",
		why:  "a section's name that does not come back from its brackets is written all the same; here it is quoted, or refused",
		section: func(o confobj.ConfigObjOptions, depth int, name string) bool {
			text := name
			if !bareInPython(name) && (!o.NoListValues || name == "") {
				text = `"` + name + `"`
				if strings.Contains(name, `"`) {
					text = "'" + name + "'"
				}
			}
			line := strings.Repeat("[", depth) + text + strings.Repeat("]", depth)
			lines := []string{}
			for d := 1; d < depth; d++ {
				lines = append(lines, strings.Repeat("[", d)+"s"+strings.Repeat("]", d))
			}
			c, err := confobj.NewConfigObj(append(lines, line), nil)
			if err != nil {
				return true
			}
			s := &c.Section
			for d := 1; d < depth; d++ {
				s = s.Sub("s")
			}
			return !s.Has(name)
		},
	},
}

// tripled reports whether a text is written as a value between three quotes.
func tripled(value any, text string) bool {
	_, single := value.(string)
	return single && (strings.Contains(text, "\n") || strings.Contains(text, `"`) && strings.Contains(text, "'"))
}

// bareInPython reports whether ConfigObj writes a text on one line without
// quotes.
func bareInPython(text string) bool {
	const marked = " \r\n\v\t'\""
	return text != "" && !strings.ContainsAny(text, ",#") &&
		!strings.ContainsAny(text[:1], marked) && !strings.ContainsAny(text[len(text)-1:], marked)
}

func pyStrip(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return strings.ContainsRune("\t\n\v\f\r\x1c\x1d\x1e\x1f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000", r)
	})
}

// writtenOtherwise is the first divergence in what is written of a section.
func writtenOtherwise(o confobj.ConfigObjOptions, s *confobj.Section) *divergence {
	for key := range s.All() {
		below := s.Sub(key)
		for i := range divergences {
			d := &divergences[i]
			if below == nil && d.member != nil && d.member(o, key, s.Raw(key)) ||
				below != nil && d.section != nil && d.section(o, below.Depth(), key) {
				return d
			}
		}
		if below != nil {
			if d := writtenOtherwise(o, below); d != nil {
				return d
			}
		}
	}
	return nil
}
