package diffx

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
)

// DefaultIgnores are the names that [NewDirCmp] leaves out when no others are
// given. It is Python's DEFAULT_IGNORES.
func DefaultIgnores() []string {
	return []string{"RCS", "CVS", "tags", ".git", ".hg", ".bzr", "_darcs", "__pycache__"}
}

// DirCmpOptions are the keyword arguments of Python's dircmp. Nil and the zero
// value are Python's defaults.
type DirCmpOptions struct {
	// Ignore are names to leave out: exact ones, no patterns. Nil means
	// DefaultIgnores, an empty list none.
	Ignore []string

	// Hide are more names to leave out. Nil means "." and "..".
	Hide []string

	// Deep is shallow=False, which dircmp has since Python 3.13: files are read
	// even when their size and time of change say that they are the same.
	Deep bool

	// GuardCycles keeps out of Subdirs a pair of directories that was met on the
	// way down already, as symbolic links may have it. Python follows such links
	// until the system has enough. What was kept out, Cycles tells.
	GuardCycles bool
}

// A DirCmp compares two directories. It is Python's dircmp: nothing is read until
// an attribute, here a method, is asked for, and what was found is kept. A method
// whose directories cannot be read returns the error, a *fs.PathError, each time
// that it is called. The lists are the callers' own. It is not safe for concurrent
// use.
type DirCmp struct {
	left, right string
	opts        DirCmpOptions
	ancestors   []pairOfDirs

	listed, parted, sorted, compared, descended bool

	leftList, rightList                     []string
	common, leftOnly, rightOnly             []string
	commonDirs, commonFiles, commonFunny    []string
	sameFiles, diffFiles, funnyFiles, cycle []string
	subdirs                                 map[string]*DirCmp
}

type pairOfDirs struct{ left, right fs.FileInfo }

// NewDirCmp compares directory a, the left one, with b, the right one. It reads
// nothing yet and cannot fail.
func NewDirCmp(a, b string, opts *DirCmpOptions) *DirCmp {
	d := &DirCmp{left: a, right: b}
	if opts != nil {
		d.opts = *opts
	}
	if d.opts.Ignore == nil {
		d.opts.Ignore = DefaultIgnores()
	}
	if d.opts.Hide == nil {
		d.opts.Hide = []string{".", ".."}
	}
	return d
}

// ready is a DirCmp that can be asked, also where there is none.
func (d *DirCmp) ready() *DirCmp {
	if d == nil {
		return &DirCmp{}
	}
	return d
}

// Left returns the left directory, as it was given.
func (d *DirCmp) Left() string { return d.ready().left }

// Right returns the right directory, as it was given.
func (d *DirCmp) Right() string { return d.ready().right }

// Ignore returns the names that are left out, DefaultIgnores unless others were
// given.
func (d *DirCmp) Ignore() []string { return slices.Clone(d.ready().opts.Ignore) }

// Hide returns the other names that are left out, "." and ".." unless others were
// given.
func (d *DirCmp) Hide() []string { return slices.Clone(d.ready().opts.Hide) }

// Shallow reports whether files of the same size and time of change are taken
// for equal unread.
func (d *DirCmp) Shallow() bool { return !d.ready().opts.Deep }

// LeftList returns the names in the left directory that are not left out, sorted.
func (d *DirCmp) LeftList() ([]string, error) {
	return d.ask((*DirCmp).list, func(d *DirCmp) []string { return d.leftList })
}

// RightList returns the names in the right directory that are not left out,
// sorted.
func (d *DirCmp) RightList() ([]string, error) {
	return d.ask((*DirCmp).list, func(d *DirCmp) []string { return d.rightList })
}

// Common returns the names that both have, sorted. Where file names have no case
// it ignores case, and gives them as the left directory has them.
func (d *DirCmp) Common() ([]string, error) {
	return d.ask((*DirCmp).part, func(d *DirCmp) []string { return d.common })
}

// LeftOnly returns the names that the left directory alone has, sorted.
func (d *DirCmp) LeftOnly() ([]string, error) {
	return d.ask((*DirCmp).part, func(d *DirCmp) []string { return d.leftOnly })
}

// RightOnly returns the names that the right directory alone has, sorted.
func (d *DirCmp) RightOnly() ([]string, error) {
	return d.ask((*DirCmp).part, func(d *DirCmp) []string { return d.rightOnly })
}

// CommonDirs returns the names that are directories in both, sorted.
func (d *DirCmp) CommonDirs() ([]string, error) {
	return d.ask((*DirCmp).sort, func(d *DirCmp) []string { return d.commonDirs })
}

// CommonFiles returns the names that are regular files in both, sorted.
func (d *DirCmp) CommonFiles() ([]string, error) {
	return d.ask((*DirCmp).sort, func(d *DirCmp) []string { return d.commonFiles })
}

// CommonFunny returns the names in both that are of different types, or neither
// files nor directories, or cannot be examined; sorted.
func (d *DirCmp) CommonFunny() ([]string, error) {
	return d.ask((*DirCmp).sort, func(d *DirCmp) []string { return d.commonFunny })
}

// SameFiles returns the files in both that are equal by [Cmp], sorted.
func (d *DirCmp) SameFiles() ([]string, error) {
	return d.ask((*DirCmp).compare, func(d *DirCmp) []string { return d.sameFiles })
}

// DiffFiles returns the files in both that differ by [Cmp], sorted.
func (d *DirCmp) DiffFiles() ([]string, error) {
	return d.ask((*DirCmp).compare, func(d *DirCmp) []string { return d.diffFiles })
}

// FunnyFiles returns the files in both that could not be compared, sorted.
func (d *DirCmp) FunnyFiles() ([]string, error) {
	return d.ask((*DirCmp).compare, func(d *DirCmp) []string { return d.funnyFiles })
}

// Subdirs returns a DirCmp with the same options for each of CommonDirs, under
// its name.
func (d *DirCmp) Subdirs() (map[string]*DirCmp, error) {
	d = d.ready()
	if err := d.descend(); err != nil {
		return nil, err
	}
	list := make(map[string]*DirCmp, len(d.subdirs))
	for name, sub := range d.subdirs {
		list[name] = sub
	}
	return list, nil
}

// Cycles returns those of CommonDirs that GuardCycles kept out of Subdirs.
func (d *DirCmp) Cycles() ([]string, error) {
	return d.ask((*DirCmp).descend, func(d *DirCmp) []string { return d.cycle })
}

// Phase4Closure finds out everything about the directories and all that they have
// in common below. It is Python's phase4_closure; no method needs it. One that
// cannot be read costs none of the others: the error joins what was left out.
func (d *DirCmp) Phase4Closure() error {
	d = d.ready()
	if err := d.compare(); err != nil {
		return err
	}
	subs, err := d.below()
	if err != nil {
		return err
	}
	var lost []error
	for _, sub := range subs {
		if err := sub.Phase4Closure(); err != nil {
			lost = append(lost, err)
		}
	}
	return errors.Join(lost...)
}

func (d *DirCmp) ask(find func(*DirCmp) error, found func(*DirCmp) []string) ([]string, error) {
	d = d.ready()
	if err := find(d); err != nil {
		return nil, err
	}
	return slices.Clone(found(d)), nil
}

// list reads the directories.
func (d *DirCmp) list() error {
	if d.listed {
		return nil
	}
	left, err := d.names(d.left)
	if err != nil {
		return err
	}
	right, err := d.names(d.right)
	if err != nil {
		return err
	}
	d.leftList, d.rightList, d.listed = left, right, true
	return nil
}

func (d *DirCmp) names(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := f.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		return slices.Contains(d.opts.Ignore, name) || slices.Contains(d.opts.Hide, name)
	})
	slices.SortFunc(all, compareText)
	return all, nil
}

// part tells which names both directories have.
func (d *DirCmp) part() error {
	if d.parted {
		return nil
	}
	if err := d.list(); err != nil {
		return err
	}
	left, right := map[string]bool{}, map[string]bool{}
	for _, name := range d.leftList {
		left[normCase(name)] = true
	}
	for _, name := range d.rightList {
		right[normCase(name)] = true
	}
	d.common, d.leftOnly, d.rightOnly = nil, nil, nil
	for _, name := range d.leftList {
		if right[normCase(name)] {
			d.common = append(d.common, name)
		} else {
			d.leftOnly = append(d.leftOnly, name)
		}
	}
	for _, name := range d.rightList {
		if !left[normCase(name)] {
			d.rightOnly = append(d.rightOnly, name)
		}
	}
	d.parted = true
	return nil
}

// normCase is Python's os.path.normcase of a name.
func normCase(name string) string {
	if runtime.GOOS == "windows" {
		return strings.ToLower(name)
	}
	return name
}

// sort tells files, directories and the rest apart.
func (d *DirCmp) sort() error {
	_, err := d.examine()
	return err
}

// A pair is two things of one name, examined.
type pair struct {
	leftName, rightName string
	left, right         signature
	err                 error
}

// examine looks at everything of a common name, unless that was done before, and
// sorts it; pairs are those of the files.
func (d *DirCmp) examine() (files []pair, err error) {
	if d.sorted {
		return nil, nil
	}
	if err := d.part(); err != nil {
		return nil, err
	}
	pairs := make([]pair, len(d.common))
	each(len(pairs), fewFiles, func(i int) {
		p := &pairs[i]
		p.leftName, p.rightName = join(d.left, d.common[i]), join(d.right, d.common[i])
		if p.left, p.err = signatureOf(p.leftName); p.err == nil {
			p.right, p.err = signatureOf(p.rightName)
		}
	})
	d.commonDirs, d.commonFiles, d.commonFunny = nil, nil, nil
	for i, name := range d.common {
		switch p := &pairs[i]; {
		case p.err != nil || p.left.mode != p.right.mode:
			d.commonFunny = append(d.commonFunny, name)
		case p.left.mode.IsDir():
			d.commonDirs = append(d.commonDirs, name)
		case p.left.mode.IsRegular():
			d.commonFiles = append(d.commonFiles, name)
			files = append(files, *p)
		default:
			d.commonFunny = append(d.commonFunny, name)
		}
	}
	d.sorted = true
	return files, nil
}

// compare compares the files. Those that were examined just now need not be
// examined again.
func (d *DirCmp) compare() error {
	if d.compared {
		return nil
	}
	files, err := d.examine()
	if err != nil {
		return err
	}
	if files == nil {
		d.sameFiles, d.diffFiles, d.funnyFiles = CmpFiles(d.left, d.right, d.commonFiles, &CmpOptions{Deep: d.opts.Deep})
	} else {
		d.sameFiles, d.diffFiles, d.funnyFiles = partFiles(d.commonFiles, func(i int) (bool, error) {
			p := &files[i]
			return cmpExamined(p.leftName, p.rightName, p.left, p.right, d.opts.Deep)
		})
	}
	d.compared = true
	return nil
}

// descend makes a DirCmp of each pair of subdirectories.
func (d *DirCmp) descend() error {
	if d.descended {
		return nil
	}
	if err := d.sort(); err != nil {
		return err
	}
	ancestors := d.ancestors
	if d.opts.GuardCycles {
		own, err := pairOf(d.left, d.right)
		if err != nil {
			return err
		}
		ancestors = append(slices.Clip(ancestors), own)
	}
	d.subdirs, d.cycle = map[string]*DirCmp{}, nil
	for _, name := range d.commonDirs {
		sub := &DirCmp{left: join(d.left, name), right: join(d.right, name), opts: d.opts, ancestors: ancestors}
		if d.opts.GuardCycles {
			pair, err := pairOf(sub.left, sub.right)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(ancestors, pair.same) {
				d.cycle = append(d.cycle, name)
				continue
			}
		}
		d.subdirs[name] = sub
	}
	d.descended = true
	return nil
}

// below are the comparisons of the subdirectories in the order of their names,
// made ready, several at a time. One that cannot be read says so when asked again.
func (d *DirCmp) below() ([]*DirCmp, error) {
	if err := d.descend(); err != nil {
		return nil, err
	}
	var subs []*DirCmp
	for _, name := range d.commonDirs {
		if sub := d.subdirs[name]; sub != nil {
			subs = append(subs, sub)
		}
	}
	each(len(subs), fewDirs, func(i int) { _ = subs[i].compare() })
	return subs, nil
}

func pairOf(left, right string) (pairOfDirs, error) {
	x, err := os.Stat(left)
	if err != nil {
		return pairOfDirs{}, err
	}
	y, err := os.Stat(right)
	return pairOfDirs{x, y}, err
}

func (p pairOfDirs) same(o pairOfDirs) bool {
	return os.SameFile(p.left, o.left) && os.SameFile(p.right, o.right)
}
