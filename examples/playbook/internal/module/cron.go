package module

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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
	if j.Args.Has("special_time") {
		for _, k := range []string{"minute", "hour", "day", "month", "weekday"} {
			if v := j.text(k); v != "" && v != "*" {
				return nil, failf("You must specify time and date fields or special time.")
			}
		}
	}
	if j.text("cron_file") != "" && j.text("user") == "" {
		return nil, failf("To use cron_file=... parameter you must specify user=... as well")
	}
	if (j.Args.Has("insertafter") || j.Args.Has("insertbefore")) && !j.is("env") {
		return nil, failf("Insertafter and insertbefore parameters are valid only with env=yes")
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
			to := 0
			for _, k := range []string{"insertafter", "insertbefore"} {
				other := j.text(k)
				if other == "" || !present {
					continue
				}
				to = slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, other+"=") })
				if to < 0 {
					return nil, failf("Variable named '%s' not found.", other)
				}
				if k == "insertafter" {
					to++
				}
			}
			lines = slices.Insert(lines, to, fresh...)
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
				when += " " + j.text("user")
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
	r := value.NewDict("changed", text != old, "jobs", cronNames(lines), "envs", cronVariables(lines))
	where := "crontab"
	if u := j.text("user"); u != "" {
		where = fmt.Sprintf("crontab for user %q", u)
	}
	after := where
	if file != "" {
		where, after = file, file
		r.Set("cron_file", j.text("cron_file"))
		if text == "" && old != "" {
			after = os.DevNull
			r.Delete("jobs")
			r.Delete("envs")
			r.Set("state", "absent")
		}
	}
	if j.Diff && text != old {
		r.Set("diff", value.NewDict("before", old, "after", text, "before_header", where, "after_header", after))
	}
	if text == old || j.Check {
		return r, nil
	}
	if j.is("backup") {
		b, err := keptCrontab(old)
		if err != nil {
			return r, failf("%v", err)
		}
		r.Set("backup_file", b)
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

// keptCrontab is a file with a crontab as it was.
func keptCrontab(text string) (string, error) {
	f, err := os.CreateTemp("", "crontab")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	return f.Name(), errors.Join(err, f.Close())
}

// cronVariable is a line of a crontab that sets a variable.
var cronVariable = regexp.MustCompile(`^(\S+)=.*`)

func cronVariables(lines []string) []any {
	out := []any{}
	for _, l := range lines {
		if m := cronVariable.FindStringSubmatch(l); m != nil {
			out = append(out, m[1])
		}
	}
	return out
}
