package main

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/ini.v1"

	"github.com/pyops-go/pyops/confobj"
)

var confobjWorkloads = []Workload{
	{"confobj", "parse 10,000 keys", confobjParse},
	{"confobj", "write 10,000 keys", confobjWrite},
	{"confobj", "dict() of 10,000 keys", confobjDict},
	{"confobj", "hostile line, 14 items", confobjHostile},
}

// confobjFile is 100 sections of 100 keys, in what all contestants read alike:
// text without lists, quotes and comments.
func confobjFile() []byte {
	var b strings.Builder
	for s := range 100 {
		fmt.Fprintf(&b, "[section%02d]\n", s)
		for k := range 100 {
			fmt.Fprintf(&b, "key%02d = value %d\n", k, s*100+k)
		}
	}
	return []byte(b.String())
}

// confobjKept is where the workloads leave their last result.
var confobjKept struct {
	config *confobj.ConfigObj
	ini    *ini.File
	dict   map[string]any
	bytes  []byte
}

// confobjPython reads the file in Python.
func confobjPython() string {
	return fmt.Sprintf("import io\nfrom configobj import ConfigObj\ndata = %s.encode()\nconfig = ConfigObj(io.BytesIO(data))", confobj.Repr(string(confobjFile())))
}

func confobjDictOf(contents []byte) any {
	c, err := confobj.Parse(contents, nil)
	if err != nil {
		return err.Error()
	}
	dict, err := c.Dict()
	if err != nil {
		return err.Error()
	}
	return dict
}

// confobjIni is what ini.v1 read, without the section that it always has.
func confobjIni(f *ini.File, err error) any {
	if err != nil {
		return err.Error()
	}
	dict := map[string]any{}
	for _, s := range f.Sections() {
		if s.Name() != ini.DefaultSection {
			dict[s.Name()] = s.KeysHash()
		}
	}
	return dict
}

func confobjParse() (*Contest, error) {
	contents := confobjFile()
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					confobjKept.config, _ = confobj.Parse(contents, nil)
				}
			},
			Value: func() any { return confobjDictOf(contents) },
		},
		Peers: []Contestant{{
			Name: "ConfigObj", Bar: 18,
			Python: &Python{Setup: confobjPython(), Statement: "got = ConfigObj(io.BytesIO(data))", Value: "got.dict()"},
		}, {
			Name: "ini.v1", Bar: 5,
			Run: func(n int) {
				for range n {
					confobjKept.ini, _ = ini.Load(contents)
				}
			},
			Value: func() any { return confobjIni(ini.Load(contents)) },
		}},
	}, nil
}

// confobjWrite writes to memory. The contestants lay files out differently, so
// what each wrote is told by what it reads from that.
func confobjWrite() (*Contest, error) {
	contents := confobjFile()
	c, err := confobj.Parse(contents, nil)
	if err != nil {
		return nil, err
	}
	f, err := ini.Load(contents)
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					var out bytes.Buffer
					_, _ = c.WriteTo(&out)
					confobjKept.bytes = out.Bytes()
				}
			},
			Value: func() any {
				var out bytes.Buffer
				if _, err := c.WriteTo(&out); err != nil {
					return err.Error()
				}
				return confobjDictOf(out.Bytes())
			},
		},
		Peers: []Contestant{{
			Name: "ConfigObj", Bar: 25,
			Python: &Python{
				Setup:     confobjPython(),
				Statement: "got = io.BytesIO()\nconfig.write(got)",
				Value:     "ConfigObj(io.BytesIO(got.getvalue())).dict()",
			},
		}, {
			Name: "ini.v1",
			Run: func(n int) {
				for range n {
					var out bytes.Buffer
					_, _ = f.WriteTo(&out)
					confobjKept.bytes = out.Bytes()
				}
			},
			Value: func() any {
				var out bytes.Buffer
				if _, err := f.WriteTo(&out); err != nil {
					return err.Error()
				}
				return confobjIni(ini.Load(out.Bytes()))
			},
		}},
	}, nil
}

func confobjDict() (*Contest, error) {
	c, err := confobj.Parse(confobjFile(), nil)
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					confobjKept.dict, _ = c.Dict()
				}
			},
			Value: func() any { dict, _ := c.Dict(); return dict },
		},
		Peers: []Contestant{{
			Name: "ConfigObj", Bar: 10,
			Python: &Python{Setup: confobjPython(), Statement: "got = config.dict()", Value: "got"},
		}},
	}, nil
}

// confobjHostile reads a line that is an error at its very end. Each item more
// doubles ConfigObj's time, so that there are only few.
func confobjHostile() (*Contest, error) {
	line := "a = " + strings.Repeat("x ,", 14) + ",,"
	read := func() error {
		_, err := confobj.NewConfigObj([]string{line}, nil)
		return err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					_ = read()
				}
			},
			// Python's words name no package.
			Value: func() any { return strings.TrimPrefix(fmt.Sprint(read()), "confobj: ") },
		},
		Peers: []Contestant{{
			Name: "ConfigObj",
			Python: &Python{
				Setup:     "from configobj import ConfigObj, ParseError\nline = '" + line + "'",
				Statement: "try:\n    ConfigObj([line])\nexcept ParseError as e:\n    got = str(e)",
				Value:     "got",
			},
		}},
	}, nil
}
