package atomicfile

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

const (
	neverWait            = 0
	neitherFollowNorWait = 0

	// removesOpen says that open files can be renamed and removed.
	removesOpen = false
)

func names(fs.FileInfo) uint64 { return 1 }

func ours(info, target fs.FileInfo) bool { return true }

func foreign(info, folder fs.FileInfo) bool { return false }

func descriptors(folder string) bool { return false }

func mayWrite(_ string, info fs.FileInfo) error {
	if info.Mode()&0o200 == 0 {
		return fs.ErrPermission
	}
	return nil
}

func mayKeepSetuid() bool { return false }

func keepOwner(*os.File, fs.FileInfo) error { return nil }

// keepAttributes gives a file the access control list of another.
func keepAttributes(f *os.File, path string) (name string, err error) {
	const what = "access control list"
	descriptor, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return what, err
	}
	list, _, err := descriptor.DACL()
	if errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) {
		return "", nil
	}
	if err != nil {
		return what, err
	}
	control, _, err := descriptor.Control()
	if err != nil {
		return what, err
	}
	inherit := windows.SECURITY_INFORMATION(windows.UNPROTECTED_DACL_SECURITY_INFORMATION)
	if control&windows.SE_DACL_PROTECTED != 0 {
		inherit = windows.PROTECTED_DACL_SECURITY_INFORMATION
	}
	return what, windows.SetNamedSecurityInfo(f.Name(), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION|inherit, nil, nil, list, nil)
}

func reserve(w *os.File, from, to int64) error { return nil }

func closed(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}

func nobodyReads(error) bool { return false }

// syncFolder has nothing to do: Windows writes names by itself.
func syncFolder(string) error { return nil }
