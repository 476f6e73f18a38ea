package diffx

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// LineEnds is what becomes of the ends of lines that [SplitLines] cuts: the
// argument keepends of Python's str.splitlines.
type LineEnds int

// What may become of them.
const (
	DropEnds LineEnds = iota // Python's default
	KeepEnds                 // as the functions of this package want lines
)

// SplitLines cuts text into lines as Python's str.splitlines does: at \n, \r,
// \r\n, \v, \f, U+001C to U+001E, U+0085, U+2028 and U+2029.
func SplitLines(text string, ends LineEnds) []string {
	var lines []string
	start := 0
	for i := 0; i < len(text); {
		n := pytext.LineEnd(text[i:])
		if n == 0 {
			i++
			continue
		}
		stop := i
		i += n
		if ends == KeepEnds {
			stop = i
		}
		lines = append(lines, text[start:stop])
		start = i
	}
	if start < len(text) {
		lines = append(lines, text[start:])
	}
	return lines
}

// ReadLines reads lines as readlines of a Python text file does: they end with
// \n, which \r\n and \r alone become, and nothing else ends one. The last may
// lack it. The error is the reader's.
func ReadLines(r io.Reader) ([]string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s := string(text)
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return plainLines(s), nil
}

// plainLines cuts text after each \n.
func plainLines(s string) []string {
	lines := make([]string, 0, strings.Count(s, "\n")+1)
	for line := range strings.Lines(s) {
		lines = append(lines, line)
	}
	return lines
}

// WriteLines writes lines as they come, as writelines of a Python file does: no
// ends are added. It stops at the first error of the writer, and returns how many
// bytes were written.
func WriteLines(w io.Writer, lines iter.Seq[string]) (int64, error) {
	out := bufio.NewWriterSize(w, 1<<16)
	var total int64
	for line := range lines {
		n, err := out.WriteString(line)
		total += int64(n)
		if err != nil {
			return total - int64(out.Buffered()), err
		}
	}
	err := out.Flush()
	return total - int64(out.Buffered()), err
}
