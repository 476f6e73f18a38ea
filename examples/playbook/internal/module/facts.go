package module

import (
	"context"
	"fmt"
	"net"
	"os"
	osuser "os/user"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// keyValues reads lines of name=value, as os-release has them.
func keyValues(file string) map[string]string {
	out := map[string]string{}
	data, _ := os.ReadFile(file)
	for l := range strings.Lines(string(data)) {
		if k, v, ok := strings.Cut(strings.TrimSpace(l), "="); ok {
			out[k] = strings.Trim(v, `"'`)
		}
	}
	return out
}

func firstWord(file string) string {
	data, _ := os.ReadFile(file)
	if f := strings.Fields(string(data)); len(f) > 0 {
		return f[0]
	}
	return ""
}

// families are the kinds of distributions.
var families = map[string]string{"debian": "Debian", "ubuntu": "Debian", "linuxmint": "Debian", "raspbian": "Debian", "kali": "Debian",
	"rhel": "RedHat", "centos": "RedHat", "fedora": "RedHat", "rocky": "RedHat", "almalinux": "RedHat", "amzn": "RedHat", "ol": "RedHat",
	"alpine": "Alpine", "arch": "Archlinux", "sles": "Suse", "opensuse-leap": "Suse", "gentoo": "Gentoo"}

var distributions = map[string]string{"debian": "Debian", "ubuntu": "Ubuntu", "rhel": "RedHat", "centos": "CentOS", "fedora": "Fedora", "rocky": "Rocky",
	"almalinux": "AlmaLinux", "alpine": "Alpine", "arch": "Archlinux", "amzn": "Amazon", "ol": "OracleLinux", "sles": "SLES"}

// setup tells about the host.
func setup(ctx context.Context, j *Job) (*value.Dict, error) {
	f := value.NewDict()
	set := func(k string, v any) { f.Set("ansible_"+k, v) }
	node, _ := os.Hostname()
	host, domain, _ := strings.Cut(node, ".")
	set("nodename", node)
	set("hostname", host)
	set("domain", domain)
	set("fqdn", node)
	set("system", strings.ToUpper(runtime.GOOS[:1])+runtime.GOOS[1:])
	machine := map[string]string{"amd64": "x86_64", "arm64": "aarch64", "386": "i386", "arm": "armv7l"}[runtime.GOARCH]
	if machine == "" {
		machine = runtime.GOARCH
	}
	set("machine", machine)
	set("architecture", machine)
	set("userspace_bits", strconv.Itoa(strconv.IntSize))
	set("kernel", firstWord("/proc/sys/kernel/osrelease"))
	rel := keyValues("/etc/os-release")
	id := rel["ID"]
	name := distributions[id]
	if name == "" && id != "" {
		name = strings.ToUpper(id[:1]) + id[1:]
	}
	version := rel["VERSION_ID"]
	if id == "debian" {
		if v := firstWord("/etc/debian_version"); v != "" {
			set("distribution_minor_version", strings.TrimPrefix(v, version+"."))
		}
	}
	set("distribution", name)
	set("distribution_version", version)
	major, _, _ := strings.Cut(version, ".")
	set("distribution_major_version", major)
	set("distribution_release", rel["VERSION_CODENAME"])
	family := families[id]
	if family == "" {
		family = name
	}
	set("os_family", family)
	set("processor_vcpus", runtime.NumCPU())
	set("processor_count", runtime.NumCPU())
	set("processor_nproc", runtime.NumCPU())
	memory, _ := os.ReadFile("/proc/meminfo")
	for l := range strings.Lines(string(memory)) {
		w := strings.Fields(l)
		if key := map[string]string{"MemTotal:": "memtotal_mb", "MemFree:": "memfree_mb", "SwapTotal:": "swaptotal_mb", "SwapFree:": "swapfree_mb"}[w[0]]; key != "" && len(w) > 1 {
			n, _ := strconv.Atoi(w[1])
			set(key, n/1024)
		}
	}
	if up, err := strconv.ParseFloat(firstWord("/proc/uptime"), 64); err == nil {
		set("uptime_seconds", int(up))
	}
	if u, err := osuser.Current(); err == nil {
		set("user_id", u.Username)
		set("user_uid", atoi(u.Uid))
		set("user_gid", atoi(u.Gid))
		set("user_gecos", u.Name)
		set("user_dir", u.HomeDir)
		set("user_shell", os.Getenv("SHELL"))
		set("effective_user_id", os.Geteuid())
		set("real_user_id", os.Getuid())
	}
	env := value.NewDict()
	for _, e := range os.Environ() {
		k, v, _ := strings.Cut(e, "=")
		env.Set(k, v)
	}
	set("env", env)
	now := time.Now()
	zone, _ := now.Zone()
	set("date_time", value.NewDict("date", now.Format("2006-01-02"), "time", now.Format("15:04:05"), "epoch", strconv.FormatInt(now.Unix(), 10),
		"iso8601", now.UTC().Format("2006-01-02T15:04:05Z"), "year", now.Format("2006"), "month", now.Format("01"), "day", now.Format("02"),
		"hour", now.Format("15"), "minute", now.Format("04"), "second", now.Format("05"), "weekday", now.Weekday().String(), "tz", zone))
	network(set)
	_, err := os.Stat("/run/systemd/system")
	manager := "sysvinit"
	if err == nil {
		manager = "systemd"
	} else if pid1 := firstWord("/proc/1/comm"); pid1 != "" && pid1 != "init" {
		manager = pid1
	}
	set("service_mgr", manager)
	for _, m := range [][2]string{{"/usr/bin/apt-get", "apt"}, {"/usr/bin/dnf", "dnf"}, {"/usr/bin/yum", "yum"}, {"/sbin/apk", "apk"}, {"/usr/bin/zypper", "zypper"}} {
		if _, err := os.Stat(m[0]); err == nil {
			set("pkg_mgr", m[1])
			break
		}
	}
	local := value.NewDict()
	folder := j.path("fact_path")
	if folder == "" {
		folder = "/etc/ansible/facts.d"
	}
	limit := 10 * time.Second
	if j.Args.Has("gather_timeout") {
		limit = time.Duration(j.number("gather_timeout")) * time.Second
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.fact"))
	for _, p := range paths {
		local.Set(strings.TrimSuffix(filepath.Base(p), ".fact"), j.localFact(ctx, p, limit))
	}
	set("local", local)
	subset := j.list("gather_subset")
	if len(subset) == 0 {
		subset = []string{"all"}
	}
	if err := subsetOf(f, subset); err != nil {
		return nil, err
	}
	f.Set("gather_subset", anys(subset))
	f.Set("module_setup", true)
	j.filter(f)
	return value.NewDict("ansible_facts", f), nil
}

// filter leaves the facts that a job asks for by patterns.
func (j *Job) filter(f *value.Dict) {
	only := j.list("filter")
	for _, k := range f.Keys() {
		if len(only) > 0 && !slices.ContainsFunc(only, func(glob string) bool {
			a, _ := path.Match(glob, k)
			b, _ := path.Match("ansible_"+glob, k)
			return a || b
		}) {
			f.Delete(k)
		}
	}
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// localFact is what a file in the folder of facts says: a program's output, or the
// text itself, in JSON or in sections of names and values.
func (j *Job) localFact(ctx context.Context, path string, limit time.Duration) any {
	data, err := os.ReadFile(path)
	if info, e := os.Stat(path); e == nil && info.Mode()&0o111 != 0 {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		var out ran
		out, err = j.execute(ctx, "", "", path)
		data = []byte(out.stdout)
		if err == nil && out.rc != 0 {
			return fmt.Sprintf("Failure executing fact script (%s), rc: %d, err: %s", path, out.rc, out.stderr)
		}
	}
	if err != nil {
		return fmt.Sprintf("error loading fact (%s): %v", path, err)
	}
	if v, err := value.ParseJSON(data); err == nil {
		return v
	}
	file, err := confobj.Parse(data, &confobj.ConfigObjOptions{NoListValues: true})
	if err != nil {
		return fmt.Sprintf("error loading facts as JSON or ini - please check content: %s", path)
	}
	sections := value.NewDict()
	for _, name := range file.Sections() {
		inner := value.NewDict()
		for _, k := range file.Sub(name).Scalars() {
			if v, err := file.Sub(name).AsString(k); err == nil {
				inner.Set(k, v)
			}
		}
		sections.Set(name, inner)
	}
	return sections
}

// subsets are the facts beyond the smallest set, by their first words.
var subsets = map[string][]string{
	"hardware": {"processor", "memtotal", "memfree", "swap", "uptime"},
	"network":  {"interfaces", "all_ipv", "default_ipv"},
	"virtual":  nil, "ohai": nil, "facter": nil,
}

// subsetOf leaves of facts what gather_subset names: all, min, hardware, network, and
// each with a ! for what is left out.
func subsetOf(f *value.Dict, words []string) error {
	given := map[string]bool{}
	positive := false
	for _, w := range words {
		name := strings.TrimPrefix(w, "!")
		if _, ok := subsets[name]; !ok && name != "all" && name != "min" {
			return failf("Bad subset '%s' given to Ansible. gather_subset options allowed: all, min, hardware, network, virtual, ohai, facter", name)
		}
		given[w] = true
		positive = positive || w == name && name != "min"
	}
	kind := func(key string) string {
		key = strings.TrimPrefix(key, "ansible_")
		for name, words := range subsets {
			for _, w := range words {
				if strings.HasPrefix(key, w) {
					return name
				}
			}
		}
		if d, ok := f.Value("ansible_" + key).(*value.Dict); ok && d.Has("mtu") {
			return "network"
		}
		return "min"
	}
	everything := given["all"] || !positive && !given["!all"] && !(given["min"] && len(words) == 1)
	for _, k := range f.Keys() {
		name := kind(k)
		keep := everything || given[name] || name == "min"
		if given["!"+name] || name == "min" && given["!all"] && given["!min"] {
			keep = false
		}
		if !keep {
			f.Delete(k)
		}
	}
	return nil
}

func network(set func(string, any)) {
	var names, v4, v6 []any
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		names = append(names, i.Name)
		addrs, _ := i.Addrs()
		about := value.NewDict("device", i.Name, "mtu", i.MTU, "active", i.Flags&net.FlagUp != 0)
		if len(i.HardwareAddr) > 0 {
			about.Set("macaddress", i.HardwareAddr.String())
		}
		for _, a := range addrs {
			n, ok := a.(*net.IPNet)
			if !ok {
				continue
			}
			if ip := n.IP.To4(); ip != nil {
				one := value.NewDict("address", ip.String(), "netmask", net.IP(n.Mask).String(), "network", ip.Mask(n.Mask).String())
				about.Set("ipv4", one)
				if !ip.IsLoopback() {
					v4 = append(v4, ip.String())
				}
				continue
			}
			if !n.IP.IsLoopback() {
				v6 = append(v6, n.IP.String())
			}
		}
		set(strings.ReplaceAll(i.Name, "-", "_"), about)
	}
	set("interfaces", names)
	set("all_ipv4_addresses", v4)
	set("all_ipv6_addresses", v6)
	route := value.NewDict()
	data, _ := os.ReadFile("/proc/net/route")
	for l := range strings.Lines(string(data)) {
		w := strings.Fields(l)
		if len(w) < 3 || w[1] != "00000000" {
			continue
		}
		route.Set("interface", w[0])
		if n, err := strconv.ParseUint(w[2], 16, 32); err == nil {
			route.Set("gateway", net.IPv4(byte(n), byte(n>>8), byte(n>>16), byte(n>>24)).String())
		}
		for _, i := range interfaces {
			if i.Name != w[0] {
				continue
			}
			addrs, _ := i.Addrs()
			for _, a := range addrs {
				if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
					route.Set("address", n.IP.String())
				}
			}
		}
	}
	set("default_ipv4", route)
}
