"""What the differential tests ask of smtplib: one session with a server on loopback."""
import smtplib
import socket


def shown(v):
    if isinstance(v, bytes):
        return v.decode("latin-1")
    if isinstance(v, tuple):
        return [shown(x) for x in v]
    if isinstance(v, dict):
        return {k: shown(x) for k, x in v.items()}
    return v


def failure(e):
    f = {"class": type(e).__name__}
    if isinstance(e, smtplib.SMTPResponseException):
        f["code"], f["reply"] = e.smtp_code, shown(e.smtp_error)
    if isinstance(e, smtplib.SMTPRecipientsRefused):
        f["refused"] = shown(e.recipients)
    return f


def session(port, steps, kind="SMTP"):
    """Does the steps; the answer is a list of what each came to, up to the first that raised."""
    done = []
    try:
        s = getattr(smtplib, kind)("127.0.0.1", port, local_hostname="client.test", timeout=20)
    except Exception as e:
        return [failure(e)]
    try:
        for step in steps:
            done.append(shown(getattr(s, step.method)(*step.args)))
    except Exception as e:
        done.append(failure(e))
    s.close()
    return done


def features(message):
    s = smtplib.SMTP()
    s.putcmd = lambda *a: None
    s.getreply = lambda: (250, message.encode("latin-1"))
    s.ehlo("x")
    return s.esmtp_features


def send_message(port, headers):
    from email.mime.text import MIMEText
    m = MIMEText("body\n")
    for name, value in zip(headers[::2], headers[1::2]):
        m[name] = value
    s = smtplib.SMTP("127.0.0.1", port, local_hostname="client.test", timeout=20)
    refused = shown(s.send_message(m))
    s.quit()
    return refused


def real(port, roots, user, password):
    """The script of TestParityRealServers."""
    import ssl
    done = []

    def say(f, *args):
        try:
            r = f(*args)
            done.append(r[0] if isinstance(r, tuple) else shown(r))
        except Exception as e:
            done.append(failure(e))

    s = smtplib.SMTP("127.0.0.1", port, local_hostname="client.example.org", timeout=20)
    context = ssl.create_default_context(cafile=roots)
    say(s.ehlo)
    say(lambda: s.starttls(context=context))
    say(s.login, user, "wrong")
    say(s.login, user, password)
    say(s.noop)
    say(s.verify, "a@example.org")
    for to in (["a@example.org"], ["a@example.org", "bad@example.org"], ["bad@example.org"]):
        say(s.sendmail, "f@example.org", to, "Subject: x\n\n.\nbody\n")
    say(s.rset)
    say(s.quit)
    return done


def dialogue(kind, host, port, steps, source=None, roots=None, using=False, debug=0, timeout=None):
    """Connects as it is told, does the steps, inside of a with statement where using is; the answer is what came of it and what was printed."""
    import contextlib, io, ssl
    printed = io.StringIO()
    kw = {"local_hostname": "client.test"}
    if timeout:
        kw["timeout"] = timeout
    if source:
        kw["source_address"] = (source, 0)
    if roots:
        kw["context"] = ssl.create_default_context(cafile=roots)
    done = []
    with contextlib.redirect_stderr(printed):
        try:
            if debug:
                s = getattr(smtplib, kind)(**kw)
                s.set_debuglevel(debug)
                s.connect(host, port)
            else:
                s = getattr(smtplib, kind)(host, port, **kw)
        except Exception as e:
            return [["failed", type(e).__name__], printed.getvalue()]
        try:
            if using:
                with s:
                    for step in steps:
                        done.append(shown(getattr(s, step.method)(*step.args)))
                done.append("left")
            else:
                for step in steps:
                    done.append(shown(getattr(s, step.method)(*step.args)))
        except Exception as e:
            done.append(failure(e))
        s.close()
    return [done, printed.getvalue()]


def unconnected(method, args):
    try:
        return shown(getattr(smtplib.SMTP(), method)(*args))
    except Exception as e:
        return failure(e)


def quoted(data):
    return smtplib.quotedata(data)


def quoteaddr(addr):
    return smtplib.quoteaddr(addr)


def email_envelope(port, headers, text):
    """Sends an EmailMessage by send_message; the answer is an exception's class, or what was refused."""
    import email.message
    m = email.message.EmailMessage()
    for name, value in zip(headers[::2], headers[1::2]):
        m[name] = value
    m.set_content(text)
    s = smtplib.SMTP("127.0.0.1", port, local_hostname="client.test", timeout=20)
    try:
        return shown(s.send_message(m))
    except Exception as e:
        return failure(e)
    finally:
        s.close()
