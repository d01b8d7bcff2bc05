import PodModel

extension ManifestDecoder {
    func container(_ parent: SourceField) -> Container {
        var container = Container()
        for field in fields(parent, .container) {
            switch field.name {
            case "name": container.name = string(field)
            case "image": container.image = image(field)
            case "command": container.command = command(field)
            case "args": container.args = strings(field)
            case "workingDir": container.workingDir = string(field)
            case "ports": container.ports = list(field, "ports", blank: ContainerPort(), containerPort)
            case "env": container.env = list(field, "environment variables", blank: EnvVar(), envVar)
            case "envFrom": container.envFrom = list(field, "references", blank: EnvFromSource(), envFrom)
            case "resources": container.resources = resources(field)
            case "livenessProbe": container.livenessProbe = probe(field)
            case "readinessProbe": container.readinessProbe = probe(field)
            case "startupProbe": container.startupProbe = probe(field)
            case "lifecycle": container.lifecycle = lifecycle(field)
            default: decode(field, into: &container)
            }
        }
        return container
    }

    private func decode(_ field: SourceField, into container: inout Container) {
        switch field.name {
        case "imagePullPolicy": container.imagePullPolicy = choice(field, ["Always", "IfNotPresent", "Never"])
        case "restartPolicy": container.restartPolicy = restartPolicy(field)
        case "terminationMessagePath": container.terminationMessagePath = string(field)
        case "terminationMessagePolicy":
            container.terminationMessagePolicy = choice(field, ["File", "FallbackToLogsOnError"])
        default: keep(field, in: &container.others)
        }
    }

    private func image(_ field: SourceField) -> String {
        let image = string(field)
        if Placeholder.isLikely(image) {
            report(.warning, .validate, field, "\(image.quotedShort) looks like a placeholder: put the real image here")
        }
        return image
    }

    /// A command, and a warning where it was likely written as one string for a shell to take apart.
    func command(_ field: SourceField) -> [String] {
        let command = strings(field)
        if let first = command.first, first.contains(" "), command.count == 1 || !first.hasPrefix("/") {
            let words = first.split(separator: " ").map { String($0).quotedShort }.joined(separator: ", ")
            let what = "the program to run would be the one called \(first.quotedShort)"
            report(.warning, .validate, field, "\(what); each word is an entry of its own: command: [\(words)]")
        }
        return command
    }

    private func containerPort(_ parent: SourceField) -> ContainerPort {
        var port = ContainerPort()
        for field in fields(parent, .port) {
            switch field.name {
            case "name": port.name = string(field)
            case "containerPort": port.containerPort = int32(field)
            case "hostPort": port.hostPort = int32(field)
            case "hostIP": port.hostIP = string(field)
            default: port.protocol = choice(field, ["TCP", "UDP", "SCTP"])
            }
        }
        return port
    }

    private func resources(_ parent: SourceField) -> ResourceRequirements {
        var resources = ResourceRequirements()
        for field in fields(parent, .resources) {
            switch field.name {
            case "requests": resources.requests = quantities(field)
            case "limits": resources.limits = quantities(field)
            default: keep(field, in: &resources.others)
            }
        }
        return resources
    }
}

/// Text that a copied example leaves for its reader to replace.
enum Placeholder {
    /// `<image>`, `{{ .Values.image }}`, `${IMAGE}`, `CHANGEME`.
    static func isLikely(_ text: String) -> Bool {
        text.first == "<" && text.last == ">" || text.contains("{{") || text.contains("${")
            || ["changeme", "change-me", "change_me"].contains(text.lowercased())
    }
}
