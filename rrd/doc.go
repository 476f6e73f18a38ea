// Package rrd creates, updates, reads and draws round-robin files of rrdtool, as
// Python's rrdtool module does, byte for byte and without librrd.
//
//	package main
//
//	import (
//		"log"
//
//		"github.com/pyops-go/pyops/rrd"
//	)
//
//	func main() {
//		// Create replaces a file of that name, unless --no-overwrite is given.
//		if err := rrd.Create("net.rrd", "--step", "300", "DS:in:DERIVE:600:0:U", "RRA:AVERAGE:0.5:1:288"); err != nil {
//			log.Fatal(err)
//		}
//		if err := rrd.Update("net.rrd", "N:123456"); err != nil {
//			log.Fatal(err)
//		}
//		if _, err := rrd.Graph("net.png", "DEF:in=net.rrd:in:AVERAGE", "AREA:in#00cc00:in"); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # A round-robin file
//
// A file has data sources, which are given readings, and archives, which keep
// what comes of them for as long as they have rows. A reading is turned into a
// rate, rates are averaged over steps of equal length, and an archive keeps the
// average, minimum, maximum or last of so many steps in each row. So a reading
// shows only once the step that it lies in has passed, a row is labelled with
// the end of its interval, and readings that come off the steps are weighted by
// time. The first reading of a counter says nothing yet. What counts up is best
// a DERIVE with a minimum of 0, as above: after a reboot, which sets the counter
// back, its value is unknown, where a [DSCounter] takes it for an overflow.
//
// # Two doors
//
// Functions with the names of the binding take what it takes: [Create], [Update],
// [Fetch], [Graph] and the rest, file first, options and definitions as texts;
// what is wrong they say in librrd's words. A [Tool] has the same as methods,
// with a time zone and a clock of its own. Under them is a door with types: a
// [Spec] creates, [Open] gives a [DB], whose [DB.Update] takes numbers, and
// [Draw] draws.
//
// [DB.Rewrite] corrects the past, [DB.Points] takes all values out, [Restore]
// and [Dump] go by XML, and a [Cached] talks to an rrdcached; package cached is
// one.
//
// # Files
//
// What librrd updates and what this package updates from the same copy is the
// same file, bit for bit. Files of every version and of every machine are read,
// and with a [Layout] written: those of 32-bit, big-endian and Windows machines,
// which librrd refuses. Locks are librrd's. A damaged file is an error of kind
// [ErrFormat], whatever is in it.
//
// # Where librrd is wrong
//
// Values that files are made of are equal even where librrd is odd: its 32-bit
// overflow is one short, and its reader of numbers is not always the nearest.
// Where it crashes, spoils a file, loses options of the binding or misreads a
// time, this package is right; PYTHON.md lists these cases as "fixed".
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                            Go
//	rrdtool.create                    Create, Spec, Source, Archive
//	rrdtool.update                    Update, DB.Update, DB.Append, Value, Float, Int, Uint, Reading
//	rrdtool.updatev                   UpdateV                                                          fixed
//	rrdtool.fetch                     Fetch, DB.Fetch, FetchResult
//	rrdtool.graph                     Graph, Tool.Graph, Draw, Picture                                 adapted
//	rrdtool.graphv                    GraphV, Tool.GraphV, InfoList                                    fixed
//	rrdtool.info                      Info, DB.Info, InfoList, InfoEntry                               fixed
//	rrdtool.first                     First, DB.First                                                  adapted
//	rrdtool.last                      Last, DB.Last                                                    adapted
//	rrdtool.lastupdate                LastUpdate, DB.LastReadings, LastReadings                        adapted
//	rrdtool.dump                      Dump, DB.WriteXML, DumpOptions                                   adapted
//	rrdtool(cli).restore              Restore, RestoreXML, RestoreOptions                              fixed
//	rrdtool.tune                      Tune                                                             fixed
//	rrdtool.resize                    Resize, DB.Resize
//	rrdtool.xport                     Xport, XportResult                                               fixed
//	rrdtool.list                      List                                                             adapted
//	rrdtool.flushcached               FlushCached, Cached.Flush
//	rrdtool.OperationalError          ErrOperational, Error                                            adapted
//	rrdtool.ProgrammingError          ErrProgramming                                                   adapted
//	graph.DEF                         Def                                                              fixed
//	graph.CDEF                        CDef
//	graph.VDEF                        VDef
//	graph.LINE                        Line                                                             fixed
//	graph.AREA                        Area                                                             fixed
//	graph.HRULE                       HRule                                                            fixed
//	graph.VRULE                       VRule                                                            fixed
//	graph.GPRINT                      GPrint
//	graph.PRINT                       Print, PrintAs
//	graph.COMMENT                     Comment, Ending
//	rrdtool.graph[--start]            GraphOptions.Start                                               fixed
//	rrdtool.graph[--end]              GraphOptions.End                                                 fixed
//	rrdtool.graph[--width]            GraphOptions.Width
//	rrdtool.graph[--height]           GraphOptions.Height
//	rrdtool.graph[--title]            GraphOptions.Title
//	rrdtool.graph[--vertical-label]   GraphOptions.VerticalLabel
//	rrdtool.graph[--lower-limit]      GraphOptions.LowerLimit
//	rrdtool.graph[--imgformat]        GraphOptions.Format
//	rrdtool.graph[--color]            GraphOptions.Colors                                              fixed
package rrd
