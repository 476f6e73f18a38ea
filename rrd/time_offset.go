package rrd

// An atUnit is a unit of an offset.
type atUnit uint8

const (
	unitSecond atUnit = iota
	unitMinute
	unitHour
	unitDay
	unitWeek
	unitMonth
	unitYear
	unitMonthOrMinute // m: which, depends on what stands before
	unitNone
)

var atUnits = map[string]atUnit{
	"second": unitSecond, "seconds": unitSecond, "sec": unitSecond, "s": unitSecond,
	"minute": unitMinute, "minutes": unitMinute, "min": unitMinute,
	"hour": unitHour, "hours": unitHour, "hr": unitHour, "h": unitHour,
	"day": unitDay, "days": unitDay, "d": unitDay,
	"week": unitWeek, "weeks": unitWeek, "wk": unitWeek, "w": unitWeek,
	"month": unitMonth, "months": unitMonth, "mon": unitMonth,
	"year": unitYear, "years": unitYear, "yr": unitYear, "y": unitYear,
	"m": unitMonthOrMinute,
}

// fewMonths is the first count of which m, by itself, means minutes.
const fewMonths = 6

// mostSeconds bounds an offset, so that no sum of offsets overflows.
const mostSeconds = int64(1e15)

// offsets reads signs, numbers and units up to the end. A sign holds until the
// next one.
func (p *atParser) offsets() error {
	sign, last := int64(1), unitNone
	var total float64
	for p.isSign() || p.tok.kind == atNumber {
		if p.isSign() {
			mark := p.tok.text
			sign = 1
			if mark == "-" {
				sign = -1
			}
			if p.next(); p.tok.kind != atNumber {
				return timeError("There should be number after '%s'", mark)
			}
			last = unitNone
		}
		count, text := p.tok.num, p.tok.text
		p.next()
		unit := unitSecond
		if known, ok := atUnits[p.tok.word]; ok {
			unit = known
			if unit == unitMonthOrMinute {
				unit = monthOrMinute(last, count)
			}
			last = unit
		}
		if p.tok.kind == atWord || p.tok.kind == atMark && !p.isSign() {
			p.next()
		}
		if total += float64(count) * float64(secondsOf[unit]); total > float64(mostSeconds) {
			return timeError("offset of %s is too large", text)
		}
		p.move(unit, sign*count)
	}
	return nil
}

// monthOrMinute is what m means after a larger unit, a smaller one, or none.
func monthOrMinute(last atUnit, count int64) atUnit {
	switch last {
	case unitDay, unitWeek, unitMonth, unitYear:
		return unitMonth
	case unitSecond, unitMinute, unitHour:
		return unitMinute
	}
	if count < fewMonths {
		return unitMonth
	}
	return unitMinute
}

var secondsOf = [...]int64{unitSecond: 1, unitMinute: 60, unitHour: 3600, unitDay: 86400, unitWeek: 7 * 86400, unitMonth: 31 * 86400, unitYear: 366 * 86400}

// move adds to the calendar, or for units of fixed length to the clock.
func (p *atParser) move(unit atUnit, count int64) {
	if unit >= unitDay && p.base == atAbsolute && !p.exact {
		p.fields.dst = dstUnknown
	}
	switch unit {
	case unitYear:
		p.fields.year += count
	case unitMonth:
		p.fields.month += count
	case unitWeek:
		p.fields.day += 7 * count
	case unitDay:
		p.fields.day += count
	default:
		p.add += count * secondsOf[unit]
	}
}
