package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

var clamWorkloads = []Workload{
	{"clam", "stream 100 MB", stream100},
	{"clam", "stream 100 MB, client CPU", stream100CPU},
	{"clam", "local file of 100 MB", localFile},
	{"clam", "1000 files of 2 kB", smallFiles},
}

// A daemon is a clamd for the length of a workload, with a folder of its own.
type daemon struct {
	dir, socket string
	client      *clam.Client
	close       func()
}

func startDaemon() (*daemon, error) {
	program, err := exec.LookPath("clamd")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/clamd"); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	config, socket, err := peers.ClamdFiles(dir, port, "StreamMaxLength 200M", "MaxScanSize 400M", "MaxFileSize 400M")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	cmd := exec.Command(program, "--config-file", config)
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	d := &daemon{dir: dir, socket: socket, close: func() {
		cmd.Process.Kill()
		cmd.Wait()
		os.RemoveAll(dir)
	}}
	err = ready(func() error {
		u, err := clam.NewClamdUnixSocket(context.Background(), socket, nil)
		if err == nil {
			d.client = u.Client
		}
		return err
	})
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// pyclamdSetup is pyClamd ready to ask the daemon.
func (d *daemon) pyclamdSetup(more string) string {
	return fmt.Sprintf("import pyclamd, io, time\nfolder = %q\nclient = pyclamd.ClamdUnixSocket(%q)\n", d.dir, d.socket) + more
}

const streamLength = 100 << 20

func stream100() (*Contest, error) {
	d, err := startDaemon()
	if err != nil {
		return nil, err
	}
	data := make([]byte, streamLength)
	ours := func() string {
		r, err := d.client.ScanStream(context.Background(), bytes.NewReader(data), nil)
		return fmt.Sprint(r, err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "pyClamd", Bar: 1.5,
			Python: &Python{
				Setup:     d.pyclamdSetup(fmt.Sprintf("data = bytes(%d)", streamLength)),
				Statement: "got = client.scan_stream(data)",
				Value:     "'%s <nil>' % got",
			},
		}},
		Memory: true,
		Close:  d.close,
	}, nil
}

// stream100CPU counts the processor time of the client alone, system calls
// included, in nanoseconds.
func stream100CPU() (*Contest, error) {
	d, err := startDaemon()
	if err != nil {
		return nil, err
	}
	data := make([]byte, streamLength)
	python, err := startPython(&Python{
		Setup: d.pyclamdSetup(fmt.Sprintf("data = bytes(%d)", streamLength)), Statement: "start = time.process_time_ns()\ngot = client.scan_stream(data)",
		Value: "time.process_time_ns() - start",
	})
	if err != nil {
		d.close()
		return nil, err
	}
	ours := func(n int) (float64, error) {
		// The harness's own rubbish is nobody's work: it is collected and given back
		// before, so that no background worker does so meanwhile.
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
		debug.FreeOSMemory()
		before := processorTime()
		for range n {
			if _, err := d.client.ScanStream(context.Background(), bytes.NewReader(data), nil); err != nil {
				return 0, err
			}
		}
		return processorTime() - before, nil
	}
	return &Contest{
		Ours: Contestant{Cost: ours, Value: func() any { _, err := ours(1); return err == nil }},
		Peers: []Contestant{{
			Name: "pyClamd", Bar: 5,
			Cost: func(n int) (float64, error) {
				total := 0.0
				for range n {
					v, err := python.value()
					if err != nil {
						return 0, err
					}
					total += float64(v.(int64))
				}
				return total, nil
			},
			Value: func() any { v, err := python.value(); return err == nil && v.(int64) > 0 },
		}},
		Close: func() { python.close(); d.close() },
	}, nil
}

// processorTime is what this process has used, in nanoseconds.
func processorTime() float64 {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano() + u.Stime.Nano())
}

// localFile hands an open file to ScanStream, as a program would that does not
// care where its reader comes from; pyClamd has the same file object.
func localFile() (*Contest, error) {
	d, err := startDaemon()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(d.dir, "large")
	if err := os.WriteFile(file, make([]byte, streamLength), 0o644); err != nil {
		d.close()
		return nil, err
	}
	ours := func() string {
		f, err := os.Open(file)
		if err != nil {
			return err.Error()
		}
		defer f.Close()
		r, err := d.client.ScanStream(context.Background(), f, nil)
		return fmt.Sprint(r, err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "pyClamd", Bar: 2,
			Python: &Python{
				Setup:     d.pyclamdSetup("name = " + strconv.Quote(file)),
				Statement: "with open(name, 'rb') as f:\n    got = client.scan_stream(f)",
				Value:     "'%s <nil>' % got",
			},
		}},
		Close: d.close,
	}, nil
}

// smallFiles asks about each of a thousand files; MULTISCAN, which names only
// what is not clean, is the daemon's own time for the folder.
func smallFiles() (*Contest, error) {
	d, err := startDaemon()
	if err != nil {
		return nil, err
	}
	root := filepath.Join(d.dir, "tree")
	if err := os.Mkdir(root, 0o755); err != nil {
		d.close()
		return nil, err
	}
	for i := range 1000 {
		text := bytes.Repeat([]byte(fmt.Sprintf("%04d", i)), 500)
		if i%100 == 0 {
			text = []byte(peers.ClamdVirus)
		}
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(i)), text, 0o644); err != nil {
			d.close()
			return nil, err
		}
	}
	ours := func() (infected int) {
		for f, err := range d.client.ScanTree(context.Background(), root, nil) {
			if err != nil {
				return -1
			}
			if f.Finding != nil {
				infected++
			}
		}
		return infected
	}
	multiscan := func() int {
		r, err := d.client.MultiscanFile(context.Background(), root)
		if err != nil {
			return -1
		}
		return len(r)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "pyClamd", Bar: 2.5,
			Python: &Python{
				Setup:     d.pyclamdSetup("import os\nroot = " + strconv.Quote(root)),
				Statement: "got = 0\nfor name in os.listdir(root):\n    if client.scan_file(os.path.join(root, name)) is not None:\n        got += 1",
				Value:     "got",
			},
		}, repeating("MULTISCAN", 0.77, func() any { return multiscan() })},
		Close: d.close,
	}, nil
}
