//go:build !linux

package rrd

import "os"

// A rawFile is an open file.
type rawFile struct{ *os.File }

func openRaw(path string, write bool) (*rawFile, error) {
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return nil, err
	}
	return &rawFile{f}, nil
}

// size is that of a regular file.
func (f *rawFile) size() (n int64, regular bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, false, err
	}
	return info.Size(), info.Mode().IsRegular(), nil
}

// rawOf takes over an open file.
func rawOf(f *os.File) (*rawFile, error) { return &rawFile{f}, nil }
