//go:build linux

package psutilx

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"

	"github.com/pyops-go/pyops/internal/pytext"
)

// pythonPercents gives what psutil makes of two snapshots, of which it took the
// first one the last time.
const pythonPercents = `
def percents(before, after):
    psutil.PROCFS_PATH = before
    psutil._last_cpu_times = psutil._last_cpu_times_2 = psutil.cpu_times()
    psutil._last_per_cpu_times = psutil._last_per_cpu_times_2 = psutil.cpu_times(percpu=True)
    psutil.PROCFS_PATH = after
    return [
        repr(psutil.cpu_percent()),
        [repr(x) for x in psutil.cpu_percent(percpu=True)],
        str(psutil.cpu_times_percent()),
        [str(x) for x in psutil.cpu_times_percent(percpu=True)],
    ]

def blocking_percent(before, after, call):
    psutil.PROCFS_PATH = before
    def sleep(interval):
        psutil.PROCFS_PATH = after
    with unittest.mock.patch('time.sleep', sleep):
        return said(eval(call))
`

type ticks [][maxCPUColumns]uint64 // of all CPUs, then of each

func randomTicks(r *rand.Rand) ticks {
	t := make(ticks, 2+r.IntN(4))
	for i := range t {
		for j := range t[i] {
			t[i][j] = r.Uint64() >> (20 + r.IntN(44))
		}
	}
	return t
}

// later adds little or much to each column, and at times takes something away.
func (t ticks) later(r *rand.Rand) ticks {
	most := []uint64{1, 3, 20, 100, 5000, 1 << 40}[r.IntN(6)]
	out := make(ticks, max(2, len(t)-r.IntN(2)+r.IntN(2)))
	for i := range out {
		if i < len(t) {
			out[i] = t[i]
		}
		for j := range out[i] {
			switch r.IntN(8) {
			case 0:
			case 1:
				out[i][j] -= min(out[i][j], r.Uint64N(most))
			default:
				out[i][j] += r.Uint64N(most)
			}
		}
	}
	return out
}

func (t ticks) stat(columns int) string {
	var b strings.Builder
	for i, row := range t {
		b.WriteString("cpu")
		if i > 0 {
			b.WriteString(strconv.Itoa(i - 1))
		}
		for _, n := range row[:columns] {
			fmt.Fprintf(&b, " %d", n)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func ourPercents(t *testing.T, h *Host, opts *CPUTimesPercentOptions) []any {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.CPUPercent(ctx, 0)
	check(err)
	each, err := h.CPUPercentPerCPU(ctx, 0)
	check(err)
	times, err := h.CPUTimesPercent(ctx, 0, opts)
	check(err)
	eachTimes, err := h.CPUTimesPercentPerCPU(ctx, 0, opts)
	check(err)
	eachText, eachTimesText := []any{}, []any{}
	for _, x := range each {
		eachText = append(eachText, pytext.Float(x))
	}
	for _, x := range eachTimes {
		eachTimesText = append(eachTimesText, x.String())
	}
	return []any{pytext.Float(all), eachText, times.String(), eachTimesText}
}

func TestCPUPercentsOfTwoSnapshots(t *testing.T) {
	py := startPsutil(t)
	py.Define(pythonPercents)
	r := original.Rand(t)
	root := memoryDir(t)
	for i := range original.Rounds(t, 400) {
		columns := 7 + r.IntN(4)
		first := randomTicks(r)
		before, after := first.stat(columns), first.later(r).stat(columns)
		// psutil remembers the columns of a path; ours has to be one path.
		dir := filepath.Join(root, strconv.Itoa(i))
		want := py.Value("percents", tree{"stat": before}.write(t, dir+"a"), tree{"stat": after}.write(t, dir+"b"))
		h := &Host{Proc: tree{"stat": before}.write(t, dir)}
		psutils := &CPUTimesPercentOptions{AtLeastOneSecond: true}
		ourPercents(t, h, psutils)
		tree{"stat": after}.write(t, dir)
		if got := ourPercents(t, h, psutils); !original.Same(got, want) {
			t.Fatalf("ours   %v\ntheirs %v\nbefore\n%safter\n%s", got, want, before, after)
		}
	}
}

// TestCPUTimesPercentOfShortTimes is where CPUTimesPercent is right and psutil
// is not: below one second of CPU time. From one second on they agree.
func TestCPUTimesPercentOfShortTimes(t *testing.T) {
	py := startPsutil(t)
	py.Define(pythonPercents)
	for _, c := range []struct{ idle, theirs, ours string }{
		{"20", "user=20.0, nice=0.0, system=0.0, idle=20.0", "user=50.0, nice=0.0, system=0.0, idle=50.0"},
		{"80", "user=20.0, nice=0.0, system=0.0, idle=80.0", "user=20.0, nice=0.0, system=0.0, idle=80.0"},
	} {
		const before = "cpu 100 0 0 100 0 0 0\n"
		after := "cpu 120 0 0 1" + c.idle + " 0 0 0\n"
		if c.idle == "20" {
			after = "cpu 120 0 0 120 0 0 0\n"
		}
		dir := t.TempDir()
		theirs := py.Value("percents", tree{"stat": before}.write(t, dir+"/a"), tree{"stat": after}.write(t, dir+"/b")).([]any)
		h := &Host{Proc: tree{"stat": before}.write(t, dir)}
		ourPercents(t, h, nil)
		tree{"stat": after}.write(t, dir)
		ours := ourPercents(t, h, nil)
		const rest = ", iowait=0.0, irq=0.0, softirq=0.0)"
		if got := "scputimes(" + c.ours + rest; ours[2] != got {
			t.Errorf("ours %v, want %s", ours[2], got)
		}
		if got := "scputimes(" + c.theirs + rest; theirs[2] != got {
			t.Errorf("psutil now says %v, not %s", theirs[2], got)
		}
	}
}

// swapping is a context during whose wait the tree becomes another one.
type swapping struct {
	context.Context
	swap func()
}

func (s swapping) Done() <-chan struct{} { s.swap(); return s.Context.Done() }

func TestCPUPercentWithAnInterval(t *testing.T) {
	py := startPsutil(t)
	py.Define(pythonPercents)
	const before = "cpu 100 0 50 1000 7 0 0 0 0 0\ncpu0 60 0 20 500 3 0 0 0 0 0\ncpu1 40 0 30 500 4 0 0 0 0 0\n"
	const after = "cpu 133 0 61 1200 9 1 0 0 2 0\ncpu0 70 0 30 600 4 1 0 0 2 0\ncpu1 63 0 31 600 5 0 0 0 0 0\n"
	dir := t.TempDir()
	a, b := tree{"stat": before}.write(t, dir+"/a"), tree{"stat": after}.write(t, dir+"/b")
	for _, c := range []struct {
		call string
		ours func(*Host, context.Context) (string, error)
	}{
		{"psutil.cpu_percent(0.001)", func(h *Host, ctx context.Context) (string, error) {
			v, err := h.CPUPercent(ctx, time.Millisecond)
			return pytext.Float(v), err
		}},
		{"psutil.cpu_percent(0.001, percpu=True)", func(h *Host, ctx context.Context) (string, error) {
			v, err := h.CPUPercentPerCPU(ctx, time.Millisecond)
			lines := []string{}
			for _, x := range v {
				lines = append(lines, pytext.Float(x))
			}
			return strings.Join(lines, "\n"), err
		}},
		{"psutil.cpu_times_percent(0.001)", func(h *Host, ctx context.Context) (string, error) {
			return text(func() (CPUTimesStat, error) { return h.CPUTimesPercent(ctx, time.Millisecond, nil) })
		}},
		{"psutil.cpu_times_percent(0.001, percpu=True)", func(h *Host, ctx context.Context) (string, error) {
			return listText(h.CPUTimesPercentPerCPU(ctx, time.Millisecond, nil))
		}},
	} {
		h := &Host{Proc: tree{"stat": before}.write(t, t.TempDir())}
		ctx := swapping{context.Background(), func() { tree{"stat": after}.write(t, h.Proc) }}
		got, err := c.ours(h, ctx)
		if want := py.Value("blocking_percent", a, b, c.call); err != nil || got != want {
			t.Errorf("%s:\n ours   %s (%v)\n theirs %s", c.call, got, err, want)
		}
	}
}

func TestTheFirstCallHasNothingToCompareWith(t *testing.T) {
	h := &Host{}
	for i, x := range ourPercents(t, h, nil) {
		want := []string{"0.0", "0.0", "scputimes(user=0.0, nice=0.0, system=0.0, idle=0.0", "scputimes(user=0.0, nice=0.0"}[i]
		if list, ok := x.([]any); ok {
			x = list[0]
		}
		if !strings.HasPrefix(x.(string), want) {
			t.Errorf("%v, want %s", x, want)
		}
	}
}

func TestIntervalsThatMakeNoSense(t *testing.T) {
	py := startPsutil(t)
	for _, interval := range []time.Duration{-time.Second, -1500 * time.Millisecond, -1} {
		_, err := py.Call("psutil.cpu_percent", interval.Seconds())
		var theirs *original.Exception
		if !errors.As(err, &theirs) || !theirs.IsA("ValueError") {
			t.Fatalf("psutil: %v", err)
		}
		_, one := CPUPercent(context.Background(), interval)
		_, each := CPUPercentPerCPU(context.Background(), interval)
		_, times := CPUTimesPercent(context.Background(), interval, nil)
		_, eachTimes := CPUTimesPercentPerCPU(context.Background(), interval, nil)
		for _, err := range []error{one, each, times, eachTimes} {
			var ours *ValueError
			if !errors.As(err, &ours) || ours.Detail() != theirs.Message || !errors.Is(err, ErrValue) {
				t.Errorf("%v: %v, psutil %q", interval, err, theirs.Message)
			}
		}
	}
}

func TestAContextEndsTheWait(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := CPUPercent(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := CPUTimesPercentPerCPU(ctx, time.Hour, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
