package confobj_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// writerFile names the file that the test binary writes over and over when it
// plays the program that is killed.
const writerFile = "CONFOBJ_TEST_WRITER"

const writtenKeys = 2000

// writeForever writes the same keys with one value and then with the other.
func writeForever(name string) {
	for {
		for _, value := range []string{"old", "new"} {
			c, err := confobj.NewConfigObj(nil, nil)
			if err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			for i := range writtenKeys {
				if err := c.Set(fmt.Sprint("key", i), strings.Repeat(value, 20)); err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
			}
			if err := c.WriteFile(name); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
		}
	}
}

// However a program is killed while it writes, the file is whole: all of it as it
// was, or all of it as it was to be.
func TestAKillLeavesAWholeFile(t *testing.T) {
	rng := original.Rand(t)
	for range 25 {
		name := filepath.Join(t.TempDir(), "app.conf")
		program := []string{os.Args[0]}
		if emulator := os.Getenv("PYOPS_EMULATOR"); emulator != "" {
			program = slices.Insert(program, 0, emulator)
		}
		cmd := exec.Command(program[0], program[1:]...)
		cmd.Env = append(os.Environ(), writerFile+"="+name)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// From the second file on the writer is in the midst of replacing one.
		var first os.FileInfo
		peers.Eventually(t, "a second file", func() bool {
			info, err := os.Stat(name)
			if err != nil {
				return false
			}
			if first == nil {
				first = info
			}
			return !os.SameFile(first, info)
		})
		// The kill must come at a moment that nothing announces, a different one
		// each time: after so many looks at the file.
		for range rng.IntN(4000) {
			if _, err := os.Stat(name); err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		cmd.Wait() // says that it was killed
		c, err := confobj.Load(name, nil)
		if err != nil {
			t.Fatalf("the file cannot be read: %v", err)
		}
		values := map[any]bool{}
		for _, key := range c.Scalars() {
			v, err := c.Get(key)
			if err != nil {
				t.Fatal(err)
			}
			values[v] = true
		}
		if n := len(c.Scalars()); n != writtenKeys || len(values) != 1 {
			t.Fatalf("%d keys with %d values: half a file", n, len(values))
		}
	}
}
