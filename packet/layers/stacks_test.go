package layers_test

func init() {
	stacks["rip"] = []string{
		"IP()/UDP()/RIP()/RIPEntry()/RIPEntry()", "RIP()/RIPAuth()/RIPEntry()", "RIPAuth(AF=65535,authtype=3)/RIPEntry()", "RIPAuth(AF=65535,authtype=1)",
		"RIPAuth(authtype=2)/RIPEntry()",
	}
	stacks["vrrp"] = []string{
		"IP()/VRRP(version=2,addrlist=['1.2.3.4','10.0.0.1'],ipcount=2)", "IP()/VRRPv3(version=3,type=1,addrlist=['1.2.3.4'],ipcount=1)",
		"IPv6()/VRRPv3(version=3,type=1,addrlist=['2001:db8::1','fe80::1'],ipcount=2)", "VRRP(version=2)",
	}
	stacks["hsrp"] = []string{"IP()/UDP()/HSRP()/HSRPmd5(sourceip='1.2.3.4')", "UDP()/HSRP()"}
	stacks["vxlan"] = []string{"IP()/UDP()/VXLAN(flags=4,NextProtocol=1)/IP()/UDP()", "UDP()/VXLAN(flags=8)/Ether()/IP()", "VXLAN(flags=0x84)/Ether()/Raw(b'abc')"}
	stacks["llmnr"] = []string{
		"IP()/UDP()/LLMNRQuery(id=7,qd=DNSQR(qname='host'))", "UDP()/LLMNRResponse(qd=DNSQR(qname='host'),an=DNSRR(rrname='host',rdata='1.2.3.4'))",
		"LLMNRQuery()", "UDP()/LLMNRResponse(an=DNSRR(rrname='a.b',type='TXT',rdata=b'words')/DNSRR(rrname='a.b',type='AAAA',rdata='::1'))",
		"IPv6()/UDP(sport=5355,dport=9999)/LLMNRResponse(c=1,tc=1,rcode=3,qd=DNSQR(qname='a.'*9))",
	}
	stacks["dot11"] = []string{
		"Dot11(type=2)/LLC()/SNAP()/IP()", "Dot11(type=2,subtype=8)/Dot11QoS(TID=5)/LLC()", "Dot11(type=2,FCfield=3)", "Dot11(type=1,subtype=6,cfe=3,FCfield='order')",
		"=Dot11(type=2,FCfield='protected')/Dot11WEP(iv=b'abc',keyid=1,wepdata=b'xx',icv=5)", "=Dot11(type=2,FCfield=0x40)/Raw(b'\\1\\2\\3 aaaaaaaa')",
		"=Dot11(type=2,FCfield=0x40)/Raw(b'\\1!\\3 aaaaaaaa')", "=Dot11(type=2,subtype=9,FCfield=0x40)/Dot11QoS()/Raw(b'\\1\\2\\0 aaaaaaaa')",
		"=Dot11(FCfield=0x40)/Raw(b'ab')", "Dot11FCS(type=1,subtype=13)/Dot11Ack()", "Dot11FCS(type=2)/LLC()/b'xyz'", "Dot11(type=3)", "Dot11(type=0,subtype=13)/b'abc'",
		"Dot11()/Dot11Auth(seqnum=1)", "Dot11()/Dot11Deauth()", "Dot11()/Dot11Disas()", "Dot11()/Dot11AssoResp()", "Dot11()/Dot11ReassoResp()", "Dot11()/Dot11ReassoReq()",
		"=Dot11()/Dot11Beacon(cap='privacy')/Dot11Elt(ID='SSID',info=b'net')/Dot11EltRates(rates=[2,4,11,22,130])/Dot11EltDSSSet(channel=6)",
		"=Dot11()/Dot11ProbeResp()/Dot11EltCountry(country_string=b'DE ',descriptors=[Dot11EltCountryConstraintTriplet()])/Dot11EltERP(res=3)/Dot11EltHTCapabilities()",
		"=Dot11()/Dot11Beacon()/Dot11Elt(ID='SSID',info=b'net')/Dot11Elt(ID=5,info=b'abcd')/Dot11EltRates(rates=[2])", "=RadioTap()/Dot11(subtype=4)/Dot11ProbeReq()/Dot11Elt(ID=0)/Dot11Elt(ID=127,info=b'ab')",
		"=Dot11()/Dot11Beacon()/Dot11Elt(ID=5,info=b'abcd')", "=Dot11Elt(ID=0,info=b'net')/Dot11Elt(ID=5,info=b'abcd')", "=Dot11Beacon()/Dot11EltRSN()/Dot11EltRSN(pmkids=PMKIDListPacket(pmkid_list=[b'a'*16]))/Dot11EltMicrosoftWPA()/Dot11EltVendorSpecific(oui=0x5043,info=b'abc')",
		"=Dot11Elt(ID=50,info=b'abc')/Dot11Elt(ID=200,info=b'abc')/Dot11Elt(info=b'x')", "Dot11EltHTCapabilities(res2=5,RX_MSC_Bitmask=2**70+9,SM_Power_Save=1)",
		"RadioTap(present='Rate+TSFT+Flags+Channel',Rate=5.5)/Dot11(type=2)", "RadioTap(present='Flags+Rate',Flags='FCS',Rate=2)/Dot11FCS(type=1,subtype=13)",
		"RadioTap(present='dBm_AntSignal+dBm_AntNoise+Antenna+Lock_Quality+RXFlags+TXFlags',dBm_AntSignal=-40)", "=RadioTap(present='Ext',Ext=[RadioTapExtendedPresenceMask(present=5)])",
		"RadioTap(present='ChannelPlus+MCS+A_MPDU+VHT+timestamp',mcs_nss=b'abcd')", "=RadioTap(present='HE+HE_MU+HE_MU_other_user+L_SIG',RU_channel1=[1,2,3,4],RU_channel2=[5,6,7,8],lsig_length=5)",
		"=RadioTap(present='TLV',tlvs=[RadioTapTLV(type=30,data=b'abc'),RadioTapTLV(type=1,data=b'')])", "RadioTap(notdecoded=b'abc')/Dot11(type=1,subtype=11)",
		"PrismHeader()/Dot11()",
	}
	stacks["tls"] = []string{
		"=TLS(version=0x301,msg=[TLSClientHello(version=0x303,gmt_unix_time=7,random_bytes=b'r'*28,sid=b'abc',ciphers=[0x1301,47,0xc02f],ext=[TLS_Ext_ServerName(servernames=[ServerName(servername=b'a.b')])," +
			"TLS_Ext_SupportedGroups(groups=[29,23]),TLS_Ext_SupportedPointFormat(),TLS_Ext_SignatureAlgorithms(sig_algs=[1027,2052]),TLS_Ext_ALPN(protocols=[ProtocolName(protocol=b'h2'),ProtocolName(protocol=b'http/1.1')])," +
			"TLS_Ext_SessionTicket(ticket=b'abc'),TLS_Ext_EncryptThenMAC(),TLS_Ext_ExtendedMasterSecret(),TLS_Ext_Padding(padding=b'00'),TLS_Ext_RenegotiationInfo(),TLS_Ext_Heartbeat(),TLS_Ext_MaxFragLen()])])",
		"=TLS(msg=[TLSClientHello(gmt_unix_time=7,random_bytes=b'r'*28,ciphers=[0x1301],ext=[TLS_Ext_SupportedVersion_CH(versions=[0x304,0x303]),TLS_Ext_PSKKeyExchangeModes(kxmodes=[1]),TLS_Ext_Cookie(cookie=b'abc')," +
			"TLS_Ext_EarlyDataIndication(),TLS_Ext_PostHandshakeAuth(),TLS_Ext_SignatureAlgorithmsCert(sig_algs=[1027]),TLS_Ext_RecordSizeLimit(record_size_limit=100),TLS_Ext_Unknown(type=0x1234,val=b'xyz')])])",
		"=TLS(msg=[TLSServerHello(gmt_unix_time=9,random_bytes=b'q'*28,cipher=0x1301,ext=[TLS_Ext_SupportedVersion_SH(version=0x304)])])",
		"=TLS(msg=[TLSServerHelloDone()])/TLS(msg=[TLSAlert(level=1,descr=0)])/TLS(msg=[TLSApplicationData(data=b'abc')])", "=TLS(msg=[TLSChangeCipherSpec()])",
		"=TLS(msg=[TLSServerHello(version=0x302,gmt_unix_time=9,random_bytes=b'q'*28,cipher=47)])", "=TLS(msg=[TLSAlert(level=2,descr=40)])", "=TLS(msg=[TLSHelloRequest(),TLSServerHelloDone()])",
		"=TLS(msg=[TLSCertificateRequest(certauth=b'')])", "=TLS(msg=[TLSNewSessionTicket(ticket=b'abc')])", "=TLS(msg=[TLSClientKeyExchange(exchkeys=b'abc')])", "=TLS(type=22,msg=[Raw(b'zzzzzzzz')])",
		"=TCP(dport=443)/TLS(msg=[TLSApplicationData(data=b'abc')])/Raw(b'no record')", "=TCP(sport=443,dport=9)/Raw(b'no record')", "=TLSClientHello(gmt_unix_time=7,random_bytes=b'r'*28,ciphers=[47],ext=[])",
		"=TLSEncryptedExtensions(ext=[TLS_Ext_ALPN(protocols=[ProtocolName(protocol=b'h2')])])",
	}
	stacks["tls keys"] = []string{
		"=ClientDiffieHellmanPublic(dh_Yc=b'abc')", "=ClientECDiffieHellmanPublic(ecdh_Yc=b'\\4abc')", "ClientPSKIdentity(psk_identity=b'me')", "=ServerRSAParams(rsamod=b'\\xc1'*32,rsaexp=b'\\1\\0\\1')",
		"ServerPSKParams(psk_identity_hint=b'hint')", "=ServerECDHExplicitPrimeParams(p=b'pp',curve=ECCurvePkt(a=b'a',b=b'b'),base=b'B',order=b'o',cofactor=b'c',point=b'P')",
		"=ServerECDHExplicitChar2Params(m=5,basis_type=0,basis=ECTrinomialBasis(k=b'k'),curve=ECCurvePkt(a=b'a',b=b'b'),base=b'B',order=1,cofactor=2,point=b'P')",
		"=ServerECDHExplicitChar2Params(m=5,basis_type=1,basis=ECPentanomialBasis(k1=b'k',k2=b'l',k3=b'm'),curve=ECCurvePkt(a=b'a',b=b'b'),base=b'B',order=1,cofactor=2,point=b'P')",
		"ECTrinomialBasis(k=b'k')", "ECPentanomialBasis(k1=b'a',k2=b'bc')", "ECCurvePkt(a=b'a',b=b'bc')", "=Ticket(key_name=b'k'*16,iv=b'i'*16,encstate=b'state',mac=b'm'*32)", "=ServerDHParams(dh_p=b'\\7',dh_g=b'\\2',dh_Ys=b'\\5')",
		"=TLS(msg=[TLSClientKeyExchange(exchkeys=ClientDiffieHellmanPublic(dh_Yc=b'abc'))])", "=TLS13Certificate(cert_req_ctxt=b'abc')", "=TLS13CertificateRequest(cert_req_ctxt=b'abc',ext=[TLS_Ext_SignatureAlgorithms(sig_algs=[1027])])",
		"=TLS13NewSessionTicket(ticket_age_add=5,ticket_nonce=b'n',ticket=b'ticket',ext=[TLS_Ext_EarlyDataIndicationTicket(max_early_data_size=7)])",
		"=TLS13ClientHello(version=0x303,random_bytes=b'r'*32,sid=b's',ciphers=[0x1301,0x1302],ext=[TLS_Ext_SupportedVersion_CH(versions=[0x304])])", "=TLS13ServerHello(random_bytes=b'r'*32,cipher=0x1301,ext=[TLS_Ext_SupportedVersion_SH(version=0x304)])",
		"=TLSCertificateURL(certchaintype=1,uah=[URLAndOptionalHash(url=b'http://a',hash=b'h'*20),URLAndOptionalHash(url=b'b')])", "=TLSSupplementalData(sdata=[SupDataEntry(sdtype=7,data=b'abc')])", "UserMappingData(version=1,data=b'abc')",
	}
	stacks["http"] = []string{
		"=IP()/TCP()/HTTP()/HTTPRequest()", "=IP()/TCP()/HTTP()/HTTPRequest(Host='a',User_Agent=b'x',Unknown_Headers={b'X-Foo':b'bar',b'Y':b'z'})/b'body'",
		"=TCP()/HTTP()/HTTPResponse(Server='a',Content_Length=b'4')/b'body'", "=TCP(sport=8080,dport=1)/HTTP()/HTTPResponse(Status_Code='404',Reason_Phrase='Not Found here')",
		"=TCP(sport=80,dport=1)/HTTP()/Raw(b'no first line')", "HTTP()/HTTPRequest(Method='POST',Path='/a?b=c',Http_Version='HTTP/1.0')",
	}
	stacks["radius"] = []string{
		"IP()/UDP()/Radius(attributes=[RadiusAttr_User_Name(value=b'abc'),RadiusAttr_NAS_IP_Address(value='1.2.3.4'),RadiusAttr_Service_Type(value=2)])",
		"Radius(attributes=[RadiusAttr_Vendor_Specific(vendor_id=9,value=b'xy'),RadiusAttr_State(value=b'ab'),RadiusAttr_NAS_Port(value=4)])",
		"Radius(attributes=[RadiusAttribute(type=200,value=b'x'),RadiusAttr_Message_Authenticator()])",
		"Radius(attributes=[RadiusAttr_EAP_Message(value=EAP(code=1,type=1))])", "RadiusAttr_Vendor_Specific()", "RadiusAttr_NAS_Port_Type()",
	}
	stacks["eap"] = []string{
		"EAPOL()/EAP(code=2,type=1,identity=b'abc')", "Ether()/EAPOL()/EAP(code=1,type=1,message=b'hello')", "EAPOL(type=3)/Raw(b'abc')",
		"EAP(code=2,type=3,desired_auth_types=[4,13])", "EAP(code=3)", "EAP_MD5(code=1,value=b'ab',optional_name=b'name')", "EAP_TLS(code=1,L=1,tls_data=b'abc')",
		"EAP_TTLS(code=2,L=0,data=b'abc')", "EAP_PEAP(code=2,L=1)", "EAP_FAST(code=1,data=b'zz')", "LEAP(code=1,challenge_response=b'12345678',username=b'me')",
	}
	stacks["sctp"] = []string{
		"IP()/SCTP()/SCTPChunkData(data=b'abc')/SCTPChunkSACK(gap_ack_list=['1:2'],dup_tsn_list=[5])", "IPv6()/SCTP()/SCTPChunkCookieEcho(cookie=b'abcde')",
		"SCTP()/SCTPChunkInit(params=[SCTPChunkParamHostname(hostname=b'abc'),SCTPChunkParamIPv4Addr(),SCTPChunkParamECNCapable(),SCTPChunkParamSupportedAddrTypes()])",
		"SCTP()/SCTPChunkInitAck(params=[SCTPChunkParamStateCookie(cookie=b'abc'),SCTPChunkParamSupportedExtensions(),SCTPChunkParamIPv6Addr()])",
		"SCTP()/SCTPChunkHeartbeatReq(params=[SCTPChunkParamHeartbeatInfo(data=b'abc')])/SCTPChunkAbort(error_causes=b'ab')",
		"SCTP()/SCTPChunkShutdown()/SCTPChunkShutdownAck()/SCTPChunkShutdownComplete()/SCTPChunkCookieAck()/SCTPChunkError()",
		"SCTP()/SCTPChunkAuthentication(type=15,HMAC=b'abc')/SCTPChunkAddressConf(type=193,params=[SCTPChunkParamAddIPAddr(),SCTPChunkParamDelIPAddr(addr_type=6,addr='::1')])",
		"SCTP()/SCTPChunkAddressConfAck(type=128,params=[SCTPChunkParamSuccessIndication()])",
	}
	stacks["ppp"] = []string{
		"PPPoE()/PPP()/IP()/UDP()", "Ether()/PPPoE()/PPP()/PPP_LCP_Echo(code=9,data=b'abc')", "PPPoED()/PPPoED_Tags(tag_list=[PPPoETag(tag_type=0x101,tag_value=b'abc'),PPPoETag()])",
		"HDLC()/PPP()/PPP_LCP_Configure(code=1,options=[PPP_LCP_MRU_Option(),PPP_LCP_Magic_Number_Option(magic_number=7),PPP_LCP_Auth_Protocol_Option(),PPP_LCP_ACCM_Option()])",
		"PPP()/PPP_LCP_Configure(code=2,options=[PPP_LCP_Quality_Protocol_Option(data=b'ab'),PPP_LCP_Callback_Option(message=b'ab'),PPP_LCP_Option(type=7)])",
		"PPP()/PPP_LCP_Terminate(code=5,data=b'abc')", "PPP()/PPP_LCP_Discard_Request(code=11,data=b'abc')", "PPP()/PPP_LCP(code=99,data=b'abc')",
		"PPP()/PPP_LCP_Code_Reject(code=7,rejected_packet=PPP_LCP_Echo(code=9))",
		"PPP()/PPP_IPCP(options=[PPP_IPCP_Option_IPAddress(data='1.2.3.4'),PPP_IPCP_Option(type=1,data=b'abc'),PPP_IPCP_Option_DNS1(data='8.8.8.8')])",
		"PPP()/PPP_ECP(options=[PPP_ECP_Option_OUI(oui=0xfeedfe,data=b'xy'),PPP_ECP_Option(type=2,data=b'z')])", "PPP()/PPP_PAP_Request(code=1,username=b'ab',password=b'cd')",
		"PPP()/PPP_PAP_Response(code=2,message=b'ok')", "PPP()/PPP_CHAP_ChallengeResponse(code=1,value=b'12345678',optional_name=b'me')", "PPP()/PPP_CHAP(code=3,data=b'ok')",
	}
	stacks["l2tp"] = []string{"IP()/UDP()/L2TP(hdr='control+length+sequence')/PPP()/PPP_LCP_Echo(code=9)", "UDP()/L2TP(hdr='offset')/PPP()/IP()", "L2TP(hdr=0)/PPP()"}
	stacks["isakmp"] = []string{
		"IP()/UDP()/ISAKMP(next_payload=None,flags=0)/ISAKMP_payload_SA(prop=ISAKMP_payload_Proposal(trans_nb=2,trans=ISAKMP_payload_Transform(num=1,transforms=[('Encryption','AES-CBC'),('KeyLength',256),('LifeDuration',100000),(85,1)])/ISAKMP_payload_Transform(num=2)))/ISAKMP_payload_VendorID(load=b'abc')",
		"ISAKMP(flags=0)/ISAKMP_payload_KE(load=b'abc')/ISAKMP_payload_Nonce(load=b'n')/ISAKMP_payload_ID(load=b'me')/ISAKMP_payload_Hash(load=b'h')",
		"ISAKMP(flags=1,next_payload=1)/Raw(b'abc')", "ISAKMP(next_payload=20,flags=0)/ISAKMP_payload(load=b'abc')",
	}
	stacks["netbios"] = []string{
		"IP()/UDP()/NBNSHeader()/NBNSQueryRequest(QUESTION_NAME=b'fileserver')", "UDP()/NBNSHeader(OPCODE=0,NM_FLAGS=80,RESPONSE=1,ANCOUNT=1)/NBNSQueryResponse(ADDR_ENTRY=[NBNS_ADD_ENTRY(G=1,NB_ADDRESS='1.2.3.4')])",
		"UDP()/NBNSHeader(OPCODE=0,NM_FLAGS=1,QDCOUNT=1,RESPONSE=0)/NBNSNodeStatusRequest()", "NBNSNodeStatusResponse(NODE_NAME=[NBNSNodeStatusResponseService(),NBNSNodeStatusResponseService(NETBIOS_NAME=b'ME')],MAC_ADDRESS='02:00:00:00:00:01')",
		"NBNSRegistrationRequest()", "NBNSWackResponse()", "IP()/UDP(sport=138)/NBTDatagram()/Raw(b'abc')", "NetBIOS_DS()/Raw(b'abc')", "NBTSession()",
	}
	stacks["netflow"] = []string{
		"IP()/UDP()/NetflowHeader()/NetflowHeaderV5()/NetflowRecordV5()/NetflowRecordV5()", "NetflowHeader(version=1)/NetflowHeaderV1()/NetflowRecordV1()",
		"NetflowHeader(version=9)/NetflowHeaderV9(unixSecs=5)/NetflowFlowsetV9(flowSetID=0,templates=[NetflowTemplateV9(template_fields=[NetflowTemplateFieldV9(enterpriseBit=0,fieldType=1,fieldLength=4),NetflowTemplateFieldV9(enterpriseBit=0,fieldType=2)],templateID=258)])/NetflowDataflowsetV9(templateID=258,records=[NetflowRecordV9(fieldValue=b'abcdefgh')])",
		"NetflowHeader(version=9)/NetflowHeaderV9(unixSecs=5)/NetflowOptionsFlowsetV9(flowSetID=1,scopes=[NetflowOptionsFlowsetScopeV9(scopeFieldType=1,scopeFieldlength=4)],options=[NetflowOptionsFlowsetOptionV9(enterpriseBit=0,optionFieldType=10,optionFieldlength=2)])",
	}
	stacks["ipfix"] = []string{
		"=NetflowHeader()/NetflowHeaderV10(length=36,ExportTime=5)/NetflowFlowsetV9(flowSetID=2,templates=[NetflowTemplateV9(templateID=258,template_fields=[NetflowTemplateFieldV9(fieldType=8,fieldLength=4),NetflowTemplateFieldV9(enterpriseBit=1,fieldType=5,fieldLength=2,enterpriseNumber=9)])])",
	}
	stacks["nodeinfo"] = []string{
		"=IPv6()/ICMPv6NIQueryNOOP(nonce=b'12345678',data='::1')", "=IPv6()/ICMPv6NIQueryName(nonce=b'12345678',data='n.d.org')", "=IPv6()/ICMPv6NIQueryName(nonce=b'12345678',data=b'host',flags='TG')",
		"=IPv6()/ICMPv6NIQueryName(nonce=b'12345678',data='2001:db8::1')", "=IPv6()/ICMPv6NIQueryIPv6(nonce=b'12345678',data='n.d.org')", "=IPv6()/ICMPv6NIQueryIPv4(nonce=b'1234567',data='1.2.3.4',flags=5)",
		"=IPv6()/ICMPv6NIQueryIPv6(nonce=b'12345678')", "=IPv6()/ICMPv6NIReplyName(nonce=b'12345678',data=[5,'n.d.org','host'])", "=IPv6()/ICMPv6NIReplyName(nonce=b'12345678')",
		"=IPv6()/ICMPv6NIReplyIPv4(nonce=b'12345678',data=['1.2.3.4',(7,'5.6.7.8')])", "=IPv6()/ICMPv6NIReplyIPv6(nonce=b'12345678',data=[(9,'::2')],flags=63)", "=IPv6()/ICMPv6NIReplyIPv6(nonce=b'12345678')",
		"=IPv6()/ICMPv6NIReplyNOOP(nonce=b'12345678',data=b'abc')", "=IPv6()/ICMPv6NIReplyNOOP(nonce=b'12345678',qtype=9,data=b'abc')", "=IPv6()/ICMPv6NIReplyRefuse(nonce=b'12345678')",
		"=IPv6()/ICMPv6NIReplyUnknown(nonce=b'12345678',data=b'abc')",
	}
	stacks["mip6"] = []string{
		"IPv6()/MIP6MH_BRR()", "IPv6()/MIP6MH_BU(options=[MIP6OptAltCoA(acoa='2001:db8::5'),MIP6OptNonceIndices(olen=4,hni=3)])", "IPv6()/MIP6MH_BA(options=[MIP6OptBRAdvice(rinter=9)])",
		"=IPv6()/MIP6MH_BE(status=1,ha='::5',options=[])", "IPv6()/MIP6MH_HoTI(options=[])", "IPv6()/MIP6MH_CoTI(options=[MIP6OptUnknown(otype=77,odata=b'abc')])", "IPv6()/MIP6MH_HoT()", "IPv6()/MIP6MH_CoT()",
		"=IPv6()/MIP6MH_Generic(mhtype=77,msg=b'0123456789')", "=IPv6()/MIP6MH_BU(seq=5,autopad=0,options=[MIP6OptMobNetPrefix(prefix='2001:db8::')])", "=IPv6()/MIP6MH_BU(options=[MIP6OptLLAddr(lla='02:00:00:00:00:01'),MIP6OptMNID(id=b'me@home'),MIP6OptMsgAuth(mspi=3)])",
		"=IPv6()/MIP6MH_BU(options=[MIP6OptCGAParamsReq(),MIP6OptCGAParams(cgaparams=b'abc'),MIP6OptSignature(sig=b'sig'),MIP6OptHomeKeygenToken(hkt=b't'),MIP6OptCareOfTestInit(),MIP6OptCareOfTest()])",
		"=IPv6()/MIP6MH_BU(options=[MIP6OptBindingAuthData(olen=12,authenticator=2**90+5)])",
	}
	stacks["ntp"] = []string{
		"=IP()/UDP()/NTPControl(op_code=2,sequence=7,count=5,data=b'hello')", "=NTPControl(response=1,op_code=1,status_word=NTPSystemStatusPacket(),count=4,data=NTPPeerStatusDataPacket(association_id=5))",
		"=NTPControl(response=1,err=1,status_word=NTPErrorStatusPacket(error_code=3),count=0)", "=NTPControl(response=1,op_code=4,status_word=NTPClockStatusPacket(code=2),association_id=3,count=3,data=b'abc')",
		"=NTPControl(response=1,op_code=2,status_word=NTPPeerStatusPacket(configured=1,peer_sel=6),association_id=3,count=3,data=b'abc')",
		"=NTPControl(response=1,op_code=2,status_word=NTPSystemStatusPacket(clock_source=6),count=4,data=b'abc\\0',authenticator=NTPAuthenticator(key_id=7,dgst=b'd'*16))",
		"=NTPControl(response=1,op_code=6,status_word=NTPStatusPacket(status=7),count=4,data=b'abcd')",
		"=IP()/UDP()/NTPPrivate(mode=7,implementation=3,request_code=2,nb_items=1,data_item_size=32,req_data=[NTPInfoPeerList(addr='1.2.3.4',port=123)])",
		"=NTPPrivate(mode=7,request_code=10,auth=1,nb_items=1,data_item_size=168,req_data=[NTPConfPeer(peeraddr='1.2.3.4',keystr=b'key',flags=9)],authenticator=NTPPrivatePktTail(tstamp=5,key_id=3,dgst=b'd'*16))",
		"=NTPPrivate(mode=7,request_code=17,nb_items=1,data_item_size=48,req_data=[NTPConfRestrict(addr='1.2.3.4',flags='RES_NOPEER')])", "=NTPPrivate(mode=7,request_code=11,nb_items=1,data_item_size=24,req_data=[NTPConfUnpeer()])",
		"=NTPPrivate(mode=7,request_code=30,nb_items=1,data_item_size=48,req_data=[NTPConfTrap(trap_port=5)])", "=NTPPrivate(mode=7,request_code=5,nb_items=2,data_item_size=4,req_data=[NTPPrivateReqPacket(req_data=b'abcdefgh')])",
		"=NTPPrivate(mode=7,response=1,request_code=1,nb_items=1,data_item_size=72,data=[NTPInfoPeerSummary(hmode=3,delay=1.5,offset=7)])",
		"=NTPPrivate(mode=7,response=1,request_code=0,nb_items=2,data_item_size=32,data=[NTPInfoPeerList(),NTPInfoPeerList(hmode=3)])/b'rest'",
		"=NTPPrivate(mode=7,response=1,request_code=2,nb_items=1,data_item_size=280,data=[NTPInfoPeer(flash=7,flash2=0x1234,keyid=5,precision=-3)])", "=NTPPrivate(mode=7,response=1,request_code=3,nb_items=1,data_item_size=120,data=[NTPInfoPeerStats(sent=4)])",
		"=NTPPrivate(mode=7,response=1,request_code=4,nb_items=1,data_item_size=80,data=[NTPInfoSys(rootdelay=0.25,reftime=4000000000)])", "=NTPPrivate(mode=7,response=1,request_code=44,nb_items=1,data_item_size=136,data=[NTPInfoIfStatsIPv4(unaddr='1.2.3.4',ifname=b'eth0')])",
		"=NTPPrivate(mode=7,response=1,request_code=45,nb_items=1,data_item_size=136,data=[NTPInfoIfStatsIPv6(v6_flag=1,unaddr='::1')])", "NTPInfoSysStats()", "NTPInfoLoop()", "NTPInfoKernel()", "NTPInfoAuth()", "NTPInfoControl()",
		"NTPInfoIOStats()", "NTPInfoTimerStats()", "NTPInfoMonitor1()", "=NTPInfoMemStats(hashcount=[1]*128)",
		"=NTPHeader(orig=0,sent=0)/NTPExtensions(extensions=[NTPExtension(type=5,len=20,value=b'0123456789abcdef')],mac=NTPAuthenticator(key_id=1,dgst=b'd'*16))",
	}
	stacks["ipsec"] = []string{"IP()/AH(payloadlen=4,icv=b'a'*12)/Raw(b'abc')", "IP()/ESP(data=b'abcdef')", "IPv6()/ESP()", "AH(nh=41,payloadlen=4,icv=b'a'*12)/IPv6()"}
}
