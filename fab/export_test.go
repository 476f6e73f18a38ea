package fab

import "github.com/pyops-go/pyops/internal/pytext"

// splitWords is what a shell makes of a line without expansions.
func splitWords(line string) ([]string, error) { return pytext.Split(line) }

// Captured is the end of what is written, of at most so many bytes, and how many
// bytes it took to hold.
func Captured(most int, pieces ...string) (end string, held int) {
	k := capture{most: most}
	for _, p := range pieces {
		k.Write([]byte(p))
	}
	for _, p := range k.pieces {
		held += cap(p)
	}
	return k.text(), held
}
