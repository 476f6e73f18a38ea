package packet

var dhcpTypes = NewEnum(map[uint64]string{
	1: "discover", 2: "offer", 3: "request", 4: "decline", 5: "ack", 6: "nak", 7: "release", 8: "inform", 9: "force_renew",
	10: "lease_query", 11: "lease_unassigned", 12: "lease_unknown", 13: "lease_active",
})

// dhcpOptions are the names of DHCP's options, and how their values are written.
var dhcpOptions = map[byte]struct {
	name string
	kind dhcpKind
}{
	1: {"subnet_mask", dhcpAddrs}, 2: {"time_zone", dhcpInt}, 3: {"router", dhcpAddrs}, 4: {"time_server", dhcpAddrs}, 5: {"IEN_name_server",
		dhcpAddrs}, 6: {"name_server", dhcpAddrs}, 7: {"log_server", dhcpAddrs}, 8: {"cookie_server", dhcpAddrs}, 9: {"lpr_server",
		dhcpAddrs}, 10: {"impress-servers", dhcpAddrs}, 11: {"resource-location-servers", dhcpAddrs}, 12: {"hostname",
		dhcpBytes}, 13: {"boot-size", dhcpShort}, 14: {"dump_path", dhcpBytes}, 15: {"domain", dhcpBytes}, 16: {"swap-server",
		dhcpAddrs}, 17: {"root_disk_path", dhcpBytes}, 18: {"extensions-path",
		dhcpBytes}, 19: {"ip-forwarding", dhcpByte}, 20: {"non-local-source-routing", dhcpByte}, 21: {"policy-filter",
		dhcpAddrs}, 22: {"max_dgram_reass_size", dhcpShort}, 23: {"default_ttl", dhcpByte}, 24: {"pmtu_timeout",
		dhcpInt}, 25: {"path-mtu-plateau-table", dhcpShort}, 26: {"interface-mtu", dhcpShort}, 27: {"all-subnets-local",
		dhcpByte}, 28: {"broadcast_address", dhcpAddrs}, 29: {"perform-mask-discovery", dhcpByte},
	30: {"mask-supplier", dhcpByte}, 31: {"router-discovery", dhcpByte}, 32: {"router-solicitation-address", dhcpAddrs}, 33: {"static-routes",
		dhcpAddrs}, 34: {"trailer-encapsulation", dhcpByte}, 35: {"arp_cache_timeout", dhcpInt}, 36: {"ieee802-3-encapsulation",
		dhcpByte}, 37: {"tcp_ttl",
		dhcpByte}, 38: {"tcp_keepalive_interval", dhcpInt}, 39: {"tcp_keepalive_garbage", dhcpByte}, 40: {"NIS_domain",
		dhcpText}, 41: {"NIS_server",
		dhcpAddrs}, 42: {"NTP_server", dhcpAddrs}, 43: {"vendor_specific", dhcpBytes}, 44: {"NetBIOS_server",
		dhcpAddrs}, 45: {"NetBIOS_dist_server",
		dhcpAddrs}, 46: {"NetBIOS_node_type", dhcpByte}, 47: {"netbios-scope", dhcpBytes}, 48: {"font-servers",
		dhcpAddrs}, 49: {"x-display-manager",
		dhcpAddrs}, 50: {"requested_addr", dhcpAddrs}, 51: {"lease_time", dhcpInt}, 52: {"dhcp-option-overload", dhcpByte}, 53: {"message-type",
		dhcpType},
	54: {"server_id", dhcpAddrs}, 55: {"param_req_list", dhcpList}, 56: {"error_message", dhcpBytes}, 57: {"max_dhcp_size", dhcpShort},
	58: {"renewal_time", dhcpInt}, 59: {"rebinding_time", dhcpInt}, 60: {"vendor_class_id", dhcpText}, 61: {"client_id", dhcpText},
	62: {"nwip-domain-name",
		dhcpBytes}, 64: {"NISplus_domain", dhcpBytes}, 65: {"NISplus_server", dhcpAddrs}, 66: {"tftp_server_name",
		dhcpBytes}, 67: {"boot-file-name",
		dhcpText}, 68: {"mobile-ip-home-agent", dhcpAddrs}, 69: {"SMTP_server", dhcpAddrs}, 70: {"POP3_server", dhcpAddrs}, 71: {"NNTP_server",
		dhcpAddrs},
	72: {"WWW_server", dhcpAddrs}, 73: {"Finger_server", dhcpAddrs}, 74: {"IRC_server", dhcpAddrs}, 75: {"StreetTalk_server", dhcpAddrs},
	76: {"StreetTalk_Dir_Assistance", dhcpAddrs}, 77: {"user_class", dhcpBytes}, 78: {"slp_service_agent", dhcpBytes},
	79: {"slp_service_scope", dhcpBytes},
	81: {"client_FQDN", dhcpBytes}, 82: {"relay_agent_information", dhcpBytes}, 85: {"nds-server", dhcpAddrs},
	86: {"nds-tree-name", dhcpText}, 87: {"nds-context", dhcpText}, 88: {"bcms-controller-namesi", dhcpBytes},
	89: {"bcms-controller-address", dhcpAddrs}, 91: {"client-last-transaction-time", dhcpInt}, 92: {"associated-ip", dhcpAddrs},
	93: {"pxe_client_architecture", dhcpBytes}, 94: {"pxe_client_network_interface", dhcpBytes},
	97: {"pxe_client_machine_identifier", dhcpBytes}, 98: {"uap-servers", dhcpText}, 100: {"pcode",
		dhcpText}, 101: {"tcode", dhcpText}, 112: {"netinfo-server-address", dhcpAddrs}, 113: {"netinfo-server-tag",
		dhcpText}, 114: {"default-url",
		dhcpText}, 116: {"auto-config", dhcpByte}, 117: {"name-service-search", dhcpShort}, 118: {"subnet-selection",
		dhcpAddrs}, 121: {"classless_static_routes", dhcpRoutes}, 124: {"vendor_class", dhcpBytes}, 125: {"vendor_specific_information",
		dhcpBytes}, 128: {"tftp_server_ip_address", dhcpAddrs}, 136: {"pana-agent", dhcpAddrs}, 137: {"v4-lost",
		dhcpBytes}, 138: {"capwap-ac-v4", dhcpAddrs}, 141: {"sip_ua_service_domains", dhcpBytes}, 146: {"rdnss-selection",
		dhcpBytes}, 150: {"tftp_server_address", dhcpAddrs}, 159: {"v4-portparams",
		dhcpBytes}, 160: {"v4-captive-portal", dhcpText}, 161: {"mud-url", dhcpText}, 208: {"pxelinux_magic",
		dhcpBytes}, 209: {"pxelinux_configuration_file", dhcpBytes}, 210: {"pxelinux_path_prefix", dhcpBytes}, 211: {"pxelinux_reboot_time",
		dhcpBytes}, 212: {"option-6rd",
		dhcpBytes}, 213: {"v4-access-domain", dhcpBytes},
}

// dhcpCodes are the numbers of the options by name.
var dhcpCodes = func() map[string]byte {
	codes := make(map[string]byte, len(dhcpOptions))
	for code, o := range dhcpOptions {
		codes[o.name] = code
	}
	return codes
}()
