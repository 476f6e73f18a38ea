package curlx

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// errTool is why a case is not usable: it tries what the curl program does itself,
// or a feature that neither pycurl nor this package has.
var errTool = errors.New("the tool's")

func tool(what string) error { return fmt.Errorf("%w %s", errTool, what) }

// A corpusCommand is a curl command line as settings of a handle.
type corpusCommand struct {
	cookies                                  []string
	append                                   bool
	later                                    bool // not the first URL
	uploads                                  int
	c                                        *Curl
	urls                                     []string
	include                                  bool
	outputs                                  []string // -o, in the order of URLs
	upload                                   string
	data                                     []string
	hasData                                  bool
	get                                      bool
	head                                     string // file of -D
	headers                                  []string
	closers                                  []io.Closer
	fields                                   []FormField
	quote, prequote, postquote               []string
	stdin                                    string
	jar                                      string
	proxyHeaders, resolve, connectTo, telnet []string
	ranged                                   bool
}

// corpusFlags maps flags without a value to settings.
var corpusFlags = map[string]func(*corpusCommand) error{
	"-i": func(k *corpusCommand) error { k.include = true; return nil }, "--include": func(k *corpusCommand) error { k.include = true; return nil },
	"--show-headers": func(k *corpusCommand) error { k.include = true; return nil },
	"--no-include":   func(k *corpusCommand) error { k.include = false; return nil },
	"-L":             opt(FOLLOWLOCATION, 1), "--location": opt(FOLLOWLOCATION, 1),
	"--location-trusted": func(k *corpusCommand) error {
		return errors.Join(k.c.Setopt(FOLLOWLOCATION, 1), k.c.Setopt(UNRESTRICTED_AUTH, 1))
	},
	"-I": headOnly, "--head": headOnly, "-f": opt(FAILONERROR, 1), "--fail": opt(FAILONERROR, 1),
	"-s": nil, "-S": nil, "-sS": nil, "--silent": nil, "--show-error": nil, "-v": nil, "--no-progress-meter": nil, "-g": nil, "--globoff": nil, "--basic": opt(HTTPAUTH, HTTPAUTH_BASIC),
	"--digest": opt(HTTPAUTH, HTTPAUTH_DIGEST), "--anyauth": opt(HTTPAUTH, HTTPAUTH_ANY), "--ntlm": opt(HTTPAUTH, HTTPAUTH_NTLM),
	"--proxy-digest": opt(PROXYAUTH, HTTPAUTH_DIGEST), "--proxy-anyauth": opt(PROXYAUTH, HTTPAUTH_ANY), "--proxy-ntlm": opt(PROXYAUTH, HTTPAUTH_NTLM), "--proxy-basic": opt(PROXYAUTH, HTTPAUTH_BASIC),
	"-p": opt(HTTPPROXYTUNNEL, 1), "--proxytunnel": opt(HTTPPROXYTUNNEL, 1), "--compressed": opt(ACCEPT_ENCODING, ""), "--tr-encoding": opt(TRANSFER_ENCODING, 1),
	"-G": func(k *corpusCommand) error { k.get = true; return nil }, "--get": func(k *corpusCommand) error { k.get = true; return nil },
	"-0": opt(HTTP_VERSION, CURL_HTTP_VERSION_1_0), "--http1.0": opt(HTTP_VERSION, CURL_HTTP_VERSION_1_0), "--http1.1": opt(HTTP_VERSION, CURL_HTTP_VERSION_1_1),
	"--http0.9": opt(HTTP09_ALLOWED, 1), "--http0": opt(HTTP09_ALLOWED, 1), "-j": opt(COOKIESESSION, 1), "--junk-session-cookies": opt(COOKIESESSION, 1),
	"--ignore-content-length": opt(IGNORE_CONTENT_LENGTH, 1), "--path-as-is": opt(PATH_AS_IS, 1), "--raw": func(k *corpusCommand) error {
		return errors.Join(k.c.Setopt(HTTP_CONTENT_DECODING, 0), k.c.Setopt(HTTP_TRANSFER_DECODING, 0))
	},
	"--post301": opt(POSTREDIR, REDIR_POST_301), "--post302": opt(POSTREDIR, REDIR_POST_302), "--post303": opt(POSTREDIR, REDIR_POST_303),
	"--haproxy-protocol": opt(HAPROXYPROTOCOL, 1), "-n": opt(NETRC, NETRC_REQUIRED), "--netrc": opt(NETRC, NETRC_REQUIRED), "--netrc-optional": opt(NETRC, NETRC_OPTIONAL),
	"-l": opt(DIRLISTONLY, 1), "--list-only": opt(DIRLISTONLY, 1), "-B": opt(TRANSFERTEXT, 1), "--use-ascii": opt(TRANSFERTEXT, 1), "-a": opt(APPEND, 1), "--append": opt(APPEND, 1),
	"--ftp-create-dirs": opt(FTP_CREATE_MISSING_DIRS, 1), "--ftp-skip-pasv-ip": opt(FTP_SKIP_PASV_IP, 1), "--disable-epsv": opt(FTP_USE_EPSV, 0), "--disable-eprt": opt(FTP_USE_EPRT, 0),
	"--ftp-pret": opt(FTP_USE_PRET, 1), "--crlf": opt(CRLF, 1), "-R": opt(OPT_FILETIME, 1), "--remote-time": opt(OPT_FILETIME, 1), "--ftp-pasv": opt(FTPPORT, ""), "--no-ftp-skip-pasv-ip": opt(FTP_SKIP_PASV_IP, 0),
	"--tcp-nodelay": opt(TCP_NODELAY, 1), "-k": opt(SSL_VERIFYPEER, 0), "--no-keepalive": nil, "--ftp-ssl-control": opt(USE_SSL, USESSL_CONTROL), "--no-sessionid": opt(SSL_SESSIONID_CACHE, 0),
}

// headOnly asks for no body, and as the program does for the file's time.
func headOnly(k *corpusCommand) error {
	return errors.Join(k.c.Setopt(NOBODY, 1), k.c.Setopt(OPT_FILETIME, 1))
}

func opt(o AnyOption, v any) func(*corpusCommand) error {
	return func(k *corpusCommand) error { return k.c.Setopt(o, v) }
}

// corpusValues maps flags with a value to settings.
var corpusValues = map[string]func(*corpusCommand, string) error{
	"-u": text1(USERPWD), "--user": text1(USERPWD), "-x": text1(PROXY), "--proxy": text1(PROXY), "-U": text1(PROXYUSERPWD), "--proxy-user": text1(PROXYUSERPWD),
	"-A": text1(USERAGENT), "--user-agent": text1(USERAGENT), "-X": text1(CUSTOMREQUEST), "--request": text1(CUSTOMREQUEST),
	"--noproxy": text1(NOPROXY), "--hsts": text1(HSTS), "-m": seconds(TIMEOUT_MS), "--max-time": seconds(TIMEOUT_MS), "--connect-timeout": seconds(CONNECTTIMEOUT_MS),
	"--expect100-timeout": seconds(EXPECT_100_TIMEOUT_MS), "--max-filesize": number(MAXFILESIZE_LARGE), "--max-redirs": number(MAXREDIRS),
	"--interface": text1(INTERFACE), "--oauth2-bearer": func(k *corpusCommand, v string) error {
		return errors.Join(k.c.Setopt(XOAUTH2_BEARER, v), k.c.Setopt(HTTPAUTH, authBearer))
	},
	"-r": text1(RANGE), "--range": text1(RANGE), "--netrc-file": func(k *corpusCommand, v string) error {
		if get(&k.c.o, NETRC) == NETRC_IGNORED {
			if err := k.c.Setopt(NETRC, NETRC_REQUIRED); err != nil {
				return err
			}
		}
		return k.c.Setopt(NETRC_FILE, v)
	},
	"--proto-default": text1(DEFAULT_PROTOCOL), "--haproxy-clientip": text1(HAPROXY_CLIENT_IP), "--ftp-account": text1(FTP_ACCOUNT), "--ftp-alternative-to-user": text1(FTP_ALTERNATIVE_TO_USER),
	"-P": text1(FTPPORT), "--ftp-port": text1(FTPPORT), "--request-target": text1(REQUEST_TARGET), "--unix-socket": text1(UNIX_SOCKET_PATH), "--preproxy": text1(PRE_PROXY),
	"-y": number(LOW_SPEED_TIME), "-Y": number(LOW_SPEED_LIMIT), "--keepalive-time": number(TCP_KEEPIDLE), "--local-port": number(LOCALPORT),
	"--proxy1.0": func(k *corpusCommand, v string) error {
		return errors.Join(k.c.Setopt(PROXY, v), k.c.Setopt(PROXYTYPE, PROXYTYPE_HTTP_1_0))
	},
	"--socks4": proxyKindOf(PROXYTYPE_SOCKS4), "--socks4a": proxyKindOf(PROXYTYPE_SOCKS4A), "--socks5": proxyKindOf(PROXYTYPE_SOCKS5), "--socks5-hostname": proxyKindOf(PROXYTYPE_SOCKS5_HOSTNAME),
	"-H": header, "--header": header, "-b": cookies, "--cookie": cookies, "-c": jarFile, "--cookie-jar": jarFile,
	"-o": output, "--output": output, "-D": dump, "--dump-header": dump, "-T": uploadFrom, "--upload-file": uploadFrom,
	"-d": data, "--data": data, "--data-ascii": data, "--data-raw": rawData, "--data-binary": binaryData, "--data-urlencode": urlData,
	"-e": referer, "--referer": referer, "-C": resume, "--continue-at": resume, "-z": timeCond, "--time-cond": timeCond,
	"-F": form, "--form": form, "--form-string": formString, "--resolve": func(k *corpusCommand, v string) error { k.resolve = append(k.resolve, v); return nil },
	"--connect-to":   func(k *corpusCommand, v string) error { k.connectTo = append(k.connectTo, v); return nil },
	"--proxy-header": func(k *corpusCommand, v string) error { k.proxyHeaders = append(k.proxyHeaders, v); return nil },
	"-t":             func(k *corpusCommand, v string) error { k.telnet = append(k.telnet, v); return nil },
	"-Q": func(k *corpusCommand, v string) error {
		switch {
		case strings.HasPrefix(v, "-"):
			k.postquote = append(k.postquote, v[1:])
		case strings.HasPrefix(v, "+"):
			k.prequote = append(k.prequote, v[1:])
		default:
			k.quote = append(k.quote, v)
		}
		return nil
	},
	"--ftp-method": func(k *corpusCommand, v string) error {
		return k.c.Setopt(FTP_FILEMETHOD, map[string]int{"multicwd": 1, "nocwd": 2, "singlecwd": 3}[v])
	},
	"--url":        func(k *corpusCommand, v string) error { k.urls = append(k.urls, v); return nil },
	"--stderr":     func(*corpusCommand, string) error { return nil },
	"--limit-rate": func(k *corpusCommand, v string) error { return nil },
}

func text1(o Option[string]) func(*corpusCommand, string) error {
	return func(k *corpusCommand, v string) error { return k.c.Setopt(o, v) }
}

func seconds(o Option[int]) func(*corpusCommand, string) error {
	return func(k *corpusCommand, v string) error {
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return err
		}
		return k.c.Setopt(o, int(f*1000))
	}
}

func number[T any](o Option[T]) func(*corpusCommand, string) error {
	return func(k *corpusCommand, v string) error {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return tool("reading of numbers")
		}
		return k.c.Setopt(o, n)
	}
}

func proxyKindOf(kind int) func(*corpusCommand, string) error {
	return func(k *corpusCommand, v string) error {
		return errors.Join(k.c.Setopt(PROXY, v), k.c.Setopt(PROXYTYPE, kind))
	}
}

func header(k *corpusCommand, v string) error {
	if strings.HasPrefix(v, "@") {
		b, err := os.ReadFile(v[1:])
		if err != nil {
			return tool("headers from a file")
		}
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, "#") {
				k.headers = append(k.headers, line)
			}
		}
		return nil
	}
	k.headers = append(k.headers, v)
	return nil
}

func cookies(k *corpusCommand, v string) error {
	if strings.Contains(v, "=") {
		k.cookies = append(k.cookies, v)
		return k.c.Setopt(COOKIE, strings.Join(k.cookies, "; "))
	}
	if k.later {
		v = "" // the program reads it once
	}
	return k.c.Setopt(COOKIEFILE, v)
}

func jarFile(k *corpusCommand, v string) error {
	k.jar = v
	return k.c.Setopt(COOKIEJAR, v)
}

func output(k *corpusCommand, v string) error {
	k.outputs = append(k.outputs, v)
	return nil
}

func dump(k *corpusCommand, v string) error {
	k.head = v
	return nil
}

func uploadFrom(k *corpusCommand, v string) error {
	if strings.ContainsAny(v, "{[") {
		return tool("globbing")
	}
	k.upload = v
	k.uploads++
	return nil
}

func data(k *corpusCommand, v string) error {
	k.hasData = true
	if strings.HasPrefix(v, "@") {
		b, err := k.read(v[1:])
		if err != nil {
			return err
		}
		v = strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(b)
	}
	k.data = append(k.data, v)
	return nil
}

func (k *corpusCommand) read(name string) (string, error) {
	if name == "-" {
		return k.stdin, nil
	}
	b, err := os.ReadFile(name)
	return string(b), err
}

func rawData(k *corpusCommand, v string) error {
	k.hasData = true
	k.data = append(k.data, v)
	return nil
}

func binaryData(k *corpusCommand, v string) error {
	k.hasData = true
	if strings.HasPrefix(v, "@") {
		b, err := k.read(v[1:])
		if err != nil {
			return err
		}
		v = b
	}
	k.data = append(k.data, v)
	return nil
}

func urlData(k *corpusCommand, v string) error {
	k.hasData = true
	name, value, ok := strings.Cut(v, "=")
	if !ok {
		if i := strings.IndexByte(v, '@'); i >= 0 {
			b, err := k.read(v[i+1:])
			if err != nil {
				return err
			}
			name, value = v[:i], b
		} else {
			name, value = "", v
		}
	}
	s := url.QueryEscape(value)
	if name != "" {
		s = name + "=" + s
	}
	k.data = append(k.data, s)
	return nil
}

func referer(k *corpusCommand, v string) error {
	v, auto := strings.CutSuffix(v, ";auto")
	if auto {
		if err := k.c.Setopt(AUTOREFERER, 1); err != nil {
			return err
		}
	}
	return k.c.Setopt(REFERER, v)
}

func resume(k *corpusCommand, v string) error {
	if v == "-" {
		k.ranged = true
		return k.c.Setopt(RESUME_FROM, -1)
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return tool("reading of numbers")
	}
	k.append = true
	return k.c.Setopt(RESUME_FROM_LARGE, n)
}

func timeCond(k *corpusCommand, v string) error {
	kind := TIMECONDITION_IFMODSINCE
	switch {
	case strings.HasPrefix(v, "-"):
		kind, v = TIMECONDITION_IFUNMODSINCE, v[1:]
	case strings.HasPrefix(v, "="):
		kind, v = TIMECONDITION_LASTMOD, v[1:]
	case strings.HasPrefix(v, "+"):
		v = v[1:]
	}
	d, ok := parseDate(v)
	if !ok {
		i, err := os.Stat(v)
		if err != nil {
			return tool("date of a file")
		}
		d = i.ModTime()
	}
	return errors.Join(k.c.Setopt(TIMECONDITION, kind), k.c.Setopt(TIMEVALUE, int(d.Unix())))
}

// parse reads a command line, up to --next; rest is what follows it.
func (k *corpusCommand) parse(words []string) (rest []string, err error) {
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w == "--next" || w == "-:" {
			return words[i+1:], nil
		}
		if !strings.HasPrefix(w, "-") || w == "-" {
			k.urls = append(k.urls, w)
			continue
		}
		if f, ok := corpusFlags[w]; ok {
			if f != nil {
				if err := f(k); err != nil {
					return nil, err
				}
			}
			continue
		}
		value := ""
		if name, v, ok := strings.Cut(w, "="); ok && strings.HasPrefix(w, "--") {
			w, value = name, v
		}
		f, ok := corpusValues[w]
		if !ok && len(w) > 2 && w[1] != '-' {
			if f, ok = corpusValues[w[:2]]; ok {
				value = w[2:]
			} else if g, ok2 := corpusFlags[w[:2]]; ok2 {
				if g != nil {
					if err := g(k); err != nil {
						return nil, err
					}
				}
				words[i] = "-" + w[2:]
				i--
				continue
			}
		}
		if !ok {
			return nil, tool("flag " + w)
		}
		if value == "" {
			if i++; i >= len(words) {
				return nil, tool("missing value")
			}
			value = words[i]
		}
		if err := f(k, value); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// settle sets what several flags make together.
func (k *corpusCommand) settle() error {
	c := k.c
	var err error
	set := func(o AnyOption, v any) {
		if err == nil {
			err = c.Setopt(o, v)
		}
	}
	if k.hasData {
		all := strings.Join(k.data, "&")
		if k.get {
			for i, u := range k.urls {
				u, frag, hasFrag := strings.Cut(u, "#")
				sep := "?"
				if strings.Contains(u, "?") {
					sep = "&"
				}
				k.urls[i] = u + sep + all
				if hasFrag {
					k.urls[i] += "#" + frag
				}
			}
		} else {
			set(POSTFIELDS, all)
		}
	}
	if k.headers != nil {
		set(HTTPHEADER, k.headers)
	}
	for o, v := range map[Option[[]string]][]string{PROXYHEADER: k.proxyHeaders, RESOLVE: k.resolve, CONNECT_TO: k.connectTo, QUOTE: k.quote, PREQUOTE: k.prequote, POSTQUOTE: k.postquote, TELNETOPTIONS: k.telnet} {
		if v != nil {
			set(o, v)
		}
	}
	if k.fields != nil {
		set(HTTPPOST, k.fields)
	}
	if k.upload != "" {
		set(UPLOAD, 1)
		if k.upload == "-" || k.upload == "." {
			set(READDATA, io.NopCloser(strings.NewReader(k.stdin)))
		} else {
			f, ferr := os.Open(k.upload)
			if ferr != nil {
				return tool("missing file to upload")
			}
			k.closers = append(k.closers, f)
			i, ferr := f.Stat()
			if ferr != nil {
				return ferr
			}
			set(READDATA, f)
			set(INFILESIZE, i.Size())
			for j, u := range k.urls {
				v, perr := url.Parse(u)
				if perr == nil && (strings.HasSuffix(v.Path, "/") || v.Path == "") && v.RawQuery == "" {
					if v.Path == "" {
						u += "/"
					}
					k.urls[j] = u + url.PathEscape(filepath.Base(k.upload))
				}
			}
		}
	}
	return err
}

// form reads -F name=value, name=@file and name=<file, with ;type= and ;filename=.
func form(k *corpusCommand, v string) error {
	name, value, ok := strings.Cut(v, "=")
	if !ok || strings.HasPrefix(value, "(") || strings.HasPrefix(value, ")") {
		return tool("nested form")
	}
	if len(value) > 1 && (value[0] == '@' || value[0] == '<') && strings.ContainsAny(value, ",\"") || strings.ContainsAny(value, "\"\\") || strings.Contains(value, ";encoder") || strings.Contains(value, ";headers") {
		return tool("quoting in forms")
	}
	f := FormField{Name: name}
	contents, rest, _ := strings.Cut(value, ";")
	plain := len(contents) == 0 || contents[0] != '@' && contents[0] != '<'
	if plain && !strings.Contains(";"+rest, ";type=") && !strings.Contains(";"+rest, ";filename=") {
		contents, rest = value, ""
	}
	switch {
	case strings.HasPrefix(contents, "@-"), strings.HasPrefix(contents, "<-"):
		if contents[0] == '@' {
			f.With = append(f.With, FormValue{FORM_BUFFER, "-"}, FormValue{FORM_BUFFERPTR, k.stdin})
		} else {
			f.With = append(f.With, FormValue{FORM_CONTENTS, k.stdin})
		}
	case strings.HasPrefix(contents, "@"):
		f.With = append(f.With, FormValue{FORM_FILE, contents[1:]})
	case strings.HasPrefix(contents, "<"):
		b, err := os.ReadFile(contents[1:])
		if err != nil {
			return tool("missing file")
		}
		f.With = append(f.With, FormValue{FORM_CONTENTS, string(b)})
	default:
		f.With = append(f.With, FormValue{FORM_CONTENTS, contents})
	}
	for _, o := range strings.Split(rest, ";") {
		n, v, _ := strings.Cut(strings.TrimSpace(o), "=")
		switch n {
		case "type":
			f.With = append(f.With, FormValue{FORM_CONTENTTYPE, v})
		case "filename":
			f.With = append(f.With, FormValue{FORM_FILENAME, v})
		case "":
		default:
			return tool("form with " + n)
		}
	}
	k.fields = append(k.fields, f)
	return nil
}

func formString(k *corpusCommand, v string) error {
	name, value, _ := strings.Cut(v, "=")
	k.fields = append(k.fields, FormField{Name: name, Value: value})
	return nil
}
