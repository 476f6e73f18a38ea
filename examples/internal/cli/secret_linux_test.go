package cli_test

import (
	"io"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/pyops-go/pyops/examples/internal/cli"
)

// Whoever answers as soon as a question can be read is not shown, and what is typed
// ahead waits for the next question.
func TestSecretsAreNotShown(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	screen := make(chan string, 1)
	go func() {
		var seen strings.Builder
		b := make([]byte, 1)
		answers := "hidden\rsecond\r"
		for {
			n, err := master.Read(b)
			seen.Write(b[:n])
			if strings.HasSuffix(seen.String(), "Password: ") && answers != "" {
				io.WriteString(master, answers)
				answers = ""
			}
			if err != nil {
				screen <- seen.String()
				return
			}
		}
	}()
	std := cli.IO{In: slave, Out: slave, Err: slave}
	for _, want := range []string{"hidden", "second"} {
		if got, err := cli.AskSecret(std, "Password: "); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	slave.Close()
	if got := <-screen; strings.Contains(got, "hidden") || strings.Count(got, "Password: ") != 2 {
		t.Errorf("the screen shows %q", got)
	}
}
