package curlx

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// ftpFiles are what the servers of these tests have.
func ftpFiles() map[string]string {
	return map[string]string{
		"a.txt": "0123456789\n", "dir/aa": "AA", "dir/ab": "AB", "dir/b": "B", "dir/sub/x": "X", "em/sub/.keep": "", "empty": "",
		"lines": "one\r\ntwo\nthree\rfour", "a b": "blank", "ä\"b": "odd", "big": strings.Repeat("0123456789abcdef", 20000),
	}
}

// ftpJobs are transfers by FTP; base is the server's URL.
func ftpJobs(base string) []job {
	o := func(more ...any) map[string]any {
		m := map[string]any{"USERPWD": "opsuser:s3cret pw"}
		for i := 0; i < len(more); i += 2 {
			m[more[i].(string)] = more[i+1]
		}
		return m
	}
	get := func(path string, more ...any) job { return job{url: base + path, options: o(more...)} }
	put := func(path, data string, more ...any) job {
		return job{url: base + path, options: o(more...), data: []byte(data)}
	}
	next := func(j job) job { j.same = true; return j }
	all := []job{
		get("a.txt"), get("big"), get("empty"), get("a%20b"), get("%c3%a4%22b"), get("a.txt;type=a"), get("lines", "TRANSFERTEXT", 1), get("lines", "CRLF", 1), get("lines"), get("a.txt;type=i", "TRANSFERTEXT", 1),
		// Directories.
		get("dir/", "DIRLISTONLY", 1), get("dir/;type=d"), get("dir/", "CUSTOMREQUEST", "NLST -a"), get("em/"), get("em/", "DIRLISTONLY", 1), get("dir"), get("dir/sub/x"), get("dir//sub///x"), get("dir/sub/", "DIRLISTONLY", 1),
		get("dir/sub/x", "FTP_FILEMETHOD", FTPMETHOD_NOCWD), get("dir/sub/x", "FTP_FILEMETHOD", FTPMETHOD_SINGLECWD), get("dir/sub/", "FTP_FILEMETHOD", FTPMETHOD_NOCWD, "DIRLISTONLY", 1), get("dir/sub/", "FTP_FILEMETHOD", FTPMETHOD_SINGLECWD, "DIRLISTONLY", 1),
		get("dir/..%2fa.txt"), get("/bin/nonexistent"), get("/nodir/x"), get("/nodir/x", "FTP_FILEMETHOD", FTPMETHOD_NOCWD), get("%2fnodir/x", "FTP_FILEMETHOD", FTPMETHOD_SINGLECWD),
		// What is not there.
		get("none"), get("dir/none/x"), get("none/"), get("none", "NOBODY", 1), get("a%0d%0aDELE%20x"), get("a%00b"), get("a%09b"),
		// Parts, sizes, times.
		get("a.txt", "RANGE", "2-4"), get("a.txt", "RANGE", "2-4", "RESUME_FROM", 3), get("a.txt", "RANGE", "-3"), get("a.txt", "RANGE", "7-"), get("a.txt", "RANGE", "0-0"), get("a.txt", "RANGE", "2-4,6-7"),
		get("a.txt", "RESUME_FROM", 3), get("a.txt", "RESUME_FROM", 11), get("a.txt", "RESUME_FROM", 100), get("a.txt", "MAXFILESIZE", 3), get("a.txt", "MAXFILESIZE", 11),
		get("a.txt", "IGNORE_CONTENT_LENGTH", 1), get("a.txt", "NOBODY", 1), get("a.txt", "NOBODY", 1, "OPT_FILETIME", 1), get("a.txt", "NOBODY", 1, "OPT_FILETIME", 1, "TRANSFERTEXT", 1), next(get("a.txt", "NOBODY", 1, "OPT_FILETIME", 1, "TRANSFERTEXT", 1)), get("a.txt", "OPT_FILETIME", 1), get("", "NOBODY", 1), get("dir/", "NOBODY", 1), get("dir/aa", "NOBODY", 1, "HEADER", 1), get("a.txt", "HEADER", 1),
		get("a.txt", "TIMECONDITION", 1, "TIMEVALUE", 2000000000), get("a.txt", "TIMECONDITION", 1, "TIMEVALUE", 1000000000), get("a.txt", "TIMECONDITION", 2, "TIMEVALUE", 1000000000), get("a.txt", "TIMECONDITION", 2, "TIMEVALUE", 2000000000),
		// Connections.
		get("a.txt", "FTPPORT", "-"), get("a.txt", "FTPPORT", "127.0.0.1"), get("dir/", "FTPPORT", "-", "FTP_USE_EPRT", 0, "DIRLISTONLY", 1), get("a.txt", "FTP_USE_EPSV", 0), get("a.txt", "FTP_SKIP_PASV_IP", 0, "FTP_USE_EPSV", 0), get("a.txt", "FTP_USE_PRET", 1), get("a.txt", "FTPPORT", "nosuchif0"),
		// Commands.
		get("a.txt", "QUOTE", []string{"SYST", "*BAD"}, "PREQUOTE", []string{"NOOP"}, "POSTQUOTE", []string{"MKD made"}), get("a.txt", "QUOTE", []string{"BAD"}), get("a.txt", "PREQUOTE", []string{"BAD"}), get("a.txt", "POSTQUOTE", []string{"BAD"}), get("dir/", "QUOTE", []string{"NOOP"}, "NOBODY", 1, "POSTQUOTE", []string{"NOOP"}),
		// Uploads.
		put("up.txt", "upload"), put("up.txt", "more", "APPEND", 1), put("up2.txt", "exact", "INFILESIZE", 5), put("up3.txt", "a\nb\r\nc", "CRLF", 1), put("up4.txt;type=a", "x\ny"), put("resume", "01234"), put("resume", "0123456789", "RESUME_FROM", 5),
		put("new/d/x", "deep"), put("new/d/x", "deep", "FTP_CREATE_MISSING_DIRS", 1), put("new/e/x", "deep", "FTP_CREATE_MISSING_DIRS", 2), put("dir/..%2f..%2f..%2fx", "no"), put("", "no"), put("dir/", "no"), put("active", "data", "FTPPORT", "-"), put("empty2", ""), put("big2", strings.Repeat("x", 300000)),
		// One connection.
		get("a.txt"), next(get("dir/aa")), next(get("dir/ab")), next(get("a.txt")), next(get("dir/", "DIRLISTONLY", 1)), next(get("dir/", "DIRLISTONLY", 1)), next(get("dir/aa", "DIRLISTONLY", 0)), next(get("none")), next(get("a.txt")), next(get("none/x")), next(get("a.txt")), next(get("dir/sub/x", "FTP_FILEMETHOD", FTPMETHOD_NOCWD)), next(get("a.txt", "QUOTE", []string{"BAD"})), next(get("a.txt", "QUOTE", []string{"NOOP"})),
		// Logins.
		get("a.txt", "USERPWD", "opsuser:bad"),
	}
	for i := range all {
		// A login takes long: most go on with the connection of the one before.
		// libcurl keeps EPSV and EPRT as the connection began.
		epsv := all[i].options["FTP_USE_EPSV"] != nil || all[i].options["FTP_USE_EPRT"] != nil
		all[i].same = all[i].same || i%20 > 0 && !epsv && all[i].options["USERPWD"] == all[0].options["USERPWD"]
	}
	return all
}

// ftpPort is a port, or two numbers of one, in what is said about data connections.
var ftpPort = regexp.MustCompile(`\|\|\|\d+\||(EPRT \|1\|127\.0\.0\.1\|)\d+\||(PORT|Mode \(127,0,0,1,|127,0,0,1,)[\d,]*\d+`)

func TestParityFTP(t *testing.T) {
	t.Parallel()
	theirs, ours := peers.StartVSFTPD(t, ftpFiles()), peers.StartVSFTPD(t, ftpFiles())
	// Files of one age, whenever each server was started.
	at := time.Unix(1700000000, 0)
	for _, s := range []*peers.VSFTPD{theirs, ours} {
		for name := range ftpFiles() {
			if err := os.Chtimes(filepath.Join(s.Home, name), at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	mask := func(s *peers.VSFTPD, o *outcome) {
		clean := func(text string) string {
			text = strings.ReplaceAll(strings.ReplaceAll(text, s.Home, "HOME"), fmt.Sprintf(":%d/", s.Port), ":PORT/")
			return ftpPort.ReplaceAllString(text, "PORTS")
		}
		for _, list := range [][]string{o.headers, o.sent, o.replies} {
			for i := range list {
				list[i] = clean(list[i])
			}
		}
		o.info["EFFECTIVE_URL"], o.info["FTP_ENTRY_PATH"] = clean(o.info["EFFECTIVE_URL"].(string)), clean(o.info["FTP_ENTRY_PATH"].(string))
		size := 0
		for _, r := range o.replies {
			size += len(r)
		}
		if v := o.info["HEADER_SIZE"].(int64); v == 0 && size > 0 {
			o.info["HEADER_SIZE"] = "missing" // else it differs by the length of ports and paths
		} else {
			o.info["HEADER_SIZE"] = int64(size)
		}
	}
	compareJobs(t, ftpJobs(fmt.Sprintf("ftp://127.0.0.1:%d/", theirs.Port)), ftpJobs(fmt.Sprintf("ftp://127.0.0.1:%d/", ours.Port)), func(j job, want, got *outcome) {
		mask(theirs, want)
		mask(ours, got)
		ftpMend(j, want, got)
	})
	want, got := treeOf(t, theirs.Home), treeOf(t, ours.Home)
	for _, pin := range []struct{ name, theirs, ours, why string }{
		{"up3.txt", "a\r\nb\r\r\nc", "a\r\nb\r\nc", "libcurl 7.88 writes two CR where a line ends in CR LF already; newer ones do not"},
		{"resume", "012340123456789", "0123456789", "libcurl sends all again where there is no SEEKFUNCTION"},
	} {
		if want[pin.name] != pin.theirs || got[pin.name] != pin.ours {
			t.Errorf("%s holds %q, pycurl's %q, but %s", pin.name, got[pin.name], want[pin.name], pin.why)
		}
		delete(want, pin.name)
		delete(got, pin.name)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s holds %q, pycurl's %q", name, clipped(got[name]), clipped(text))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files are there, with pycurl %d", len(got), len(want))
	}
}

// ftpMend puts in order what differs on purpose.
func ftpMend(j job, want, got *outcome) {
	if want.info["FTP_ENTRY_PATH"] == "" && got.info["FTP_ENTRY_PATH"] != "" && (want.code != 0 || j.options["RANGE"] != nil) {
		want.info["FTP_ENTRY_PATH"] = got.info["FTP_ENTRY_PATH"] // libcurl forgets it when it closes the connection
	}
	if j.data != nil && (j.options["CRLF"] != nil || j.options["RESUME_FROM"] != nil) {
		want.info["SIZE_UPLOAD"] = got.info["SIZE_UPLOAD"] // see the pins
	}
}

// treeOf is what is in a folder: path to content, directories with a slash.
func treeOf(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if d.IsDir() {
			files[name+"/"] = ""
			return nil
		}
		b, err := os.ReadFile(path)
		files[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
