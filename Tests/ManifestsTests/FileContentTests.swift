import Foundation
import Testing

@testable import Manifests

@Suite struct `A path` {
    @Test(arguments: [
        ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b/../c", "/a/c"), ("/", "/"), ("/../a", "/a"),
    ]) func `is made plain`(path: String, plain: String) {
        #expect(FileContent.absolute(path) == plain)
    }

    @Test func `is completed with the working folder`() {
        #expect(FileContent.absolute("a/b") == FileManager.default.currentDirectoryPath + "/a/b")
    }
}
