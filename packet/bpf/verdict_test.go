package bpf_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet/bpf"
)

// A bench is a capture file and tcpdump, the judge of what an expression matches
// in it.
type bench struct {
	tcpdump, file string
	link          bpf.LinkType
	packets       [][]byte
	cut           []bool // whether a packet ends before its headers do
}

// newBench writes packets into a capture file; each packet's time is its number.
// A bench for protochain has no authentication headers: libpcap takes a wrong
// step over them, and walks in circles where that leads back.
func newBench(t testing.TB, link bpf.LinkType, n int, chains bool) *bench {
	b := &bench{tcpdump: peers.Need(t, "tcpdump"), link: link, file: filepath.Join(t.TempDir(), "packets.pcap")}
	m := maker{original.Rand(t)}
	out := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	out = append(out, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint32(out, 65535)
	out = binary.LittleEndian.AppendUint32(out, uint32(link))
	for i := range n {
		p, cut := m.packet(link)
		for chains && bytes.IndexByte(p, 51) >= 0 {
			p, cut = m.packet(link)
		}
		b.cut = append(b.cut, cut)
		b.packets = append(b.packets, p)
		for _, v := range []int{i, 0, len(p), len(p)} {
			out = binary.LittleEndian.AppendUint32(out, uint32(v))
		}
		out = append(out, p...)
	}
	if err := os.WriteFile(b.file, out, 0o644); err != nil {
		t.Fatal(err)
	}
	return b
}

// theirs are the numbers of the packets that tcpdump picks.
func (b *bench) theirs(t testing.TB, expr string, flags ...string) (numbers []int, refused string) {
	args := append([]string{"-n", "-r", b.file, "-w", "-"}, flags...)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, b.tcpdump, append(args, "--", expr)...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return nil, said.String()
	}
	for out = out[24:]; len(out) > 0; {
		numbers = append(numbers, int(binary.LittleEndian.Uint32(out)))
		out = out[16+binary.LittleEndian.Uint32(out[8:]):]
	}
	return numbers, ""
}

func (b *bench) ours(t testing.TB, expr string) (numbers []int, refused error) {
	p, err := bpf.Compile(t.Context(), expr, &bpf.Options{Link: &b.link})
	if err != nil {
		return nil, err
	}
	for i, packet := range b.packets {
		if p.Match(packet) {
			numbers = append(numbers, i)
		}
	}
	return numbers, nil
}

// zeroIndex is what libpcap takes for a division by zero: the divisor is not zero
// but the byte at index zero.
var zeroIndex = regexp.MustCompile(`[/%] \(*-?\(*[a-z0-9]+\[\(*0`)

var branches = regexp.MustCompile(`\b(or|not)\b|\|\||!`)

// compare fails the test where the verdicts differ, and reports whether packets
// were compared. The verdicts are those of tcpdump -O. Without -O, libpcap sorts
// its tests anew, which changes the answer for packets that are cut short before
// one of them, so that either will do there; and it refuses what it knows to
// match nothing.
func (b *bench) compare(t *testing.T, expr string) bool {
	if strings.Contains(expr, "geneve") && branches.MatchString(expr) {
		// What is not in a tunnel has no place behind one: libpcap looks where a word
		// of memory leads that nothing was written to, and so do its verdicts turn out.
		return false
	}
	theirs, refused := b.theirs(t, expr, "-O")
	ours, err := b.ours(t, expr)
	// Only where packets are cut short, or none matches, it says anything else.
	var sorted []int
	var refusedSorted string
	if len(theirs) == 0 || slices.ContainsFunc(theirs, func(i int) bool { return b.cut[i] }) || slices.ContainsFunc(ours, func(i int) bool { return b.cut[i] }) {
		sorted, refusedSorted = b.theirs(t, expr)
	}
	var c *bpf.CompileError
	if err != nil && (!errors.As(err, &c) || !errors.Is(err, bpf.ErrFilter)) {
		t.Errorf("%q: %v is no CompileError", expr, err)
	}
	switch {
	case zeroIndex.MatchString(expr) && strings.Contains(refused, "by zero"):
		return false
	case errors.Is(err, bpf.ErrRejectsAll):
		// We see more contradictions than libpcap does: then it finds no packet.
		if refused != "" || len(theirs)+len(sorted) != 0 {
			t.Errorf("%v, %q matches packets: %v", b.link, expr, err)
		}
		return false
	case (refused != "") != (err != nil):
		t.Errorf("%v, %q:\ntcpdump says %q\nwe say %v", b.link, expr, refused, err)
		return false
	case err != nil:
		return false
	case strings.Contains(refusedSorted, "rejects all packets"):
		t.Errorf("%v, %q: tcpdump knows that nothing matches", b.link, expr)
	}
	var differ []int
	for i := range b.packets {
		_, want := slices.BinarySearch(theirs, i)
		_, wantSorted := slices.BinarySearch(sorted, i)
		_, got := slices.BinarySearch(ours, i)
		if got != want && (!b.cut[i] || got != wantSorted && refusedSorted == "") {
			differ = append(differ, i)
		}
	}
	if len(differ) > 0 {
		t.Errorf("%v, %q: %d packets match, %d ought to; %d differ\nnumber %d: %x", b.link, expr, len(ours), len(theirs), len(differ), differ[0], b.packets[differ[0]])
	}
	return true
}

// Verdicts are tcpdump's, over expressions that are written by hand and generated,
// and so is what is refused.
func TestVerdicts(t *testing.T) {
	for _, link := range []bpf.LinkType{bpf.LinkEthernet, bpf.LinkRaw, bpf.LinkSLL, bpf.LinkSLL2} {
		t.Run(link.String(), func(t *testing.T) {
			t.Parallel() // tcpdump runs some thousand times
			b, chains := newBench(t, link, 1200, false), newBench(t, link, 1200, true)
			w := writer{original.Rand(t), link}
			rounds := original.Rounds(t, 60)
			expressions := slices.Clip(written)
			if link == bpf.LinkEthernet {
				rounds = original.Rounds(t, 300)
			}
			for range rounds {
				expressions = append(expressions, w.expression(1+w.IntN(4)))
			}
			for range rounds / 2 {
				// A name where a host may stand would be looked up far from here.
				if expr := w.spoiled(1 + w.IntN(2)); !strings.Contains(expr, "http") && !strings.Contains(expr, "domain") && !strings.Contains(expr, "loopback") {
					expressions = append(expressions, expr)
				}
			}
			compared := 0
			for _, expr := range expressions {
				on := b
				if strings.Contains(expr, "protochain") {
					on = chains
				}
				if on.compare(t, expr) {
					compared++
				}
			}
			t.Logf("%d of %d expressions compile; verdicts over %d packets compared", compared, len(expressions), len(b.packets))
		})
	}
}
