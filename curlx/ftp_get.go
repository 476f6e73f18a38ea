package curlx

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// get fetches the file.
func (f *ftpRun) get() error {
	t := f.t
	if err := f.openData("RETR " + f.file); err != nil {
		return err
	}
	if err := f.setType(f.wantedType()); err != nil {
		return err
	}
	if err := f.prequote(); err != nil {
		return err
	}
	size := f.known
	if size < 0 && !f.ascii && !on(t.o, IGNORE_CONTENT_LENGTH) {
		var err error
		if size, err = f.size(false); err != nil {
			return err
		}
	}
	return f.retrieve(size)
}

// size asks for the file's size, -1 if the server does not tell. A file that does
// not exist is an error unless it may be missing.
func (f *ftpRun) size(mayMiss bool) (int64, error) {
	r, err := f.command("SIZE " + f.file)
	if err != nil {
		return -1, err
	}
	switch {
	case r.code == 213:
		digits := strings.TrimRight(r.text[4:], " \t")
		digits = digits[strings.LastIndexFunc(digits, func(c rune) bool { return c < '0' || c > '9' })+1:]
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return -1, nil
		}
		return n, nil
	case r.code == 550 && !mayMiss:
		return -1, fail(E_REMOTE_FILE_NOT_FOUND, "The file does not exist")
	}
	return -1, nil
}

// retrieve fetches the file, whose size is -1 if it is not known.
func (f *ftpRun) retrieve(size int64) error {
	t := f.t
	if size >= 0 {
		t.info.downLength = size
	}
	if most := get(t.o, MAXFILESIZE); most > 0 && size > most {
		return fail(E_FILESIZE_EXCEEDED, "Maximum file size exceeded")
	}
	from := f.resume
	if size >= 0 {
		switch {
		case from < 0 && size < -from:
			return fail(E_BAD_DOWNLOAD_RESUME, "Offset (%d) was beyond file size (%d)", from, size)
		case from < 0:
			from = size + from
		case size < from:
			return fail(E_BAD_DOWNLOAD_RESUME, "Offset (%d) was beyond file size (%d)", from, size)
		}
		if from > 0 && from == size {
			t.textf("File already completely received")
			return nil
		}
		size -= from
	} else if from < 0 {
		return fail(E_BAD_DOWNLOAD_RESUME, "").because(errors.New("the end of a file cannot be asked for: the server does not tell its size"))
	}
	if from > 0 {
		r, err := f.commandf("REST %d", from)
		if err != nil {
			return err
		}
		if r.code != 350 {
			return fail(E_FTP_COULDNT_USE_REST, "Couldn't use REST")
		}
	}
	if err := f.send("RETR " + f.file); err != nil {
		return err
	}
	if f.partial && size >= 0 && f.most > size {
		f.most = size
	}
	return f.receive("RETR", size, t.body)
}

// list lists the directory.
func (f *ftpRun) list(deliver func([]byte) error) error {
	t := f.t
	command := "LIST"
	if f.names {
		command = "NLST"
	}
	if own := get(t.o, CUSTOMREQUEST); own != "" {
		command = own
	}
	if get(t.o, FTP_FILEMETHOD) == FTPMETHOD_NOCWD && f.path != "" {
		dir := f.path[:strings.LastIndexByte(f.path, '/')+1]
		if len(dir) > 1 {
			dir = dir[:len(dir)-1]
		}
		if dir != "" {
			command += " " + dir
		}
	}
	if err := f.openData(command); err != nil {
		return err
	}
	if err := f.setType('A'); err != nil {
		return err
	}
	if err := f.send(command); err != nil {
		return err
	}
	f.most, f.partial = -1, false
	return f.receive("LIST", -1, deliver)
}

// receive takes what the server sends, from its first answer to its last.
func (f *ftpRun) receive(command string, size int64, deliver func([]byte) error) error {
	t := f.t
	r, err := f.reply()
	if err != nil {
		return err
	}
	if r.code != 150 && r.code != 125 {
		if command == "LIST" && r.code == 450 {
			return nil // no file there
		}
		code := E_FTP_COULDNT_RETR_FILE
		if command == "RETR" && r.code == 550 {
			code = E_REMOTE_FILE_NOT_FOUND
		}
		return fail(code, "RETR response: %03d", r.code)
	}
	if size < 0 && command == "RETR" && !f.ascii && !on(t.o, IGNORE_CONTENT_LENGTH) {
		size = toldSize(r.text)
	}
	if most := get(t.o, MAXFILESIZE); most > 0 && size > most {
		f.dead = true
		return fail(E_FILESIZE_EXCEEDED, "Maximum file size exceeded")
	}
	if err := f.establish(); err != nil {
		return err
	}
	want := size
	if f.partial {
		want = f.most
	}
	if want >= 0 {
		t.meter.downTotal, t.info.downLength = want, want
	}
	if f.ascii && command == "RETR" {
		deliver = t.deliverText
	}
	got, err := f.drain(deliver)
	if err != nil {
		f.dead = true
		return err
	}
	return f.received(got, size)
}

// toldSize is the size in "150 Opening data connection for x (123 bytes)", -1 if it
// is not there.
func toldSize(text string) int64 {
	i := strings.LastIndex(text, " bytes")
	if i < 0 {
		return -1
	}
	digits := text[:i]
	digits = digits[strings.LastIndexFunc(digits, func(c rune) bool { return c < '0' || c > '9' })+1:]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !strings.HasSuffix(text[:i-len(digits)], "(") {
		return -1
	}
	return n
}

// drain delivers what comes on the data connection, up to the end of the range.
func (f *ftpRun) drain(deliver func([]byte) error) (got int64, err error) {
	t := f.t
	buf := make([]byte, 64<<10)
	for {
		p := buf
		if f.partial && f.most-got < int64(len(p)) {
			p = p[:f.most-got]
		}
		if len(p) == 0 {
			return got, nil
		}
		n, err := f.data.Conn.Read(p)
		if n > 0 {
			if got == 0 {
				t.stamp(stampStarttransfer)
			}
			got += int64(n)
			if err := deliver(p[:n]); err != nil {
				return got, err
			}
		}
		if err == io.EOF {
			return got, nil
		}
		if err != nil {
			return got, t.recvError(err)
		}
	}
}

// received checks how a download ended.
func (f *ftpRun) received(got, size int64) error {
	t := f.t
	want := size
	if f.partial {
		want = f.most
	}
	if got < want {
		f.dead = true
		return fail(E_PARTIAL_FILE, "transfer closed with %d bytes remaining to read", want-got)
	}
	if f.partial {
		// The server would send the rest of the file.
		if err := f.send("ABOR"); err != nil {
			return err
		}
		f.closeData(true)
		f.closing = true
		if _, err := f.reply(); err != nil {
			return err
		}
		return nil
	}
	f.closeData(false)
	r, err := f.lastReply()
	if err != nil {
		return err
	}
	if err := finalCode(r.code); err != nil {
		return err
	}
	t.textf("%d bytes received", got)
	return nil
}

// finalCode checks the answer after a transfer.
func finalCode(code int) error {
	switch code {
	case 226, 250:
		return nil
	case 552:
		return fail(E_REMOTE_DISK_FULL, "Exceeded storage allocation")
	}
	return fail(E_PARTIAL_FILE, "server did not report OK, got %d", code)
}

// inform finds out what NOBODY asks for: the size.
func (f *ftpRun) inform() error {
	t := f.t
	if f.file == "" {
		return f.prequote()
	}
	if err := f.setType(f.wantedType()); err != nil {
		return err
	}
	size, err := f.size(false)
	if err != nil {
		return err
	}
	if size >= 0 {
		t.info.downLength = size
		if err := f.bothWays(fmt.Sprintf("Content-Length: %d\r\n", size)); err != nil {
			return err
		}
	}
	r, err := f.command("REST 0")
	if err != nil {
		return err
	}
	if r.code == 350 {
		if err := f.bothWays("Accept-ranges: bytes\r\n"); err != nil {
			return err
		}
	}
	return f.prequote()
}

// deliverText delivers what came as text, with line ends of this system.
func (t *transfer) deliverText(p []byte) error {
	if err := t.arrived(p); err != nil {
		return err
	}
	return t.deliver(t.lineEnds(p))
}

// lineEnds turns CR LF and single CR into LF.
func (t *transfer) lineEnds(p []byte) []byte {
	out := make([]byte, 0, len(p))
	for _, c := range p {
		switch {
		case c == '\n' && t.lastCR:
			t.lastCR = false // the CR before it was delivered as a line end
		case c == '\r':
			t.lastCR = true
			out = append(out, '\n')
		default:
			t.lastCR = false
			out = append(out, c)
		}
	}
	return out
}
