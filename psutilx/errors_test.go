package psutilx

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
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

// What was left out is told in one line, and no more than five of it.
func TestWordsOfWhatWasLeftOut(t *testing.T) {
	var all []error
	for i, want := range []string{"<nil>", "1", "1; 2", "1; 2; 3", "1; 2; 3; 4", "1; 2; 3; 4; 5", "1; 2; 3; 4; 5; and 1 more", "1; 2; 3; 4; 5; and 2 more"} {
		if i > 0 {
			all = append(all, errors.New(strconv.Itoa(i)))
		}
		if got := fmt.Sprint(leave(all...)); got != want {
			t.Errorf("%d errors: %q, want %q", i, got, want)
		}
	}
}
