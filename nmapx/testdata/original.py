"""What the parity tests ask of python-nmap."""
import json
import shlex

import nmap

scanner = None


def nm():
    global scanner
    if scanner is None:
        scanner = nmap.PortScanner()
    return scanner


def attempt(f):
    """A value, or class and text of the exception."""
    try:
        return f()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def text(v):
    """None, of which strings in Go have no other form than empty."""
    return "" if v is None else v


def facts(s):
    """Everything that a scanner answers after a scan, but the dictionary."""
    names = s.all_hosts()
    out = {"all_hosts": [text(h) for h in names], "csv": s.csv(), "command_line": text(s.command_line()), "scanstats": s.scanstats(),
           "has_host": [s.has_host(h) for h in names + ["nobody"]], "hosts": [],
           "missing": attempt(lambda: s["nobody"])}
    for name in names:
        h = s[name]
        one = {"hostname": h.hostname() or "", "hostnames": len(h.hostnames()), "state": attempt(lambda: text(h.state())),
               "uptime": attempt(h.uptime), "protocols": h.all_protocols()}
        for p in ("tcp", "udp", "ip", "sctp"):
            ports = getattr(h, "all_" + p)()
            probes = ports + [0, 80, 70000]
            one[p] = [ports, [getattr(h, "has_" + p)(n) for n in probes], [attempt(lambda: getattr(h, p)(n)) for n in probes]]
        out["hosts"].append(one)
    return out


def analyse(q):
    s = nm()
    result = s.analyse_nmap_xml_scan(q.xml, q.complaint, q.errors or "", q.warnings or "")
    return json.dumps([result, facts(s), s.scaninfo()])


def before():
    s = nmap.PortScanner()
    return [s.all_hosts()] + [attempt(f) for f in (s.command_line, s.scaninfo, s.scanstats, s.csv, lambda: s.has_host("x"), lambda: s["x"])]


def scan(path, hosts, ports, arguments):
    s = nmap.PortScanner(nmap_search_path=(path,))
    result = attempt(lambda: s.scan(hosts=hosts, ports=ports, arguments=arguments))
    return json.dumps([result, s.get_nmap_last_output()])


def listscan(hosts):
    return nm().listscan(hosts)


def found(path):
    s = nmap.PortScanner(nmap_search_path=path)
    return [s.nmap_version(), s.get_nmap_last_output()]


def convert(text, code):
    def plain(v):
        if isinstance(v, bytes):
            return {"bytes": v.decode("latin-1")}
        if isinstance(v, dict):
            return {str(k): plain(x) for k, x in v.items()}
        return [plain(x) for x in v] if isinstance(v, list) else v
    return json.dumps(plain(nmap.convert_nmap_output_to_encoding(json.loads(text), code)))


def each_async(hosts, arguments, path):
    """PortScannerAsync calls back in another process, so that a file has to carry what it says."""
    def callback(host, result):
        with open(path, "a") as f:
            f.write(json.dumps([host, result]) + "\n")
    a = nmap.PortScannerAsync()
    before = [a.still_scanning()]
    a.scan(hosts=hosts, arguments=arguments, callback=callback)
    before.append(a.still_scanning())
    a.wait()
    a.wait(1)
    before.append(a.still_scanning())
    a.stop()
    with open(path) as f:
        return [before, f.read()]


def each_yield(hosts, arguments):
    y = nmap.PortScannerYield()
    y.stop()
    y.wait()
    y.still_scanning()
    return json.dumps(list(y.scan(hosts=hosts, arguments=arguments)))


def stopped(hosts, arguments):
    a = nmap.PortScannerAsync()
    a.scan(hosts=hosts, arguments=arguments, callback=None)
    running = a.still_scanning()
    a.stop()
    return [running, a.still_scanning()]


def words(text):
    return shlex.split(text)


def exception(value):
    e = nmap.PortScannerError(value)
    return [str(e), repr(e)]
