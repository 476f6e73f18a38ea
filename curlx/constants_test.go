package curlx

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// declared are the package's integer constants whose names are in capitals.
func declared(t *testing.T) map[string]int64 {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	// The values of constants need no function's body and no import.
	config := types.Config{Importer: noImports{}, IgnoreFuncBodies: true, Error: func(error) {}}
	pkg, _ := config.Check("curlx", fset, files, nil)
	found := map[string]int64{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() || c.Val().Kind() != constant.Int {
			continue
		}
		if v, exact := constant.Int64Val(c.Val()); exact && strings.ToUpper(name[:2]) == name[:2] {
			found[name] = v
		}
	}
	if len(found) < 500 {
		t.Fatalf("found %d constants only", len(found))
	}
	return found
}

// noImports gives packages with nothing in them, but for two types of io.
type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, filepath.Base(path))
	if path == "io" {
		for _, name := range []string{"Reader", "Writer"} {
			t := types.NewTypeName(token.NoPos, p, name, nil)
			types.NewNamed(t, types.NewInterfaceType(nil, nil), nil)
			p.Scope().Insert(t)
		}
	}
	p.MarkComplete()
	return p, nil
}

// left are the constants of pycurl that belong to what the package does not do.
var left = []string{
	"COMPILE_", "SSH_AUTH_", "KHMATCH_", "KHSTAT_", "KHTYPE_", "RTSPREQ_", "IOCMD_", "IOE_", "GSSAPI_DELEGATION_",
}

func TestConstantsHavePycurlsNumbers(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define("import pycurl\ndef numbers():\n    return {k: v for k, v in vars(pycurl).items() if type(v) is int}")
	theirs, ok := py.Value("numbers").(original.Dict)
	if !ok || len(theirs) < 600 {
		t.Fatalf("pycurl told %d numbers", len(theirs))
	}
	ours := declared(t)
	for _, p := range theirs {
		name := p.Key.(string)
		got, ok := ours[name]
		switch {
		case ok && got != p.Value.(int64):
			t.Errorf("%s is %d, pycurl's is %d", name, got, p.Value)
		case !ok && !slices.ContainsFunc(left, func(prefix string) bool { return strings.HasPrefix(name, prefix) }):
			t.Errorf("pycurl has %s = %d, we do not", name, p.Value)
		}
	}
}

func TestErrorTextsAreLibcurls(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(`
import ctypes, pycurl
def told(kind, first, last):
    lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
    f = getattr(lib, "curl_" + kind + "_strerror")
    f.restype = ctypes.c_char_p
    return [f(i).decode() for i in range(first, last + 1)]`)
	for kind, ours := range map[string]func(int) string{
		"easy": EasyStrerror, "multi": MultiStrerror, "share": ShareStrerror, "url": URLStrerror,
	} {
		first, last := -3, 110
		if kind == "url" {
			last = int(CURLUE_LACKS_IDN) // a number that libcurl 7.88 does not have yet follows
		}
		texts, ok := py.Value("told", kind, first, last).([]any)
		if !ok || len(texts) != last-first+1 {
			t.Fatalf("libcurl told %d texts of %s", len(texts), kind)
		}
		for i, theirs := range texts {
			if got := ours(first + i); got != theirs {
				t.Errorf("%s %d: %q, libcurl says %q", kind, first+i, got, theirs)
			}
		}
	}
}

// Every option and every information is called as its constant is.
func TestNamesAreThoseOfTheConstants(t *testing.T) {
	constants := declared(t)
	check := func(name string, number int) {
		if v, ok := constants[name]; !ok || v != int64(number) {
			t.Errorf("%d is called %q; the constant of that name is %d, declared %v", number, name, v, ok)
		}
	}
	for _, row := range allOptions() {
		check(row.name, row.option.number())
	}
	for _, row := range allInfos() {
		check(row.name, int(row.info.number()))
	}
}

func TestEachOptionHasOneName(t *testing.T) {
	numbers, slots := map[int]string{}, map[int]string{}
	for _, row := range allOptions() {
		if other, taken := numbers[row.option.number()]; taken {
			t.Errorf("%s and %s have one number", row.name, other)
		}
		if other, taken := slots[row.option.number()%10000]; taken {
			t.Errorf("%s and %s share their last digits", row.name, other)
		}
		numbers[row.option.number()], slots[row.option.number()%10000] = row.name, row.name
		if got := row.option.String(); got != row.name {
			t.Errorf("%s calls itself %s", row.name, got)
		}
	}
	for _, row := range allInfos() {
		if got := row.info.String(); got != row.name {
			t.Errorf("%s calls itself %s", row.name, got)
		}
	}
	if got := Option[int](9999).String(); got != "Option("+strconv.Itoa(9999)+")" {
		t.Errorf("an option that does not exist is called %s", got)
	}
}
