package hosts

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// What a machine may have of anything. More is not a machine, but somebody who
// wants our disk and our page filled.
const (
	mostThings = 4096
	mostFiles  = 256 // file systems, disks, interfaces: each is a file of its own here
	mostText   = 1024
	mostNumber = 1 << 60
)

// farOff is by how much a clock may differ before it is told.
const farOff = 2 * time.Second

// sane makes the reading of another machine fit to be recorded and shown, or says
// why it cannot be: it comes from outside. Times are those of this machine's clock,
// by which the history of all is kept.
func sane(m *model.Machine, now time.Time) error {
	if err := bounded(reflect.ValueOf(m).Elem(), "machine"); err != nil {
		return err
	}
	if m.AllCPUs < 1 || m.CPUs <= 0 {
		return fmt.Errorf("%d processors, of which %g can be used; expected at least one", m.AllCPUs, m.CPUs)
	}
	for name, n := range map[string]int{"file systems": len(m.Filesystems), "disks": history.Disks(m), "network interfaces": history.Wires(m)} {
		if n > mostFiles {
			return fmt.Errorf("%d %s; expected at most %d", n, name, mostFiles)
		}
	}
	for _, f := range m.Filesystems {
		if f.InodesPercent != nil && *f.InodesPercent > 100 {
			return fmt.Errorf("%s: %g %% of the inodes are taken", f.Mountpoint, *f.InodesPercent)
		}
	}
	off := m.Time.Sub(now)
	if off.Abs() > farOff {
		if m.Clock == nil {
			m.Clock = &model.Clock{Synchronised: true}
		}
		m.Clock.Off = off.Abs()
	}
	if !m.Boot.IsZero() {
		m.Boot = m.Boot.Add(-off)
		if m.Boot.After(now) {
			m.Boot = time.Time{}
		}
	}
	m.Time = now
	return nil
}

// bounded goes through all that a reading holds: texts are made fit to be shown,
// and lists and numbers that no machine has are refused.
func bounded(v reflect.Value, name string) error {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return nil
		}
		for i := range v.NumField() {
			if err := bounded(v.Field(i), v.Type().Field(i).Name); err != nil {
				return err
			}
		}
	case reflect.Slice:
		if v.Len() > mostThings {
			return fmt.Errorf("%d %s; expected at most %d", v.Len(), name, mostThings)
		}
		for i := range v.Len() {
			if err := bounded(v.Index(i), name); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return bounded(v.Elem(), name)
		}
	case reflect.String:
		v.SetString(model.Short(model.Clean(v.String()), mostText))
	case reflect.Float64:
		if f := v.Float(); f < 0 || f > mostNumber || math.IsNaN(f) {
			return fmt.Errorf("%s is %g", name, f)
		}
	case reflect.Uint64:
		if v.Uint() > mostNumber {
			return fmt.Errorf("%s is %d", name, v.Uint())
		}
	case reflect.Int, reflect.Int64:
		if v.Int() < 0 || v.Int() > mostNumber {
			return fmt.Errorf("%s is %d", name, v.Int())
		}
	}
	return nil
}
