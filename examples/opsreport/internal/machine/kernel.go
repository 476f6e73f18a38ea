package machine

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// number reads a file of /proc that holds numbers, and returns one of them.
func number(file string, field int) (uint64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text))
	if field >= len(fields) {
		return 0, false
	}
	n, err := strconv.ParseUint(fields[field], 10, 64)
	return n, err == nil
}

// unlimited is what no machine reaches: systemd sets the limit of open files to the
// largest number there is.
const unlimited = math.MaxInt32

// openFiles are those of all processes.
func openFiles(proc string) *model.Use {
	file := filepath.Join(proc, "sys", "fs", "file-nr")
	used, ok := number(file, 0)
	most, limited := number(file, 2)
	if !ok || !limited || most == 0 || most > unlimited {
		return nil
	}
	return &model.Use{Used: used, Most: most}
}

// conntrack are the connections that the firewall remembers; a full table drops
// new ones without a word.
func conntrack(proc string) *model.Use {
	folder := filepath.Join(proc, "sys", "net", "netfilter")
	used, ok := number(filepath.Join(folder, "nf_conntrack_count"), 0)
	most, limited := number(filepath.Join(folder, "nf_conntrack_max"), 0)
	if !ok || !limited || most == 0 {
		return nil
	}
	return &model.Use{Used: used, Most: most}
}

// oomKills is how often the kernel killed for want of memory.
func oomKills(proc string) *uint64 {
	text, err := os.ReadFile(filepath.Join(proc, "vmstat"))
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), " "); name == "oom_kill" {
			if n, err := strconv.ParseUint(value, 10, 64); err == nil {
				return &n
			}
		}
	}
	return nil
}
