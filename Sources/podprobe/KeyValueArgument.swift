import ArgumentParser

/// The pairs of an argument such as `cpu=4,memory=8Gi`, each key once.
///
/// - Parameters:
///   - what: the noun for a pair in a message: "label".
///   - form: how a pair is written: "key=value".
/// - Throws: ValidationError, which says what is wrong with which pair.
func keyValuePairs(
    _ argument: String, each what: String, writtenAs form: String
) throws -> [(key: String, value: String)] {
    var keys: Set<String> = []
    return try argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard sides.count == 2 else { throw ValidationError("'\(part)' has no '=': write \(form)") }
        guard keys.insert(sides[0]).inserted else { throw ValidationError("the \(what) \(sides[0]) is given twice") }
        return (sides[0], sides[1])
    }
}
