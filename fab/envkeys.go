package fab

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A key is one of env's, by Python's name.
type key struct {
	get func(e *Env) any
	set func(e *Env, value any) error
}

func textKey(field func(*Env) *string, usual string) key {
	return key{
		get: func(e *Env) any { return or(*field(e), usual) },
		set: func(e *Env, v any) (err error) { *field(e), err = asText(v); return err },
	}
}

func secretKey(field func(*Env) *Secret) key {
	return key{
		get: func(e *Env) any { return *field(e) },
		set: func(e *Env, v any) error {
			if s, ok := v.(Secret); ok {
				*field(e) = s
				return nil
			}
			s, err := asText(v)
			*field(e) = Secret(s)
			return err
		},
	}
}

// A boolKey's field may say the opposite of Python's name.
func boolKey(field func(*Env) *bool, opposite bool) key {
	return key{
		get: func(e *Env) any { return *field(e) != opposite },
		set: func(e *Env, v any) error {
			b, err := asBool(v)
			if err == nil {
				*field(e) = b != opposite
			}
			return err
		},
	}
}

func numberKey(field func(*Env) *int, usual int) key {
	return key{
		get: func(e *Env) any {
			if *field(e) == 0 {
				return usual
			}
			return *field(e)
		},
		set: func(e *Env, v any) error {
			n, err := asInt(v)
			if err == nil {
				*field(e) = n
			}
			return err
		},
	}
}

func secondsKey(field func(*Env) *time.Duration, usual time.Duration) key {
	return key{
		get: func(e *Env) any {
			if *field(e) == 0 {
				return usual
			}
			return *field(e)
		},
		set: func(e *Env, v any) error {
			d, err := asDuration(v)
			if err == nil {
				*field(e) = d
			}
			return err
		},
	}
}

func listKey(field func(*Env) *[]string) key {
	return key{
		get: func(e *Env) any { return slices.Clone(*field(e)) },
		set: func(e *Env, v any) error {
			l, err := asList(v)
			if err == nil {
				*field(e) = l
			}
			return err
		},
	}
}

func mapKey[V any](field func(*Env) *map[string]V) key {
	return key{
		get: func(e *Env) any { return maps.Clone(*field(e)) },
		set: func(e *Env, v any) error {
			m, ok := v.(map[string]V)
			if !ok {
				return wrongType(v, fmt.Sprintf("%T", m))
			}
			*field(e) = maps.Clone(m)
			return nil
		},
	}
}

// keys are the names of env that fab itself knows.
var keys = map[string]key{
	"abort_on_prompts":     boolKey(func(e *Env) *bool { return &e.AbortOnPrompts }, false),
	"accept_new_hosts":     boolKey(func(e *Env) *bool { return &e.AcceptNewHosts }, false),
	"again_prompt":         textKey(func(e *Env) *string { return &e.AgainPrompt }, "Sorry, try again."),
	"all_hosts":            listKey(func(e *Env) *[]string { return &e.AllHosts }),
	"always_use_pty":       boolKey(func(e *Env) *bool { return &e.NoPTY }, true),
	"batch_size":           numberKey(func(e *Env) *int { return &e.BatchSize }, 0),
	"colorize_errors":      boolKey(func(e *Env) *bool { return &e.ColorizeErrors }, false),
	"combine_stderr":       boolKey(func(e *Env) *bool { return &e.NoCombineStderr }, true),
	"command":              textKey(func(e *Env) *string { return &e.Command }, ""),
	"command_prefixes":     listKey(func(e *Env) *[]string { return &e.CommandPrefixes }),
	"command_timeout":      secondsKey(func(e *Env) *time.Duration { return &e.CommandTimeout }, 0),
	"connection_attempts":  numberKey(func(e *Env) *int { return &e.ConnectionAttempts }, 1),
	"cwd":                  textKey(func(e *Env) *string { return &e.CWD }, ""),
	"dedupe_hosts":         boolKey(func(e *Env) *bool { return &e.KeepDuplicates }, true),
	"default_port":         textKey(func(e *Env) *string { return &e.DefaultPort }, "22"),
	"disable_known_hosts":  boolKey(func(e *Env) *bool { return &e.DisableKnownHosts }, false),
	"dry_run":              boolKey(func(e *Env) *bool { return &e.DryRun }, false),
	"eagerly_disconnect":   boolKey(func(e *Env) *bool { return &e.EagerlyDisconnect }, false),
	"echo_stdin":           boolKey(func(e *Env) *bool { return &e.NoEchoStdin }, true),
	"effective_roles":      listKey(func(e *Env) *[]string { return &e.EffectiveRoles }),
	"exclude_hosts":        listKey(func(e *Env) *[]string { return &e.ExcludeHosts }),
	"fabfile":              textKey(func(e *Env) *string { return &e.Fabfile }, "fabfile"),
	"forward_agent":        boolKey(func(e *Env) *bool { return &e.ForwardAgent }, false),
	"gateway":              textKey(func(e *Env) *string { return &e.Gateway }, ""),
	"gateways":             mapKey(func(e *Env) *map[string]string { return &e.Gateways }),
	"host":                 textKey(func(e *Env) *string { return &e.Host }, ""),
	"hosts":                listKey(func(e *Env) *[]string { return &e.Hosts }),
	"keep_by_host":         boolKey(func(e *Env) *bool { return &e.KeepByHost }, false),
	"keepalive":            secondsKey(func(e *Env) *time.Duration { return &e.KeepAlive }, 0),
	"key":                  textKey(func(e *Env) *string { return &e.Key }, ""),
	"key_filename":         listKey(func(e *Env) *[]string { return &e.KeyFilename }),
	"lcwd":                 textKey(func(e *Env) *string { return &e.LCWD }, ""),
	"linewise":             boolKey(func(e *Env) *bool { return &e.Linewise }, false),
	"max_failures":         numberKey(func(e *Env) *int { return &e.MaxFailures }, 0),
	"no_agent":             boolKey(func(e *Env) *bool { return &e.NoAgent }, false),
	"no_keys":              boolKey(func(e *Env) *bool { return &e.NoKeys }, false),
	"output_prefix":        boolKey(func(e *Env) *bool { return &e.NoOutputPrefix }, true),
	"parallel":             boolKey(func(e *Env) *bool { return &e.Parallel }, false),
	"password":             secretKey(func(e *Env) *Secret { return &e.Password }),
	"passwords":            mapKey(func(e *Env) *map[string]Secret { return &e.Passwords }),
	"path":                 textKey(func(e *Env) *string { return &e.Path }, ""),
	"path_behavior":        textKey(func(e *Env) *string { return &e.PathBehavior }, "append"),
	"pool_size":            numberKey(func(e *Env) *int { return &e.PoolSize }, 0),
	"port":                 textKey(func(e *Env) *string { return &e.Port }, "22"),
	"prompts":              mapKey(func(e *Env) *map[string]string { return &e.Prompts }),
	"rcfile":               textKey(func(e *Env) *string { return &e.RCFile }, "~/.fabricrc"),
	"real_fabfile":         textKey(func(e *Env) *string { return &e.RealFabfile }, ""),
	"reject_unknown_hosts": {get: func(e *Env) any { return !e.AcceptNewHosts && !e.DisableKnownHosts }, set: rejectUnknownHosts},
	"remote_interrupt":     boolKey(func(e *Env) *bool { return &e.RemoteInterrupt }, false),
	"retries":              numberKey(func(e *Env) *int { return &e.Retries }, 0),
	"retry_wait":           secondsKey(func(e *Env) *time.Duration { return &e.RetryWait }, 0),
	"roledefs":             mapKey(func(e *Env) *map[string]Role { return &e.Roledefs }),
	"roles":                listKey(func(e *Env) *[]string { return &e.Roles }),
	"shell":                textKey(func(e *Env) *string { return &e.Shell }, "/bin/bash -l -c"),
	"shell_env":            mapKey(func(e *Env) *map[string]string { return &e.ShellEnv }),
	"skip_bad_hosts":       boolKey(func(e *Env) *bool { return &e.SkipBadHosts }, false),
	"skip_unknown_tasks":   boolKey(func(e *Env) *bool { return &e.SkipUnknownTasks }, false),
	"ssh_config_path":      textKey(func(e *Env) *string { return &e.SSHConfigPath }, "~/.ssh/config"),
	"sudo_password":        secretKey(func(e *Env) *Secret { return &e.SudoPassword }),
	"sudo_passwords":       mapKey(func(e *Env) *map[string]Secret { return &e.SudoPasswords }),
	"sudo_prefix":          textKey(func(e *Env) *string { return &e.SudoPrefix }, "sudo -S -p '%(sudo_prompt)s' "),
	"sudo_prompt":          textKey(func(e *Env) *string { return &e.SudoPrompt }, "sudo password:"),
	"sudo_user":            textKey(func(e *Env) *string { return &e.SudoUser }, ""),
	"system_known_hosts":   textKey(func(e *Env) *string { return &e.SystemKnownHosts }, ""),
	"tasks":                listKey(func(e *Env) *[]string { return &e.Tasks }),
	"timeout":              secondsKey(func(e *Env) *time.Duration { return &e.Timeout }, 10*time.Second),
	"use_shell":            boolKey(func(e *Env) *bool { return &e.NoShell }, true),
	"use_ssh_config":       boolKey(func(e *Env) *bool { return &e.UseSSHConfig }, false),
	"warn_only":            boolKey(func(e *Env) *bool { return &e.WarnOnly }, false),

	"host_string": {
		get: func(e *Env) any { return e.HostString },
		set: func(e *Env, v any) error {
			s, err := asText(v)
			if err == nil {
				e.setHost(s)
			}
			return err
		},
	},
	"local_user": {
		get: func(*Env) any { return localUser() },
		set: func(*Env, any) error { return fmt.Errorf("it is who runs this program") },
	},
	"ok_ret_codes": {
		get: func(e *Env) any {
			if e.OKRetCodes == nil {
				return []int{0}
			}
			return slices.Clone(e.OKRetCodes)
		},
		set: func(e *Env, v any) error {
			switch v := v.(type) {
			case []int:
				e.OKRetCodes = slices.Clone(v)
				return nil
			case string:
				var codes []int
				for _, s := range strings.Split(v, ",") {
					n, err := asInt(s)
					if err != nil {
						return err
					}
					codes = append(codes, n)
				}
				e.OKRetCodes = codes
				return nil
			}
			return wrongType(v, "numbers")
		},
	},
	"user": {
		get: func(e *Env) any { return e.user() },
		set: func(e *Env, v any) (err error) { e.User, err = asText(v); return err },
	},
	"version": {
		get: func(*Env) any { return Version },
		set: func(*Env, any) error { return fmt.Errorf("it is what this module is") },
	},
}

// rejectUnknownHosts is what happens unless one of two keys says otherwise.
func rejectUnknownHosts(e *Env, v any) error {
	b, err := asBool(v)
	if err != nil {
		return err
	}
	if b {
		e.AcceptNewHosts, e.DisableKnownHosts = false, false
	} else if !e.DisableKnownHosts {
		e.AcceptNewHosts = true
	}
	return nil
}

// Get is the value of a key by Python's name, such as "warn_only", or of one of your
// own. ok is whether the key is there.
func (e *Env) Get(name string) (value any, ok bool) {
	if e == nil {
		e = &Env{}
	}
	if k, known := keys[name]; known {
		return k.get(e), true
	}
	value, ok = e.Extra[name]
	return value, ok
}

// Set sets a key by Python's name; one that fab does not know becomes one of
// your own, in Extra. Texts, as from a command line, are converted: "true", "yes",
// "on" and "1" are true, numbers of time are seconds, lists are parted by commas. The
// error names the key and what was expected.
func (e *Env) Set(name string, value any) error {
	if e == nil {
		return &Error{Kind: ErrInvalid, Op: "env", Input: name, Reason: "there is no env to set it in"}
	}
	k, known := keys[name]
	if !known {
		if name == "" {
			return &Error{Kind: ErrInvalid, Op: "env", Reason: "a key without a name"}
		}
		if e.Extra == nil {
			e.Extra = map[string]any{}
		}
		e.Extra[name] = value
		return nil
	}
	if err := k.set(e, value); err != nil {
		return &Error{Kind: ErrInvalid, Op: "env", Input: name, Reason: "cannot be set: " + err.Error()}
	}
	return nil
}

// Keys are the names of all keys, in order, those of your own among them.
func (e *Env) Keys() []string {
	var names []string
	for name := range keys {
		names = append(names, name)
	}
	if e != nil {
		for name := range e.Extra {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func wrongType(v any, expected string) error {
	if _, secret := v.(Secret); secret {
		return fmt.Errorf("a password: expected %s", expected)
	}
	return fmt.Errorf("%v of type %T: expected %s", v, v, expected)
}

func asText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case nil:
		return "", nil
	case bool, int:
		return fmt.Sprint(v), nil
	}
	return "", wrongType(v, "a text")
}

func asBool(v any) (bool, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case nil:
		return false, nil
	case int:
		return v != 0, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes", "on", "1", "y":
			return true, nil
		case "false", "no", "off", "0", "n", "none", "":
			return false, nil
		}
		return false, fmt.Errorf("%q: expected true or false", v)
	}
	return false, wrongType(v, "true or false")
}

func asInt(v any) (int, error) {
	switch v := v.(type) {
	case int:
		return v, nil
	case string:
		n, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || n < 0 {
			return 0, fmt.Errorf("%q: expected a number, at least 0", v)
		}
		return n, nil
	}
	return 0, wrongType(v, "a number")
}

func asDuration(v any) (time.Duration, error) {
	switch v := v.(type) {
	case time.Duration:
		return v, nil
	case nil:
		return NoTimeout, nil
	case int:
		return time.Duration(v) * time.Second, nil
	case float64:
		return time.Duration(v * float64(time.Second)), nil
	case string:
		s := strings.TrimSpace(v)
		if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 0 && n < 1e9 {
			return time.Duration(n * float64(time.Second)), nil
		}
		if d, err := time.ParseDuration(s); err == nil && d >= 0 {
			return d, nil
		}
		return 0, fmt.Errorf("%q: expected seconds, such as 10, 0.5 or 1m30s", v)
	}
	return 0, wrongType(v, "seconds")
}

func asList(v any) ([]string, error) {
	switch v := v.(type) {
	case []string:
		return slices.Clone(v), nil
	case nil:
		return nil, nil
	case string:
		return splitList(v, ","), nil
	}
	return nil, wrongType(v, "a list of texts")
}

// splitList parts a list, without the blanks around its members and without empty
// ones.
func splitList(s, separator string) []string {
	var out []string
	for part := range strings.SplitSeq(s, separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
