/// What ConfigMaps and Secrets hold, a Secret's values decoded: all that environments may refer to.
package typealias ConfigData = [ConfigReference: [String: String]]
