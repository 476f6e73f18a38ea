package pytext_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

func TestSpacesOfEveryCharacter(t *testing.T) {
	py := original.Start(t)
	want := map[rune]bool{}
	for _, n := range py.Value("lambda: [n for n in range(0x110000) if chr(n).isspace()]").([]any) {
		want[rune(n.(int64))] = true
	}
	for r := range rune(0x110000) {
		if got := pytext.IsSpace(r); got != want[r] {
			t.Errorf("IsSpace(%U) = %v", r, got)
		}
	}
}

func TestLinesOfEveryCharacterAndOfGeneratedTexts(t *testing.T) {
	py := original.Start(t)
	ends := map[rune]bool{}
	for _, n := range py.Value("lambda: [n for n in range(0x110000) if len(('a' + chr(n) + 'b').splitlines()) == 2]").([]any) {
		ends[rune(n.(int64))] = true
	}
	for r := range rune(0x110000) {
		if !utf8.ValidRune(r) {
			continue
		}
		if got := pytext.LineEnd(string(r)) > 0; got != ends[r] {
			t.Errorf("LineEnd(%U) = %v", r, got)
		}
	}
	r := original.Rand(t)
	alphabet := []string{"a", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\u0085", "\u2028", "\u2029", " ", "é", "\u00a0"}
	var calls []original.Call
	var texts []string
	for range original.Rounds(t, 2000) {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		texts = append(texts, b.String())
		calls = append(calls, original.Call{Func: "lambda s: s.splitlines(True)", Args: []any{b.String()}})
	}
	for i, result := range py.Batch(calls) {
		if got := pytext.SplitLines(texts[i]); !original.Same(original.Plain(got), result.Value) && !(len(got) == 0 && original.Same(result.Value, []any{})) {
			t.Errorf("SplitLines(%q) = %q, want %v", texts[i], got, result.Value)
		}
		if got := pytext.SplitLines(texts[i]); strings.Join(got, "") != texts[i] || slices.Contains(got, "") {
			t.Errorf("SplitLines(%q) = %q loses or adds something", texts[i], got)
		}
	}
}
