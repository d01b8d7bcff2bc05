import Foundation
import TestSupport
import Testing

@Suite struct `The dashboard` {
    @Test func `can be provisioned: a fixed uid, a datasource variable, no import placeholders`() throws {
        let dashboard = try Dashboard()
        #expect(dashboard.object["uid"] as? String == "podprobe-overview")
        #expect(dashboard.object["__inputs"] == nil)
        let templating = dashboard.object["templating"] as? [String: Any]
        let variables = templating?["list"] as? [[String: Any]] ?? []
        #expect(variables.first?["name"] as? String == "datasource")
        #expect(
            variables.compactMap { $0["name"] as? String } == [
                "datasource", "cluster", "job", "instance", "namespace", "pod",
            ])
    }

    @Test func `gives each panel an id of its own, a title, a description and a unit`() throws {
        let panels = try Dashboard().panels
        let ids = panels.compactMap { $0["id"] as? Int }
        #expect(ids.count == panels.count && Set(ids).count == ids.count)
        for panel in panels where panel["type"] as? String != "row" {
            let title = panel["title"] as? String ?? ""
            #expect(!title.isEmpty)
            let description = panel["description"] as? String ?? ""
            #expect(!description.isEmpty, "\(title)")
            let defaults = (panel["fieldConfig"] as? [String: Any])?["defaults"] as? [String: Any]
            let unit = defaults?["unit"] as? String ?? ""
            #expect(!unit.isEmpty, "\(title)")
        }
    }

    @Test func `leaves no variable unreplaced and takes the panel's interval in every rate`() throws {
        for expression in try Dashboard().expressions {
            #expect(!expression.contains("$"), "\(expression)")
            if expression.contains("rate(") { #expect(expression.contains("[1m]"), "\(expression)") }
        }
    }
}
