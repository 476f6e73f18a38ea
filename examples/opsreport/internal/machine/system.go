package machine

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

// system is what the distribution and systemd say: why a restart is wanted, and
// which units failed. Nothing is said where neither is there.
func system(ctx context.Context) (reboot string, failed []string) {
	for _, file := range []string{"/run/reboot-required", "/var/run/reboot-required"} {
		if _, err := os.Stat(file); err == nil {
			packages, _ := os.ReadFile(file + ".pkgs")
			reboot = "an update wants it"
			if names := strings.Fields(string(packages)); len(names) > 0 {
				reboot = "updates want it: " + strings.Join(names[:min(5, len(names))], ", ")
			}
			break
		}
	}
	if _, err := os.Stat("/run/systemd/system"); err != nil {
		return reboot, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "systemctl", "--failed", "--plain", "--no-legend", "--no-pager").Output()
	if err != nil {
		return reboot, nil
	}
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) > 0 {
			failed = append(failed, fields[0])
		}
	}
	return reboot, failed
}
