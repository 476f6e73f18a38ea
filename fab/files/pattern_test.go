package files_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab/files"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestPatternsMeanWhatTheyMeanToTheShell has the shell expand patterns as they are,
// and as they are quoted. Their characters are such as need no quotes.
func TestPatternsMeanWhatTheyMeanToTheShell(t *testing.T) {
	bash := peers.Need(t, "bash")
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "5", "a5", "ab", "aB", "a]", "a]b", "a[", "a-b", "a!", "a^", "a:", "a=", "a.b", "a5]", "[a]", ".h", "a[d/b]", "d/a", "d/a5", "d/]"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	patterns := []string{
		"a", "?", "*", "a?", "a*", "[ab]", "[a-b]", "[!a]", "[^a]", "a[]]", "a[]]b", "a[!]]", "a[^]]b", "[]", "[!]", "[]a]", "a[", "a[]", "a[!", "a[/]b", "a[*/b]", "d/[a]", "[d]/a?",
		"a[[:digit:]]", "a[![:digit:]]", "a[[:digit:]]]", "[[:alpha:]]", "a[[:upper:]]", "a[x[:digit:]B]", "[[:alpha:][:digit:]]", "a[[.-.]]b", "a[[=B=]]", "[[:nosuch:]]", "a[[:digit:]", "a[[:/]", "a[[:digit:/:]]",
		"a[.-:]", "a[=]", "a[:]", "a[:=]", "[[]a]", "[[]a[]]", "a[5-]", "a[!-]b", "a[-]b", "a[5]]",
	}
	random := original.Rand(t)
	pieces := []string{"a", "b", "5", "]", "[", "-", "!", "^", ":", "=", ".", "*", "?", "/", "d", "[:digit:]", "[:alpha:]", "[^", "[!", "[]"}
	for range original.Rounds(t, 3000) {
		var b strings.Builder
		for range 1 + random.IntN(6) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if p := b.String(); p[0] != '-' && p[0] != '/' { // which become ./-, and take in the whole machine
			patterns = append(patterns, p)
		}
	}
	var asked strings.Builder
	for _, p := range patterns {
		asked.WriteString("printf '<%s>' " + p + "; echo; printf '<%s>' " + files.Pattern(p) + "; echo\n")
	}
	cmd := exec.Command(bash, "--norc", "-s")
	cmd.Dir, cmd.Env, cmd.Stdin = dir, []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}, strings.NewReader(asked.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != 2*len(patterns) {
		t.Fatalf("%d lines for %d patterns", len(lines), len(patterns))
	}
	for i, p := range patterns {
		if want, got := lines[2*i], lines[2*i+1]; got != want {
			t.Errorf("%s is %s to the shell; quoted as %s it is %s", p, want, files.Pattern(p), got)
		}
	}
}
