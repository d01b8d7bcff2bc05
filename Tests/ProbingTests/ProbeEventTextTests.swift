import PodModel
import Probing
import Testing

private func text(_ outcome: ProbeOutcome) -> String? {
    ProbeEventText.event(.readiness, outcome).map { "\($0.reason): \($0.message)" }
}

@Suite struct `A probe's event` {
    @Test func `says what failed in the kubelet's words`() {
        #expect(text(.failure(.httpStatus, output: "bad")) == "Unhealthy: Readiness probe failed: bad")
        #expect(text(.warning(output: "odd")) == "ProbeWarning: Readiness probe warning: odd")
        #expect(
            text(.error(.adapter, message: "no port"))
                == "Unhealthy: Readiness probe errored and resulted in unknown state: no port")
        #expect(
            text(.error(.protocol, message: "reset"))
                == "Unhealthy: Readiness probe errored and resulted in failure state: reset")
    }

    @Test func `is not raised by a success, nor by an unknown without an error`() {
        #expect(text(.success(output: "")) == nil)
        #expect(text(.unknown) == nil)
    }

    @Test func `is podprobe's own when podprobe is to blame`() {
        #expect(
            text(.inconclusive("no port left"))
                == "ProbeInconclusive: Readiness probe was not judged, because of podprobe and not of the container: "
                + "no port left")
    }
}
