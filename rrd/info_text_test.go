package rrd

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestInfoIsPrintedAsRrdtoolDoes compares what info and graphv print; a picture has
// another number of bytes.
func TestInfoIsPrintedAsRrdtoolDoes(t *testing.T) {
	peers.Need(t, "rrdtool")
	path := filepath.Join(t.TempDir(), "x.rrd")
	err := Create(path, "--start", "1000000000", "DS:a:GAUGE:600:0:U", "DS:b:COMPUTE:a,2,*", "RRA:AVERAGE:0.5:1:10", "RRA:HWPREDICT:20:0.1:0.1:5")
	if err != nil {
		t.Fatal(err)
	}
	if err := Update(path, "1000000300:1.5", "1000000500:U"); err != nil {
		t.Fatal(err)
	}
	blob := regexp.MustCompile(`BLOB_SIZE:[1-9][0-9]*`)
	for _, c := range []struct {
		command []string
		ours    func(args ...string) (InfoList, error)
	}{
		{[]string{"info", path}, func(args ...string) (InfoList, error) { return utc.Info(args...) }},
		{
			[]string{"graphv", "-", "--start", "1000000000", "--end", "1000000600", "DEF:a=" + path + ":a:AVERAGE", "LINE1:a#f00:in", "PRINT:a:MAX:%lf"},
			func(args ...string) (InfoList, error) { return utc.GraphV(args...) },
		},
	} {
		theirs, err := exec.Command("rrdtool", c.command...).Output()
		if err != nil {
			t.Fatal(err)
		}
		list, err := c.ours(c.command[1:]...)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(theirs), "\x89PNG") // the program prints the picture itself behind
		want := blob.ReplaceAllString(text, "BLOB_SIZE")
		if ours := blob.ReplaceAllString(list.String(), "BLOB_SIZE"); ours != want {
			t.Errorf("%v prints\n%swant\n%s", c.command[0], ours, want)
		}
	}
}
