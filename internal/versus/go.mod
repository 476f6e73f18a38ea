module github.com/pyops-go/pyops/internal/versus

go 1.26.0

require github.com/pyops-go/pyops v0.0.0

require (
	github.com/miekg/dns v1.1.73
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb
)

require (
	go.uber.org/goleak v1.3.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/pyops-go/pyops => ../..
