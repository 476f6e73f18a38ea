package psutilx

import "bytes"

// A machStat is what vm_stat(1) of macOS counts, in bytes.
type machStat struct{ free, active, inactive, speculative, wired uint64 }

// parseMachStat reads a heading with the size of a page and lines such as
// "Pages wired down:            102400.".
func parseMachStat(b []byte) (m machStat, err *ParseError) {
	const before, after = "(page size of ", " bytes)"
	heading, rest := cutLine(b)
	_, text, ok := bytes.Cut(heading, []byte(before))
	size, _, closed := bytes.Cut(text, []byte(after))
	page, number := parseUint(size)
	if !ok || !closed || !number || page == 0 {
		return machStat{}, badLine(1, heading, `"`+before+`", a number and "`+after+`"`)
	}
	to := map[string]*uint64{
		"Pages free": &m.free, "Pages active": &m.active, "Pages inactive": &m.inactive,
		"Pages speculative": &m.speculative, "Pages wired down": &m.wired,
	}
	for number := 2; len(rest) > 0; number++ {
		var line []byte
		line, rest = cutLine(rest)
		name, count, _ := bytes.Cut(line, []byte(":"))
		where := to[string(name)]
		if where == nil {
			continue
		}
		pages, ok := parseUint(bytes.TrimSuffix(trimSpace(count), []byte(".")))
		if !ok {
			return machStat{}, badLine(number, line, "a number of pages after the colon")
		}
		*where = mulSaturating(pages, page)
		delete(to, string(name))
	}
	for _, name := range []string{"Pages free", "Pages active", "Pages inactive", "Pages speculative", "Pages wired down"} {
		if to[name] != nil {
			return machStat{}, missingLine("a line " + name + ":")
		}
	}
	return m, nil
}

// virtualMemory makes psutil's figures of them. To psutil's kernel call pages
// that were read ahead are free; vm_stat has a line for them.
func (m machStat) virtualMemory(total uint64) VirtualMemoryStat {
	available := min(addSaturating(addSaturating(m.inactive, m.free), m.speculative), total)
	return VirtualMemoryStat{
		Total: total, Available: available, Percent: usagePercent(float64(total-available), float64(total)),
		Used: addSaturating(m.active, m.wired), Free: m.free, Active: m.active, Inactive: m.inactive,
		Missing: "buffers, cached, shared, slab",
	}
}
