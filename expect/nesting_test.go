package expect_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// A pattern that nests without measure is refused, and takes no stack.
func TestNesting(t *testing.T) {
	const n = 200000
	for name, pattern := range map[string]string{
		"groups":     strings.Repeat("(", n) + "a" + strings.Repeat(")", n),
		"open":       strings.Repeat("(", n),
		"look-ahead": strings.Repeat("(?=", n) + "a" + strings.Repeat(")", n),
		"classes":    strings.Repeat("([)]", n) + "(?=a)" + strings.Repeat(")", n),
		"comments":   "(?x)" + strings.Repeat("(#)\n", n) + "(?=a)" + strings.Repeat(")", n),
		"one deeper": "(b)" + strings.Repeat("(", 1001) + "(?=a)" + strings.Repeat(")", 1001),
		"bytes":      `\xff` + strings.Repeat("(", n) + strings.Repeat(")", n),
	} {
		_, err := expect.NewSearcher(pattern)
		if !errors.Is(err, expect.ErrPattern) || !strings.Contains(err.Error(), "nest deeper than 1000") || len(err.Error()) > 200 {
			t.Errorf("%s: %.300v", name, err)
		}
	}
	for name, pattern := range map[string]string{
		"deep enough": strings.Repeat("(", 900) + "(?=a)" + strings.Repeat(")", 900),
		"just so":     "(b)" + strings.Repeat("(", 999) + "(?=a)" + strings.Repeat(")", 999),
		"in a row":    strings.Repeat("(?=a)", 5000),
		"in a class":  "(?=[(])" + strings.Repeat("[)(]", 500),
	} {
		if _, err := expect.NewSearcher(pattern); err != nil {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}
