/// What must survive podprobe itself: one small file for each pod under `<storage>/state`.
package final class StateStore: Sendable {
    let path: String

    /// - Parameter storagePath: `--storage.path`; its folder `state` is made when it is missing.
    package init(storagePath: String) { path = storagePath + "/state" }
}
