package psutilx

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// processSeeds adds the file of that name of some processes that are made up.
func processSeeds(f *testing.F, name string) {
	f.Helper()
	n := 0
	for seed := range uint64(30) {
		for file, content := range randomProcesses(rand.New(rand.NewPCG(seed, 1))).files {
			if strings.HasSuffix(file, "/"+name) {
				f.Add([]byte(content))
				n++
			}
		}
	}
	if n == 0 {
		f.Fatalf("no %s among the processes", name)
	}
}

// FuzzProcessStat: the name is what stands between the first and the last
// parenthesis, and the fields after it are those of a slow twin.
func FuzzProcessStat(f *testing.F) {
	processSeeds(f, "stat")
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseProcessStat(b, statStart)
		if err != nil {
			checkError(t, []byte(strings.ReplaceAll(string(b), "\n", " ")), &ParseError{Line: 1, Want: err.Want})
			return
		}
		text := string(b)
		first, last := strings.Index(text, "("), strings.LastIndex(text, ")")
		fields := slowFields(b[last+1:])
		if s.name != text[first+1:last] || s.state != fields[0] {
			t.Errorf("%q: %+v", b, s)
		}
		start, ok := slowUint(fields[19])
		if !ok || start != s.start {
			t.Errorf("%q: started at %d", b, s.start)
		}
	})
}

// FuzzCmdline: nothing is lost, and what is well formed goes back together.
func FuzzCmdline(f *testing.F) {
	processSeeds(f, "cmdline")
	f.Fuzz(func(t *testing.T, b []byte) {
		args := parseCmdline(string(b))
		if (len(args) == 0) != (len(b) == 0) {
			t.Errorf("%q: %q", b, args)
		}
		nul := strings.Join(args, "\x00") + "\x00"
		if spaced := strings.Join(args, " "); len(b) > 0 && nul != string(b) && spaced != string(b) && spaced+" " != string(b) && spaced+"\x00" != string(b) {
			t.Errorf("%q: %q", b, args)
		}
	})
}

// FuzzEnviron: what comes out, written down, reads as the same.
func FuzzEnviron(f *testing.F) {
	processSeeds(f, "environ")
	f.Fuzz(func(t *testing.T, b []byte) {
		env := parseEnviron(string(b))
		text := ""
		for name, value := range env {
			if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(value, "\x00") {
				t.Errorf("%q: %q=%q", b, name, value)
			}
			text += name + "=" + value + "\x00"
		}
		again := parseEnviron(text)
		if len(again) != len(env) {
			t.Errorf("%q: %q, then %q", b, env, again)
		}
	})
}

// FuzzSmaps: there are as many mappings as lines of them, none without a path.
func FuzzSmaps(f *testing.F) {
	processSeeds(f, "smaps")
	f.Fuzz(func(t *testing.T, b []byte) {
		n, odd := 0, 0
		maps := parseSmaps(b, func(err *ParseError) {
			checkError(t, b, err)
			if !strings.Contains(err.Want, "after each name") {
				odd++
			}
		})
		for _, line := range lines(b) {
			if fields := slowFields(line); len(fields) > 0 && !strings.HasSuffix(fields[0], ":") {
				n++
			}
		}
		if n != len(maps)+odd {
			t.Errorf("%d mappings of %d, and %d make no sense", len(maps), n, odd)
		}
		for _, m := range maps {
			if m.Path == "" || m.Addr == "" || m.Perms == "" {
				t.Errorf("%+v", m)
			}
		}
	})
}

// FuzzStatus: numbers of what processes tell in lines with names.
func FuzzStatus(f *testing.F) {
	processSeeds(f, "status")
	processSeeds(f, "io")
	processSeeds(f, "statm")
	processSeeds(f, "smaps_rollup")
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func() *ParseError{
			func() *ParseError { _, err := parseIDs(b, "Uid:"); return err },
			func() *ParseError { _, err := parseCtxSwitches(b); return err },
			func() *ParseError { _, err := statusNumber(b, "Threads:"); return err },
			func() *ParseError { _, err := parseProcessIO(b); return err },
			func() *ParseError { _, err := parseStatm(b); return err },
			func() *ParseError { _, err := parseFootprint(b, true); return err },
			func() *ParseError { _, _, err := parseFDInfo(b); return err },
		} {
			if err := parse(); err != nil {
				checkError(t, b, err)
			}
		}
		one, err1 := parseFootprint(b, false)
		two, err2 := parseFootprint(append(slices.Clone(b), append([]byte("\n"), b...)...), false)
		if (err1 == nil) != (err2 == nil) || err1 == nil && two.USS != addSaturating(one.USS, one.USS) {
			t.Errorf("%+v, twice %+v", one, two)
		}
	})
}

// FuzzSockets: each socket that comes out has an address of its family, or none,
// and prints.
func FuzzSockets(f *testing.F) {
	pt := randomProcesses(rand.New(rand.NewPCG(1, 1)))
	tables := []socketTable{tcp4, tcp6, udp4, udp6, unixes}
	for i, table := range tables {
		content := pt.files["net/"+table.file]
		if content == "" {
			f.Fatalf("no %s", table.file)
		}
		f.Add(i, []byte(content))
	}
	f.Fuzz(func(t *testing.T, which int, b []byte) {
		table := tables[uint(which)%uint(len(tables))]
		n := 0
		eachSocket(table, b, func(s *socketLine) {
			n++
			c := s.conn
			if c.Family != table.family || c.FD != -1 || c.Status == "" || table.typ != 0 && c.Type != table.typ {
				t.Errorf("%+v", c)
			}
			for _, a := range []Addr{c.LAddr, c.RAddr} {
				if a.IP.IsValid() && (a.IP.Is4() != (table.family == AFInet) || a.Port == 0) {
					t.Errorf("%+v", a)
				}
			}
			if !strings.HasPrefix(c.String(), "pconn(fd=-1, ") {
				t.Error(c)
			}
		}, func(_ uint64, err *ParseError) { n++; checkError(t, b, err) })
		if n > len(lines(b)) {
			t.Errorf("%d sockets of %d lines", n, len(lines(b)))
		}
	})
}

// FuzzMachine: files of mounts, groups, pressure, clock rates, users and names,
// which others than the kernel can write.
func FuzzMachine(f *testing.F) {
	f.Add([]byte("/dev/sda1 /a\\040b ext4 rw 0 0\n"))
	f.Add([]byte("4:memory,cpu:/docker/ab\n0::/\n"))
	f.Add([]byte("25 1 0:22 / /cg rw shared:1 - cgroup2 cgroup2 rw\n"))
	f.Add([]byte("some avg10=0.00 avg60=0.12 avg300=0.05 total=123456\nfull avg10=0.00 avg60=0.12 avg300=0.05 total=123456\n"))
	f.Add([]byte("cpu MHz\t\t: 2299.998\n"))
	f.Add([]byte("root:x:0:0:root:/root:/bin/sh\n+nis\nx:y:1:\n"))
	f.Add([]byte(strings.Repeat("\x07\x00", utmpSize(runtime.GOARCH))))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range parseMounts(b) {
			if p.Device == "" {
				t.Errorf("%+v", p)
			}
		}
		for _, g := range parseCgroups(b, func(err *ParseError) { checkError(t, b, err) }) {
			for _, m := range parseCgroupMounts(b) {
				dir := m.folder(g.Path)
				if levels := levelsOf(dir, m.point, m.v2); len(levels) > len(dir)+1 {
					t.Errorf("%d levels of %q", len(levels), dir)
				}
			}
		}
		if s, err := parsePressure(b); err != nil {
			checkError(t, b, err)
		} else if !(s.Some.Avg10 >= 0) || s.Some.Total < 0 {
			t.Errorf("%+v", s)
		}
		for _, f := range parseMHz(b) {
			if bad, ok := f.err.(*ParseError); ok {
				checkError(t, b, bad)
			} else if !(f.Current >= 0) {
				t.Errorf("%v", f)
			}
		}
		for id, name := range parsePasswd(b) {
			if name == "" || strings.ContainsAny(name, ":\n") {
				t.Errorf("%d is %q", id, name)
			}
		}
		if users := parseUtmp(b); len(users) > len(b)/utmpSize(runtime.GOARCH) {
			t.Errorf("%d users of %d bytes", len(users), len(b))
		}
	})
}
