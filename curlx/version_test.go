package curlx

import (
	"errors"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// Versions has the places of pycurl.version_info, and promises what is there: each
// protocol that it names is spoken, and others are not.
func TestVersionsSayWhatIsThere(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define("import pycurl\ndef told():\n    return list(pycurl.version_info()[:3]) + [list(pycurl.version_info()[8])]")
	theirs := py.Value("told").([]any)
	v := Versions()
	if v.Age > int(theirs[0].(int64)) || v.Version != theirs[1] || int64(v.VersionNum) != theirs[2] {
		t.Errorf("age %d, version %s, %#x, pycurl's are %v", v.Age, v.Version, v.VersionNum, theirs[:3])
	}
	if v.Host == "" || v.SSLVersion == "" || v.Libz == "" || v.Features&VERSION_SSL == 0 || v.Features&VERSION_HTTP2 == 0 {
		t.Errorf("%+v", v)
	}
	names := slices.Clone(v.Protocols)
	for _, name := range theirs[3].([]any) {
		names = append(names, name.(string))
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		_, err := body(handle(t, URL, name+"://127.0.0.1:1/nonexistent", TIMEOUT, 20))
		if got := !errors.Is(err, E_UNSUPPORTED_PROTOCOL); err == nil || got != slices.Contains(v.Protocols, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
