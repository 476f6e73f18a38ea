# What a client of paramiko finds, for the tests that hold this package against it.
import io, os, socket, stat, tempfile, warnings
import paramiko
from paramiko import *


def client(who, **kw):
    c = SSHClient()
    c.load_system_host_keys(who["known"])
    args = dict(port=who["port"], username=who["user"], allow_agent=False, look_for_keys=False)
    if "password" not in kw and "pkey" not in kw and "none" not in kw:
        args["key_filename"] = who["key"]
    kw.pop("none", None)
    args.update(kw)
    try:
        c.connect("127.0.0.1", **args)
    except BaseException:
        c.close()
        raise
    return c


def kind(e):
    "The class of an error, and its number where it has one."
    if isinstance(e, FileNotFoundError):
        return "missing"
    if isinstance(e, PermissionError):
        return "forbidden"
    if isinstance(e, (IOError, SFTPError)):
        return "failed"
    return type(e).__name__


def fact(a):
    "What both sides tell about a file."
    return [stat.S_IFMT(a.st_mode) if a.st_mode is not None else None, a.st_size if stat.S_ISREG(a.st_mode or 0) else None, stat.S_IMODE(a.st_mode)]


def file_ops(f, name, mode, steps):
    out = []
    h = f.open(name, mode)
    try:
        for step in steps:
            op, args = step[0], step[1:]
            try:
                if op == "write":
                    h.write(args[0])
                    v = None
                elif op == "read":
                    v = h.read(args[0])
                elif op == "rest":
                    h.prefetch()
                    v = h.read()
                elif op == "seek":
                    h.seek(*args)
                    v = h.tell()
                elif op == "tell":
                    v = h.tell()
                elif op == "lines":
                    v = [line.encode() if isinstance(line, str) else line for line in h.readlines()]
                elif op == "readv":
                    v = [bytes(p) for p in h.readv([tuple(p) for p in args[0]])]
                elif op == "truncate":
                    v = h.truncate(args[0])
                elif op == "chmod":
                    v = h.chmod(args[0])
                elif op == "chown":
                    v = h.chown(args[0], args[1])
                elif op == "utime":
                    h.utime((args[0], args[1]))
                    v = h.stat().st_mtime
                elif op == "stat":
                    h.flush()
                    v = fact(h.stat())
                elif op == "pipelined":
                    v = h.set_pipelined(True)
                else:
                    raise ValueError(op)
                out.append(v)
            except IOError as e:
                out.append(kind(e))
    finally:
        h.close()
    return out


def sftp_op(f, op, args):
    if op in ("listdir", "iter"):
        if op == "iter":
            return sorted(a.filename for a in f.listdir_iter(*args))
        return sorted(f.listdir(*args))
    if op in ("stat", "lstat"):
        return fact(getattr(f, op)(*args))
    if op == "utime":
        f.utime(args[0], (args[1], args[2]) if len(args) > 1 else None)
        return f.stat(args[0]).st_mtime if len(args) > 1 else None
    if op == "put":
        steps = []
        a = f.putfo(io.BytesIO(args[1]), args[0], file_size=len(args[1]), callback=lambda n, all: steps.append([n, all]), confirm=True)
        return [a.st_size, steps]
    if op == "get":
        out, steps = io.BytesIO(), []
        n = f.getfo(args[0], out, callback=lambda n, all: steps.append([n, all]))
        return [n, out.getvalue(), steps]
    if op == "putget":
        with tempfile.TemporaryDirectory() as d:
            with open(d + "/a", "wb") as h:
                h.write(args[1])
            size = f.put(d + "/a", args[0]).st_size
            f.get(args[0], d + "/b")
            with open(d + "/b", "rb") as h:
                return [size, h.read()]
    if op == "chdir":
        return f.chdir(args[0] or None)
    if op == "getcwd":
        return (f.getcwd() or "").rpartition("/")[2]
    if op == "normalize":
        return f.normalize(args[0]).rpartition("/")[2]
    if op == "file":
        return file_ops(f, *args)
    return getattr(f, op)(*args)


sessions = {}


def sftp_ops(who, folder, ops):
    "Does one thing after the other in a folder, over one connection for all calls."
    # One SFTP session too: of a channel that is closed paramiko may send a last packet,
    # for which sshd ends the connection.
    c = sessions.get(who["port"])
    if c is None:
        c = sessions[who["port"]] = client(who)
        c.files = c.open_sftp()
    f = c.files
    f.chdir(folder)
    out = []
    for op in ops:
        try:
            out.append(sftp_op(f, op[0], op[1:]))
        except (IOError, SFTPError) as e:
            out.append(kind(e))
    return out


def end_sessions():
    while sessions:
        sessions.popitem()[1].close()


def channel_facts(who):
    c = client(who)
    try:
        ch = c.get_transport().open_session()
        out = [ch.gettimeout(), ch.exit_status_ready(), ch.closed]
        ch.settimeout(0.05)
        out.append(ch.gettimeout())
        ch.get_pty("dumb", 100, 30)
        ch.set_environment_variable("FOO_A", "x")
        ch.update_environment({"FOO_B": "y"})
        ch.exec_command("stty size; echo $TERM $FOO_A $FOO_B; read x; echo got $x; stty size")
        got = b""
        while b"y\r\n" not in got:
            try:
                got += ch.recv(1000)
            except socket.timeout:
                pass
        try:
            ch.recv(1)
        except socket.timeout as e:
            out.append("timeout")
        ch.resize_pty(111, 33)
        out.append(ch.send_ready())
        ch.sendall(b"word\n")
        ch.settimeout(None)
        while True:
            more = ch.recv(1000)
            if not more:
                break
            got += more
        out += [got, ch.recv_exit_status(), ch.exit_status_ready()]
        ch.close()
        out += [ch.closed, ch.recv(10)]
        try:
            ch.send(b"x")
        except socket.error as e:
            out.append("closed")
        # Two streams, joined before and after something came.
        i, o, e = c.exec_command("echo a >&2; cat; exit 3")
        out.append(e.readline())
        out.append(o.channel.set_combine_stderr(True))
        i.write(b"b\n")
        i.channel.shutdown_write()
        out += [o.readlines(), o.channel.recv_exit_status()]
        ch = c.invoke_shell()
        ch.sendall("exit 5\n")
        while ch.recv(1000):
            pass
        out.append(ch.recv_exit_status())
        ch = c.get_transport().open_session()
        try:
            ch.invoke_subsystem("none")
        except SSHException as e:
            out.append("refused")
        ch.close()
        try:
            c.get_transport().open_channel("odd@example")
        except ChannelException as e:
            out.append("refused")
        return out
    finally:
        c.close()


def transport_facts(who):
    c = client(who)
    try:
        t = c.get_transport()
        out = [t.is_active(), t.is_authenticated(), t.get_username(), t.get_banner(), t.getpeername()[1], t.remote_version]
        key = t.get_remote_server_key()
        out += [key.get_name(), key.get_base64()]
        t.set_keepalive(60)
        t.send_ignore()
        t.renegotiate_keys()
        out.append(t.global_request("odd@example", None, True) is not None)
        port = t.request_port_forward("127.0.0.1", 0)
        s = socket.create_connection(("127.0.0.1", port))
        ch = t.accept(10)
        s.sendall(b"in")
        out.append(ch.recv(2))
        ch.sendall(b"out")
        out.append(s.recv(3))
        s.close()
        ch.close()
        t.cancel_port_forward("127.0.0.1", port)
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            out.append("listens on")
        except OSError:
            out.append("gone")
        ch = t.open_channel("direct-tcpip", ("127.0.0.1", who["port"]), ("127.0.0.1", 1))
        out.append(ch.recv(8))
        ch.close()
        try:
            t.open_channel("direct-tcpip", ("127.0.0.1", port), ("127.0.0.1", 1))
        except ChannelException as e:
            out.append(e.code)
        t.close()
        out.append(t.is_active())
        return out
    finally:
        c.close()


def bare_logins(who, password, wrong):
    "Logins of a Transport without a client."
    out = []
    for login in (
        lambda t: t.auth_password(who["user"], password),
        lambda t: t.auth_password(who["user"], wrong),
        lambda t: t.auth_publickey(who["user"], Ed25519Key.from_private_key_file(who["key"])),
        lambda t: t.auth_none(who["user"]),
        lambda t: t.auth_interactive(who["user"], lambda title, instructions, fields: [password for f in fields]),
    ):
        t = Transport(("127.0.0.1", who["port"]))
        try:
            t.start_client(timeout=20)
            try:
                out.append(login(t))
            except BadAuthenticationType as e:
                out.append([type(e).__name__, sorted(e.allowed_types)])
            except SSHException as e:
                out.append(type(e).__name__)
        finally:
            t.close()
    t = Transport(("127.0.0.1", who["port"]))
    try:
        line = open(who["known"]).read().split()
        t.connect(hostkey=Ed25519Key(data=__import__("base64").b64decode(line[2])), username=who["user"], password=password)
        out.append(t.is_authenticated())
    finally:
        t.close()
    return out


def connect_class(who, kw):
    "The class of the error of a connection, or what it is like."
    kw = dict(kw)
    policy = kw.pop("policy", None)
    if kw.pop("unknown", False):
        who = dict(who, known=os.devnull)
    if "pkey" in kw:
        kw["pkey"] = Ed25519Key.from_private_key_file(kw["pkey"])
    if "sock" in kw:
        kw["sock"] = ProxyCommand(kw["sock"])
    c = SSHClient()
    c.load_system_host_keys(who["known"])
    if policy:
        c.set_missing_host_key_policy({"add": AutoAddPolicy, "warn": WarningPolicy, "reject": RejectPolicy}[policy])
    args = dict(port=who["port"], username=who["user"], allow_agent=False, look_for_keys=False, banner_timeout=5)
    args.update(kw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            c.connect("127.0.0.1", **args)
        return ["in", len(c.get_host_keys())]
    except BaseException as e:
        str(e), repr(e)
        return [type(e).__name__]
    finally:
        c.close()
        if "sock" in kw:
            kw["sock"].close()


def over_a_jump(who, command):
    c = client(who)
    try:
        sock = c.get_transport().open_channel("direct-tcpip", ("127.0.0.1", who["port"]), ("", 0))
        d = client(who, sock=sock)
        try:
            i, o, e = d.exec_command(command)
            return [o.read(), o.channel.recv_exit_status()]
        finally:
            d.close()
    finally:
        c.close()


def agent_facts(data):
    a = Agent()
    out = []
    for k in a.get_keys():
        sig = k.sign_ssh_data(data)
        out.append([k.get_name(), k.get_fingerprint(), k.asbytes(), len(sig) > 20])
    a.close()
    return out


def agent_forwarded(who, command):
    c = client(who)
    try:
        ch = c.get_transport().open_session()
        from paramiko.agent import AgentRequestHandler
        h = AgentRequestHandler(ch)
        ch.exec_command(command)
        f = ch.makefile("rb")
        out = f.read()
        h.close()
        return out
    finally:
        c.close()
