import ArgumentParser
import Replay

extension ReplayMode: ExpressibleByArgument {}

/// How frames come, as it is asked for.
enum ArrivalName: String, CaseIterable, ExpressibleByArgument {
    case cadence
    case poisson
    case bursts
    case ramp
}

/// The flags that say when frames come.
struct ReplayLoadFlags: ParsableArguments {
    @Option(help: "Frames a second and camera.")
    var fps: Double?

    @Option(help: "How long frames are offered.")
    var seconds = 10.0

    @Option(
        help: """
            When the next frame comes: open (when it is due), or as in MLPerf's scenarios: single-stream (when the last is \
            answered), multi-stream (one of each camera, when all are answered), server (Poisson), offline (all at once).
            """
    )
    var mode: ReplayMode = .open

    @Option(help: "How frames come in mode open: cadence, poisson, bursts or ramp.")
    var arrivals: ArrivalName = .cadence

    @Option(help: ArgumentHelp("By what share of the interval a cadence varies, 0 to 1.", valueName: "share"))
    var jitter = 0.1

    @Option(help: ArgumentHelp("How many frames come together in bursts.", valueName: "frames"))
    var burst = 10

    @Option(help: ArgumentHelp("Where a ramp begins, as a multiple of --fps.", valueName: "factor"))
    var rampFrom = 0.1

    @Option(help: ArgumentHelp("Where a ramp ends, as a multiple of --fps.", valueName: "factor"))
    var rampTo = 2.0

    @Flag(
        help: "A frame that waits for the edge is dropped when a newer one of its camera comes, as with live cameras.")
    var newestWins = false

    @Option(help: "What phases, jitter and gaps are drawn from: the same number gives the same frames.")
    var seed: UInt64 = 1

    @Flag(help: "Look for the highest rate whose p99 stays within the objective; --fps is the first that is tried.")
    var findRate = false

    @Option(help: ArgumentHelp("How closely it is looked for, as a share of the rate.", valueName: "share"))
    var resolution = 0.05

    func validate() throws {
        if let fps, !(fps > 0 && fps <= 100_000) { throw ValidationError("--fps \(fps): above 0, at most 100000") }
        if !(seconds > 0 && seconds <= 86_400) { throw ValidationError("--seconds \(seconds): above 0, at most 86400") }
        if !(0...1).contains(jitter) { throw ValidationError("--jitter \(jitter): 0 to 1") }
        if !(1...100_000).contains(burst) { throw ValidationError("--burst \(burst): 1 to 100000") }
        for (name, factor) in [("--ramp-from", rampFrom), ("--ramp-to", rampTo)] where !(factor > 0 && factor <= 1000) {
            throw ValidationError("\(name) \(factor): above 0, at most 1000")
        }
        if !(0.001...0.5).contains(resolution) { throw ValidationError("--resolution \(resolution): 0.001 to 0.5") }
        if newestWins, !mode.isOpenLoop {
            throw ValidationError("--newest-wins needs frames that come by a schedule: --mode open or server")
        }
        if findRate, !mode.isOpenLoop {
            throw ValidationError("--find-rate needs frames that come by a schedule: --mode open or server")
        }
    }

    /// Fills in when frames come. A trace brings its own times.
    func apply(to plan: inout ReplayPlan) throws {
        plan.mode = mode
        plan.seed = seed
        plan.newestWins = newestWins
        if plan.isRecorded, mode == .open {
            guard fps == nil, !findRate else {
                throw ValidationError("a trace has its own times: use --speed-up instead of --fps, and no --find-rate")
            }
            return
        }
        plan.rate = fps ?? 5
        plan.length = .seconds(seconds)
        plan.pattern =
            switch arrivals {
            case .cadence: .cadence(jitter: jitter)
            case .poisson: .poisson
            case .bursts: .bursts(size: burst)
            case .ramp: .ramp(from: rampFrom, to: rampTo, over: plan.length)
            }
    }
}
