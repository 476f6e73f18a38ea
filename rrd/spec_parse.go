package rrd

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// parseSource reads "DS:name:TYPE:arguments", where the name may say which
// source of which file it is filled from.
func parseSource(text string) (*Source, error) {
	invalid := specError("invalid DS format")
	name, rest, ok := strings.Cut(strings.TrimPrefix(text, "DS:"), ":")
	if !ok {
		return nil, invalid
	}
	kind, args, ok := strings.Cut(rest, ":")
	if !ok || args == "" && kind == string(DSCompute) {
		return nil, invalid
	}
	s := &Source{Type: DSType(kind)}
	var from string
	if s.Name, from, ok = strings.Cut(name, "="); ok {
		if err := s.parseFrom(from); err != nil {
			return nil, err
		}
	}
	if !isDSName(s.Name) {
		return nil, invalid
	}
	if dsByName(kind) == dsNone {
		return nil, specError("invalid DS type specified (%s)", kind)
	}
	if s.Type == DSCompute {
		s.Compute = args
		return s, nil
	}
	return s, s.parseLimits(args)
}

// parseFrom reads "source" or "source[2]".
func (s *Source) parseFrom(text string) error {
	name, index, ok := strings.Cut(text, "[")
	if ok {
		n, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
		if err != nil || n < 1 || !strings.HasSuffix(index, "]") {
			return specError("invalid DS format")
		}
		s.FromFile = n
	}
	if !isDSName(name) {
		return specError("invalid DS format")
	}
	s.From = name
	return nil
}

// longestLimit is how long the texts of a minimum and a maximum may be.
const longestLimit = 18

// parseLimits reads "heartbeat:min:max".
func (s *Source) parseLimits(args string) error {
	fail := func(words string) error { return specError("failed to parse data source %s: %s", args, words) }
	heartbeat, limits, ok := strings.Cut(args, ":")
	if !ok {
		return fail("missing separator")
	}
	seconds, err := parseDuration(heartbeat, 1)
	if err != nil {
		return fail(reasonOf(err))
	}
	if seconds > math.MaxInt64/int64(time.Second) {
		return fail("value out of range: " + heartbeat)
	}
	s.Heartbeat = time.Duration(seconds) * time.Second
	low, rest, ok := strings.Cut(limits, ":")
	if !ok || low == "" || rest == "" || len(low) > longestLimit {
		return fail("failed to extract min:max")
	}
	high := rest[:min(len(rest), longestLimit)]
	high, _, _ = strings.Cut(high, ":")
	if s.Min, err = parseLimit("min", low); err != nil {
		return err
	}
	if s.Max, err = parseLimit("max", high); err != nil {
		return err
	}
	if s.Min != nil && s.Max != nil && *s.Min >= *s.Max {
		return fail("min must be less than max in DS definition")
	}
	return nil
}

// parseLimit reads a bound, of which U is none.
func parseLimit(what, text string) (*float64, error) {
	if text == "U" {
		return nil, nil
	}
	v, read, ok := parseFloat(text)
	switch {
	case ok:
		return &v, nil
	case read == "":
		return nil, specError("parsing %s val - Cannot convert '%s' to float", what, text)
	}
	return nil, specError("parsing %s val - Converted '%s' to %f, but cannot convert '%s'", what, text, v, text[len(read):])
}

// archiveArgs are how many arguments an archive needs besides its function.
func archiveArgs(k cfKind) (least, most int) {
	switch {
	case k.predicts():
		return 4, 5
	case k.seasons():
		return 3, 4
	case k == cfDevPredict:
		return 2, 2
	case k == cfFailures:
		return 4, 4
	}
	return 3, 3
}

// parseArchive reads "RRA:CF:arguments" for a file of a step.
func parseArchive(text string, step int64) (*Archive, error) {
	words := strings.FieldsFunc(strings.TrimPrefix(text, "RRA:"), func(r rune) bool { return r == ':' })
	k := cfNone
	if len(words) > 0 {
		if k = cfByName(words[0]); k == cfNone {
			return nil, specError("Unrecognized consolidation function %s", words[0])
		}
	}
	least, most := archiveArgs(k)
	if len(words) < least+1 {
		return nil, specError("Expected at least %d arguments for RRA but got %d", least+1, len(words))
	}
	if len(words) > most+1 {
		return nil, specError("Unexpected extra argument for consolidation function %s", words[0])
	}
	a := &Archive{CF: CF(words[0])}
	words = words[1:]
	switch {
	case k.predicts():
		return a, a.parsePrediction(words, step)
	case k.seasons():
		return a, a.parseSeasons(words, step)
	case k == cfDevPredict:
		return a, firstError(a.parseRows(words[0], step), a.parseDependent(words[1]))
	case k == cfFailures:
		a.Threshold, _ = strconv.Atoi(words[1])
		a.Window, _ = strconv.Atoi(words[2])
		return a, firstError(a.parseRows(words[0], step), a.checkFailures(), a.parseDependent(words[3]))
	}
	return a, a.parsePlain(words, step)
}

// parsePlain reads "xff:steps:rows".
func (a *Archive) parsePlain(words []string, step int64) error {
	var err error
	if a.XFF, err = parseUnit("xff", words[0], true); err != nil {
		return err
	}
	steps, err := parseDuration(words[1], step)
	if err != nil {
		return specError("Invalid step %s: %s", words[1], reasonOf(err))
	}
	if float64(steps)*float64(step) > math.MaxInt64/4 {
		return specError("Invalid step %s: value out of range", words[1])
	}
	a.Steps = int(steps)
	return a.parseRows(words[2], step*steps)
}

// parseRows reads how many rows there are, or what time they span.
func (a *Archive) parseRows(text string, step int64) error {
	rows, err := parseDuration(text, step)
	switch {
	case err != nil && strings.HasPrefix(reasonOf(err), "value out of range"), rows > math.MaxInt64/16, int64(int(rows)) != rows:
		return &Error{Kind: ErrOperational, Reason: "cannot allocate memory"}
	case err != nil:
		return specError("Invalid row count %s: %s", text, reasonOf(err))
	}
	a.Rows = int(rows)
	return nil
}

// parsePrediction reads "rows:alpha:beta:period" and the archive of its seasons.
func (a *Archive) parsePrediction(words []string, step int64) error {
	if err := a.parseRows(words[0], step); err != nil {
		return err
	}
	var err error
	if a.Alpha, err = parseUnit("alpha", words[1], false); err != nil {
		return err
	}
	if a.Beta, err = parseUnit("beta", words[2], false); err != nil {
		return err
	}
	period, err := parseDuration(words[3], step)
	if err != nil {
		return specError("Invalid length of seasonal cycle %s: %s", words[3], reasonOf(err))
	}
	if period > int64(a.Rows) {
		return specError("Length of seasonal cycle exceeds length of HW prediction array")
	}
	a.Period = int(period)
	if len(words) == 5 {
		return a.parseDependent(words[4])
	}
	return nil
}

// parseSeasons reads "rows:gamma:archive" and the smoothing window.
func (a *Archive) parseSeasons(words []string, step int64) error {
	if err := a.parseRows(words[0], step); err != nil {
		return err
	}
	var err error
	if a.Gamma, err = parseUnit("gamma", words[1], false); err != nil {
		return err
	}
	if err := a.parseDependent(words[2]); err != nil {
		return err
	}
	if len(words) == 4 {
		value, ok := strings.CutPrefix(words[3], "smoothing-window=")
		v, _, number := parseFloat(value)
		if !ok || !number {
			return specError("Invalid option %s", words[3])
		}
		if !(v >= 0 && v <= 1) {
			return specError("Invalid smoothing-window %f: must be between 0 and 1", v)
		}
		a.SmoothingWindow = &v
	}
	return nil
}

// parseDependent reads the number of an archive.
func (a *Archive) parseDependent(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return specError("'%s' is not the number of an archive, of which the first is 1", text)
	}
	a.Dependent = n
	return nil
}

// parseUnit reads a number between 0 and 1.
func parseUnit(what, text string, zero bool) (float64, error) {
	v, _, ok := parseFloat(text)
	if !ok {
		v = nan
	}
	return v, openUnit(what, v, zero)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
