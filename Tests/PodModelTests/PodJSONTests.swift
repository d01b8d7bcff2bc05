import PodModel
import Testing

/// The golden texts were written from what `kubectl get pod -o json` shows for such a pod.
@Suite struct `A pod as the API shows it` {
    @Test func `has its defaults, and what the API server would fill in`() {
        let pod = samplePod { pod in
            pod.metadata.uid = "u-1"
            pod.metadata.labels = ["run": "web"]
            pod.spec.nodeName = "node-a"
            pod.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
        }.defaulted()
        let text = pod.json(status: nil, createdAt: Timestamp(rfc3339: "2026-11-26T00:36:09Z")).text
        #expect(
            text == """
                {"apiVersion":"v1","kind":"Pod","metadata":{"creationTimestamp":"2026-11-26T00:36:09Z",\
                "labels":{"run":"web"},"name":"web","namespace":"default","uid":"u-1"},\
                "spec":{"containers":[{"command":["nginx"],"image":"nginx:1.27","imagePullPolicy":"IfNotPresent",\
                "name":"app","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{},\
                "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],\
                "dnsPolicy":"ClusterFirst","enableServiceLinks":true,"nodeName":"node-a","restartPolicy":"Always",\
                "schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}}
                """)
    }

    @Test func `of a running one has the priority that the API server would give it`() {
        func priority(_ change: (inout Pod) -> Void) -> [String?] {
            let spec = samplePod(change).json(status: PodStatus(), createdAt: nil)["spec"]
            return [spec?["priority"]?.text, spec?["preemptionPolicy"]?.text]
        }
        #expect(priority { _ in } == ["0", "\"PreemptLowerPriority\""])
        #expect(priority { $0.spec.priorityClassName = "system-node-critical" }.first == "2000001000")
        let never = priority { $0.spec.others = ["preemptionPolicy": .string("Never")] }
        #expect(never == ["0", "\"Never\""])
    }

    @Test func `gives back every field that was kept, acted on or not`() {
        let mounts = JSONValue.array([.object([("name", .string("v")), ("mountPath", .string("/v"))])])
        let pod = samplePod { pod in
            pod.metadata.annotations = ["note": "n"]
            pod.metadata.generation = 2
            pod.metadata.others = ["finalizers": .array([.string("a/b")])]
            pod.spec.others = ["dnsPolicy": .string("Default"), "tolerations": .array([.object([])])]
            pod.spec.activeDeadlineSeconds = 60
            pod.spec.serviceAccountName = "robot"
            pod.spec.hostname = "h"
            pod.spec.hostNetwork = true
            pod.spec.priority = 7
            pod.spec.priorityClassName = "high"
            pod.spec.readinessGates = ["example.com/ok"]
            pod.spec.overhead = quantities(["cpu": "0.5"])
            pod.spec.containers[0].others = ["volumeMounts": mounts]
            pod.spec.initContainers = [Container(name: "init", image: "i")]
            pod.spec.initContainers[0].restartPolicy = .always
        }
        let json = pod.json(status: nil, createdAt: nil, deletionTimestamp: Timestamp(nanoseconds: 1_000_000_000))
        #expect(
            json["metadata"]?.text == """
                {"annotations":{"note":"n"},"deletionGracePeriodSeconds":30,"deletionTimestamp":"1970-01-01T00:00:01Z",\
                "finalizers":["a/b"],"generation":2,"name":"web"}
                """)
        #expect(
            json["spec"]?.text == """
                {"activeDeadlineSeconds":60,"containers":[{"command":["nginx"],"image":"nginx:1.27","name":"app",\
                "resources":{},"volumeMounts":[{"name":"v","mountPath":"/v"}]}],"dnsPolicy":"Default",\
                "enableServiceLinks":true,"hostNetwork":true,"hostname":"h",\
                "initContainers":[{"image":"i","name":"init","resources":{},"restartPolicy":"Always"}],\
                "overhead":{"cpu":"500m"},"priority":7,"priorityClassName":"high",\
                "readinessGates":[{"conditionType":"example.com/ok"}],"restartPolicy":"Always",\
                "schedulerName":"default-scheduler","securityContext":{},"serviceAccount":"robot",\
                "serviceAccountName":"robot",\
                "tolerations":[{}]}
                """)
    }

    @Test func `has its status below, when there is one`() {
        let json = samplePod().json(status: PodStatus(), createdAt: nil)
        #expect(json["status"]?.text == #"{"phase":"Pending","qosClass":"BestEffort"}"#)
        #expect(samplePod().json(status: nil, createdAt: nil)["status"] == nil)
    }
}
