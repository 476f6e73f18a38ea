// Package psutilx reads what a machine is doing: memory, CPUs, disks, network,
// load. It is Python's psutil in Go.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/psutilx"
//	)
//
//	func main() {
//		mem, err := psutilx.VirtualMemory()
//		fmt.Println(mem.Percent, err)
//	}
//
// Functions read the machine that the program runs on. The methods of a [Host]
// read it too, or another one whose /proc and /sys are mounted somewhere, and
// have a memory of their own for what compares with an earlier call.
//
// Sizes are in bytes, CPU times in seconds, times of disks in milliseconds, and
// percentages have one decimal, rounded as Python rounds. Structs print as
// psutil's named tuples do and marshal to JSON under psutil's names.
//
// # Errors
//
// What psutil cannot determine and returns None for is [ErrUnavailable]; what a
// platform does not offer is [ErrNotSupported]; a kernel file that makes no sense
// is a [*ParseError] with its path, line and text; a file that cannot be read is
// an [io/fs.PathError]. A figure that an old or unusual kernel leaves out, and
// that psutil warns of, is named in the Missing field of the struct.
//
// # Platforms
//
// Linux is read directly, by figures and rounding that are psutil's to the last
// digit. Elsewhere the package stands on gopsutil and offers what that has right;
// the rest is [ErrNotSupported], never a guess.
package psutilx
