/// A span of whole seconds as Go prints it: `10s`, `1m20s`, `5m0s`, `1h0m0s`. Kubernetes' messages carry it.
func goDuration(seconds: Int64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    if hours > 0 { return "\(hours)h\(minutes)m\(rest)s" }
    return minutes > 0 ? "\(minutes)m\(rest)s" : "\(rest)s"
}
