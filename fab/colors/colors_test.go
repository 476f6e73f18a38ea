package colors_test

import (
	"fmt"
	"testing"

	"github.com/pyops-go/pyops/fab/colors"
)

func TestColors(t *testing.T) {
	t.Setenv("FABRIC_DISABLE_COLORS", "")
	for i, paint := range []func(string, *colors.Options) string{colors.Red, colors.Green, colors.Yellow, colors.Blue, colors.Magenta, colors.Cyan, colors.White} {
		if got, want := paint("x", nil), fmt.Sprintf("\033[%dmx\033[0m", 31+i); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if got, want := paint("x", &colors.Options{Bold: true}), fmt.Sprintf("\033[1;%dmx\033[0m", 31+i); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	t.Setenv("FABRIC_DISABLE_COLORS", "1")
	if got := colors.Red("x", nil); got != "x" {
		t.Errorf("%q", got)
	}
}
