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
	"github.com/pyops-go/pyops/internal/peers"
)

// A sandboxed task runs in a folder of its own.
type sandboxed struct {
	module   string
	args     map[string]any
	argument string // "" is the task without it
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
		peers.WriteProgram(t, filepath.Join(dir, n), string(text))
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	out, status := newTrial(t, nil).run("adhoc", "h1", "-i", "h1,", "-c", "local", "-m", "shell", "-a", "for n in "+strings.Join(names, " ")+"; do command -v $n || exit; done")
	for _, n := range names {
		if status != 0 || !strings.Contains(out+"\n", filepath.Join(dir, n)+"\n") {
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
	// Many wait for something: plays of a part of them each wait side by side.
	const plays = 8
	outcomes := make([]string, len(tasks))
	var wait sync.WaitGroup
	for n := range plays {
		var part []*sandboxed
		for i, s := range tasks {
			if i/3%plays == n {
				part = append(part, s)
			}
		}
		wait.Go(func() {
			playSandboxed(t, x, fmt.Sprint("site", n, ".yml"), part, server.URL, secure.URL)
			for i, s := range tasks {
				if i/3%plays == n {
					outcomes[i] = outcomeOf(t, s, record)
				}
			}
		})
	}
	wait.Wait()
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

// playSandboxed plays tasks in one play of a file's name, each result into its folder.
func playSandboxed(t *testing.T, x *trial, file string, tasks []*sandboxed, server, secure string) {
	t.Helper()
	var list []any
	u, err := url.Parse(server)
	if err != nil {
		t.Error(err)
		return
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
			t.Error(err)
			return
		}
		whole := strings.NewReplacer("SERVER", strings.TrimPrefix(server, "http://"), "SECURE", strings.TrimPrefix(secure, "https://"), `"PORT"`, u.Port(), "PORT", u.Port(),
			"/@/", "/"+filepath.Base(s.dir)+"/").Replace(string(text))
		whole = strings.ReplaceAll(whole, `"@`, `"`+s.dir)
		var back map[string]any
		if err := json.Unmarshal([]byte(whole), &back); err != nil {
			t.Error(err)
			return
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
		t.Error(err)
		return
	}
	// A @ that is left would become the trial's folder.
	if err := os.WriteFile(filepath.Join(x.dir, file), text, 0o644); err != nil {
		t.Error(err)
		return
	}
	out, status := x.run("@/"+file, "-i", "h1,", "-c", "local", "--vault-password-file", "@/key", "-e", `{"d": {"z": 3}}`)
	if status != 0 {
		t.Errorf("status %d\n%s", status, out)
		return
	}
	for i, s := range tasks {
		_, mine, _ := strings.Cut(out, fmt.Sprintf("TASK [case %d]", i))
		mine, _, _ = strings.Cut(mine, fmt.Sprintf("TASK [keep %d]", i))
		if err := os.WriteFile(filepath.Join(s.dir, "output"), []byte(mine), 0o644); err != nil {
			t.Error(err)
			return
		}
	}
}

var changing = regexp.MustCompile(`"(start|end|stop|delta|stdout|date|mtime|last_modified|inode|dev|uptime_seconds)": ("(Paused[^"]*|[-0-9:. ]+|[^"]* GMT)"|[0-9.]+),? ?`)

// outcomeOf is all that is to be seen of a task: its result, what it printed, its
// folder, the commands that ran, and what the web server was asked.
func outcomeOf(t *testing.T, s *sandboxed, r *recorder) string {
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
		t.Error(err)
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
