package rrd

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// fontFolders are where systems keep their fonts.
func fontFolders() []string {
	folders := []string{
		"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
		filepath.Join(os.Getenv("WINDIR"), "Fonts"),
	}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, ".fonts"), filepath.Join(home, ".local/share/fonts"))
	}
	return folders
}

// wideFonts are parts of the names of files with the letters of many scripts, in
// lower case without blanks; the first is tried first.
var wideFonts = []string{
	"sarasamono", "notosansmonocjk", "notosanscjk", "sourcehansans", "wqy", "droidsansfallback", "pingfang", "hiragino", "msyh", "simsun",
	"msgothic", "malgun", "uming", "ukai", "ipag", "takao", "vlgothic", "unifont", "arialuni", "notosansmono", "dejavusans.",
}

// systemFontFiles are the files worth trying, best first.
var systemFontFiles = sync.OnceValue(func() []string {
	type candidate struct {
		path string
		rank int
	}
	var found []candidate
	for _, folder := range fontFolders() {
		// A folder that cannot be read has no fonts for us.
		_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			name := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(d.Name()))
			if !slices.Contains([]string{".ttf", ".ttc", ".otf", ".otc"}, filepath.Ext(name)) {
				return nil
			}
			if strings.Contains(name, "bold") || strings.Contains(name, "light") || strings.Contains(name, "italic") || strings.Contains(name, "oblique") {
				return nil
			}
			for rank, part := range wideFonts {
				if strings.Contains(name, part) {
					found = append(found, candidate{path, rank})
					break
				}
			}
			return nil
		})
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.rank - b.rank })
	var files []string
	for _, c := range found {
		files = append(files, c.path)
	}
	return files
})

// systemFonts are those that were read so far.
var systemFonts struct {
	sync.Mutex
	faces  []*typeface
	unread int // index into systemFontFiles
}

// largestFont bounds what is read of the system.
const largestFont = 64 << 20

// systemGlyph finds a letter that the built-in font does not have in a font of
// the system, if one has it.
func systemGlyph(r rune) (*typeface, sfnt.GlyphIndex) {
	s := &systemFonts
	s.Lock()
	defer s.Unlock()
	var buffer sfnt.Buffer
	index := func(t *typeface) sfnt.GlyphIndex {
		i, err := t.sfnt.GlyphIndex(&buffer, r)
		if err != nil {
			return 0
		}
		return i
	}
	for _, t := range s.faces {
		if i := index(t); i != 0 {
			return t, i
		}
	}
	for files := systemFontFiles(); s.unread < len(files); {
		path := files[s.unread]
		s.unread++
		t := readTypeface(path)
		if t == nil {
			continue
		}
		s.faces = append(s.faces, t)
		if i := index(t); i != 0 {
			return t, i
		}
	}
	return nil, 0
}

// readTypeface reads the first font of a file; nil if there is none to be used.
func readTypeface(path string) *typeface {
	info, err := os.Stat(path)
	if err != nil || info.Size() > largestFont {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	all, err := sfnt.ParseCollection(data)
	if err != nil || all.NumFonts() == 0 {
		return nil
	}
	f, err := all.Font(0)
	if err != nil {
		return nil
	}
	return &typeface{f}
}
