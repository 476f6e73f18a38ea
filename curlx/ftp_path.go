package curlx

import (
	"errors"
	"strings"
	"time"
)

// errEarlyData says that a server spoke before TLS was set up.
var errEarlyData = errors.New("data came before TLS was set up")

// readPath takes the URL's path apart: the directories to change to, and the file.
func (f *ftpRun) readPath() error {
	t := f.t
	raw := strings.TrimPrefix(t.url.path, "/")
	if t.url.hasQuery {
		raw += "?" + t.url.query // a question mark means nothing in FTP
	}
	f.ascii, f.names = on(t.o, TRANSFERTEXT), on(t.o, DIRLISTONLY)
	if i := strings.LastIndex(raw, ";type="); i >= 0 {
		if i+len(";type=") < len(raw) {
			switch raw[i+len(";type=")] | 0x20 {
			case 'a':
				f.ascii = true
			case 'd':
				f.names = true
			default:
				f.ascii = false
			}
		}
		raw = raw[:i]
	}
	path, ok := percentDecode(raw)
	if !ok {
		return fail(E_URL_MALFORMAT, "path contains control characters")
	}
	f.path = path
	method := get(t.o, FTP_FILEMETHOD)
	slash := strings.LastIndexByte(path, '/')
	switch method {
	case FTPMETHOD_NOCWD:
		if !strings.HasSuffix(path, "/") {
			f.file = path
		}
	case FTPMETHOD_SINGLECWD:
		f.file = path[slash+1:]
		if slash >= 0 {
			f.dirs = []string{path[:max(slash, 1)]}
		}
	default:
		f.file = path[slash+1:]
		if slash >= 0 {
			parts := strings.Split(path[:slash], "/")
			if strings.HasPrefix(path, "/") {
				parts[0] = "/"
			}
			for _, part := range parts {
				if part != "" {
					f.dirs = append(f.dirs, part)
				}
			}
		}
	}
	if method != FTPMETHOD_NOCWD {
		f.where = path[:slash+1]
	}
	return nil
}

// changeDir changes to the directory of the transfer, unless the last one left the
// connection there.
func (f *ftpRun) changeDir() error {
	method := get(f.t.o, FTP_FILEMETHOD)
	if method == FTPMETHOD_NOCWD && strings.HasPrefix(f.path, "/") {
		return nil
	}
	if f.st.cwd == f.where && (f.c.used > 0 || len(f.dirs) == 0) {
		f.t.textf("Request has same path as previous transfer")
		return nil
	}
	if f.c.used > 0 && f.st.entry != "" && !(len(f.dirs) > 0 && strings.HasPrefix(f.dirs[0], "/")) {
		f.st.cwd = "\x00"
		if err := f.cwd(f.st.entry); err != nil {
			return err
		}
	}
	for _, dir := range f.dirs {
		f.st.cwd = "\x00" // not known, should it fail
		if err := f.cwd(dir); err != nil {
			return err
		}
	}
	f.st.cwd = f.where
	return nil
}

// cwd changes to one directory, and makes it where that is asked for.
func (f *ftpRun) cwd(dir string) error {
	r, err := f.command("CWD " + dir)
	if err != nil || r.code/100 == 2 {
		return err
	}
	create := get(f.t.o, FTP_CREATE_MISSING_DIRS)
	if create == 0 {
		return fail(E_REMOTE_ACCESS_DENIED, "Server denied you to change to the given directory")
	}
	if r, err = f.command("MKD " + dir); err != nil {
		return err
	}
	if r.code/100 != 2 && create < 2 {
		return fail(E_REMOTE_ACCESS_DENIED, "Failed to MKD dir: %03d", r.code)
	}
	// With 2 somebody else may have made it meanwhile.
	if r, err = f.command("CWD " + dir); err != nil {
		return err
	}
	if r.code/100 != 2 {
		return fail(E_REMOTE_ACCESS_DENIED, "Server denied you to change to the given directory")
	}
	return nil
}

// readRange reads RANGE and RESUME_FROM.
func (f *ftpRun) readRange() (err error) {
	if on(f.t.o, UPLOAD) {
		f.resume = get(f.t.o, RESUME_FROM_LARGE)
		return nil
	}
	f.resume, f.most, err = f.t.byteRange()
	f.partial = f.most >= 0
	return err
}

// fileTime asks for the file's time where that is wanted, and tells whether the
// transfer is to be skipped for it.
func (f *ftpRun) fileTime() (skip bool, err error) {
	t := f.t
	condition := get(t.o, TIMECONDITION)
	if f.file == "" || !on(t.o, OPT_FILETIME) && condition == TIMECONDITION_NONE {
		return false, nil
	}
	r, err := f.command("MDTM " + f.file)
	if err != nil {
		return false, err
	}
	switch {
	case r.code == 213:
		if at, ok := mdtm(r.text); ok {
			t.info.filetime = at.Unix()
			if on(t.o, NOBODY) && on(t.o, OPT_FILETIME) {
				if err := f.bothWays(at.Format("Last-Modified: Mon, 02 Jan 2006 15:04:05 GMT\r\n")); err != nil {
					return false, err
				}
			}
		}
	case r.code == 550:
		t.textf("MDTM failed: file does not exist or permission problem, continuing")
	}
	if condition == TIMECONDITION_NONE || t.info.filetime <= 0 || get(t.o, TIMEVALUE) <= 0 {
		return false, nil
	}
	if condition == TIMECONDITION_IFUNMODSINCE {
		return t.info.filetime > int64(get(t.o, TIMEVALUE)), nil
	}
	return t.info.filetime <= int64(get(t.o, TIMEVALUE)), nil
}

// mdtm is the time in an answer to MDTM, which is in UTC.
func mdtm(text string) (time.Time, bool) {
	_, text, _ = strings.Cut(text, " ")
	text, _, _ = strings.Cut(strings.TrimSpace(text), ".")
	at, err := time.Parse("20060102150405", text)
	return at, err == nil
}

// bothWays delivers a line as header and as body, as libcurl does with what NOBODY
// finds out.
func (f *ftpRun) bothWays(line string) error {
	t := f.t
	if f.st.kind == 'A' {
		// Its lines are converted as those of a text file.
		line = strings.TrimSuffix(line, "\r\n") + "\n"
	}
	if err := t.sink.put(t.sink.write, []byte(line), t.sink.waits, "Failure writing output to destination"); err != nil {
		return err
	}
	if t.sink.header == nil {
		return nil
	}
	return t.sink.put(t.sink.header, []byte(line), t.sink.headWaits, "Failed writing header")
}
