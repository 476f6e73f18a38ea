package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// corpus is the folder with the recorded programs and the files that Excel made
// of the same contents.
func corpus(t testing.TB) string { return peers.Corpus(t, "xlsx") }

// passing is how many of the corpus's programs reproduce the file that Excel
// made: all of them.
const passing = 827

// TestExcelFiles replays recorded programs and compares each file with the one
// that Excel made.
func TestExcelFiles(t *testing.T) {
	root := corpus(t)
	programs := readPrograms(t, filepath.Join(root, "cases.json"))
	names := sortedKeys(programs, strings.Compare)
	var passed, next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				if err := compareWithExcel(root, programs[names[i]]); err != nil {
					t.Errorf("%s: %v", names[i], err)
				} else {
					passed.Add(1)
				}
			}
		})
	}
	wait.Wait()
	t.Logf("%d of %d programs make the file that Excel made", passed.Load(), len(names))
	if passed.Load() < passing {
		t.Errorf("%d programs made Excel's file before", passing)
	}
}

func compareWithExcel(root string, p program) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v", e)
		}
	}()
	var out bytes.Buffer
	r := &replayer{root: root, out: &out, stored: true}
	codes, err := r.run(p.Ops)
	if err != nil {
		return err
	}
	for i, o := range p.Ops {
		if o.Ret != nil && codes[i] != r.value(o.Ret) {
			return fmt.Errorf("operation %d, %s, returned %d, not %v", i, o.Method, codes[i], o.Ret)
		}
	}
	got, err := unzip(out.Bytes())
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(root, "expected", p.Exp))
	if err != nil {
		return err
	}
	want, err := unzip(data)
	if err != nil {
		return err
	}
	return compareParts(got, want, p)
}

func unzip(data []byte) (map[string]string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		parts[f.Name] = string(text)
	}
	return parts, nil
}

// compareParts compares what a program made with what Excel made, but for what
// differs from one Excel to another.
func compareParts(got, want map[string]string, p program) error {
	for _, name := range p.IgnoreFiles {
		delete(got, name)
		delete(want, name)
	}
	gotNames, wantNames := sortedKeys(got, strings.Compare), sortedKeys(want, strings.Compare)
	if !slices.Equal(gotNames, wantNames) {
		return fmt.Errorf("parts are\n\t%s, not\n\t%s", gotNames, wantNames)
	}
	for _, name := range wantNames {
		switch path.Ext(name) {
		case ".png", ".jpeg", ".gif", ".bmp", ".wmf", ".emf", ".bin":
			if got[name] != want[name] {
				return fmt.Errorf("%s differs", name)
			}
			continue
		}
		if strings.ReplaceAll(got[name], "\r", "") == strings.ReplaceAll(want[name], "\r", "") {
			continue
		}
		g, w := elements(name, got[name]), elements(name, want[name])
		if path.Ext(name) == ".vml" {
			w = vmlElements(want[name])
		}
		for _, pattern := range p.IgnoreElements[name] {
			re := regexp.MustCompile("^(?:" + pattern + ")")
			g, w = slices.DeleteFunc(g, re.MatchString), slices.DeleteFunc(w, re.MatchString)
		}
		if name == "[Content_Types].xml" || path.Ext(name) == ".rels" {
			slices.Sort(g[1 : len(g)-1])
			slices.Sort(w[1 : len(w)-1])
		}
		for i := range max(len(g), len(w)) {
			switch {
			case i >= len(g):
				return fmt.Errorf("%s ends before %s", name, w[i])
			case i >= len(w):
				return fmt.Errorf("%s goes on with %s", name, g[i])
			case g[i] != w[i]:
				return fmt.Errorf("%s: element %d is\n\t%s, not\n\t%s", name, i, g[i], w[i])
			}
		}
	}
	return nil
}

// variable is what differs from one Excel to another, by the names of parts.
var variable = []struct {
	name, text *regexp.Regexp
	with       string
}{
	{regexp.MustCompile(`^docProps/core\.xml$`), regexp.MustCompile(` ?John|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), ""},
	{regexp.MustCompile(`^xl/workbook\.xml$`), regexp.MustCompile(`<(workbookView|calcPr)[^>]*>`), "<$1/>"},
	{regexp.MustCompile(`^xl/worksheets/sheet\d\.xml`), regexp.MustCompile(`(?:horizontal|vertical)Dpi="200" `), ""},
	{regexp.MustCompile(`^xl/worksheets/sheet\d\.xml`), regexp.MustCompile(`(<pageSetup[^>]*) r:id="rId1"`), "$1"},
	{regexp.MustCompile(`^xl/charts/chart\d\.xml`), regexp.MustCompile(`<c:pageMargins[^>]*>`), "<c:pageMargins/>"},
}

// elements are a part's tags, each with the text after it.
func elements(name, text string) []string {
	for _, v := range variable {
		if v.name.MatchString(name) {
			text = v.text.ReplaceAllString(text, v.with)
		}
	}
	list := betweenTags(strings.TrimSpace(text))
	for i, s := range list {
		s = strings.ReplaceAll(s, "\r", "")
		if !strings.HasPrefix(s, "<") {
			s = "<" + s
		}
		if !strings.HasSuffix(s, ">") {
			s += ">"
		}
		list[i] = s
	}
	return list
}

// betweenTags splits a text where a tag follows another, with nothing but blanks
// between them. Under the race detector a regular expression is many times slower.
func betweenTags(text string) (list []string) {
	start := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '>' {
			continue
		}
		rest := strings.TrimLeft(text[i+1:], "\t\n\f\r ")
		if strings.HasPrefix(rest, "<") {
			list = append(list, text[start:i])
			start = len(text) - len(rest) + 1
			i = start - 1
		}
	}
	return append(list, text[start:])
}

// vmlElements are the tags of an older drawing of Excel, which writes them with
// other quotes and line breaks.
func vmlElements(text string) []string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		if line == "" {
			continue
		}
		line = strings.ReplaceAll(strings.TrimSpace(line), "'", `"`)
		if strings.HasSuffix(line, `"`) {
			line += " "
		}
		if strings.HasSuffix(line, ">") {
			line += "\n"
		}
		line = strings.ReplaceAll(line, "><", ">\n<")
		if line == "<x:Anchor>\n" {
			line = strings.TrimSpace(line)
		}
		b.WriteString(line)
	}
	return strings.Split(strings.TrimRight(b.String(), " \n"), "\n")
}
