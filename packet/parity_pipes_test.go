package packet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// pipeSource runs pipelines in scapy. What is sent into a feeder has gone through once
// two marks, sent later into another one, have come out: the engine serves all sources
// that have something before it looks again.
const pipeSource = `
import os, re, tempfile, time
def wait_file(path, whole):
    end = time.time() + 20
    while time.time() < end:
        text = open(path).read() if os.path.exists(path) else ""
        if whole(text):
            return text
        time.sleep(0.005)
    raise Exception("no graph was drawn: %r" % text)

def pipes_of(nodes, edges):
    made = {}
    for name, kind in nodes:
        made[name] = {
            "low": lambda: CLIFeeder(name=name), "high": lambda: CLIHighFeeder(name=name), "plain": lambda: Drain(name=name),
            "up": lambda: UpDrain(name=name), "down": lambda: DownDrain(name=name), "upper": lambda: TransformDrain(str.upper, name=name),
            "twice": lambda: TransformDrain(lambda v: v + v, name=name), "sink": lambda: QueueSink(name=name),
        }[kind]()
    for a, b, high in edges:
        if high:
            made[a] >> made[b]
        else:
            made[a] > made[b]
    return made

def closed(*pipes):
    """The engine leaves its descriptors, and those of its sources, open."""
    for p in pipes:
        if isinstance(p, ObjectPipe):
            ObjectPipe.close(p)  # a feeder has a close of its own

def pipeline(nodes, edges, feeds):
    made = pipes_of(nodes, edges)
    mark, marks = CLIFeeder(name="mark"), QueueSink(name="marks")
    mark > marks
    e = PipeEngine(*(list(made.values()) + [mark]))
    e.start()
    for name, value in feeds:
        made[name].send(value)
    for _ in range(len(feeds) + 2):
        mark.send("mark")
        marks.recv()
    e.stop()
    closed(e, mark, *made.values())
    out = {}
    for name, kind in nodes:
        if kind == "sink":
            out[name] = []
            while True:
                v = made[name].recv(block=False)
                if v is None:
                    break
                out[name].append(v)
    return [[k, out[k]] for k in sorted(out)]

def pipe_graph(nodes, edges):
    made = pipes_of(nodes, edges)
    folder = tempfile.mkdtemp()
    prog, target = os.path.join(folder, "prog"), os.path.join(folder, "graph")
    with open(prog, "w") as f:
        f.write("#!/bin/sh\ncat\n")
    os.chmod(prog, 0o755)
    e = PipeEngine(*made.values())
    e.graph(type="svg", prog=prog, target="> " + target)
    closed(e, *made.values())
    text = wait_file(target, lambda s: s.rstrip().endswith("}"))
    label = dict(re.findall('"(\\d+)" \\[label="(.*?)"\\]', text))
    found, high = [], False
    for line in text.split("\n"):
        if "edge [" in line:
            high = "purple" in line
        m = re.match('\\s*"(\\d+)" -> "(\\d+)";', line)
        if m:
            found.append([label[m.group(1)], label[m.group(2)], high])
    return sorted(found)

def capture_pipes(infile, outfile, times):
    source, sink, console = RdpcapSource(infile), WrpcapSink(outfile), QueueSink()
    t = TransformDrain(lambda p: p.summary())
    source > sink
    source > t
    t > console
    e = PipeEngine(source)
    e.start()
    e.wait_and_stop()
    closed(e, source)
    said = []
    while True:
        v = console.recv(block=False)
        if v is None:
            return said
        said.append(v)

def ticks(n):
    out = io.StringIO()
    s, u, q = PeriodicSource(["a", "b"], 0.001), UpDrain(), QueueSink()
    s > u
    u >> q
    e = PipeEngine(s)
    e.start()
    got = [q.recv() for _ in range(n)]
    e.stop()
    closed(e, s)
    return got

def console(values):
    low, high, c, raw = CLIFeeder(), CLIHighFeeder(), ConsoleSink(), QueueSink()
    low > c; high >> c
    low > raw; high >> raw
    e = PipeEngine(low, high)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        e.start()
        for i, v in enumerate(values):
            (high if i % 2 else low).send(v)
            raw.recv()
        for s in (low, high) * 2:
            s.send("")
            raw.recv()
        e.stop()
    closed(e, low, high)
    return [l for l in out.getvalue().split("\n") if l.strip(">") not in ("", "''")]
`

// A line is an edge of a pipeline.
type line struct {
	from, to int
	high     bool
}

// pipeline is a random one: its nodes by kind, and its lines, which only lead onwards.
func (g generator) pipeline() (kinds []string, lines []line) {
	kinds = []string{"low", "high"}
	for range 1 + g.IntN(5) {
		kinds = append(kinds, []string{"plain", "up", "down", "upper", "twice"}[g.IntN(5)])
	}
	drains := len(kinds)
	for range 1 + g.IntN(3) {
		kinds = append(kinds, "sink")
	}
	for to := 2; to < len(kinds); to++ {
		for from := range min(to, drains) {
			for _, high := range []bool{false, true} {
				if g.chance(35) && (from > 1 || high == (kinds[from] == "high")) {
					lines = append(lines, line{from, to, high})
				}
			}
		}
	}
	return kinds, lines
}

// runPipes is what pipeline does in testdata's scapy.
func runPipes(t *testing.T, kinds []string, lines []line, feeds []original.Tuple) (arrived []any, graph []any) {
	t.Helper()
	nodes := make([]*packet.Pipe, len(kinds))
	queues := map[int]*[]any{}
	transform := func(f func(string) string) *packet.Pipe {
		return packet.TransformDrain(func(v any) any { return f(v.(string)) })
	}
	for i, kind := range kinds {
		switch kind {
		case "low", "high":
			var values []packet.Message
			for _, f := range feeds {
				if f[0] == fmt.Sprint("n", i) {
					values = append(values, packet.Message{Value: f[1], High: kind == "high"})
				}
			}
			nodes[i] = packet.NewSource("", func(ctx context.Context, emit func(packet.Message)) error {
				for _, m := range values {
					emit(m)
				}
				return nil
			})
		case "plain":
			nodes[i] = packet.NewDrain("", func(m packet.Message, emit func(packet.Message)) error {
				emit(m)
				return nil
			})
		case "up":
			nodes[i] = packet.UpDrain()
		case "down":
			nodes[i] = packet.DownDrain()
		case "upper":
			nodes[i] = transform(strings.ToUpper)
		case "twice":
			nodes[i] = transform(func(s string) string { return s + s })
		case "sink":
			got := &[]any{}
			queues[i] = got
			nodes[i] = packet.NewSink("", func(m packet.Message) error {
				*got = append(*got, m.Value)
				return nil
			}, nil)
		}
		nodes[i].Name = fmt.Sprint("n", i)
	}
	for _, l := range lines {
		if l.high {
			nodes[l.from].HighTo(nodes[l.to])
		} else {
			nodes[l.from].To(nodes[l.to])
		}
	}
	e := packet.NewPipeEngine(nodes...)
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range kinds {
		if q, ok := queues[i]; ok {
			arrived = append(arrived, []any{fmt.Sprint("n", i), *q})
		}
	}
	for _, m := range regexp.MustCompile(`"\d+ (n\d+)" -> "\d+ (n\d+)"( \[label="high"\])?;`).FindAllStringSubmatch(e.Graph().DOT(), -1) {
		graph = append(graph, []any{m[1], m[2], m[3] != ""})
	}
	return arrived, graph
}

// inOrder sorts what came by several ways, whose order nobody promises.
func inOrder(rows any) string {
	var words []string
	for _, row := range rows.([]any) {
		var values []string
		for _, v := range row.([]any)[1].([]any) {
			values = append(values, fmt.Sprint(v))
		}
		slices.Sort(values)
		words = append(words, fmt.Sprint(row.([]any)[0], values))
	}
	return strings.Join(words, "\n")
}

// Messages come through random pipes to the sinks that scapy's reach, and the graph of
// the pipes has scapy's lines.
func TestPipesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define("import contextlib, io\nfrom scapy.pipetool import *\nfrom scapy.scapypipes import *\n" + pipeSource)
	g := newGenerator(t)
	reached, rounds := 0, original.Rounds(t, 40)
	for range rounds {
		kinds, lines := g.pipeline()
		var nodes, edges []any
		for i, k := range kinds {
			nodes = append(nodes, original.Tuple{fmt.Sprint("n", i), k})
		}
		for _, l := range lines {
			edges = append(edges, original.Tuple{fmt.Sprint("n", l.from), fmt.Sprint("n", l.to), l.high})
		}
		var feeds []original.Tuple
		for n := range 1 + g.IntN(6) {
			feeds = append(feeds, original.Tuple{fmt.Sprint("n", g.IntN(2)), fmt.Sprint("v", n)})
		}
		theirs, err := py.Call("pipeline", nodes, edges, feeds)
		if err != nil {
			t.Fatalf("%v %v: %v", kinds, lines, err)
		}
		ours, _ := runPipes(t, kinds, lines, feeds)
		if a, b := inOrder(theirs), inOrder(any(ours)); a != b {
			t.Errorf("%v %v %v:\nscapy %s\nhere  %s", kinds, lines, feeds, a, b)
		}
		if strings.Contains(inOrder(any(ours)), "v") {
			reached++
		}
	}
	if reached < rounds/4 {
		t.Errorf("messages reached a sink in %d pipelines only", reached)
	}
	kinds := []string{"low", "high", "upper", "down", "sink", "sink"}
	lines := []line{{0, 2, false}, {1, 3, true}, {2, 4, false}, {2, 5, true}, {3, 5, false}}
	var nodes, edges []any
	for i, k := range kinds {
		nodes = append(nodes, original.Tuple{fmt.Sprint("n", i), k})
	}
	for _, l := range lines {
		edges = append(edges, original.Tuple{fmt.Sprint("n", l.from), fmt.Sprint("n", l.to), l.high})
	}
	theirs := py.Value("pipe_graph", nodes, edges)
	_, ours := runPipes(t, kinds, lines, nil)
	slices.SortFunc(ours, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if !original.Same(theirs, ours) {
		t.Errorf("the graph:\nscapy %v\nhere  %v", theirs, ours)
	}
}

// Packets come out of a capture file, go into another one, and are summed up, as by
// scapy's pipes; what comes periodically comes in scapy's order; and messages are
// written as scapy writes them.
func TestPipesOfCaptures(t *testing.T) {
	py := startScapy(t)
	py.Define("import contextlib, io\nfrom scapy.pipetool import *\nfrom scapy.scapypipes import *\n" + pipeSource)
	packets, _ := samples(t, py)
	in, theirs, ours := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "theirs"), filepath.Join(t.TempDir(), "ours")
	if err := packet.WrPcap(in, packets, nil); err != nil {
		t.Fatal(err)
	}
	want := py.Value("capture_pipes", in, theirs, 0)
	source := packet.RdPcapSource(in)
	source.To(packet.WrPcapSink(ours, nil))
	said := []any{}
	source.To(packet.TransformDrain(func(v any) any { return v.(*packet.Packet).Summary() })).To(packet.NewSink("", func(m packet.Message) error {
		said = append(said, m.Value)
		return nil
	}, nil))
	if err := packet.NewPipeEngine(source).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !original.Same(want, said) {
		t.Errorf("scapy %q\nhere  %q", want, said)
	}
	a, err := os.ReadFile(theirs)
	b, err2 := os.ReadFile(ours)
	if err != nil || err2 != nil || !bytes.Equal(a, b) {
		t.Errorf("%v %v\nscapy %x\nhere  %x", err, err2, a, b)
	}
	queue := make(chan packet.Message, 10)
	ticks := packet.PeriodicSource("a", time.Millisecond, 4)
	ticks.To(packet.UpDrain()).HighTo(packet.QueueSink(t.Context(), queue))
	if err := packet.NewPipeEngine(ticks).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []any
	for m := range queue {
		got = append(got, m.Value)
	}
	if theirs := py.Value("ticks", 4).([]any); len(got) != len(theirs) || got[0] != theirs[0] {
		t.Errorf("scapy %q, here %q", theirs, got)
	}
	var out bytes.Buffer
	sink := packet.ConsoleSink(&out)
	low, high := packet.ValuesSource("one"), packet.NewSource("", func(_ context.Context, emit func(packet.Message)) error {
		emit(packet.Message{Value: "two", High: true})
		return nil
	})
	low.To(sink)
	high.HighTo(sink)
	if err := packet.NewPipeEngine(low, high).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	slices.Sort(lines)
	consoled := py.Value("console", []any{"one", "two"}).([]any)
	var repr []string
	for _, c := range consoled {
		repr = append(repr, strings.ReplaceAll(c.(string), "'", "")) // scapy writes the repr() of what comes
	}
	slices.Sort(repr)
	if !slices.Equal(lines, repr) {
		t.Errorf("scapy %q, here %q", repr, lines)
	}
}
