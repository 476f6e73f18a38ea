package fab_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// What is left behind and goes on talking keeps nobody: neither a command that has
// ended nor one that was ended. Once nobody listens, it is told so.
func TestLocalLeavesTalkersBehind(t *testing.T) {
	peers.Need(t, "setsid") // it is none of the command's group, which is killed as a whole
	peers.Need(t, "ps")
	for _, x := range []struct {
		name, then string
		kind       error
	}{{"the command ends", "", nil}, {"it is ended", "; sleep 600", context.Canceled}} {
		t.Run(x.name, func(t *testing.T) {
			talker := filepath.Join(t.TempDir(), "talker")
			number := func() string {
				text, _ := os.ReadFile(talker)
				return strings.TrimSpace(string(text))
			}
			on, cancel := context.WithCancel(ctx(t))
			defer cancel()
			if x.then != "" {
				go func() {
					defer cancel()
					peers.Eventually(t, "the talker", func() bool { return number() != "" })
				}()
			}
			c := fab.NewContext(on, nil, nil)
			defer c.Close()
			r, err := c.Local(`echo first; setsid sh -c 'echo $$ >`+talker+`; while :; do echo x; sleep 0.05; done' & while ! [ -s `+talker+` ]; do sleep 0.05; done`+x.then,
				&fab.LocalOptions{Capture: true})
			if !errors.Is(err, x.kind) || x.kind == nil && !strings.HasPrefix(r.Stdout, "first") {
				t.Errorf("%v, %v; want %v", r, err, x.kind)
			}
			peers.Eventually(t, "the talker to be told", func() bool {
				state, _ := exec.Command("ps", "-o", "stat=", "-p", number()).Output()
				return len(state) == 0 || state[0] == 'Z'
			})
		})
	}
}
