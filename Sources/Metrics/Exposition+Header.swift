/// HELP, TYPE and UNIT lines.
extension Exposition {
    /// OpenMetrics wants TYPE, UNIT, HELP in this order; the older format takes any, and HELP first is its custom.
    static func header(_ descriptor: MetricDescriptor, _ format: ExpositionFormat) -> String {
        switch format {
        case .text004:
            return "# HELP \(descriptor.name) \(escaped(descriptor.help, quotes: false))\n"
                + "# TYPE \(descriptor.name) \(descriptor.kind.rawValue)\n"
        case .openMetrics100:
            let name = descriptor.openMetricsName
            let unit = descriptor.unit.map { "# UNIT \(name) \($0)\n" } ?? ""
            return "# TYPE \(name) \(descriptor.kind.rawValue)\n" + unit
                + "# HELP \(name) \(escaped(descriptor.help, quotes: true))\n"
        }
    }

    private static func escaped(_ help: String, quotes: Bool) -> String {
        help.reduce(into: "") { out, character in
            switch character {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quotes: out += "\\\""
            default: out.append(character)
            }
        }
    }
}
