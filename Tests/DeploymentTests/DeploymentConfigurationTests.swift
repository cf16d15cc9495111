import Foundation
import MQTT
import Sinks
import Testing

@testable import Deployment

struct DeploymentConfigurationTests {
    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> DeploymentConfiguration {
        try DeploymentConfiguration(text, file: "site.yaml", host: "host", environment: environment)
    }

    /// The problems of a file, as they are printed.
    private func problems(_ text: String, _ environment: [String: String] = [:]) -> [String] {
        do {
            _ = try read(text, environment)
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.description) ?? ["\(error)"]
        }
    }

    @Test func anEmptyFileSaysNothing() throws {
        #expect(try read("") == read("# only a comment\n"))
        #expect(try read("").flags.isEmpty)
    }

    @Test func keysStandForFlags() throws {
        let site = try read(
            """
            model: {file: m.safetensors, precision: int8}
            edge:
              name: box
              cameras: {gate: "rtsp://10.0.0.9/live?a=b", yard: /dev/video0}
              coordinators: [tcp://127.0.0.1:7101, ipc:///run/fovea]
              threshold: 0.6
              budget: 1.5 s
              stale: 500 ms
              partials: yes
              once: false
              http: {address: 127.0.0.1:8080}
              log: {level: info}
            coordinator: {queue: 10, heartbeat: 1 s}
            worker: {threads: 2}
            up: {workers: 3}
            """)
        #expect(
            site.flags[.edge]
                == [
                    "--name=box", "--camera=gate=rtsp://10.0.0.9/live?a=b", "--camera=yard=/dev/video0",
                    "--coordinator=tcp://127.0.0.1:7101", "--coordinator=ipc:///run/fovea", "--threshold=0.6",
                    "--budget=1500", "--partials", "--http=127.0.0.1:8080", "--log-level=info", "--model=m.safetensors",
                    "--precision=int8",
                ].inserting("--stale=0.5", after: "--camera=yard=/dev/video0"))
        #expect(site.flags[.coordinator] == ["--heartbeat=1000", "--queue=10"])
        #expect(site.flags[.worker] == ["--threads=2", "--model=m.safetensors", "--precision=int8"])
        #expect(site.flags[.up]?.contains("--workers=3") == true)
        #expect(site.flags[.up]?.contains { $0.hasPrefix("--coordinator") || $0.hasPrefix("--name") } == false)
        #expect(site.threshold == 0.6)
    }

    @Test func everyProblemIsToldWithItsPlace() {
        let found = problems(
            """
            edge:
              treshold: 0.5
              budget: 2
              fps: fast
              payload: pixel
              coordinators: 10.0.0.5
            sink:
              a: {kind: file}
            spool: {size: 1}
            """)
        #expect(
            found == [
                "2:3: edge.treshold: unknown key; did you mean \"threshold\"?",
                "3:11: edge.budget: expected a time from 1 ms to 600 s with its unit, such as 500 ms or 2 s, found \"2\"",
                "4:8: edge.fps: expected a number from 0.001 to 1000, found \"fast\"",
                "5:12: edge.payload: expected one of features, pixels, exact, found \"pixel\"; did you mean \"pixels\"?",
                "6:17: edge.coordinators: expected an address such as tcp://10.0.0.5:7101 or ipc:///run/fovea, found \"10.0.0.5\"",
                "7:1: sink: unknown key; did you mean \"sinks\"?",
                "9:15: spool.size: expected a size of at least 1000 kB with its unit, such as 256 MB, found \"1\"",
            ])
    }

    @Test(arguments: [
        ("edge: [", "no YAML"), ("edge: {fps: 1, fps: 2}", "fps: stands there twice"), ("- a", "expected a mapping"),
        ("edge: {name: }", "found nothing"), ("edge: {name: [a]}", "found a list"), ("a: 1", "known are model, edge"),
        ("edge: {coordinators: tcp://10.0.0.5:7101}", "connections off this machine are encrypted"),
        ("spool: {hard_frames: 1 GB}", "give spool.folder too"),
        ("sinks: {a: {path: x}}", "expected kind: one of file"), ("sinks: {a: {kind: fil}}", "did you mean \"file\"?"),
        ("sinks: {a: {kind: file}}", "path is missing"), ("sinks: {a/b: {kind: stdout}}", "a sink's name"),
        ("sinks: {a: {kind: webhook, url: ftp://x}}", "expected an address such as https://"),
        ("sinks: {a: {kind: mqtt, broker: mqtt://h, password: p}}", "a password needs a user"),
        ("sinks: {a: {kind: mqtt, broker: \"mqtt://h:99999\"}}", "expected an address such as mqtt://"),
        ("sinks: {a: {kind: mqtt, broker: mqtt://h, authorities: f}}", "use mqtts://"),
        ("sinks: {a: {kind: stdout, outcomes: [focus]}}", "did you mean \"focused\"?"),
        ("sinks: {a: {kind: stdout, path: x}}", "unknown key"), ("edge: {name: \"${NOBODY}\"}", "is not set"),
        ("edge: {name: \"${NOBODY\"}", "without \"}\""),
    ])
    func whatCannotBeUsedIsExplained(text: String, part: String) {
        let found = problems(text)
        #expect(found.count == 1 && found[0].contains(part), "\(found)")
    }

    @Test func sinksAreReadWithTheirFilters() throws {
        let site = try read(
            """
            edge: {name: box}
            spool: {folder: /var/lib/fovea/spool, size: 1 GB, hard_frames: 2 GiB}
            sinks:
              lines: {kind: file, path: /tmp/a.jsonl, size: 10 MB, keep: 2}
              console: {kind: stdout, partials: true}
              home:
                kind: mqtt
                broker: mqtts://broker.local
                user: fovea
                password: ${MQTT_PASSWORD}
                discovery: off
                retain: false
              hook:
                kind: webhook
                url: https://example.org/hook
                headers: {Authorization: "Bearer ${TOKEN:-none}"}
                timeout: 3 s
                classes: [cat, 281]
                confidence: 0.5
              pictures: {kind: snapshots, folder: /tmp/pictures, outcomes: focused, cameras: gate}
            """, ["MQTT_PASSWORD": "secret"])
        #expect(site.sinks.map(\.name) == ["lines", "console", "home", "hook", "pictures"])
        #expect(site.sinks[0].kind == .file(path: "/tmp/a.jsonl", bytes: 10_000_000, keep: 2))
        #expect(site.sinks[1].kind == .standardOutput && site.sinks[1].filter.partials)
        guard case .mqtt(let settings, let topics) = site.sinks[2].kind else {
            Issue.record("no MQTT")
            return
        }
        #expect(settings.port == 8883 && settings.isEncrypted && settings.clientID == "fovea-box")
        #expect(settings.user == "fovea" && settings.password == "secret")
        #expect(topics.discovery == nil && !topics.isRetained && topics.availability == "fovea/box/availability")
        guard case .webhook(let hook) = site.sinks[3].kind else {
            Issue.record("no webhook")
            return
        }
        #expect(hook.headers == ["Authorization": "Bearer none"] && hook.timeout == .seconds(3))
        #expect(site.sinks[3].filter.classes == ["cat", "281"] && site.sinks[3].filter.confidence == 0.5)
        #expect(site.sinks[4].filter.outcomes == ["focused"] && site.sinks[4].filter.cameras == ["gate"])
        #expect(site.spool.bytes == 1_000_000_000 && site.spool.hardFrameBytes == 2 << 30)
    }

    @Test func aReloadSaysWhatItChangesAndWhatItCannot() throws {
        let old = try read("edge: {threshold: 0.5, fps: 5}\nsinks: {a: {kind: stdout}}")
        func plan(_ text: String) throws -> ReloadPlan { ReloadPlan(from: old, to: try read(text), role: .edge) }
        #expect(
            try plan("edge: {threshold: 0.5, fps: 5}\nsinks: {a: {kind: stdout}}")
                == ReloadPlan(replacesSinks: false, threshold: nil, laterFlags: []))
        #expect(
            try plan("edge: {threshold: 0.7, fps: 5}\nsinks: {a: {kind: stdout, confidence: 0.1}}")
                == ReloadPlan(replacesSinks: true, threshold: 0.7, laterFlags: []))
        #expect(
            try plan("edge: {threshold: 0.5, fps: 6}\nspool: {folder: x}\nsinks: {a: {kind: stdout}}").laterFlags
                == ["--fps", "spool"])
        #expect(try plan("edge: {fps: 5}").laterFlags == ["--threshold"])
    }
}

extension [String] {
    /// The list with one more, behind another.
    fileprivate func inserting(_ element: String, after other: String) -> [String] {
        flatMap { $0 == other ? [$0, element] : [$0] }
    }
}

struct NearestNameTests {
    @Test(
        arguments: [
            ("treshold", "threshold"), ("thershold", "threshold"), ("cordinators", "coordinators"), ("Name", "name"),
            ("fallbck", "fallback"), ("xyz", nil), ("", nil),
        ] as [(String, String?)])
    func theNearestIsTheOneMeant(word: String, meant: String?) {
        let names = ["name", "threshold", "coordinators", "fallback", "camera"]
        #expect(NearestName.of(word, among: names) == meant)
    }

    @Test func distanceCountsChanges() {
        #expect(NearestName.distance("abc", "abc") == 0)
        #expect(NearestName.distance("abc", "acb") == 1)
        #expect(NearestName.distance("", "abc") == 3)
        #expect(NearestName.distance("abc", "") == 3)
        #expect(NearestName.distance("kitten", "sitting") == 3)
    }
}

struct QuantityTests {
    @Test(
        arguments: [("500 ms", 0.5), ("2s", 2), ("1.5 min", 90), ("1 h", 3600), ("2", nil), ("s", nil), ("1 S", nil)]
            as [(String, Double?)])
    func times(text: String, seconds: Double?) {
        #expect(Quantity.seconds(text) == seconds)
    }

    @Test(
        arguments: [("256 MB", 256_000_000), ("1 GiB", 1 << 30), ("10", nil), ("-1 MB", nil), ("0 MB", nil)]
            as [(String, Int?)])
    func sizes(text: String, bytes: Int?) {
        #expect(Quantity.bytes(text) == bytes)
    }
}
