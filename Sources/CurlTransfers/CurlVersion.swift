import CCurl

/// libcurl's version text, for logs and build information.
package func curlVersion() -> String { String(cString: curl_version()) }
