package source

import "testing"

// FuzzParse: YAML is read or refused with a reason, and what is read has a value.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"a: &x [1, yes, 0644, 1:30]\nb: *x\n<<: {c: d}\n", "- !vault |\n  x\n", "a: b: c\n", "x: {{ y }}\n", "a: 1\na: 2\n", "- |\n  text\n- >-\n  folded\n", "a: &a [*a]\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		file, err := Parse("f", []byte(s), nil)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		file.Value(file.Root)
	})
}
