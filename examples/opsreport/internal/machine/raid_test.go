package machine

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// What the kernel writes, by drivers/md/md.c and the RAID wiki.
func TestArraysOfMdstat(t *testing.T) {
	const mdstat = `Personalities : [raid1] [raid6] [raid5] [raid4] [raid0]
md0 : active raid1 sdb1[1] sda1[0]
      976630336 blocks super 1.2 [2/2] [UU]
      bitmap: 2/8 pages [8KB], 65536KB chunk

md1 : active raid5 sdd1[3](F) sdc1[4] sdb2[1] sda2[0]
      1953260544 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/2] [UU_]
      [==>..................]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec

md2 : active (auto-read-only) raid1 sdf1[0] sde1[1](S)
      1 blocks [1/1] [U]
      	resync=PENDING
md3 : active raid0 sdh1[0] sdg1[1]
      100 blocks super 1.2 512k chunks
md4 : inactive sdi1[0](S)
      100 blocks super 1.2
md127 : inactive sdk[1](S) sdj[0](S)
      5032 blocks super external:imsm
md126 : active raid1 sdk[1] sdj[0](F)
      100 blocks super external:/md127/0 [2/2] [UU]

unused devices: <none>
`
	want := []model.Array{
		{Name: "md0", Level: "raid1", Active: true, Want: 2, Have: 2},
		{Name: "md1", Level: "raid5", Active: true, Want: 3, Have: 2, Failed: []string{"sdd1"}, Repair: "recovery 12.6%"},
		{Name: "md2", Level: "raid1", Active: true, Want: 1, Have: 1, Repair: "resync waits"},
		{Name: "md3", Level: "raid0", Active: true},
		{Name: "md4"},
		{Name: "md127", HoldsOthers: true},
		{Name: "md126", Level: "raid1", Active: true, Want: 2, Have: 2, Failed: []string{"sdj"}},
	}
	if got := parseArrays(mdstat); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if got := parseArrays("Personalities : \nunused devices: <none>\n"); got != nil {
		t.Errorf("no array is %+v", got)
	}
}

// Whatever the text, an array has a name to show, and counts that make sense.
func FuzzArrays(f *testing.F) {
	for _, s := range []string{
		"md0 : active raid1 sdb1[1] sda1[0](F)\n      1 blocks super 1.2 [2/1] [_U]\n      [=>...]  recovery = 12.6% (1/2)\n",
		"md4 : inactive sdi1[0](S)\n", "md_d0 : active linear\n  [0/0] [-1/9]\n", " [2/1]\nmd : x\n", "md0 : active\n\tresync=DELAYED\n check =",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range parseArrays(text) {
			if a.Name == "" || a.Want < 0 || a.Have < 0 || a.Want == 0 && a.Have != 0 {
				t.Fatalf("%+v", a)
			}
			for _, s := range append(a.Failed, a.Name, a.Level, a.Repair) {
				if strings.ContainsFunc(s, unicode.IsControl) {
					t.Fatalf("%q", s)
				}
			}
		}
	})
}
