package confobj

import (
	"iter"
	"math/big"
)

// A nil ConfigObj is answered like a nil Section: what is promoted from a field of a
// nil pointer would panic.

// section is the outermost section, or nil.
func (c *ConfigObj) section() *Section {
	if c == nil {
		return nil
	}
	return &c.Section
}

// All is [Section.All].
func (c *ConfigObj) All() iter.Seq2[string, any] { return c.section().All() }

// AsBool is [Section.AsBool].
func (c *ConfigObj) AsBool(key string) (bool, error) { return c.section().AsBool(key) }

// AsFloat is [Section.AsFloat].
func (c *ConfigObj) AsFloat(key string) (float64, error) { return c.section().AsFloat(key) }

// AsInt is [Section.AsInt].
func (c *ConfigObj) AsInt(key string) (int, error) { return c.section().AsInt(key) }

// AsIntBig is [Section.AsIntBig].
func (c *ConfigObj) AsIntBig(key string) (*big.Int, error) { return c.section().AsIntBig(key) }

// AsList is [Section.AsList].
func (c *ConfigObj) AsList(key string) ([]any, error) { return c.section().AsList(key) }

// AsString is [Section.AsString].
func (c *ConfigObj) AsString(key string) (string, error) { return c.section().AsString(key) }

// AsStrings is [Section.AsStrings].
func (c *ConfigObj) AsStrings(key string) ([]string, error) { return c.section().AsStrings(key) }

// Clear is [Section.Clear].
func (c *ConfigObj) Clear() { c.section().Clear() }

// Comments is [Section.Comments].
func (c *ConfigObj) Comments(key string) []string { return c.section().Comments(key) }

// Configspec is [Section.Configspec].
func (c *ConfigObj) Configspec() *Section { return c.section().Configspec() }

// DefaultValues is [Section.DefaultValues].
func (c *ConfigObj) DefaultValues() Dict { return c.section().DefaultValues() }

// Defaults is [Section.Defaults].
func (c *ConfigObj) Defaults() []string { return c.section().Defaults() }

// Delete is [Section.Delete].
func (c *ConfigObj) Delete(key string) error { return c.section().Delete(key) }

// Depth is [Section.Depth].
func (c *ConfigObj) Depth() int { return c.section().Depth() }

// Dict is [Section.Dict].
func (c *ConfigObj) Dict() (map[string]any, error) { return c.section().Dict() }

// ExtraValues is [Section.ExtraValues].
func (c *ConfigObj) ExtraValues() []string { return c.section().ExtraValues() }

// Get is [Section.Get].
func (c *ConfigObj) Get(key string) (any, error) { return c.section().Get(key) }

// GetOr is [Section.GetOr].
func (c *ConfigObj) GetOr(key string, other any) (any, error) { return c.section().GetOr(key, other) }

// Has is [Section.Has].
func (c *ConfigObj) Has(key string) bool { return c.section().Has(key) }

// InlineComment is [Section.InlineComment].
func (c *ConfigObj) InlineComment(key string) string { return c.section().InlineComment(key) }

// Items is [Section.Items].
func (c *ConfigObj) Items() ([]Pair, error) { return c.section().Items() }

// Keys is [Section.Keys].
func (c *ConfigObj) Keys() []string { return c.section().Keys() }

// Len is [Section.Len].
func (c *ConfigObj) Len() int { return c.section().Len() }

// Main is [Section.Main].
func (c *ConfigObj) Main() *ConfigObj { return c.section().Main() }

// Merge is [Section.Merge].
func (c *ConfigObj) Merge(from any) error { return c.section().Merge(from) }

// Name is [Section.Name].
func (c *ConfigObj) Name() string { return c.section().Name() }

// Parent is [Section.Parent].
func (c *ConfigObj) Parent() *Section { return c.section().Parent() }

// Pop is [Section.Pop].
func (c *ConfigObj) Pop(key string) (any, error) { return c.section().Pop(key) }

// PopItem is [Section.PopItem].
func (c *ConfigObj) PopItem() (key string, value any, err error) { return c.section().PopItem() }

// PopOr is [Section.PopOr].
func (c *ConfigObj) PopOr(key string, other any) (any, error) { return c.section().PopOr(key, other) }

// Raw is [Section.Raw].
func (c *ConfigObj) Raw(key string) any { return c.section().Raw(key) }

// Rename is [Section.Rename].
func (c *ConfigObj) Rename(oldKey, newKey string) error { return c.section().Rename(oldKey, newKey) }

// RestoreDefault is [Section.RestoreDefault].
func (c *ConfigObj) RestoreDefault(key string) (any, error) { return c.section().RestoreDefault(key) }

// RestoreDefaults is [Section.RestoreDefaults].
func (c *ConfigObj) RestoreDefaults() error { return c.section().RestoreDefaults() }

// Scalars is [Section.Scalars].
func (c *ConfigObj) Scalars() []string { return c.section().Scalars() }

// Sections is [Section.Sections].
func (c *ConfigObj) Sections() []string { return c.section().Sections() }

// Set is [Section.Set].
func (c *ConfigObj) Set(key string, value any) error { return c.section().Set(key, value) }

// SetComments is [Section.SetComments].
func (c *ConfigObj) SetComments(key string, lines ...string) error {
	return c.section().SetComments(key, lines...)
}

// SetDefault is [Section.SetDefault].
func (c *ConfigObj) SetDefault(key string, value any) (any, error) {
	return c.section().SetDefault(key, value)
}

// SetInlineComment is [Section.SetInlineComment].
func (c *ConfigObj) SetInlineComment(key, comment string) error {
	return c.section().SetInlineComment(key, comment)
}

// String is [Section.String].
func (c *ConfigObj) String() string { return c.section().String() }

// Sub is [Section.Sub].
func (c *ConfigObj) Sub(path ...string) *Section { return c.section().Sub(path...) }

// Update is [Section.Update].
func (c *ConfigObj) Update(from any) error { return c.section().Update(from) }

// Values is [Section.Values].
func (c *ConfigObj) Values() ([]any, error) { return c.section().Values() }

// Walk is [Section.Walk].
func (c *ConfigObj) Walk(function func(s *Section, key string) (any, error), opts *WalkOptions) (map[string]any, error) {
	return c.section().Walk(function, opts)
}
