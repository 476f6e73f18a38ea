package http

import "github.com/pyops-go/pyops/packet"

type (
	// HTTP is the layer below a request or a response, which tells them apart. It has no
	// bytes of its own.
	HTTP struct{}

	// HTTPRequest is a request: its first line and its headers. A header that is unset is
	// not there.
	HTTPRequest struct {
		Method                      any // "GET"
		Path                        any // "/"
		HttpVersion                 any // "HTTP/1.1"
		AIM                         any
		Accept                      any
		AcceptCharset               any
		AcceptDatetime              any
		AcceptEncoding              any
		AcceptLanguage              any
		AccessControlRequestHeaders any
		AccessControlRequestMethod  any
		Authorization               any
		CacheControl                any
		Connection                  any
		ContentLength               any
		ContentMD5                  any
		ContentType                 any
		Cookie                      any
		DNT                         any
		Date                        any
		Expect                      any
		Forwarded                   any
		From                        any
		FrontEndHttps               any
		HTTP2Settings               any
		Host                        any
		IfMatch                     any
		IfModifiedSince             any
		IfNoneMatch                 any
		IfRange                     any
		IfUnmodifiedSince           any
		KeepAlive                   any
		MaxForwards                 any
		Origin                      any
		Permanent                   any
		Pragma                      any
		ProxyAuthorization          any
		ProxyConnection             any
		Range                       any
		Referer                     any
		SaveData                    any
		TE                          any
		Upgrade                     any
		UpgradeInsecureRequests     any
		UserAgent                   any
		Via                         any
		Warning                     any
		XATTDeviceId                any
		XCorrelationID              any
		XCsrfToken                  any
		XForwardedFor               any
		XForwardedHost              any
		XForwardedProto             any
		XHttpMethodOverride         any
		XRequestID                  any
		XRequestedWith              any
		XUIDH                       any
		XWapProfile                 any
		UnknownHeaders              any // []packet.Option: headers that have no field, in their order
	}

	// HTTPResponse is a response: its first line and its headers. A header that is unset is
	// not there.
	HTTPResponse struct {
		HttpVersion                   any // "HTTP/1.1"
		StatusCode                    any // "200"
		ReasonPhrase                  any // "OK"
		AcceptPatch                   any
		AcceptRanges                  any
		AccessControlAllowCredentials any
		AccessControlAllowHeaders     any
		AccessControlAllowMethods     any
		AccessControlAllowOrigin      any
		AccessControlExposeHeaders    any
		AccessControlMaxAge           any
		Age                           any
		Allow                         any
		AltSvc                        any
		CacheControl                  any
		Connection                    any
		ContentDisposition            any
		ContentEncoding               any
		ContentLanguage               any
		ContentLength                 any
		ContentLocation               any
		ContentMD5                    any
		ContentRange                  any
		ContentSecurityPolicy         any
		ContentType                   any
		Date                          any
		DeltaBase                     any
		ETag                          any
		Expires                       any
		IM                            any
		KeepAlive                     any
		LastModified                  any
		Link                          any
		Location                      any
		P3P                           any
		Permanent                     any
		Pragma                        any
		ProxyAuthenticate             any
		PublicKeyPins                 any
		Refresh                       any
		RetryAfter                    any
		Server                        any
		SetCookie                     any
		Status                        any
		StrictTransportSecurity       any
		TimingAllowOrigin             any
		Tk                            any
		Trailer                       any
		TransferEncoding              any
		Upgrade                       any
		Vary                          any
		Via                           any
		WWWAuthenticate               any
		Warning                       any
		XContentDuration              any
		XContentSecurityPolicy        any
		XContentTypeOptions           any
		XCorrelationID                any
		XFrameOptions                 any
		XPoweredBy                    any
		XRequestID                    any
		XUACompatible                 any
		XWebKitCSP                    any
		XXSSProtection                any
		UnknownHeaders                any // []packet.Option: headers that have no field, in their order
	}
)

var (
	requestHeaders = []string{
		"A_IM", "Accept", "Accept_Charset", "Accept_Datetime", "Accept_Encoding", "Accept_Language", "Access_Control_Request_Headers",
		"Access_Control_Request_Method", "Authorization", "Cache_Control", "Connection", "Content_Length", "Content_MD5", "Content_Type", "Cookie", "DNT",
		"Date", "Expect", "Forwarded", "From", "Front_End_Https", "HTTP2_Settings", "Host", "If_Match", "If_Modified_Since", "If_None_Match", "If_Range",
		"If_Unmodified_Since", "Keep_Alive", "Max_Forwards", "Origin", "Permanent", "Pragma", "Proxy_Authorization", "Proxy_Connection", "Range",
		"Referer", "Save_Data", "TE", "Upgrade", "Upgrade_Insecure_Requests", "User_Agent", "Via", "Warning", "X_ATT_DeviceId", "X_Correlation_ID",
		"X_Csrf_Token", "X_Forwarded_For", "X_Forwarded_Host", "X_Forwarded_Proto", "X_Http_Method_Override", "X_Request_ID", "X_Requested_With", "X_UIDH",
		"X_Wap_Profile",
	}
	responseHeaders = []string{
		"Accept_Patch", "Accept_Ranges", "Access_Control_Allow_Credentials", "Access_Control_Allow_Headers", "Access_Control_Allow_Methods",
		"Access_Control_Allow_Origin", "Access_Control_Expose_Headers", "Access_Control_Max_Age", "Age", "Allow", "Alt_Svc", "Cache_Control", "Connection",
		"Content_Disposition", "Content_Encoding", "Content_Language", "Content_Length", "Content_Location", "Content_MD5", "Content_Range",
		"Content_Security_Policy", "Content_Type", "Date", "Delta_Base", "ETag", "Expires", "IM", "Keep_Alive", "Last_Modified", "Link", "Location", "P3P",
		"Permanent", "Pragma", "Proxy_Authenticate", "Public_Key_Pins", "Refresh", "Retry_After", "Server", "Set_Cookie", "Status",
		"Strict_Transport_Security", "Timing_Allow_Origin", "Tk", "Trailer", "Transfer_Encoding", "Upgrade", "Vary", "Via", "WWW_Authenticate", "Warning",
		"X_Content_Duration", "X_Content_Security_Policy", "X_Content_Type_Options", "X_Correlation_ID", "X_Frame_Options", "X_Powered_By", "X_Request_ID",
		"X_UA_Compatible", "X_WebKit_CSP", "X_XSS_Protection",
	}
)

// Describe returns the description and the values.
func (l HTTP) Describe() (*packet.Proto, []any) { return httpProto, nil }

// Describe returns the description and the values.
func (l HTTPRequest) Describe() (*packet.Proto, []any) { return requestProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l HTTPResponse) Describe() (*packet.Proto, []any) { return responseProto, packet.ValuesOf(l) }
