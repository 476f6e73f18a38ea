package curlx

import (
	"strings"
	"testing"
)

// FuzzURL: what is read can be written, and reads back as the same parts.
func FuzzURL(f *testing.F) {
	for i, s := range parityURLs() {
		f.Add(s, uint16(i*37), "http://u:p@h:81/a/b?q=1#f")
	}
	f.Fuzz(func(t *testing.T, text string, flags uint16, base string) {
		u, err := NewCurlURL(base, U_NON_SUPPORT_SCHEME)
		if err != nil {
			u = &CurlURL{}
		}
		flags &^= uint16(U_NO_AUTHORITY) // "https:///0" reads back as a URL with a host
		before := *u
		if err := u.SetPart(UPART_URL, text, URLFlags(flags)); err != nil {
			if *u != before {
				t.Fatalf("%q was refused and changed the URL", text)
			}
			return
		}
		whole, err := u.GetPart(UPART_URL, 0)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", text, err)
		}
		if u.scheme.text == "file" && !strings.HasPrefix(u.path.text, "/") {
			return // libcurl reads "file:xy", and writes what it refuses to read
		}
		v, err := NewCurlURL(whole, URLFlags(flags)&^U_DISALLOW_USER|U_NON_SUPPORT_SCHEME|U_ALLOW_SPACE|U_PATH_AS_IS)
		if err != nil {
			t.Fatalf("%q gives %q, which cannot be read: %v", text, whole, err)
		}
		again, err := v.GetPart(UPART_URL, 0)
		if err != nil || again != whole {
			t.Fatalf("%q gives %q, and that %q (%v)", text, whole, again, err)
		}
	})
}
