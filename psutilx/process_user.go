package psutilx

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// UIDsStat is psutil's puids: the users that a process acts for.
type UIDsStat struct {
	Real      uint32 `json:"real"`
	Effective uint32 `json:"effective"`
	Saved     uint32 `json:"saved"`
}

// String is what Python prints: "puids(real=0, effective=0, saved=0)".
func (u UIDsStat) String() string { return idsText("puids", u.Real, u.Effective, u.Saved) }

// GIDsStat is psutil's pgids: the groups that a process acts for.
type GIDsStat UIDsStat

// String is what Python prints: "pgids(real=0, effective=0, saved=0)".
func (g GIDsStat) String() string { return idsText("pgids", g.Real, g.Effective, g.Saved) }

func idsText(tuple string, r, e, s uint32) string {
	return newTupleText(tuple).uint("real", uint64(r)).uint("effective", uint64(e)).uint("saved", uint64(s)).String()
}

// PPID is the number of the parent: Process.ppid. It changes when the parent
// ends, so that it is never remembered. It works on Linux, macOS and Windows.
func (p *Process) PPID() (int, error) {
	p = p.real()
	s, err := p.stat(statPPID)
	return s.ppid, err
}

// UIDs are the users that the process acts for: Process.uids. It works on Linux
// and macOS.
func (p *Process) UIDs() (UIDsStat, error) {
	p = p.real()
	ids, err := p.uids()
	return UIDsStat{ids[0], ids[1], ids[2]}, err
}

// GIDs are the groups that the process acts for: Process.gids. It works on Linux
// and macOS.
func (p *Process) GIDs() (GIDsStat, error) {
	p = p.real()
	ids, err := p.gids()
	return GIDsStat{ids[0], ids[1], ids[2]}, err
}

// parseIDs reads a line such as "Uid:\t0\t0\t0\t0" of /proc/PID/status.
func parseIDs(b []byte, name string) (ids [3]uint32, err *ParseError) {
	line, number := statusLine(b, name)
	if number == 0 {
		return ids, missingLine("a line " + name)
	}
	rest := line[len(name):]
	for i := range ids {
		var field []byte
		field, rest = cutField(rest)
		n, ok := parseUint(field)
		if !ok || n > 1<<32-1 {
			return [3]uint32{}, badLine(number, line, "three numbers after "+name)
		}
		ids[i] = uint32(n)
	}
	return ids, nil
}

// statusLine finds a line of /proc/PID/status by its name; number is 0 when it is
// not there.
func statusLine(b []byte, name string) (line []byte, number int) {
	for number = 1; len(b) > 0; number++ {
		line, b = cutLine(b)
		if hasPrefix(line, name) {
			return line, number
		}
	}
	return nil, 0
}

// Username is the name of the real user: Process.username. One that has
// no name in /etc/passwd, or in what macOS has for it, is its number. It works
// on Linux, macOS and Windows, where the name has its domain before it.
func (p *Process) Username() (string, error) {
	p = p.real()
	return p.username()
}

// username is the name of a user by number.
func (h *Host) username(uid uint32) string {
	h.users.Lock()
	defer h.users.Unlock()
	if name, ok := h.users.names()[uid]; ok {
		return name
	}
	name := strconv.FormatUint(uint64(uid), 10)
	h.users.byID[uid] = name
	return name
}

// parsePasswd reads a file in the form of /etc/passwd. The first line of a number
// counts.
func parsePasswd(b []byte) map[uint32]string {
	names := map[uint32]string{}
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		fields := bytes.SplitN(line, []byte(":"), 4)
		if len(fields) < 4 || len(fields[0]) == 0 || strings.ContainsAny(string(fields[0][:1]), "#+-") {
			continue
		}
		id, ok := parseUint(fields[2])
		if !ok || id > 1<<32-1 {
			continue
		}
		if _, seen := names[uint32(id)]; !seen {
			names[uint32(id)] = string(fields[0])
		}
	}
	return names
}

// users is what /etc/passwd says, until the file changes.
type users struct {
	sync.Mutex
	byID    map[uint32]string
	changed time.Time
	size    int64
	asked   time.Time
}

const (
	passwdFile = "/etc/passwd"

	// passwdPause is how long the file is not looked at again: a listing of
	// processes asks for hundreds of users in a moment.
	passwdPause = 10 * time.Millisecond
)

func (u *users) names() map[uint32]string {
	now := time.Now()
	if u.byID != nil && now.Sub(u.asked) < passwdPause {
		return u.byID
	}
	u.asked = now
	info, err := os.Stat(passwdFile)
	if err != nil {
		if u.byID == nil {
			u.byID = map[uint32]string{}
		}
		return u.byID
	}
	if u.byID != nil && info.ModTime().Equal(u.changed) && info.Size() == u.size {
		return u.byID
	}
	data, err := os.ReadFile(passwdFile)
	if err != nil {
		data = nil
	}
	u.byID, u.changed, u.size = parsePasswd(data), info.ModTime(), info.Size()
	return u.byID
}
