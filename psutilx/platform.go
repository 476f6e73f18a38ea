package psutilx

import (
	"fmt"
	"runtime"
	"slices"
)

// only returns ErrNotSupported, with the name of what was asked for, unless this
// platform is one of those given: where the reading is by psutil's meaning.
func only(what string, platforms ...string) error {
	if slices.Contains(platforms, runtime.GOOS) {
		return nil
	}
	return unsupported(what)
}

func unsupported(what string) error {
	return fmt.Errorf("%w: %s on %s", ErrNotSupported, what, runtime.GOOS)
}
