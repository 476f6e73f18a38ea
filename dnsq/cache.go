package dnsq

import (
	"container/list"
	"sync"
	"sync/atomic"
	"time"
)

// A CacheKey is what answers are kept under.
type CacheKey struct {
	name  string
	Type  RdataType
	Class RdataClass
}

// NewCacheKey makes a key; the name's case does not matter.
func NewCacheKey(name Name, typ RdataType, class RdataClass) CacheKey {
	return CacheKey{name.Key(), typ, class}
}

// An AnswerCache keeps answers until they expire. It must be safe for concurrent
// use. Get returns nil for what is not there or has expired; Flush drops one
// answer, or with a nil key all.
type AnswerCache interface {
	// Get returns what is kept under a key, Put keeps it, Flush drops it.
	Get(key CacheKey) *Answer
	Put(key CacheKey, answer *Answer)
	Flush(key *CacheKey)
}

// CacheStatistics count how often a cache had what was asked for.
type CacheStatistics struct{ Hits, Misses uint64 }

type statistics struct{ hits, misses atomic.Uint64 }

func (s *statistics) reset() {
	if s != nil {
		s.hits.Store(0)
		s.misses.Store(0)
	}
}

func (s *statistics) snapshot() CacheStatistics {
	if s == nil {
		return CacheStatistics{}
	}
	return CacheStatistics{s.hits.Load(), s.misses.Load()}
}

// Cache keeps all answers until they expire, and now and then drops those that
// have.
type Cache struct {
	statistics
	mu       sync.RWMutex
	data     map[CacheKey]*Answer
	interval time.Duration
	next     time.Time
	maxStale time.Duration
}

// NewCache makes a cache that is cleaned at intervals; zero means 300 s.
func NewCache(cleaningInterval time.Duration) *Cache {
	if cleaningInterval <= 0 {
		cleaningInterval = 300 * time.Second
	}
	return &Cache{data: map[CacheKey]*Answer{}, interval: cleaningInterval, next: time.Now().Add(cleaningInterval)}
}

// counts are the cache's statistics, or nil.
func (c *Cache) counts() *statistics {
	if c == nil {
		return nil
	}
	return &c.statistics
}

// Hits is how often the cache had what was asked for.
func (c *Cache) Hits() uint64 { return c.counts().snapshot().Hits }

// Misses is how often it had not.
func (c *Cache) Misses() uint64 { return c.counts().snapshot().Misses }

// ResetStatistics sets both counts to zero.
func (c *Cache) ResetStatistics() { c.counts().reset() }

// GetStatisticsSnapshot returns both counts.
func (c *Cache) GetStatisticsSnapshot() CacheStatistics { return c.counts().snapshot() }

// Get returns the answer under a key, or nil.
func (c *Cache) Get(key CacheKey) *Answer {
	if c == nil {
		return nil
	}
	c.mu.RLock()
	a, clean := c.data[key], time.Until(c.next) <= 0
	c.mu.RUnlock()
	if clean {
		c.clean()
	}
	if a == nil || a.expired() {
		c.misses.Add(1)
		return nil
	}
	c.hits.Add(1)
	return a
}

func (c *Cache) clean() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Before(c.next) {
		return
	}
	for key, a := range c.data {
		if !now.Before(a.staleUntil(c.maxStale)) {
			delete(c.data, key)
		}
	}
	c.next = now.Add(c.interval)
}

// Put keeps an answer.
func (c *Cache) Put(key CacheKey, answer *Answer) {
	if c == nil || answer == nil {
		return
	}
	if time.Until(c.nextClean()) <= 0 {
		c.clean()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.data == nil { // the zero Cache
		c.data = map[CacheKey]*Answer{}
	}
	c.data[key] = answer
}

func (c *Cache) nextClean() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.next
}

// Flush drops the answer under a key, or with nil all.
func (c *Cache) Flush(key *CacheKey) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if key != nil {
		delete(c.data, *key)
		return
	}
	clear(c.data)
	c.next = time.Now().Add(c.interval)
}

// SetMaxStale has the cache keep answers for a time after they have expired.
// Resolvers fall back on them when no server can be reached (RFC 8767, which
// advises one to three days). Zero, which is the default, keeps none.
func (c *Cache) SetMaxStale(d time.Duration) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.maxStale = d
}

// GetStale returns the answer under a key that has expired, or nil.
func (c *Cache) GetStale(key CacheKey) *Answer {
	if c == nil {
		return nil
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return staleNow(c.data[key], c.maxStale)
}

// staleNow is an answer if it has expired, but not too long ago.
func staleNow(a *Answer, most time.Duration) *Answer {
	if a == nil || !a.expired() || time.Until(a.staleUntil(most)) <= 0 {
		return nil
	}
	return a
}

// Len is the number of answers kept.
func (c *Cache) Len() int {
	if c == nil {
		return 0
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.data)
}

// LRUCache keeps a number of answers, and drops those first that have not been
// asked for longest.
type LRUCache struct {
	statistics
	mu       sync.Mutex
	max      int
	maxStale time.Duration
	nodes    map[CacheKey]*list.Element
	order    list.List // the one used last in front
}

// counts are the cache's statistics, or nil.
func (c *LRUCache) counts() *statistics {
	if c == nil {
		return nil
	}
	return &c.statistics
}

// Hits is how often the cache had what was asked for.
func (c *LRUCache) Hits() uint64 { return c.counts().snapshot().Hits }

// Misses is how often it had not.
func (c *LRUCache) Misses() uint64 { return c.counts().snapshot().Misses }

// ResetStatistics sets both counts to zero.
func (c *LRUCache) ResetStatistics() { c.counts().reset() }

// GetStatisticsSnapshot returns both counts.
func (c *LRUCache) GetStatisticsSnapshot() CacheStatistics { return c.counts().snapshot() }

type lruNode struct {
	key    CacheKey
	answer *Answer
	hits   uint64
}

// NewLRUCache makes a cache of at most maxSize answers; zero means 100000.
func NewLRUCache(maxSize int) *LRUCache {
	c := &LRUCache{nodes: map[CacheKey]*list.Element{}}
	if maxSize == 0 {
		maxSize = 100000
	}
	c.SetMaxSize(maxSize)
	return c
}

// SetMaxSize changes how many answers are kept, at least one.
func (c *LRUCache) SetMaxSize(n int) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.max = max(n, 1)
}

// Get returns the answer under a key, or nil.
func (c *LRUCache) Get(key CacheKey) *Answer {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.nodes[key]
	if e == nil {
		c.misses.Add(1)
		return nil
	}
	n := e.Value.(*lruNode)
	if n.answer.expired() {
		if time.Until(n.answer.staleUntil(c.maxStale)) <= 0 {
			c.order.Remove(e)
			delete(c.nodes, key)
		}
		c.misses.Add(1)
		return nil
	}
	c.order.MoveToFront(e)
	n.hits++
	c.hits.Add(1)
	return n.answer
}

// GetHitsForKey is how often the answer under a key has been asked for since it
// was kept.
func (c *LRUCache) GetHitsForKey(key CacheKey) uint64 {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.nodes[key]
	if e == nil || e.Value.(*lruNode).answer.expired() {
		return 0
	}
	return e.Value.(*lruNode).hits
}

// SetMaxStale has the cache keep answers for a time after they have expired, as
// that of Cache does.
func (c *LRUCache) SetMaxStale(d time.Duration) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.maxStale = d
}

// GetStale returns the answer under a key that has expired, or nil.
func (c *LRUCache) GetStale(key CacheKey) *Answer {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.nodes[key]; e != nil {
		return staleNow(e.Value.(*lruNode).answer, c.maxStale)
	}
	return nil
}

// Put keeps an answer, and drops others when they are too many.
func (c *LRUCache) Put(key CacheKey, answer *Answer) {
	if c == nil || answer == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nodes == nil { // the zero LRUCache
		c.nodes, c.max = map[CacheKey]*list.Element{}, max(c.max, 1)
	}
	if e := c.nodes[key]; e != nil {
		c.order.Remove(e)
		delete(c.nodes, key)
	}
	for len(c.nodes) >= c.max {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.nodes, last.Value.(*lruNode).key)
	}
	c.nodes[key] = c.order.PushFront(&lruNode{key: key, answer: answer})
}

// Flush drops the answer under a key, or with nil all.
func (c *LRUCache) Flush(key *CacheKey) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nodes == nil {
		return
	}
	if key == nil {
		c.order.Init()
		clear(c.nodes)
		return
	}
	if e := c.nodes[*key]; e != nil {
		c.order.Remove(e)
		delete(c.nodes, *key)
	}
}

// Len is the number of answers kept.
func (c *LRUCache) Len() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.nodes)
}
