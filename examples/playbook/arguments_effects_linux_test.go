package main

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
	{"service", `name: pyops-none, state: started, use: systemd`, `
		state: stopped, _env: {FAKE_ACTIVE: active} | state: restarted
		enabled: yes
		use: sysvinit
		sleep: 1
		pattern: x
		arguments: x`},
	{"systemd", `name: pyops-none, state: started`, `
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
	"dnf allow_downgrade":                 "a version that is asked for replaces a newer one anyhow, as with Ansible; TestRedHatsPackagesAsAnsibleKeepsThem",
	"yum allow_downgrade":                 "the same",
	"apt cache_valid_time":                "the age of the machine's own lists; TestPackagesAsAnsibleKeepsThem",
	"apt force_apt_get":                   "apt-get is what runs anyhow",
	"apt policy_rc_d":                     "a file of the machine while apt-get runs; TestPackagesAsAnsibleKeepsThem",
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
