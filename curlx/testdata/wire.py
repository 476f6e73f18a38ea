"""Transfers of pycurl against a server that answers by a script."""
import io
import re
import socket
import threading

import pycurl


class Server:
    """Answers each request with the next reply; a reply that ends with \\x04 ends its connection."""

    def __init__(self, replies):
        self.replies = list(replies)
        self.wire = []
        self.lock = threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.conns = []
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        while True:
            try:
                conn, _ = self.socket.accept()
            except OSError:
                return
            if self.socket.fileno() < 0:
                conn.close()
                return
            self.conns.append(conn)
            thread = threading.Thread(target=self.serve, args=(conn,))
            self.threads.append(thread)
            thread.start()

    def serve(self, conn):
        try:
            with conn, conn.makefile("rb") as f:
                while self.one(conn, f):
                    pass
        except OSError:
            pass

    def one(self, conn, f):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = f.readline()
            if not line:
                return False
            head += line
        with self.lock:
            reply = self.replies.pop(0) if self.replies else b"\x04"
        early = reply.startswith(b"\x05")  # answers without waiting for the body
        reply = reply.lstrip(b"\x05")
        body = b""
        if not early:
            if re.search(rb"(?im)^expect: *100-continue", head):
                conn.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            size = re.search(rb"(?im)^content-length: *(\d+)", head)
            if re.search(rb"(?im)^transfer-encoding: *chunked", head):
                while True:
                    line = f.readline()
                    body += line
                    n = int(line, 16)
                    body += f.read(n + 2)
                    if n == 0:
                        break
            elif size and not head.startswith(b"HEAD"):
                body = f.read(int(size.group(1)))
        with self.lock:
            self.wire.append(head + body)
        close = reply.endswith(b"\x04")
        conn.sendall(reply.rstrip(b"\x04").replace(b"PORT", str(self.port).encode()))
        return not close

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for conn in self.conns:
            try:
                conn.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join()


INFOS = ["HTTP_CODE", "HEADER_SIZE", "REQUEST_SIZE", "SIZE_DOWNLOAD", "SIZE_UPLOAD", "CONTENT_LENGTH_DOWNLOAD",
         "CONTENT_LENGTH_UPLOAD", "REDIRECT_COUNT", "REDIRECT_URL", "EFFECTIVE_URL", "CONTENT_TYPE", "NUM_CONNECTS", "HTTP_CONNECTCODE",
         "HTTPAUTH_AVAIL", "PROXYAUTH_AVAIL", "CONDITION_UNMET", "INFO_FILETIME", "PRIMARY_IP", "INFO_HTTP_VERSION", "OS_ERRNO"]


def mask(value, port):
    if isinstance(value, bytes):
        value = value.replace(str(port).encode(), b"PORT")
        value = re.sub(rb'cnonce="[^"]*"', b'cnonce="X"', value)
        return re.sub(rb'response="[^"]*"', b'response="X"', value)
    if isinstance(value, str):
        value = value.replace(str(port), "PORT")
        return re.sub(r"\d+ m(illi)?s", "N ms", value)
    return value


def run(rounds, replies):
    """Makes a transfer a round on one handle: [name, value] settings, kept from one round to the next.
    Returns what each came to, and what the server got."""
    server = Server(replies)
    c = pycurl.Curl()
    out = []
    try:
        c.setopt(c.USERAGENT, "x")
        c.setopt(c.TIMEOUT, 20)
        for settings in rounds:
            out.append(one(c, server, settings))
        return [line for lines in out for line in lines] + ["wire " + repr(mask(w, server.port)) for w in server.wire]
    finally:
        c.close()
        server.stop()


def one(c, server, settings):
    body = io.BytesIO()
    lines = []
    code, message = 0, ""
    try:
        c.setopt(c.WRITEFUNCTION, lambda b: body.write(b) and None)
        c.setopt(c.HEADERFUNCTION, lambda b: lines.append(bytes(b)))
        for name, value in settings:
            option = getattr(pycurl, name)
            if isinstance(value, str):
                value = value.replace("PORT", str(server.port))
            if isinstance(value, (list, tuple)):
                value = [v.replace("PORT", str(server.port)) for v in value]
            if name == "READDATA":
                value = io.BytesIO(value.encode() if isinstance(value, str) else value)
            if name == "READTEXT":
                raise ValueError(name)
            c.setopt(option, value)
        c.perform()
    except pycurl.error as e:
        code, message = e.args
    out = ["code %d %s" % (code, mask(message, server.port)), "body " + repr(mask(body.getvalue(), server.port))]
    out += ["line " + repr(mask(l, server.port)) for l in lines]
    for name in INFOS:
        out.append("%s %s" % (name, mask(c.getinfo(getattr(pycurl, name)), server.port)))
    return out


def brief(rounds, replies):
    """What run comes to, in short: code and body a round, and what the server got."""
    lines = run(rounds, replies)
    codes = [" ".join(line.split(" ")[:2]) for line in lines if line.startswith("code ")]
    return codes + [line for line in lines if line.startswith(("body ", "wire "))]
