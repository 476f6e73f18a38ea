package overlord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// A Caller calls minions, from the overlord's folder: it has its certificate and the
// key that commands are signed with.
type Caller struct {
	Authority *authority.Authority
	dir       string
	conn      *nats.Conn
	js        jetstream.JetStream
	lost      chan error // replies that did not fit
}

// NewCaller connects to the bus of the overlord that works in a folder.
func NewCaller(dir string) (*Caller, error) {
	url, err := os.ReadFile(filepath.Join(dir, place))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoOverlord)
	}
	if err != nil {
		return nil, err
	}
	a, err := authority.Open(filepath.Join(dir, "authority"))
	if err != nil {
		return nil, err
	}
	c := &Caller{Authority: a, dir: dir, lost: make(chan error, 1)}
	c.conn, err = nats.Connect(string(url), nats.Secure(bus.ClientTLS(a.Overlord, a.Pool())), nats.Name("caller"), nats.Timeout(10*time.Second),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			select {
			case c.lost <- err:
			default:
			}
		}))
	if err != nil {
		return nil, fmt.Errorf("the bus at %s: %w", url, err)
	}
	if c.js, err = bus.Open(c.conn); err != nil {
		c.conn.Close()
		return nil, err
	}
	return c, nil
}

// Close ends the connection.
func (c *Caller) Close() { c.conn.Close() }

// Targets are the minions that a pattern means: names with * and ?, @groups, parted
// by ; or commas. The second list are those that live.
func (c *Caller) Targets(pattern string) ([]string, error) {
	all, err := c.Authority.Minions()
	if err != nil {
		return nil, err
	}
	groups, err := c.groups()
	if err != nil {
		return nil, err
	}
	var out []string
	var add func(pattern string, depth int) error
	add = func(pattern string, depth int) error {
		for _, p := range strings.FieldsFunc(pattern, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
			if name, ok := strings.CutPrefix(p, "@"); ok {
				members, ok := groups[name]
				if !ok {
					return fmt.Errorf("there is no group %q in %s", name, filepath.Join(c.dir, "groups"))
				}
				if depth > 10 {
					return fmt.Errorf("group %q contains itself", name)
				}
				if err := add(members, depth+1); err != nil {
					return err
				}
				continue
			}
			if _, err := path.Match(p, ""); err != nil {
				return fmt.Errorf("%q is no pattern of names", p)
			}
			for _, id := range all {
				if ok, _ := path.Match(p, id); ok {
					out = append(out, id)
				}
			}
		}
		return nil
	}
	if err := add(pattern, 0); err != nil {
		return nil, err
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return nil, fmt.Errorf("%w: %q; there are %d minions", ErrNoTarget, pattern, len(all))
	}
	return out, nil
}

// ErrNoTarget is a pattern that means no minion.
var ErrNoTarget = errors.New("no minion is meant by")

// groups reads the file of groups: name = patterns, in any section.
func (c *Caller) groups() (map[string]string, error) {
	file := filepath.Join(c.dir, "groups")
	conf, err := confobj.Load(file, &confobj.ConfigObjOptions{FileError: true, NoListValues: true, Interpolation: confobj.InterpolationOff})
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, name := range conf.Scalars() {
		if out[name], err = conf.AsString(name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Live tells when each minion was last heard.
func (c *Caller) Live(ctx context.Context) (map[string]Seen, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	m, err := c.ask(ctx, wire.Presence)
	if err != nil {
		return nil, fmt.Errorf("the overlord does not answer: %w", err)
	}
	out := map[string]Seen{}
	return out, json.Unmarshal(m.Data, &out)
}

// ask asks the overlord. A server of the bus that has just come back does not know
// for a moment where the overlord is.
func (c *Caller) ask(ctx context.Context, subject string) (*nats.Msg, error) {
	for {
		m, err := c.conn.RequestWithContext(ctx, subject, nil)
		if !errors.Is(err, nats.ErrNoResponders) {
			return m, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// CallOptions are those of a call.
type CallOptions struct {
	Wait       time.Duration // for answers; zero is 30 s
	Timeout    time.Duration // of the method on the minion; zero is what Wait is
	Idempotent bool          // a job may run again where nobody knows whether it did
}

func (o *CallOptions) command(id, method string, args, targets []string) *wire.Command {
	if o.Wait == 0 {
		o.Wait = 30 * time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = o.Wait
	}
	now := time.Now()
	return &wire.Command{ID: id, Method: method, Args: args, Targets: wire.Marks(targets...), Issued: now, Deadline: now.Add(o.Wait), Timeout: o.Timeout, Idempotent: o.Idempotent, Overlord: authority.OverlordName}
}

// Call calls a method on minions and yields their answers as they come. The error
// names those that did not answer: nobody is forgotten. What they answer later is
// kept under the call's name, for Status. When ctx ends within the first second, what
// is answered in that second is still yielded: nobody else would have it.
func (c *Caller) Call(ctx context.Context, targets []string, method string, args []string, o CallOptions, each func(*wire.Return)) error {
	id := wire.NewID()
	command := o.command(id, method, args, targets)
	data, err := wire.Sign(c.Authority.Key, command)
	if err != nil {
		return err
	}
	if len(data) > int(c.conn.MaxPayload()) {
		return fmt.Errorf("the command has %d bytes, the bus takes %d", len(data), c.conn.MaxPayload())
	}
	live, err := c.Live(ctx)
	if err != nil {
		return err
	}
	waiting := map[string]bool{}
	for _, t := range targets {
		waiting[t] = true
	}
	// The first answer of each is taken off the bus at once, the others are thrown
	// away: a minion that floods does not push out those of the rest.
	replies := make(chan *wire.Return, len(waiting))
	open := maps.Clone(waiting)
	sub, err := c.conn.Subscribe(wire.Reply+"*."+id, func(m *nats.Msg) {
		// The subject is what the bus vouches for, not what the answer says.
		from := wire.FromToken(strings.Split(strings.TrimPrefix(m.Subject, wire.Reply), ".")[0])
		if open[from] {
			delete(open, from)
			replies <- answer(from, id, m.Data, wire.Failed)
		}
	})
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	if err := c.conn.FlushWithContext(withTimeout(ctx, o.Wait)); err != nil {
		return err
	}
	if err := c.conn.Publish(wire.AllCall, data); err != nil {
		return err
	}
	hoped := 0 // for how many that live
	for t := range waiting {
		if alive(live, t) {
			hoped++
		}
	}
	end := time.NewTimer(time.Until(command.Deadline))
	defer end.Stop()
	// Those that were not heard for long get a moment, not the whole time.
	var moment <-chan time.Time
	soon := func() {
		if hoped == 0 && moment == nil {
			moment = time.After(min(o.Wait/4, 2*time.Second))
		}
	}
	take := func(r *wire.Return) {
		delete(waiting, r.Minion)
		if alive(live, r.Minion) {
			hoped--
		}
		each(r)
	}
	soon()
	for len(waiting) > 0 {
		select {
		case r := <-replies:
			take(r)
			soon()
			continue
		case err := <-c.lost:
			return fmt.Errorf("answers were lost on the way: %w", err)
		case <-ctx.Done():
			quick := time.After(time.Until(command.Issued.Add(command.Quick() + command.Quick()/2)))
			for over := false; !over && len(waiting) > 0; {
				select {
				case r := <-replies:
					take(r)
				case <-quick:
					over = true
				}
			}
			if err := c.leave(ctx, command, waiting, live); err != nil {
				return fmt.Errorf("%w; %w", context.Cause(ctx), err)
			}
			return nil
		case <-end.C:
		case <-moment:
		}
		break
	}
	return c.leave(ctx, command, waiting, live)
}

// leave turns a call into a job of those that have not answered, and names them.
func (c *Caller) leave(ctx context.Context, command *wire.Command, waiting map[string]bool, live map[string]Seen) error {
	if len(waiting) == 0 {
		return nil
	}
	e := &MissingError{Call: command.ID, Minions: slices.Sorted(maps.Keys(waiting)), Seen: live}
	// Who begins at the last moment has as long as the method may take.
	late := command.Deadline.Add(command.Timeout + onTheWay)
	meta, err := json.Marshal(Job{ID: command.ID, Method: command.Method, Targets: e.Minions, Issued: command.Issued, Deadline: command.Deadline, Late: late})
	if err == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_, err = c.js.Publish(ctx, wire.Meta+command.ID, meta)
	}
	if err != nil {
		e.Err = fmt.Errorf("and what they answer later is not kept: %w", err)
	}
	return e
}

// onTheWay is how long an answer that is ready may take until it is kept.
const onTheWay = 30 * time.Second

func withTimeout(ctx context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(ctx, d)
	context.AfterFunc(ctx, cancel)
	return ctx
}

func alive(live map[string]Seen, id string) bool {
	s, ok := live[id]
	return ok && time.Since(s.At) < deadAfter
}

// A MissingError names minions that did not answer. Status tells by the call's name
// what they answer later.
type MissingError struct {
	Call    string
	Minions []string
	Seen    map[string]Seen
	Err     error // why later answers are not kept
}

// Unwrap is why later answers are not kept, if they are not.
func (e *MissingError) Unwrap() error { return e.Err }

func (e *MissingError) Error() string {
	var out []string
	for _, id := range e.Minions {
		when := "never heard of"
		if s, ok := e.Seen[id]; ok {
			when = "last heard " + time.Since(s.At).Round(time.Second).String() + " ago"
		}
		out = append(out, fmt.Sprintf("%s (%s)", id, when))
	}
	text := "no answer from " + strings.Join(out, ", ")
	if e.Err != nil {
		text += "; " + e.Err.Error()
	}
	return text
}

// A Job is a command that is kept until its minions have done it.
type Job struct {
	ID       string
	Method   string
	Args     []string
	Targets  []string
	Issued   time.Time
	Deadline time.Time
	Late     time.Time // of a call: when no answer comes any more; zero is a job
}

// Submit leaves a command for minions, and returns once it is on the disk.
func (c *Caller) Submit(ctx context.Context, targets []string, method string, args []string, o CallOptions) (string, error) {
	id := wire.NewID()
	if o.Wait == 0 {
		o.Wait = 24 * time.Hour // a minion that is away may come back
	}
	if o.Timeout == 0 {
		o.Timeout = time.Hour
	}
	command := o.command(id, method, args, targets)
	command.Async = true
	data, err := wire.Sign(c.Authority.Key, command)
	if err != nil {
		return "", err
	}
	meta, err := json.Marshal(Job{ID: id, Method: method, Args: args, Targets: targets, Issued: command.Issued, Deadline: command.Deadline})
	if err != nil {
		return "", err
	}
	if _, err := c.js.Publish(ctx, wire.Meta+id, meta); err != nil {
		return "", fmt.Errorf("the job is not taken: %w", err)
	}
	for _, t := range targets {
		if err := bus.Consumer(ctx, c.js, t); err != nil {
			return id, fmt.Errorf("job %s is not taken for %s and those after it: %w", id, t, err)
		}
		if _, err := c.js.Publish(ctx, wire.Job+wire.Token(t), data, jetstream.WithMsgID(id+"."+t)); err != nil {
			return id, fmt.Errorf("job %s is not taken for %s and those after it: %w", id, t, err)
		}
	}
	return id, nil
}

// Status tells what became of a job on each of its minions. One that said nothing
// is waiting, until the deadline makes it lost.
func (c *Caller) Status(ctx context.Context, id string) ([]*wire.Return, error) {
	stream, err := c.js.Stream(ctx, wire.Results)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(id, ".*> ") || id == "" {
		return nil, fmt.Errorf("%q is no job; expected what -async printed, or a call whose answers did not come", id)
	}
	m, err := stream.GetLastMsgForSubject(ctx, wire.Meta+id)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("there is no job %q; expected what -async printed within the last 30 days", id)
	}
	if err != nil {
		return nil, err
	}
	var job Job
	if err := json.Unmarshal(m.Data, &job); err != nil {
		return nil, err
	}
	var out []*wire.Return
	for _, t := range job.Targets {
		r := &wire.Return{Minion: t, Call: id, State: Waiting}
		m, err := stream.GetLastMsgForSubject(ctx, wire.Result+wire.Token(t)+"."+id)
		switch {
		case err == nil:
			r = answer(t, id, m.Data, wire.Lost)
		case !errors.Is(err, jetstream.ErrMsgNotFound):
			return nil, err
		case job.Late.IsZero() && time.Now().After(job.Deadline):
			r.State, r.Err = wire.Lost, "it was not begun before its deadline"
		case !job.Late.IsZero() && time.Now().After(job.Late):
			r.State, r.Err = wire.Lost, "no answer came within the time that the method had"
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *wire.Return) int { return cmp.Compare(a.Minion, b.Minion) })
	return out, nil
}

// answer reads what a minion said of a call or a job. The subject, which the bus
// vouches for, says whose it is: what makes no sense is the affair of that minion
// alone, whose state is otherwise then.
func answer(minion, job string, data []byte, otherwise string) *wire.Return {
	r := new(wire.Return)
	err := json.Unmarshal(data, r)
	switch {
	case err != nil:
	case r.Minion != minion || r.Call != job:
		err = fmt.Errorf("it speaks for %.80q of %.80q", r.Minion, r.Call)
	case !r.Known():
		err = fmt.Errorf("the state %.80q is none", r.State)
	default:
		return r
	}
	return &wire.Return{Minion: minion, Call: job, State: otherwise, Err: "what the minion said is no answer: " + err.Error()}
}

// Waiting is the state of a job that its minion has not taken yet.
const Waiting = "waiting"

// Wait waits until a job is over on all minions, or ctx ends.
func (c *Caller) Wait(ctx context.Context, id string) ([]*wire.Return, error) {
	told, err := c.js.CreateOrUpdateConsumer(ctx, wire.Results, jetstream.ConsumerConfig{FilterSubject: wire.Result + "*." + id, DeliverPolicy: jetstream.DeliverAllPolicy, AckPolicy: jetstream.AckNonePolicy, InactiveThreshold: time.Minute})
	if err != nil {
		return nil, err
	}
	for {
		all, err := c.Status(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(r *wire.Return) bool { return r.State == Waiting || r.State == wire.Running }) {
			return all, nil
		}
		if ctx.Err() != nil {
			return all, context.Cause(ctx)
		}
		// Something new, or a look all the same: a deadline passes without a word.
		told.Next(jetstream.FetchMaxWait(time.Second))
	}
}

// Revoke takes a minion's certificate back and has the overlord end its connection
// before it returns.
func (c *Caller) Revoke(ctx context.Context, id string) error {
	if err := c.Authority.Revoke(id); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	m, err := c.ask(ctx, wire.Revoked)
	if err == nil && len(m.Data) > 0 {
		err = fmt.Errorf("%s is revoked, but: %s", id, m.Data)
	}
	return err
}
