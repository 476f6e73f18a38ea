package psutilx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
)

// TestNothingPanics calls every method of every type that has a useful nil or zero
// value, or that a careless caller makes one of.
func TestNothingPanics(t *testing.T) {
	for _, receiver := range []any{
		(*Host)(nil), (*Process)(nil), &Process{}, (*Monitor)(nil), &Monitor{}, (*Popen)(nil), &Popen{}, (*ProcessInfo)(nil), &ProcessInfo{},
		VirtualMemoryStat{}, SwapMemoryStat{}, CPUTimesStat{}, CPUTimesStat{Columns: 99}, CPUStat{}, CPUFreqStat{}, DiskUsageStat{}, PartitionStat{}, BatteryStat{},
		TemperatureStat{}, FanStat{}, UserStat{}, NICAddrStat{}, NICStat{}, Addr{}, ConnectionStat{}, SystemConnectionStat{}, OpenFileStat{}, IONiceStat{}, RLimit{},
		&NoSuchProcessError{}, &ZombieProcessError{}, &AccessDeniedError{}, &TimeoutExpiredError{}, &ParseError{}, &ValueError{}, (*NoSuchProcessError)(nil), (*ZombieProcessError)(nil), (*AccessDeniedError)(nil), (*TimeoutExpiredError)(nil), (*ParseError)(nil), (*ValueError)(nil), IOPriorityClass(-1), NICDuplex(9), SocketType(99),
	} {
		v := reflect.ValueOf(receiver)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("(%T).%s: %v", receiver, name, p)
					}
				}()
				call(v.Method(i))
			}()
		}
	}
	func() {
		defer func() {
			if p := recover(); p != nil {
				t.Error(p)
			}
		}()
		if s := fmt.Sprint((*Process)(nil), &Process{}); strings.Count(s, "psutil.Process(pid=-1") != 2 {
			t.Error(s)
		}
		for _, m := range []*Monitor{nil, {}} {
			if _, err := m.Processes(nil); !errors.Is(err, fs.ErrClosed) || m.Close() != nil {
				t.Error(err)
			}
		}
		for _, p := range []*Popen{nil, {}} {
			if _, err := p.Wait(t.Context(), 0); !errors.Is(err, ErrNoSuchProcess) {
				t.Error(err)
			}
		}
		if err := (&Process{}).Kill(); !errors.Is(err, ErrNoSuchProcess) {
			t.Error(err)
		}
		NewPopen(nil)
		NewMonitor(&MonitorOptions{})
		WaitProcs(t.Context(), []*Process{nil, {}}, 0, nil)
	}()
}

// call calls a method with zero arguments, contexts apart.
func call(m reflect.Value) {
	var args []reflect.Value
	for i := range m.Type().NumIn() {
		in := m.Type().In(i)
		if strings.HasSuffix(in.String(), "context.Context") {
			args = append(args, reflect.ValueOf(context.Background()))
			continue
		}
		args = append(args, reflect.Zero(in))
	}
	if m.Type().IsVariadic() {
		args = args[:len(args)-1]
	}
	for _, out := range m.Call(args) {
		if out.Kind() == reflect.Func && !out.IsNil() && out.Type().NumIn() == 0 {
			out.Call(nil)
		}
		if out.Kind() == reflect.Func && !out.IsNil() && out.Type().NumIn() == 1 { // an iterator
			out.Call([]reflect.Value{reflect.MakeFunc(out.Type().In(0), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(true)} })})
		}
	}
}
