package curlx

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// netrcFiles are files of logins, good and odd.
var netrcFiles = []string{
	"machine 127.0.0.1 login a password b", "machine 127.0.0.1\nlogin a\npassword b\n", "machine 127.0.0.1 password b login a", "machine 127.0.0.1 login a", "machine 127.0.0.1 password b", "machine 127.0.0.1",
	"default login a password b", "default login a password b\nmachine 127.0.0.1 login c password d", "machine x login a password b\ndefault login c password d", "machine x login a password b",
	"machine 127.0.0.1 login a password b\nmachine 127.0.0.1 login c password d", "machine 127.0.0.1 login x password b\ndefault login u password d", "machine 127.0.0.1 login \"a b\" password \"c\\\"d\"", "machine 127.0.0.1 login a password \"b",
	"machine 127.0.0.1 login a password \"\"", "machine 127.0.0.1 login \"\" password b", "machine 127.0.0.1 login a password b#c", "machine 127.0.0.1 login a password #c", "# machine 127.0.0.1 login a password b", "#x\nmachine 127.0.0.1 login a password b",
	"machine 127.0.0.1 # c\nlogin a password b", "machine 127.0.0.1 login a # c\n password b", "machine 127.0.0.1 login a account z password b", "machine 127.0.0.1 account z login a password b", "machine 127.0.0.1 account login a password b",
	"macdef init\nmachine 127.0.0.1 login x password y\n\nmachine 127.0.0.1 login a password b", "machine 127.0.0.1 login a password b\nmacdef init\ncd /x\n\nmachine z login q password w", "macdef\nx y\n\nmachine 127.0.0.1 login a password b", "machine x\nmacdef m\n\n\nmachine 127.0.0.1 login a password b",
	"MACHINE 127.0.0.1 LOGIN a PASSWORD b", "machine\n127.0.0.1\nlogin\na\npassword\nb", "machine 127.0.0.1 login a password b\r\n", "machine\t127.0.0.1\tlogin\ta\tpassword\tb", "machine 127.0.0.1 login a password b login c", "machine 127.0.0.1 login a password b password c",
	"machine 127.0.0.1 login a login c password b", "machine 127.0.0.1 password b password d login a", "machine 127.0.0.1 login password password b", "machine 127.0.0.1 login machine password x", "machine machine 127.0.0.1 login a password b", "login a password b machine 127.0.0.1",
	"login a password b\nmachine 127.0.0.1 login c password d", "machine 127.0.0.1 foo login a password b", "machine 127.0.0.1 foo bar login a password b", "machine 127.0.0.1 login a password b foo", "default", "default login a", "default password b",
	"machine 127.0.0.1 login a\nmachine 127.0.0.1 login c password d", "machine 127.0.0.1 password b\nmachine 127.0.0.1 login c password d", "machine 127.0.0.1 login a\ndefault login c password d", "machine 127.0.0.1\ndefault login a password d", "machine 127.0.0.1 login a\nmachine 127.0.0.1 login c",
	"machine 127.0.0.1 login a password\nmachine x", "machine 127.0.0.1 login a password", "machine 127.0.0.1 login", "machine", "", "\n\n", "   machine 127.0.0.1   login a   password   b   ", "machine 127.0.0.1 login a:b password c", "machine 127.0.0.1 login a password b:c",
	"machine 127.0.0.1 login \"a\\tb\" password \"\\n\\x\\\\\"", "machine \"127.0.0.1\" login a password b", "machine 127.0.0.1 login a\"b password c\"d", "machine 127.0.0.1 \"login\" a password b", "machine 127.0.0.1 login \xff password \xe9", "machine 127.0.0.1 login 'a b' password 'c'",
	"default login a password b\ndefault login c password d", "machine 127.0.0.1 login a password default", "machine 127.0.0.1 login a default login c password d", "machine 127.0.0.1default login c password d", "machine localhost login a password b\nmachine 127.0.0.1 login c password d",
}

// The login of a netrc file is found as libcurl finds it, at the first host and where a
// redirect leads.
func TestParityNetrc(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	dir, files := t.TempDir(), 0
	write := func(text string) string {
		files++
		path := filepath.Join(dir, strconv.Itoa(files))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	moved := "HTTP/1.1 302 X\r\nLocation: " + here + "\r\nContent-Length: 0\r\n\r\n"
	var cases []original.Call
	for _, text := range netrcFiles {
		path := write(text)
		for _, way := range []int{NETRC_OPTIONAL, NETRC_REQUIRED} {
			cases = append(cases, wireCall(transfers(round("URL", here, "NETRC", way, "NETRC_FILE", path)), okay))
		}
		cases = append(cases, wireCall(transfers(round("URL", here, "NETRC", NETRC_OPTIONAL, "NETRC_FILE", path, "USERPWD", "u:p")), okay),
			wireCall(transfers(round("URL", "http://u:p@127.0.0.1:PORT/", "NETRC", NETRC_OPTIONAL, "NETRC_FILE", path)), okay),
			wireCall(transfers(round("URL", "http://localhost:PORT/", "FOLLOWLOCATION", 1, "NETRC", NETRC_OPTIONAL, "NETRC_FILE", path)), moved, okay))
	}
	j := &original.Judge{Python: py, Ours: runWire}
	basic := func(login string) []any {
		return lines("code 0", "body b'ok'", getHead[:len(getHead)-len("User-Agent: x\\r\\nAccept: */*\\r\\n")]+"Authorization: Basic "+login+"\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\n\\r\\n'")
	}
	for _, s := range []strict{
		{"another's password", "a password goes with its login: newer libcurls send none of another login", []any{"URL", "http://u@127.0.0.1:PORT/", "NETRC", NETRC_OPTIONAL, "NETRC_FILE", write("machine 127.0.0.1 login a password b")}, []string{okay}, basic("dTpi"), basic("dTo=")},
		{"a user of the settings", "the file is asked for the password of USERNAME, as documented and as newer libcurls do", []any{"URL", here, "USERNAME", "u", "NETRC", NETRC_OPTIONAL, "NETRC_FILE", write("machine 127.0.0.1 login u password b")}, []string{okay}, basic("dTo="), basic("dTpi")},
		{"a macro's words", "a macro goes on to the next empty line, wherever it begins", []any{"URL", here, "NETRC", NETRC_OPTIONAL, "NETRC_FILE", write("machine 127.0.0.1 login a macdef init\npassword z\n\npassword b")}, []string{okay}, basic("YTp6"), basic("YTpi")},
	} {
		j.Divergences = append(j.Divergences, s.in(round(s.settings...)))
	}
	j.Pins(t)
	j.Table(t, cases)
}
