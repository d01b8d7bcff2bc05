/// The call grpc.health.v1.Health/Check, written and read by hand: two tiny protobuf messages, each behind gRPC's prefix
/// of five bytes. A library would be far larger than what is needed of it.
package enum GRPCHealth {
    package enum ServingStatus: Sendable, Equatable {
        case unknown, serving, notServing, serviceUnknown
        case other(UInt64)

        init(_ number: UInt64) {
            switch number {
            case 0: self = .unknown
            case 1: self = .serving
            case 2: self = .notServing
            case 3: self = .serviceUnknown
            default: self = .other(number)
            }
        }

        package var name: String {
            switch self {
            case .unknown: "UNKNOWN"
            case .serving: "SERVING"
            case .notServing: "NOT_SERVING"
            case .serviceUnknown: "SERVICE_UNKNOWN"
            case .other(let number): "\(number)"
            }
        }
    }

    package static let path = "/grpc.health.v1.Health/Check"

    /// A HealthCheckRequest (field 1: the service's name) in its frame.
    package static func requestFrame(service: String) -> [UInt8] {
        let name = Array(service.utf8)
        let message = name.isEmpty ? [] : [0x0A] + varint(UInt64(name.count)) + name
        let length = UInt32(message.count)
        return [0] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + message
    }

    /// The status (field 1) of the HealthCheckResponse in `body`; nil when the frame or the message is broken.
    package static func status(inFrame body: [UInt8]) -> ServingStatus? {
        guard body.count >= 5, body[0] == 0 else { return nil }
        let length = body[1..<5].reduce(0) { $0 << 8 | Int($1) }
        guard body.count - 5 >= length else { return nil }
        return status(inMessage: body[5..<5 + length])
    }

    private static func status(inMessage message: ArraySlice<UInt8>) -> ServingStatus? {
        var rest = message
        // proto3 leaves out a field that is zero.
        var status = ServingStatus.unknown
        while !rest.isEmpty {
            guard let key = takeVarint(&rest), let value = takeField(key & 7, &rest) else { return nil }
            if key == 0x08 { status = ServingStatus(value) }
        }
        return status
    }

    /// Takes one field's value off the front: a number as itself, anything longer as 0.
    private static func takeField(_ wireType: UInt64, _ rest: inout ArraySlice<UInt8>) -> UInt64? {
        switch wireType {
        case 0: return takeVarint(&rest)
        case 1: return skip(8, &rest)
        case 2: return takeVarint(&rest).flatMap { Int(exactly: $0) }.flatMap { skip($0, &rest) }
        case 5: return skip(4, &rest)
        default: return nil
        }
    }

    private static func skip(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> UInt64? {
        guard rest.count >= count else { return nil }
        rest = rest.dropFirst(count)
        return 0
    }

    private static func takeVarint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func varint(_ number: UInt64) -> [UInt8] {
        var rest = number
        var out: [UInt8] = []
        while rest >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return out + [UInt8(rest)]
    }
}
