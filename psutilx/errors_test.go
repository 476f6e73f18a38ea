package psutilx

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

func TestOnlySomePlatforms(t *testing.T) {
	if err := only("fans", "plan9", runtime.GOOS); err != nil {
		t.Error(err)
	}
	err := only("fans", "plan9")
	if !errors.Is(err, ErrNotSupported) || !strings.Contains(err.Error(), "fans on "+runtime.GOOS) {
		t.Errorf("%v", err)
	}
}
