package email_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// everySet lists the character sets of text that Python has, each with what it can of a
// sample, and the bytes of that.
const everySet = `def sets(without):
    import codecs, encodings.aliases
    sample = "Aé ß я λ 你好 中文 日本 カナ 한국어 € Ł ş ال ไทย z\n"
    out = []
    for name in sorted(set(encodings.aliases.aliases.values())):
        try:
            if not codecs.lookup(name)._is_text_encoding:
                continue
        except LookupError:
            continue
        text = "".join(c for c in sample if c not in without.get(name, "") and c.encode(name, "ignore").decode(name, "ignore") == c)
        out.append([name, text.encode(name), text])
    return out
`

// unread are sets of Python's that are not read here, each an error that names it:
// those of mainframes and of makers whose machines sent no mail, and supplements of
// Japanese that nobody labels.
var unread = []string{
	"cp1026", "cp1125", "cp273", "cp424", "cp500", "cp775", "cp857", "cp861", "cp864", "cp869", "euc_jis_2004", "euc_jisx0213", "hp_roman8", "iso2022_jp_2004",
	"iso2022_jp_3", "johab", "kz1048", "mac_greek", "mac_iceland", "mac_latin2", "mac_turkish", "ptcp154", "shift_jis_2004", "shift_jisx0213",
}

// otherwise are characters that are not read as Python does: makers of Big5 fill a row
// of it differently, and of ISO-2022-JP-2 the Korean and European sets are not read.
var otherwise = map[string]string{"big5": "яカナ", "cp950": "яカナ", "iso2022_jp_2": "한국어€"}

func TestParityCharacterSets(t *testing.T) {
	py := startEmail(t)
	py.Define(everySet)
	for _, v := range py.Value("sets", otherwise).([]any) {
		set := v.([]any)
		name, p, want := set[0].(string), set[1].([]byte), set[2].(string)
		if want == "" {
			continue // a set of no text, such as idna
		}
		got, err := email.DecodeText(p, name)
		known := slices.Contains(unread, name)
		switch refused := errors.Is(err, email.ErrCharset) && strings.Contains(err.Error(), name); {
		case refused != known:
			t.Errorf("%s: %q (%v), and it is listed as not read: %v", name, got, err, known)
		case refused:
		case err != nil || got != want:
			t.Errorf("%s: %q reads as %q (%v), want %q", name, p, got, err, want)
		}
		// As mail spells it.
		if again, err2 := email.DecodeText(p, strings.ToUpper(strings.ReplaceAll(name, "_", "-"))); again != got || (err2 == nil) != (err == nil) {
			t.Errorf("%s in capitals with hyphens: %q (%v)", name, again, err2)
		}
	}
}

// Sets with shifts, right and wrong.
func TestParityShifts(t *testing.T) {
	py := startEmail(t)
	for _, c := range []struct{ set, text string }{
		{"utf-7", "plain"}, {"utf-7", "a+AOk-b"}, {"utf-7", "1 +- 1"}, {"utf-7", "+T2BZfQ-"}, {"utf-7", "+T2BZfQ."}, {"utf-7", "+2D3cSw-"}, {"utf-7", "Hi Mom +Jjo--!"}, {"utf-7", ""},
		{"iso2022_kr", "\x1b$)Cab\x0eGQ19\x0fcd"}, {"iso2022_kr", "\x1b$)C\x0eGQ19\x0f\nx\n\x0eGQ\x0f"}, {"iso2022_kr", "plain"},
	} {
		want := py.Value("lambda p, c: p.decode(c)", []byte(c.text), c.set)
		if got, err := email.DecodeText([]byte(c.text), c.set); err != nil || got != want {
			t.Errorf("%s: %q reads as %q (%v), want %q", c.set, c.text, got, err, want)
		}
	}
	// What cannot be read is U+FFFD, and the rest is kept.
	for _, c := range []struct{ set, text, want string }{
		{"utf-7", "a+!b", "a\uFFFD!b"}, {"utf-7", "\xe9+AOk", "\uFFFDé"}, {"utf-7", "+AOkA-x", "é\uFFFDx"}, {"utf-7", "+A-x", "\uFFFDx"}, {"iso-2022-kr", "\xe9x", "\uFFFDx"},
	} {
		if got, err := email.DecodeText([]byte(c.text), c.set); err != nil || got != c.want {
			t.Errorf("%s: %q reads as %q (%v), want %q", c.set, c.text, got, err, c.want)
		}
	}
	for _, set := range []string{"utf-7", "iso-2022-kr"} {
		if p, err := email.EncodeText("x", set); !errors.Is(err, email.ErrCharset) || !strings.Contains(err.Error(), "UTF-8") || p != nil {
			t.Errorf("%s was written as %q (%v)", set, p, err)
		}
	}
	// A set that the web reads as nothing is one that is not known.
	for _, set := range []string{"iso-2022-cn", "replacement"} {
		if got, err := email.DecodeText([]byte("x"), set); !errors.Is(err, email.ErrCharset) || got != "" {
			t.Errorf("%s was read as %q (%v)", set, got, err)
		}
	}
}
