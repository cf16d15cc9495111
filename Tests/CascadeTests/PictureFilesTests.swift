import Cascade
import Foundation
import TestFolders
import Testing

struct PictureFilesTests {
    private let temporary: TemporaryFolder
    private let folder: URL

    init() throws {
        temporary = try TemporaryFolder()
        folder = temporary.url
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

    @Test func aFileThatIsNotThereIsListedToBeNamedWithItsReasonLater() throws {
        #expect(try PictureFiles.list(["/nowhere.jpg"]) == ["/nowhere.jpg"])
    }

    @Test func anEmptyPathIsRefused() {
        #expect(throws: PictureFilesError.self) { try PictureFiles.list([""]) }
    }

    @Test func aFolderNamedLikeAPictureIsSearchedAndNotListed() throws {
        let inner = folder.appending(path: "album.jpg")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        try Data().write(to: inner.appending(path: "a.png"))
        #expect(try PictureFiles.list([folder.path]) == ["\(inner.path)/a.png"])
    }

    @Test func aFolderWithoutPicturesIsNamed() {
        let error = #expect(throws: PictureFilesError.self) { try PictureFiles.list([folder.path]) }
        #expect(error?.description.contains("no pictures") == true)
    }
}
