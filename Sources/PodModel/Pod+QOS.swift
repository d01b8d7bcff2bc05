extension Pod {
    /// How the pod shares the node, from the requests and limits of a defaulted pod (kubelet-semantics 5.3).
    package var qosClass: QOSClass {
        let all = spec.allContainers.map(\.resources)
        let requests = Self.positiveSum(of: all.map(\.requests))
        let limits = Self.positiveSum(of: all.map(\.limits))
        if requests.isEmpty, limits.isEmpty { return .bestEffort }
        let everyContainerIsLimited = all.allSatisfy { one in
            Self.qosResources.allSatisfy { (one.limits[$0] ?? .zero) > .zero }
        }
        return everyContainerIsLimited && requests == limits ? .guaranteed : .burstable
    }

    private static let qosResources = ["cpu", "memory"]

    private static func positiveSum(of lists: [[String: Quantity]]) -> [String: Quantity] {
        lists.reduce(into: [:]) { sum, list in
            for (name, quantity) in list where qosResources.contains(name) && quantity > .zero {
                sum[name, default: .zero] += quantity
            }
        }
    }
}
