package email_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

func TestParityText(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		a := func(i int) string { return c.Args[i].(string) }
		m, err := email.NewMIMEText(a(0), &email.TextOptions{Subtype: a(1), Charset: a(2)})
		if err != nil {
			return nil, err
		}
		if err := m.Add("Subject", a(3)); err != nil {
			return nil, err
		}
		lf, err := m.AsBytes(asPython())
		if err != nil {
			return nil, err
		}
		cr, err := m.AsBytes(crlf())
		content, _ := m.Content()
		return []any{latin1(lf), latin1(cr), append([]byte{}, content...)}, err
	}
	var calls []original.Call
	for _, text := range []string{"", "hello\n", "hello", "é", "你好\n", "日本語", "a\r\nb\rc\n", "From x\n", ".\n..\n", strings.Repeat("x", 100) + "\n", strings.Repeat("é", 90),
		" end \n\t\n", "привет", "a=b\n", strings.Repeat("wörd ", 40) + " \n\nx ", "a\x0bb\x0c", "\n\n", "ends with blank \nö \t\n" + strings.Repeat("a", 75) + " \n" + strings.Repeat("a", 74) + "ü\n" + strings.Repeat("a", 76) + "\n"} {
		for _, set := range []string{"", "us-ascii", "utf-8", "iso-8859-1", "latin-1", "gb2312", "gbk", "big5", "euc-jp", "shift_jis", "iso-2022-jp", "koi8-r", "windows-1252", "euc-kr", "utf-16"} {
			if set == "big5" && text == "привет" {
				continue // makers of Big5 write Cyrillic differently; here it is refused
			}
			if set == "utf-16" && text != "" {
				continue // a body of two bytes a character is written in the byte order of the machine
			}
			calls = append(calls, original.Call{Func: "text", Args: []any{text, "plain", set, "subject"}})
		}
	}
	judge(t, ours).Table(t, calls)
}

var encoders = map[string]func(*email.Message){
	"encode_base64": email.EncodeBase64, "encode_quopri": email.EncodeQuopri, "encode_7or8bit": email.EncodeSevenOrEight, "encode_noop": email.EncodeNoop, "": nil,
}

func TestParityData(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		data, subtype := c.Args[1].([]byte), c.Args[2].(string)
		opts := &email.MIMEOptions{Encoder: encoders[c.Args[3].(string)]}
		make := map[string]func([]byte, string, *email.MIMEOptions) (*email.Message, error){"application": email.NewMIMEApplication, "image": email.NewMIMEImage, "audio": email.NewMIMEAudio}
		m, err := make[c.Args[0].(string)](data, subtype, opts)
		if err != nil {
			return nil, err
		}
		b, err := m.AsBytes(asPython())
		content, _ := m.Content()
		return []any{latin1(b), append([]byte{}, content...)}, err
	}
	var calls []original.Call
	call := func(kind string, data string, subtype, encoder string) {
		calls = append(calls, original.Call{Func: "data", Args: []any{kind, []byte(data), subtype, encoder}})
	}
	for _, head := range []string{"\x89PNG\r\n\x1a\nx", "GIF87a", "GIF89a..", "xxxxxxJFIF", "xxxxxxExif", "\xff\xd8\xff\xdbx", "BMxx", "RIFFxxxxWEBP", "II*", "MM", "P6\n", "P1 ", "P5\t", "P7\n", "#define x", "\x01\xda", "v/1\x01", "\x59\xa6\x6a\x95", "none", ""} {
		call("image", head, "", "")
	}
	for _, head := range []string{"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00",
		".snd\x00\x00\x00\x18\x00\x00\x00\x04\x00\x00\x00\x01\x00\x00\x1f\x40\x00\x00\x00\x01abcd", "RIFF....WAVEdata", "RIFF....AVI fmt ", "FORM", "none", ""} {
		call("audio", head, "", "")
	}
	call("image", "x", "png", "")
	for _, data := range []string{"", "a", "ab\n", "\x00\xff", strings.Repeat("0123456789", 20), "tab\tand blank \n.\n=\n", strings.Repeat("x", 76) + "\n" + strings.Repeat("y ", 60)} {
		for name := range encoders {
			call("application", data, "", name)
		}
		call("application", data, "pdf", "")
	}
	judge(t, ours).Table(t, calls)
}

func ourBuild(t testing.TB, parts []any, boundary string) *email.Message {
	m, err := email.NewMIMEMultipart(&email.MultipartOptions{Boundary: boundary})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range parts {
		var part *email.Message
		switch p := p.(type) {
		case []byte:
			part, err = email.NewMIMEApplication(p, "", nil)
			if err == nil {
				err = part.AddHeader("Content-Disposition", "attachment", email.Param{Name: "filename", Value: "f" + string(rune('0'+i)) + ".bin"})
			}
		case string:
			part, err = email.NewMIMEText(p, nil)
		case []any:
			part = ourBuild(t, p, boundary+"x")
		}
		if err == nil {
			err = m.Attach(part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestParityMultiparts(t *testing.T) {
	rng := original.Rand(t)
	ours := func(c original.Call) (any, error) {
		m := ourBuild(t, c.Args[0].([]any), c.Args[1].(string))
		for i, at := range []**string{&m.Preamble, &m.Epilogue} {
			if s, ok := c.Args[2+i].(string); ok {
				*at = &s
			}
		}
		lf, err := m.AsBytes(asPython())
		if err != nil {
			return nil, err
		}
		cr, err := m.AsBytes(crlf())
		return []any{latin1(lf), latin1(cr)}, err
	}
	pick := func(all ...any) any { return all[rng.IntN(len(all))] }
	var parts func(depth int) []any
	parts = func(depth int) []any {
		list := []any{}
		for range rng.IntN(4) {
			if depth > 0 && rng.IntN(4) == 0 {
				list = append(list, parts(depth-1))
				continue
			}
			list = append(list, pick("text\n", "", "no end", "é你\n", "a\r\nb", []byte("\x00data"), []byte{}, []byte(strings.Repeat("z", 200))))
		}
		return list
	}
	var calls []original.Call
	for range original.Rounds(t, 300) {
		calls = append(calls, original.Call{Func: "multipart", Args: []any{parts(3), pick("B", "a b", "===1==", "x'y"), pick(nil, "", "pre", "pre\n"), pick(nil, "", "post", "\npost\n")}})
	}
	judge(t, ours).Generated(t, calls)
}
