package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

var rrdWorkloads = []Workload{
	{"rrd", "update, one a call", rrdUpdateOne},
	{"rrd", "update of 1000 readings", rrdUpdateMany},
	{"rrd", "1000 readings by numbers, file open", rrdUpdateTyped},
	{"rrd", "update of 1000 files", rrdUpdateFiles},
	{"rrd", "update of 1000 files, kept open", rrdUpdateHandles},
	{"rrd", "fetch of 100,000 rows", rrdFetch},
	{"rrd", "day graph to PNG", rrdDayGraph},
	{"rrd", "ten stacked areas to PNG", rrdTenAreas},
}

const rrdStart = 1000000200

// rrdFolder is a folder with files of a year of five-minute averages, a day of
// hourly ones and the like: about a megabyte each.
func rrdFolder(files int, rows string) (dir string, paths []string, err error) {
	dir, err = os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return "", nil, err
	}
	for i := range files {
		path := filepath.Join(dir, fmt.Sprintf("%d.rrd", i))
		err := rrd.Create(path, "-b", fmt.Sprint(rrdStart), "-s", "300", "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:"+rows, "RRA:AVERAGE:0.5:12:8760", "RRA:MAX:0.5:12:8760")
		if err != nil {
			return "", nil, errors.Join(err, os.RemoveAll(dir))
		}
		paths = append(paths, path)
	}
	return dir, paths, nil
}

// a clock gives each contestant's file its next readings.
type clock struct {
	at int64
	n  int
}

func (c *clock) next() string {
	c.at += 300
	c.n++
	return fmt.Sprintf("%d:%d", rrdStart+c.at, c.n)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// pythonUpdates is a peer that updates a file of its own with texts that it makes
// as we make ours.
func pythonUpdates(bar float64, path, statement, value string) Contestant {
	return Contestant{Name: "rrdtool (Python)", Bar: bar, Python: &Python{
		Setup: fmt.Sprintf(`
import rrdtool
path = %q
clock = [%d, 0]
def reading():
    clock[0] += 300
    clock[1] += 1
    return '%%d:%%d' %% tuple(clock)
def last(path):
    return '%%d:%%g' %% (rrdtool.last(path), float(rrdtool.lastupdate(path)['ds']['x']))`, path, rrdStart),
		Statement: statement,
		Value:     value,
	}}
}

// newest reads the newest reading of a file that nobody holds open.
func newest(path string) func() (*rrd.LastReadings, error) {
	return func() (*rrd.LastReadings, error) { return rrd.LastUpdate(path) }
}

// updates is a contestant that updates files, and whose product are their newest
// readings.
func updates(update func(), last ...func() (*rrd.LastReadings, error)) Contestant {
	return Contestant{
		Run: func(n int) {
			for range n {
				update()
			}
		},
		Value: func() any {
			update()
			got := []any{}
			for _, read := range last {
				l, err := read()
				must(err)
				value, ok := l.Value(0)
				if !ok {
					panic("the last reading is unknown")
				}
				got = append(got, fmt.Sprintf("%d:%g", l.Date.Unix(), value))
			}
			return got
		},
	}
}

// A pipe is `rrdtool -`, which takes commands by lines.
type pipe struct {
	in  io.WriteCloser
	out *bufio.Reader
	cmd *exec.Cmd
}

func startPipe() (*pipe, error) {
	cmd := exec.Command("rrdtool", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &pipe{in, bufio.NewReader(out), cmd}, cmd.Start()
}

func (p *pipe) ask(command string) {
	_, err := io.WriteString(p.in, command+"\n")
	must(err)
	line, err := p.out.ReadString('\n')
	must(err)
	if !strings.HasPrefix(line, "OK") {
		panic(line)
	}
}

func (p *pipe) close() {
	p.in.Close()
	p.cmd.Wait()
}

func rrdUpdateOne() (*Contest, error) {
	dir, paths, err := rrdFolder(3, "105120")
	if err != nil {
		return nil, err
	}
	tool, err := startPipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	var ours, theirs clock
	byPipe := updates(func() { tool.ask("update " + paths[2] + " " + theirs.next()) }, newest(paths[2]))
	byPipe.Name, byPipe.Bar = "rrdtool -", 15
	return &Contest{
		Ours: updates(func() { must(rrd.Update(paths[0], ours.next())) }, newest(paths[0])),
		Peers: []Contestant{
			pythonUpdates(4, paths[1], "rrdtool.update(path, reading())", "[last(path)]"),
			byPipe,
		},
		Close: func() { tool.close(); os.RemoveAll(dir) },
	}, nil
}

func rrdUpdateMany() (*Contest, error) {
	dir, paths, err := rrdFolder(2, "105120")
	if err != nil {
		return nil, err
	}
	var ours clock
	return &Contest{
		Ours: updates(func() {
			args := make([]string, 0, 1001)
			args = append(args, paths[0])
			for range 1000 {
				args = append(args, ours.next())
			}
			must(rrd.Update(args...))
		}, newest(paths[0])),
		Peers: []Contestant{pythonUpdates(0, paths[1], "rrdtool.update(path, [reading() for _ in range(1000)])", "[last(path)]")},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

// rrdUpdateTyped updates by numbers a file that is kept open, which the binding
// cannot: it gets its thousand readings in one call, so that it opens the file
// once as well.
func rrdUpdateTyped() (*Contest, error) {
	dir, paths, err := rrdFolder(2, "105120")
	if err != nil {
		return nil, err
	}
	db, err := rrd.Open(paths[0], &rrd.OpenOptions{Write: true})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	var at int64
	readings, values := make([]rrd.Reading, 1000), make([]rrd.Value, 1000)
	return &Contest{
		Ours: updates(func() {
			for i := range readings {
				at++
				values[i] = rrd.Float(float64(at))
				readings[i] = rrd.Reading{Time: time.Unix(rrdStart+300*at, 0), Values: values[i : i+1]}
			}
			must(db.Append(readings))
		}, db.LastReadings),
		Peers: []Contestant{pythonUpdates(0, paths[1], "rrdtool.update(path, [reading() for _ in range(1000)])", "[last(path)]")},
		Close: func() { db.Close(); os.RemoveAll(dir) },
	}, nil
}

const rrdManyFiles = 1000

// pythonManyFiles updates the second half of the files in a folder.
func pythonManyFiles(bar float64, dir string) Contestant {
	theirs := fmt.Sprintf("range(%d, %d)", rrdManyFiles, 2*rrdManyFiles)
	return pythonUpdates(bar, filepath.Join(dir, "%d.rrd"),
		"r = reading()\nfor i in "+theirs+": rrdtool.update(path % i, r)", "[last(path % i) for i in "+theirs+"]")
}

func rrdUpdateFiles() (*Contest, error) {
	dir, paths, err := rrdFolder(2*rrdManyFiles, "600")
	if err != nil {
		return nil, err
	}
	var ours clock
	var last []func() (*rrd.LastReadings, error)
	for _, path := range paths[:rrdManyFiles] {
		last = append(last, newest(path))
	}
	return &Contest{
		Ours: updates(func() {
			reading := ours.next()
			for _, path := range paths[:rrdManyFiles] {
				must(rrd.Update(path, reading))
			}
		}, last...),
		Peers: []Contestant{pythonManyFiles(4, dir)},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

func rrdUpdateHandles() (*Contest, error) {
	dir, paths, err := rrdFolder(2*rrdManyFiles, "600")
	if err != nil {
		return nil, err
	}
	var open []*rrd.DB
	var last []func() (*rrd.LastReadings, error)
	for _, path := range paths[:rrdManyFiles] {
		db, err := rrd.Open(path, &rrd.OpenOptions{Write: true})
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		open, last = append(open, db), append(last, db.LastReadings)
	}
	var ours clock
	return &Contest{
		Ours: updates(func() {
			ours.next()
			for _, db := range open {
				must(db.Update(time.Unix(rrdStart+ours.at, 0), rrd.Float(float64(ours.n))))
			}
		}, last...),
		Peers: []Contestant{pythonManyFiles(10, dir)},
		Close: func() {
			for _, db := range open {
				db.Close()
			}
			os.RemoveAll(dir)
		},
	}, nil
}

func rrdFetch() (*Contest, error) {
	dir, paths, err := rrdFolder(1, "105120")
	if err != nil {
		return nil, err
	}
	var readings []string
	var c clock
	for range 105120 {
		readings = append(readings, c.next())
	}
	if err := rrd.Update(append(paths, readings...)...); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	from, to := fmt.Sprint(rrdStart), fmt.Sprint(rrdStart+300*100_000-1)
	fetch := func() any {
		got, err := rrd.Fetch(paths[0], "AVERAGE", "-s", from, "-e", to)
		must(err)
		return fmt.Sprint(got.Start.Unix(), got.End.Unix(), got.Len(), got.Data[99_999])
	}
	return &Contest{
		Ours: repeating("", 0, fetch),
		Peers: []Contestant{{Name: "rrdtool (Python)", Bar: 8, Python: &Python{
			Setup:     fmt.Sprintf("import rrdtool\npath = %q", paths[0]),
			Statement: fmt.Sprintf("got = rrdtool.fetch(path, 'AVERAGE', '-s', %q, '-e', %q)", from, to),
			Value:     "'%d %d %d %g' % (got[0][0], got[0][1], len(got[2]), got[2][99999][0])",
		}}},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}
