package dnsq

import "time"

// The times of RFC 8767, section 5: how long an answer that has expired is
// served for, and how long fresh ones are waited for where there is an old one.
const (
	staleTTL   = 30 * time.Second
	staleAfter = 1800 * time.Millisecond
)

// A StaleCache is an AnswerCache that keeps answers beyond their time. Cache and
// LRUCache are when told to, see SetMaxStale.
type StaleCache interface {
	AnswerCache

	// GetStale returns an answer that has expired, but not too long ago, or nil.
	GetStale(key CacheKey) *Answer
}

// stale is an answer to fall back on, or nil.
func (x *resolution) stale(name Name) *Answer {
	cache, ok := x.r.Cache.(StaleCache)
	if !ok {
		return nil
	}
	old := cache.GetStale(NewCacheKey(name, x.typ, x.class))
	if old == nil || old.RRset == nil {
		return nil
	}
	a := *old
	if !a.Stale {
		a.Stale, a.fresh = true, a.Expiration
	}
	a.Expiration = time.Now().Add(staleTTL)
	set := *a.RRset
	set.TTL = uint32(staleTTL / time.Second)
	a.RRset = &set
	return &a
}

// staleUntil is when an answer is too old even to fall back on.
func (a *Answer) staleUntil(most time.Duration) time.Time {
	if a.Stale {
		return a.fresh.Add(most)
	}
	return a.Expiration.Add(most)
}
