package import Metrics

extension NodeState {
    /// The same as metrics.
    package var metrics: [MetricFamily] {
        var build = MetricFamily(.gauge, "fovea_build_info", "The software of this process; always 1.")
        build.add(1, ["role": role, "node": name, "version": version])
        var families = [
            build,
            MetricFamily(
                .gauge, "fovea_ready", "Whether the node can do its work, as /readyz says.", readiness.isReady ? 1 : 0),
            MetricFamily(
                .gauge, "fovea_degraded", "Whether it does its work with less than all.",
                readiness.limitations.isEmpty ? 0 : 1),
            MetricFamily(.gauge, "fovea_uptime_seconds", "Since the process began to serve.", uptime),
        ]
        if let gear {
            families.append(MetricFamily(.gauge, "fovea_gear", "The gear in force.", Double(gear.gear)))
        }
        families += edge?.metrics ?? []
        families += canaryMetrics
        families += coordinator?.metrics ?? []
        families += WorkerState.metrics(of: workers)
        if !links.isEmpty { families.append(Self.links(links)) }
        return families
    }

    private var links: [(node: String, link: LinkState)] {
        (edge?.links ?? []).map { ("edge", $0) } + workers.flatMap { worker in worker.links.map { (worker.name, $0) } }
    }

    private static func links(_ links: [(node: String, link: LinkState)]) -> MetricFamily {
        var family = MetricFamily(
            .gauge, "fovea_link_state", "A node's standing with a coordinator: 1 at the standing that it has.")
        for (node, link) in links {
            for standing in LinkState.standings {
                family.add(
                    link.standing == standing ? 1 : 0,
                    ["node": node, "coordinator": link.endpoint, "standing": standing])
            }
        }
        return family
    }
}
