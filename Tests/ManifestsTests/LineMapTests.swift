import PodModel
import Testing

@testable import Manifests

@Suite struct `The lines of fields` {
    @Test func `are those of the nearest thing that is there`() {
        var map = LineMap(first: 1)
        let container = FieldPath("spec").field("containers").index(0)
        map.set(FieldPath("spec"), 3)
        map.set(container, 5)
        map.set(container.field("resources").field("limits").key("cpu"), 9)
        #expect(map.line(of: container.field("image")) == 5)
        #expect(map.line(of: container.field("resources").field("limits").field("cpu")) == 9)
        #expect(map.line(of: FieldPath("metadata").field("name")) == 1)
        map.set(container.field("env"), 9)
        map.set(container.field("ports"), 9)
        #expect(map.path(at: 9, of: "ports") == container.field("ports"))
        #expect(map.path(at: 9, of: "nothing") == container.field("env"))
        #expect(map.path(at: 4, of: "x") == nil)
    }
}
