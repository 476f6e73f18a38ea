package curlx

import (
	"crypto/tls"
	"errors"
	"io"
	"strings"
)

// ftpProtocol is FTP, and with tls FTP that begins with TLS.
type ftpProtocol struct {
	port int
	tls  bool
}

func (p ftpProtocol) defaultPort() int { return p.port }

// ftpState is what is known of a control connection, and kept with it.
type ftpState struct {
	entry    string // the directory that the login led to, "" if the server did not tell
	system   string // what SYST answered
	cwd      string // the decoded directory that the last transfer changed to
	kind     byte   // the TYPE that is set: 'A', 'I' or 0
	noEPSV   bool   // EPSV did not work
	noEPRT   bool   // EPRT did not work
	secure   bool   // TLS on the control connection
	private  bool   // TLS on data connections
	sessions *ftpSessions
}

// An ftpRun is one transfer on a control connection.
type ftpRun struct {
	t  *transfer
	c  *conn
	st *ftpState

	path  string   // decoded, without the slash after the host
	dirs  []string // to change to, one after the other
	file  string   // "" for a directory
	where string   // dirs as they are remembered
	ascii bool     // ;type=a, or TRANSFERTEXT
	names bool     // ;type=d, or DIRLISTONLY

	resume  int64 // where to begin; negative counts from the end
	most    int64 // how much to take, -1 for all
	known   int64 // the file's size where a listing told it, else -1
	partial bool  // the transfer ends before the server's data does

	data    *conn // the data connection
	wait    *ftpListener
	dead    bool // the control connection is of no use any more
	after   bool // the transfer is done, what comes is POSTQUOTE
	closing bool // the control connection is closed, with a good-bye
}

// ftpUser is who logs in where nobody was named.
const (
	ftpUser     = "anonymous"
	ftpPassword = "ftp@example.com"
)

func (p ftpProtocol) perform(t *transfer) error {
	if served, err := p.byHTTP(t); served || err != nil {
		return err
	}
	f := &ftpRun{t: t, most: -1, known: -1}
	defer f.closeData(true) // after a callback's panic
	user, password, err := p.login(t)
	if err != nil {
		return err
	}
	for again := false; ; again = true {
		err := f.begin(p, user, password, again)
		if err == nil {
			break
		}
		used := f.c != nil && f.c.used > 0
		if !used || again || !isGone(err) {
			t.failed(err)
		}
		f.hangUp()
		if used && !again && isGone(err) {
			continue // the server closed a connection that had been idle
		}
		return err
	}
	if get(t.o, CONNECT_ONLY) != 0 {
		t.release(f.c, true)
		return nil
	}
	err = f.transfer()
	t.failed(err)
	f.closeData(err != nil)
	var e *Error
	if f.dead || errors.As(err, &e) && !f.after && !ftpHarmless(e.Code) {
		f.hangUp()
		return err
	}
	if f.closing {
		// Whether it is heard does not matter any more.
		if r, err := f.command("QUIT"); err == nil && r.code != ftpGoodbye {
			f.lastWord()
		}
		f.hangUp()
		return err
	}
	t.release(f.c, true)
	return err
}

// isGone reports whether an error is that of a connection closed by the server.
func isGone(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, E_SEND_ERROR) || errors.Is(err, E_RECV_ERROR)
}

// ftpHarmless reports whether the control connection is in order after an error.
func ftpHarmless(code Code) bool {
	switch code {
	case E_BAD_DOWNLOAD_RESUME, E_FTP_WEIRD_PASV_REPLY, E_FTP_PORT_FAILED, E_FTP_ACCEPT_FAILED, E_FTP_ACCEPT_TIMEOUT, E_FTP_COULDNT_SET_TYPE,
		E_FTP_COULDNT_RETR_FILE, E_PARTIAL_FILE, E_UPLOAD_FAILED, E_REMOTE_ACCESS_DENIED, E_FILESIZE_EXCEEDED,
		E_REMOTE_FILE_NOT_FOUND, E_REMOTE_DISK_FULL:
		return true
	}
	return false
}

// byHTTP lets an HTTP proxy fetch the URL, unless a tunnel is asked for.
func (p ftpProtocol) byHTTP(t *transfer) (bool, error) {
	tg := target{scheme: t.url.scheme, host: t.url.host, zone: t.url.zone, port: t.url.port}
	_, main, err := t.proxies(tg)
	if err != nil || main == nil || !main.speaksHTTP() || on(t.o, HTTPPROXYTUNNEL) || p.tls {
		return false, err
	}
	return true, httpProtocol{port: p.port}.perform(t)
}

// login is who logs in.
func (p ftpProtocol) login(t *transfer) (user, password string, err error) {
	h := &t.http
	if err := h.findLogin(t); err != nil {
		return "", "", err
	}
	user, password = h.user.user, h.user.password
	if !h.user.given || user == "" && password == "" {
		return ftpUser, ftpPassword, nil
	}
	for _, s := range []string{user, password} {
		if strings.ContainsAny(s, "\r\n\x00") {
			return "", "", fail(E_URL_MALFORMAT, "").because(errors.New("the login holds a line end or a zero byte"))
		}
	}
	return user, password, nil
}

// begin gets a control connection and logs in.
func (f *ftpRun) begin(p ftpProtocol, user, password string, fresh bool) error {
	t := f.t
	tg := target{scheme: t.url.scheme, host: t.url.host, zone: t.url.zone, port: t.url.port, fresh: fresh}
	if n := get(t.o, PORT); n > 0 && t.url == t.origin {
		tg.port = n
	}
	level := get(t.o, USE_SSL)
	if p.tls {
		level = USESSL_ALL
	}
	// Other users and other TLS settings have connections of their own.
	tg.login = user + "\x00" + password + "\x00" + string(rune('0'+level)) + string(rune('0'+get(t.o, FTP_SSL_CCC))) + get(t.o, FTP_ACCOUNT)
	if level != USESSL_NONE {
		tg.login += "\x00" + t.tlsKey(targetTLS)
	}
	c, err := t.connect(tg)
	if err != nil {
		return err
	}
	f.c = c
	if c.used > 0 {
		f.st, _ = c.state.(*ftpState)
		if f.st == nil {
			return fail(E_RECV_ERROR, "the connection was not made for FTP")
		}
		t.info.entryPath = f.st.entry
		// Whether the connection still stands shows with the first command.
		return f.first()
	}
	f.st = &ftpState{}
	c.state = f.st
	c.bye = func() { ftpQuit(c) }
	t.enter("connecting", t.connectTimeout(), nil)
	defer t.leave()
	if p.tls {
		if err := f.secure(); err != nil {
			return err
		}
	}
	if err := f.greeting(level); err != nil {
		return err
	}
	if err := f.authenticate(user, password); err != nil {
		return err
	}
	if err := f.protect(level); err != nil {
		return err
	}
	if f.st.secure {
		if err := f.clear(get(t.o, FTP_SSL_CCC)); err != nil {
			return err
		}
	}
	if err := f.entryPath(); err != nil {
		return err
	}
	return f.first()
}

// first sends the commands that come before all else.
func (f *ftpRun) first() error {
	f.t.stamp(stampPretransfer)
	return f.quote(get(f.t.o, QUOTE), quoteFailed)
}

// hangUp closes the control connection.
func (f *ftpRun) hangUp() {
	if f.c != nil {
		f.c.bye = nil
		f.t.release(f.c, false)
		f.c = nil
	}
}

// transfer is what follows the login.
func (f *ftpRun) transfer() error {
	t := f.t
	if err := f.readPath(); err != nil {
		return err
	}
	if err := f.readRange(); err != nil {
		return err
	}
	if on(t.o, UPLOAD) && f.file == "" {
		return fail(E_URL_MALFORMAT, "Uploading to a URL without a file name")
	}
	if err := f.changeDir(); err != nil {
		return err
	}
	var err error
	switch {
	case on(t.o, WILDCARDMATCH) && !on(t.o, UPLOAD) && isPattern(f.file):
		err = f.wildcard()
	default:
		err = f.one()
	}
	if err != nil {
		return err
	}
	if post := get(t.o, POSTQUOTE); len(post) > 0 && !f.dead {
		f.after = true
		return f.quote(post, func(command string, _ int) error {
			return fail(E_QUOTE_ERROR, "QUOT string not accepted: %s", command)
		})
	}
	return nil
}

// one transfers one file, or lists one directory.
func (f *ftpRun) one() error {
	t := f.t
	skip, err := f.fileTime()
	if err != nil {
		return err
	}
	switch {
	case skip:
		t.info.conditionUnmet = true
		return nil
	case on(t.o, UPLOAD):
		return f.put()
	case on(t.o, NOBODY):
		return f.inform()
	case f.names || f.file == "":
		return f.list(t.deliverText)
	}
	return f.get()
}

// setType sets the TYPE unless it is set already.
func (f *ftpRun) setType(kind byte) error {
	if f.st.kind == kind {
		return nil
	}
	r, err := f.command("TYPE " + string(kind))
	if err != nil {
		return err
	}
	if r.code/100 != 2 {
		return fail(E_FTP_COULDNT_SET_TYPE, "Couldn't set desired mode")
	}
	f.st.kind = kind
	return nil
}

func (f *ftpRun) wantedType() byte {
	if f.ascii {
		return 'A'
	}
	return 'I'
}

// prequote sends the commands that come right before the transfer of a file.
func (f *ftpRun) prequote() error {
	return f.quote(get(f.t.o, PREQUOTE), quoteFailed)
}

func quoteFailed(_ string, code int) error {
	return fail(E_QUOTE_ERROR, "QUOT command failed with %03d", code)
}

// quote sends the user's commands.
func (f *ftpRun) quote(commands []string, refused func(command string, code int) error) error {
	for _, command := range commands {
		command, mayFail := strings.CutPrefix(command, "*")
		r, err := f.command(command)
		if err != nil {
			return err
		}
		if r.code >= 400 && !mayFail {
			return refused(command, r.code)
		}
		f.st.cwd = ftpLost(command, f.st.cwd)
	}
	return nil
}

// ftpLost forgets the directory when a command of the user's may have changed it.
func ftpLost(command, cwd string) string {
	word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(command)), " ")
	switch word {
	case "CWD", "XCWD", "CDUP", "XCUP", "REIN":
		return "\x00"
	}
	return cwd
}

// secure sets TLS up on the control connection.
func (f *ftpRun) secure() error {
	t, c := f.t, f.c
	cfg, seen, err := t.tlsConfig(t.url.host, targetTLS, nil)
	if err != nil {
		return err
	}
	f.st.sessions = &ftpSessions{base: cfg.ClientSessionCache}
	if cfg.ClientSessionCache != nil {
		cfg.ClientSessionCache = f.st.sessions
	}
	tc, err := t.handshake(c, cfg)
	t.info.verifyResult = seen.result
	if err != nil {
		return err
	}
	state := tc.ConnectionState()
	c.Conn, c.tls, c.verified = tc, &state, seen
	c.br.Reset(tc)
	t.info.certinfo = seen.certinfo
	f.st.secure = true
	t.stamp(stampAppconnect)
	t.textf("SSL connection using %s / %s", tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite))
	return nil
}
