package layers

import (
	"slices"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/dot11"
	"github.com/pyops-go/pyops/packet/layers/eap"
	"github.com/pyops-go/pyops/packet/layers/hsrp"
	"github.com/pyops-go/pyops/packet/layers/http"
	"github.com/pyops-go/pyops/packet/layers/ipsec"
	"github.com/pyops-go/pyops/packet/layers/isakmp"
	"github.com/pyops-go/pyops/packet/layers/l2tp"
	"github.com/pyops-go/pyops/packet/layers/llmnr"
	"github.com/pyops-go/pyops/packet/layers/mip6"
	"github.com/pyops-go/pyops/packet/layers/netbios"
	"github.com/pyops-go/pyops/packet/layers/netflow"
	"github.com/pyops-go/pyops/packet/layers/nodeinfo"
	"github.com/pyops-go/pyops/packet/layers/ntp"
	"github.com/pyops-go/pyops/packet/layers/ppp"
	"github.com/pyops-go/pyops/packet/layers/radius"
	"github.com/pyops-go/pyops/packet/layers/rip"
	"github.com/pyops-go/pyops/packet/layers/sctp"
	"github.com/pyops-go/pyops/packet/layers/tls"
	"github.com/pyops-go/pyops/packet/layers/vrrp"
	"github.com/pyops-go/pyops/packet/layers/vxlan"
)

// All are the protocols of all folders.
func All() []*packet.Proto {
	return slices.Concat(rip.Protos(), vrrp.Protos(), hsrp.Protos(), vxlan.Protos(), radius.Protos(), eap.Protos(), sctp.Protos(), ppp.Protos(),
		l2tp.Protos(), ipsec.Protos(), isakmp.Protos(), netbios.Protos(), netflow.Protos(), ntp.Protos(), nodeinfo.Protos(), mip6.Protos(), llmnr.Protos(), http.Protos(), dot11.Protos(), tls.Protos())
}
