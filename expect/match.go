package expect

// A Match is what a pattern found, and its groups. A literal has group 0 alone.
type Match struct {
	text  []byte // the match, and what a look-around captured beside it
	loc   []int  // pairs of offsets in text, -1 for a group that took no part
	names []string
}

// newMatch makes a match of offsets into bytes.
func newMatch(slice func(from, to int) []byte, loc []int, names []string) *Match {
	from, to := loc[0], loc[1]
	for i := 0; i < len(loc); i += 2 {
		if loc[i] >= 0 {
			from, to = min(from, loc[i]), max(to, loc[i+1])
		}
	}
	m := &Match{text: slice(from, to), loc: make([]int, len(loc)), names: names}
	for i, at := range loc {
		m.loc[i] = -1
		if at >= 0 {
			m.loc[i] = at - from
		}
	}
	return m
}

// Group returns the text of group i, where 0 is the whole match, and whether
// the group took part in it.
func (m *Match) Group(i int) (string, bool) {
	if m == nil || i < 0 || 2*i+1 >= len(m.loc) || m.loc[2*i] < 0 {
		return "", false
	}
	return string(m.text[m.loc[2*i]:m.loc[2*i+1]]), true
}

// Named returns the text of a named group, and whether it took part.
func (m *Match) Named(name string) (string, bool) {
	if m == nil || name == "" {
		return "", false
	}
	for i, n := range m.names {
		if n == name {
			return m.Group(i)
		}
	}
	return "", false
}

// Groups returns the text of groups 1 and up; one that took no part is empty.
func (m *Match) Groups() []string {
	if m == nil || len(m.loc) < 4 {
		return nil
	}
	groups := make([]string, len(m.loc)/2-1)
	for i := range groups {
		groups[i], _ = m.Group(i + 1)
	}
	return groups
}

// String returns the whole match.
func (m *Match) String() string {
	text, _ := m.Group(0)
	return text
}
