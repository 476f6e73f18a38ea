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
	{"rrd", "update by numbers, file open", rrdUpdateTyped},
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
func pythonUpdates(name string, bar float64, path, statement string) Contestant {
	return Contestant{Name: name, Bar: bar, Python: &Python{
		Setup:     fmt.Sprintf("import rrdtool\npath = %q\nclock = [%d, 0]\ndef reading():\n    clock[0] += 300\n    clock[1] += 1\n    return '%%d:%%d' %% tuple(clock)", path, rrdStart),
		Statement: statement,
	}}
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
	return &Contest{
		Ours: Contestant{Run: func(n int) {
			for range n {
				must(rrd.Update(paths[0], ours.next()))
			}
		}},
		Peers: []Contestant{
			pythonUpdates("rrdtool (Python)", 4, paths[1], "rrdtool.update(path, reading())"),
			{Name: "rrdtool -", Bar: 15, Run: func(n int) {
				for range n {
					tool.ask("update " + paths[2] + " " + theirs.next())
				}
			}},
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
		Ours: Contestant{Run: func(n int) {
			for range n {
				args := make([]string, 0, 1001)
				args = append(args, paths[0])
				for range 1000 {
					args = append(args, ours.next())
				}
				must(rrd.Update(args...))
			}
		}},
		Peers: []Contestant{pythonUpdates("rrdtool (Python)", 0, paths[1], "rrdtool.update(path, [reading() for _ in range(1000)])")},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

// rrdUpdateTyped has no peer: nothing else updates an open file by numbers. The
// bar is five million a second, against a peer that waits so long.
func rrdUpdateTyped() (*Contest, error) {
	dir, paths, err := rrdFolder(1, "105120")
	if err != nil {
		return nil, err
	}
	db, err := rrd.Open(paths[0], &rrd.OpenOptions{Write: true})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	at := int64(rrdStart)
	return &Contest{
		Ours: Contestant{Cost: func(n int) (float64, error) {
			start := time.Now()
			for i := range n {
				at += 300
				if err := db.Update(time.Unix(at, 0), rrd.Float(float64(i)+0.5)); err != nil {
					return 0, err
				}
			}
			return float64(time.Since(start)), nil
		}},
		Peers: []Contestant{{Name: "5 million/s", Bar: 1, Cost: func(n int) (float64, error) { return 200 * float64(n), nil }}},
		Close: func() { db.Close(); os.RemoveAll(dir) },
	}, nil
}

const rrdManyFiles = 1000

func rrdUpdateFiles() (*Contest, error) {
	dir, paths, err := rrdFolder(2*rrdManyFiles, "600")
	if err != nil {
		return nil, err
	}
	var ours clock
	return &Contest{
		Ours: Contestant{Run: func(n int) {
			for range n {
				reading := ours.next()
				for _, path := range paths[:rrdManyFiles] {
					must(rrd.Update(path, reading))
				}
			}
		}},
		Peers: []Contestant{pythonUpdates("rrdtool (Python)", 4, filepath.Join(dir, "%d.rrd"),
			fmt.Sprintf("r = reading()\nfor i in range(%d, %d): rrdtool.update(path %% i, r)", rrdManyFiles, 2*rrdManyFiles))},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

func rrdUpdateHandles() (*Contest, error) {
	dir, paths, err := rrdFolder(2*rrdManyFiles, "600")
	if err != nil {
		return nil, err
	}
	var open []*rrd.DB
	for _, path := range paths[:rrdManyFiles] {
		db, err := rrd.Open(path, &rrd.OpenOptions{Write: true})
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		open = append(open, db)
	}
	at := int64(rrdStart)
	return &Contest{
		Ours: Contestant{Run: func(n int) {
			for i := range n {
				at += 300
				for _, db := range open {
					must(db.Update(time.Unix(at, 0), rrd.Float(float64(i))))
				}
			}
		}},
		Peers: []Contestant{pythonUpdates("rrdtool (Python)", 10, filepath.Join(dir, "%d.rrd"),
			fmt.Sprintf("r = reading()\nfor i in range(%d, %d): rrdtool.update(path %% i, r)", rrdManyFiles, 2*rrdManyFiles))},
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
