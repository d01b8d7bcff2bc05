/// Manifests without a mistake.
enum GoodManifest {
    static let webserver = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: webserver-de
          namespace: test
          labels:
            run: webserver
        spec:
          containers:
          - name: hello-nginx
            image: nginx:1.14
            ports:
            - containerPort: 80
              protocol: TCP
            livenessProbe:
              httpGet:
                path: /
                port: 80
        """

    static let initContainers = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: with-init
        spec:
          initContainers:
          - name: init-container1
            image: busybox:1.35
            command: ["sh", "-c", "nslookup localhost"]
          - name: init-container2
            image: busybox:1.35
            command: ["sh", "-c", "true"]
          containers:
          - name: main-container
            image: busybox:1.35
            command: ["sleep", "10000"]
        """

    static let twoContainers = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: mutipod
          namespace: test
        spec:
          containers:
          - name: nginx-controller
            image: nginx:1.14
            ports:
            - containerPort: 80
          - name: centos-controller
            image: centos:7
            command:
            - sleep
            - "10000"
        """

    static let resources = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: with-resources
        spec:
          containers:
          - name: app
            image: busybox:1.35
            command: ["sh", "-c", "echo $GREETING; sleep 10000"]
            livenessProbe:
              exec:
                command:
                - ls
                - /data/file
            resources:
              limits:
                memory: 64Mi
                cpu: 200m
            env:
            - name: GREETING
              value: hello
        """

    /// Every field that podprobe acts on.
    static let everything = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: all
          namespace: shop
          uid: "1234"
          generateName: a-
          creationTimestamp: null
          labels: {app: all, empty: }
          annotations:
            podprobe.io/main.liveness.period: 250ms
        spec:
          restartPolicy: OnFailure
          terminationGracePeriodSeconds: 5
          activeDeadlineSeconds: 600
          nodeName: here
          serviceAccount: builder
          hostname: all
          hostNetwork: false
          priority: 7
          priorityClassName: high
          readinessGates:
          - conditionType: example.com/gate
          overhead: {cpu: 10m}
          dnsPolicy: Default
          tolerations: []
          initContainers:
          - name: side
            image: busybox
            restartPolicy: Always
          containers:
          - name: main
            image: busybox
            imagePullPolicy: IfNotPresent
            command: [sh, -c]
            args:
            - |
              path:/ port:80
              image nginx
            workingDir: /tmp
            terminationMessagePath: /dev/log
            terminationMessagePolicy: FallbackToLogsOnError
            tty: yes
            ports:
            - {name: http, containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1, protocol: TCP}
            envFrom:
            - prefix: A_
              configMapRef: {name: a, optional: true}
            - secretRef: {name: b}
            env:
            - name: EMPTY
              value:
            - name: IP
              valueFrom: {fieldRef: {fieldPath: status.podIP, apiVersion: v1}}
            - name: CPU
              valueFrom: {resourceFieldRef: {resource: limits.cpu, containerName: main, divisor: 1m}}
            - name: KEY
              valueFrom: {configMapKeyRef: {name: a, key: k, optional: false}}
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: b, key: k}}
            resources:
              requests: {cpu: 0.5, memory: 1e6}
              limits: {cpu: 1, memory: "2Mi"}
            startupProbe:
              grpc: {port: 9000, service: health}
              failureThreshold: 30
            readinessProbe:
              tcpSocket: {port: http, host: 127.0.0.1}
              successThreshold: 2
            livenessProbe:
              httpGet:
                path: /healthz?full=1
                port: 8080
                host: localhost
                scheme: HTTPS
                httpHeaders:
                - {name: X-Probe, value: ""}
              initialDelaySeconds: 1
              timeoutSeconds: 2
              periodSeconds: 3.0
              terminationGracePeriodSeconds: 4
            lifecycle:
              stopSignal: SIGUSR1
              postStart: {exec: {command: [touch, /tmp/started]}}
              preStop: {sleep: {seconds: 1}}
        """

    static let all = [webserver, initContainers, twoContainers, resources, everything]
}
