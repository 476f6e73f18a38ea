package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// shares words what the tests left of their divergences: how many of the
// generated cases each one took. Tests of one binary leave a line each.
func shares(folder string) (lines []string, err error) {
	text, err := os.ReadFile(filepath.Join(folder, original.SharesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 4 {
			return lines, fmt.Errorf("%s: %q has not four columns", original.SharesFile, line)
		}
		took, err := strconv.Atoi(columns[2])
		total, err2 := strconv.Atoi(columns[3])
		if err := errors.Join(err, err2); err != nil {
			return lines, fmt.Errorf("%s: %q: %w", original.SharesFile, line, err)
		}
		if total == 0 {
			return lines, fmt.Errorf("%s: %q: a share of no cases", original.SharesFile, line)
		}
		lines = append(lines, fmt.Sprintf("%s: divergence %s took %d of %d generated cases (%.2f %%)", columns[0], columns[1], took, total, 100*float64(took)/float64(total)))
	}
	return lines, nil
}
