package machine

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/psutilx"
)

// tree writes files beneath a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestWhatIsTakenOfTheKernelsLimits(t *testing.T) {
	proc := tree(t, map[string]string{
		"sys/fs/file-nr":                       "7500\t0\t10000\n",
		"sys/net/netfilter/nf_conntrack_count": "200\n",
		"sys/net/netfilter/nf_conntrack_max":   "262144\n",
		"vmstat":                               "nr_free_pages 5\noom_kill 3\noom_killer 9\n",
		"mdstat":                               "md0 : active raid1 sda1[0]\n      8 blocks [2/1] [U_]\n",
	})
	if got := openFiles(proc); got == nil || *got != (model.Use{Used: 7500, Most: 10000}) || got.Percent() != 75 {
		t.Errorf("open files: %+v", got)
	}
	if got := conntrack(proc); got == nil || *got != (model.Use{Used: 200, Most: 262144}) {
		t.Errorf("conntrack: %+v", got)
	}
	if got := oomKills(proc); got == nil || *got != 3 {
		t.Errorf("kills: %v", got)
	}
	if got := arrays(proc); len(got) != 1 || got[0].Have != 1 || got[0].Want != 2 {
		t.Errorf("arrays: %+v", got)
	}
}

// What is not there, or makes no sense, is not known; a limit that nobody can reach
// is none.
func TestWhatTheKernelDoesNotSay(t *testing.T) {
	for _, files := range []map[string]string{
		{},
		{"sys/fs/file-nr": "1 0 9223372036854775807\n", "sys/net/netfilter/nf_conntrack_count": "1\n"},
		{"sys/fs/file-nr": "1\n", "sys/net/netfilter/nf_conntrack_max": "1\n", "vmstat": "oom_kill many\n"},
		{"sys/fs/file-nr": "1 0 0\n", "sys/net/netfilter/nf_conntrack_count": "x\n", "sys/net/netfilter/nf_conntrack_max": "0\n"},
	} {
		proc := tree(t, files)
		if a, b, c, d := openFiles(proc), conntrack(proc), oomKills(proc), arrays(proc); a != nil || b != nil || c != nil || d != nil {
			t.Errorf("%v: %v, %v, %v, %v", files, a, b, c, d)
		}
	}
}

// Parts of disks, and what stands on disks, are not counted twice; the queue is the
// eleventh counter of /proc/diskstats.
func TestDisksAndWiresOfAMadeUpMachine(t *testing.T) {
	proc := tree(t, map[string]string{"diskstats": `   8       0 sda 100 0 800 50 200 0 1600 70 0 4000 9000 0 0 0 0
   8       1 sda1 100 0 800 50 200 0 1600 70 0 4000 9000
 253       0 dm-0 100 0 800 50 200 0 1600 70 0 4000 9000
 104       0 cciss/c0d0 1 0 8 5 2 0 16 7 0 30 40
   8      16 sdb 0 0 0 0 0 0 0 0 0 0 0
`})
	sys := tree(t, map[string]string{
		"block/sda/stat": "", "block/dm-0/stat": "", "block/cciss!c0d0/stat": "", "block/sdb/stat": "",
		"class/net/eth0/device/vendor": "", "class/net/br0/speed": "",
	})
	r, err := open(proc, sys)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := gathering{new(model.Machine), r.monitor.Host}
	g.disks(proc, sys)
	queued := func(ms int) *time.Duration { d := time.Duration(ms) * time.Millisecond; return &d }
	want := []model.Disk{
		{Name: "cciss/c0d0", Whole: true, ReadBytes: 8 * 512, Written: 16 * 512, Busy: 30 * time.Millisecond, Queued: queued(40)},
		{Name: "dm-0", ReadBytes: 800 * 512, Written: 1600 * 512, Busy: 4 * time.Second, Queued: queued(9000)},
		{Name: "sda", Whole: true, ReadBytes: 800 * 512, Written: 1600 * 512, Busy: 4 * time.Second, Queued: queued(9000)},
		{Name: "sda1", ReadBytes: 800 * 512, Written: 1600 * 512, Busy: 4 * time.Second, Queued: queued(9000)},
	}
	if !reflect.DeepEqual(g.Disks, want) {
		t.Errorf("%+v\nwant %+v", g.Disks, want)
	}
	if read, written := IO(g.Machine); read != 808*512 || written != 1616*512 {
		t.Errorf("read %d, written %d", read, written)
	}
	if !wire(sys, "eth0") || wire(sys, "br0") || wire(sys, "none") {
		t.Error("a bridge has a wire, or eth0 has none")
	}
}

// A mount whose server is gone keeps its row, is not asked twice, and holds up
// neither the others nor the next run; once it answers it is as any other.
func TestADeadMount(t *testing.T) {
	const mounts = `/dev/vda1 / ext4 rw 0 0
nas:/export /mnt/nas nfs4 rw,hard 0 0
nas:/media /mnt/media nfs ro 0 0
/dev/sr0 /mnt/cd iso9660 ro 0 0
`
	proc := tree(t, map[string]string{"self/mounts": mounts, "filesystems": "\text4\nnodev\tnfs4\n"})
	r, err := open(proc, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	alive, asked := make(chan struct{}), make(chan string, 100)
	r.mounts.ask = func(p psutilx.PartitionStat) answer {
		asked <- p.Mountpoint
		if p.Mountpoint != "/" {
			<-alive
		}
		return answer{usage: psutilx.DiskUsageStat{Total: 100, Used: 40, Free: 60}, identity: p.Device}
	}
	read := func(ctx context.Context) (string, []string) {
		g := gathering{new(model.Machine), r.monitor.Host}
		g.filesystems(ctx, &r.mounts)
		rows := ""
		for _, f := range g.Filesystems {
			rows += f.Mountpoint
			if f.Dead {
				rows += " dead"
			}
			if f.Network {
				rows += " network"
			}
			rows += "\n"
		}
		return rows, g.Unread
	}
	const dead = "/\n/mnt/nas dead network\n/mnt/media dead network\n"
	for range 2 {
		if got, unread := read(t.Context()); got != dead || len(unread) > 0 {
			t.Errorf("%q, %q, want %q", got, unread, dead)
		}
	}
	if n := len(asked); n != 4 { // the root twice, each of the others once
		t.Errorf("asked %d times", n)
	}
	close(alive)
	const well = "/\n/mnt/nas network\n" // a read-only one cannot fill up
	for got := ""; got != well; {
		got, _ = read(t.Context())
		if t.Context().Err() != nil {
			t.Fatal(got)
		}
	}
}
