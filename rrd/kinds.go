package rrd

// A CF is a consolidation function: what an archive keeps of the values of its
// step. Its text is librrd's name for it.
type CF string

// The consolidation functions.
const (
	CFAverage     CF = "AVERAGE"
	CFMin         CF = "MIN"
	CFMax         CF = "MAX"
	CFLast        CF = "LAST"
	CFHWPredict   CF = "HWPREDICT"   // Holt-Winters: the value that was to be expected
	CFMHWPredict  CF = "MHWPREDICT"  // the same with seasons that multiply
	CFSeasonal    CF = "SEASONAL"    // seasonal part of the prediction
	CFDevPredict  CF = "DEVPREDICT"  // the deviation that was to be expected
	CFDevSeasonal CF = "DEVSEASONAL" // seasonal deviation
	CFFailures    CF = "FAILURES"    // 1 where too many values were out of bounds
)

// A cfKind is a consolidation function as a small number.
type cfKind uint8

const (
	cfNone cfKind = iota
	cfAverage
	cfMin
	cfMax
	cfLast
	cfHWPredict
	cfMHWPredict
	cfSeasonal
	cfDevPredict
	cfDevSeasonal
	cfFailures
)

var cfNames = [...]CF{
	"", CFAverage, CFMin, CFMax, CFLast, CFHWPredict, CFMHWPredict, CFSeasonal, CFDevPredict, CFDevSeasonal, CFFailures,
}

func cfByName(name string) cfKind {
	for k := cfAverage; int(k) < len(cfNames); k++ {
		if string(cfNames[k]) == name {
			return k
		}
	}
	return cfNone
}

// plain reports whether it is no part of a Holt-Winters prediction.
func (k cfKind) plain() bool { return k <= cfLast }

// picks reports whether its rows are one of the values that they are made of.
func (k cfKind) picks() bool { return k == cfMin || k == cfMax || k == cfLast }

// predicts reports whether it holds the coefficients of a prediction.
func (k cfKind) predicts() bool { return k == cfHWPredict || k == cfMHWPredict }

// seasons reports whether its rows are the seasons of a cycle.
func (k cfKind) seasons() bool { return k == cfSeasonal || k == cfDevSeasonal }

func (k cfKind) String() string { return string(cfNames[k]) }

// A DSType is a type of data source: what becomes of the values that it is
// given. Its text is librrd's name for it.
type DSType string

// The types of data sources.
const (
	DSGauge    DSType = "GAUGE"    // the value as it is, such as a temperature
	DSCounter  DSType = "COUNTER"  // a counter that is never reset; its overflow is guessed
	DSDerive   DSType = "DERIVE"   // the change of a whole number per second
	DSAbsolute DSType = "ABSOLUTE" // a counter that reading resets, per second
	DSDCounter DSType = "DCOUNTER" // a counter of fractions
	DSDDerive  DSType = "DDERIVE"  // the change of a fraction per second
	DSCompute  DSType = "COMPUTE"  // an RPN expression over the sources before it
)

// A dsKind is a type of data source as a small number.
type dsKind uint8

const (
	dsNone dsKind = iota
	dsGauge
	dsCounter
	dsDerive
	dsAbsolute
	dsDCounter
	dsDDerive
	dsCompute
)

var dsNames = [...]DSType{"", DSGauge, DSCounter, DSDerive, DSAbsolute, DSDCounter, DSDDerive, DSCompute}

func dsByName(name string) dsKind {
	for k := dsGauge; int(k) < len(dsNames); k++ {
		if string(dsNames[k]) == name {
			return k
		}
	}
	return dsNone
}

func (k dsKind) String() string { return string(dsNames[k]) }
