import Testing

@testable import Spool

struct SpoolFormatTests {
    private func bytes(_ records: SpoolRecord...) -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records { SpoolFormat.append(record, to: &bytes) }
        return bytes
    }

    @Test func checksumIsCastagnolis() {
        #expect(CRC32C.checksum(Array("123456789".utf8)[...]) == 0xe306_9283)
        let start = CRC32C.checksum(Array("1234".utf8)[...])
        #expect(CRC32C.checksum(Array("56789".utf8)[...], after: start) == 0xe306_9283)
    }

    @Test func whatIsWrittenIsRead() {
        let all = bytes(record(1), record(2, bytes: 0))
        let first = SpoolFormat.byteCount(of: record(1))
        #expect(SpoolFormat.record(in: all, at: 0, maximum: 1000) == .record(record(1), byteCount: first))
        #expect(
            SpoolFormat.record(in: all, at: first, maximum: 1000)
                == .record(record(2, bytes: 0), byteCount: all.count - first))
    }

    @Test func everyCutIsARecordThatIsNotThere() {
        let all = bytes(record(1))
        for count in all.indices {
            switch SpoolFormat.record(in: Array(all[..<count]), at: 0, maximum: 1000) {
            case .record: Issue.record("a record of \(count) bytes")
            case .partial(let wanted): #expect(wanted > count)
            case .none: #expect(count == 0)
            }
        }
    }

    @Test func everyFlippedBitIsFound() {
        let all = bytes(record(1))
        for bit in 0..<(8 * all.count) {
            var spoiled = all
            spoiled[bit / 8] ^= 1 << (bit % 8)
            if case .record = SpoolFormat.record(in: spoiled, at: 0, maximum: all.count) { Issue.record("bit \(bit)") }
        }
    }

    @Test func zerosAreNoRecord() {
        #expect(SpoolFormat.record(in: [UInt8](repeating: 0, count: 64), at: 0, maximum: 64) == .none)
    }

    @Test func aCursorSurvivesTheWritingOfTheNext() {
        var file = [UInt8](repeating: 0, count: 40)
        for generation in UInt64(1)...4 {
            let slot = CursorFile.slot(generation: generation, position: generation * 10)
            for written in slot.bytes.indices {
                var torn = file
                torn.replaceSubrange(slot.offset..<slot.offset + written, with: slot.bytes[..<written])
                let found = CursorFile.read(torn)?.position
                #expect(found == (generation == 1 ? nil : (generation - 1) * 10) || found == generation * 10)
            }
            file.replaceSubrange(slot.offset..<slot.offset + 20, with: slot.bytes)
            #expect(CursorFile.read(file)?.position == generation * 10)
        }
    }

    @Test func idsAreReadAsTheyAreWritten() {
        let id = RecordID(incarnation: 0xab, sequence: 12)
        #expect(id.description == "00000000000000ab-12")
        #expect(RecordID(id.description) == id)
        for wrong in ["", "ab-12", "00000000000000ab-", "00000000000000ab-1-2", "00000000000000zz-1"] {
            #expect(RecordID(wrong) == nil)
        }
    }
}
