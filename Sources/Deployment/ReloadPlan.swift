/// What a new configuration changes in a running edge.
package struct ReloadPlan: Equatable, Sendable {
    /// Whether the sinks differ; they are replaced.
    package var replacesSinks: Bool
    /// The threshold to go on with; nil where it stays.
    package var threshold: Double?
    /// Flags that a running edge cannot change: they hold from its next start on.
    package var laterFlags: [String]

    /// A plan of these parts.
    init(replacesSinks: Bool, threshold: Double?, laterFlags: [String]) {
        (self.replacesSinks, self.threshold, self.laterFlags) = (replacesSinks, threshold, laterFlags)
    }

    /// Compares what runs with what is to run.
    package init(from old: DeploymentConfiguration, to new: DeploymentConfiguration, role: DeploymentConfiguration.Role)
    {
        replacesSinks = old.sinks != new.sinks
        threshold = new.threshold != old.threshold ? new.threshold : nil
        let (before, after) = (old.flags[role] ?? [], new.flags[role] ?? [])
        var names: [String] = []
        // A threshold that the file no longer names cannot be guessed here.
        let isKept = { (flag: String) in flag.hasPrefix("--threshold=") && new.threshold != nil }
        for flag in after.filter({ !before.contains($0) }) + before.filter({ !after.contains($0) }) where !isKept(flag)
        {
            let name = String(flag.prefix { $0 != "=" })
            if !names.contains(name) { names.append(name) }
        }
        if old.spool != new.spool { names.append("spool") }
        laterFlags = names
    }
}
