// Package diffx compares sequences, texts, files and directories as Python's
// difflib and filecmp do, and writes what it finds in their words, to the byte.
//
//	package main
//
//	import (
//		"os"
//
//		"github.com/pyops-go/pyops/diffx"
//	)
//
//	func main() {
//		a := diffx.SplitLines("listen 80;\nroot /var/www;\n", true)
//		b := diffx.SplitLines("listen 443;\nroot /var/www;\n", true)
//		diffx.WriteLines(os.Stdout, diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "old", ToFile: "new"}))
//	}
//
// # Texts
//
// [SplitLines] and [ReadLines] make the lines that the rest compares, ends
// included. [UnifiedDiff] and [ContextDiff] tell what changed for programs,
// [NDiff] for people, with guides below what differs within a line; [Restore] gets
// the texts back from it. All of them give one line after another to a loop, to
// [slices.Collect], or to [WriteLines]. [HtmlDiff] makes a page of two columns.
// [ParsePatch] and [Patch.Apply] do what a unified diff says.
//
// Texts are compared by code point, as Python has them, so that guides stand right
// below what they mean. A byte that is not UTF-8 counts as one character, equal to
// that byte alone.
//
// # Sequences
//
// A [SequenceMatcher] compares sequences of any comparable type: its matching
// blocks, the steps that lead from one to the other, and how alike they are. It
// finds what Python's finds, ties and popular elements included, and looks at far
// fewer places for it. [NewStringMatcher] is one for text; [GetCloseMatches] finds
// the words most like a word.
//
// # Files and directories
//
// [Cmp] and [CmpFiles] compare files, [DirCmp] two directories and what lies below
// them, and prints what it found.
//
// # Beyond Python
//
// Unified and context diffs can be in colour and can mark a file that ends without
// a newline; pages of HtmlDiff can escape the names above the columns, and adapt to
// light and dark; DirCmp can guard against directories that contain themselves by
// a symbolic link. The rule of ndiff that Python has since 3.14, which takes no
// more than linear time for long changed blocks, is an option; without it, results
// are those of Python 3.11 to 3.13.
//
// # Where Python is wrong
//
// get_grouped_opcodes cuts the opcodes that its matcher answers with from then on;
// a negative number of context lines makes hunks that run backwards, or divides by
// zero; HtmlDiff cannot wrap a line of a thousand rows; times of change that are
// less than some 200 nanoseconds apart are one to filecmp. This package is right;
// parity.tsv lists them as "fixed".
//
// # From Python to Go
//
// The full table with reasons is parity.tsv.
//
//	Python                                        Go
//	difflib.Differ                                Differ, NewDiffer
//	difflib.Differ.__init__                       NewDiffer, DifferOptions
//	difflib.Differ.charjunk                       Differ.CharJunk, DifferOptions.CharJunk                        adapted
//	difflib.Differ.compare                        Differ.Compare
//	difflib.Differ.linejunk                       Differ.LineJunk, DifferOptions.LineJunk                        adapted
//	difflib.HtmlDiff                              HtmlDiff, NewHtmlDiff
//	difflib.HtmlDiff.__init__                     NewHtmlDiff, HtmlDiffOptions                                   fixed
//	difflib.HtmlDiff.make_file                    HtmlDiff.MakeFile, HtmlDiff.WriteFile, MakeOptions             adapted
//	difflib.HtmlDiff.make_table                   HtmlDiff.MakeTable, MakeOptions                                fixed
//	difflib.IS_CHARACTER_JUNK                     IsCharacterJunk                                                adapted
//	difflib.IS_LINE_JUNK                          IsLineJunk                                                     adapted
//	difflib.Match                                 Match
//	difflib.Match.__repr__                        Match.String
//	difflib.Match.a                               Match.A
//	difflib.Match.b                               Match.B
//	difflib.Match.size                            Match.Size
//	difflib.SequenceMatcher                       SequenceMatcher, NewSequenceMatcher, NewStringMatcher
//	difflib.SequenceMatcher.__init__              NewSequenceMatcher, NewStringMatcher, SequenceMatcherOptions
//	difflib.SequenceMatcher.a                     SequenceMatcher.A                                              adapted
//	difflib.SequenceMatcher.autojunk              SequenceMatcher.AutoJunk, SequenceMatcherOptions.NoAutoJunk    adapted
//	difflib.SequenceMatcher.b                     SequenceMatcher.B                                              adapted
//	difflib.SequenceMatcher.b2j                   SequenceMatcher.B2J
//	difflib.SequenceMatcher.bjunk                 SequenceMatcher.BJunk                                          adapted
//	difflib.SequenceMatcher.bpopular              SequenceMatcher.BPopular                                       adapted
//	difflib.SequenceMatcher.find_longest_match    SequenceMatcher.FindLongestMatch, Bounds                       adapted
//	difflib.SequenceMatcher.fullbcount            SequenceMatcher.FullBCount                                     adapted
//	difflib.SequenceMatcher.get_grouped_opcodes   SequenceMatcher.GetGroupedOpcodes                              fixed
//	difflib.SequenceMatcher.get_matching_blocks   SequenceMatcher.GetMatchingBlocks
//	difflib.SequenceMatcher.get_opcodes           SequenceMatcher.GetOpcodes, OpCode
//	difflib.SequenceMatcher.isjunk                SequenceMatcher.IsJunk, SequenceMatcherOptions.IsJunk          adapted
//	difflib.SequenceMatcher.matching_blocks       SequenceMatcher.GetMatchingBlocks                              adapted
//	difflib.SequenceMatcher.opcodes               SequenceMatcher.GetOpcodes                                     adapted
//	difflib.SequenceMatcher.quick_ratio           SequenceMatcher.QuickRatio
//	difflib.SequenceMatcher.ratio                 SequenceMatcher.Ratio
//	difflib.SequenceMatcher.real_quick_ratio      SequenceMatcher.RealQuickRatio
//	difflib.SequenceMatcher.set_seq1              SequenceMatcher.SetSeq1
//	difflib.SequenceMatcher.set_seq2              SequenceMatcher.SetSeq2                                        fixed
//	difflib.SequenceMatcher.set_seqs              SequenceMatcher.SetSeqs
//	difflib.context_diff                          ContextDiff, DiffOptions
//	difflib.diff_bytes                            DiffBytes
//	difflib.get_close_matches                     GetCloseMatches, CloseMatchesOptions                           adapted
//	difflib.ndiff                                 NDiff, DifferOptions
//	difflib.restore                               Restore
//	difflib.unified_diff                          UnifiedDiff, DiffOptions                                       fixed
//	difflib.Differ(autojunk=)                     DifferOptions.NoAutoJunk                                       adapted
//	difflib.get_close_matches(autojunk=)          CloseMatchesOptions.NoAutoJunk                                 adapted
//	difflib.unified_diff(autojunk=,color=)        DiffOptions.NoAutoJunk, DiffOptions.Color                      adapted
//	difflib.context_diff(autojunk=)               DiffOptions.NoAutoJunk                                         adapted
//	difflib.ndiff(autojunk=)                      DifferOptions.NoAutoJunk                                       adapted
//	filecmp.BUFSIZE                               BufSize
//	filecmp.DEFAULT_IGNORES                       DefaultIgnores                                                 adapted
//	filecmp.clear_cache                           ClearCache
//	filecmp.cmp                                   Cmp, CmpOptions                                                fixed
//	filecmp.cmpfiles                              CmpFiles
//	filecmp.dircmp                                DirCmp, NewDirCmp
//	filecmp.dircmp.__init__                       NewDirCmp, DirCmpOptions
//	filecmp.dircmp.common                         DirCmp.Common
//	filecmp.dircmp.common_dirs                    DirCmp.CommonDirs
//	filecmp.dircmp.common_files                   DirCmp.CommonFiles
//	filecmp.dircmp.common_funny                   DirCmp.CommonFunny
//	filecmp.dircmp.diff_files                     DirCmp.DiffFiles
//	filecmp.dircmp.funny_files                    DirCmp.FunnyFiles
//	filecmp.dircmp.hide                           DirCmp.Hide
//	filecmp.dircmp.ignore                         DirCmp.Ignore
//	filecmp.dircmp.left                           DirCmp.Left
//	filecmp.dircmp.left_list                      DirCmp.LeftList
//	filecmp.dircmp.left_only                      DirCmp.LeftOnly
//	filecmp.dircmp.phase0                         DirCmp.LeftList, DirCmp.RightList                              adapted
//	filecmp.dircmp.phase1                         DirCmp.Common, DirCmp.LeftOnly, DirCmp.RightOnly               adapted
//	filecmp.dircmp.phase2                         DirCmp.CommonDirs, DirCmp.CommonFiles, DirCmp.CommonFunny      adapted
//	filecmp.dircmp.phase3                         DirCmp.SameFiles, DirCmp.DiffFiles, DirCmp.FunnyFiles          adapted
//	filecmp.dircmp.phase4                         DirCmp.Subdirs                                                 adapted
//	filecmp.dircmp.phase4_closure                 DirCmp.Phase4Closure                                           adapted
//	filecmp.dircmp.report                         DirCmp.Report
//	filecmp.dircmp.report_full_closure            DirCmp.ReportFullClosure
//	filecmp.dircmp.report_partial_closure         DirCmp.ReportPartialClosure
//	filecmp.dircmp.right                          DirCmp.Right
//	filecmp.dircmp.right_list                     DirCmp.RightList
//	filecmp.dircmp.right_only                     DirCmp.RightOnly
//	filecmp.dircmp.same_files                     DirCmp.SameFiles
//	filecmp.dircmp.shallow                        DirCmp.Shallow, DirCmpOptions.Deep                             adapted
//	filecmp.dircmp.subdirs                        DirCmp.Subdirs
package diffx
