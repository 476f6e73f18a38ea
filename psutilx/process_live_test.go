//go:build linux

package psutilx

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// start starts a command that ends with the test, and returns its process.
func start(t *testing.T, argv ...string) (*Process, *exec.Cmd) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	p, err := NewProcess(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	return p, cmd
}

// busyProcess is a process with threads, files and sockets of every kind.
const busyProcess = `
import os, socket, sys, threading, time
folder = sys.argv[1]
keep = [open(folder + '/read', 'w'), open(folder + '/append', 'a+'), open('/etc/passwd', 'rb'), open(folder + '/both', 'w+'), os.pipe()]
keep[0].write('12345'); keep[0].flush()
os.lseek(keep[2].fileno(), 7, 0)
gone = open(folder + '/gone', 'w'); os.unlink(folder + '/gone'); keep.append(gone)
for family, address in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    s = socket.socket(family); s.bind((address, 0)); s.listen(); keep.append(s)
    c = socket.socket(family); c.connect(s.getsockname()[:2]); keep += [c, s.accept()]
    u = socket.socket(family, socket.SOCK_DGRAM); u.bind((address, 0)); keep.append(u)
    keep.append(socket.socket(family))
    d = socket.socket(family, socket.SOCK_DGRAM); d.bind((address, 0)); d.connect(u.getsockname()[:2]); keep.append(d)
for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
    keep += socket.socketpair(socket.AF_UNIX, kind)
u = socket.socket(socket.AF_UNIX); u.bind(folder + '/s'); keep += [u, u.dup()]
a = socket.socket(socket.AF_UNIX); a.bind('\0abstract-%d' % os.getpid()); keep.append(a)
for _ in range(3):
    threading.Thread(target=lambda: time.sleep(1000), daemon=True).start()
print('ready', flush=True)
time.sleep(1000)
`

func startBusy(t *testing.T) *Process {
	t.Helper()
	peers.Need(t, original.Interpreter)
	cmd := exec.Command(original.Interpreter, "-c", busyProcess, t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	p, err := NewProcess(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// freeze stops a process, after which nothing about it moves.
func freeze(t *testing.T, p *Process) {
	t.Helper()
	if err := p.Suspend(); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the process to stop", func() bool { s, _ := p.Status(); return s == StatusStopped })
}

// moving are the questions whose answers differ between two calls even of a
// process that stands still: who shares its pages.
var moving = []string{"p.memory_full_info()", "p.memory_percent('uss')", "p.memory_maps()", "p.memory_maps(grouped=False)"}

// kernelThread is the number of a thread of the kernel that has no children: those of
// kthreadd itself come and go between two questions. Where none is seen it is kthreadd's,
// which is then nobody's.
func kernelThread() int {
	const kthreadd = 2
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", kthreadd+1))
	if _, rest, ok := strings.Cut(string(stat), ") "); err == nil && ok {
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(kthreadd) {
			return kthreadd + 1
		}
	}
	return kthreadd
}

// TestFrozenProcesses asks both about processes that stand still, as root and as
// nobody.
func TestFrozenProcesses(t *testing.T) {
	busy := startBusy(t)
	freeze(t, busy)
	child, _ := start(t, "sh", "-c", "sleep 1000 & exec sleep 1000")
	peers.Eventually(t, "the shell to be sleep", func() bool {
		name, _ := child.Name()
		children, _ := child.Children(nil)
		return name == "sleep" && len(children) == 1
	})
	grandchildren, err := child.Children(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { grandchildren[0].Kill() })
	zombie, cmd := start(t, "true")
	_ = cmd
	peers.Eventually(t, "a zombie", func() bool { s, _ := zombie.Status(); return s == StatusZombie })
	freeze(t, child)
	pids := []int{busy.PID(), child.PID(), grandchildren[0].PID(), zombie.PID(), kernelThread(), 99999999}

	t.Run("root", func(t *testing.T) {
		peers.NeedRoot(t)
		py := startProcesses(t)
		compareProcesses(t, py, pids, ourProcesses("/proc", pids), true)
		want := py.Value("lambda pid: str([p.pid for p in psutil.Process(pid).parents()])", grandchildren[0].PID())
		if got, err := pidsText(grandchildren[0].Parents()); err != nil || got != want {
			t.Errorf("parents %s (%v), psutil %v", got, err, want)
		}
		// What has gone is told by its name.
		got := py.Value(`lambda: (lambda p: (p.kill(), p.wait(), [process_outcome(f) for f in (p.kill, p.suspend, p.children, lambda: p.send_signal(9), lambda: p.nice(1), p.name, p.parent)]))(psutil.Popen(['sleep', '1000']))[2]`)
		for _, s := range got.([]any) {
			if !strings.HasPrefix(s.(string), "NoSuchProcess: process no longer exists (pid=") {
				t.Errorf("psutil: %v", s)
			}
		}
	})
	t.Run("nobody", func(t *testing.T) {
		peers.NeedRoot(t)
		setpriv := peers.Need(t, "setpriv")
		py := original.StartWith(t, &original.Options{Wrap: []string{setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"}}, "psutil")
		py.Define(pythonReadings)
		py.Define(pythonProcesses)
		args := []string{}
		for _, pid := range pids {
			args = append(args, strconv.Itoa(pid))
		}
		cmd := asNobody(t, "ask", args...)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, complaint.String())
		}
		var ours [][]string
		if err := json.Unmarshal(out, &ours); err != nil {
			t.Fatal(err)
		}
		compareProcesses(t, py, pids, ours, false)
		denied := 0
		for _, answers := range ours {
			for _, a := range answers {
				if a == "AccessDenied" {
					denied++
				}
			}
		}
		if denied == 0 {
			t.Error("nobody may do everything")
		}
	})
}

func compareProcesses(t *testing.T, py *original.Python, pids []int, ours [][]string, root bool) {
	t.Helper()
	healed := root
	defer func() {
		if healed {
			t.Error("psutil knows now that a zombie whose environment it reads is one")
		}
	}()
	for i, theirs := range theirProcesses(py, "/proc", pids) {
		if i == len(pids) {
			continue // all of the machine's processes do not stand still
		}
		for j, want := range theirs {
			q := processReadings[j].python
			if ours[i][j] == want || slices.Contains(moving, q) && !strings.Contains(want, "Error") && !strings.Contains(want, "Denied") && !strings.Contains(want, "Process") {
				continue
			}
			if zombie, ok := strings.CutPrefix(want, "NoSuchProcess: process no longer exists"); ok && strings.Contains(q, "environ") &&
				ours[i][j] == "ZombieProcess: PID still exists but it's a zombie"+zombie {
				healed = false // newer releases say so too
				continue
			}
			t.Errorf("%d: %s:\n ours   %s\n theirs %s", pids[i], q, ours[i][j], want)
		}
	}
}

// TestTerminal is about a process in a terminal of its own.
func TestTerminal(t *testing.T) {
	py := startProcesses(t)
	main, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		peers.Missing(t, "terminals: "+err.Error())
	}
	defer main.Close()
	var n int
	err = onFD(main, func(fd int) (err error) {
		if err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err == nil {
			n, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("/dev/pts/%d", n)
	side, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	cmd := exec.Command("sleep", "1000")
	cmd.Stdin = side
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	p, err := NewPopen(cmd)
	if err != nil {
		t.Fatal(err)
	}
	want := py.Value("lambda pid: (psutil._psposix.get_terminal_map.cache_clear(), psutil.Process(pid).terminal())[1]", p.PID())
	if got, err := p.Terminal(); err != nil || got != want || got != name {
		t.Errorf("%s (%v), psutil %v, want %s", got, err, want, name)
	}
	if err := p.Kill(); err != nil {
		t.Error(err)
	}
	if _, err := p.Wait(context.Background(), NoTimeout); err != nil {
		t.Error(err)
	}
}

// TestProcessesWhileOthersComeAndGo: what runs concurrently with a storm of short
// processes gives no error and no race.
func TestProcessesWhileOthersComeAndGo(t *testing.T) {
	h := &Host{}
	me, err := ThisProcess()
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var storm, all sync.WaitGroup
	storm.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				exec.Command("true").Run()
			}
		}
	})
	for range 3 {
		all.Go(func() {
			for range 5 {
				for p, err := range h.ProcessIter(&ProcessIterOptions{Attrs: []string{"ppid", "memory_info", "exe"}}) {
					if err != nil {
						t.Error(err)
						break
					}
					if p.Info()["ppid"] == nil {
						t.Errorf("%v has %v", p, p.Info())
					}
					if _, err := p.Name(); err != nil && !errors.Is(err, ErrNoSuchProcess) {
						t.Error(err)
					}
				}
				if _, err := me.Children(&ChildrenOptions{Recursive: true}); err != nil {
					t.Error(err)
				}
				if _, err := h.NetConnections("all"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	close(stop)
	storm.Wait()
}
