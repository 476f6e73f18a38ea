package module

import "strings"

var specs = map[string]*Spec{}

// define reads "name:kind=default" words; ! is a required argument, | parts aliases,
// and a kind of a/b/c lists the choices. A kind never is an argument of Ansible's that
// is refused here, and a kind only-X one that is refused unless it says X, which is
// what is done anyhow.
func define(name, free string, words ...string) *Spec {
	s := &Spec{Name: name, Free: free}
	for w := range strings.FieldsSeq(strings.Join(words, " ")) {
		var a arg
		w, missing, hasMissing := strings.Cut(w, "=")
		names, kind, _ := strings.Cut(w, ":")
		a.required = strings.Contains(names, "!")
		all := strings.Split(strings.ReplaceAll(names, "!", ""), "|")
		a.name, a.aliases, a.kind = all[0], all[1:], kind
		if only, ok := strings.CutPrefix(kind, "only-"); ok {
			a.only, a.kind = only, "str"
			if only == "yes" || only == "no" {
				a.kind = "bool"
			}
		}
		if a.kind == "" {
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

// exclusive are arguments of which at most one may be given.
func (s *Spec) exclusive(names ...string) *Spec {
	s.apart = append(s.apart, names)
	return s
}

// oneOf are arguments of which one at least must be given.
func (s *Spec) oneOf(names ...string) *Spec {
	s.some = append(s.some, names)
	return s
}

// attributes are the arguments of whatever writes files. What belongs to SELinux and
// to chattr is refused, and so is writing files in a way that may leave half of one.
const attributes = "mode:mode owner group attributes|attr:never seuser:never serole:never setype:never selevel:never unsafe_writes:only-no"

// requests are the arguments of whatever asks a web server.
const requests = "force|thirsty:bool headers:dict url_username|username url_password|password force_basic_auth:bool validate_certs:bool=yes use_proxy:bool=yes http_agent=ansible-httpget " +
	"client_cert:path client_key:path unredirected_headers:list decompress:bool=yes use_netrc:only-no use_gssapi:only-no ciphers:never"

// redHat are the arguments of dnf and yum.
const redHat = "name|pkg:list state:absent/installed/latest/present/removed update_cache|expire-cache:bool enablerepo:list disablerepo:list disable_gpg_check:bool autoremove:bool allowerasing:bool " +
	"bugfix:bool security:bool cacheonly:bool conf_file:path disable_excludes disable_plugin:list enable_plugin:list exclude:list download_only:bool download_dir:path " +
	"install_weak_deps:bool=yes installroot:path releasever skip_broken:bool nobest:bool sslverify:bool=yes update_only:bool allow_downgrade:bool " +
	"install_repoquery:only-yes lock_timeout:never list:never validate_certs:only-yes"

func init() {
	define("ping", "", "data")
	define("command", "_raw_params", "_raw_params|cmd argv:list chdir:path creates:path removes:path stdin stdin_add_newline:bool=yes strip_empty_ends:bool=yes expand_argument_vars:bool=yes")
	define("shell", "_raw_params", "_raw_params|cmd chdir:path creates:path removes:path executable:path stdin stdin_add_newline:bool=yes")
	define("raw", "_raw_params", "_raw_params executable:path")
	define("script", "_raw_params", "_raw_params|cmd chdir:path creates:path removes:path executable decrypt:bool=yes")
	define("copy", "", "src:path content:raw dest!:path backup:bool force|thirsty:bool=yes follow:bool remote_src:bool validate directory_mode:mode local_follow:bool=yes checksum decrypt:bool=yes", attributes)
	define("template", "", "src!:path dest!:path backup:bool force:bool=yes follow:bool validate newline_sequence output_encoding trim_blocks:bool=yes lstrip_blocks:bool "+
		"block_start_string block_end_string variable_start_string variable_end_string comment_start_string comment_end_string", attributes)
	define("fetch", "", "src!:path dest!:path flat:bool fail_on_missing:bool=yes validate_checksum:only-yes")
	define("slurp", "", "src|path!:path")
	define("file", "", "path!|dest|name:path state:absent/directory/file/hard/link/touch src:path recurse:bool follow:bool=yes force:bool access_time modification_time access_time_format modification_time_format", attributes)
	define("stat", "", "path!|dest|name:path follow:bool get_checksum:bool=yes checksum_algorithm|checksum|checksum_algo:md5/sha1/sha224/sha256/sha384/sha512=sha1 get_mime|mime|mime_type|mime-type:bool=yes get_attributes|attr|attributes:bool=yes get_md5:only-no")
	define("lineinfile", "", "path!|dest|destfile|name:path line|value regexp|regex search_string state:present/absent=present insertafter insertbefore create:bool backup:bool backrefs:bool firstmatch:bool validate others:never", attributes).
		exclusive("insertbefore", "insertafter").exclusive("regexp", "search_string").exclusive("backrefs", "search_string")
	define("blockinfile", "", "path!|dest|destfile|name:path block|content= marker insertafter insertbefore state:present/absent=present create:bool backup:bool marker_begin=BEGIN marker_end=END validate", attributes).
		exclusive("insertbefore", "insertafter")
	specs["blockinfile"].find("marker").missing = "# {mark} ANSIBLE MANAGED BLOCK"
	define("replace", "", "path!|dest|destfile|name:path regexp! replace= after before backup:bool encoding:only-utf-8 validate others:never", attributes)
	define("tempfile", "", "state:file/directory=file path:path prefix=ansible. suffix=")
	define("service", "", "name!|service state:started/stopped/restarted/reloaded enabled:bool pattern sleep:int use runlevel:only-default arguments|args").oneOf("state", "enabled")
	define("systemd", "", "name|service|unit state:started/stopped/restarted/reloaded enabled:bool masked:bool daemon_reload|daemon-reload:bool daemon_reexec|daemon-reexec:bool scope:system/user/global=system no_block:bool force:bool")
	define("user", "", "name!|user state:present/absent=present uid:int group groups:list append:bool shell:path home:path comment password create_home|createhome:bool=yes system:bool remove:bool force:bool move_home:bool non_unique:bool "+
		"password_lock:bool password_expire_max:int password_expire_min:int update_password:always/on_create=always expires:float "+
		"generate_ssh_key:bool ssh_key_bits:int ssh_key_file:path ssh_key_comment ssh_key_type=rsa ssh_key_passphrase skeleton umask local:only-no "+
		"authorization:never hidden:never login_class:never profile:never role:never seuser:never")
	define("group", "", "name! state:present/absent=present gid:int system:bool non_unique:bool local:only-no")
	define("cron", "", "name! job|value state:present/absent=present user minute=* hour=* day|dom=* month=* weekday|dow=* special_time:annually/daily/hourly/monthly/reboot/weekly/yearly cron_file:path env:bool disabled:bool backup:bool insertafter insertbefore").
		exclusive("insertafter", "insertbefore")
	define("apt", "", "name|package|pkg:list state:absent/build-dep/fixed/latest/present=present update_cache|update-cache:bool update_cache_retries:int=5 update_cache_retry_max_delay:int=12 cache_valid_time:int=0 "+
		"upgrade:dist/full/no/safe/yes=no purge:bool autoremove:bool autoclean:bool clean:bool force:bool install_recommends|install-recommends:bool default_release|default-release deb:path "+
		"allow_unauthenticated|allow-unauthenticated:bool allow_downgrade|allow-downgrade|allow_downgrades|allow-downgrades:bool allow_change_held_packages:bool fail_on_autoremove:bool only_upgrade:bool "+
		"dpkg_options=force-confdef,force-confold lock_timeout:int=60 force_apt_get:bool policy_rc_d:int")
	define("dnf", "", redHat)
	define("yum", "", redHat, "use_backend:never")
	define("package", "", "name!:list state=present use update_cache:bool")
	define("get_url", "", "url! dest!:path checksum timeout:int=10 backup:bool tmp_dest:path", requests, attributes)
	define("uri", "", "url! method=GET body:raw body_format:json/form-urlencoded/raw/form-multipart=raw status_code:list return_content:bool timeout:int=30 dest:path creates:path removes:path "+
		"follow_redirects:all/no/none/safe/urllib2/yes=safe unix_socket:path ca_path:path src:path remote_src:bool", strings.NewReplacer("url_username|username", "url_username|user", "force|thirsty", "force").Replace(requests), attributes)
	define("unarchive", "", "src!:path dest!:path remote_src:bool copy:bool creates:path list_files:bool exclude:list include:list keep_newer:bool validate_certs:bool=yes decrypt:bool=yes extra_opts:never io_buffer_size:never", attributes).
		exclusive("include", "exclude").exclusive("copy", "remote_src")
	define("wait_for", "", "host=127.0.0.1 port:int path:path state:absent/drained/present/started/stopped=started timeout:int=300 delay:int=0 sleep:int=1 connect_timeout:int=5 search_regex msg active_connection_states:list exclude_hosts:list")
	define("setup", "", "gather_subset:list gather_timeout:int=10 filter:list fact_path:path")
	define("gather_facts", "", "parallel:never").Open = true

	for _, s := range []*Spec{
		define("debug", "", "msg:raw var verbosity:int=0").exclusive("msg", "var"),
		define("fail", "", "msg"),
		define("assert", "", "that!:raw fail_msg|msg:raw success_msg:raw quiet:bool"),
		define("set_fact", "", "cacheable:only-no"),
		define("pause", "", "prompt seconds:raw minutes:raw echo:bool=yes").exclusive("seconds", "minutes"),
		define("meta", "_raw_params", "_raw_params!"),
		define("add_host", "", "name!|hostname|host groups|group|groupname:list"),
		define("group_by", "", "key! parents:list"),
		define("include_vars", "_raw_params", "_raw_params|file:path dir:path name depth:int=0 files_matching ignore_files:list extensions:list hash_behaviour:replace/merge ignore_unknown_extensions:bool"),
		define("include_tasks", "_raw_params", "_raw_params|file:path apply:dict"),
		define("import_tasks", "_raw_params", "_raw_params|file:path"),
		define("include_role", "", "name! tasks_from vars_from defaults_from handlers_from apply:dict public:bool allow_duplicates:only-yes rolespec_validate:only-no"),
		define("import_role", "", "name! tasks_from vars_from defaults_from handlers_from allow_duplicates:only-yes rolespec_validate:only-no"),
		define("import_playbook", "_raw_params", "_raw_params"),
		define("wait_for_connection", "", "timeout:int=600 delay:int=0 sleep:int=1 connect_timeout:int=5"),
	} {
		s.Local = true
	}
	specs["set_fact"].Open = true
	specs["add_host"].Open = true
	specs["systemd_service"] = specs["systemd"]
}
