import Cascade
import Foundation
import Testing

struct PictureFilesTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "inner"), withIntermediateDirectories: true
        )
    }

    @Test func aFoldersPicturesAreListedInOrderAtAnyDepth() throws {
        for name in ["b.jpg", "a.PNG", "inner/c.jpeg", "notes.txt"] {
            try Data().write(to: folder.appending(path: name))
        }
        let path = folder.path
        #expect(try PictureFiles.list([path]) == ["\(path)/a.PNG", "\(path)/b.jpg", "\(path)/inner/c.jpeg"])
    }

    @Test func aFileThatIsNamedIsTakenAsItIs() throws {
        try Data().write(to: folder.appending(path: "notes.txt"))
        let path = folder.appending(path: "notes.txt").path
        #expect(try PictureFiles.list([path]) == [path])
    }

    @Test func aPathThatIsNotThereIsNamed() {
        let error = #expect(throws: PictureFilesError.self) { try PictureFiles.list(["/nowhere"]) }
        #expect(error?.description == "/nowhere: no such file or folder")
    }

    @Test func aFolderWithoutPicturesIsNamed() {
        let error = #expect(throws: PictureFilesError.self) { try PictureFiles.list([folder.path]) }
        #expect(error?.description.contains("no pictures") == true)
    }
}
