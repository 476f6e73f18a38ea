package curlx

import (
	"io"
	"strings"
)

// dictProtocol is DICT, RFC 2229: a URL's path is a question, such as /d:word or
// /m:word:database:strategy, or a command.
type dictProtocol struct{}

func (dictProtocol) defaultPort() int { return 2628 }

func (dictProtocol) perform(t *transfer) error {
	request, err := dictRequest(t.url.path)
	if err != nil {
		return err
	}
	return t.ask(target{}, "CLIENT "+dictClient+"\r\n"+request+"\r\nQUIT\r\n")
}

// dictClient is how libcurl introduces itself.
const dictClient = "libcurl 7.88.1"

// dictRequest is the command that a path stands for.
func dictRequest(raw string) (string, error) {
	path, ok := percentDecode(raw)
	if !ok {
		return "", fail(E_URL_MALFORMAT, "").because(CURLUE_BAD_PATH)
	}
	path = strings.TrimPrefix(path, "/")
	fields := strings.Split(path, ":")
	field := func(i int, otherwise string) string {
		if i < len(fields) && fields[i] != "" {
			return fields[i]
		}
		return otherwise
	}
	if len(fields) > 1 {
		switch strings.ToLower(fields[0]) {
		case "d", "define", "lookup":
			return "DEFINE " + field(2, "!") + " " + dictWord(field(1, "default")), nil
		case "m", "match", "find":
			return "MATCH " + field(2, "!") + " " + field(3, ".") + " " + dictWord(field(1, "default")), nil
		}
	}
	return strings.ReplaceAll(path, ":", " "), nil
}

// dictWord has a backslash before what means something in a word.
func dictWord(word string) string {
	var b strings.Builder
	for i := range len(word) {
		if c := word[i]; c <= ' ' || c >= 0x7f || c == '\'' || c == '"' || c == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(word[i])
	}
	return b.String()
}

// ask sends a request and delivers everything that comes until the server closes
// the connection. tg says whether TLS is wanted; the rest comes from the URL.
func (t *transfer) ask(tg target, request string) (err error) {
	tg.scheme, tg.host, tg.zone, tg.port, tg.fresh = t.url.scheme, t.url.host, t.url.zone, t.url.port, true
	if n := get(t.o, PORT); n > 0 && t.url == t.origin {
		tg.port = n
	}
	c, err := t.connect(tg)
	if err != nil {
		return err
	}
	defer func() {
		t.failed(err)
		t.release(c, false)
	}()
	t.stamp(stampPretransfer)
	t.debug(INFOTYPE_HEADER_OUT, []byte(request))
	if _, err := io.WriteString(c, request); err != nil {
		return t.sendError(err)
	}
	if get(t.o, NOBODY) != 0 {
		return nil
	}
	buf := make([]byte, maxChunk)
	for {
		n, err := c.br.Read(buf)
		if n > 0 {
			t.stamp(stampStarttransfer)
			if err := t.body(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return t.bodyEnd()
		}
		if err != nil {
			return t.recvError(err)
		}
	}
}
