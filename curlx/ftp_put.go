package curlx

import (
	"errors"
	"io"
	"time"
)

// finalTimeout is how long the answer after a transfer may take.
const finalTimeout = 60 * time.Second

// put sends the file.
func (f *ftpRun) put() error {
	t := f.t
	size := get(t.o, INFILESIZE)
	t.upload = t.readerSource(size)
	if err := f.openData("STOR " + f.file); err != nil {
		return err
	}
	if err := f.setType(f.wantedType()); err != nil {
		return err
	}
	if err := f.prequote(); err != nil {
		return err
	}
	appending := on(t.o, APPEND)
	from := f.resume
	if from < 0 {
		there, err := f.size(true)
		if err != nil {
			return err
		}
		from = max(there, 0)
	}
	if from > 0 {
		appending = true
		if err := f.skip(from); err != nil {
			return err
		}
		if size >= 0 {
			if size -= from; size <= 0 {
				t.textf("File already completely uploaded")
				return nil
			}
			t.upload.size = size
		}
	}
	command := "STOR "
	if appending {
		command = "APPE "
	}
	r, err := f.command(command + f.file)
	if err != nil {
		return err
	}
	if r.code >= 400 || r.code/100 != 1 {
		return fail(E_UPLOAD_FAILED, "Failed FTP upload: %0d", r.code)
	}
	if err := f.establish(); err != nil {
		return err
	}
	t.info.upLength, t.meter.upTotal = size, size
	t.stamp(stampStarttransfer)
	sent, err := f.pump()
	if err != nil {
		f.dead = true
		return err
	}
	if err := f.finishUpload(); err != nil {
		f.dead = true
		return t.sendError(err)
	}
	if r, err = f.lastReply(); err != nil {
		return err
	}
	if err := finalCode(r.code); err != nil {
		return err
	}
	if size >= 0 && sent != size && !on(t.o, CRLF) && !f.ascii {
		return fail(E_PARTIAL_FILE, "Uploaded unaligned file size (%d out of %d bytes)", sent, size)
	}
	return nil
}

// skip passes over what the server has already.
func (f *ftpRun) skip(n int64) error {
	t := f.t
	if seek := get(t.o, SEEKFUNCTION); seek != nil {
		var answer int
		err := t.callback(func() (err error) { answer, err = seek(n, io.SeekStart); return err })
		if err == nil && answer == SEEKFUNC_OK {
			return nil
		}
		if err != nil || answer != SEEKFUNC_CANTSEEK {
			return fail(E_FTP_COULDNT_USE_REST, "Could not seek stream").because(err)
		}
	}
	r := &source{t: t, r: t.upload.r, size: -1}
	passed, err := io.CopyN(io.Discard, r, n)
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if err != nil {
		return fail(E_FTP_COULDNT_USE_REST, "Failed to read data").because(errors.Join(err, errShort(passed, n)))
	}
	return nil
}

func errShort(got, want int64) error {
	if got < want {
		return errors.New("what is to be sent is shorter than what the server has")
	}
	return nil
}

// pump sends what the source gives.
func (f *ftpRun) pump() (sent int64, err error) {
	t := f.t
	buf := make([]byte, max(get(t.o, UPLOAD_BUFFERSIZE), 1<<10))
	text, last := on(t.o, CRLF) || f.ascii, byte(0)
	for {
		n, err := t.upload.Read(buf)
		if n > 0 {
			p := buf[:n]
			if text {
				p = networkLines(p, &last)
			}
			t.debug(INFOTYPE_DATA_OUT, p)
			if _, err := f.data.Conn.Write(p); err != nil {
				return sent, f.uploadError(err)
			}
			sent += int64(len(p))
			if err := t.sent(len(p)); err != nil {
				return sent, err
			}
		}
		if err == io.EOF {
			return sent, nil
		}
		if err != nil {
			return sent, err
		}
	}
}

// uploadError is why the server stopped taking data. It may have said so.
func (f *ftpRun) uploadError(err error) error {
	if f.c.br.Buffered() > 0 || f.c.fd.readable() {
		if r, rerr := f.reply(); rerr == nil && r.code >= 400 {
			if err := finalCode(r.code); err != nil {
				return err
			}
		}
	}
	return f.t.sendError(err)
}

// networkLines turns LF into CR LF where there is no CR before it.
func networkLines(p []byte, last *byte) []byte {
	out := make([]byte, 0, len(p)+len(p)/16)
	for _, c := range p {
		if c == '\n' && *last != '\r' {
			out = append(out, '\r')
		}
		out = append(out, c)
		*last = c
	}
	return out
}
