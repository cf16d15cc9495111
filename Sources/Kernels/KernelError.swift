import COneDNN

/// oneDNN refused to set up an operation; thrown only while a model is loaded.
package struct KernelError: Error, CustomStringConvertible {
    /// What was being set up, for example "matmul 50 x 384 x 1152".
    package let operation: String

    /// oneDNN's status.
    package let status: UInt32

    /// The operation and the status as text.
    package var description: String {
        "oneDNN could not set up \(operation): \(String(cString: dnnl_status2str(dnnl_status_t(status))))"
    }
}

/// Throws when a set-up call of oneDNN did not succeed.
func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws(KernelError) {
    if status != dnnl_success {
        throw KernelError(operation: operation(), status: status.rawValue)
    }
}
