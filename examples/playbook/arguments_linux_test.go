package main

import (
	"archive/tar"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// effects are arguments of modules that do something: what a task has anyhow, and then
// one argument a line that must make a difference. Before a | stands what the task has
// besides, with and without the argument. @ is the task's own folder; _env sets
// variables of the fake commands, _check is check mode.
var effects = []struct{ module, base, lines string }{
	{"ping", "", "data: x"},
	{"command", "cmd: ls $HOME/.. -d", `
		argv: [echo, '$HOME', b]
		cmd: pwd | chdir: "@/sub"
		creates: "@/one.txt"
		removes: "@/none"
		cmd: cat | stdin: text
		cmd: wc -c, stdin: text | stdin_add_newline: no
		cmd: echo | strip_empty_ends: no
		expand_argument_vars: no`},
	{"shell", `cmd: 'pwd; cat; echo "$0"'`, `
		chdir: "@/sub"
		creates: "@/one.txt"
		removes: "@/none"
		executable: "@/shell"
		stdin: text
		stdin: text | stdin_add_newline: no`},
	{"raw", `_raw_params: 'echo "$0"'`, `executable: "@/shell"`},
	{"script", "cmd: print.sh a", `
		chdir: "@/sub"
		creates: "@/one.txt"
		removes: "@/none"
		executable: sh -x
		cmd: vaulted.sh | decrypt: no`},
	{"copy", `content: new, dest: "@/one.txt"`, `
		content: other
		backup: yes
		force: no
		dest: "@/link" | follow: yes
		content: , src: one.txt, dest: "@/copied" | remote_src: yes
		validate: "grep x %s"
		content: , src: tree, dest: "@/made" | directory_mode: "0700"
		content: , src: tree, dest: "@/made" | local_follow: no
		checksum: 0000000000000000000000000000000000000000
		content: , src: vaulted.txt | decrypt: no
		content: , src: small.txt | src: print.sh
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"template", `src: t.j2, dest: "@/one.txt"`, `
		backup: yes
		force: no
		dest: "@/link" | follow: yes
		validate: "grep nothing %s"
		newline_sequence: '\r\n'
		output_encoding: latin-1
		trim_blocks: no
		lstrip_blocks: yes
		src: marks.j2, block_start_string: '<%', block_end_string: '%>' | block_start_string: '[%'
		src: marks.j2, block_start_string: '<%', block_end_string: '%>' | block_end_string: '%]'
		src: marks.j2, variable_start_string: '<<', variable_end_string: '>>' | variable_start_string: '[['
		src: marks.j2, variable_start_string: '<<', variable_end_string: '>>' | variable_end_string: ']]'
		src: marks.j2, comment_start_string: '<#', comment_end_string: '#>' | comment_start_string: '[#'
		src: marks.j2, comment_start_string: '<#', comment_end_string: '#>' | comment_end_string: '#]'
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"fetch", `src: "@/one.txt", dest: "@/back/x"`, `
		flat: yes
		src: "@/none" | fail_on_missing: no`},
	{"slurp", `src: "@/one.txt"`, `src: "@/old.txt"`},
	{"file", `path: "@/new", state: touch`, `
		state: directory
		state: hard | src: "@/one.txt"
		path: "@/sub", state: directory, mode: "0711" | recurse: yes
		path: "@/link", state: file, mode: "0600" | follow: no
		state: link, path: "@/new", src: none | force: yes
		access_time: "202001020304.05"
		modification_time: "202001020304.05"
		access_time: "2020", access_time_format: "%Y" | access_time_format: "%H%M"
		modification_time: "2020", modification_time_format: "%Y" | modification_time_format: "%H%M"
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"stat", `path: "@/link"`, `
		follow: yes
		path: "@/one.txt" | get_checksum: no
		path: "@/one.txt" | checksum_algorithm: md5
		get_mime: no
		get_attributes: no`},
	{"lineinfile", `path: "@/lines", line: new`, `
		line: other
		regexp: "^b"
		search_string: b
		state: absent, line: | regexp: "^b"
		regexp: "^b" | state: absent
		insertafter: "^a"
		insertbefore: "^b"
		path: "@/none" | create: yes
		backup: yes
		regexp: '^(b).*', line: 'x\1' | backrefs: yes
		regexp: "^[abc]" | firstmatch: yes
		validate: "grep other %s"
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"blockinfile", `path: "@/lines", block: new`, `
		block: other
		marker: "// {mark} mine"
		insertafter: "^a"
		insertbefore: "^b"
		path: "@/blocked" | state: absent
		path: "@/none" | create: yes
		backup: yes
		marker_begin: X
		marker_end: X
		validate: "grep other %s"
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"replace", `path: "@/lines", regexp: "[bc]"`, `
		replace: x
		after: b
		before: c
		backup: yes
		validate: "grep other %s"
		regexp: "[ab]"
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"tempfile", `path: "@/sub"`, `
		state: directory
		path: "@"
		prefix: x.
		suffix: .y`},
	{"service", `name: cron, state: started, use: systemd`, `
		state: stopped, _env: {FAKE_ACTIVE: active} | state: restarted
		enabled: yes
		use: sysvinit
		sleep: 1
		pattern: x
		arguments: x`},
	{"systemd", `name: cron, state: started`, `
		name: other
		state: restarted
		enabled: yes
		masked: yes
		daemon_reload: yes
		daemon_reexec: yes
		scope: user
		scope: global
		no_block: yes
		force: yes`},
	{"user", `name: someone`, `
		state: absent
		uid: 4711
		group: games
		groups: [games]
		name: daemon, groups: [games] | append: yes
		shell: /bin/false
		home: /home/other
		comment: C
		password: "$6$x$y"
		create_home: no
		system: yes
		name: daemon, state: absent | remove: yes
		name: daemon, state: absent | force: yes
		name: daemon, home: /home/other | move_home: yes
		uid: 4711 | non_unique: yes
		password: x | password_lock: yes
		name: daemon, password_lock: no | password_expire_max: 77
		name: daemon, password_lock: no | password_expire_min: 77
		name: daemon, password: x | update_password: on_create
		expires: 86400
		name: daemon, ssh_key_file: "@/key" | generate_ssh_key: yes
		name: daemon, generate_ssh_key: yes, ssh_key_file: "@/other" | ssh_key_file: "@/key"
		name: daemon, generate_ssh_key: yes, ssh_key_file: "@/key" | ssh_key_type: ed25519
		name: daemon, generate_ssh_key: yes, ssh_key_file: "@/key" | ssh_key_bits: 4096
		name: daemon, generate_ssh_key: yes, ssh_key_file: "@/key" | ssh_key_comment: C
		name: daemon, generate_ssh_key: yes, ssh_key_file: "@/key" | ssh_key_passphrase: secret
		skeleton: /etc/other
		umask: "0077"`},
	{"group", `name: somegroup`, `
		name: daemon | state: absent
		gid: 4711
		system: yes
		gid: 4711 | non_unique: yes`},
	{"cron", `name: n, job: j`, `
		job: other
		state: absent, name: old | name: other
		name: old | state: absent
		user: nobody
		minute: "1"
		hour: "1"
		day: "1"
		month: "1"
		weekday: "1"
		special_time: daily
		user: root | cron_file: "@/crontab"
		env: yes
		env: yes | insertafter: A
		env: yes | insertbefore: B
		disabled: yes
		backup: yes`},
	{"apt", `name: new`, `
		name: other
		state: latest, name: havea | name: new
		name: have | state: latest
		update_cache: yes
		update_cache: yes, update_cache_retry_max_delay: 0, _env: {FAKE_FAIL: "1"} | update_cache_retries: 2
		name: | upgrade: dist
		name: have, state: absent | purge: yes
		autoremove: yes
		name: | autoclean: yes
		clean: yes
		force: yes
		install_recommends: no
		default_release: stable
		name: | deb: "@/x.deb"
		allow_unauthenticated: yes
		allow_downgrade: yes
		allow_change_held_packages: yes
		fail_on_autoremove: yes
		only_upgrade: yes
		dpkg_options: force-all
		lock_timeout: 7`},
	{"dnf", `name: new`, redHatLines},
	{"yum", `name: new`, redHatLines},
	{"package", `name: new, use: apt`, `
		state: absent, name: have | name: new
		name: have | state: absent
		use: nonesuch
		update_cache: yes`},
	{"get_url", `url: "http://SERVER/@/file", dest: "@/got", url_username: u, url_password: p`, `
		dest: "@/one.txt" | force: yes
		checksum: "sha256:00"
		force: yes, dest: "@/one.txt" | backup: yes
		tmp_dest: "@/none"
		headers: {X-Mine: "1"}
		url: "http://SERVER/@/private" | url_username: other
		url: "http://SERVER/@/private" | url_password: other
		url: "http://SERVER/@/private" | force_basic_auth: yes
		url: "https://SECURE/@/file" | validate_certs: no
		url: "http://0.0.0.0:PORT/@/file" | use_proxy: no
		http_agent: mine
		url: "https://SECURE/@/cert", validate_certs: no, client_cert: "@/none.pem" | client_cert: "@/pair.pem"
		url: "https://SECURE/@/cert", validate_certs: no, client_cert: "@/cert.pem" | client_key: "@/key.pem"
		url: "http://SERVER/@/away", headers: {X-Mine: "1"} | unredirected_headers: [X-Mine]
		url: "http://SERVER/@/packed" | decompress: no
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"uri", `url: "http://SERVER/@/file", url_username: u, url_password: p`, `
		method: POST
		method: POST | body: text
		method: POST, body: {a: "1"}, body_format: json | body_format: form-urlencoded
		method: POST, body: {a: "1"}, body_format: json | body_format: form-multipart
		headers: {X-Mine: "1"}
		status_code: [200, 201] | status_code: [201]
		return_content: yes
		dest: "@/got"
		creates: "@/one.txt"
		removes: "@/none"
		url: "http://SERVER/@/private" | url_username: other
		url: "http://SERVER/@/private" | url_password: other
		url: "http://SERVER/@/private" | force_basic_auth: yes
		url: "http://SERVER/@/away" | follow_redirects: none
		url: "https://SECURE/@/file" | validate_certs: no
		url: "https://SECURE/@/file" | ca_path: "@/cert.pem"
		force: yes
		url: "http://0.0.0.0:PORT/@/file" | use_proxy: no
		http_agent: mine
		unix_socket: "@/none.sock"
		method: POST | src: one.txt
		method: POST, src: one.txt | remote_src: yes
		url: "https://SECURE/@/cert", validate_certs: no, client_cert: "@/none.pem" | client_cert: "@/pair.pem"
		url: "https://SECURE/@/cert", validate_certs: no, client_cert: "@/cert.pem" | client_key: "@/key.pem"
		url: "http://SERVER/@/away", headers: {X-Mine: "1"} | unredirected_headers: [X-Mine]
		url: "http://SERVER/@/packed", return_content: yes | decompress: no
		dest: "@/got" | mode: "0600"
		dest: "@/got" | owner: nobody
		dest: "@/got" | group: nogroup`},
	{"unarchive", `src: packed.tar, dest: "@/sub"`, `
		src: packed.tar | remote_src: yes
		src: packed.tar | copy: no
		creates: "@/one.txt"
		list_files: yes
		exclude: [p.txt]
		include: [q.txt]
		dest: "@" | keep_newer: yes
		src: "https://SECURE/@/packed", remote_src: yes | validate_certs: no
		src: vaulted.tar | decrypt: no
		mode: "0600"
		owner: nobody
		group: nogroup`},
	{"wait_for", `port: PORT, timeout: 1`, `
		host: 0.0.0.0, port: 1 | port: PORT
		port: , timeout: 0 | path: "@/none"
		state: absent
		port: PORT, state: stopped, timeout: 0 | host: 127.0.0.2
		port: , path: "@/one.txt", timeout: 0 | search_regex: nothing
		port: , path: "@/none", timeout: 0 | msg: mine
		state: drained, timeout: 0 | active_connection_states: [SYN_RECV]
		state: drained, timeout: 0 | exclude_hosts: [127.0.0.1]
		port: , path: "@/none", timeout: 0 | timeout: 1`},
	{"setup", `filter: [ansible_local], fact_path: "@/facts"`, `
		filter: [ansible_system]
		fact_path: "@/none"
		filter: [ansible_interfaces] | gather_subset: [min]
		gather_timeout: 0`},
	{"debug", "msg: m", `
		msg: other
		msg: | var: inventory_hostname
		verbosity: 3`},
	{"fail", "", "msg: m"},
	{"assert", "that: [inventory_hostname == 'x']", `
		that: [true]
		fail_msg: m
		that: [true] | success_msg: m
		that: [true] | quiet: yes`},
	{"pause", "seconds: 0", `
		prompt: p
		echo: no
		seconds: | minutes: "0.001"
		seconds: "0.1"`},
	{"add_host", "name: '@new'", `
		name: "@other"
		groups: [g]`},
	{"group_by", "key: '@k'", `
		key: "@other"
		parents: [p]`},
	{"include_vars", "dir: more", `
		name: n
		depth: 1
		files_matching: "^a"
		ignore_files: ["a.yml"]
		dir: odd | extensions: [txt]
		dir: odd | ignore_unknown_extensions: yes
		hash_behaviour: merge
		dir: odd | dir: more`},
	{"include_tasks", "file: one.yml", "apply: {check_mode: yes}"},
	{"include_role", "name: r", `
		tasks_from: other
		vars_from: other
		defaults_from: other
		handlers_from: other
		apply: {check_mode: yes}`},
	{"import_role", "name: r", `
		tasks_from: other
		vars_from: other
		defaults_from: other`},
}

const redHatLines = `
		name: other
		name: have | state: absent
		update_cache: yes
		enablerepo: [r]
		disablerepo: [r]
		disable_gpg_check: yes
		autoremove: yes, name: have, state: absent | name: new
		name: have, state: absent | autoremove: yes
		allowerasing: yes
		bugfix: yes
		security: yes
		cacheonly: yes
		conf_file: /etc/other
		disable_excludes: all
		disable_plugin: [p]
		enable_plugin: [p]
		exclude: [e]
		download_only: yes
		download_dir: /var/other
		install_weak_deps: no
		installroot: /other
		releasever: "9"
		skip_broken: yes
		nobest: yes
		sslverify: no
		update_only: yes`

// otherwise are arguments that make no difference to see: why, and what shows them.
var otherwise = map[string]string{
	"apt cache_valid_time":                "the age of the machine's own lists; TestModulesAsAnsiblesOwn",
	"apt force_apt_get":                   "apt-get is what runs anyhow",
	"apt policy_rc_d":                     "a file of the machine while apt-get runs; TestModulesAsAnsiblesOwn",
	"apt update_cache_retry_max_delay":    "how long it waits: a minute of the test above without it",
	"include_role public":                 "what comes later; TestRolesThatAreIncludedPublicly",
	"import_role handlers_from":           "handlers are the whole play's; TestHandlersOfAnImportedRole",
	"wait_for delay":                      "time before it begins",
	"wait_for sleep":                      "time between two looks",
	"wait_for connect_timeout":            "time that a silent host gets",
	"wait_for_connection timeout":         "time that a host gets",
	"wait_for_connection delay":           "time before it begins",
	"wait_for_connection sleep":           "time between two looks",
	"wait_for_connection connect_timeout": "time that a silent host gets",
	"get_url timeout":                     "time that a server gets; TestServersThatHang",
	"uri timeout":                         "time that a server gets; TestServersThatHang",
}

// A sandboxed task runs in a folder of its own.
type sandboxed struct {
	module   string
	args     map[string]any
	argument string // "" is the task without it
	check    bool
	env      map[string]any
	dir      string
}

// parsedArgs reads "name: value, ..." and adds it to what is there; an empty value
// takes a name away.
func parsedArgs(t *testing.T, into map[string]any, text string) map[string]any {
	t.Helper()
	out := maps.Clone(into)
	var more yaml.Node
	if err := yaml.Unmarshal([]byte("{ "+text+" }"), &more); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	d := map[string]any{}
	if err := more.Decode(&d); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for k, v := range d {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = v
	}
	return out
}

// sandbox fills a folder with what the tasks work on.
func sandbox(t *testing.T, dir, certificate, key string) {
	t.Helper()
	for name, text := range map[string]string{"one.txt": "one\n", "old.txt": "old\n", "sub/two.txt": "two\n", "lines": "a\nb\nc\n", "p.txt": "newer\n", "x.deb": "",
		"blocked": "# BEGIN ANSIBLE MANAGED BLOCK\nx\n# END ANSIBLE MANAGED BLOCK\n", "facts/a.fact": "#!/bin/sh\necho '{\"a\": 1}'\n", "shell": "#!/bin/sh\nexec sh -c 'echo mine; '\"$2\"\n",
		"cert.pem": certificate, "key.pem": key, "pair.pem": certificate + key} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o644)
		if strings.HasPrefix(text, "#!") {
			mode = 0o755
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("one.txt", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	long := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "old.txt"), long, long); err != nil {
		t.Fatal(err)
	}
}

// A recorder is a web server that writes down what it is asked in each folder's name.
type recorder struct {
	mu  sync.Mutex
	log map[string]string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	path := req.URL.Path
	dir, what := filepath.Dir(path), filepath.Base(path)
	body, _ := io.ReadAll(req.Body)
	h := req.Header.Clone()
	h.Del("Accept-Encoding")
	text := boundary.ReplaceAllString(fmt.Sprint(req.Method, " ", what, " ", h, " ", string(body)), "boundary")
	if req.URL.Host != "" {
		text = "through a proxy: " + text
	}
	r.mu.Lock()
	r.log[strings.TrimLeft(dir, "/")] += text + "\n"
	r.mu.Unlock()
	user, password, _ := req.BasicAuth()
	switch {
	case what == "private" && (user != "u" || password != "p"):
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		http.Error(w, "no", http.StatusUnauthorized)
	case what == "away":
		http.Redirect(w, req, strings.TrimSuffix(req.URL.Path, "away")+"file", http.StatusFound)
	case what == "cert" && len(req.TLS.PeerCertificates) == 0:
		http.Error(w, "no certificate", http.StatusForbidden)
	case what == "packed":
		// A gzip of "packed", whatever the client says.
		w.Header().Set("Content-Encoding", "gzip")
		w.Write([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\x48\x4c\xce\x4e\x4d\x01\x00\x5b\xa6\xd2\x8f\x06\x00\x00\x00"))
	default:
		fmt.Fprintln(w, "answer")
	}
}

var boundary = regexp.MustCompile(`[0-9a-f]{60}`)

// fakes puts commands that change nothing before the machine's own.
func fakes(t *testing.T, names ...string) {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile("testdata/fake.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(dir, n), text, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for _, n := range names {
		out, status := newTrial(t, nil).run("adhoc", "h1", "-i", "h1,", "-c", "local", "-m", "shell", "-a", "command -v "+n)
		if status != 0 || !strings.Contains(out, filepath.Join(dir, n)) {
			t.Fatalf("%s is not the fake one: %s", n, out)
		}
	}
}

func TestEveryArgumentOfAModuleDoesSomething(t *testing.T) {
	fakes(t, "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "chage", "ssh-keygen", "apt-get", "apt-cache", "dpkg-query", "dpkg-deb", "systemctl", "crontab", "rpm", "dnf", "yum", "file", "lsattr")
	record := &recorder{log: map[string]string{}}
	server, secure := httptest.NewServer(record), httptest.NewUnstartedServer(record)
	defer server.Close()
	certificate, key := startTLS(t, secure)
	defer secure.Close()
	t.Setenv("http_proxy", server.URL)
	t.Setenv("HOME", t.TempDir())
	where, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	held, err := net.Dial("tcp", where.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	x := newTrial(t, map[string]string{"print.sh": "#!/bin/sh\npwd; echo \"$@\"\n", "small.txt": "small\n", "one.txt": "one of the controller\n", "tree/a.txt": "a\n", "tree/deep/b.txt": "b\n",
		"t.j2": "{% if true %}\n  {% if true %}\nä\n  {% endif %}\n{% endif %}\n", "marks.j2": "<% if true %>A<% endif %> [% if true %]B[% endif %] << 1 >> [[ 2 ]] <# c #> [# d #]\n",
		"more/a.yml": "d: {x: 1}\na: 1\n", "more/deep/b.yml": "d: {y: 2}\nb: 2\n", "odd/a.yml": "a: 1\n", "odd/b.txt": "b: 2\n",
		"one.yml": "- command: echo one\n", "roles/r/tasks/main.yml": roleTasks, "roles/r/tasks/other.yml": "- debug: msg=other\n",
		"roles/r/vars/main.yml": "v: main\n", "roles/r/vars/other.yml": "v: other\n", "roles/r/defaults/main.yml": "e: main\n", "roles/r/defaults/other.yml": "e: other\n",
		"roles/r/handlers/main.yml": "- name: h\n  debug: msg=main\n", "roles/r/handlers/other.yml": "- name: h\n  debug: msg=other\n", "key": "secret\n"})
	if err := os.Symlink("a.txt", filepath.Join(x.dir, "tree/link")); err != nil {
		t.Fatal(err)
	}
	packed := packedTar(t)
	x.write("packed.tar", packed)
	x.write("vaulted.txt", "open\n")
	x.write("vaulted.sh", "#!/bin/sh\necho open\n")
	x.write("vaulted.tar", packed)
	for _, f := range []string{"vaulted.txt", "vaulted.sh", "vaulted.tar"} {
		if out, status := x.run("vault", "encrypt", "@/"+f, "--vault-password-file", "@/key"); status != 0 {
			t.Fatal(out)
		}
	}

	var tasks []*sandboxed
	covered := map[string]bool{}
	add := func(module string, args map[string]any, argument string) {
		s := &sandboxed{module: module, args: maps.Clone(args), argument: argument, dir: filepath.Join(x.dir, fmt.Sprint("box", len(tasks)))}
		s.env, _ = s.args["_env"].(map[string]any)
		delete(s.args, "_env")
		delete(s.args, "_check")
		sandbox(t, s.dir, certificate, key)
		tasks = append(tasks, s)
	}
	for _, e := range effects {
		base := parsedArgs(t, map[string]any{}, e.base)
		for l := range strings.Lines(e.lines) {
			if l = strings.TrimSpace(l); l == "" {
				continue
			}
			with, what, ok := strings.Cut(l, " | ")
			if !ok {
				with, what = "", l
			}
			args := parsedArgs(t, base, with)
			changed := parsedArgs(t, args, what)
			name, _, _ := strings.Cut(what, ":")
			covered[e.module+" "+name] = true
			add(e.module, args, "")
			add(e.module, args, "")
			add(e.module, changed, name)
		}
	}
	playSandboxed(t, x, tasks, server.URL, secure.URL)
	outcomes := make([]string, len(tasks))
	for i, s := range tasks {
		outcomes[i] = outcomeOf(t, x, s, record)
	}
	for i := 0; i < len(tasks); i += 3 {
		s := tasks[i+2]
		if outcomes[i] != outcomes[i+1] {
			t.Errorf("%s with %v is not the same twice:\n%s\nand\n%s", s.module, tasks[i].args, outcomes[i], outcomes[i+1])
		}
		if outcomes[i] == outcomes[i+2] {
			t.Errorf("%s: %s makes no difference to %v:\n%s", s.module, s.argument, s.args, outcomes[i])
		}
	}
	everyArgument(t, covered)
}

const roleTasks = "- debug: msg=\"{{ v }} {{ e }}\"\n  changed_when: true\n  notify: h\n- meta: flush_handlers\n- command: echo role\n"

// everyArgument finds arguments that a module takes and no line above tries.
func everyArgument(t *testing.T, covered map[string]bool) {
	t.Helper()
	refused := func(m, arg string) bool {
		for _, v := range []any{true, false, value.Text{S: "x"}} {
			if err := module.Lookup(m).Unknown(value.NewDict(arg, v)); err != nil && strings.Contains(err.Error(), fmt.Sprintf("argument %q", arg)) && strings.Contains(err.Error(), "is not done here") {
				return true
			}
		}
		return false
	}
	for _, m := range module.Names() {
		spec := module.Lookup(m)
		for _, arg := range spec.Arguments() {
			key := spec.Name + " " + arg
			needed := spec.Unknown(value.NewDict()) != nil && strings.Contains(base(spec.Name), arg+":")
			if covered[key] || otherwise[key] != "" || arg == "_raw_params" || needed || refused(m, arg) {
				continue
			}
			t.Errorf("%s takes the argument %s, and no line shows what it does", spec.Name, arg)
		}
	}
}

func base(module string) string {
	for _, e := range effects {
		if e.module == module {
			return e.base
		}
	}
	return ""
}

// playSandboxed plays all tasks in one play, each result into its folder.
func playSandboxed(t *testing.T, x *trial, tasks []*sandboxed, server, secure string) {
	t.Helper()
	var list []any
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range tasks {
		env := map[string]any{"FAKE_LOG": s.dir + "/log"}
		maps.Copy(env, s.env)
		task := map[string]any{"name": fmt.Sprint("case ", i), s.module: s.args, "ignore_errors": true, "environment": env, "register": "r"}
		static := strings.HasPrefix(s.module, "import_")
		if static {
			task = map[string]any{s.module: s.args}
			list = append(list, map[string]any{"name": fmt.Sprint("case ", i), "debug": nil})
		}
		text, err := json.Marshal(task)
		if err != nil {
			t.Fatal(err)
		}
		whole := strings.NewReplacer("SERVER", strings.TrimPrefix(server, "http://"), "SECURE", strings.TrimPrefix(secure, "https://"), `"PORT"`, u.Port(), "PORT", u.Port(),
			"/@/", "/"+filepath.Base(s.dir)+"/").Replace(string(text))
		whole = strings.ReplaceAll(whole, `"@`, `"`+s.dir)
		var back map[string]any
		if err := json.Unmarshal([]byte(whole), &back); err != nil {
			t.Fatal(err)
		}
		list = append(list, back)
		keep := map[string]any{"content": "{{ r | to_json }}", "dest": s.dir + "/result"}
		if static {
			keep["content"] = ""
		}
		list = append(list, map[string]any{"name": fmt.Sprint("keep ", i), "copy": keep})
	}
	text, err := json.Marshal([]any{map[string]any{"hosts": "h1", "gather_facts": false, "tasks": list}})
	if err != nil {
		t.Fatal(err)
	}
	// A @ that is left would become the trial's folder.
	if err := os.WriteFile(filepath.Join(x.dir, "site.yml"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local", "--vault-password-file", "@/key", "-e", `{"d": {"z": 3}}`)
	if status != 0 {
		t.Fatalf("status %d\n%s", status, out)
	}
	for i, s := range tasks {
		_, mine, _ := strings.Cut(out, fmt.Sprintf("TASK [case %d]", i))
		mine, _, _ = strings.Cut(mine, fmt.Sprintf("TASK [keep %d]", i))
		if err := os.WriteFile(filepath.Join(s.dir, "output"), []byte(mine), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var changing = regexp.MustCompile(`"(start|end|stop|delta|stdout|date|mtime|last_modified|inode|dev|uptime_seconds)": ("(Paused[^"]*|[-0-9:. ]+|[^"]* GMT)"|[0-9.]+),? ?`)

// outcomeOf is all that is to be seen of a task: its result, what it printed, its
// folder, the commands that ran, and what the web server was asked.
func outcomeOf(t *testing.T, x *trial, s *sandboxed, r *recorder) string {
	t.Helper()
	read := func(name string) string {
		data, _ := os.ReadFile(filepath.Join(s.dir, name))
		os.Remove(filepath.Join(s.dir, name))
		return string(data)
	}
	out := read("result") + "\n" + read("output") + "\n" + read("log")
	r.mu.Lock()
	out += r.log[filepath.Base(s.dir)]
	r.mu.Unlock()
	out += treeOf(t, s.dir)
	out = changing.ReplaceAllString(out, "")
	out = strings.ReplaceAll(out, filepath.Base(s.dir), "BOX")
	return random.ReplaceAllString(out, "RANDOM")
}

var random = regexp.MustCompile(`(\d{9,}|\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~|/playbook-[^ /"]*|\b(ansible|x)\.\d+|\*{20,})`)

func treeOf(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(&b, "%s %s", rel, info.Mode())
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			fmt.Fprintf(&b, " %d:%d", st.Uid, st.Gid)
			if info.Mode().IsRegular() && st.Atim.Sec < 1.7e9 {
				fmt.Fprintf(&b, " read %d", st.Atim.Sec)
			}
		}
		if info.ModTime().Year() < 2025 {
			b.WriteString(" " + info.ModTime().UTC().Format(time.RFC3339))
		}
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %q", data)
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// startTLS starts a server that takes certificates of clients, and returns its own
// certificate with its key.
func startTLS(t *testing.T, s *httptest.Server) (certificate, key string) {
	t.Helper()
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	pair := s.TLS.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// packedTar is an archive of two old files.
func packedTar(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range []string{"p.txt", "q.txt"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: 4, ModTime: time.Unix(1e9, 0)}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "old\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
