package sshx_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

const paramikoSource = `
import paramiko, time, base64
import paramiko.hostkeys as hostkeys
from paramiko import *

def key_facts(path, passphrase):
    why = []
    for cls in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            k = cls.from_private_key_file(path, passphrase)
        except Exception as e:
            why.append(str(e))
            continue
        return [k.get_name(), k.get_bits(), k.get_base64(), k.get_fingerprint(), k.can_sign(), k.asbytes()]
    raise SSHException("; ".join(why))

def signed(path, data):
    for cls in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            k = cls.from_private_key_file(path)
        except Exception:
            continue
        return k.sign_ssh_data(data).asbytes()

def verifies(path, data, sig):
    for cls in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            k = cls.from_private_key_file(path)
        except Exception:
            continue
        return cls(data=k.asbytes()).verify_ssh_sig(data, Message(sig))

def attr_line(mode, uid, gid, size, mtime, name):
    a = SFTPAttributes()
    a.st_mode, a.st_uid, a.st_gid, a.st_size = mode, uid, gid, size
    if mtime is not None:
        a.st_mtime = a.st_atime = mtime
    if name:
        a.filename = name
    return str(a)

def hosts(path, names):
    h = HostKeys()
    h.load(path)
    return [sorted((t, d[t].get_base64()) for t in set(d.keys())) for d in ((h.lookup(n) or {}) for n in names)]

def checked(path, name, line):
    h = HostKeys()
    h.load(path)
    return h.check(name, hostkeys.HostKeyEntry.from_line(line).key)

def hashed(name, salt):
    return HostKeys.hash_host(name, "|1|" + base64.b64encode(salt).decode() + "|x")

def to_line(line):
    return hostkeys.HostKeyEntry.from_line(line).to_line()

def after_add(path, name, line, out):
    h = HostKeys(path)
    e = hostkeys.HostKeyEntry.from_line(line)
    h.add(name, e.key.get_name(), e.key)
    h.save(out)
    return open(out).read()

def looked_up(text, host):
    d = SSHConfig.from_text(text).lookup(host)
    return {k: (v if isinstance(v, list) else [v]) for k, v in d.items()}

def host_names(text):
    return sorted(SSHConfig.from_text(text).get_hostnames())
`

func startParamiko(t testing.TB) *original.Python {
	t.Helper()
	py := original.Start(t, "paramiko")
	py.Define(paramikoSource)
	return py
}

// do runs a program and returns what it prints.
func do(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(ctx(t), peers.Need(t, program), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
	return string(out)
}

func call(t testing.TB, py *original.Python, function string, args ...any) any {
	t.Helper()
	v, err := py.Call(function, args...)
	if err != nil {
		t.Fatalf("%s: %v", function, err)
	}
	return v
}

func TestKeysAsParamikoReadsThem(t *testing.T) {
	py := startParamiko(t)
	d := t.TempDir()
	rsa := rsaKey(t, "2048")
	var err error
	for i, bits := range []int{0, 256, 384, 521, 2048} {
		k := rsa
		if bits == 0 {
			k = newKey(t)
		} else if bits < 2048 {
			if k, err = sshx.GenerateECDSAKey(bits); err != nil {
				t.Fatal(err)
			}
		}
		// Without a comment, paramiko 2.12 fails on files that need no padding.
		for _, o := range []*sshx.WriteOptions{{Comment: "me"}, {Comment: "me", Passphrase: "pass phrase"}, {Format: sshx.FormatPEM}} {
			if bits == 0 && o.Format == sshx.FormatPEM || bits != 0 && o.Passphrase != "" {
				continue // there is none, and one locked key will do
			}
			path := filepath.Join(d, fmt.Sprint(i))
			plain := *o
			plain.Passphrase = ""
			must(t, k.WritePrivateKeyFile(path, &plain))
			if o.Passphrase != "" { // our own derivation takes its time on purpose
				do(t, "ssh-keygen", "-q", "-p", "-P", "", "-N", o.Passphrase, "-a", "1", "-f", path)
			}
			passphrase := o.Passphrase
			back, err := sshx.ReadPKey(path, &sshx.PKeyOptions{Passphrase: passphrase})
			if err != nil || !back.Equal(k) {
				t.Errorf("%d bits, %+v: %v", bits, o, err)
				continue
			}
			var pass any
			if passphrase != "" {
				pass = passphrase
			}
			got := []any{back.Name(), back.Bits(), back.Base64(), back.MD5Fingerprint(), back.CanSign(), back.Bytes()}
			if want := call(t, py, "key_facts", path, pass); !original.Same(got, want) {
				t.Errorf("%d bits, %+v: %v, paramiko %v", bits, o, got, want)
			}
		}
		path := filepath.Join(d, fmt.Sprint(i))
		must(t, k.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "me"}))
		data := []byte("what is signed")
		sig, err := k.SignSSHData(data, "")
		must(t, err)
		if call(t, py, "verifies", path, data, sig) != true {
			t.Errorf("%d bits: paramiko does not take our signature", bits)
		}
		theirs := call(t, py, "signed", path, data).([]byte)
		if !k.VerifySSHSig(data, theirs) || k.VerifySSHSig([]byte("another"), theirs) {
			t.Errorf("%d bits: we do not take paramiko's signature", bits)
		}
		// ssh-keygen is the judge of fingerprints, which paramiko 2.12 has not.
		write(t, path+".pub", k.String()+"\n")
		if out := do(t, "ssh-keygen", "-l", "-f", path+".pub"); !strings.Contains(out, " "+k.Fingerprint()+" ") {
			t.Errorf("%s is %q for ssh-keygen", k.Fingerprint(), out)
		}
	}
}

func TestAttributesAsParamikoPrintsThem(t *testing.T) {
	py := startParamiko(t)
	r := original.Rand(t)
	now := time.Now().Unix()
	for i := range original.Rounds(t, 300) {
		mode, uid, gid := r.Uint32()&0o177777, r.Uint32N(1<<20), r.Uint32()
		size := r.Uint64() >> (1 + r.IntN(62))
		a := &sshx.SFTPAttributes{Mode: &mode, UID: &uid, GID: &gid, Size: &size}
		var changed any
		if i%5 != 0 {
			at := now - r.Int64N(2*365*86400)
			if i%7 == 0 {
				at = r.Int64N(1 << 31)
			}
			if old := now - at; 15552000-60 < old && old < 15552000+60 || at > now {
				continue // the clock may pass the border between the two sides; the future is below
			}
			m := time.Unix(at, 0)
			a.MTime, changed = &m, at
		}
		if i%3 != 0 {
			a.Filename = fmt.Sprintf("f %d", i)
		}
		if want := call(t, py, "attr_line", mode, uid, gid, size, changed, a.Filename); a.String() != want {
			t.Errorf("%q, paramiko %q", a, want)
		}
	}
}

func TestHostKeysAsParamikoReadsThem(t *testing.T) {
	py := startParamiko(t)
	r := original.Rand(t)
	var keys []*sshx.PKey
	for range 6 {
		keys = append(keys, newKey(t))
	}
	ec, err := sshx.GenerateECDSAKey(0)
	must(t, err)
	keys = append(keys, ec)
	names := []string{"a", "b.example.com", "[c]:2222", "10.0.0.1", "none", "[::1]:22"}
	file := filepath.Join(t.TempDir(), "known")
	for range original.Rounds(t, 200) {
		var b strings.Builder
		for range r.IntN(7) {
			key, name := keys[r.IntN(len(keys))], names[r.IntN(4)]
			line := key.Name() + " " + key.Base64()
			switch r.IntN(6) {
			case 0:
				fmt.Fprintf(&b, "# %s\n\n", name)
			case 1:
				hash, err := sshx.HashHost(name, noise(20))
				must(t, err)
				fmt.Fprintf(&b, "%s %s\n", hash, line)
			case 2:
				fmt.Fprintf(&b, "%s,%s %s\n", name, names[r.IntN(4)], line)
			case 3:
				fmt.Fprintf(&b, "%s ssh-unknown %s\n", name, key.Base64())
			default:
				fmt.Fprintf(&b, "%s %s\n", name, line)
			}
		}
		write(t, file, b.String())
		h := &sshx.HostKeys{}
		if _, err := h.Load(file); err != nil {
			t.Fatal(err)
		}
		var got []any
		for _, name := range names {
			found := []any{}
			// Sorted by type, of which these files have two.
			for _, kind := range []string{ec.Name(), "ssh-ed25519"} {
				if k := h.Lookup(name)[kind]; k != nil {
					found = append(found, original.Tuple{kind, k.Base64()})
				}
			}
			got = append(got, found)
		}
		if want := call(t, py, "hosts", file, names); !original.Same(got, want) {
			t.Errorf("%v, paramiko %v, in\n%s", got, want, b.String())
		}
		// Where a host has two keys of a type, paramiko asks only the first, and
		// OpenSSH both: we do as OpenSSH.
		k, name := keys[r.IntN(len(keys))], names[r.IntN(len(names))]
		first := h.Lookup(name)[k.Name()]
		if call(t, py, "checked", file, name, "x "+k.Name()+" "+k.Base64()) == true && !h.Check(name, k) || first != nil && first.Equal(k) != (call(t, py, "checked", file, name, "x "+k.Name()+" "+k.Base64()) == true) {
			t.Errorf("check of %s differs in\n%s", name, b.String())
		}
	}
	for _, name := range names {
		salt := noise(20)
		got, err := sshx.HashHost(name, salt)
		if want := call(t, py, "hashed", name, salt); err != nil || got != want {
			t.Errorf("%q %v, paramiko %q", got, err, want)
		}
		line := name + ",x " + keys[0].Name() + " " + keys[0].Base64()
		e, err := sshx.ParseHostKeyEntry(line)
		if want := call(t, py, "to_line", line); err != nil || e.Line()+"\n" != want {
			t.Errorf("%v %v, paramiko %q", e, err, want)
		}
	}
	write(t, file, "a "+keys[0].Name()+" "+keys[0].Base64()+"\n")
	h := &sshx.HostKeys{}
	_, err = h.Load(file)
	must(t, err)
	must(t, h.Add("a", keys[1]))
	must(t, h.Add("z", ec))
	must(t, h.Save(file+".ours"))
	call(t, py, "after_add", file, "a", "a "+keys[1].Name()+" "+keys[1].Base64(), file+".1")
	if want := call(t, py, "after_add", file+".1", "z", "z "+ec.Name()+" "+ec.Base64(), file+".2"); read(t, file+".ours") != want {
		t.Errorf("%q, paramiko %q", read(t, file+".ours"), want)
	}
	if !h.Delete("a") || h.Delete("a") || h.Len() != 1 {
		t.Error("deleting")
	}
	h.Clear()
	if h.Len() != 0 {
		t.Error("clearing")
	}
}

func TestConfigsAsParamikoReadsThem(t *testing.T) {
	py := startParamiko(t)
	r := original.Rand(t)
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	for range original.Rounds(t, 200) {
		// What OpenSSH itself reads in another way is left to the tests by ssh -G:
		// case of criteria, '=' in them, comments, quotes, ProxyJump beside
		// ProxyCommand. An IdentityFile that stands twice is tried once by OpenSSH and
		// by us, and listed twice by paramiko 2.12.
		var b strings.Builder
		for range 1 + r.IntN(9) {
			switch r.IntN(4) {
			case 0:
				fmt.Fprintf(&b, "Host %s %s\n", pick("foo", "*", "b?r", "f*"), pick("", "bar", "!b*", "!foo"))
			case 1:
				fmt.Fprintf(&b, "Match %s%s %s\n", pick("", "!"), pick("host", "originalhost"), pick("foo", "bar", "*", "real"))
			case 2:
				fmt.Fprintf(&b, "IdentityFile %s\n", pick("/h/%h", "/r/%r", "/u/%u-%d", "~/x"))
			default:
				fmt.Fprintf(&b, "%s%s%s\n", pick("User", "HostName", "HostKeyAlias", "  Compression"), pick(" ", "=", " = "), pick("a", "b", "real"))
			}
		}
		c, err := sshx.ParseSSHConfig(strings.NewReader(b.String()), nil)
		must(t, err)
		host := pick("foo", "bar", "other")
		found, err := c.Lookup(ctx(t), host, nil)
		must(t, err)
		got := original.Plain(map[string][]string(found))
		if want := original.Plain(call(t, py, "looked_up", b.String(), host)); !original.Same(got, sortedDict(want)) {
			t.Errorf("%v, paramiko %v for %s in\n%s", got, want, host, b.String())
		}
	}
	text := "Host foo bar\nUser a\nHost baz foo\n"
	c, err := sshx.ParseSSHConfig(strings.NewReader(text), nil)
	must(t, err)
	if want := call(t, py, "host_names", text); !original.Same(original.Plain([]string{"*", "bar", "baz", "foo"}), want) || len(c.Hostnames()) != 4 {
		t.Errorf("%v, paramiko %v", c.Hostnames(), want)
	}
}

// sortedDict orders what paramiko found by keyword, of which neither side promises an
// order, with each identityfile once.
func sortedDict(v any) any {
	d, ok := v.(original.Dict)
	if !ok {
		return v
	}
	m := map[string]any{}
	for _, p := range d {
		var values []any
		for _, v := range p.Value.([]any) {
			if p.Key != "identityfile" || !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
		m[p.Key.(string)] = values
	}
	return original.Plain(m)
}

func TestSessionsAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	c := connect(t, s)
	py := startParamiko(t)
	py.Define(`
def client(port, user, key, known):
    c = SSHClient()
    c.load_system_host_keys(known)
    c.connect("127.0.0.1", port=port, username=user, key_filename=key, allow_agent=False, look_for_keys=False)
    return c

def ran(port, user, key, known, command, combine):
    c = client(port, user, key, known)
    try:
        i, o, e = c.exec_command(command)
        i.close()
        o.channel.set_combine_stderr(combine)
        return [o.read(), e.read(), o.channel.recv_exit_status()]
    finally:
        c.close()

def files(port, user, key, known):
    c = client(port, user, key, known)
    try:
        f = c.open_sftp()
        r = [f.getcwd(), f.normalize("."), sorted(f.listdir("."))]
        f.chdir("dir")
        r += [f.getcwd(), f.listdir(), str(f.stat("x"))[:34], f.lstat("l").st_size, f.readlink("l")]
        with f.open("x", "rb") as h:
            r += [h.read(3), h.tell(), [bytes(p) for p in h.readv([(4, 2), (0, 1)])], h.stat().st_size]
        for op in (lambda: f.stat("none"), lambda: f.mkdir("../dir"), lambda: f.remove("none")):
            try:
                op()
            except IOError as e:
                r.append(type(e).__name__)
        return r
    finally:
        c.close()
`)
	who := []any{s.Port, s.User, s.Key, s.KnownHosts}
	for _, command := range []string{"echo a; echo b >&2; exit 4", "kill -9 $$", "cat; exit 1", "nosuchcommand 2>/dev/null", "head -c 100000 /dev/zero"} {
		r, err := c.Run(ctx(t), command, nil)
		must(t, err)
		got := []any{r.Stdout, r.Stderr, r.ExitStatus}
		if r.Stdout == nil {
			got[0] = []byte{}
		}
		if r.Stderr == nil {
			got[1] = []byte{}
		}
		if want := call(t, py, "ran", append(who, command, false)...); !original.Same(got, want) {
			t.Errorf("%q: %q, paramiko %q", command, got, want)
		}
	}
	must(t, os.Mkdir(filepath.Join(s.Home, "dir"), 0o755))
	write(t, filepath.Join(s.Home, "dir", "x"), "0123456789")
	must(t, os.Chmod(filepath.Join(s.Home, "dir", "x"), 0o644))
	must(t, os.Symlink("x", filepath.Join(s.Home, "dir", "l")))
	f, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	defer f.Close()
	home, err := f.Normalize(ctx(t), ".")
	must(t, err)
	names, err := f.Listdir(ctx(t), ".")
	must(t, err)
	slices.Sort(names)
	got := []any{nil, home, names}
	must(t, f.Chdir(ctx(t), "dir"))
	inside, err := f.Listdir(ctx(t), "")
	must(t, err)
	x, err := f.Stat(ctx(t), "x")
	must(t, err)
	l, err := f.Lstat(ctx(t), "l")
	must(t, err)
	target, err := f.Readlink(ctx(t), "l")
	must(t, err)
	got = append(got, f.Getcwd(), inside, x.String()[:34], *l.Size, target)
	h, err := f.Open(ctx(t), "x", "rb")
	must(t, err)
	defer h.Close()
	three := make([]byte, 3)
	must(t, second(io.ReadFull(h, three)))
	at, err := h.Tell()
	must(t, err)
	var parts []any
	for p, err := range h.ReadV([]sshx.Span{{Offset: 4, Length: 2}, {Offset: 0, Length: 1}}) {
		must(t, err)
		parts = append(parts, p)
	}
	info, err := h.Stat()
	must(t, err)
	got = append(got, three, at, parts, *info.Size)
	for _, err := range []error{second(f.Stat(ctx(t), "none")), f.Mkdir(ctx(t), "../dir", 0), f.Remove(ctx(t), "none")} {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			got = append(got, "FileNotFoundError")
		case errors.Is(err, sshx.ErrSFTP):
			got = append(got, "OSError")
		}
	}
	if want := call(t, py, "files", who...); !original.Same(got, want) {
		t.Errorf("%q, paramiko %q", got, want)
	}
}
