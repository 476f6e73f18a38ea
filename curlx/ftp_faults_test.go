package curlx

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// What a server may do wrong and pycurl bears, or tells in the same way.
func TestParityFTPFaults(t *testing.T) {
	t.Parallel()
	with := func(replies ...string) *ftpd {
		s := &ftpd{replies: map[string]string{}, data: "0123456789"}
		for i := 0; i < len(replies); i += 2 {
			s.replies[replies[i]] = replies[i+1]
		}
		return s
	}
	noEPSV := func(pasv string) *ftpd { return with("EPSV", "500 no", "PASV", pasv) }
	for name, c := range map[string]struct {
		server  *ftpd
		path    string
		options map[string]any
	}{
		"PASV of another host":       {server: noEPSV("227 ok (10,1,2,3,%H,%L)")},
		"PASV of nowhere":            {server: noEPSV("227 ok (0,0,0,0,%H,%L)")},
		"PASV without parentheses":   {server: noEPSV("227 ok 127,0,0,1,%H,%L")},
		"PASV in several lines":      {server: noEPSV("227-one\r\n227-two (1,2,3,4,5,6)\r\n227 ok (127,0,0,1,%H,%L)")},
		"PASV beyond 255":            {server: noEPSV("227 ok (1216,256,2,127,127,127)")},
		"PASV with 256":              {server: noEPSV("227 ok (127,0,0,1,256,1)")},
		"PASV without numbers":       {server: noEPSV("227 ok")},
		"PASV refused":               {server: noEPSV("500 no")},
		"EPSV that nobody answers":   {server: &ftpd{data: "x", refuse: true}},
		"EPSV answered 227":          {server: with("EPSV", "227 ok (127,0,0,1,%H,%L)")},
		"EPSV of another form":       {server: with("EPSV", "229 ok (!!!%P!)")},
		"EPSV without port":          {server: with("EPSV", "229 ok (||||)")},
		"EPSV of a long port":        {server: with("EPSV", "229 ok (|||1000000|)")},
		"EPSV without parentheses":   {server: with("EPSV", "229 ok")},
		"EPSV garbage":               {server: with("EPSV", "229 ok (|a||1|)")},
		"426 in the end":             {server: &ftpd{data: "all of it", final: "426 oops"}},
		"451 in the end":             {server: &ftpd{data: "all of it", final: "451 oops"}},
		"552 in the end":             {server: &ftpd{data: "all of it", final: "552 full"}},
		"hang up before the end":     {server: &ftpd{data: "all of it", hangup: "final"}},
		"silence in the end":         {server: &ftpd{data: "all of it", stall: "final"}, options: map[string]any{"FTP_RESPONSE_TIMEOUT": 1}},
		"SIZE too large":             {server: with("SIZE", "213 100")},
		"SIZE refused":               {server: with("SIZE", "500 no")},
		"SIZE garbage":               {server: with("SIZE", "213 many")},
		"SIZE in words":              {server: with("SIZE", "213 size is 10")},
		"SIZE in the 150":            {server: with("SIZE", "500 no", "RETR", "150 Opening data connection for x (10 bytes).")},
		"a smaller size in the 150":  {server: with("SIZE", "500 no", "RETR", "150 Opening data connection for x (20 bytes).")},
		"RETR refused":               {server: with("RETR", "550 no")},
		"RETR refused otherwise":     {server: with("RETR", "425 no")},
		"RETR of another world":      {server: with("RETR", "314 what")},
		"LIST of nothing":            {server: with("LIST", "450 no files")},
		"NLST of nothing":            {server: with("NLST", "450 no files"), path: "dir/", options: map[string]any{"DIRLISTONLY": 1}},
		"LIST refused":               {server: with("LIST", "550 no"), path: "dir/"},
		"TYPE refused":               {server: with("TYPE", "500 no")},
		"REST refused":               {server: with("REST", "500 no"), options: map[string]any{"RESUME_FROM": 2}},
		"CWD refused":                {server: with("CWD", "550 no"), path: "dir/x"},
		"CWD answered 314":           {server: with("CWD", "314 what"), path: "dir/x"},
		"greeting of another server": {server: with("welcome", "554 no")},
		"greeting that is no number": {server: with("welcome", "SSH-2.0-x\r\n220 ready")},
		"login not needed":           {server: with("welcome", "230 in")},
		"USER is enough":             {server: with("USER", "230 in")},
		"USER refused":               {server: with("USER", "530 no")},
		"PASS refused":               {server: with("PASS", "530 no")},
		"PASS answered 332":          {server: with("PASS", "332 account?")},
		"PWD refused":                {server: with("PWD", "500 no")},
		"PWD with quotes":            {server: with("PWD", `257 "/a""b" is it`)},
		"PWD without quotes":         {server: with("PWD", "257 /a")},
		"PWD of another system":      {server: with("PWD", `257 "C:/x" is it`, "SYST", "215 Windows_NT")},
		"421 amid":                   {server: with("TYPE", "421 enough")},
		"hang up at the greeting":    {server: &ftpd{hangup: "welcome"}},
		"hang up at USER":            {server: &ftpd{hangup: "USER"}},
		"hang up at RETR":            {server: &ftpd{hangup: "RETR", data: "x"}},
		"many lines":                 {server: with("USER", strings.Repeat("331-"+strings.Repeat("x", 200)+"\r\n", 500)+"331 password?")},
		"lines that look like ends":  {server: with("PWD", "257-\"/no\"\r\n 257 \"/no\"\r\n257x\r\n2577 x\r\n257 \"/yes\"")},
		"EPRT refused":               {server: with("EPRT", "500 no"), options: map[string]any{"FTPPORT": "-"}},
		"EPRT and PORT refused":      {server: with("EPRT", "500 no", "PORT", "500 no"), options: map[string]any{"FTPPORT": "-"}},
		"MDTM refused":               {server: with("MDTM", "550 no"), options: map[string]any{"OPT_FILETIME": 1}},
		"MDTM garbage":               {server: with("MDTM", "213 yesterday"), options: map[string]any{"OPT_FILETIME": 1}},
		"MDTM with a fraction":       {server: with("MDTM", "213 20010909014640.123"), options: map[string]any{"OPT_FILETIME": 1}},
		"silence at the greeting":    {server: &ftpd{stall: "welcome"}, options: map[string]any{"FTP_RESPONSE_TIMEOUT": 1}},
		"an answer without an end":   {server: with("PWD", "257"), options: map[string]any{"FTP_RESPONSE_TIMEOUT": 1}},
		"names beside a file":        {server: &ftpd{data: "x"}, path: "d/x", options: map[string]any{"DIRLISTONLY": 1}},
		"a directory of its own":     {server: &ftpd{data: "x"}, path: "d/x;type=d"},
		"names without a directory":  {server: &ftpd{data: "x"}, path: "d/x", options: map[string]any{"DIRLISTONLY": 1, "FTP_FILEMETHOD": FTPMETHOD_NOCWD}},
		"PREQUOTE of a listing":      {server: with("SITE", "200 ok"), path: "d/", options: map[string]any{"PREQUOTE": []string{"SITE x"}}},
		"the size of nothing":        {server: &ftpd{}, options: map[string]any{"NOBODY": 1}},
		"the size of something":      {server: &ftpd{data: "abc"}, options: map[string]any{"NOBODY": 1}},
		"STOR refused":               {server: with("STOR", "550 no"), options: map[string]any{"UPLOAD": 1, "INFILESIZE": 0}},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.server.start(t)
			path := c.path
			if path == "" {
				path = "x"
				if strings.HasPrefix(name, "LIST") {
					path = ""
				}
			}
			options := maps.Clone(c.options)
			var data []byte
			if options["UPLOAD"] != nil {
				delete(options, "UPLOAD")
				data = []byte{}
			}
			jobs := []job{{url: "ftp://" + s.addr + "/" + path, options: options, data: data}}
			var theirs, ours []string
			compareJobs(t, jobs, jobs, func(j job, want, got *outcome) {
				ours = s.commands()
				if got.code == int(E_OPERATION_TIMEDOUT) {
					got.message, want.message = strings.TrimRight(got.message, " 0123456789"), strings.TrimRight(want.message, " 0123456789")
				}
				ftpMend(j, want, got)
				want.message = errnoText0.ReplaceAllString(want.message, "errno: 0") // what errno was before says nothing
				if strings.HasPrefix(want.message, "sa_addr inet_ntop() failed") {
					want.message = got.message // libcurl looks at its list of addresses for another one, and falls off its end
				}
				if name == "SIZE garbage" {
					want.info["CONTENT_LENGTH_DOWNLOAD"] = got.info["CONTENT_LENGTH_DOWNLOAD"] // libcurl takes words for 0
				}
				for _, o := range []*outcome{want, got} {
					for _, list := range [][]string{o.replies, o.headers, o.sent} {
						for i := range list {
							list[i] = anyPort.ReplaceAllString(list[i], "PORTS")
						}
					}
				}
				want.info["HEADER_SIZE"] = got.info["HEADER_SIZE"] // ports differ in length; TestParityFTP compares it
				theirs = trimmed(want.sent)
				if !slices.Equal(trimmed(got.sent), theirs) {
					t.Errorf("the server heard %q, and is said to have been told %q", ours, theirs)
				}
			})
		})
	}
}

var (
	anyPort    = regexp.MustCompile(`\d+,\d+\)|(\|\|\||!!!)\d+|(EPRT \|1\|127\.0\.0\.1\|)\d+\||127,0,0,1,\d+,\d+`)
	errnoText0 = regexp.MustCompile(`errno: \d+`)
)

func trimmed(lines []string) (all []string) {
	for _, line := range lines {
		all = append(all, strings.TrimSpace(line))
	}
	return all
}

// What pycurl does wrong with a server that is wrong.
func TestFTPIsStrict(t *testing.T) {
	for _, c := range []struct {
		why          string
		server       *ftpd
		options      map[string]any
		code         Code
		body         string
		pycurlCode   int
		pycurlBody   string
		pycurlStalls bool
	}{
		{why: "a file is longer than SIZE said", server: &ftpd{data: "12345", replies: map[string]string{"SIZE": "213 2"}}, body: "12345", pycurlBody: "12"},
		{why: "a file grows beyond MAXFILESIZE", server: &ftpd{data: "12345", replies: map[string]string{"SIZE": "500 no"}}, options: map[string]any{"MAXFILESIZE": 3}, code: E_FILESIZE_EXCEEDED, pycurlBody: "12345"},
		{why: "an answer holds a zero byte", server: &ftpd{data: "1", replies: map[string]string{"PASS": "230 in\x00side"}}, code: E_FTP_WEIRD_SERVER_REPLY, pycurlBody: "1"},
		{why: "the directory holds control characters", server: &ftpd{data: "1", replies: map[string]string{"PWD": "257 \"/\x03\""}}, code: E_FTP_WEIRD_SERVER_REPLY, pycurlBody: "1"},
		{why: "the end of a file whose size is not told", server: &ftpd{data: "0123456789", replies: map[string]string{"SIZE": "200 10", "REST": "350 fine"}}, options: map[string]any{"RANGE": "-3"}, code: E_BAD_DOWNLOAD_RESUME, pycurlBody: "012"},
		{why: "a size that is none, and a range", server: &ftpd{data: "0123456789", replies: map[string]string{"SIZE": "213 abc", "REST": "350 fine"}}, options: map[string]any{"RANGE": "2-"}, body: "0123456789", pycurlCode: int(E_BAD_DOWNLOAD_RESUME)},
		{why: "a range that is none", server: &ftpd{data: "12345"}, options: map[string]any{"RANGE": "abc"}, code: E_RANGE_ERROR, pycurlBody: "1"},
	} {
		s := c.server.start(t)
		j := []job{{url: "ftp://" + s.addr + "/x", options: c.options}}
		if o := pycurlJobs(t, j)[0]; o.code != c.pycurlCode || o.body != c.pycurlBody {
			t.Errorf("%s: pycurl gives (%d, %q), and gave (%d, %q)", c.why, o.code, o.body, c.pycurlCode, c.pycurlBody)
		}
		if o := ourJobs(t, j)[0]; o.code != int(c.code) || c.code == 0 && o.body != c.body {
			t.Errorf("%s: (%d, %q), want (%d, %q)", c.why, o.code, o.body, c.code, c.body)
		}
	}
}

// TestFTPResumesWithoutASize: the original asks for the whole file where it does not ask
// for the size, and gives it as if it were the rest.
func TestFTPResumesWithoutASize(t *testing.T) {
	for _, option := range []string{"TRANSFERTEXT", "IGNORE_CONTENT_LENGTH"} {
		for _, asks := range []bool{false, true} {
			s := (&ftpd{data: "0123456789"}).start(t)
			j := []job{{url: "ftp://" + s.addr + "/x", options: map[string]any{"RESUME_FROM": 2, option: 1}}}
			if asks {
				ourJobs(t, j)
			} else {
				pycurlJobs(t, j)
			}
			if heard := s.commands(); slices.Contains(heard, "REST 2") != asks {
				t.Errorf("%s: %q", option, heard)
			}
		}
	}
}

// Whatever a server does not answer, the transfer ends with its time or its context.
func TestFTPStallsEverywhere(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"welcome", "USER", "PASS", "PWD", "CWD", "EPSV", "TYPE", "SIZE", "RETR", "data", "final", "EPRT", "STOR", "LIST"} {
		t.Run(stage, func(t *testing.T) {
			s := (&ftpd{data: "x", stall: stage}).start(t)
			for _, cancelled := range []bool{false, true} {
				c := NewCurl()
				path, mode := "dir/x", ""
				switch stage {
				case "LIST":
					path = "dir/"
				case "EPRT":
					mode = "-"
				}
				err := errors.Join(c.Setopt(URL, "ftp://"+s.addr+"/"+path), c.Setopt(WRITEDATA, &strings.Builder{}), c.Setopt(FTPPORT, mode))
				if stage == "STOR" {
					err = errors.Join(err, c.Setopt(UPLOAD, 1), c.Setopt(READDATA, strings.NewReader("x")))
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				enough := errors.New("enough")
				want := E_OPERATION_TIMEDOUT
				if cancelled {
					want = E_ABORTED_BY_CALLBACK
					stop := time.AfterFunc(50*time.Millisecond, func() { cancel(enough) })
					defer stop.Stop()
				} else {
					err = errors.Join(err, c.Setopt(TIMEOUT_MS, 150))
				}
				if err != nil {
					t.Fatal(err)
				}
				err = c.Perform(ctx)
				if !errors.Is(err, want) || cancelled && !errors.Is(err, enough) {
					t.Errorf("cancelled %v: %v, want code %d", cancelled, err, want)
				}
				cancel(nil)
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestFTPResetsEverywhere(t *testing.T) {
	for _, stage := range []string{"welcome", "USER", "PASS", "PWD", "CWD", "EPSV", "TYPE", "SIZE", "RETR", "final"} {
		s := (&ftpd{data: "x", hangup: stage, reset: true}).start(t)
		o := ourJobs(t, []job{{url: "ftp://" + s.addr + "/dir/x"}})[0]
		early := stage == "welcome" && o.code == int(E_COULDNT_CONNECT)
		if o.code != int(E_RECV_ERROR) && o.code != int(E_SEND_ERROR) && !early {
			t.Errorf("reset at %s: error (%d, %s)", stage, o.code, o.message)
		}
	}
}

func TestFTPTakesNoStrangersData(t *testing.T) {
	// The answer to PASV names somebody else's address: nobody connects to it, unless
	// that is asked for.
	s := (&ftpd{data: "good", replies: map[string]string{"EPSV": "500 no", "PASV": "227 ok (127,0,0,2,%H,%L)"}}).start(t)
	for _, c := range []struct {
		options map[string]any
		code    Code
		body    string
	}{
		{nil, 0, "good"},
		{map[string]any{"FTP_SKIP_PASV_IP": 1}, 0, "good"},
		{map[string]any{"FTP_SKIP_PASV_IP": 0}, E_COULDNT_CONNECT, ""}, // nobody listens there
	} {
		j := []job{{url: "ftp://" + s.addr + "/x", options: c.options}}
		theirs, ours := pycurlJobs(t, j)[0], ourJobs(t, j)[0]
		if ours.code != int(c.code) || ours.body != c.body || ours.code != theirs.code || ours.body != theirs.body {
			t.Errorf("%v: (%d, %s) %q, pycurl's is (%d, %s) %q", c.options, ours.code, ours.message, ours.body, theirs.code, theirs.message, theirs.body)
		}
	}
}

func TestFTPCommandsHoldOneLine(t *testing.T) {
	s := (&ftpd{data: "x"}).start(t)
	for _, c := range []struct {
		option AnyOption
		value  any
	}{
		{QUOTE, []string{"NOOP\r\nDELE x"}}, {PREQUOTE, []string{"NOOP\n"}}, {POSTQUOTE, []string{"NOOP\x00"}}, {CUSTOMREQUEST, "LIST\r\nDELE x"}, {USERPWD, "a\r\nb:c"},
		{USERNAME, "a\nb"}, {PASSWORD, "a\rb"}, {FTP_ACCOUNT, "a\r\nb"}, {FTP_ALTERNATIVE_TO_USER, "USER x\r\nDELE x"},
	} {
		h := NewCurl()
		err := errors.Join(h.Setopt(URL, "ftp://"+s.addr+"/x"), h.Setopt(WRITEDATA, &strings.Builder{}))
		if err == nil {
			err = h.Setopt(c.option, c.value)
		}
		if !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
			t.Errorf("%s %q: %v, want error 43 at setopt", c.option, c.value, err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, url := range []string{"ftp://a%0d%0aDELE:b@" + s.addr + "/x", "ftp://" + s.addr + "/a%0d%0aDELE%20x", "ftp://" + s.addr + "/a%00"} {
		if o := ourJobs(t, []job{{url: url}})[0]; o.code != int(E_URL_MALFORMAT) {
			t.Errorf("%s: error %d", url, o.code)
		}
	}
	for _, command := range s.commands() {
		if strings.Contains(command, "DELE") {
			t.Errorf("the server heard %q", command)
		}
	}
}

// pycurl 7.45 cannot set FTP_ACCOUNT.
func TestFTPAccount(t *testing.T) {
	for _, c := range []struct {
		account, answer string
		code            Code
		message         string
	}{
		{"acc", "230 in", 0, ""},
		{"acc", "532 no", E_FTP_WEIRD_PASS_REPLY, "ACCT rejected by server: 532"},
		{"", "230 in", E_LOGIN_DENIED, "ACCT requested but none available"},
	} {
		s := (&ftpd{data: "x", replies: map[string]string{"PASS": "332 account?", "ACCT": c.answer}}).start(t)
		options := map[string]any{}
		if c.account != "" {
			options["FTP_ACCOUNT"] = c.account
		}
		o := ourJobs(t, []job{{url: "ftp://" + s.addr + "/x", options: options}})[0]
		if o.code != int(c.code) || o.message != c.message {
			t.Errorf("%+v: (%d, %q)", c, o.code, o.message)
		}
		if c.account != "" && !slices.Contains(s.commands(), "ACCT "+c.account) {
			t.Errorf("%+v: the server heard %q", c, s.commands())
		}
	}
}
