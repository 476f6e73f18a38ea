// Package diffx compares sequences, texts, files and directories as Python's
// difflib and filecmp do, and writes what it finds in their words, to the byte.
//
//	package main
//
//	import (
//		"log"
//		"os"
//
//		"github.com/pyops-go/pyops/diffx"
//	)
//
//	func main() {
//		a := diffx.SplitLines("listen 80;\nroot /var/www;\n", diffx.KeepEnds)
//		b := diffx.SplitLines("listen 443;\nroot /var/www;\n", diffx.KeepEnds)
//		diff, err := diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "old", ToFile: "new"})
//		if err != nil {
//			log.Fatal(err)
//		}
//		if _, err := diffx.WriteLines(os.Stdout, diff); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # Texts
//
// [SplitLines] and [ReadLines] make the lines that the rest compares, ends
// included. [UnifiedDiff] and [ContextDiff] tell programs what changed; [NDiff]
// tells people, with guides below what differs within a line, and [Restore] gets
// the texts back from it. All of them give one line after another to a loop, to
// [slices.Collect], or to [WriteLines]. [HTMLDiff] makes a page of two columns.
// [ParsePatch] and [Patch.Apply] do what a unified diff says; with NoNewline, a
// diff is one that the program patch takes too.
//
// Texts are compared by code point, as Python has them, so that guides stand right
// below what they mean. A byte that is not UTF-8 counts as one character, equal to
// that byte alone.
//
// # Sequences
//
// A [SequenceMatcher] compares sequences of any comparable type: it finds their
// matching blocks, the steps that lead from one to the other, and how alike they
// are. It finds what Python's finds, ties and popular elements included, and looks
// at far fewer places for it. [NewStringMatcher] makes one for text;
// [GetCloseMatches] finds the words that are most like a word.
//
// # Files and directories
//
// [Cmp] and [CmpFiles] compare files. A [DirCmp] compares two directories and what
// lies below them, and prints what it found. One directory that cannot be read
// costs none of the others: the error names what was left out.
//
// # Beyond Python
//
// Unified and context diffs can be in colour and can mark a file that ends without
// a newline. A page of HTMLDiff can adapt to light and dark. DirCmp can guard
// against directories that contain themselves by a symbolic link. The rule of ndiff
// that Python has since 3.14, which takes no more than linear time for long changed
// blocks, is an option; without it, results are those of Python 3.11 to 3.13.
//
// # Where Python is wrong
//
// get_grouped_opcodes cuts the opcodes that its matcher answers with from then on.
// A negative number of context lines makes hunks that run backwards, or divides by
// zero; here it is an [ErrValue], as any negative number is. HtmlDiff cannot wrap a
// line of a thousand rows, and takes the names above its columns for HTML, so that
// a file's name may bring a script along; here they are text, unless RawDesc is
// set. Times of change that are less than some 200 nanoseconds apart are one to
// filecmp. PYTHON.md lists these as "fixed".
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                        Go
//	difflib.unified_diff                          UnifiedDiff, DiffOptions                                fixed
//	difflib.context_diff                          ContextDiff, DiffOptions                                fixed
//	difflib.diff_bytes                            DiffBytes
//	difflib.ndiff                                 NDiff, DifferOptions
//	difflib.restore                               Restore
//	difflib.Differ                                Differ, NewDiffer
//	difflib.Differ.compare                        Differ.Compare
//	difflib.HtmlDiff                              HTMLDiff, NewHTMLDiff
//	difflib.HtmlDiff.make_file                    HTMLDiff.MakeFile, HTMLDiff.Encode, MakeOptions         fixed
//	difflib.HtmlDiff.make_table                   HTMLDiff.MakeTable, MakeOptions                         fixed
//	difflib.get_close_matches                     GetCloseMatches, CloseMatchesOptions
//	difflib.SequenceMatcher                       SequenceMatcher, NewSequenceMatcher, NewStringMatcher
//	difflib.SequenceMatcher.set_seqs              SequenceMatcher.SetSeqs
//	difflib.SequenceMatcher.set_seq1              SequenceMatcher.SetSeq1
//	difflib.SequenceMatcher.set_seq2              SequenceMatcher.SetSeq2                                 fixed
//	difflib.SequenceMatcher.find_longest_match    SequenceMatcher.FindLongestMatch, Bounds                adapted
//	difflib.SequenceMatcher.get_matching_blocks   SequenceMatcher.GetMatchingBlocks
//	difflib.SequenceMatcher.get_opcodes           SequenceMatcher.GetOpcodes, OpCode
//	difflib.SequenceMatcher.get_grouped_opcodes   SequenceMatcher.GetGroupedOpcodes, GroupOptions         fixed
//	difflib.SequenceMatcher.ratio                 SequenceMatcher.Ratio
//	difflib.SequenceMatcher.quick_ratio           SequenceMatcher.QuickRatio
//	difflib.IS_LINE_JUNK                          IsLineJunk                                              adapted
//	difflib.IS_CHARACTER_JUNK                     IsCharacterJunk                                         adapted
//	filecmp.cmp                                   Cmp, CmpOptions                                         fixed
//	filecmp.cmpfiles                              CmpFiles
//	filecmp.clear_cache                           ClearCache
//	filecmp.dircmp                                DirCmp, NewDirCmp
//	filecmp.dircmp.left_only                      DirCmp.LeftOnly
//	filecmp.dircmp.same_files                     DirCmp.SameFiles
//	filecmp.dircmp.diff_files                     DirCmp.DiffFiles
//	filecmp.dircmp.common_dirs                    DirCmp.CommonDirs
//	filecmp.dircmp.subdirs                        DirCmp.Subdirs
//	filecmp.dircmp.report                         DirCmp.Report
//	filecmp.dircmp.report_full_closure            DirCmp.ReportFullClosure
package diffx
