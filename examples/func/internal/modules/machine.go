package modules

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// hardware tells what a machine is made of.
func hardware() *Module {
	return &Module{
		Name: "hardware", Summary: "Tell what the machine is made of.",
		Methods: map[string]Method{"info": func(context.Context, *Call) (any, error) {
			out := map[string]any{"os": runtime.GOOS, "arch": runtime.GOARCH}
			out["hostname"], _ = os.Hostname()
			if n, err := psutilx.CPUCount(nil); err == nil {
				out["cpus"] = n
			}
			m, err := psutilx.VirtualMemory()
			if err != nil {
				return nil, err
			}
			out["memory"] = m.Total
			if s, err := psutilx.SwapMemory(); err == nil {
				out["swap"] = s.Total
			}
			if b, err := psutilx.BootTime(); err == nil {
				out["boot"] = b.UTC().Format(time.RFC3339)
			}
			if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
				out["kernel"] = strings.TrimSpace(string(text))
			}
			return out, nil
		}},
		Args: map[string]string{"info": ""},
	}
}

// process lists and ends processes.
func process() *Module {
	return &Module{
		Name: "process", Summary: "List and end processes.",
		Methods: map[string]Method{
			"info": func(context.Context, *Call) (any, error) {
				list, err := psutilx.ListProcesses(nil)
				out := []any{}
				for _, p := range list {
					out = append(out, []any{p.PID, p.Username, string(p.Status), p.RSS, strings.ToValidUTF8(p.Name, "?")})
				}
				if len(out) > 0 {
					err = nil // what one process hides costs no other
				}
				return out, err
			},
			"loadavg": func(context.Context, *Call) (any, error) {
				l, err := psutilx.LoadAvg()
				return []float64{l.Load1, l.Load5, l.Load15}, err
			},
			"mem": func(context.Context, *Call) (any, error) {
				m, err := psutilx.VirtualMemory()
				return map[string]uint64{"total": m.Total, "available": m.Available, "used": m.Used, "free": m.Free}, err
			},
			"kill": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(1, 1, "a process number"); err != nil {
					return nil, err
				}
				pid, err := strconv.Atoi(c.Args[0])
				if err != nil || pid < 2 || pid == os.Getpid() {
					return nil, fmt.Errorf("%q: expected the number of a process from 2 on, not the minion's", c.Args[0])
				}
				p, err := psutilx.NewProcess(pid)
				if err != nil {
					return nil, err
				}
				return 0, p.Terminate()
			},
		},
		Args: map[string]string{"info": "", "loadavg": "", "mem": "", "kill": "PID"},
	}
}

// service asks systemd.
func service() *Module {
	verb := func(name string) Method {
		return func(ctx context.Context, c *Call) (any, error) {
			if err := c.need(1, 1, "the name of a service"); err != nil {
				return nil, err
			}
			if strings.HasPrefix(c.Args[0], "-") {
				return nil, fmt.Errorf("%q is no name of a service", c.Args[0])
			}
			return run(ctx, "systemctl", name, "--", c.Args[0])
		}
	}
	m := &Module{Name: "service", Summary: "Ask and steer services, through systemd.", Methods: map[string]Method{}, Args: map[string]string{}}
	for method, name := range map[string]string{"status": "is-active", "start": "start", "stop": "stop", "restart": "restart", "reload": "reload", "get_enabled": "is-enabled"} {
		m.Methods[method], m.Args[method] = verb(name), "SERVICE"
	}
	m.Methods["get_running"] = func(ctx context.Context, _ *Call) (any, error) {
		return run(ctx, "systemctl", "list-units", "--type=service", "--state=running", "--plain", "--no-legend", "--no-pager")
	}
	m.Args["get_running"] = ""
	return m
}

// network tells whether others can be reached from a minion.
func network() *Module {
	return &Module{
		Name: "networktest", Summary: "Tell whether others can be reached.",
		Methods: map[string]Method{
			"isportopen": func(ctx context.Context, c *Call) (any, error) {
				if err := c.need(2, 2, "a host and a port"); err != nil {
					return nil, err
				}
				d := net.Dialer{Timeout: 5 * time.Second}
				conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(c.Args[0], c.Args[1]))
				if err != nil {
					return []any{1, err.Error()}, nil
				}
				conn.Close()
				return []any{0, "open"}, nil
			},
			"dnslookup": func(ctx context.Context, c *Call) (any, error) {
				if err := c.need(1, 1, "a name"); err != nil {
					return nil, err
				}
				return net.DefaultResolver.LookupHost(ctx, c.Args[0])
			},
		},
		Args: map[string]string{"isportopen": "HOST PORT", "dnslookup": "NAME"},
	}
}

// mounts lists what is mounted.
func mounts() *Module {
	return &Module{
		Name: "mount", Summary: "List what is mounted.",
		Methods: map[string]Method{"list": func(context.Context, *Call) (any, error) {
			parts, err := psutilx.DiskPartitions(&psutilx.DiskPartitionsOptions{All: true})
			out := []any{}
			for _, p := range parts {
				out = append(out, map[string]string{"device": p.Device, "dir": p.Mountpoint, "type": p.FSType, "options": p.Opts})
			}
			return out, err
		}},
		Args: map[string]string{"list": ""},
	}
}

// packages lists the distribution's packages, of dpkg or rpm.
func packages() *Module {
	return &Module{
		Name: "packages", Summary: "List the distribution's packages, of dpkg or rpm.",
		Methods: map[string]Method{"inventory": func(ctx context.Context, c *Call) (any, error) {
			if err := c.need(0, 1, "nothing, or a pattern of names"); err != nil {
				return nil, err
			}
			pattern := append(slices.Clone(c.Args), "*")[0]
			args := []string{"dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}\n", "--", pattern}
			if _, err := exec.LookPath("dpkg-query"); err != nil {
				args = []string{"rpm", "-qa", "--qf", "%{NAME} %{VERSION}-%{RELEASE} %{ARCH}\n", "--", pattern}
			}
			if _, err := exec.LookPath(args[0]); err != nil {
				return nil, errors.New("neither dpkg nor rpm is here")
			}
			return run(ctx, args...)
		}},
		Args: map[string]string{"inventory": "[PATTERN]"},
	}
}

// users lists the accounts of the machine.
func users() *Module {
	return &Module{
		Name: "users", Summary: "List the accounts of the machine.",
		Methods: map[string]Method{
			"list":   func(context.Context, *Call) (any, error) { return fromPasswd("/etc/passwd") },
			"groups": func(context.Context, *Call) (any, error) { return fromPasswd("/etc/group") },
			"logged_in": func(context.Context, *Call) (any, error) {
				list, err := psutilx.Users()
				out := []any{}
				for _, u := range list {
					out = append(out, []any{u.Name, u.Terminal, u.Host})
				}
				return out, err
			},
		},
		Args: map[string]string{"list": "", "groups": "", "logged_in": ""},
	}
}

// fromPasswd lists name and number of each line, without its secrets.
func fromPasswd(file string) (any, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := []any{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if fields := strings.Split(lines.Text(), ":"); len(fields) >= 3 {
			out = append(out, []string{fields[0], fields[2]})
		}
	}
	return out, lines.Err()
}
