import ArgumentParser
import Edge
import Foundation
import Gears
import LFViT
import Payloads
import Replay
import Wire

/// Drives a cluster with recorded streams and reports how it held.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Drive a cluster with recorded streams, and report latency, goodput, bytes and accuracy.",
        discussion: """
            It is the edge of many cameras. Latency counts from when a frame was due, so a cluster that stalls cannot \
            hide it. Exit status 1 where the generator fell behind its own schedule, or an account did not add up \
            (docs/replay.md).

            EXAMPLE: fovea replay --cameras 4 --fps 5 --report report.json --page report.html
            EXAMPLE: fovea replay --compare before.json after.json
            """
    )

    @OptionGroup var target: ReplayTargetFlags

    @OptionGroup var gears: GearFlags

    @OptionGroup var source: ReplaySourceFlags

    @OptionGroup var load: ReplayLoadFlags

    @OptionGroup var edge: ReplayEdgeFlags

    @OptionGroup var model: ModelFlags

    @Option(help: ArgumentHelp("Where to write the report as JSON.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("Where to write a line of JSON for every frame.", valueName: "file"))
    var frames: String?

    @Option(help: ArgumentHelp("Where to write the report as a page with plots.", valueName: "file"))
    var page: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Set two reports side by side instead of running anything.", valueName: "report")
    )
    var compare: [String] = []

    func validate() throws {
        if !compare.isEmpty, compare.count != 2 {
            throw ValidationError("--compare takes two reports, as --report wrote them; found \(compare.count)")
        }
        if load.findRate, !target.faults.events.events.isEmpty {
            throw ValidationError("--events belong to one run: leave --find-rate out")
        }
        if load.findRate, frames != nil { throw ValidationError("--frames belongs to one run: leave --find-rate out") }
    }

    func run() async throws {
        if compare.count == 2 { return try ReplayComparison(compare[0], compare[1]).show(page: page) }
        let loaded = try model.loadAny()
        let payload = try loaded.payload(edge.payload)
        var plan = try await source.plan(for: loaded, rate: load.fps)
        try load.apply(to: &plan)
        plan.events = target.faults.events
        if !plan.isRecorded, plan.events.end > plan.length {
            throw ValidationError(
                "--events: the last is at \(plan.events.end), but frames are offered for \(plan.length)")
        }
        var settings = try edge.settings(for: loaded, plan)
        try settings.check(loaded.edge)
        let log = try frames.map { try FrameLog($0) }
        let fingerprint = try loaded.fingerprint(file: model.path, settings: settings.cascade)
        let effort = WorkerEffort(edge.lookup, objective: edge.objective)
        let table = try gears.table(for: fingerprint)
        settings.gearSides = Set(table?.gears.map(\.regionSide) ?? []).sorted()
        let processes = target.processes(model, effort, gears: gears.arguments(objective: edge.objective))
        let isHere = target.isUp && processes == nil
        if isHere { settings.cores = edge.cores.shared(edge.threads + target.workers) }
        let cluster = try await ReplayCluster(
            target, loaded, fingerprint: fingerprint, effort: effort,
            gear: target.isUp ? gears.fleetGear(table, objective: edge.objective) : nil,
            cores: isHere ? settings.cores : nil, processes: processes
        )
        let run = ReplayRun(
            cluster: cluster, model: loaded, settings: settings, payload: payload,
            objective: .milliseconds(edge.objective), lateness: edge.latenessBound,
            description: description(of: plan, settings, payload)
        )
        var result: ReplayReport
        do {
            let pictures = edge.edges == .recorded ? try await run.glance(plan) : plan.files
            result =
                load.findRate
                ? try await run.findRate(plan, pictures: pictures, resolution: load.resolution)
                : try await run.run(plan, pictures: pictures, log: log).report
        } catch {
            try await cluster.stop()
            throw error
        }
        result.tellUtilization(busy: try await cluster.stop())
        try log?.finish()
        if let report { try ReplayFile.write(result, to: report) }
        if let page { try ReplayFile.write(try ReportPage(result).html(), to: page, naming: "--page") }
        try Output.line(result.text)
        if !result.valid || !result.conservation { throw ExitCode(1) }
    }

    private func description(
        of plan: ReplayPlan, _ edgeSettings: EdgeSettings, _ payload: PayloadChoice
    ) -> ReplaySettings {
        var settings = ReplaySettings()
        settings.software = "fovea \(Fovea.configuration.version)"
        settings.target = target.target.map(\.description)
        settings.workers = target.isUp ? target.workers : nil
        settings.simulate = target.simulate
        settings.link = target.faults.link
        settings.source = source.folder
        settings.pictures = plan.pictures.count
        settings.cameras = plan.streams.count
        settings.mode = plan.mode
        settings.arrivals =
            plan.mode == .server ? "poisson" : plan.mode != .open ? "-" : plan.isRecorded ? "trace" : plan.pattern.name
        settings.newestWins = plan.newestWins
        settings.speedUp = source.trace == nil ? nil : source.speedUp
        settings.edges = edge.edges.rawValue
        settings.objective = edge.objective
        settings.budget = edgeSettings.budget / .milliseconds(1)
        settings.model = model.path
        settings.payload = "\(payload)"
        settings.threshold = edgeSettings.cascade.earlyExit ? edgeSettings.cascade.threshold : nil
        return settings
    }
}

extension ReplayPlan {
    /// The pictures as they are before a glance at them.
    fileprivate var files: [OfferedFrame.Picture] { pictures.map(\.content) }
}
