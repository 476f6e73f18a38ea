package module

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// cron keeps one job of a crontab, under a line "#Ansible: name".
func cron(ctx context.Context, j *Job) (*value.Dict, error) {
	name, job := j.text("name"), j.text("job")
	if strings.ContainsRune(name+job, '\n') {
		return nil, failf("name and job; expected one line each")
	}
	present := j.text("state") != "absent"
	if present && job == "" && !j.is("env") {
		return nil, failf("You must specify 'job' to install a new cron job or variable")
	}
	file := j.path("cron_file")
	if file != "" && !filepath.IsAbs(file) {
		file = filepath.Join("/etc/cron.d", file)
	}
	whom := []string{"crontab"}
	if u := j.text("user"); u != "" && file == "" {
		if err := sensible("user", u); err != nil {
			return nil, err
		}
		whom = append(whom, "-u", u)
	}
	old := ""
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			return nil, failf("%v", err)
		}
		old = string(data)
	} else {
		r, err := j.execute(ctx, "", "", append(whom, "-l")...)
		if err != nil {
			return nil, failf("crontab: %v", err)
		}
		if r.rc == 0 {
			old = r.stdout
		} else if !strings.Contains(r.stderr, "no crontab") {
			return nil, failf("crontab -l: %s", r.both())
		}
	}
	lines := strings.Split(strings.TrimSuffix(old, "\n"), "\n")
	if old == "" {
		lines = nil
	}
	var fresh []string
	var at int
	if j.is("env") {
		if fresh = nil; present {
			fresh = []string{name + "=\"" + job + "\""}
		}
		at = slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+"=") })
		if at >= 0 {
			lines = slices.Replace(lines, at, at+1, fresh...)
		} else {
			lines = append(slices.Clone(fresh), lines...)
		}
	} else {
		mark := "#Ansible: " + name
		if present {
			when := "@" + j.text("special_time")
			if when == "@" {
				var f []string
				for _, k := range []string{"minute", "hour", "day", "month", "weekday"} {
					v := j.text(k)
					if v == "" {
						v = "*"
					}
					f = append(f, v)
				}
				when = strings.Join(f, " ")
			}
			if file != "" {
				u := j.text("user")
				if u == "" {
					u = "root"
				}
				when += " " + u
			}
			line := when + " " + job
			if j.is("disabled") {
				line = "#" + line
			}
			fresh = []string{mark, line}
		}
		at = slices.Index(lines, mark)
		switch {
		case at >= 0:
			lines = slices.Replace(lines, at, min(at+2, len(lines)), fresh...)
		default:
			lines = append(lines, fresh...)
		}
	}
	text := strings.Join(lines, "\n")
	if text != "" {
		text += "\n"
	}
	r := value.NewDict("changed", text != old, "jobs", cronNames(lines), "envs", []any{})
	if j.Diff {
		r.Set("diff", value.NewDict("before", old, "after", text, "before_header", "crontab", "after_header", "crontab"))
	}
	if text == old || j.Check {
		return r, nil
	}
	if file != "" {
		if text == "" {
			return r, os.Remove(file)
		}
		return r, replaceFile(file, []byte(text))
	}
	out, err := j.execute(ctx, "", text, append(whom, "-")...)
	if err == nil && out.rc != 0 {
		err = failf("crontab: %s", out.both())
	}
	return r, err
}

func cronNames(lines []string) []any {
	out := []any{}
	for _, l := range lines {
		if n, ok := strings.CutPrefix(l, "#Ansible: "); ok {
			out = append(out, n)
		}
	}
	return out
}
