//go:build linux

package psutilx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// pythonReuse has psutil try its hand on a process whose number is another one's.
const pythonReuse = `
def reused_number():
    import os, signal, subprocess
    hundredth = 1 / os.sysconf('SC_CLK_TCK')
    for attempt in range(200):
        victim = subprocess.Popen(['sleep', '1000'])
        p = psutil.Process(victim.pid)
        with open('/proc/%d/stat' % p.pid) as f:
            start = float(f.read().rsplit(')', 1)[1].split()[19]) * hundredth
        while True:  # starts are counted in hundredths of a second
            with open('/proc/uptime') as f:
                if float(f.read().split()[0]) > start + 2 * hundredth:
                    break
        victim.kill()
        victim.wait()
        with open('/proc/sys/kernel/ns_last_pid', 'w') as f:
            f.write(str(p.pid - 1))
        innocent = subprocess.Popen(['sleep', '1000'])
        if innocent.pid == p.pid:
            break
        innocent.kill()
        innocent.wait()
    else:
        raise RuntimeError('the number was never reused')
    q = psutil.Process(innocent.pid)
    state = lambda: repr((innocent.poll(), q.nice(), q.ionice(), q.cpu_affinity(), q.rlimit(psutil.RLIMIT_NOFILE)))
    tries = {
        'Kill': p.kill, 'Terminate': p.terminate, 'Suspend': p.suspend, 'Resume': p.resume,
        'SendSignal': lambda: p.send_signal(signal.SIGUSR1), 'SetNice': lambda: p.nice(5),
        'SetIONice': lambda: p.ionice(psutil.IOPRIO_CLASS_BE, 5), 'SetCPUAffinity': lambda: p.cpu_affinity([0]),
        'SetRLimit': lambda: p.rlimit(psutil.RLIMIT_NOFILE, (10, 10)), 'Children': p.children,
        'Parent': lambda: p.parent() is None, 'Equal': lambda: p == q, 'IsRunning': p.is_running,
    }
    outcome = {}
    for name, f in tries.items():
        before = state()
        try:
            said = str(f())
        except psutil.Error as e:
            said = '%s: %s' % (type(e).__name__, str(e).replace('pid=%d' % p.pid, 'pid=N'))
        outcome[name] = said if state() == before else said + ', and it changed the other process'
    innocent.kill()
    innocent.wait()
    return outcome
`

const tellsOfReuse = "NoSuchProcess: process no longer exists and its PID has been reused (pid=N)"

// reuseDivergences are what psutil does with a number that was reused where that
// is not to tell of it.
var reuseDivergences = map[string]string{
	"SetNice":        "NoSuchProcess: process no longer exists (pid=N)", // as ours, in fewer words
	"SetIONice":      "None, and it changed the other process",
	"SetCPUAffinity": "None, and it changed the other process",
	"SetRLimit":      "None, and it changed the other process",
	"Parent":         "False", // that of the other process
}

// TestReusedNumber forces the number of a process on another one, to both: the
// namespace of each has its own numbers, and lets root choose the next.
func TestReusedNumber(t *testing.T) {
	t.Parallel()
	peers.NeedRoot(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	apart := append([]string{peers.Need(t, "unshare"), "--pid", "--fork", "--kill-child"}, peers.PrivateMounts(t, "mount -t proc proc /proc")...)
	cmd := partCommand(t, apart[0], "reuse", append(slices.Clone(apart[1:]), self)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var ours map[string]string
	if err := json.Unmarshal(out, &ours); err != nil {
		t.Fatal(err)
	}
	py := original.StartWith(t, &original.Options{Wrap: apart}, "psutil")
	py.Define(pythonReuse)
	theirs := py.Value("reused_number").(original.Dict)
	if len(ours) != len(theirs) {
		t.Errorf("%v, psutil %v", ours, theirs)
	}
	for name, said := range ours {
		want, differs := reuseDivergences[name]
		if !differs {
			want = said
		} else if said != tellsOfReuse {
			t.Errorf("%s: %s", name, said)
		}
		if theirs.Get(name) != want {
			t.Errorf("%s: %s; psutil %v, and not %s", name, said, theirs.Get(name), want)
		}
	}
}

// playReuse runs where it may choose the numbers of processes, and has every
// method that changes something try its hand on a number that was reused.
func playReuse([]string) error {
	for range 200 {
		victim := exec.Command("sleep", "1000")
		if err := victim.Start(); err != nil {
			return err
		}
		p, err := NewProcess(victim.Process.Pid)
		if err != nil {
			return err
		}
		if err := outlast(p); err != nil {
			return err
		}
		victim.Process.Kill()
		victim.Wait()
		if err := os.WriteFile("/proc/sys/kernel/ns_last_pid", []byte(strconv.Itoa(p.PID()-1)), 0); err != nil {
			return err
		}
		innocent := exec.Command("sleep", "1000")
		if err := innocent.Start(); err != nil {
			return err
		}
		var outcome map[string]string
		reused := innocent.Process.Pid == p.PID()
		if reused {
			outcome, err = tryAll(p)
		}
		innocent.Process.Kill()
		innocent.Wait()
		if err != nil {
			return err
		}
		if reused {
			return json.NewEncoder(os.Stdout).Encode(outcome)
		}
	}
	return errors.New("the number was never reused")
}

// outlast waits until another process would have another start: starts are
// counted in hundredths of a second.
func outlast(p *Process) error {
	for {
		text, err := os.ReadFile("/proc/uptime")
		if err != nil {
			return err
		}
		up, err := strconv.ParseFloat(strings.Fields(string(text))[0], 64)
		if err != nil {
			return err
		}
		if up*clockTicks > float64(p.id.start)+2 {
			return nil
		}
	}
}

// tryAll calls everything that must not reach a process that reused the number,
// and tells what each said and whether it did.
func tryAll(p *Process) (map[string]string, error) {
	q, err := NewProcess(p.PID())
	if err != nil {
		return nil, err
	}
	state := func() string {
		nice, err1 := q.Nice()
		io, err2 := q.IONice()
		cpus, err3 := q.CPUAffinity()
		limit, err4 := q.RLimit(RLimitNoFile)
		status, err5 := q.Status()
		return fmt.Sprint(nice, io, cpus, limit, status == StatusStopped, status == StatusZombie, errors.Join(err1, err2, err3, err4, err5))
	}
	outcome := map[string]string{}
	for name, try := range map[string]func() (any, error){
		"Kill":           func() (any, error) { return nil, p.Kill() },
		"Terminate":      func() (any, error) { return nil, p.Terminate() },
		"Suspend":        func() (any, error) { return nil, p.Suspend() },
		"Resume":         func() (any, error) { return nil, p.Resume() },
		"SendSignal":     func() (any, error) { return nil, p.SendSignal(syscall.SIGUSR1) },
		"SetNice":        func() (any, error) { return nil, p.SetNice(5) },
		"SetIONice":      func() (any, error) { return nil, p.SetIONice(IOPrioClassBE, 5) },
		"SetCPUAffinity": func() (any, error) { return nil, p.SetCPUAffinity([]int{0}) },
		"SetRLimit":      func() (any, error) { return nil, p.SetRLimit(RLimitNoFile, RLimit{10, 10}) },
		"Children":       func() (any, error) { return p.Children(nil) },
		"Parent":         func() (any, error) { return p.Parent() },
		"Equal":          func() (any, error) { return boolText(p.Equal(q) || p.Key() == q.Key()), nil },
		"IsRunning":      func() (any, error) { return boolText(p.IsRunning()), nil },
	} {
		before := state()
		value, err := try()
		said := fmt.Sprint(value)
		if err != nil {
			said = strings.Replace(processOutcome("", err), fmt.Sprintf("pid=%d", p.PID()), "pid=N", 1)
		}
		if state() != before {
			said += ", and it changed the other process"
		}
		outcome[name] = said
	}
	if code, err := p.Wait(context.Background(), time.Minute); code != nil || err != nil {
		return nil, fmt.Errorf("Wait: %v, %w", code, err)
	}
	return outcome, nil
}

// boolText is Python's str() of a bool.
func boolText(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
