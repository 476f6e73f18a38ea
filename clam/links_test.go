//go:build unix

package clam_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

// clamd says OK of a link without looking where it leads: here it is followed.
// pyClamd walks a folder behind a link, and believes clamd of a file.
func TestRootsThatAreLinks(t *testing.T) {
	py := startPyclamd(t)
	c := peers.StartClamd(t)
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "bad"), []byte(peers.ClamdVirus), 0o644); err != nil {
		t.Fatal(err)
	}
	link := func(to, name string) string {
		name = filepath.Join(dir, name)
		if err := os.Symlink(to, name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	toFolder, toFile, again := link(folder, "to folder"), link("folder/bad", "to file"), link("to folder", "again")
	dangling, loop := link("/nonexistent/file", "dangling"), link("loop", "loop")
	for kind, client := range both(t, c) {
		for root, bad := range map[string]string{
			toFolder: filepath.Join(toFolder, "bad"), toFolder + "/": filepath.Join(toFolder, "bad"),
			again: filepath.Join(again, "bad"), toFile: toFile,
		} {
			for name, scan := range scans(client, root) {
				if name == "INSTREAM" {
					continue
				}
				got, err := scan(ctx(t))
				if text := fmt.Sprint(got); err != nil || !got.Infected() || !strings.Contains(text, "'"+bad+"': ") || strings.Count(text, "FOUND") != 1 {
					t.Errorf("%s %s %s: %v, %v", kind, name, root, got, err)
				}
			}
			infected, count := 0, 0
			for f, err := range client.ScanTree(ctx(t), root, nil) {
				if count++; err == nil && f.Name == bad && f.Finding != nil && f.Finding.Status == clam.Found {
					infected++
				}
			}
			if infected != 1 || count != 1 {
				t.Errorf("%s tree %s: %d of %d infected", kind, root, infected, count)
			}
		}
		for _, root := range []string{dangling, loop} {
			for name, scan := range scans(client, root) {
				if got, err := scan(ctx(t)); name != "INSTREAM" && (err != nil || got.Clean() || got.Infected()) {
					t.Errorf("%s %s %s: %v, %v", kind, name, root, got, err)
				}
			}
			for f, err := range client.ScanTree(ctx(t), root, nil) {
				if err != nil || f.Finding == nil || f.Finding.Status != clam.Error {
					t.Errorf("%s tree %s: %v, %v", kind, root, f, err)
				}
			}
		}
		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.ScanFile(ctx(t), toFile); err != nil || r[toFile].Status != clam.Found {
			t.Errorf("%s session: %v, %v", kind, r, err)
		}
		if r, err := s.ScanFile(ctx(t), dangling); err != nil || r[dangling].Status != clam.Error {
			t.Errorf("%s session: %v, %v", kind, r, err)
		}
		s.Close()
	}
	// What pyClamd makes of them, as the ledger says.
	if got := py.Value("scan", c.Socket, "allmatchscan", toFolder); got == nil {
		t.Error("pyClamd does not walk a folder behind a link")
	}
	if got := py.Value("scan", c.Socket, "scan_file", toFile); got != nil {
		t.Errorf("pyClamd's scan_file of a link has healed: %v", got)
	}
}

// A FIFO and the like are neither clean nor infected.
func TestWhatIsNoRegularFile(t *testing.T) {
	c := peers.StartClamd(t)
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(fifo, link); err != nil {
		t.Fatal(err)
	}
	for kind, client := range both(t, c) {
		for _, root := range []string{fifo, link} {
			for name, scan := range scans(client, root) {
				if got, err := scan(ctx(t)); name != "INSTREAM" && (err != nil || got.Clean() || got.Infected()) {
					t.Errorf("%s %s %s: %v, %v", kind, name, root, got, err)
				}
			}
		}
		for _, root := range []string{fifo, link, dir} {
			count := 0
			for f, err := range client.ScanTree(ctx(t), root, nil) {
				if count++; err != nil || f.Finding == nil || f.Finding.Status != clam.Error || !strings.Contains(f.Finding.Reason, "not a regular file") {
					t.Errorf("%s tree %s: %v, %v", kind, root, f, err)
				}
			}
			if count != 1 {
				t.Errorf("%s tree %s: %d", kind, root, count)
			}
		}
		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // the second answer, OK, breaks nothing
			if r, err := s.ScanFile(ctx(t), fifo); err != nil || r.Clean() {
				t.Errorf("%s session: %v, %v", kind, r, err)
			}
		}
		if err := s.Ping(ctx(t)); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

// Folders in which there is nothing to scan: MULTISCAN gets no answer at all.
func TestEmptyFolders(t *testing.T) {
	c := peers.StartClamd(t)
	dir := t.TempDir()
	for kind, client := range both(t, c) {
		for name, scan := range scans(client, dir) {
			if got, err := scan(ctx(t)); err != nil || !got.Clean() {
				t.Errorf("%s %s: %v, %v", kind, name, got, err)
			}
		}
	}
}
