package atomicfile_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/leak"
)

// jobVariable holds the job of a test binary that plays a writing program.
const jobVariable = "PYOPS_ATOMICFILE_JOB"

func TestMain(m *testing.M) {
	if text := os.Getenv(jobVariable); text != "" {
		os.Exit(work(text))
	}
	leak.Main(m)
}

// A job is what another process does.
type job struct {
	Folder     string // to work in, entered before the user changes
	UID        int    // and group, without other groups
	Path, Data string
	Times      int // Data is repeated, where that is not 0
	InPlace    bool
	Mode       fs.FileMode

	// Pause waits for a line on standard input before Commit, having said
	// "written".
	Pause bool

	// Look tells afterwards what the folder holds.
	Look bool

	// Forever writes Data and its capitals in turn, saying so after the first.
	Forever bool
}

// An outcome is what came of a job.
type outcome struct {
	Text                                              string
	InPlace, NotRegular, NotExist, Permission, NoRoom bool
	Seen                                              string // names and contents, a line each
}

func work(text string) int {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	err := j.do()
	var o outcome
	if err != nil {
		o = outcome{
			err.Error(), errors.Is(err, atomicfile.ErrInPlace), errors.Is(err, atomicfile.ErrNotRegular),
			errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOSPC), "",
		}
	}
	if j.Look {
		entries, _ := os.ReadDir(".")
		for _, e := range entries {
			b, _ := os.ReadFile(e.Name())
			o.Seen += fmt.Sprintf("%s %.10q\n", e.Name(), b)
		}
	}
	json.NewEncoder(os.Stderr).Encode(o)
	return 0
}

func (j *job) do() error {
	if err := os.Chdir(j.Folder); err != nil {
		return err
	}
	if err := become(j.UID); err != nil {
		return err
	}
	if j.Times > 0 {
		j.Data = strings.Repeat(j.Data, j.Times)
	}
	opts := &atomicfile.Options{InPlace: j.InPlace, Mode: j.Mode}
	if j.Forever {
		for i := 0; ; i++ {
			data := j.Data
			if i%2 == 1 {
				data = strings.ToUpper(data)
			}
			if err := atomicfile.WriteFile(j.Path, []byte(data), opts); err != nil {
				return err
			}
			if i == 0 {
				fmt.Println("written")
			}
		}
	}
	if !j.Pause {
		return atomicfile.WriteFile(j.Path, []byte(j.Data), opts)
	}
	f, err := atomicfile.Create(j.Path, opts)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, j.Data); err != nil {
		return err
	}
	fmt.Println("written")
	bufio.NewReader(os.Stdin).ReadString('\n')
	return f.Commit()
}

// command is the process for a job, behind the beginning of a command line.
func command(t testing.TB, j job, wrap ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	argv := append(wrap, self)
	c := exec.Command(argv[0], argv[1:]...)
	// The race detector would have each process wait for a second at its end.
	c.Env = append(os.Environ(), jobVariable+"="+string(text), "GORACE=atexit_sleep_ms=0")
	return c
}

// run has another process do a job.
func run(t testing.TB, j job, wrap ...string) outcome {
	t.Helper()
	return finish(t, command(t, j, wrap...))
}

func finish(t testing.TB, c *exec.Cmd) (o outcome) {
	t.Helper()
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	if err := json.Unmarshal(said.Bytes(), &o); err != nil {
		t.Fatalf("%v in %q", err, &said)
	}
	return o
}

// begin starts a job and waits until it says "written". What kills it takes it
// off the system's list as well.
func begin(t testing.TB, j job) (kill func(), goOn func()) {
	t.Helper()
	c := command(t, j)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "written\n" {
		t.Fatalf("the other process said %q (%v)", line, err)
	}
	return func() { c.Process.Kill(); c.Wait() }, func() {
		io.WriteString(in, "\n")
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// put writes a file plainly, with a mode whatever the umask.
func put(t testing.TB, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// holds checks what is in a file.
func holds(t testing.TB, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %.80q (%v), want %.80q", filepath.Base(path), got, err, want)
	}
}

// contains checks which files a folder has.
func contains(t testing.TB, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
