import PodModel
import Testing

@Suite struct `A pod with its defaults` {
    @Test func `V06 has periodSeconds 0 become 10, as every probe number its default`() {
        let probe = samplePodOf { container in
            container.livenessProbe = Probe()
            container.livenessProbe?.periodSeconds = 0
        }.defaulted().spec.containers[0].livenessProbe
        #expect(probe?.periodSeconds == 10)
        #expect(probe?.timeoutSeconds == 1)
        #expect(probe?.successThreshold == 1)
        #expect(probe?.failureThreshold == 3)
        #expect(probe?.initialDelaySeconds == 0)
        #expect(probe?.terminationGracePeriodSeconds == nil)
    }

    @Test func `takes an empty dnsPolicy for none`() {
        let pod = samplePod { $0.spec.others["dnsPolicy"] = .string("") }.defaulted()
        #expect(pod.fieldErrors().isEmpty && pod.spec.others["dnsPolicy"] == nil)
    }

    @Test func `keeps what the manifest says`() {
        var probe = Probe()
        (probe.periodSeconds, probe.timeoutSeconds, probe.successThreshold, probe.failureThreshold) = (2, 3, 4, 5)
        probe.httpGet = HTTPGetAction()
        probe.httpGet?.path = "/healthz"
        probe.httpGet?.scheme = "HTTPS"
        let pod = samplePod {
            $0.metadata.namespace = "test"
            $0.spec.terminationGracePeriodSeconds = 0
            $0.spec.containers[0].readinessProbe = probe
            $0.spec.containers[0].imagePullPolicy = "Never"
            $0.spec.containers[0].terminationMessagePath = "/tmp/log"
            $0.spec.containers[0].terminationMessagePolicy = "FallbackToLogsOnError"
        }
        let defaulted = pod.defaulted()
        #expect(defaulted.metadata.namespace == "test")
        #expect(defaulted.spec.terminationGracePeriodSeconds == 0)
        #expect(defaulted.spec.containers == pod.spec.containers)
    }

    @Test func `fills in namespace, grace, messages, scheme, path and protocol`() {
        let pod = samplePod { pod in
            pod.spec.containers[0].ports = [ContainerPort(name: "web", containerPort: 80)]
            pod.spec.containers[0].startupProbe = Probe()
            pod.spec.containers[0].startupProbe?.httpGet = HTTPGetAction()
            pod.spec.containers[0].lifecycle = Lifecycle()
            pod.spec.containers[0].lifecycle?.preStop = LifecycleHandler()
            pod.spec.containers[0].lifecycle?.preStop?.httpGet = HTTPGetAction()
            pod.spec.initContainers = [Container(name: "init", image: "busybox")]
        }.defaulted()
        let container = pod.spec.containers[0]
        #expect(pod.metadata.namespace == "default")
        #expect(pod.spec.restartPolicy == .always)
        #expect(pod.spec.terminationGracePeriodSeconds == 30)
        #expect(container.terminationMessagePath == "/dev/termination-log")
        #expect(container.terminationMessagePolicy == "File")
        #expect(container.ports[0].protocol == "TCP")
        #expect(container.ports[0].hostPort == 0)
        #expect(container.startupProbe?.httpGet?.path == "/")
        #expect(container.startupProbe?.httpGet?.scheme == "HTTP")
        #expect(container.lifecycle?.preStop?.httpGet?.scheme == "HTTP")
        #expect(pod.spec.initContainers[0].terminationMessagePolicy == "File")
    }

    @Test func `takes a negative grace as 1`() {
        #expect(
            samplePod { $0.spec.terminationGracePeriodSeconds = -5 }.defaulted().spec.terminationGracePeriodSeconds == 1
        )
    }

    @Test(arguments: [
        ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.27", "IfNotPresent"),
        ("registry:5000/nginx", "Always"), ("registry:5000/nginx:1", "IfNotPresent"),
        ("nginx@sha256:abc", "IfNotPresent"),
        ("nginx:latest@sha256:abc", "IfNotPresent"),
    ]) func `pulls an image always only where its name means the newest`(image: String, policy: String) {
        #expect(samplePodOf { $0.image = image }.defaulted().spec.containers[0].imagePullPolicy == policy)
    }

    @Test func `Q01 has its limits become its requests, rounded up to thousandths`() {
        let pod = samplePod { pod in
            pod.spec.containers[0].resources.limits = quantities(["cpu": "0.1001", "memory": "64Mi"])
            pod.spec.containers[0].resources.requests = quantities(["cpu": "50m", "ephemeral-storage": "1Gi"])
            pod.spec.initContainers = [Container(name: "init", image: "busybox")]
            pod.spec.initContainers[0].resources.limits = quantities(["cpu": "1"])
        }.defaulted()
        let resources = pod.spec.containers[0].resources
        #expect(resources.limits == quantities(["cpu": "101m", "memory": "64Mi"]))
        #expect(resources.requests == quantities(["cpu": "50m", "memory": "64Mi", "ephemeral-storage": "1Gi"]))
        #expect(pod.spec.initContainers[0].resources.requests == quantities(["cpu": "1"]))
    }

    @Test func `uses the container's port on the host's network`() {
        let pod = samplePod { pod in
            pod.spec.hostNetwork = true
            pod.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
        }
        #expect(pod.defaulted().spec.containers[0].ports[0].hostPort == 80)
    }

    @Test func `reads fields of API version v1`() {
        let pod = samplePodOf { container in
            container.env = [EnvVar(name: "A", value: "")]
            container.env[0].valueFrom = EnvVarSource()
            container.env[0].valueFrom?.fieldRef = ObjectFieldSelector()
        }
        #expect(pod.defaulted().spec.containers[0].env[0].valueFrom?.fieldRef?.apiVersion == "v1")
    }

    @Test func `does not change when it is filled in again`() {
        let pod = samplePod { pod in
            pod.spec.hostNetwork = true
            pod.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
            pod.spec.containers[0].livenessProbe = Probe()
            pod.spec.containers[0].resources.limits = quantities(["cpu": "100u"])
        }.defaulted()
        #expect(pod.defaulted() == pod)
    }
}
