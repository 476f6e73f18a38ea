package curlx

import (
	"errors"
	"strings"
)

// greeting reads the server's first words, and sets TLS up where it is asked for.
func (f *ftpRun) greeting(level int) error {
	r, err := f.reply()
	if err != nil {
		return err
	}
	if r.code != 220 && r.code != 230 {
		return fail(E_FTP_WEIRD_SERVER_REPLY, "Got a %03d ftp-server response when 220 was expected", r.code)
	}
	if level == USESSL_NONE || f.st.secure || r.code == 230 && level == USESSL_TRY {
		return nil
	}
	words := []string{"SSL", "TLS"}
	if get(f.t.o, FTPSSLAUTH) == FTPAUTH_TLS {
		words = []string{"TLS", "SSL"}
	}
	for _, word := range words {
		r, err := f.command("AUTH " + word)
		if err != nil {
			return err
		}
		if r.code == 234 || r.code == 334 {
			if f.c.br.Buffered() > 0 {
				// What came before TLS could be anybody's.
				return fail(E_FTP_WEIRD_SERVER_REPLY, "").because(errEarlyData)
			}
			return f.secure()
		}
	}
	if level > USESSL_TRY {
		return fail(E_USE_SSL_FAILED, "")
	}
	return nil
}

// authenticate logs in.
func (f *ftpRun) authenticate(user, password string) error {
	t := f.t
	if t.info.responseCode == 230 && !f.st.secure {
		return nil // the server asked for no login
	}
	r, err := f.command("USER " + user)
	if err == nil {
		err = f.password(r, password)
	}
	if other := get(t.o, FTP_ALTERNATIVE_TO_USER); other != "" && errors.Is(err, E_LOGIN_DENIED) {
		if r, err = f.command(other); err == nil {
			err = f.password(r, password)
		}
	}
	return err
}

// password goes on after the answer to USER, with password and account.
func (f *ftpRun) password(r ftpReply, password string) (err error) {
	if r.code == 331 {
		if r, err = f.command("PASS " + password); err != nil {
			return err
		}
	}
	if r.code == 332 {
		account := get(f.t.o, FTP_ACCOUNT)
		if account == "" {
			return fail(E_LOGIN_DENIED, "ACCT requested but none available")
		}
		if r, err = f.command("ACCT " + account); err != nil {
			return err
		}
		if r.code != 230 {
			return fail(E_FTP_WEIRD_PASS_REPLY, "ACCT rejected by server: %03d", r.code)
		}
	}
	if r.code/100 != 2 {
		return fail(E_LOGIN_DENIED, "Access denied: %03d", r.code)
	}
	return nil
}

// protect asks for TLS on data connections.
func (f *ftpRun) protect(level int) error {
	if !f.st.secure {
		return nil
	}
	// What the answer is does not matter: RFC 4217 wants the command.
	if _, err := f.command("PBSZ 0"); err != nil {
		return err
	}
	word := "P"
	if level == USESSL_CONTROL {
		word = "C"
	}
	r, err := f.command("PROT " + word)
	if err != nil {
		return err
	}
	if r.code/100 == 2 {
		f.st.private = word == "P"
	} else if level > USESSL_CONTROL {
		return fail(E_USE_SSL_FAILED, "")
	}
	return nil
}

// entryPath asks where the login led to.
func (f *ftpRun) entryPath() error {
	r, err := f.command("PWD")
	if err != nil {
		return err
	}
	if dir, ok := quotedDir(r); ok {
		if strings.ContainsFunc(dir, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return fail(E_FTP_WEIRD_SERVER_REPLY, "").because(errors.New("the directory that the server names holds control characters"))
		}
		if !strings.HasPrefix(dir, "/") && f.st.system == "" {
			again, err := f.askSystem()
			if err != nil {
				return err
			}
			if again {
				return f.entryPath()
			}
		}
		f.st.entry = dir
	}
	f.t.info.entryPath = f.st.entry
	return nil
}

// quotedDir is the directory in an answer to PWD, where a quote is doubled.
func quotedDir(r ftpReply) (string, bool) {
	if r.code != 257 {
		return "", false
	}
	_, rest, ok := strings.Cut(r.text, `"`)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		if rest[i] == '"' {
			if i+1 == len(rest) || rest[i+1] != '"' {
				return b.String(), true
			}
			i++
		}
		b.WriteByte(rest[i])
	}
	return "", false
}

// askSystem asks for the kind of system, where directories have no slash. OS/400 is
// told to show them otherwise, and asked again.
func (f *ftpRun) askSystem() (again bool, err error) {
	r, err := f.command("SYST")
	if err != nil {
		return false, err
	}
	f.st.system = "unknown"
	if r.code == 215 {
		if fields := strings.Fields(r.text[4:]); len(fields) > 0 {
			f.st.system = fields[0]
		}
	}
	if f.st.system != "OS/400" {
		return false, nil
	}
	r, err = f.command("SITE NAMEFMT 1")
	return err == nil && r.code == 250, err
}
