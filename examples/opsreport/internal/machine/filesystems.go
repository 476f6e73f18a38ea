package machine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/psutilx"
)

// Kinds of file systems that lie on another machine, and kinds that are no space
// to fill up: those of the kernel, of memory, of media that cannot be written.
var (
	remoteKinds = []string{"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "9p", "afs", "lustre"}
	diskKinds   = []string{"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "ufs", "apfs", "hfs", "ntfs", "ntfs3", "fuseblk", "vfat", "exfat", "msdosfs", "NTFS", "FAT32", "ReFS"}
)

// deadMount is how long the file systems may take to tell how full they are: one
// whose server is gone never does.
const deadMount = 2 * time.Second

// An answer is what a file system tells of itself.
type answer struct {
	usage    psutilx.DiskUsageStat
	identity string
	inodes   *float64
	err      error
}

// mounts asks file systems, each in a goroutine of its own, which stays behind for
// as long as there is no answer. One that has not answered the last time is not
// asked again meanwhile, so that a dead server costs one goroutine, not one a run.
type mounts struct {
	ask     func(psutilx.PartitionStat) answer
	waiting map[string]chan answer // by mount point
}

// begin asks a file system, or waits on for what it was asked before.
func (m *mounts) begin(p psutilx.PartitionStat) <-chan answer {
	if got := m.waiting[p.Mountpoint]; got != nil && len(got) == 0 {
		return got
	}
	got := make(chan answer, 1)
	if m.waiting == nil {
		m.waiting = map[string]chan answer{}
	}
	m.waiting[p.Mountpoint] = got
	go func() { got <- m.ask(p) }()
	return got
}

func inspectAndMeasure(p psutilx.PartitionStat) (a answer) {
	if a.identity, a.inodes, a.err = inspect(p); a.err == nil {
		a.usage, a.err = psutilx.DiskUsage(p.Mountpoint)
	}
	return a
}

// filesystems reads how full they are, each device once. What is mounted over the
// root counts, of whatever kind: containers have nothing else. One that does not
// answer keeps its row.
func (g *gathering) filesystems(ctx context.Context, m *mounts) {
	parts, err := g.host.DiskPartitions(&psutilx.DiskPartitionsOptions{All: true})
	g.try("file systems", err)
	if !slices.ContainsFunc(parts, func(p psutilx.PartitionStat) bool { return p.Mountpoint == "/" }) {
		parts = append(parts, psutilx.PartitionStat{Mountpoint: "/"})
	}
	// The shortest mount point stands for a device that is mounted twice.
	slices.SortStableFunc(parts, func(a, b psutilx.PartitionStat) int { return len(a.Mountpoint) - len(b.Mountpoint) })
	parts = slices.DeleteFunc(parts, func(p psutilx.PartitionStat) bool {
		return p.Mountpoint != "/" && !remote(p) && !slices.Contains(diskKinds, p.FSType) || readOnly(p) && !remote(p)
	})
	answers := make([]<-chan answer, len(parts))
	for i, p := range parts {
		answers[i] = m.begin(p)
	}
	late := time.NewTimer(deadMount)
	defer late.Stop()
	over := false // the time that all have
	seen := map[string]bool{}
	for i, p := range parts {
		fs := model.Filesystem{Mountpoint: model.Clean(p.Mountpoint), Device: model.Clean(p.Device), Type: p.FSType, Network: remote(p)}
		var a answer
		if !over {
			select {
			case a = <-answers[i]:
				delete(m.waiting, p.Mountpoint)
			case <-late.C:
				over = true
			case <-ctx.Done():
				g.try("file system "+fs.Mountpoint, context.Cause(ctx))
				continue
			}
		}
		if over {
			select {
			case a = <-answers[i]:
				delete(m.waiting, p.Mountpoint)
			default:
				fs.Dead = true
				g.Filesystems = append(g.Filesystems, fs)
				continue
			}
		}
		if errors.Is(a.err, errNoFolder) || readOnly(p) {
			continue // a file that is mounted, as containers have them; what cannot fill up
		}
		if !g.try("file system "+fs.Mountpoint, a.err) || a.usage.Total == 0 || seen[a.identity] {
			continue
		}
		seen[a.identity] = true
		fs.Total, fs.Used, fs.Available, fs.InodesPercent = a.usage.Total, a.usage.Used, a.usage.Free, a.inodes
		g.Filesystems = append(g.Filesystems, fs)
	}
}

func remote(p psutilx.PartitionStat) bool { return slices.Contains(remoteKinds, p.FSType) }

func readOnly(p psutilx.PartitionStat) bool {
	return slices.Contains(strings.Split(p.Opts, ","), "ro")
}

var errNoFolder = errors.New("not a folder")
