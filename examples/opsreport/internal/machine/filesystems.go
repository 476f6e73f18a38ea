package machine

import (
	"context"
	"errors"
	"fmt"
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

// deadMount is how long a file system may take to tell how full it is: one whose
// server is gone never does.
const deadMount = 2 * time.Second

// filesystems reads how full they are, each device once. What is mounted over the
// root counts, of whatever kind: containers have nothing else.
func (g *gathering) filesystems(ctx context.Context) {
	parts, err := psutilx.DiskPartitions(&psutilx.DiskPartitionsOptions{All: true})
	g.try("file systems", err)
	if !slices.ContainsFunc(parts, func(p psutilx.PartitionStat) bool { return p.Mountpoint == "/" }) {
		parts = append(parts, psutilx.PartitionStat{Mountpoint: "/"})
	}
	// The shortest mount point stands for a device that is mounted twice.
	slices.SortStableFunc(parts, func(a, b psutilx.PartitionStat) int { return len(a.Mountpoint) - len(b.Mountpoint) })
	seen := map[string]bool{}
	for _, p := range parts {
		remote := slices.Contains(remoteKinds, p.FSType)
		if p.Mountpoint != "/" && !remote && !slices.Contains(diskKinds, p.FSType) || readOnly(p) {
			continue
		}
		fs := model.Filesystem{Mountpoint: model.Clean(p.Mountpoint), Device: model.Clean(p.Device), Type: p.FSType, Network: remote}
		usage, identity, inodes, err := measure(ctx, p)
		if errors.Is(err, errNoFolder) {
			continue // a file that is mounted, as containers have them
		}
		if !g.try("file system "+fs.Mountpoint, err) || usage.Total == 0 || seen[identity] {
			continue
		}
		seen[identity] = true
		fs.Total, fs.Used, fs.Available, fs.InodesPercent = usage.Total, usage.Used, usage.Free, inodes
		g.Filesystems = append(g.Filesystems, fs)
	}
}

func readOnly(p psutilx.PartitionStat) bool {
	return slices.Contains(strings.Split(p.Opts, ","), "ro")
}

var errNoFolder = errors.New("not a folder")

// measure asks a file system in a goroutine of its own, which is left behind when
// there is no answer.
func measure(ctx context.Context, p psutilx.PartitionStat) (usage psutilx.DiskUsageStat, identity string, inodes *float64, err error) {
	type answer struct {
		usage    psutilx.DiskUsageStat
		identity string
		inodes   *float64
		err      error
	}
	got := make(chan answer, 1)
	go func() {
		var a answer
		if a.identity, a.inodes, a.err = inspect(p); a.err == nil {
			a.usage, a.err = psutilx.DiskUsage(p.Mountpoint)
		}
		got <- a
	}()
	late := time.NewTimer(deadMount)
	defer late.Stop()
	select {
	case a := <-got:
		return a.usage, a.identity, a.inodes, a.err
	case <-late.C:
		return usage, "", nil, fmt.Errorf("no answer within %v; expected one of a file system that lives", deadMount)
	case <-ctx.Done():
		return usage, "", nil, context.Cause(ctx)
	}
}
