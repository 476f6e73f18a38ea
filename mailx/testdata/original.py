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
