package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/opsreport/internal/checks"
	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/hosts"
	"github.com/pyops-go/pyops/examples/opsreport/internal/judge"
	"github.com/pyops-go/pyops/examples/opsreport/internal/machine"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/page"
	"github.com/pyops-go/pyops/examples/opsreport/internal/post"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/examples/opsreport/internal/targets"
	"github.com/pyops-go/pyops/examples/opsreport/internal/workbook"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A runner makes reports, one after the other.
type runner struct {
	set     *settings.Settings
	flags   flags
	length  time.Duration // of the sampling for a report
	std     cli.IO
	name    string // of this machine
	store   *history.Store
	reader  *machine.Reader
	servers *targets.Servers
	program string // that other machines get a copy of
	unlock  func() error
	begun   bool // something has been read

	mu     sync.Mutex
	report *model.Report // the newest, for those who read it live
}

func newRunner(set *settings.Settings, f flags, length time.Duration, std cli.IO) (*runner, error) {
	data := filepath.Join(set.Report.Out, "data")
	store, err := history.Open(filepath.Join(data, "history"))
	if err != nil {
		return nil, err
	}
	unlock, err := history.Lock(filepath.Join(data, "lock"))
	if err != nil {
		if errors.Is(err, history.ErrLocked) {
			err = fmt.Errorf("another opsreport writes to %s; expected one at a time: see -out", set.Report.Out)
		}
		return nil, err
	}
	reader, err := machine.New()
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	servers, err := targets.Start()
	if err != nil {
		return nil, errors.Join(err, reader.Close(), unlock())
	}
	servers.Watch(set)
	program, err := os.Executable()
	if err != nil {
		return nil, errors.Join(err, reader.Close(), servers.Close(), unlock())
	}
	name, err := os.Hostname()
	if err != nil || name == "" {
		name = "this machine"
	}
	return &runner{set: set, flags: f, length: length, std: std, name: name, store: store, reader: reader, servers: servers, program: program, unlock: unlock}, nil
}

func (r *runner) close() error { return errors.Join(r.reader.Close(), r.servers.Close(), r.unlock()) }

// eachServed is how often a served report is made anew where nothing else is said.
const eachServed = 5 * time.Minute

// all makes the reports that the flags ask for, and returns the last.
func (r *runner) all(ctx context.Context) (*model.Report, error) {
	if r.flags.every == 0 && r.flags.serve == "" {
		return r.once(ctx, r.length)
	}
	if r.flags.every == 0 {
		r.flags.every = eachServed
	}
	if r.flags.serve != "" {
		l, err := net.Listen("tcp", r.flags.serve)
		if err != nil {
			return nil, err
		}
		stop := r.serve(l)
		defer stop()
		fmt.Fprintf(r.std.Out, "serving http://%s/\n", l.Addr())
	}
	last, err := r.once(ctx, r.length)
	for err == nil && ctx.Err() == nil {
		// The time up to the next report is sampled as well.
		if r.sample(ctx, r.flags.every, silent{}); ctx.Err() != nil {
			break
		}
		last, err = r.once(ctx, 0)
	}
	return last, err
}

// sample reads this machine again and again into the history, the first time at
// once, and returns how often. The end of ctx ends it early.
func (r *runner) sample(ctx context.Context, length time.Duration, bar progress) (samples int, skipped []string) {
	r.toTheSecond(ctx)
	tick := time.NewTicker(r.flags.interval)
	defer tick.Stop()
	for begin := time.Now(); ; {
		bar.Step("sampling")
		err := r.store.Record(r.name, r.reader.Quick())
		if err != nil && len(skipped) == 0 {
			skipped = append(skipped, err.Error())
		}
		samples++
		// The last one stands at the end: a second has two.
		if time.Since(begin)+r.flags.interval > length+r.flags.interval/10 {
			return samples, skipped
		}
		select {
		case <-ctx.Done():
			return samples, skipped
		case <-tick.C:
		}
	}
}

// toTheSecond waits before the first reading for the next whole second. The history
// counts seconds: of one of which only the end is known, it takes the rest for zero.
func (r *runner) toTheSecond(ctx context.Context) {
	if r.begun {
		return
	}
	r.begun = true
	now := time.Now()
	wait := time.NewTimer(now.Truncate(time.Second).Add(time.Second).Sub(now))
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
	}
}

// once samples for a while and writes a report. After an interrupt it writes what
// there is, and looks at nothing more.
func (r *runner) once(ctx context.Context, length time.Duration) (*model.Report, error) {
	began := time.Now()
	bar := progressOf(r.std, int(length/r.flags.interval)+9)
	defer bar.Close()
	samples, skipped := r.sample(ctx, length, bar)
	cut := ctx.Err() != nil
	rest := ctx
	if cut {
		rest = context.WithoutCancel(ctx)
	}
	bar.Step("reading this machine")
	now := r.reader.Full(rest)
	report := &model.Report{Made: now.Time, To: now.Time, Range: model.Range(r.set.Report.Range), Go: runtime.Version(), Samples: samples, Sampled: now.Time.Sub(began)}
	report.From = report.Range.From(report.To)
	report.Hosts = []*model.Host{{Name: r.name, Machine: now, Since: now.Time}}
	for _, why := range skipped {
		report.NotLooked = append(report.NotLooked, model.NotLooked{Section: "A sample of this machine", Why: why, How: "see whether the clock was set back"})
	}
	if err := errors.Join(r.store.RecordFilesystems(r.name, now), r.store.RecordDevices(r.name, now)); err != nil && !errors.Is(err, history.ErrSkipped) {
		return nil, err
	}
	statePath := filepath.Join(r.set.Report.Out, "data", "state.json")
	state, err := judge.Load(statePath)
	if err != nil {
		return nil, err
	}
	remember := func() error { return nil }
	if cut {
		report.NotLooked = append(report.NotLooked, model.NotLooked{Section: "Services, names, files, viruses, ports, hosts", Why: "the run was interrupted", How: "let it come to its end"})
	} else {
		remember = r.look(ctx, report, state, bar)
	}
	if err := r.fill(report); err != nil {
		return nil, err
	}
	bar.Step("judging")
	(&judge.Judge{Limits: r.set.Limits, Store: r.store, State: state}).Judge(report)
	r.glance(report)
	report.Took = time.Since(began)
	bar.Step("writing")
	if err := r.write(rest, report); err != nil {
		return nil, err
	}
	// What was told is remembered, and not before: a run that ends earlier has told
	// nobody.
	if err := errors.Join(remember(), state.Save(statePath)); err != nil {
		return nil, err
	}
	bar.Close()
	fmt.Fprintf(r.std.Out, "%s\nreport: %s\n", report.Verdict(), filepath.Join(r.set.Report.Out, "index.html"))
	r.mu.Lock()
	r.report = report
	r.mu.Unlock()
	return report, nil
}

// look asks everything that is not on this machine's own books. What it returns is
// to be called once the report is written.
func (r *runner) look(ctx context.Context, report *model.Report, state *judge.State, bar progress) (remember func() error) {
	missed := func(section string, err error, how string) {
		if err != nil {
			report.NotLooked = append(report.NotLooked, model.NotLooked{Section: section, Why: model.Clean(err.Error()), How: how})
		}
	}
	bar.Step("asking services and names")
	report.Services = checks.Services(ctx, r.set.Services)
	report.Names = checks.Names(ctx, r.set.Names)
	for i := range report.Services {
		s := &report.Services[i]
		if err := r.store.RecordService(r.name, s.Name, report.Made, s.Err == "", s.Total); !errors.Is(err, history.ErrSkipped) {
			missed("Uptime of "+s.Name, err, "see the folder data of the report")
		}
		var err error
		s.Watched, s.Up, s.P95, err = r.store.Availability(r.name, s.Name, report.From, report.To)
		missed("Uptime of "+s.Name, err, "see the folder data of the report")
	}
	bar.Step("comparing files")
	changes, remember, err := checks.Files(ctx, filepath.Join(r.set.Report.Out, "data", "files"), r.set.Files.Watch)
	report.Changes = changes
	missed("Files", err, "run as a user who may read them, or take them out of [files]")
	bar.Step("scanning for viruses")
	safety, why := checks.Viruses(ctx, r.set.Virus.Folder, r.set.Virus.Address)
	report.Safety = safety
	if why != nil {
		report.NotLooked = append(report.NotLooked, *why)
	}
	bar.Step("scanning ports")
	open, why := checks.Ports(ctx, r.set.Ports.Hosts, r.set.Ports.Ports)
	if why != nil {
		report.NotLooked = append(report.NotLooked, *why)
	} else {
		state.ComparePorts(report, open)
	}
	bar.Step("reading other machines")
	for _, h := range hosts.Read(ctx, r.set, r.program) {
		if h.Machine != nil {
			err := errors.Join(r.store.Record(h.Name, h.Machine), r.store.RecordFilesystems(h.Name, h.Machine), r.store.RecordDevices(h.Name, h.Machine))
			if !errors.Is(err, history.ErrSkipped) {
				missed("History of "+h.Name, err, "see the folder data of the report")
			}
		}
		report.Hosts = append(report.Hosts, h)
	}
	return remember
}

// fill adds the series of this machine, from when there are any.
func (r *runner) fill(report *model.Report) error {
	series, err := r.store.Machine(r.name, report.From, report.To)
	if err != nil {
		return err
	}
	report.Self().Series = series
	if len(series) > 0 && series[0].From.After(report.From) {
		report.From = series[0].From.In(report.Made.Location())
	}
	return nil
}

// write writes the page, the workbook and the mail, each in one step, so that a
// reader of older ones never sees a half.
func (r *runner) write(ctx context.Context, report *model.Report) error {
	out := r.set.Report.Out
	var html, book bytes.Buffer
	if err := errors.Join(page.Write(&html, report, nil), workbook.Write(&book, report)); err != nil {
		return err
	}
	bookPath := filepath.Join(out, "report.xlsx")
	err := errors.Join(
		atomicfile.WriteFile(filepath.Join(out, "index.html"), html.Bytes(), &atomicfile.Options{Mode: 0o644}),
		atomicfile.WriteFile(bookPath, book.Bytes(), &atomicfile.Options{Mode: 0o644}),
	)
	if err != nil {
		return err
	}
	if r.set.Mail.When == "problems" && report.Rank() == model.OK || r.set.Mail.When == "changes" && !anythingNew(report) {
		return nil
	}
	graphs, err := r.store.Graphs(ctx, r.name, report.From, report.To)
	if err != nil {
		return err
	}
	m, err := post.Message(report, r.set.Mail, graphs, bookPath)
	if err != nil {
		return err
	}
	if r.set.Mail.Server == "" {
		return post.ToFile(ctx, m, r.set.Mail, filepath.Join(out, "report.eml"))
	}
	if err := post.Send(ctx, m, r.set.Mail); err != nil {
		// The page is there; that nobody was told must be seen all the same.
		return fmt.Errorf("the page is written, the mail is not sent: %w", err)
	}
	return nil
}

// anythingNew reports whether something changed, or a finding is new.
func anythingNew(report *model.Report) bool {
	if len(report.Changes) > 0 {
		return true
	}
	for _, f := range report.Findings {
		if f.Since.Equal(report.Made) {
			return true
		}
	}
	return false
}
