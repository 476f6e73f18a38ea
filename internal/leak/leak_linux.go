package leak

import (
	"fmt"
	"os"
	"strings"
)

// descriptors maps each open descriptor to what it refers to.
func descriptors() map[string]string {
	open := map[string]string{}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return open
	}
	for _, e := range entries {
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err != nil {
			continue // the one that listed the folder
		}
		// Profiles and coverage that go test itself writes, and what the
		// runtime keeps (poller, cgroup limits), come and go by themselves.
		if strings.HasPrefix(target, "anon_inode:") && !strings.Contains(target, "pidfd") ||
			strings.HasPrefix(target, "/sys/fs/cgroup") {
			continue
		}
		open[e.Name()] = target
	}
	return open
}

// children describes the child processes that are alive or not yet waited for.
func children() []string {
	var found []string
	tasks, _ := os.ReadDir("/proc/self/task")
	for _, task := range tasks {
		pids, err := os.ReadFile("/proc/self/task/" + task.Name() + "/children")
		if err != nil {
			continue
		}
		for _, pid := range strings.Fields(string(pids)) {
			comm, _ := os.ReadFile("/proc/" + pid + "/comm")
			found = append(found, fmt.Sprintf("%s (%s)", pid, strings.TrimSpace(string(comm))))
		}
	}
	return found
}
