import Glibc
import Metrics

/// What one run came to.
struct Measurement {
    var completed: Int
    /// Of those, the ones that were not successful.
    var odd: Int
    var seconds: Double
    /// User and system time of the prober's process, and of its children.
    var cpu: CPUTime
    /// Starts after their due times; nil where nothing is ever due.
    var lag: HistogramSnapshot?

    var microsecondsEach: Double { completed == 0 ? 0 : cpu.own * 1e6 / Double(completed) }

    static let header = """
        | case | offered/s | prober | probes/s | CPU µs/probe | × floor | lag p50 / p99 ms | not successful |
        |---|---:|---|---:|---:|---:|---:|---:|
        """

    func line(_ workload: Workload, rate: Int, prober: String, besides floor: Measurement?) -> String {
        var each = Text.decimal(microsecondsEach, 1)
        if cpu.children > 0 { each += " + \(Text.decimal(cpu.children * 1e6 / Double(max(1, completed)), 0)) child" }
        let ratio = floor.map { Text.decimal(microsecondsEach / max(0.001, $0.microsecondsEach), 2) } ?? ""
        let lags = lag.map { "\(Text.milliseconds($0.quantile(0.5))) / \(Text.milliseconds($0.quantile(0.99)))" } ?? ""
        let cells = [
            workload.rawValue, rate == 0 ? "all it can" : "\(rate)", prober,
            Text.decimal(Double(completed) / seconds, 0), each,
            ratio, lags, "\(odd)",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}

/// CPU seconds.
struct CPUTime {
    var own: Double
    var children: Double

    static func now() -> CPUTime {
        CPUTime(
            own: seconds(__rusage_who_t(RUSAGE_SELF.rawValue)),
            children: seconds(__rusage_who_t(RUSAGE_CHILDREN.rawValue)))
    }

    private static func seconds(_ who: __rusage_who_t) -> Double {
        var usage = rusage()
        getrusage(who, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static func - (a: CPUTime, b: CPUTime) -> CPUTime {
        CPUTime(own: a.own - b.own, children: a.children - b.children)
    }
}

extension HistogramSnapshot {
    /// Seconds, straight between the bounds of a bucket; the last bound for what is above it.
    func quantile(_ q: Double) -> Double {
        let wanted = Double(count) * q
        var below = 0.0
        for (index, bound) in bounds.seconds.enumerated() {
            let here = Double(counts[index])
            if below + here >= wanted, here > 0 {
                let lower = index == 0 ? 0 : bounds.seconds[index - 1]
                return lower + (bound - lower) * (wanted - below) / here
            }
            below += here
        }
        return bounds.seconds.last ?? 0
    }
}

enum Text {
    static func decimal(_ value: Double, _ digits: Int) -> String {
        let scale = pow(10.0, Double(digits))
        let number = Int64((value * scale).rounded())
        guard digits > 0 else { return "\(number)" }
        return "\(number / Int64(scale))." + "\(Int64(scale) + number % Int64(scale))".dropFirst()
    }
    static func milliseconds(_ seconds: Double) -> String { decimal(seconds * 1000, 2) }
}
