import BundledModel
import Evaluation
import Foundation
import TestFolders
import Testing

struct LabelledFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func foldersAreNamedByIndexWordNetIdOrLabel() throws {
        try make(["0217/a.jpg", "n01440764/b.png", "tabby/c.jpeg", "tabby/readme.txt"])
        let labelled = try LabelledFolder(folder.path, classes: ClassTable(), count: 1000)
        #expect(labelled.pictures.map(\.label) == [217, 0, 281])
        #expect(labelled.pictures[2].path == "\(folder.path)/tabby/c.jpeg")
    }

    @Test func linksLeadToPicturesAndClasses() throws {
        try make(["0001/a.jpg"])
        let elsewhere = folder.url.appending(path: ".elsewhere")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        try Data().write(to: elsewhere.appending(path: "c.jpg"))
        let files = FileManager.default
        try files.createSymbolicLink(
            at: folder.url.appending(path: "0001/b.jpg"), withDestinationURL: elsewhere.appending(path: "c.jpg")
        )
        try files.createSymbolicLink(at: folder.url.appending(path: "0002"), withDestinationURL: elsewhere)
        let labelled = try LabelledFolder(folder.path, classes: .unnamed, count: 3)
        #expect(labelled.pictures.map(\.label) == [1, 1, 2])
    }

    @Test(arguments: ["nonsense", "1000", "-1"])
    func aFolderThatIsNoClassIsNamed(name: String) throws {
        try make(["\(name)/a.jpg"])
        let error = #expect(throws: LabelledFolderError.self) {
            try LabelledFolder(folder.path, classes: ClassTable(), count: 1000)
        }
        #expect(error?.description.hasPrefix("\(folder.path)/\(name): no class") == true)
    }

    @Test func aFolderWithoutPicturesIsNamed() throws {
        try make(["0001/readme.txt"])
        #expect(throws: LabelledFolderError.self) {
            try LabelledFolder(folder.path, classes: ClassTable(), count: 1000)
        }
        #expect(throws: LabelledFolderError.self) {
            try LabelledFolder("/nowhere", classes: ClassTable(), count: 1000)
        }
    }

    private func make(_ names: [String]) throws {
        for name in names { try folder.write(name, Data()) }
    }
}
