import Probing
import Supervision

/// What reaches the core or the disk later than it was sent.
extension SimulatedNode {
    /// The core hears of it in `seconds`, and perhaps a second time, at once or later.
    func deliver(_ relist: RuntimeRelist, after seconds: Double) {
        deliver(.relisted(relist), after: seconds)
        if deliversTwice() { deliver(.relisted(relist), after: seconds + relistLatency()) }
    }

    private func deliver(_ input: NodeInput, after seconds: Double) {
        if seconds == 0 { return handle(input) }
        due.add({ [unowned self] in handle(input) }, at: time + Int64(seconds * 1e9))
    }

    /// A worker's notice goes into the one mailbox of the core: what is late there holds up what comes after it.
    func post(_ notice: ProbeNotice) {
        noticesLandAt = max(noticesLandAt, time + Int64(noticeLatency() * 1e9))
        if noticesLandAt == time, noticesUnderWay == 0 { return deliver(notice) }
        noticesUnderWay += 1
        let land = { [unowned self] in
            noticesUnderWay -= 1
            deliver(notice)
        }
        due.add(land, at: noticesLandAt)
    }

    private func deliver(_ notice: ProbeNotice) {
        handle(.notice(notice))
        if deliversTwice() { handle(.notice(notice)) }
    }

    /// `then` follows when it is on disk.
    func write(_ write: SimulatedDisk.Write, after seconds: Double = 0, then: (() -> Void)? = nil) {
        let delay = max(seconds, diskLatency())
        if delay == 0, !disk.hasPending, then == nil {
            _ = disk.add(write, at: time)
            return disk.landFirst()
        }
        let land = { [unowned self] in
            disk.landFirst()
            then?()
        }
        due.add(land, at: disk.add(write, at: time + Int64(delay * 1e9)))
    }
}
