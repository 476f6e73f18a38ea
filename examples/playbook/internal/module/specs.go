package module

import "strings"

var specs = map[string]*Spec{}

// define reads "name:kind=default" words; ! is a required argument, | parts aliases,
// and a kind of a/b/c lists the choices.
func define(name, free string, words ...string) *Spec {
	s := &Spec{Name: name, Free: free}
	for w := range strings.FieldsSeq(strings.Join(words, " ")) {
		var a arg
		w, missing, hasMissing := strings.Cut(w, "=")
		names, kind, _ := strings.Cut(w, ":")
		a.required = strings.Contains(names, "!")
		all := strings.Split(strings.ReplaceAll(names, "!", ""), "|")
		a.name, a.aliases, a.kind = all[0], all[1:], kind
		if kind == "" {
			a.kind = "str"
		}
		if strings.Contains(kind, "/") {
			a.kind, a.choices = "str", strings.Split(kind, "/")
		}
		if hasMissing {
			a.missing, _ = a.convert(missing)
		}
		s.args = append(s.args, a)
	}
	specs[name] = s
	return s
}

// attributes are the arguments of whatever writes files.
const attributes = "mode:mode owner group attributes|attr seuser serole setype selevel unsafe_writes:bool"

func init() {
	define("ping", "", "data")
	for _, n := range []string{"command", "shell", "raw", "script"} {
		s := define(n, "_raw_params", "_raw_params|cmd argv:list chdir:path creates:path removes:path executable stdin stdin_add_newline:bool=yes strip_empty_ends:bool=yes expand_argument_vars:bool=yes warn:bool")
		if n == "raw" {
			s.args = append(s.args[:1:1], arg{name: "executable", kind: "str"})
		}
	}
	define("copy", "", "src:path content:raw dest!:path backup:bool force|thirsty:bool=yes follow:bool remote_src:bool validate directory_mode:mode local_follow:bool=yes checksum decrypt:bool=yes", attributes)
	define("template", "", "src!:path dest!:path backup:bool force:bool=yes follow:bool validate newline_sequence output_encoding trim_blocks:bool=yes lstrip_blocks:bool", attributes)
	define("fetch", "", "src!:path dest!:path flat:bool fail_on_missing:bool=yes validate_checksum:bool=yes")
	define("slurp", "", "src|path!:path")
	define("file", "", "path!|dest|name:path state:absent/directory/file/hard/link/touch src:path recurse:bool follow:bool=yes force:bool access_time modification_time", attributes)
	define("stat", "", "path!|dest|name:path follow:bool get_checksum:bool=yes checksum_algorithm|checksum|checksum_algo:md5/sha1/sha224/sha256/sha384/sha512=sha1 get_mime:bool get_attributes:bool get_md5:bool")
	define("lineinfile", "", "path!|dest|destfile|name:path line|value regexp|regex search_string state:present/absent=present insertafter insertbefore create:bool backup:bool backrefs:bool firstmatch:bool validate others", attributes)
	define("blockinfile", "", "path!|dest|destfile|name:path block|content= marker insertafter insertbefore state:present/absent=present create:bool backup:bool marker_begin=BEGIN marker_end=END validate", attributes)
	specs["blockinfile"].find("marker").missing = "# {mark} ANSIBLE MANAGED BLOCK"
	define("replace", "", "path!|dest|destfile|name:path regexp! replace= after before backup:bool encoding validate others", attributes)
	define("tempfile", "", "state:file/directory=file path:path prefix=ansible. suffix=")
	define("service", "", "name!|service state:started/stopped/restarted/reloaded enabled:bool pattern sleep:int use runlevel arguments|args")
	define("systemd", "", "name|service|unit state:started/stopped/restarted/reloaded enabled:bool masked:bool daemon_reload|daemon-reload:bool daemon_reexec:bool scope:system/user/global=system no_block:bool force:bool")
	define("user", "", "name!|user state:present/absent=present uid:int group groups:list append:bool shell home comment password create_home|createhome:bool=yes system:bool remove:bool force:bool move_home:bool non_unique:bool password_lock:bool update_password:always/on_create=always expires generate_ssh_key:bool ssh_key_bits:int ssh_key_file ssh_key_comment ssh_key_type local:bool skeleton umask")
	define("group", "", "name! state:present/absent=present gid:int system:bool non_unique:bool local:bool force:bool")
	define("cron", "", "name! job|value state:present/absent=present user minute=* hour=* day|dom=* month=* weekday|dow=* special_time:annually/daily/hourly/monthly/reboot/weekly/yearly cron_file:path env:bool disabled:bool backup:bool insertafter insertbefore")
	define("apt", "", "name|package|pkg:list state:absent/build-dep/fixed/latest/present=present update_cache|update-cache:bool cache_valid_time:int=0 upgrade:dist/full/no/safe/yes=no purge:bool autoremove:bool autoclean:bool force:bool install_recommends|install-recommends:bool default_release|default-release deb allow_unauthenticated:bool allow_downgrade:bool only_upgrade:bool dpkg_options lock_timeout:int=60 force_apt_get:bool policy_rc_d:int")
	for _, n := range []string{"dnf", "yum"} {
		define(n, "", "name|pkg:list state:absent/installed/latest/present/removed=present update_cache|expire-cache:bool enablerepo:list disablerepo:list disable_gpg_check:bool autoremove:bool allowerasing:bool")
	}
	define("package", "", "name!:list state=present use update_cache:bool")
	define("get_url", "", "url! dest!:path force|thirsty:bool checksum timeout:int=10 headers:dict url_username|username url_password|password validate_certs:bool=yes backup:bool use_proxy:bool=yes http_agent=ansible-httpget tmp_dest:path force_basic_auth:bool", attributes)
	define("uri", "", "url! method=GET body:raw body_format:json/form-urlencoded/raw/form-multipart=raw headers:dict status_code:list return_content:bool timeout:int=30 dest:path creates:path removes:path url_username|user url_password|password force_basic_auth:bool follow_redirects=safe validate_certs:bool=yes force:bool use_proxy:bool=yes http_agent=ansible-httpget unix_socket:path src:path remote_src:bool", attributes)
	define("unarchive", "", "src!:path dest!:path remote_src|copy:bool creates:path list_files:bool exclude:list include:list extra_opts:list keep_newer:bool validate_certs:bool=yes decrypt:bool", attributes)
	define("wait_for", "", "host=127.0.0.1 port:int path:path state:absent/drained/present/started/stopped=started timeout:int=300 delay:int=0 sleep:int=1 connect_timeout:int=5 search_regex msg active_connection_states:list exclude_hosts:list")
	define("setup", "", "gather_subset:list gather_timeout:int filter:list fact_path:path")
	define("gather_facts", "", "parallel:bool").Open = true

	for _, s := range []*Spec{
		define("debug", "", "msg:raw var verbosity:int=0"),
		define("fail", "", "msg"),
		define("assert", "", "that!:raw fail_msg|msg:raw success_msg:raw quiet:bool"),
		define("set_fact", "", "cacheable:bool"),
		define("pause", "", "prompt seconds:raw minutes:raw echo:bool=yes"),
		define("meta", "_raw_params", "_raw_params!"),
		define("add_host", "", "name!|hostname|host groups|group|groupname:list"),
		define("group_by", "", "key! parents:list"),
		define("include_vars", "_raw_params", "_raw_params|file:path dir:path name depth:int files_matching ignore_files:list extensions:list"),
		define("include_tasks", "_raw_params", "_raw_params|file:path apply:dict"),
		define("import_tasks", "_raw_params", "_raw_params|file:path"),
		define("include_role", "", "name! tasks_from vars_from defaults_from handlers_from apply:dict public:bool allow_duplicates:bool=yes"),
		define("import_role", "", "name! tasks_from vars_from defaults_from handlers_from allow_duplicates:bool=yes"),
		define("import_playbook", "_raw_params", "_raw_params"),
		define("wait_for_connection", "", "timeout:int=600 delay:int=0 sleep:int=1 connect_timeout:int=5"),
		define("async_status", "", "jid! mode:status/cleanup=status"),
	} {
		s.Local = true
	}
	specs["set_fact"].Open = true
	specs["add_host"].Open = true
	specs["systemd_service"] = specs["systemd"]
}
