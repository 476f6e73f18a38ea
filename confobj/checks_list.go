package confobj

// IsList is the check list: a list of min to max members. Text is none.
func IsList(value, min, max any) (any, error) {
	list, err := listOf(value, min, max)
	if err != nil {
		return nil, err
	}
	return textsOf(list), nil
}

func listOf(value, min, max any) ([]any, error) {
	low, high, err := bounds(min, max)
	if err != nil {
		return nil, err
	}
	list, ok := asList(value)
	if !ok {
		return nil, NewVdtTypeError(value)
	}
	return list, sized(value, len(list), low, high)
}

// IsTuple is [IsList] that returns a [Tuple].
func IsTuple(value, min, max any) (any, error) {
	list, err := listOf(value, min, max)
	if err != nil {
		return nil, err
	}
	return Tuple(list), nil
}

// each is a list of min to max members that all pass a check.
func each(value, min, max any, check func(any) (any, error)) (any, error) {
	list, err := listOf(value, min, max)
	if err != nil {
		return nil, err
	}
	for i, item := range list {
		if list[i], err = check(item); err != nil {
			return nil, err
		}
	}
	return textsOf(list), nil
}

func anyInteger(value any) (any, error) { return IsInteger(value, nil, nil) }

func anyFloat(value any) (any, error) { return IsFloat(value, nil, nil) }

func anyString(value any) (any, error) { return IsString(value, nil, nil) }

func anyBoolean(value any) (any, error) {
	truth, err := IsBoolean(value)
	if err != nil {
		return nil, err
	}
	return truth, nil
}

func anyIPAddr(value any) (any, error) { return IsIPAddr(value) }

// IsIntList is [IsList] whose members are integers.
func IsIntList(value, min, max any) (any, error) { return each(value, min, max, anyInteger) }

// IsFloatList is [IsList] whose members are floats.
func IsFloatList(value, min, max any) (any, error) { return each(value, min, max, anyFloat) }

// IsBoolList is [IsList] whose members are booleans.
func IsBoolList(value, min, max any) (any, error) { return each(value, min, max, anyBoolean) }

// IsStringList is [IsList] whose members are text.
func IsStringList(value, min, max any) (any, error) {
	if _, isText := value.(string); isText {
		return nil, NewVdtTypeError(value)
	}
	return each(value, min, max, anyString)
}

// IsIPAddrList is [IsList] whose members are IPv4 addresses.
func IsIPAddrList(value, min, max any) (any, error) { return each(value, min, max, anyIPAddr) }

// ForceList is [IsList] that makes anything else a list of it alone.
func ForceList(value, min, max any) (any, error) {
	if _, ok := asList(value); !ok {
		value = []any{value}
	}
	return IsList(value, min, max)
}

// mixable are the checks that a mixed list may name.
var mixable = map[string]func(any) (any, error){
	"integer": anyInteger, "float": anyFloat, "string": anyString, "boolean": anyBoolean, "ip_addr": anyIPAddr,
}

// IsMixedList is the check mixed_list: as many members as there are checks, each
// of which is integer, float, string, boolean or ip_addr.
func IsMixedList(value any, checks ...string) (any, error) {
	list, ok := asList(value)
	if text, isText := value.(string); isText {
		// Text counts as the list of its characters, as in Python.
		ok = true
		for _, r := range text {
			list = append(list, string(r))
		}
	}
	switch {
	case !ok:
		return nil, NewVdtTypeError(value)
	case len(list) < len(checks):
		return nil, refused(ErrVdtValueTooShort, value, "too short")
	case len(list) > len(checks):
		return nil, refused(ErrVdtValueTooLong, value, "too long")
	}
	if list == nil {
		list = []any{}
	}
	for i, name := range checks {
		check := mixable[name]
		if check == nil {
			return nil, NewVdtParamError("mixed_list", Repr(name))
		}
		var err error
		if list[i], err = check(list[i]); err != nil {
			return nil, err
		}
	}
	return textsOf(list), nil
}
