module github.com/pyops-go/pyops/internal/versus

go 1.26.0

require github.com/pyops-go/pyops v0.0.0

require (
	github.com/Ullaakut/nmap/v3 v3.0.6
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb
	golang.org/x/sys v0.49.0
)

require (
	go.uber.org/goleak v1.3.0 // indirect
	golang.org/x/sync v0.1.0 // indirect
)

replace github.com/pyops-go/pyops => ../..
