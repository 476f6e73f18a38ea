package peers

import (
	"os"
	"syscall"
	"testing"
)

// WriteProgram writes a program that the test runs. No process is started
// meanwhile: it would hold the file open for writing until it runs its own
// program, and for that moment the system runs no such file ("text file busy").
func WriteProgram(t testing.TB, path, text string) {
	t.Helper()
	syscall.ForkLock.RLock()
	err := os.WriteFile(path, []byte(text), 0o755)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
}
