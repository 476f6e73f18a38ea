package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pyops-go/pyops/internal/original"
)

// Each contestant writes a file in a process of its own, so that its processor
// time and its peak of memory are its own, start included.
var xlsxWorkloads = []Workload{
	{"xlsx", "a million cells in constant memory, CPU", xlsxRace("constant", 20000, cpuTime, map[string]float64{"XlsxWriter": 5, "excelize": 1, "libxlsxwriter": 1})},
	{"xlsx", "a million cells in constant memory, peak", xlsxRace("constant", 20000, peakMemory, map[string]float64{"excelize": 3})},
	{"xlsx", "a million cells in constant memory, wall", xlsxRace("constant", 20000, wallTime, map[string]float64{"XlsxWriter": 8})},
	{"xlsx", "a million cells in constant memory, size", xlsxRace("constant", 20000, fileSize, map[string]float64{"XlsxWriter": 0.98})},
	{"xlsx", "a million cells, CPU", xlsxRace("normal", 20000, cpuTime, map[string]float64{"XlsxWriter": 3})},
	{"xlsx", "a million cells, peak", xlsxRace("normal", 20000, peakMemory, map[string]float64{"XlsxWriter": 2})},
	{"xlsx", "a million cells, size", xlsxRace("normal", 20000, fileSize, map[string]float64{"XlsxWriter": 0.98})},
	{"xlsx", "a hundred charts, CPU", xlsxRace("charts", 100, cpuTime, map[string]float64{"XlsxWriter": 10})},
}

// xlsxChild is the environment variable that makes this program the child that
// writes with excelize; its arguments say what, how much, and where. Ours is a program of its own,
// xlsxours, so that it does not carry excelize's tables.
const xlsxChild = "PYOPS_VERSUS_XLSX"

func init() {
	if os.Getenv(xlsxChild) == "" {
		return
	}
	n, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = writeExcelize(os.Args[1], n, os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

const benchColumns = 50

func benchText(row, col int) string {
	return "Row: " + strconv.Itoa(row) + " Col: " + strconv.Itoa(col)
}

// writeExcelize writes with excelize: a stream for rows in order, as its
// documentation advises for large files.
func writeExcelize(kind string, n int, path string) error {
	f := excelize.NewFile()
	defer f.Close()
	if kind == "charts" {
		return errors.New("not raced")
	}
	var set func(row int, values []any) error
	flush := func() error { return nil }
	if kind == "constant" {
		s, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		set = func(row int, values []any) error { return s.SetRow("A"+strconv.Itoa(row+1), values) }
		flush = s.Flush
	} else {
		set = func(row int, values []any) error { return f.SetSheetRow("Sheet1", "A"+strconv.Itoa(row+1), &values) }
	}
	values := make([]any, benchColumns)
	for row := range n {
		for col := 0; col < benchColumns; col += 2 {
			values[col], values[col+1] = benchText(row, col), row+col
		}
		if err := set(row, values); err != nil {
			return err
		}
	}
	return errors.Join(flush(), f.SaveAs(path))
}

const xlsxPython = `
import sys, xlsxwriter
kind, n, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
wb = xlsxwriter.Workbook(path, {'constant_memory': kind == 'constant'})
ws = wb.add_worksheet()
if kind == 'charts':
    for row in range(10):
        ws.write_row(row, 0, [row, row * 2, row * 3])
    for i in range(n):
        c = wb.add_chart({'type': 'column'})
        for col in 'ABC':
            c.add_series({'values': '=Sheet1!$%s$1:$%s$10' % (col, col)})
        c.set_title({'name': 'Chart %d' % i})
        ws.insert_chart(15 * i, 4, c)
else:
    for row in range(n):
        for col in range(0, 50, 2):
            ws.write_string(row, col, 'Row: %d Col: %d' % (row, col))
            ws.write_number(row, col + 1, row + col)
wb.close()
`

const xlsxC = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>
int main(int argc, char **argv) {
    lxw_workbook_options o = {.constant_memory = !strcmp(argv[1], "constant")};
    lxw_workbook *wb = workbook_new_opt(argv[3], &o);
    lxw_worksheet *ws = workbook_add_worksheet(wb, NULL);
    int n = atoi(argv[2]);
    char text[64];
    for (int row = 0; row < n; row++)
        for (int col = 0; col < 50; col += 2) {
            snprintf(text, sizeof text, "Row: %d Col: %d", row, col);
            worksheet_write_string(ws, row, col, text, NULL);
            worksheet_write_number(ws, row, col + 1, row + col, NULL);
        }
    return workbook_close(wb);
}
`

// A ran is a writer that has ended, and what it came to.
type ran struct {
	state *os.ProcessState
	wall  time.Duration
	peak  float64 // of its memory, in bytes
	path  string  // of what it wrote
}

// A measure is what a writer cost.
type measure func(*ran) (float64, error)

func cpuTime(r *ran) (float64, error) {
	return float64(r.state.UserTime() + r.state.SystemTime()), nil
}

func wallTime(r *ran) (float64, error) { return float64(r.wall), nil }

func peakMemory(r *ran) (float64, error) {
	if r.peak == 0 {
		return 0, errors.New("the peak of the memory cannot be read")
	}
	return r.peak, nil
}

func fileSize(r *ran) (float64, error) {
	info, err := os.Stat(r.path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()), nil
}

// peakOf watches how much memory a process has had at most, until it has ended.
// What wait tells of a child will not do: Linux counts the memory of the process
// that starts it as the child's own, and ours is larger than most writers need.
func peakOf(pid int, ended <-chan struct{}) (peak float64) {
	proc := "/proc/" + strconv.Itoa(pid) + "/"
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if v, err := statusBytes(proc, "VmHWM:"); err == nil {
			peak = v
		}
		select {
		case <-ended:
			return peak
		case <-tick.C:
		}
	}
}

// xlsxRace lets the writers of a kind of file compete.
func xlsxRace(kind string, n int, cost measure, bars map[string]float64) func() (*Contest, error) {
	return func() (*Contest, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		folder, err := os.MkdirTemp("", "versus-xlsx-")
		if err != nil {
			return nil, err
		}
		path := filepath.Join(folder, "out.xlsx")
		child := func(name string, argv []string, env ...string) Contestant {
			run := func(n int) (float64, error) {
				task := []string{kind, strconv.Itoa(n), path}
				c := exec.Command(argv[0], append(argv[1:len(argv):len(argv)], task...)...)
				c.Env = append(os.Environ(), env...)
				var complaint bytes.Buffer
				c.Stderr = &complaint
				start := time.Now()
				if err := c.Start(); err != nil {
					return 0, fmt.Errorf("%s: %w", name, err)
				}
				ended, peak := make(chan struct{}), make(chan float64)
				go func() { peak <- peakOf(c.Process.Pid, ended) }()
				err := c.Wait()
				r := &ran{state: c.ProcessState, wall: time.Since(start), path: path}
				close(ended)
				r.peak = <-peak
				if err != nil {
					return 0, fmt.Errorf("%s: %w: %s", name, err, &complaint)
				}
				return cost(r)
			}
			return Contestant{
				Name: name, Bar: bars[name],
				Cost: func(times int) (sum float64, err error) {
					for range times {
						one, err := run(n)
						if err != nil {
							return 0, err
						}
						sum += one
					}
					return sum, nil
				},
				// A few rows are written by the same code as a million cells.
				Value: func() any {
					few := min(n, 100)
					if _, err := run(few); err != nil {
						return err.Error()
					}
					return xlsxValue(few, path)
				},
			}
		}
		ours := filepath.Join(folder, "ours")
		if out, err := exec.Command("go", "build", "-o", ours, "./xlsxours").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, out)
		}
		contest := &Contest{
			Ours:  child("", []string{ours}),
			Peers: []Contestant{child("XlsxWriter", []string{original.Interpreter, "-c", xlsxPython})},
			Close: func() { os.RemoveAll(folder) },
		}
		if kind == "charts" {
			return contest, nil
		}
		contest.Peers = append(contest.Peers, child("excelize", []string{self}, xlsxChild+"=1"))
		if program, err := buildC(folder); err == nil {
			contest.Peers = append(contest.Peers, child("libxlsxwriter", []string{program}))
		} else {
			fmt.Fprintln(os.Stderr, "libxlsxwriter is left out:", err)
		}
		return contest, nil
	}
}

// buildC compiles the program for libxlsxwriter.
func buildC(folder string) (string, error) {
	source, program := filepath.Join(folder, "bench.c"), filepath.Join(folder, "bench")
	if err := os.WriteFile(source, []byte(xlsxC), 0o644); err != nil {
		return "", err
	}
	out, err := exec.Command("gcc", "-O2", "-o", program, source, "-lxlsxwriter").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, bytes.TrimSpace(out))
	}
	return program, nil
}

// xlsxValue is what a file holds, as a reader that took no part in writing it
// sees some of its cells.
func xlsxValue(n int, path string) any {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var seen []string
	for row := 0; rows.Next(); row++ {
		if row != 0 && row != n/2 && row != n-1 && row != 9 {
			continue
		}
		values, err := rows.Columns()
		if err != nil || len(values) == 0 {
			return fmt.Sprint(row, values, err)
		}
		seen = append(seen, values[0], values[1], values[len(values)-1])
	}
	return fmt.Sprint(seen)
}
