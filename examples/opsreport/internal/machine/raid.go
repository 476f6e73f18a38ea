package machine

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// arrays are the software RAIDs of the kernel.
func arrays(proc string) []model.Array {
	text, err := os.ReadFile(filepath.Join(proc, "mdstat"))
	if err != nil {
		return nil
	}
	return parseArrays(string(text))
}

// parseArrays reads /proc/mdstat: an array has a line that begins with its name, and
// further ones that are set in.
func parseArrays(mdstat string) []model.Array {
	var out []model.Array
	for line := range strings.Lines(mdstat) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "md") && len(fields) >= 3 && fields[1] == ":":
			out = append(out, headOfArray(fields))
		case !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") || len(out) == 0:
		default:
			a := &out[len(out)-1]
			for _, f := range fields {
				if want, have, ok := members(f); ok {
					a.Want, a.Have = want, have
				}
			}
			if strings.Contains(line, "super external:") && !strings.Contains(line, "super external:/") {
				a.HoldsOthers = true
			}
			for _, doing := range []string{"recovery", "resync", "reshape", "check", "repair"} {
				if _, rest, ok := strings.Cut(line, doing+" ="); ok {
					if share := strings.Fields(rest); len(share) > 0 {
						a.Repair = doing + " " + model.Clean(share[0])
					}
				} else if strings.Contains(line, doing+"=") { // PENDING, DELAYED
					a.Repair = doing + " waits"
				}
			}
		}
	}
	return out
}

// headOfArray reads "md0 : active (read-only) raid1 sdb1[1] sda1[0](F)".
func headOfArray(fields []string) model.Array {
	a := model.Array{Name: model.Clean(fields[0]), Active: fields[2] == "active"}
	for _, f := range fields[3:] {
		device, role, isMember := strings.Cut(f, "[")
		switch {
		case isMember && strings.HasSuffix(role, "(F)"):
			a.Failed = append(a.Failed, model.Clean(device))
		case !isMember && !strings.HasPrefix(f, "(") && a.Level == "":
			a.Level = model.Clean(f)
		}
	}
	return a
}

// members reads "[3/2]": how many an array wants and how many of them work.
func members(field string) (want, have int, ok bool) {
	inner, begins := strings.CutPrefix(field, "[")
	inner, ends := strings.CutSuffix(inner, "]")
	a, b, parted := strings.Cut(inner, "/")
	if !begins || !ends || !parted {
		return 0, 0, false
	}
	want, errWant := strconv.Atoi(a)
	have, errHave := strconv.Atoi(b)
	return want, have, errWant == nil && errHave == nil && want > 0 && have >= 0
}
