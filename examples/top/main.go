// Command top shows the processes of this machine, live: what psutil.test prints
// once, in the manner of top(1).
//
//	top             (in a terminal: c m p n sort, up and down choose, t terminates, q quits)
//	top -once       (prints the table once)
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/pyops-go/pyops/psutilx"
)

func main() {
	once := flag.Bool("once", false, "print the table once")
	every := flag.Duration("every", 2*time.Second, "how often to look")
	flag.Parse()
	if err := run(*once, *every); err != nil {
		fmt.Fprintln(os.Stderr, "top:", err)
		os.Exit(1)
	}
}

func run(once bool, every time.Duration) error {
	if every <= 0 {
		return fmt.Errorf("-every: %v is no time to wait", every)
	}
	monitor, err := psutilx.NewMonitor(nil)
	if err != nil {
		return err
	}
	defer monitor.Close()
	m := newModel(monitor, every)
	if once {
		m.height, m.width = 1<<30, 1<<10
		m.look()
		fmt.Print(m.View())
		return m.err
	}
	end, err := tea.NewProgram(m, tea.WithAltScreen()).Run()
	if err != nil {
		return err
	}
	return end.(*model).err
}
