package peers

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A Clamd is a running virus scanner with a handful of signatures of its own,
// which starts in less than a tenth of a second and needs no download.
type Clamd struct {
	*Server
	Socket string // path of its unix socket
	Port   int    // of 127.0.0.1
}

// What clamd finds, beside the EICAR pattern at the start of a file. It adds
// ".UNOFFICIAL" to the names of signatures that are not ClamAV's own.
const (
	ClamdVirus       = "PYOPS-VIRUS-BODY"
	ClamdSecondVirus = "PYOPS-SECOND"
)

// StartClamd runs clamd for the length of a test. Streams are limited to 2 MB,
// threads to four, unless further lines of its configuration say otherwise.
func StartClamd(t testing.TB, lines ...string) *Clamd {
	t.Helper()
	Need(t, "clamd")
	dir := t.TempDir()
	c := &Clamd{Port: Port(t)}
	config, socket, err := ClamdFiles(dir, c.Port, lines...)
	if err != nil {
		t.Fatal(err)
	}
	c.Socket = socket
	c.Server = Start(t, Command{
		Args:  []string{"clamd", "--config-file", config},
		Dir:   dir,
		Ready: Accepts("unix", c.Socket),
		Logs:  []string{filepath.Join(dir, "clamd.log")},
	})
	return c
}

// ClamdFiles writes a configuration and signatures for a clamd into a folder,
// and returns the paths of the configuration and of the socket-to-be.
func ClamdFiles(dir string, port int, lines ...string) (config, socket string, err error) {
	eicar, err := base64.StdEncoding.DecodeString("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
	if err != nil {
		return "", "", err
	}
	database := filepath.Join(dir, "db")
	if err := os.Mkdir(database, 0o755); err != nil {
		return "", "", err
	}
	signatures := fmt.Sprintf("Eicar-Test-Signature:0:0:%x\nPyops-Body:0:*:%s\nPyops-Body2:0:*:%s\n", eicar,
		hex.EncodeToString([]byte(ClamdVirus)), hex.EncodeToString([]byte(ClamdSecondVirus)))
	if err := os.WriteFile(filepath.Join(database, "test.ndb"), []byte(signatures), 0o644); err != nil {
		return "", "", err
	}
	config, socket = filepath.Join(dir, "clamd.conf"), filepath.Join(dir, "clamd.sock")
	settings := []string{
		"DatabaseDirectory " + database, "LocalSocket " + socket, fmt.Sprintf("TCPSocket %d", port), "TCPAddr 127.0.0.1",
		"LogFile " + filepath.Join(dir, "clamd.log"), "PidFile " + filepath.Join(dir, "clamd.pid"), "TemporaryDirectory " + dir,
		"Foreground yes", "SelfCheck 0", "ConcurrentDatabaseReload no", "FixStaleSocket yes", "AllowAllMatchScan yes",
	}
	for _, standard := range []string{"StreamMaxLength 2M", "MaxThreads 4"} {
		name, _, _ := strings.Cut(standard, " ")
		if !strings.Contains("\n"+strings.Join(lines, "\n"), "\n"+name+" ") {
			settings = append(settings, standard)
		}
	}
	if os.Geteuid() == 0 {
		settings = append(settings, "User root") // it would not see the test's files as another
	}
	text := strings.Join(append(settings, lines...), "\n") + "\n"
	return config, socket, os.WriteFile(config, []byte(text), 0o644)
}
