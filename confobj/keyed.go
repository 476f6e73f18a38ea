package confobj

import "maps"

// A keyed is values by key, in the order in which the keys came. A key that goes
// leaves a gap, which is closed when there are many, so that a change takes no
// longer where there are many keys.
type keyed struct {
	items []keyedItem
	at    map[string]int // of the keys that are there
}

type keyedItem struct {
	key   string
	value any
	gone  bool
}

func (k *keyed) has(key string) bool {
	_, there := k.at[key]
	return there
}

func (k *keyed) get(key string) (any, bool) {
	i, there := k.at[key]
	if !there {
		return nil, false
	}
	return k.items[i].value, true
}

// put gives a key a value. A key that is there keeps its place.
func (k *keyed) put(key string, value any) {
	if i, there := k.at[key]; there {
		k.items[i].value = value
		return
	}
	if k.at == nil {
		k.at = map[string]int{}
	}
	k.at[key] = len(k.items)
	k.items = append(k.items, keyedItem{key: key, value: value})
}

func (k *keyed) drop(key string) {
	i, there := k.at[key]
	if !there {
		return
	}
	k.items[i] = keyedItem{gone: true}
	delete(k.at, key)
	if len(k.items) < 2*few || len(k.items) < 2*len(k.at) {
		return
	}
	kept := make([]keyedItem, 0, len(k.at))
	for _, item := range k.items {
		if !item.gone {
			k.at[item.key] = len(kept)
			kept = append(kept, item)
		}
	}
	k.items = kept
}

// rename gives a key another name, in its place.
func (k *keyed) rename(from, to string) {
	if i, there := k.at[from]; there {
		k.items[i].key = to
		delete(k.at, from)
		k.at[to] = i
	}
}

func (k *keyed) keys() []string {
	var keys []string
	for _, item := range k.items {
		if !item.gone {
			keys = append(keys, item.key)
		}
	}
	return keys
}

func (k *keyed) dict() Dict {
	var dict Dict
	for _, item := range k.items {
		if !item.gone {
			dict = append(dict, Pair{item.key, cloned(item.value)})
		}
	}
	return dict
}

func (k *keyed) clone() keyed {
	return keyed{append([]keyedItem(nil), k.items...), maps.Clone(k.at)}
}
