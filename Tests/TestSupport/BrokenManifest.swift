/// The five manifests of a first user's notes, with the typing mistakes that were in them.
package enum BrokenManifest: String, CaseIterable, Sendable {
    case initCommandString = "init-command-string"
    case multiPodTypos = "multi-pod-typos"
    case placeholderName = "placeholder-name"
    case probeWithoutSpaces = "probe-without-spaces"
    case resourceWrongNames = "resource-wrong-names"

    package var text: String {
        switch self {
        case .initCommandString:
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: init-command-string
            spec:
              containers:
              - name: main-container
                image: busybox:1.35
              initContainers:
              - name: init-container1
                image: busybox:1.35
                command:["util nslookup ..."]
            """
        case .multiPodTypos:
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: mutipod
            spec:\u{20}
              cntainers:
              - name: nginx-controller
                image: nginx:1.4
                ports:
                - containerPort:80
              -name: centos-controller
                image: centos:7
                command:
                - sleep
                - "10000"
            """
        case .placeholderName:
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: [myname]
            spec:
              containers:
              - name: nginx-container
                image: nginx:1.14
                imagePullPolicy: Always
                ports:
                - containerPort: 80
                  protocol: TCP
            """
        case .probeWithoutSpaces:
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: probe-without-spaces
            spec:
              containers:
              - name: web
                image: nginx:1.14
                livenessProbe:
                  httpGet:
                    path:/
                    port:80
            """
        case .resourceWrongNames:
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: resource-wrong-names
            spec:
              containers:
              - name: app
                image: busybox:1.35
                Resource:
                  request:
                    memory:
                    cpu:
                  limit:
                    memory:
                    cpu:
            """
        }
    }
}
