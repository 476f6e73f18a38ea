package psutilx

import (
	"os"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
)

// TestMain runs the tests, unless the binary was started to play a part in one of
// them: in another namespace, or as another user.
func TestMain(m *testing.M) {
	if part := os.Getenv("PSUTILX_TEST_PART"); part != "" {
		os.Exit(play(part, os.Args[1:]))
	}
	leak.Main(m)
}
