package psutilx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"runtime"
	"time"
)

// UserStat is psutil's suser: somebody who is logged in.
type UserStat struct {
	Name     string    `json:"name"`
	Terminal string    `json:"terminal"` // such as "pts/3"; empty where psutil has None
	Host     string    `json:"host"`     // from which; empty when it is not known
	Started  time.Time `json:"started"`
	PID      int       `json:"pid"` // of the process that let them in
}

// String is what Python prints: "suser(name=..., terminal=..., ...".
func (u UserStat) String() string {
	t := newTupleText("suser").str("name", u.Name)
	if u.Terminal == "" {
		t.none("terminal")
	} else {
		t.str("terminal", u.Terminal)
	}
	return t.str("host", u.Host).float("started", float64(u.Started.Unix())).int("pid", int64(u.PID)).String()
}

// Users are those who are logged in on this machine: psutil.users. See
// [Host.Users].
func Users() ([]UserStat, error) { return defaultHost.Users() }

// Users are those who are logged in, as the login programs note it in the utmp
// file. A machine without such a file has none.
func (h *Host) Users() ([]UserStat, error) {
	h = h.real()
	if err := only("users", "linux"); err != nil {
		return nil, err
	}
	data, err := h.readFile(orText(h.Utmp, "/var/run/utmp"))
	if errors.Is(err, fs.ErrNotExist) {
		return []UserStat{}, nil
	}
	if err != nil {
		return nil, err
	}
	return parseUtmp(data), nil
}

const userProcess = 7 // the type of a record of somebody who is logged in

// utmpSize is the size of a record. Some C libraries keep its numbers in 64 bits
// where they could, others as they were on 32-bit machines.
func utmpSize(arch string) int {
	switch arch {
	case "arm64", "loong64", "riscv64", "mips64", "mips64le":
		return 400
	}
	return 384
}

// parseUtmp reads the records of a utmp file. One that is cut short at the end is
// being written.
func parseUtmp(b []byte) []UserStat {
	users := []UserStat{}
	size := utmpSize(runtime.GOARCH)
	for ; len(b) >= size; b = b[size:] {
		r := b[:size]
		if binary.NativeEndian.Uint16(r) != userProcess {
			continue
		}
		seconds := int64(int32(binary.NativeEndian.Uint32(r[340:])))
		if size == 400 {
			seconds = int64(binary.NativeEndian.Uint64(r[344:]))
		}
		u := UserStat{
			Name: text0(r[44:76]), Terminal: text0(r[8:40]), Host: text0(r[76:332]),
			Started: time.Unix(seconds, 0), PID: int(int32(binary.NativeEndian.Uint32(r[4:]))),
		}
		if u.Host == ":0" || u.Host == ":0.0" {
			u.Host = "localhost"
		}
		users = append(users, u)
	}
	return users
}

// text0 is text that fills its place or ends in a NUL byte.
func text0(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	return string(b)
}
