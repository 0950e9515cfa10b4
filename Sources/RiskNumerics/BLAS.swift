internal import CBLASShims

/// The linear-algebra library underneath, opened at its first use.
public enum BLAS {
  /// OpenBLAS is not installed.
  public struct Missing: Error, Sendable, CustomStringConvertible {
    /// What is missing and how to get it.
    public var description: String {
      "OpenBLAS (libopenblas.so.0) could not be opened. "
        + "Install it: apt-get install libopenblas-dev"
    }
  }

  /// Opens OpenBLAS on one thread: sums keep their order, bits their value.
  ///
  /// Call it before a fit; the numerical kernels rely on it.
  public static func open() throws(Missing) {
    guard risk_blas_open() == 1 else { throw Missing() }
  }

  /// The kernel that OpenBLAS chose for this machine, "Haswell" for example;
  /// nil without OpenBLAS.
  public static var coreName: String? {
    risk_blas_core_name().map { String(cString: $0) }
  }
}
