import Testing

/// The manifests of a first user's notes, with the slips that were in them; the text is what `podprobe check` says.
@Suite struct `The notes' broken manifests` {
    @Test func `with a command that lacks its space and is one string`() {
        let text = """
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
        #expect(
            issues(text) == [
                #"pod.yaml:12: error: spec.initContainers[0].command: a space is missing after the colon: write command: ["util nslookup ..."]"#,
                #"pod.yaml:12: warning: spec.initContainers[0].command: the program to run would be the one called "util nslookup ..."; each word is an entry of its own: command: ["util", "nslookup", "..."]"#,
            ])
    }

    @Test func `with a misspelled field and two missing spaces`() {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: mutipod
            spec: \

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
        #expect(
            issues(text) == [
                "pod.yaml:6: error: spec.cntainers: unknown field; did you mean containers?",
                "pod.yaml:10: error: spec.containers[0].ports[0].containerPort: a space is missing after the colon: write - containerPort: 80",
                "pod.yaml:11: error: spec.containers[1].name: a space is missing after the dash: write - name: centos-controller",
            ])
    }

    @Test func `with a placeholder for a name`() {
        let text = """
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
        #expect(
            issues(text) == [
                "pod.yaml:4: error: metadata.name: expected a string, found a list: square brackets make a list; write name: myname (if [myname] stands for a name of your own, write that name without the brackets)"
            ])
    }

    @Test func `with a probe whose fields lack their spaces`() {
        let text = """
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
        #expect(
            issues(text) == [
                "pod.yaml:11: error: spec.containers[0].livenessProbe.httpGet.path: a space is missing after the colon: write path: /",
                "pod.yaml:12: error: spec.containers[0].livenessProbe.httpGet.port: a space is missing after the colon: write port: 80",
            ])
    }

    @Test func `with other names for resources and no amounts`() {
        let text = """
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
        #expect(
            issues(text) == [
                "pod.yaml:9: error: spec.containers[0].Resource: unknown field; did you mean resources?",
                "pod.yaml:10: error: spec.containers[0].resources.request: unknown field; did you mean requests?",
                "pod.yaml:11: error: spec.containers[0].resources.requests[memory]: no value; write e.g. 64Mi",
                "pod.yaml:12: error: spec.containers[0].resources.requests[cpu]: no value; write e.g. 200m",
                "pod.yaml:13: error: spec.containers[0].resources.limit: unknown field; did you mean limits?",
                "pod.yaml:14: error: spec.containers[0].resources.limits[memory]: no value; write e.g. 64Mi",
                "pod.yaml:15: error: spec.containers[0].resources.limits[cpu]: no value; write e.g. 200m",
            ])
    }
}
