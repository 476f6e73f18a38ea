package psutilx

import "strings"

// MemoryMapStat is psutil's pmmap_grouped: what a process has mapped of one file
// or of memory of one kind, in bytes.
type MemoryMapStat struct {
	Path         string `json:"path"` // of the file, or a name such as "[heap]" and "[anon]"
	RSS          uint64 `json:"rss"`
	Size         uint64 `json:"size"`
	PSS          uint64 `json:"pss"`
	SharedClean  uint64 `json:"shared_clean"`
	SharedDirty  uint64 `json:"shared_dirty"`
	PrivateClean uint64 `json:"private_clean"`
	PrivateDirty uint64 `json:"private_dirty"`
	Referenced   uint64 `json:"referenced"`
	Anonymous    uint64 `json:"anonymous"`
	Swap         uint64 `json:"swap"`
}

func (m *MemoryMapStat) numbers() [10]*uint64 {
	return [10]*uint64{&m.RSS, &m.Size, &m.PSS, &m.SharedClean, &m.SharedDirty, &m.PrivateClean, &m.PrivateDirty,
		&m.Referenced, &m.Anonymous, &m.Swap}
}

func (m *MemoryMapStat) text(t *tupleText) string {
	return t.str("path", m.Path).uint("rss", m.RSS).uint("size", m.Size).uint("pss", m.PSS).
		uint("shared_clean", m.SharedClean).uint("shared_dirty", m.SharedDirty).
		uint("private_clean", m.PrivateClean).uint("private_dirty", m.PrivateDirty).
		uint("referenced", m.Referenced).uint("anonymous", m.Anonymous).uint("swap", m.Swap).String()
}

// String is what Python prints: "pmmap_grouped(path=..., rss=..., ...".
func (m MemoryMapStat) String() string { return m.text(newTupleText("pmmap_grouped")) }

// MemoryMapExtStat is psutil's pmmap_ext: one mapping of a process, in bytes.
type MemoryMapExtStat struct {
	Addr  string `json:"addr"`  // "55896029c000-7fff1d153000"
	Perms string `json:"perms"` // "r-xp"
	MemoryMapStat
}

// String is what Python prints: "pmmap_ext(addr=..., perms=..., path=...".
func (m MemoryMapExtStat) String() string {
	return m.text(newTupleText("pmmap_ext").str("addr", m.Addr).str("perms", m.Perms))
}

// MemoryMaps is what the process has mapped, a row for each file and each kind of
// other memory, in the order of their first addresses: Process.memory_maps. It is
// empty for a kernel thread and a zombie. What makes no sense of one mapping is
// named by an error beside the others.
func (p *Process) MemoryMaps() ([]MemoryMapStat, error) {
	p = p.real()
	each, odd := p.MemoryMapsUngrouped()
	if each == nil {
		return nil, odd
	}
	grouped := []MemoryMapStat{}
	at := map[string]int{}
	for i := range each {
		m := &each[i].MemoryMapStat
		first, seen := at[m.Path]
		if !seen {
			at[m.Path] = len(grouped)
			grouped = append(grouped, *m)
			continue
		}
		sum := grouped[first].numbers()
		for j, n := range m.numbers() {
			*sum[j] = addSaturating(*sum[j], *n)
		}
	}
	return grouped, odd
}

// MemoryMapsUngrouped is every mapping of the process with its addresses and
// permissions: Process.memory_maps(grouped=False).
func (p *Process) MemoryMapsUngrouped() ([]MemoryMapExtStat, error) {
	p = p.real()
	data, err := p.read("smaps")
	if err != nil {
		return nil, err
	}
	var odd error
	maps := parseSmaps(data, func(bad *ParseError) { odd = leave(odd, p.bad("smaps", bad)) })
	for i := range maps {
		if m := &maps[i]; strings.HasSuffix(m.Path, deleted) && !fileExists(m.Path) {
			m.Path = strings.TrimSuffix(m.Path, deleted)
		}
	}
	return maps, odd
}

// mapFigures are the lines of /proc/PID/smaps that count, in the order of
// MemoryMapStat.numbers.
var mapFigures = [10]string{"Rss:", "Size:", "Pss:", "Shared_Clean:", "Shared_Dirty:", "Private_Clean:", "Private_Dirty:",
	"Referenced:", "Anonymous:", "Swap:"}

// parseSmaps reads /proc/PID/smaps: for each mapping a line of the form of
// /proc/PID/maps, and lines of figures. What makes no sense is handed to bad: a
// figure, or a mapping with all its figures.
func parseSmaps(b []byte, bad func(*ParseError)) []MemoryMapExtStat {
	maps := []MemoryMapExtStat{}
	var m *MemoryMapExtStat // whose figures come; nil for one that made no sense
	begun := false
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		name, rest := cutField(line)
		if len(name) == 0 {
			continue
		}
		if name[len(name)-1] != ':' {
			mapping, ok := parseMapping(line)
			if m, begun = nil, true; !ok {
				bad(badLine(number, line, "addresses, permissions, offset, device and inode"))
				continue
			}
			maps = append(maps, mapping)
			m = &maps[len(maps)-1]
			continue
		}
		if string(name) == "VmFlags:" {
			continue
		}
		field, _ := cutField(rest)
		n, ok := parseUint(field)
		if !ok || !begun {
			bad(badLine(number, line, "a mapping first, then a number after each name"))
			continue
		}
		for i, figure := range mapFigures {
			if m != nil && string(name) == figure {
				*m.numbers()[i] = mulSaturating(n, 1024)
			}
		}
	}
	return maps
}

func parseMapping(line []byte) (m MemoryMapExtStat, ok bool) {
	rest := line
	var fields [5][]byte
	for i := range fields {
		if fields[i], rest = cutField(rest); len(fields[i]) == 0 {
			return m, false
		}
	}
	m.Addr, m.Perms = string(fields[0]), string(fields[1])
	m.Path = string(trimSpace(rest))
	if m.Path == "" {
		m.Path = "[anon]"
	}
	return m, true
}
