//go:build linux

package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"

	"github.com/pyops-go/pyops/internal/pytext"
)

func listRepr(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = pytext.Repr(w)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func sorted[T fmt.Stringer](list []T, err error) (string, error) {
	lines := []string{}
	for _, v := range list {
		lines = append(lines, v.String())
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), err
}

func pidsText(list []*Process, err error) (string, error) {
	out := "["
	for i, p := range list {
		if i > 0 {
			out += ", "
		}
		out += strconv.Itoa(p.PID())
	}
	return out + "]", err
}

// A processReading is one question about a process, asked in Python and here.
type processReading struct {
	python string
	ours   func(*Process) (string, error)
}

// processReadings depend on a tree alone.
var processReadings = []processReading{
	{"p.pid", func(p *Process) (string, error) { return strconv.Itoa(p.PID()), nil }},
	{"repr(p.name())", func(p *Process) (string, error) { s, err := p.Name(); return pytext.Repr(s), err }},
	{"repr(p.exe())", func(p *Process) (string, error) { s, err := p.Exe(); return pytext.Repr(s), err }},
	{"repr(p.cmdline())", func(p *Process) (string, error) { l, err := p.Cmdline(); return listRepr(l), err }},
	{"'\\n'.join(sorted('%r=%r' % i for i in p.environ().items()))", func(p *Process) (string, error) {
		env, err := p.Environ()
		lines := []string{}
		for k, v := range env {
			lines = append(lines, pytext.Repr(k)+"="+pytext.Repr(v))
		}
		slices.Sort(lines)
		return strings.Join(lines, "\n"), err
	}},
	{"repr(p.cwd())", func(p *Process) (string, error) { s, err := p.Cwd(); return pytext.Repr(s), err }},
	{"p.status()", func(p *Process) (string, error) { s, err := p.Status(); return string(s), err }},
	{"p.ppid()", func(p *Process) (string, error) { n, err := p.PPID(); return strconv.Itoa(n), err }},
	{"p.cpu_times()", func(p *Process) (string, error) { return text(p.CPUTimes) }},
	{"p.cpu_num()", func(p *Process) (string, error) { n, err := p.CPUNum(); return strconv.Itoa(n), err }},
	{"p.create_time()", func(p *Process) (string, error) { s, err := p.createSeconds(); return pytext.Float(s), err }},
	{"p.memory_info()", func(p *Process) (string, error) { return text(p.MemoryInfo) }},
	{"p.memory_full_info()", func(p *Process) (string, error) { return text(p.MemoryFullInfo) }},
	{"p.memory_percent('vms')", func(p *Process) (string, error) { f, err := p.MemoryPercent("vms"); return pytext.Float(f), err }},
	{"p.memory_percent('uss')", func(p *Process) (string, error) { f, err := p.MemoryPercent("uss"); return pytext.Float(f), err }},
	{"p.memory_percent('x')", func(p *Process) (string, error) { f, err := p.MemoryPercent("x"); return pytext.Float(f), err }},
	{"p.memory_maps()", func(p *Process) (string, error) { return listText(p.MemoryMaps()) }},
	{"p.memory_maps(grouped=False)", func(p *Process) (string, error) { return listText(p.MemoryMapsUngrouped()) }},
	{"p.io_counters()", func(p *Process) (string, error) { return text(p.IOCounters) }},
	{"p.num_fds()", func(p *Process) (string, error) { n, err := p.NumFDs(); return strconv.Itoa(n), err }},
	{"p.num_threads()", func(p *Process) (string, error) { n, err := p.NumThreads(); return strconv.Itoa(n), err }},
	{"p.threads()", func(p *Process) (string, error) { return listText(p.Threads()) }},
	{"p.num_ctx_switches()", func(p *Process) (string, error) { return text(p.NumCtxSwitches) }},
	{"p.uids()", func(p *Process) (string, error) { return text(p.UIDs) }},
	{"p.gids()", func(p *Process) (string, error) { return text(p.GIDs) }},
	{"p.username()", func(p *Process) (string, error) { return p.Username() }},
	{"p.terminal()", func(p *Process) (string, error) { return p.Terminal() }},
	{"p.open_files()", func(p *Process) (string, error) { return listText(p.OpenFiles()) }},
	{"sorted(map(str, p.connections('all')))", func(p *Process) (string, error) { return sorted(p.NetConnections("all")) }},
	{"sorted(map(str, p.connections()))", func(p *Process) (string, error) { return sorted(p.NetConnections("")) }},
	{"p.parent().pid if p.parent() else None", func(p *Process) (string, error) {
		parent, err := p.Parent()
		if err != nil {
			return "", err
		}
		return strconv.Itoa(parent.PID()), nil
	}},
	{"[q.pid for q in p.children()].__str__()", func(p *Process) (string, error) { return pidsText(p.Children(nil)) }},
	{"[q.pid for q in p.children(recursive=True)].__str__()", func(p *Process) (string, error) {
		return pidsText(p.Children(&ChildrenOptions{Recursive: true}))
	}},
	{"[p.is_running(), p == psutil.Process(p.pid)].__str__()", func(p *Process) (string, error) {
		q, err := p.host.NewProcess(p.PID())
		if err != nil {
			return "", err
		}
		return "[" + boolRepr(p.IsRunning()) + ", " + boolRepr(p.Equal(q) && p.Key() == q.Key()) + "]", nil
	}},
	{"str(p)", func(p *Process) (string, error) { return p.String(), nil }},
}

// hostReadings are of all processes together.
var hostReadings = []reading{
	{"pids", "str(sorted(psutil.pids()))", func(h *Host) (string, error) {
		pids, err := h.PIDs()
		return "[" + commas(pids) + "]", err
	}},
	{"process_iter", "str([p.pid for p in psutil.process_iter()])", func(h *Host) (string, error) {
		list := []*Process{}
		for p, err := range h.ProcessIter(nil) {
			if err != nil {
				return "", err
			}
			list = append(list, p)
		}
		return pidsText(list, nil)
	}},
	{"net_connections all", "sorted(map(str, psutil.net_connections('all')))", func(h *Host) (string, error) { return sorted(h.NetConnections("all")) }},
	{"net_connections tcp4", "sorted(map(str, psutil.net_connections('tcp4')))", func(h *Host) (string, error) { return sorted(h.NetConnections("tcp4")) }},
	{"net_connections inet6", "sorted(map(str, psutil.net_connections('inet6')))", func(h *Host) (string, error) { return sorted(h.NetConnections("inet6")) }},
	{"net_connections bogus", "psutil.net_connections('bogus')", func(h *Host) (string, error) { return sorted(h.NetConnections("bogus")) }},
}

// detail is what Python's str() says of an exception.
func detail(err error) string {
	var e interface{ Detail() string }
	if errors.As(err, &e) {
		return e.Detail()
	}
	return err.Error()
}

// processOutcome is what a question about a process came to.
func processOutcome(s string, err error) string {
	var value *ValueError
	switch {
	case errors.As(err, &value):
		return "ValueError: " + value.Reason
	case errors.Is(err, ErrZombieProcess):
		return "ZombieProcess: " + detail(err)
	case errors.Is(err, ErrNoSuchProcess):
		return "NoSuchProcess: " + detail(err)
	case errors.Is(err, ErrAccessDenied):
		return "AccessDenied"
	}
	return outcome(s, err)
}

const pythonProcesses = `
def process_outcome(f):
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            return said(f())
        except (psutil.ZombieProcess, psutil.NoSuchProcess) as e:
            return type(e).__name__ + ': ' + str(e)
        except psutil.AccessDenied:
            return 'AccessDenied'
        except FileNotFoundError:
            return 'error: no such file'
        except NotImplementedError:
            return 'error: not supported'
        except ValueError as e:
            if 'invalid' in str(e) and ('kind' in str(e) or 'memtype' in str(e)):
                return 'ValueError: ' + str(e)
            return 'error: format'
        except (KeyError, IndexError, TypeError, AssertionError, RuntimeError, AttributeError, UnicodeError):
            return 'error: format'

def processes(root, pids, questions, host_questions):
    # Whether a process exists it asks the kernel, which knows nothing of the tree.
    with unittest.mock.patch('psutil._pslinux.pid_exists', lambda pid: pid in psutil._pslinux.pids()):
        return tree_processes(root, pids, questions, host_questions)

def enter(root):
    psutil.PROCFS_PATH = root
    psutil._pslinux.BOOT_TIME = None
    psutil._TOTAL_PHYMEM = None
    psutil._LOWEST_PID = None
    psutil._pmap = {}
    psutil._psposix.get_terminal_map.cache_clear()

def tree_processes(root, pids, questions, host_questions):
    enter(root)
    out = []
    for pid in pids:
        try:
            p = psutil.Process(pid)
        except Exception as e:
            out.append(['cannot: ' + type(e).__name__] * len(questions))
            continue
        out.append([process_outcome(lambda: eval(q, {'p': p, 'psutil': psutil})) for q in questions])
    out.append([process_outcome(lambda: eval(q)) for q in host_questions])
    return out
`

func startProcesses(t *testing.T) *original.Python {
	t.Helper()
	py := startPsutil(t)
	py.Define(pythonProcesses)
	t.Cleanup(func() {
		py.Define("psutil._pslinux.BOOT_TIME = psutil._TOTAL_PHYMEM = psutil._LOWEST_PID = None; psutil._pmap = {}; psutil.PROCFS_PATH = '/proc'; psutil.boot_time()")
	})
	return py
}

// ourProcesses asks everything about the processes of a tree, and then of all.
func ourProcesses(dir string, pids []int) [][]string {
	h := &Host{Proc: dir}
	h.perReader = 1 // several goroutines read, however few processes there are
	out := [][]string{}
	for _, pid := range pids {
		p, err := h.NewProcess(pid)
		if err != nil {
			out = append(out, slices.Repeat([]string{cannot(err)}, len(processReadings)))
			continue
		}
		answers := []string{}
		for _, r := range processReadings {
			answers = append(answers, processOutcome(r.ours(p)))
		}
		out = append(out, answers)
	}
	answers := []string{}
	for _, r := range hostReadings {
		answers = append(answers, processOutcome(r.ours(h)))
	}
	return append(out, answers)
}

func theirProcesses(py *original.Python, dir string, pids []int) [][]string {
	questions, hostQuestions := []string{}, []string{}
	for _, r := range processReadings {
		questions = append(questions, r.python)
	}
	for _, r := range hostReadings {
		hostQuestions = append(hostQuestions, r.python)
	}
	out := [][]string{}
	for _, answers := range py.Value("processes", dir, pids, questions, hostQuestions).([]any) {
		texts := []string{}
		for _, a := range answers.([]any) {
			texts = append(texts, a.(string))
		}
		out = append(out, texts)
	}
	return out
}

// processExaminer judges what is told of processes, and of all together.
func processExaminer(t *testing.T) *examiner {
	py := startProcesses(t)
	py.Define(`
class Asked:
    root, processes = None, {}

def answer_of(q):
    with unittest.mock.patch('psutil._pslinux.pid_exists', lambda pid: pid in psutil._pslinux.pids()):
        if q.root != Asked.root:
            Asked.root, Asked.processes = q.root, {}
            enter(q.root)
        if q.pid < 0:
            return process_outcome(lambda: eval(q.expression))
        if q.pid not in Asked.processes:
            try:
                Asked.processes[q.pid] = psutil.Process(q.pid)
            except Exception as e:
                Asked.processes[q.pid] = 'cannot: ' + type(e).__name__
        p = Asked.processes[q.pid]
        if isinstance(p, str):
            return p
        return process_outcome(lambda: eval(q.expression, {'p': p, 'psutil': psutil}))

def answer_without_rollup(q):
    with unittest.mock.patch('psutil._pslinux.HAS_PROC_SMAPS_ROLLUP', False):
        return answer_of(q)
`)
	t.Cleanup(func() { py.Define("Asked.root = None") })
	type key struct {
		root string
		pid  int
	}
	hosts, processes := map[string]*Host{}, map[key]*Process{}
	return newExaminer(t, py, "answer_of", func(q question) string {
		h := hosts[q.Root]
		if h == nil {
			h = &Host{Proc: q.Root}
			h.perReader = 1 // several goroutines read, however few processes there are
			hosts[q.Root] = h
		}
		if q.PID == wholeMachine {
			for _, r := range hostReadings {
				if r.python == q.Expression {
					return processOutcome(r.ours(h))
				}
			}
			return "no such reading"
		}
		p := processes[key{q.Root, q.PID}]
		if p == nil {
			var err error
			if p, err = h.NewProcess(q.PID); err != nil {
				return cannot(err)
			}
			processes[key{q.Root, q.PID}] = p
		}
		for _, r := range processReadings {
			if r.python == q.Expression {
				return processOutcome(r.ours(p))
			}
		}
		return "no such reading"
	}, processMends)
}

// cannot is why there is no process, by the exception of psutil.
func cannot(err error) string {
	switch {
	case errors.Is(err, ErrNoSuchProcess):
		return "cannot: NoSuchProcess"
	case errors.Is(err, fs.ErrNotExist):
		return "cannot: FileNotFoundError"
	}
	return "cannot: IndexError"
}

// questionsOf are all questions about a machine.
func questionsOf(root string, pids []int) (calls []original.Call) {
	for _, pid := range pids {
		for _, r := range processReadings {
			calls = append(calls, original.Call{Func: "answer_of", Args: []any{question{root, pid, r.python}}})
		}
	}
	for _, r := range hostReadings {
		calls = append(calls, original.Call{Func: "answer_of", Args: []any{question{root, wholeMachine, r.python}}})
	}
	return calls
}

// TestGeneratedProcesses asks both about machines that were made up, sound ones
// and damaged ones. What differs has to be what the divergences owe.
func TestGeneratedProcesses(t *testing.T) {
	e := processExaminer(t)
	r := original.Rand(t)
	for range original.Rounds(t, 60) {
		pt := randomProcesses(r)
		for r.IntN(2) == 0 {
			pt.files = pt.files.damagedProcess(r)
		}
		e.Generated(t, questionsOf(e.write(pt), append(pt.pids(), 99999)))
		e.forget()
		if t.Failed() {
			return
		}
	}
}
