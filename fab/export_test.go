package fab

import "github.com/pyops-go/pyops/internal/pytext"

// splitWords is what a shell makes of a line without expansions.
func splitWords(line string) ([]string, error) { return pytext.Split(line) }
