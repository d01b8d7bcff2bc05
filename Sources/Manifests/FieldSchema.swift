/// The names of the fields of one kind of mapping in a Pod manifest (Kubernetes v1.35, all of them, acted on or not).
struct FieldSchema: Sendable {
    /// What such a mapping is, for a message.
    let place: String
    let fields: [String]

    private init(_ place: String, _ fields: String) {
        self.place = place
        self.fields = fields.split(separator: " ").map(String.init)
    }

    static let object = FieldSchema("the top level", "apiVersion kind metadata spec status")
    static let list = FieldSchema("the top level of a list", "apiVersion kind metadata items")
    static let configMap = FieldSchema("a ConfigMap", "apiVersion kind metadata data binaryData immutable")
    static let secret = FieldSchema("a Secret", "apiVersion kind metadata data stringData type immutable")
    static let metadata = FieldSchema(
        "metadata",
        """
        name namespace labels annotations uid generateName generation resourceVersion selfLink creationTimestamp \
        deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers managedFields
        """)
    static let podSpec = FieldSchema(
        "the pod's spec",
        """
        containers initContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds nodeName \
        serviceAccountName hostname hostNetwork priority priorityClassName readinessGates overhead volumes \
        ephemeralContainers dnsPolicy dnsConfig nodeSelector serviceAccount automountServiceAccountToken hostPID hostIPC \
        shareProcessNamespace securityContext imagePullSecrets subdomain affinity schedulerName tolerations hostAliases \
        runtimeClassName enableServiceLinks preemptionPolicy topologySpreadConstraints setHostnameAsFQDN os hostUsers \
        schedulingGates resourceClaims resources hostnameOverride workloadRef
        """)
    static let container = FieldSchema(
        "a container",
        """
        name image command args ports env envFrom resources livenessProbe readinessProbe startupProbe lifecycle \
        workingDir imagePullPolicy restartPolicy terminationMessagePath terminationMessagePolicy volumeMounts \
        volumeDevices resizePolicy restartPolicyRules securityContext stdin stdinOnce tty
        """)
    static let port = FieldSchema("a port of a container", "containerPort name protocol hostPort hostIP")
    static let resources = FieldSchema("a container's resources", "requests limits claims")
    static let probe = FieldSchema(
        "a probe",
        """
        httpGet tcpSocket exec grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold \
        failureThreshold terminationGracePeriodSeconds
        """)
    static let exec = FieldSchema("exec", "command")
    static let httpGet = FieldSchema("httpGet", "path port host scheme httpHeaders")
    static let httpHeader = FieldSchema("an HTTP header", "name value")
    static let tcpSocket = FieldSchema("tcpSocket", "port host")
    static let grpc = FieldSchema("grpc", "port service")
    static let lifecycle = FieldSchema("lifecycle", "postStart preStop stopSignal")
    static let lifecycleHandler = FieldSchema("a lifecycle hook", "exec httpGet tcpSocket sleep")
    static let sleep = FieldSchema("sleep", "seconds")
    static let envVar = FieldSchema("an environment variable", "name value valueFrom")
    static let envVarSource = FieldSchema(
        "valueFrom", "fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef")
    static let fieldRef = FieldSchema("fieldRef", "fieldPath apiVersion")
    static let resourceFieldRef = FieldSchema("resourceFieldRef", "resource containerName divisor")
    static let keyRef = FieldSchema("a reference to a key", "name key optional")
    static let envFrom = FieldSchema("an entry of envFrom", "prefix configMapRef secretRef")
    static let objectRef = FieldSchema("a reference", "name optional")
    static let affinity = FieldSchema("affinity", "nodeAffinity podAffinity podAntiAffinity")
    static let nodeAffinity = FieldSchema(
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution")
    static let nodeSelector = FieldSchema("a node selector", "nodeSelectorTerms")
    static let nodeSelectorTerm = FieldSchema("a node selector term", "matchExpressions matchFields")
    static let nodeSelectorRequirement = FieldSchema("a requirement of a node", "key operator values")
    static let readinessGate = FieldSchema("a readiness gate", "conditionType")

    /// Those whose fields people put in the wrong place, the likeliest home first.
    private static let homes = [
        podSpec, container, probe, metadata, httpGet, port, resources, envVar, lifecycle, object,
    ]

    /// Where a field of that name belongs, for a message; nil where Kubernetes knows no such field.
    static func home(of field: String) -> String? { homes.first { $0.fields.contains(field) }?.place }

    /// Every field that a slip of the pen may have been meant to be.
    static let allFields: Set<String> = Set(
        [
            object, list, metadata, podSpec, container, port, resources, probe, exec, httpGet, httpHeader, tcpSocket,
            grpc, lifecycle, lifecycleHandler, sleep, envVar, envVarSource, fieldRef, resourceFieldRef, keyRef, envFrom,
            objectRef, readinessGate, affinity, nodeAffinity, nodeSelector, nodeSelectorTerm, nodeSelectorRequirement,
        ].flatMap(\.fields) + ["cpu", "memory", "ephemeral-storage"])
}
