/// A resource amount such as `100m`, `64Mi` or `1e3` (kubelet-semantics 5.5).
package struct Quantity: Sendable, Equatable {
    package init() {}
}
