package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/pyops-go/pyops/curlx"
)

var curlxWorkloads = []Workload{
	{"curlx", "GET of 1 kB, keep-alive", smallGet},
	{"curlx", "GET of 1 kB, keep-alive, CPU", smallGetCPU},
	{"curlx", "1 GiB to a file", toFile},
	{"curlx", "200 transfers at once, CPU", manyAtOnceCPU},
}

// A webServer is an nginx for the length of a workload, with a folder of its own.
type webServer struct {
	dir, url string
	close    func()
}

func startNginx() (*webServer, error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			return nil, err
		}
	}
	// Memory, where there is some: the disk is not what is measured.
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "pyops-versus-")
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	config := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; sendfile on; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi;
uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
server { listen %[2]s; root %[1]s/www; } }
`, dir, address)
	err = errors.Join(os.Chmod(dir, 0o755), os.Mkdir(filepath.Join(dir, "www"), 0o755), os.WriteFile(filepath.Join(dir, "conf"), []byte(config), 0o644),
		os.WriteFile(filepath.Join(dir, "www", "small"), bytes.Repeat([]byte("x"), 1024), 0o644))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return startServer(exec.Command(program, "-p", dir, "-c", filepath.Join(dir, "conf")), address, dir)
}

// getter is a handle that gets a small body.
func (s *webServer) getter() (*curlx.Curl, *bytes.Buffer, error) {
	var b bytes.Buffer
	c := curlx.NewCurl()
	return c, &b, errors.Join(c.Setopt(curlx.URL, s.url+"small"), c.Setopt(curlx.WRITEDATA, &b))
}

const pycurlGetter = `
import pycurl, io, time
c = pycurl.Curl()
b = io.BytesIO()
c.setopt(c.URL, %q + "small")
c.setopt(c.WRITEDATA, b)
def get():
    b.seek(0)
    b.truncate()
    c.perform()
    return b.getbuffer().nbytes
`

func smallGet() (*Contest, error) {
	s, err := startNginx()
	if err != nil {
		return nil, err
	}
	c, b, err := s.getter()
	if err != nil {
		s.close()
		return nil, err
	}
	ctx := context.Background()
	client := &http.Client{}
	return &Contest{
		Ours: repeating("", 0, func() any {
			b.Reset()
			if err := c.Perform(ctx); err != nil {
				return err.Error()
			}
			return b.Len()
		}),
		Peers: []Contestant{
			{Name: "pycurl", Bar: 1.25, Python: &Python{Setup: fmt.Sprintf(pycurlGetter, s.url), Statement: "got = get()", Value: "got"}},
			repeating("net/http", 1.8, func() any {
				r, err := client.Get(s.url + "small")
				if err != nil {
					return err.Error()
				}
				defer r.Body.Close()
				b.Reset()
				n, err := b.ReadFrom(r.Body)
				if err != nil {
					return err.Error()
				}
				return int(n)
			}),
		},
		Close: func() { c.Close(); client.CloseIdleConnections(); s.close() },
	}, nil
}

// smallGetCPU counts the processor time of the client, system calls included.
func smallGetCPU() (*Contest, error) {
	s, err := startNginx()
	if err != nil {
		return nil, err
	}
	c, b, err := s.getter()
	if err != nil {
		s.close()
		return nil, err
	}
	const rounds = 500
	get := func() any {
		b.Reset()
		if err := c.Perform(context.Background()); err != nil {
			return err.Error()
		}
		return b.Len()
	}
	python, err := startPython(&Python{
		Setup:     fmt.Sprintf(pycurlGetter, s.url),
		Statement: fmt.Sprintf("start = time.process_time_ns()\nfor _ in range(%d): got = get()\nspent = time.process_time_ns() - start", rounds),
		Value:     "[spent, got]",
	})
	if err != nil {
		c.Close()
		s.close()
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Cost: func(n int) (float64, error) {
				before := processorTime()
				for range n * rounds {
					get()
				}
				return processorTime() - before, nil
			},
			Value: get,
		},
		Peers: []Contestant{{
			Name: "pycurl", Bar: 1.4,
			Cost: func(n int) (float64, error) { return spentIn(python, n) },
			Value: func() any {
				v, err := python.process.Call("value")
				if err != nil {
					return err.Error()
				}
				return int(v.([]any)[1].(int64))
			},
		}},
		Close: func() { python.close(); c.Close(); s.close() },
	}, nil
}

// spentIn adds up the processor time that a Python peer tells of each run.
func spentIn(p *pythonPeer, n int) (float64, error) {
	var sum float64
	for range n {
		v, err := p.process.Call("value")
		if err != nil {
			return 0, err
		}
		sum += float64(v.([]any)[0].(int64))
	}
	return sum, nil
}

const largeFile = 1 << 30

func toFile() (*Contest, error) {
	s, err := startNginx()
	if err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(s.dir, "www", "large"))
	if err == nil {
		err = errors.Join(f.Truncate(largeFile), f.Close())
	}
	if err != nil {
		s.close()
		return nil, err
	}
	target := filepath.Join(s.dir, "target")
	c := curlx.NewCurl()
	if err := c.Setopt(curlx.URL, s.url+"large"); err != nil {
		s.close()
		return nil, err
	}
	size := func() any {
		i, err := os.Stat(target)
		if err != nil {
			return err.Error()
		}
		return int(i.Size())
	}
	return &Contest{
		Ours: repeating("", 0, func() any {
			f, err := os.Create(target)
			if err != nil {
				return err.Error()
			}
			err = errors.Join(c.Setopt(curlx.WRITEDATA, io.Writer(f)), c.Perform(context.Background()), f.Close())
			if err != nil {
				return err.Error()
			}
			return size()
		}),
		Peers: []Contestant{{Name: "pycurl", Bar: 1.3, Python: &Python{
			Setup:     fmt.Sprintf("import pycurl, os\nc = pycurl.Curl()\nc.setopt(c.URL, %q)\ntarget = %q\n", s.url+"large", target),
			Statement: "with open(target, 'wb') as f:\n    c.setopt(c.WRITEDATA, f)\n    c.perform()\ngot = os.stat(target).st_size", Value: "got",
		}}},
		Close: func() { c.Close(); s.close() },
	}, nil
}

const atOnce = 200

func manyAtOnceCPU() (*Contest, error) {
	s, err := startNginx()
	if err != nil {
		return nil, err
	}
	m := curlx.NewCurlMulti()
	var handles []*curlx.Curl
	total := 0 // callbacks of a Multi never overlap
	for range atOnce {
		c := curlx.NewCurl()
		handles = append(handles, c)
		err = errors.Join(err, c.Setopt(curlx.URL, s.url+"small"), c.Setopt(curlx.WRITEFUNCTION, func(p []byte) { total += len(p) }))
	}
	err = errors.Join(err, m.Setopt(curlx.M_MAXCONNECTS, atOnce))
	python, perr := startPython(&Python{
		Setup: fmt.Sprintf(`
import pycurl, time
m = pycurl.CurlMulti()
m.setopt(pycurl.M_MAXCONNECTS, %d)
total = [0]
def write(b):
    total[0] += len(b)
handles = []
for _ in range(%d):
    c = pycurl.Curl()
    c.setopt(c.URL, %q)
    c.setopt(c.WRITEFUNCTION, write)
    handles.append(c)
def all():
    total[0] = 0
    for c in handles:
        m.add_handle(c)
    running = 1
    while running:
        _, running = m.perform()
        if running:
            m.select(1)
    for c in handles:
        m.remove_handle(c)
    return total[0]
`, atOnce, atOnce, s.url+"small"),
		Statement: "start = time.process_time_ns()\ngot = all()\nspent = time.process_time_ns() - start", Value: "[spent, got]",
	})
	if err = errors.Join(err, perr); err != nil {
		s.close()
		return nil, err
	}
	all := func() any {
		total = 0
		results, err := m.Do(context.Background(), handles...)
		for _, r := range results {
			err = errors.Join(err, r.Err)
		}
		if err != nil {
			return err.Error()
		}
		return total
	}
	return &Contest{
		Ours: Contestant{
			Cost: func(n int) (float64, error) {
				before := processorTime()
				for range n {
					all()
				}
				return processorTime() - before, nil
			},
			Value: all,
		},
		Peers: []Contestant{{
			Name: "pycurl", Bar: 1.5,
			Cost: func(n int) (float64, error) { return spentIn(python, n) },
			Value: func() any {
				v, err := python.process.Call("value")
				if err != nil {
					return err.Error()
				}
				return int(v.([]any)[1].(int64))
			},
		}},
		Close: func() {
			python.close()
			m.Close()
			for _, c := range handles {
				c.Close()
			}
			s.close()
		},
	}, nil
}
