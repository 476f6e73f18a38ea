# A server of paramiko, for the tests of the client: what it heard is in its log.
import os, socket, threading, time
import paramiko
from paramiko import *
from paramiko.agent import AgentServerProxy
from paramiko.common import (
    AUTH_FAILED, AUTH_PARTIALLY_SUCCESSFUL, AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED, OPEN_SUCCEEDED,
)
from paramiko.server import InteractiveQuery, SubsystemHandler
from paramiko.sftp import SFTP_FAILURE, SFTP_NO_SUCH_FILE, SFTP_OK


class Handle(SFTPHandle):
    def stat(self):
        return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    def chattr(self, attr):
        SFTPServer.set_file_attr(self.filename, attr)
        return SFTP_OK


class Files(SFTPServerInterface):
    def __init__(self, server, root="", odd="", *a, **kw):
        self.root, self.odd, self.site = root, odd, server
        super().__init__(server)

    def at(self, path):
        return self.root + self.canonicalize(path)

    def told(self, do):
        try:
            do()
            return SFTP_OK
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)

    def session_started(self):
        self.site.log.append("sftp begins")

    def session_ended(self):
        self.site.log.append("sftp ends")

    def open(self, path, flags, attr):
        name = self.at(path)
        try:
            flags |= getattr(os, "O_BINARY", 0)
            fd = os.open(name, flags, attr.st_mode if attr.st_mode else 0o666)
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)
        mode = "rb"
        if flags & os.O_WRONLY:
            mode = "ab" if flags & os.O_APPEND else "wb"
        elif flags & os.O_RDWR:
            mode = "a+b" if flags & os.O_APPEND else "r+b"
        h = Handle(flags)
        h.filename = name
        f = os.fdopen(fd, mode)
        h.readfile = h.writefile = f
        return h

    def list_folder(self, path):
        try:
            out = []
            for name in sorted(os.listdir(self.at(path))):
                a = SFTPAttributes.from_stat(os.lstat(self.at(path) + "/" + name))
                a.filename = name
                out.append(a)
            return out
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)

    def stat(self, path):
        if self.odd == "no stat":
            return SFTP_NO_SUCH_FILE
        if self.odd == "no size":
            return SFTPAttributes()
        try:
            return SFTPAttributes.from_stat(os.stat(self.at(path)))
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)

    def lstat(self, path):
        try:
            return SFTPAttributes.from_stat(os.lstat(self.at(path)))
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)

    def remove(self, path):
        return self.told(lambda: os.remove(self.at(path)))

    def rename(self, old, new):
        if os.path.lexists(self.at(new)):
            return SFTP_FAILURE
        return self.told(lambda: os.rename(self.at(old), self.at(new)))

    def posix_rename(self, old, new):
        return self.told(lambda: os.rename(self.at(old), self.at(new)))

    def mkdir(self, path, attr):
        return self.told(lambda: os.mkdir(self.at(path), attr.st_mode or 0o777))

    def rmdir(self, path):
        return self.told(lambda: os.rmdir(self.at(path)))

    def chattr(self, path, attr):
        return self.told(lambda: SFTPServer.set_file_attr(self.at(path), attr))

    def symlink(self, target, path):
        return self.told(lambda: os.symlink(target, self.at(path)))

    def readlink(self, path):
        try:
            return os.readlink(self.at(path))
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)


class Shout(SubsystemHandler):
    def start_subsystem(self, name, transport, channel):
        channel.sendall(channel.recv(100).upper())
        channel.send_exit_status(3)
        channel.shutdown(2)


class Site(ServerInterface):
    def __init__(self, options):
        self.o, self.log, self.transport = options, [], None
        self.passed = []
        self.work = {}
        self.listeners = {}

    def through(self, method):
        self.passed.append(method)
        wanted = self.o.get("wants", [])
        return AUTH_PARTIALLY_SUCCESSFUL if set(wanted) - set(self.passed) else AUTH_SUCCESSFUL

    def get_allowed_auths(self, user):
        left = [w for w in self.o.get("wants", []) if w not in self.passed]
        return ",".join(left or self.o.get("allowed", ["publickey", "password"]))

    def check_auth_none(self, user):
        return AUTH_SUCCESSFUL if self.o.get("none") else AUTH_FAILED

    def check_auth_password(self, user, password):
        self.log.append("password of " + user)
        return self.through("password") if password == self.o.get("password") else AUTH_FAILED

    def check_auth_publickey(self, user, key):
        self.log.append("key " + key.get_name())
        return self.through("publickey") if key.get_base64() in self.o.get("keys", []) else AUTH_FAILED

    def check_auth_interactive(self, user, submethods):
        self.rounds = list(self.o.get("questions", []))
        return self.ask() if self.rounds else AUTH_FAILED

    def ask(self):
        q = InteractiveQuery("login", "please")
        for prompt, echo in self.rounds[0]["ask"]:
            q.add_prompt(prompt, echo)
        return q

    def check_auth_interactive_response(self, responses):
        if list(responses) != self.rounds[0]["want"]:
            return AUTH_FAILED
        self.rounds = self.rounds[1:]
        return self.ask() if self.rounds else self.through("keyboard-interactive")

    def check_channel_request(self, kind, chanid):
        return OPEN_SUCCEEDED if kind == "session" else paramiko.common.OPEN_FAILED_UNKNOWN_CHANNEL_TYPE

    def check_channel_env_request(self, channel, name, value):
        self.log.append("env %s=%s" % (name.decode(), value.decode()))
        return name.startswith(b"FOO")

    def check_channel_pty_request(self, channel, term, w, h, pw, ph, modes):
        self.log.append("pty %s %dx%d" % (term.decode(), w, h))
        return True

    def check_channel_window_change_request(self, channel, w, h, pw, ph):
        self.log.append("size %dx%d" % (w, h))
        return True

    def check_channel_forward_agent_request(self, channel):
        self.log.append("agent")
        return True

    def check_channel_shell_request(self, channel):
        self.transport.pending = self.shell, (channel,)
        return True

    def check_channel_exec_request(self, channel, command):
        self.transport.pending = self.run, (channel, command.decode("utf8", "surrogateescape"))
        return True

    def check_channel_direct_tcpip_request(self, chanid, origin, destination):
        self.log.append("direct %s:%d" % tuple(destination))
        if destination[0] != "here":
            return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        self.work[chanid] = "echo"
        return OPEN_SUCCEEDED

    def check_global_request(self, kind, msg):
        self.log.append("global " + kind)
        return kind == "hello@example"

    def check_port_forward_request(self, address, port):
        self.log.append("listen %s" % address)
        if address == "no":
            return False
        s = socket.socket()
        s.bind(("127.0.0.1", port))
        s.listen(5)
        port = s.getsockname()[1]
        self.listeners[port] = s
        threading.Thread(target=self.forward, args=(s, port), daemon=True).start()
        return port

    def cancel_port_forward_request(self, address, port):
        self.log.append("listen no more")
        s = self.listeners.pop(port, None)
        if s:
            s.close()

    def forward(self, s, port):
        while True:
            try:
                conn, peer = s.accept()
            except OSError:
                return
            ch = self.transport.open_forwarded_tcpip_channel(peer, ("127.0.0.1", port))
            ch.sendall(conn.recv(100))
            conn.sendall(ch.recv(100))
            ch.close()
            conn.close()

    def shell(self, ch):
        f = ch.makefile("rU")
        ch.sendall("$ ")
        for line in f:
            if line.strip() == "exit":
                break
            ch.sendall("you say " + line)
        ch.send_exit_status(4)
        ch.close()

    def run(self, ch, command):
        word, _, rest = command.partition(" ")
        status = 0
        if word == "echo":
            ch.sendall(rest.encode("utf8", "surrogateescape"))
            ch.sendall_stderr(b"to stderr")
        elif word == "cat":
            while True:
                data = ch.recv(4096)
                if not data:
                    break
                ch.sendall(data)
        elif word == "big":
            ch.sendall(bytes(int(rest)))
            ch.sendall_stderr(bytes(int(rest)))
        elif word == "exit":
            status = int(rest)
        elif word == "agent":
            proxy = AgentServerProxy(self.transport)
            ch.sendall(" ".join(proxy.get_env()))
            try:
                ask = paramiko.agent.AgentSSH()
                s = socket.socket(socket.AF_UNIX)
                while s.connect_ex(proxy.get_env()["SSH_AUTH_SOCK"]):
                    time.sleep(0.01)  # its thread has yet to listen
                ask._connect(s)
                for k in ask.get_keys():
                    sig = k.sign_ssh_data(b"text")
                    ch.sendall(" %s %d" % (k.get_name(), len(sig) > 20))
                s.close()
            finally:
                proxy.close()
        elif word == "silence":
            ch.sendall(b".")
            ch.close()
            return
        ch.send_exit_status(status)
        ch.shutdown_write()
        ch.close()


class Line(Transport):
    "Lets what a request started begin once the client has been told so, not before."

    def _send_user_message(self, data):
        super()._send_user_message(data)
        if data.asbytes()[:1] == bytes([99]) and self.pending:
            threading.Thread(target=self.pending[0], args=self.pending[1], daemon=True).start()
            self.pending = None


class Station:
    "One listening server."

    def __init__(self, options):
        self.o, self.sites, self.transports = options, [], []
        self.keys = [k.from_private_key_file(p) for p in options["host keys"] for k in (kind_of(p),)]
        self.s = socket.socket()
        self.s.bind(("127.0.0.1", 0))
        self.s.listen(20)
        self.port = self.s.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                conn, _ = self.s.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(conn,), daemon=True).start()

    def talk(self, conn):
        t = Line(conn, disabled_algorithms=self.o.get("disabled"), server_sig_algs=not self.o.get("no signature algorithms"))
        t.pending = None
        self.transports.append(t)
        for key in self.keys:
            t.add_server_key(key)
        if self.o.get("banner"):
            t.banner = self.o["banner"]
        for what in ("ciphers", "kex", "digests"):
            if self.o.get(what):
                setattr(t.get_security_options(), what, tuple(self.o[what]))
        t.set_subsystem_handler("sftp", SFTPServer, Files, root=self.o.get("root", "/"), odd=self.o.get("odd", ""))
        t.set_subsystem_handler("shout", Shout)
        site = Site(self.o)
        site.transport = t
        if self.o.get("banner"):
            site.get_banner = lambda: (self.o["banner"], "en")
        self.sites.append(site)
        try:
            t.start_server(server=site)
        except Exception as e:
            site.log.append(type(e).__name__)
            return
        while t.is_active():
            ch = t.accept(0.2)
            if ch is not None and site.work.pop(ch.get_id(), None):
                ch.sendall(b"echo " + ch.recv(100))
                ch.close()
        if t.get_exception():
            site.log.append(repr(t.get_exception()))

    def close(self):
        self.s.close()
        for t in self.transports:
            t.close()


stations = globals().get("stations", {})  # the file may be read twice


def kind_of(path):
    "The class of a private key's file."
    for cls in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            cls.from_private_key_file(path)
            return cls
        except Exception:
            pass
    raise SSHException("no key in " + path)


def open_station(options):
    s = Station(options)
    stations[s.port] = s
    return s.port


def heard(port):
    return [line for site in stations[port].sites for line in site.log]


def close_station(port):
    stations.pop(port).close()
