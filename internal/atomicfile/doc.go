// Package atomicfile replaces the contents of a file all or nothing: whoever
// opens the file sees the old contents or the new ones, also after a crash.
//
// The new contents are written into a file aside, in the same folder. The file
// is synced, renamed over the old one, and the folder is synced. The new file has the mode,
// the owner, the group, the access control list and the extended attributes of
// the old one. A symbolic link stays a link: what it leads to is replaced, or
// created where it leads to nothing.
//
// # What cannot be replaced
//
// Some files cannot be replaced without cutting something off. They are
// refused with [ErrInPlace]. When Options.InPlace allows it they are
// written in place instead:
//
//   - a file with several names (hard links), since the others would keep the old contents;
//   - a file that something is mounted on, as containers mount their configuration;
//   - a file in a folder in which the caller may not create or rename;
//   - a file whose owner, group, access control list or attributes the caller cannot give to another;
//   - a file that is reached through a descriptor, such as /dev/stdout sent to a file;
//   - a character device or a named pipe, which are written through.
//
// Writing in place is not atomic. A reader may see a part of it, and a crash
// leaves a part of it. Nothing is touched before the new contents are whole,
// room for them is reserved first where the system can do so, and programs that
// use this package take turns. Directories, sockets and block devices are always
// refused, with [ErrNotRegular].
//
// # Rights
//
// The caller needs the right to write the old file: one that is read-only
// is not replaced, although a rename could. No access is ever
// widened. Setuid and setgid bits stay only when root writes, as with any other
// write; file capabilities go. In a folder that everybody may write and that has the
// sticky bit, such as /tmp, links and files of other users are refused, as
// Linux does with fs.protected_symlinks and fs.protected_regular.
//
// # After a crash
//
// A killed process leaves its file aside. The next write to the same path
// removes it. Files aside have names of their own, and a writer that lives
// holds a lock on its file. Where a file system has no locks, a file aside counts as left
// when nobody has written to it for a day. Where more than eight writers of one
// file were killed at once, some of their files may stay.
//
// # Other systems
//
// Access control lists and attributes are kept on Linux, access control lists
// on Windows. Windows has no owner to keep and no folder to sync. There, a file
// that another program has opened can often not be replaced, and counts among those that
// can only be written in place.
package atomicfile
